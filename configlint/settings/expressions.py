"""Regular expressions that a configuration brings: only those that no text can make slow.

A repository that is checked may bring a configuration, and Python's engine goes back and forth over some expressions
for longer than anybody waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: No engine that looks for keys knows these, or they make no sense in a key.
_UNSUITABLE = r"\(\?[=!<P]|\\[bBAZ1-9]|^\^|(?<!\\)\$$|[*+}]\+"
MAX_LENGTH = 500
#: The most characters that a repeat may ask for, and how many ways there may be to divide a text among repeats: in an
#: expression for keys, which is tried at many places, and in one that is compared with a URL or the like.
_MAX_COUNT, _MAX_WAYS_OF_KEYS, _MAX_WAYS = 1000, 10_000, 10_000_000
_ATOM = r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|."
_REPEAT = r"(?:[*+?]|\{\d*,?\d*\})\??"
_PIECE = re.compile(rf"(?s)(\((?:\?:)?|\)|\||{_ATOM})({_REPEAT})?")


def is_expression(text: str) -> bool:
    """Return True if a text is a regular expression."""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def fits_keys(text: str) -> bool:
    """Return True if a text is an expression for keys: without anchors and lookaround, and never slow."""
    return len(text) <= MAX_LENGTH and re.search(_UNSUITABLE, text) is None and is_quick(text, _MAX_WAYS_OF_KEYS)


def is_quick(text: str, max_ways: int = _MAX_WAYS) -> bool:
    """Return True if a text is an expression that never takes long, as far as its form shows.

    That is so without repeats in repeats, and where it is clear at which character most repeats end.
    """
    if len(text) > MAX_LENGTH or not is_expression(text):
        return False
    try:
        ways = 1
        for atom, least, most, following in _repeats(text):
            if most > _MAX_COUNT and least > _MAX_COUNT:
                return False
            if not _ends_before(atom, following):
                ways *= min(most, _MAX_COUNT) - min(least, _MAX_COUNT) + 1
        return ways <= max_ways
    except ValueError:
        return False


def _repeats(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield what is repeated, how often at least and at most, and what follows. Raises ValueError for nested ones."""
    pieces = [(match[1], match[2] or "") for match in _PIECE.finditer(text)]
    open_groups: list[bool] = []  # whether anything in the group repeats, or is one of several
    for number, (atom, repeat) in enumerate(pieces):
        least, most = _counts(repeat)
        if atom in ("(", "(?:"):
            open_groups.append(False)
            continue
        if atom == ")":
            is_varied = open_groups.pop() if open_groups else False
            if is_varied and most > 1:
                raise ValueError("a repeat in a repeat")
            if open_groups and is_varied:
                open_groups[-1] = True
        elif atom == "|" and open_groups:
            open_groups[-1] = True
        if least != most:
            if open_groups:
                open_groups[-1] = True
            following = pieces[number + 1][0] if number + 1 < len(pieces) else ""
            yield atom, least, most, following


def _counts(repeat: str) -> tuple[int, int]:
    repeat = repeat.removesuffix("?") if len(repeat) > 1 else repeat
    if not repeat:
        return 1, 1
    if repeat in "*+?":
        return {"*": (0, _MAX_COUNT), "+": (1, _MAX_COUNT), "?": (0, 1)}[repeat]
    low, comma, high = repeat.strip("{}").partition(",")
    least = int(low or 0)
    return least, int(high) if high else _MAX_COUNT if comma else least


def _ends_before(atom: str, following: str) -> bool:
    """Return True if what follows a repeat is the end, or a character that cannot be a part of it."""
    if atom == ")":
        return False
    if not following:
        return True
    literal = following.removeprefix("\\")
    if len(literal) != 1 or following in ("(", "|", ".") or (following != literal and literal.isalnum()):
        return False
    return re.fullmatch(atom, literal, re.DOTALL) is None
