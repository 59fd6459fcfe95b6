"""What the terminal is like: whether it takes colour, and how wide it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

Style = Callable[[str, str], str]

#: Of the sixteen colours only red and magenta can be read on the light and on the dark backgrounds that terminals
#: have: green, yellow and cyan vanish on white, blue on black.
_CODES = {
    "error": "31;1",
    "warning": "35;1",
    "note": "1",
    "caret": "31",
    "faint": "2",
    "bold": "1",
    "good": "1",
}


def style(color: str) -> Style:
    """Return what dresses a text in the look of a role, for `--color always`, `never` or `auto`.

    `auto` is for terminals, unless NO_COLOR or FORCE_COLOR is set to something.
    """
    if color == "always" or (color == "auto" and _takes_colour()):
        return lambda role, text: f"\x1b[{_CODES[role]}m{text}\x1b[0m"
    return lambda role, text: text


def _takes_colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return os.environ["FORCE_COLOR"].lower() not in ("0", "false")
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int | None:
    """Return how many columns lines may take; None where the output goes to a file or another program."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):
        return None


def columns(text: str) -> int:
    """Return how wide a terminal shows a text: East Asian characters take two columns."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(ch) else 2 if east_asian_width(ch) in "WF" else 1 for ch in text)


def visible(text: str) -> str:
    """Return a text in which nothing can confuse a terminal: no escape sequences, no marks that turn lines around."""
    if text.isprintable():
        return text
    return "".join(ch if ch.isprintable() else " " if ch == "\t" else "\ufffd" for ch in text)


def wrapped(text: str, taken: int, indent: int) -> list[str]:
    """Break a text between words so that it fits the terminal.

    `taken` columns of its first line are already used; the other lines start with `indent` blanks.
    """
    room = width()
    if room is None or taken + columns(text) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        start = indent if lines else taken
        if line and start + columns(line) + 1 + columns(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    first, *others = [*lines, line]
    return [first, *(" " * indent + other for other in others)]
