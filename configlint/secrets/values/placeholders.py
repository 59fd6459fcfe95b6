"""Is a text a placeholder that someone typed where a key belongs?"""

from __future__ import annotations

import re
from operator import sub

from configlint.secrets.words import words

_LONGEST_WORD = 14
#: No expression of a template begins so far before a name in it.
_EXPRESSION = 200
_SHORT = 24
#: A character for each distance between two bytes, negative ones from the end: long texts are compared in no time.
_STEPS = [chr(distance) for distance in range(511)]
_WITHOUT_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
_DOTS = ".…*•xX"
_FILLERS = ("a", "an", "ant", "enter", "for", "in", "my", "of", "or", "proj", "put", "sk", "the", "v1", "with")
_WRITTEN = (
    r"(?i)^<[^>]*>$|^\[[^\]]*\]$|^\{[^}\"]*\}$|your|change[-_ ]?me|replace|insert|placeholder|example|^todo|paste"
    r"|^(sk-)?(ant-|or-v1-|proj-)?x{3,}|x{8,}|^sk-\.*$|api[-_ ]?key[-_ ]?here|^(my|the)?[-_ ]?api[-_]?key$|^0{8,}$"
)


def is_placeholder(text: str) -> bool:
    """Return True if the value of a key's field is a placeholder: words of any language, or a prefix and dots.

    The caller has to exclude values in the shape of a key.
    """
    parts = text.split()
    if len(parts) > 1 and parts[0].lower() not in ("bearer", "basic") and all(part.isalpha() for part in parts):
        return True
    bare = text.strip("\"'")
    only_dots = len(bare) > len(bare.rstrip(_DOTS)) + 2 or bare.endswith("…")
    if only_dots and len(bare.rstrip(_DOTS).replace("-", "").replace("_", "")) <= 6:
        return True
    return any(ch.isalpha() and not ch.isascii() for ch in text) or re.search(_WRITTEN, text) is not None


def is_only_words(text: str) -> bool:
    """Return True if nothing in a text could be a key: words that people write in the place of one, and `xxx`."""
    known = {*words().placeholders["short"], *words().placeholders["long"], *_FILLERS}
    pieces = re.findall(r"[a-z0-9]+", text.lower())
    return text.isascii() and bool(pieces) and all(piece in known or len(set(piece)) == 1 for piece in pieces)


def is_made_up(text: str) -> bool:
    """Return True if a text in the shape of a key (without its prefix) was typed rather than drawn at random.

    What matters is how much of it words, runs (`xxxx`, `1234`, `abcd`) and repetitions make up, not that there are
    some: any of them occurs in long random keys, too.
    """
    lower = text.lower()
    plain = lower.translate(_WITHOUT_SIGNS)
    if len(set(lower)) < 5 or any(word in plain for word in words().placeholders["long"]) or _repeats(lower):
        return True
    return _is_words(text) or _covered(lower) * 10 >= len(text) * 4


def is_in_template(text: str, start: int) -> bool:
    """Return True if what is at `start` is a name in an expression that a template engine replaces: `{{ .NAME }}`."""
    line = text[max(0, start - _EXPRESSION) : start].rpartition("\n")[2]
    opened = max(line.rfind(mark) for mark in ("{{", "{%", "<%"))
    inside = line[opened:]
    return opened >= 0 and not any(mark in inside for mark in ("}}", "%}", "%>", *"\"'`"))


def is_word(piece: str) -> bool:
    """Return True if a text is a word, perhaps with a number at its end."""
    bare = piece.rstrip("0123456789") or piece
    return len(bare) <= _LONGEST_WORD and (bare.islower() or bare.istitle() or bare.isupper()) and bare.isalpha()


def _covered(text: str) -> int:
    """Count the characters that belong to words of placeholders and to runs of four and more (three in short texts)."""
    found = [word for word in words().placeholders["short"] if word in text]
    codes = text.encode("latin-1", "replace")
    steps = "".join(map(_STEPS.__getitem__, map(sub, codes[1:], codes)))
    shortest = 4 if len(text) >= _SHORT else 3
    runs = [step for step in (_STEPS[0], _STEPS[1], _STEPS[-1]) if step * (shortest - 1) in steps]
    marked = bytearray(len(text))
    for word in found:
        at = text.find(word)
        while at >= 0:
            marked[at : at + len(word)] = b"\1" * len(word)
            at = text.find(word, at + 1)
    for step in runs:
        for run in re.finditer(f"{step}{{{shortest - 1},}}", steps):
            marked[run.start() : run.end() + 1] = b"\1" * (len(run[0]) + 1)
    return sum(marked)


def _repeats(text: str) -> bool:
    """Return True if a text is one piece over and over."""
    end = min(len(text) // 2, 20) + 1
    period = text.find(text[:1], 1, end)
    while period > 0:
        if text[period:] == text[:-period]:
            return True
        period = text.find(text[:1], period + 1, end)
    return False


def _is_words(text: str) -> bool:
    """Return True if a text is words separated by `-` or `_`."""
    pieces = [piece for piece in text.replace("_", "-").split("-") if piece]
    found = [piece for piece in pieces if len(piece) > 2 and is_word(piece)]
    return len(pieces) > 2 and sum(map(len, found)) * 10 >= sum(map(len, pieces)) * 6


def is_expression(text: str, start: int, value: str) -> bool:
    """Return True if what is at an offset of a program, without quotes, is one of its expressions: a call, or the name
    of something in something.
    """
    if text[start - 1 : start] in "\"'`":
        return False
    after = text[start + len(value) : start + len(value) + 1]
    return after in ("(", "[") or ("." in value and all(map(str.isidentifier, value.split("."))))
