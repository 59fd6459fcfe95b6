"""Does a text look like it was drawn at random, as keys are, or like something that a person wrote?"""

from __future__ import annotations

from configlint.secrets.words import words

_LONGEST_WORD = 14
_SHORT = 24
#: Takes out digits; puts blanks in place of vowels.
_LETTERS = dict.fromkeys(map(ord, "0123456789"))
_CONSONANTS = dict.fromkeys(map(ord, "aeiouy"), " ")
_NO_WORD = 40


def is_placeholder(text: str) -> bool:
    """Tell whether `text` (a key without its fixed beginning) was typed to stand for a key.

    What counts is how much of it words, runs (`xxxx`, `1234`, `abcd`) and repetitions make up, not that there are some:
    any of them turns up in long random keys, too.
    """
    lower = text.lower()
    plain = "".join(ch for ch in lower if ch.isalnum())
    if len(set(lower)) < 5 or any(word in plain for word in _placeholders("long")) or _repeats(lower):
        return True
    return _is_words(text) or _covered(lower) * 10 >= len(text) * 4


def looks_random(text: str) -> bool:
    """Tell whether `text` (at least 16 letters and digits, `-` and `_`) was drawn at random."""
    return may_be_random(text) and not is_placeholder(text)


def may_be_random(text: str) -> bool:
    """Tell whether `text` looks like no name. Quicker than looks_random, and it lets placeholders pass."""
    bare = text.replace("-", "").replace("_", "")
    digits = sum(map(bare.count, "0123456789"))
    letters = len(bare) - digits
    if len(bare) < 16 or len(set(bare)) < min(8, len(bare) // 2) or not letters:
        return False
    # Names have few digits, and words between them; in random texts letters come in no order.
    return (
        digits * 8 >= len(bare)
        or (len(text) >= _NO_WORD and text.isalpha() and text.islower())
        or _is_unspeakable(bare)
        or (digits > 0 and _in_words(bare) * 10 < len(bare) * 6)
    )


def _placeholders(length: str) -> tuple[str, ...]:
    return words().placeholders[length]


def _covered(text: str) -> int:
    """Count the characters that belong to words of placeholders and to runs of four and more (three in short texts)."""
    shortest = 4 if len(text) >= _SHORT else 3
    marked = bytearray(len(text))
    for word in _placeholders("short"):
        at = text.find(word)
        while at >= 0:
            marked[at : at + len(word)] = b"\1" * len(word)
            at = text.find(word, at + 1)
    for step in (0, 1, -1):
        start = 0
        for at in range(1, len(text) + 1):
            if at < len(text) and ord(text[at]) - ord(text[at - 1]) == step:
                continue
            if at - start >= shortest:
                marked[start:at] = b"\1" * (at - start)
            start = at
    return sum(marked)


def _repeats(text: str) -> bool:
    """Tell whether a text is one piece over and over."""
    return any(text[period:] == text[:-period] for period in range(1, min(len(text) // 2, 20) + 1))


def _is_words(text: str) -> bool:
    """Tell whether a text is words with `-` or `_` between them."""
    pieces = [piece for piece in text.replace("_", "-").split("-") if piece]
    words = [piece for piece in pieces if _is_word(piece)]
    return len(pieces) > 2 and sum(map(len, words)) * 10 >= sum(map(len, pieces)) * 6


def _is_word(piece: str) -> bool:
    bare = piece.rstrip("0123456789") or piece
    return len(bare) <= _LONGEST_WORD and (bare.islower() or bare.istitle() or bare.isupper()) and bare.isalpha()


def _in_words(text: str) -> int:
    """Count the letters of what may be words in `camelCase` or `snake_case`: a capital at most, then small letters."""
    words = "".join(ch if ch.islower() else f" {ch}" if ch.isupper() else " " for ch in text).split()
    return sum(len(word) for word in words if len(word) > 3)


def _is_unspeakable(text: str) -> bool:
    """Tell whether a text is not made of words: too few vowels, too many consonants in a row or rare letters."""
    letters = text.lower().translate(_LETTERS)
    vowels, rare = (sum(map(letters.count, kind)) for kind in ("aeiou", "jqxz"))
    if vowels * 100 < len(letters) * 26 or rare * 100 > len(letters) * 8:
        return True
    return max(map(len, letters.translate(_CONSONANTS).split()), default=0) >= 7
