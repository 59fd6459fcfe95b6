"""Other ways to write a value: in base64, with escapes, in pieces that a program joins."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64

#: So much of a text in base64 is decoded to see whether it is text at all.
_HEAD = 32
#: No key in base64 is longer, and lines of one that was wrapped are at least so long.
_LONGEST, _LINE = 64_000, 40
_WRAPPED = rf"(?:[A-Za-z0-9+/]{{{_LINE},}}(?:\\+[nr]|\s)+)+[A-Za-z0-9+/]+={{0,2}}"
_WORD = r"[A-Za-z0-9+/_-]+={0,2}"
#: A character by its number: in JSON, programs, URLs and XML, and in octal digits in shells and C.
_HEX, _OCTAL, _DECIMAL = "[2-7][0-9A-Fa-f]", "(?:0[4-7]|1[0-7])[0-7]", "(?:4[5-9]|[5-9][0-9]|1[01][0-9]|12[0-2])"
_ESCAPE = rf"\\+(?:u00|x)({_HEX})|\\+u\{{0*({_HEX})\}}|%({_HEX})|&#[xX]0*({_HEX});|\\+0?({_OCTAL})|&#0*({_DECIMAL});"
_BASES = {5: 8, 6: 10}
_ESCAPED_WORD = rf"(?:[A-Za-z0-9_+/.~-]|{_ESCAPE})+"
#: What values are made of, as they are and with escapes.
_IN_WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/.~-"
_IN_ESCAPED_WORD = _IN_WORD + "\\{}%&#;"
#: No escaped key is longer.
_REACH = 1_000
#: What joins two pieces of a text: an operator, the end of a line, or nothing but their quotes.
_JOINT = r"[\"'`]\s*(?:\\?\r?\n\s*)?(?:\+|\.\.?|&|<>|~)?\s*(?:\\?\r?\n\s*)?[frbu]?[\"'`]|\\\r?\n"
_JOINT_BEFORE = rf"(?:{_JOINT})$"
_PIECE = rf"[{_IN_WORD}]+"
_PIECES = 20


def from_base64(text: str, start: int) -> tuple[str, int] | None:
    """Return the text (ASCII) that the base64 at `start` stands for, and where it ends, or None if it is not text.

    Text that was wrapped into lines is read to its last line.
    """
    head = text[start : start + _HEAD]
    if _decoded(head[: len(head) // 4 * 4]) is None:
        return None
    found = re.compile(_WRAPPED).match(text, start, start + _LONGEST) or re.compile(_WORD).match(text, start)
    if found is None or found.end() - start > _LONGEST:
        return None
    decoded = _decoded(re.sub(r"\\+[nr]|\s", "", found[0]))
    return None if decoded is None else (decoded, found.end())


def _decoded(text: str) -> str | None:
    bare = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        data = a2b_base64(bare + "=" * (-len(bare) % 4))
    except (Error, ValueError):
        return None
    if not data.isascii():
        return None
    decoded = data.decode()
    return decoded if "".join(decoded.split()).isprintable() else None


def after_escape(text: str, start: int) -> int:
    """Return where a run really starts that begins with the end of an escape (`\\n`, `%3D`, `\\u003d`)."""
    before = text[start - 1 : start]
    if before == "\\" and text[start : start + 1] == "u" and text[start + 1 : start + 3] == "00":
        return start + 5
    if before == "\\" and text[start : start + 1] in "nrt":
        return start + 1
    if before == "%" and text[start : start + 1] in "234" and text[start + 2 : start + 3].isalnum():
        return start + 2
    return start


def unescaped(text: str, start: int) -> tuple[int, int, str] | None:
    """Return where the word with an escape at `start` begins and ends, and what it means. None if there is none."""
    left = text[max(0, start - _REACH) : start]
    near = left[len(left.rstrip(_IN_ESCAPED_WORD)) :]  # the expression alone would be tried at every character
    before = re.compile(rf"{_ESCAPED_WORD}$").search(near)
    first = start - len(before[0]) if before is not None else start
    whole = re.compile(_ESCAPED_WORD).match(text, first, first + 2 * _REACH)
    if whole is None:
        return None
    meant, count = re.subn(_ESCAPE, _character, whole[0])
    return (first, whole.end(), meant) if count else None


def _character(escape: re.Match[str]) -> str:
    form = escape.lastindex or 0
    return chr(int(escape[form], _BASES.get(form, 16)))


def joined(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """Return where the pieces begin and end that a program joins with the one between two offsets, and the whole.

    None if it stands alone.
    """
    if not (
        text.startswith(("\\\n", "\\\r\n"), end)
        or _may_join(text[end + 1 : end + 40].lstrip()[:1])
        or _may_join(text[max(0, start - 40) : start - 1].rstrip()[-1:])
    ):
        return None
    first, last, value = start, end, text[start:end]
    for _ in range(_PIECES):
        joint = re.compile(_JOINT).match(text, last)
        piece = re.compile(_PIECE).match(text, joint.end()) if joint is not None else None
        if piece is None:
            break
        value, last = value + piece[0], piece.end()
    for _ in range(_PIECES):
        left = text[max(0, first - 80) : first]
        joint = re.search(_JOINT_BEFORE, left) if left[-1:] in "\"'`\n" else None
        piece_end = first - len(left) + joint.start() if joint is not None else 0
        before = text[max(0, piece_end - 400) : piece_end]
        piece_before = before[len(before.rstrip(_IN_WORD)) :]
        if not piece_before:
            break
        first = piece_end - len(piece_before)
        value = piece_before + value
    return None if (first, last) == (start, end) else (first, last, value)


def _may_join(sign: str) -> bool:
    return sign != "" and sign in "+.&<>~\\\"'`"
