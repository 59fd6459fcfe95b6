"""Keeping key values out of everything that is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from operator import ne
from typing import Any

from configlint.catalog import lookup
from configlint.document.document import Document
from configlint.document.nodes import Scalar, resolve, walk
from configlint.engine import interpolation, urls
from configlint.secrets import randomness
from configlint.secrets.masking import LONG, mask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.secrets import scanner

# Expressions are compiled where they are used: most runs print nothing that needs them.
_CREDENTIAL = ("key", "token", "secret", "passw", "auth", "credential", "bearer", "cookie", "header")
_ASSIGNED = (
    r"(?i)([a-z0-9_-]*(?:key|token|secret|passw)[a-z0-9_-]*[\"']?\s*[=:]\s*[\"']?)"  # a name, and behind it
    r"(\$?\{[^}]*\}|[^\s\"',}]{4,})"  # its value
)
#: Shorter values are looked for in their own place only: they could be a part of any word.
_LEAST = 8
#: Fields that take the name of a variable, not a key.
_NAME_FIELDS = ("env", "var", "name")
_WORD = r"[a-z]+://[^\s\"'<>`]+|[^\s\"'`,;:=()\[\]{}<>]+"


def safe_url(text: str) -> str:
    """Return a URL with user, password and everything that could be a key masked."""
    head, mark, rest = text.partition("://")
    if not mark:
        return redact(text)
    rest, question, query = rest.partition("?")
    authority, slash, path = rest.partition("/")
    _, at, host = authority.rpartition("@")
    pairs = [pair.partition("=") for pair in query.split("&")] if question else []
    shown = "&".join(f"{name}{equals}{_query_value(name, value)}" for name, equals, value in pairs)
    steps = "/".join("…" if looks_secret(urls.unquote(step)) else step for step in path.split("/"))
    return f"{head}://{'…@' if at else ''}{host}{slash}{steps}{question}{shown}"


def looks_secret(text: str) -> bool:
    """Tell whether `text` is or holds what could be a key: its beginning, or a long mix of letters and digits."""
    if "://" in text:
        return safe_url(text) != text
    pieces = text.replace("@", "/").replace("?", "/").replace("&", "/").replace("=", "/").replace(" ", "/").split("/")
    if any(_begins_like_a_key(piece) or _is_uuid(piece) for piece in pieces):
        return True
    return any(_mixed(run) or randomness.looks_random(run) for run in _runs(text) if len(run) >= LONG)


def is_key(text: str) -> bool:
    """Tell whether a text on its own is a key, or looks so."""
    return lookup.key_shape(text) is not None or looks_secret(text)


def redact(text: str, documents: Iterable[Document] = ()) -> str:
    """Return `text` with everything masked in it that looks like a key, or stands as one in a document."""
    for document in documents:
        for value in _keys_of(document):
            text = text.replace(value, mask(value))
    if "://" not in text and not any(map(looks_secret, _words(text))):
        return text
    return re.sub(_WORD, lambda match: _redacted(match[0]), text)


def redact_all(data: Any, documents: Iterable[Document] = ()) -> Any:
    """Return plain data with every text in it redacted."""
    if isinstance(data, str):
        return redact(data, documents)
    if isinstance(data, dict):
        return {key: redact_all(value, documents) for key, value in data.items()}
    return [redact_all(value, documents) for value in data] if isinstance(data, list) else data


def excerpt(document: Document, start: int, end: int) -> str:
    """Return the text between two offsets of a document, with everything in it masked that is or could be a key."""
    parts: list[str] = []
    at = start
    for first, last in _spans(document):
        if last > at and first < end:
            parts += [document.text[at : max(first, at)], "…"]
            at = min(last, end)
    parts.append(document.text[at:end])
    shown = redact("".join(parts))
    if not _names_credential(shown):
        return shown
    return re.sub(
        _ASSIGNED, lambda match: match[1] + (match[2] if _harmless(match[2], match[1]) else mask(match[2])), shown
    )


def values(document: Document) -> list[str]:
    """Return the values in a document that are keys, or could be. They must never be shown."""
    return [document.text[start:end].strip("\"'") for start, end in _spans(document)]


@lru_cache(maxsize=8)
def keys_in(document: Document) -> list[scanner.Finding]:
    """Return the keys that stand anywhere in a document, as `configlint secrets` finds them."""
    from configlint.secrets import scanner

    return scanner.Scanner().scan(document.path, document.text.encode(errors="replace"))


@lru_cache(maxsize=8)
def _keys_of(document: Document) -> list[str]:
    """Return the values in a document that are keys and no words, the longest first."""
    found = {document.text[one.start : one.end] for one in keys_in(document)}
    meant = {text for *_, text in _secret_values(document)}  # what escapes in the file stand for
    found |= {text for text in {*values(document), *meant} if len(text) >= LONG and _is_random(text)}
    return sorted(found, key=len, reverse=True)


def _is_random(value: str) -> bool:
    return "://" not in value and randomness.looks_random("".join(ch if ch.isalnum() else "-" for ch in value))


@lru_cache(maxsize=8)
def _spans(document: Document) -> list[tuple[int, int]]:
    """Return the offsets of the values in a document whose name, or whose look, says that they are secret.

    What is a key in one place is one in each: in a comment or a command, too, where nothing names it.
    """
    known = {
        *((start, end) for start, end, _ in _secret_values(document)),
        *((one.start, one.end) for one in keys_in(document)),
    }
    texts = {document.text[start:end].strip("\"'") for start, end in known}
    again = "|".join(re.escape(text) for text in texts if len(text) >= _LEAST)
    if again:
        known.update(match.span() for match in re.finditer(again, document.text))
    return sorted(known)


@lru_cache(maxsize=8)
def _secret_values(document: Document) -> list[tuple[int, int, str]]:
    """Return the offsets of values and keys of tables that are secret by name or look, and what they mean."""
    found: list[tuple[int, int, str]] = []
    for route, entry, node in walk(document.root):
        value = resolve(node)
        names = [step for step in route[-2:] if isinstance(step, str)]
        text = value.value if isinstance(value, Scalar) else None
        if value is None or not isinstance(text, str) or _harmless(text, names[-1] if names else ""):
            continue
        if any(map(_names_credential, names)) or looks_secret(text):
            found.append((value.start, value.end, text))
        if entry is not None and looks_secret(entry.key):
            found.append((entry.key_start, entry.key_end, entry.key))
    return found


def _begins_like_a_key(text: str) -> bool:
    shape = lookup.key_shape(text)
    if shape is None or not shape.prefix:
        return False
    return len(text) >= len(shape.prefix) + (8 if shape.strength == "strong" else LONG)


def _is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID: so look the keys of some providers."""
    if len(text) != 36 or text.count("-") != 4:
        return False
    digits = "0123456789abcdefABCDEF"
    return [len(part) for part in text.split("-")] == [8, 4, 4, 4, 12] and not text.replace("-", "").strip(digits)


def _harmless(text: str, field: str) -> bool:
    """Tell whether the value of `field` is no key although its name says so.

    That is so for an empty one, a reference, a URL, and the name of a variable where one is expected.
    """
    if not text or text == "…":
        return True
    if text.isupper() and text.isidentifier() and not looks_secret(text):
        return any(word in field.lower() for word in _NAME_FIELDS)
    return interpolation.foreign(text) == text or ("://" in text and not looks_secret(text))


def _names_credential(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in _CREDENTIAL)


def _redacted(word: str) -> str:
    if "://" in word:
        return safe_url(word)
    return mask(word) if looks_secret(word) else word


def _words(text: str) -> list[str]:
    return "".join(" " if ch in "\"'`=,;:()[]{}<>" else ch for ch in text).split()


def _runs(text: str) -> list[str]:
    """Return the stretches of letters and digits in a text; a plus stands between them in base64 only."""
    return "".join(ch if ch.isascii() and (ch.isalnum() or ch == "+") else " " for ch in text).split()


def _mixed(run: str) -> bool:
    """Tell whether letters and digits, or small and capital letters, alternate as in no word or number."""
    digits = sum(ch.isdigit() for ch in run)
    kinds = [(ch.isdigit(), ch.isupper()) for ch in run]
    changes = sum(map(ne, kinds, kinds[1:]))
    return 3 <= digits <= len(run) - 3 or changes > len(run) // 2


def _query_value(name: str, value: str) -> str:
    names_a_secret = any(word in name.lower() for word in ("key", "token", "secret", "auth", "pass", "sig"))
    return "…" if value and (names_a_secret or looks_secret(urls.unquote(value))) else value
