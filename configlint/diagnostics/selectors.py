"""How people name rules: by code, by the beginning of a code, or by name."""

from __future__ import annotations

from collections.abc import Iterable


def exactness(code: str, name: str, words: Iterable[str]) -> int:
    """Return how exactly one of `words` names a rule: by its code or name, the beginning of its code, or not (0)."""
    return max((_length(code, name, word) for word in words), default=0)


def _length(code: str, name: str, word: str) -> int:
    return len(code) if word == name else len(word) if code.startswith(word.upper()) else 0
