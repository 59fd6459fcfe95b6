"""Passwords in the addresses of databases and queues, and beside a user's name in base64."""

from __future__ import annotations

import re

from configlint.secrets.values import placeholders, randomness

_ADDRESS = r"[a-z0-9+]+://(?P<user>[^\s:/@\"'`<>]*):(?P<password>[^\s\"'`<>]{6,200}?)@(?P<host>[^\s/:\"'`<>,@?]+)"
_PAIR = r"[^\s:]{1,100}:(?P<password>\S{8,200})"
#: A shorter password is one if it has letters, capitals, digits or signs of so many kinds.
_SHORTEST, _KINDS = 10, 3
_REFERENCE = r"\$\{|^\$[A-Za-z_]\w*$|^\$\(|\{\{|%\([a-z_]+\)s|^%[A-Za-z_]+%$|^\{[A-Za-z_]|\*{3}|…|\.\.\."
#: Hosts on which a password is that of everybody's trial.
_OWN = ("127.", "::1", "0.0.0.0", "localhost")  # noqa: S104  # nothing is bound to it


def in_address(text: str, start: int) -> tuple[int, int] | None:
    """Return where the password in the address at `start` begins and ends, or None if there is none."""
    match = re.compile(_ADDRESS).match(text, start)
    if match is None or not is_password(match["password"], match["user"]):
        return None
    if match["host"].startswith(_OWN) and not randomness.looks_random(match["password"]):
        return None
    return match.span("password")


def in_pair(text: str) -> str:
    """Return the password in `user:password`, or an empty string."""
    match = re.fullmatch(_PAIR, text.strip())
    return match["password"] if match is not None and is_password(match["password"]) else ""


def is_password(value: str, user: str = "") -> bool:
    """Return True if the value of a password's field is one that a program made, not a placeholder or a reference."""
    if value == user or re.search(_REFERENCE, value) or placeholders.is_placeholder(value):
        return False
    if placeholders.is_made_up(value) or placeholders.is_only_words(value):
        return False
    if randomness.is_random_value(value):
        return True
    kinds = (str.islower, str.isupper, str.isdigit, lambda ch: not ch.isalnum())
    return len(value) >= _SHORTEST and sum(any(map(kind, value)) for kind in kinds) >= _KINDS
