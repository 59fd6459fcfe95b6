"""Texts with names in braces: `{model}`, `{VARIABLE}`, `{VARIABLE:-default}`; defaults may hold names again."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


def expand(text: str, lookup: Callable[[str], str | None]) -> str | None:
    """Replace every `{name}` by `lookup(name)`.

    Returns None when a name without a default has no value. An empty value counts as none where there is a default.
    Braces around anything but a name stay as they are.
    """
    if "{" not in text:
        return text
    result = ""
    for literal, name, default in _pieces(text):
        result += literal
        if name is None:
            continue
        value = lookup(name)
        if not value and default is not None:
            value = expand(default, lookup)
        if value is None:
            return None
        result += value
    return result


@cache
def _pieces(text: str) -> tuple[tuple[str, str | None, str | None], ...]:
    """Take a template apart into literal texts, each with the name and the default behind it."""
    pieces: list[tuple[str, str | None, str | None]] = []
    at = literal = 0
    while (start := text.find("{", at)) >= 0:
        end = _closing(text, start)
        name, has_default, default = text[start + 1 : end].partition(":-")
        if end < 0 or not name.replace("_", "").isalnum():
            at = start + 1
            continue
        pieces.append((text[literal:start], name, default if has_default else None))
        at = literal = end + 1
    return (*pieces, (text[literal:], None, None))


def _closing(text: str, start: int) -> int:
    end = text.find("}", start)
    if "{" not in text[start + 1 : end]:
        return end
    depth = 0
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return -1
