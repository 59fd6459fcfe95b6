"""Made-up keys in the shapes of real ones, put together at run time so that no scanner has reason to complain."""

from __future__ import annotations

import random
import re
import string

_ALNUM = string.ascii_letters + string.digits
_HEX = string.digits + "abcdef"


def _text(rng: random.Random, length: int, letters: str = _ALNUM) -> str:
    return "".join(rng.choice(letters) for _ in range(length))


def key(provider: str, seed: int = 1) -> str:
    """Return a made-up key of a provider's shape. "relay" gives one that belongs to nobody in particular."""
    rng = random.Random(f"{provider} {seed}")
    dash = "-"
    shapes = {
        "openai": lambda: f"sk{dash}proj{dash}{_text(rng, 74)}T3Blbk{'FJ'}{_text(rng, 74)}",
        "anthropic": lambda: f"sk{dash}ant{dash}api03{dash}{_text(rng, 93)}AA",
        "anthropic-oauth": lambda: f"sk{dash}ant{dash}oat01{dash}{_text(rng, 93)}AA",
        "openrouter": lambda: f"sk{dash}or{dash}v1{dash}{_text(rng, 64, _HEX)}",
        "groq": lambda: f"gsk_{_text(rng, 52)}",
        "google": lambda: f"AI{'za'}{_text(rng, 35)}",
        "xai": lambda: f"xai{dash}{_text(rng, 80)}",
        "nvidia": lambda: f"nvapi{dash}{_text(rng, 64)}",
        "deepseek": lambda: f"sk{dash}{_text(rng, 32, _HEX)}",
        "zhipu": lambda: f"{_text(rng, 32, _HEX)}.{_text(rng, 16)}",
        "azure": lambda: _text(rng, 32, _HEX),
        "kimi": lambda: f"sk{dash}kimi{dash}{_text(rng, 64)}",
        "alibaba-plan": lambda: f"sk{dash}sp{dash}{_text(rng, 32, _HEX)}",
        "relay": lambda: f"sk{dash}{_text(rng, 48)}",
    }
    return shapes[provider]()


#: Everything that `key` can make.
PROVIDERS = (
    "openai", "anthropic", "anthropic-oauth", "openrouter", "groq", "google", "xai", "nvidia", "deepseek", "zhipu",
    "azure", "kimi", "alibaba-plan", "relay",
)  # fmt: skip


def filled(text: str) -> str:
    """Return `text` with every `{key:PROVIDER}` and `{key:PROVIDER:NUMBER}` replaced."""
    return re.sub(r"\{key:([a-z-]+)(?::(\d+))?\}", lambda match: key(match[1], int(match[2] or 1)), text)
