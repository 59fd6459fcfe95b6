"""Private keys, however they are indented, quoted, joined or escaped: PEM, PGP, PuTTY, .NET's XML, JSON Web Keys."""

from __future__ import annotations

import re

from configlint.secrets.values import placeholders

#: How private keys begin.
PEM, PUTTY, XML = "-----BEGIN ", "PuTTY-User-Key-File-", "<RSAKeyValue>"

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
#: In a JSON Web Key (RFC 7517): the name of what makes it private, and what says that the table is one. In the longest
#: keys they are so far from each other.
_PRIVATE_PART = r"(?<!\w)[dk][\"'\\]*\s*:\s*[\"'\\]*$"
_KEY_TYPE = r"(?<!\w)kty[\"'\\]*\s*:\s*[\"'\\]*(?:RSA|EC|OKP|oct)\b"
_TABLE = 4_000


def end_of(text: str, start: int) -> int | None:
    """Return where the private key ends that begins at `start`, or None if there is only the frame of one."""
    if text.startswith(PUTTY, start):
        return _end_of_putty(text, start)
    if text.startswith(XML, start):
        return _end_of_xml(text, start)
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


def is_private_part(text: str, start: int) -> bool:
    """Return True if the value at `start` is what makes a JSON Web Key private."""
    if re.search(_PRIVATE_PART, text[max(0, start - 20) : start]) is None:
        return False
    return re.search(_KEY_TYPE, text[max(0, start - _TABLE) : start + _TABLE]) is not None


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


def _end_of_xml(text: str, start: int) -> int | None:
    """Return where a key ends as .NET writes it, or None if it is a public one."""
    end = text.find("</RSAKeyValue>", start, start + _LONGEST)
    private = re.compile(r"<D>\s*([A-Za-z0-9+/\s]{40,}={0,2})\s*</D>").search(text, start, max(end, start))
    return None if private is None or placeholders.is_made_up(private[1][:200]) else end


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
