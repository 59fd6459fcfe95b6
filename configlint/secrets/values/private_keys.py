"""Private keys that take up several lines, however they are indented, quoted, joined or escaped: PEM, PGP, PuTTY."""

from __future__ import annotations

import re

from configlint.secrets.values import placeholders

#: How private keys begin.
PEM, PUTTY = "-----BEGIN ", "PuTTY-User-Key-File-"

_LABEL = r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
_END = r"-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
#: No private key is longer; one without an end is read so far.
_LONGEST, _WITHOUT_END = 32_000, 8_000
#: What separates the lines of a key where it is part of something else.
_ESCAPED_BREAK = r"\\+[nrt]|&#(?:10|13|x[aAdD]);|%0[AaDd]"
_HEADER = r"(?m)^[^A-Za-z0-9]*[A-Za-z][A-Za-z-]*: .*$"
_PIECE = r"[A-Za-z0-9+/]{16,}={0,2}"
#: So many characters of base64 no placeholder has; the first of them say what follows, and are no secret.
_SHORTEST, _HEAD = 40, 24
#: Where "..." stands for what was left out, so many characters and more are a key all the same.
_EVEN_IF_CUT = 600


def end_of(text: str, start: int) -> int | None:
    """Return where the private key ends that begins at `start`, or None if there is only the frame of one."""
    if text.startswith(PUTTY, start):
        return _end_of_putty(text, start)
    label = re.compile(_LABEL).match(text, start)
    if label is None:
        return None
    end = re.compile(_END).search(text, label.end(), label.end() + _LONGEST)
    body_end = end.start() if end is not None else min(len(text), label.end() + _WITHOUT_END)
    body = text[label.end() : body_end]
    if end is None:
        body = body[: _before_the_next(body)]
    last = _end_of_body(body)
    if last is None:
        return None
    return end.end() if end is not None else label.end() + last


def _end_of_putty(text: str, start: int) -> int | None:
    found = re.compile(r"Private-Lines: [0-9]+").search(text, start, start + _LONGEST)
    if found is None:
        return None
    end = re.compile(r"Private-MAC: [0-9a-f]*").search(text, found.end(), found.end() + _LONGEST)
    body = text[found.end() : end.start() if end is not None else found.end() + _WITHOUT_END]
    last = _end_of_body(body)
    if last is None:
        return None
    return end.end() if end is not None else found.end() + last


def _before_the_next(body: str) -> int:
    at = body.find("-----BEGIN")
    return at if at >= 0 else len(body)


def _end_of_body(body: str) -> int | None:
    """Return where the base64 of a key ends in what follows its first line, or None if there is too little of it."""
    # Blanks as long as what they replace, so that offsets stay.
    plain = re.sub(_ESCAPED_BREAK, lambda match: "\n" * len(match[0]), body)
    plain = re.sub(_HEADER, lambda match: " " * len(match[0]), plain)
    pieces = list(re.finditer(_PIECE, plain))
    key = "".join(piece[0] for piece in pieces)
    if len(key) < _SHORTEST or (("..." in body or "…" in body) and len(key) < _EVEN_IF_CUT):
        return None
    if placeholders.is_made_up(key[_HEAD : _HEAD + 200]):
        return None
    return pieces[-1].end()
