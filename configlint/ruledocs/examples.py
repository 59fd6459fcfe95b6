"""Runs the examples of the rules' documentation, with made-up keys in the shapes of real ones.

The keys are put together at run time, so that no scanner has reason to complain about this file.
"""

from __future__ import annotations

import random
import re
import string

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.engine import requests
from configlint.engine.host import Host
from configlint.lint import readings
from configlint.lint.discovery import Discovery
from configlint.lint.linter import Linter
from configlint.records import Record
from configlint.ruledocs.docstring import Example
from configlint.secrets.redaction import Redactor
from configlint.settings.finder import Finder

_ALNUM = string.ascii_letters + string.digits
_HEX = string.digits + "abcdef"
#: Where the examples' files are said to be: nothing is there.
_HOME = "/~"
_FOLDER = f"{_HOME}/project"


class Outcome(Record):
    """What came of an example: the request that its tool would send ("" for none), and what is reported."""

    request: str
    diagnostics: list[Diagnostic]


def run(example: Example, knowledge: Knowledge) -> Outcome:
    """Check the files of an example, none of which is on the disk."""
    host = Host(_HOME, _FOLDER)
    discovery = Discovery(host, Finder(knowledge, ""), example.asked)
    for path, text in example.files.items():
        data = filled(text).replace("{bom}", "\ufeff").encode()
        discovery.add_data(data, path.replace("~", _HOME) if path.startswith("~") else f"{_FOLDER}/{path}")
    inputs = discovery.files.inputs
    sent = [
        f"POST {request.url}"
        for reading in readings.of_files(inputs, host)
        for request in requests.explain(reading)
        if request.active and request.url is not None
    ]
    redactor = Redactor(knowledge)
    return Outcome(redactor.text(sent[0]) if sent else "", Linter(host).check(inputs))


def shown(text: str) -> str:
    """Return the text of an example, or one about it, as a person may see it: without keys and made-up folders."""
    text = text.replace(f"{_FOLDER}/", "").replace(f"{_HOME}/", "~/")
    return re.sub(r"\{key:([a-z-]+)(:\d+)?\}", r"<\1 key>", text).replace("{bom}", "<byte order mark>")


def filled(text: str) -> str:
    """Return `text` with every `{key:PROVIDER}` and `{key:PROVIDER:NUMBER}` replaced by a made-up key."""
    return re.sub(r"\{key:([a-z-]+)(?::(\d+))?\}", lambda match: key(match[1], int(match[2] or 1)), text)


def key(provider: str, seed: int = 1) -> str:
    """Return a made-up key of a provider's shape. "relay" gives one that belongs to nobody in particular."""
    rng = random.Random(f"{provider} {seed}")  # noqa: S311  (no secret, and always the same)
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


def _text(rng: random.Random, length: int, letters: str = _ALNUM) -> str:
    return "".join(rng.choice(letters) for _ in range(length))


#: Everything that `key` can make.
PROVIDERS = (
    "openai", "anthropic", "anthropic-oauth", "openrouter", "groq", "google", "xai", "nvidia", "deepseek", "zhipu",
    "azure", "kimi", "alibaba-plan", "relay",
)  # fmt: skip
