"""What the name of a field, variable or header says about its value: it may be a key, it is one, or nothing."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from configlint.secrets.words import words as secret_words

_PARTS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"
#: So many words of a name are read as one at most: `api key`, `client secret key`.
_WORDS = 3


class Grade(IntEnum):
    """How much the name of a field says."""

    #: Nothing.
    NONE = 0
    #: It may take a key: whose has to be known (`key`, `GROQ_KEY`).
    LIKELY = 1
    #: A random value in it is a secret, whoever gave it out (`apiKey`, `BOT_TOKEN`).
    CERTAIN = 2


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """Return the words of a name in `camelCase`, `snake_case` or any other style, in lower case."""
    return tuple(part.lower() for part in re.findall(_PARTS, name))


@lru_cache(maxsize=4096)
def grade(name: str) -> Grade:
    """Return what a field, variable or header of this name takes."""
    own, listed = _without_variants(parts(name)), secret_words().names
    if not own or own[-1] not in listed["credential"] or not listed["no_plain_secret"].isdisjoint(own):
        return Grade.NONE
    is_after = len(own) > 1 and own[-2] in listed["no_credential_after"]
    if is_after and own[-1] not in listed["always"]:
        return Grade.NONE
    is_of_web_page = any("".join(own[:length]) in listed["of_web_pages"] for length in (1, 2))
    if is_of_web_page and len(own) > 2:
        return Grade.LIKELY
    ends = ("".join(own[-length:]) for length in range(1, _WORDS + 1))
    is_certain = any(end.removesuffix("s") in listed["certain"] for end in ends)
    return Grade.CERTAIN if is_certain or is_for_models(name) else Grade.LIKELY


def is_for_models(name: str) -> bool:
    """Return True if a name has a word in it that says it is about some model."""
    return not secret_words().names["of_any_model"].isdisjoint(parts(name))


def is_credential_name(name: str) -> bool:
    """Return True if a field, variable or header of this name may take a key."""
    return grade(name) is not Grade.NONE


def is_other_key(name: str) -> bool:
    """Return True if a name has the word for a key, but in a sense of its own: a cache key."""
    own = parts(name)
    return bool(own) and own[-1] in secret_words().names["credential"] and not is_credential_name(name)


def says_nothing(name: str) -> bool:
    """Return True if a name leaves open what its value is: `value`, `default`."""
    return name.lower() in secret_words().names["of_any_value"]


@lru_cache(maxsize=4096)
def is_neutral(name: str) -> bool:
    """Return True if a name could be that of any provider's key: no word in it belongs to something else."""
    listed = ("credential", "variants", "of_any_provider", "of_any_model")
    return all(
        len(word) == 1 or word.isdigit() or any(word in secret_words().names[one] for one in listed)
        for word in parts(name)
    )


def _without_variants(own: tuple[str, ...]) -> tuple[str, ...]:
    variants = secret_words().names["variants"]
    while len(own) > 1 and (own[-1] in variants or own[-1].isdigit()):
        own = own[:-1]
    return own
