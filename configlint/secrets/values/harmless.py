"""Values that have the look of a key, and that everybody may see: ciphertext, documented samples, web configuration."""

from __future__ import annotations

from functools import cache

from configlint.secrets.words import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.secrets.text_source import Source

#: So long are sealed values at least, whose table alone says that they are encrypted.
_SEALED = 300
#: What ciphertext is written with, over several lines: all of it becomes a blank.
_CIPHERTEXT = dict.fromkeys(
    map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.; \t\r\n"), " "
)
#: How far the settings of a web page are from the key among them, and how far what says that a value is encrypted.
_NEAR, _BEFORE = 500, 4_000


def is_harmless(source: Source, start: int, end: int, value: str) -> bool:
    """Return True if the value between two offsets is no secret although it has the look of a key."""
    return (
        _is_encrypted(source, start, value)
        or _is_sample(value)
        or _is_public_token(value)
        or (_is_of_web_page(value) and _is_in_web_configuration(source.text, start, end))
    )


def _is_encrypted(source: Source, start: int, value: str) -> bool:
    listed = words().placeholders
    if value.startswith((*listed["encrypted"], *listed["encrypted_after"])):
        return True
    before = source.text[max(0, start - _BEFORE) : start]
    if any(_is_open(before, mark) for mark in listed["encrypted_after"]):
        return True
    if len(value) < _SEALED:
        return False
    field = source.field_at(start)
    return field is not None and not set(listed["encrypted_in"]).isdisjoint(map(str, field[0]))


def _is_open(before: str, mark: str) -> bool:
    """Return True if a text ends within what `mark` begins: up to a bracket, or as far as nothing else begins."""
    _, found, between = before.rpartition(mark)
    if not found:
        return False
    return not {"]", ")"} & set(between) if mark[-1] in "[(" else not between.translate(_CIPHERTEXT).strip()


def _is_sample(value: str) -> bool:
    beginnings, digests = _samples()
    if not value.startswith(beginnings):
        return False
    import hashlib  # which few values are worth

    return hashlib.sha256(value.encode()).hexdigest()[:16] in digests


@cache
def _samples() -> tuple[tuple[str, ...], frozenset[str]]:
    """Return how the published samples begin, and how their hashes do."""
    listed = [sample.partition(":") for sample in words().placeholders["samples"]]
    return tuple({beginning for beginning, _, _ in listed}), frozenset(digest for _, _, digest in listed)


def _is_public_token(value: str) -> bool:
    """Return True for a JWT that says so: one for anonymous users, or the one that everybody shows."""
    if not value.startswith("eyJ") or value.count(".") != 2:
        return False
    from configlint.secrets.values import spellings

    payload = spellings.from_base64(value.split(".")[1], 0)
    return payload is not None and any(mark in payload[0].replace(" ", "") for mark in ('"role":"anon"', '"JohnDoe"'))


def _is_of_web_page(value: str) -> bool:
    return value.startswith("AIza") or len(value) == 32


def _is_in_web_configuration(text: str, start: int, end: int) -> bool:
    near = text[max(0, start - _NEAR) : end + _NEAR]
    return any(mark in near for mark in words().placeholders["web_configuration"])
