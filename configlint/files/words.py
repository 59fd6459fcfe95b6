"""Small things about words that several messages need."""

from __future__ import annotations

import os
from collections.abc import Iterable

#: Words that are alike to this degree were meant for one another (difflib).
_CLOSE = 0.6
#: Keys that are alike to this degree are one key, misspelt.
_ALIKE = 0.8


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Return the end of a message that names what comes close to `word`, or `otherwise`."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), 3)
    return f"; did you mean {' or '.join(close)}?" if close else otherwise


def one_of(word: str, known: Iterable[str]) -> str:
    """Return advice to write one of the `known` words instead of `word`."""
    near = nearest(word, known)
    if len(near) < 2:
        return f"Write {near[0]}" if near else ""
    return f"Write one that it knows, such as {', '.join(near[:6])}"


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return the `known` words, those first that come close to `word`, the others in their order."""
    from difflib import SequenceMatcher

    def distance(one: str) -> float:
        near = SequenceMatcher(None, word.lower(), one.lower()).ratio()
        return -near if near >= _CLOSE else 0

    return sorted(known, key=distance)


def defined_here(word: str, names: Iterable[str]) -> str:
    """Say which names are defined, those first that come close to `word`; an empty string where none is."""
    near = nearest(word, sorted(set(names)))[:8]
    return f"Defined here: {', '.join(near)}" if near else ""


def similar(key: str, known: Iterable[str]) -> str:
    """Return a known key that differs from `key` only in case, separators and blanks, or in a letter or two, or ""."""
    from difflib import get_close_matches

    plain = {bare(name): name for name in known}
    close = get_close_matches(bare(key), plain, 1, _ALIKE)
    return plain[close[0]] if close else ""


def is_one_edit(first: str, second: str) -> bool:
    """Return True if one letter is missing, added or another one, or two are swapped. Another digit is a version."""
    start = len(os.path.commonprefix([first, second]))  # noqa: RUF071  (characters are meant)
    rest = first[start:], second[start:]
    end = len(os.path.commonprefix([rest[0][::-1], rest[1][::-1]]))  # noqa: RUF071
    left, right = (one[: len(one) - end] for one in rest)
    is_swap = len(left) == 2 and left == right[::-1]
    return (is_swap or max(len(left), len(right)) <= 1) and not any(ch.isdigit() for ch in left + right)


def bare(key: str) -> str:
    """Return a key without what people confuse most: case, separators, and blanks around it."""
    return key.strip().lower().replace("_", "").replace("-", "")


def many(number: int, noun: str) -> str:
    """Return a number with its noun: "1 file", "2 files"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
