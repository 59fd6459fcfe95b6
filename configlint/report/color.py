"""Colour on terminals. Apart from the output, because runs that find nothing load nothing else of it."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

#: The escape sequences of roles.
CODES = {
    "error": "31;1",
    "warning": "33",
    "note": "1",
    "caret": "31",
    "faint": "2",
    "bold": "1",
    "good": "32",
    "written": "36;1",
    "appended": "35;1",
}


def takes_color(stream: TextIO, color: str = "auto") -> bool:
    """Return True if a stream shows colour: "auto" is for terminals, unless a variable says otherwise."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE")
    if forced:
        return forced.lower() not in ("0", "false")
    return stream.isatty() and os.environ.get("TERM") != "dumb" and os.environ.get("CLICOLOR") != "0"


def dressed(role: str, text: str) -> str:
    """Return a string in the look of a role as a terminal shows it."""
    return f"\x1b[{CODES[role]}m{text}\x1b[0m"
