"""Does a text look like it was drawn at random, as keys are, or like something that a person wrote?"""

from __future__ import annotations

import re
from operator import ne

from configlint.secrets.values.placeholders import is_made_up

#: Takes out digits; puts blanks in place of vowels.
_LETTERS = dict.fromkeys(map(ord, "0123456789"))
_CONSONANTS = dict.fromkeys(map(ord, "aeiouy"), " ")
_NO_WORD = 40


def looks_random(text: str) -> bool:
    """Return True if `text` (at least 16 letters and digits, `-` and `_`) was drawn at random."""
    return may_be_random(text) and not is_made_up(text)


def is_random_value(value: str) -> bool:
    """Return True if a value, with any signs in it, was drawn at random and is not a path or an address."""
    if value.startswith("//") or ("/" in value and not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", value)):
        return False
    return looks_random(re.sub(r"[^A-Za-z0-9_-]", "-", value)[:300])


def may_be_random(text: str) -> bool:
    """Return True if `text` does not look like a name. Quicker than looks_random, but True for placeholders, too."""
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


def looks_encoded(text: str) -> bool:
    """Return True if small letters, capitals and digits are mixed in `text` (at least 32 signs) as in random base64."""
    bare = text.replace("-", "").replace("_", "")
    if not bare.isascii() or bare in (bare.lower(), bare.upper()):
        return False
    return changes(bare) * 20 > len(bare) * 9 or _in_words(bare) * 10 < len(bare) * 4


def changes(text: str) -> int:
    """Count where small letters, capitals and digits meet in a text of letters and digits."""
    kinds = [(ch.isdigit(), ch.isupper()) for ch in text]
    return sum(map(ne, kinds, kinds[1:]))


def _in_words(text: str) -> int:
    """Count the letters of what may be words in `camelCase` or `snake_case`: a capital at most, then small letters."""
    words = "".join(ch if ch.islower() else f" {ch}" if ch.isupper() else " " for ch in text).split()
    return sum(len(word) for word in words if len(word) > 3)


def _is_unspeakable(text: str) -> bool:
    """Return True if a text is not made of words: too few vowels, too many consonants in a row or rare letters."""
    letters = text.lower().translate(_LETTERS)
    vowels, rare = (sum(map(letters.count, kind)) for kind in ("aeiou", "jqxz"))
    if vowels * 100 < len(letters) * 26 or rare * 100 > len(letters) * 8:
        return True
    return max(map(len, letters.translate(_CONSONANTS).split()), default=0) >= 7
