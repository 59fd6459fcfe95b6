"""How text fits a terminal: its width, and lines broken between words."""

from __future__ import annotations

import os
import sys

from configlint.report.gate import one_line
from configlint.report.output import plain

#: How wide text is that nobody reads in a terminal, or that would be hard to read in longer lines.
WIDTH = 80


def width() -> int | None:
    """Return how many columns lines may take; None where the output goes to a file or another program."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):
        return None


def short(path: str, here: str, home: str) -> str:
    """Return a path as a person would write it: from the folder `here`, or from the home folder."""
    for folder, start in ((here, ""), (home, "~/")):
        if path.startswith(folder.rstrip("/") + "/"):
            return start + path[len(folder.rstrip("/")) + 1 :]
    return path


def columns(text: str) -> int:
    """Return how wide a terminal shows a string: East Asian characters take two columns."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(ch) else 2 if east_asian_width(ch) in "WF" else 1 for ch in plain(text))


def visible(text: str) -> str:
    """Return a string from a file in one line, with its control characters escaped and tabs as spaces."""
    return text if text.isprintable() else one_line(text.replace("\t", " "))


def wrapped(text: str, taken: int, indent: int) -> list[str]:
    """Break a string between words so that it fits the terminal.

    `taken` columns of its first line are already used; the other lines start with `indent` spaces.
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


def fitting(text: str, taken: int, indent: int) -> str:
    """Return a string with the line breaks that `wrapped` would give it."""
    return "\n".join(wrapped(text, taken, indent))


def filled(text: str, indent: str = "  ", hanging: str | None = None) -> str:
    """Return a paragraph in lines of at most WIDTH columns; all but the first start with `hanging`."""
    import textwrap

    after = indent + "  " if hanging is None else hanging
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=after, break_on_hyphens=False)
