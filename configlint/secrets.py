"""Keeping key values out of everything that is printed."""

from __future__ import annotations

import re

from configlint import catalogue, urls

_TAIL = 4
_LONG = 20


def mask(value: str) -> str:
    """Return a form of a key that may be printed: the prefix its provider gives all keys, and the end of a long one."""
    value = value.strip()
    shape = catalogue.key_shape(value)
    tail = value[-_TAIL:] if len(value) >= _LONG and value[-_TAIL:].isalnum() else ""
    return f"{shape.prefix if shape else ''}…{tail}"


def safe_url(text: str) -> str:
    """Return a URL with user, password and everything that could be a key masked."""
    head, mark, rest = text.partition("://")
    if not mark:
        return text
    authority, slash, path = rest.partition("/")
    _, at, host = authority.rpartition("@")
    path, question, query = path.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&")] if question else []
    shown = "&".join(f"{name}{equals}{_query_value(name, value)}" for name, equals, value in pairs)
    steps = "/".join("…" if looks_secret(urls.unquote(step)) else step for step in path.split("/"))
    return f"{head}://{'…@' if at else ''}{host}{slash}{steps}{question}{shown}"


def looks_secret(text: str) -> bool:
    """Tell whether `text` could be a key: it begins like one, or a long stretch of it mixes letters and digits."""
    shape = catalogue.key_shape(text)
    if shape is not None and shape.strength == "strong":
        return True
    return any(_mixed(run) for run in re.split(r"[^A-Za-z0-9]+", text) if len(run) >= 20)


def _mixed(run: str) -> bool:
    digits = sum(ch.isdigit() for ch in run)
    return 3 <= digits <= len(run) - 3


def _query_value(name: str, value: str) -> str:
    names_a_secret = any(word in name.lower() for word in ("key", "token", "secret", "auth", "pass", "sig"))
    return "…" if value and (names_a_secret or looks_secret(urls.unquote(value))) else value
