"""Small things about words that several messages need."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Return the end of a message that names what comes close to `word`, or `otherwise`."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), 3)
    return f"; did you mean {' or '.join(close)}?" if close else otherwise


def many(number: int, noun: str) -> str:
    """Return a number with its noun: "1 file", "2 files"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
