"""Standard output and standard error of a run, behind the gate."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from configlint.report.gate import END, MARKS, STARTS, Gate

if TYPE_CHECKING:
    from typing import TextIO

_CODES = {
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


class Output:
    """Prints what verbs have to say. `color` is "auto", "always" or "never"."""

    def __init__(self, gate: Gate, color: str = "auto") -> None:
        self.gate = gate
        self._color = color

    def style(self, role: str, text: str) -> str:
        """Return a text in the look of a role, such as "error" or "faint"."""
        return f"{STARTS[role]}{text}{END}" if text else ""

    def line(self, text: str = "", end: str = "\n") -> None:
        """Print a line of text, or several."""
        self._write(sys.stdout, text, end)

    def error(self, text: str) -> None:
        """Print a line on standard error, after the program's name."""
        self._write(sys.stderr, f"configlint: {text}")

    def remark(self, text: str) -> None:
        """Print a line on standard error."""
        self._write(sys.stderr, text)

    def json(self, data: Any) -> None:
        """Print data as JSON, in UTF-8 whatever the terminal's encoding is."""
        import json

        # Names of files may have bytes that are no characters; JSON has them as \udcff.
        text = json.dumps(self.gate.data(data), ensure_ascii=False, indent=2)
        written = (text + "\n").encode(errors="backslashreplace")
        sys.stdout.flush()
        if hasattr(sys.stdout, "buffer"):
            sys.stdout.buffer.write(written)
        else:
            sys.stdout.write(written.decode())

    def _write(self, stream: TextIO, text: str, end: str = "\n") -> None:
        shown = self.gate.text(text)
        stream.write(f"{_with_codes(shown) if takes_color(stream, self._color) else plain(shown)}{end}")


def takes_color(stream: TextIO, color: str = "auto") -> bool:
    """Return True if a stream shows colour: "auto" is for terminals, unless a variable says otherwise."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return os.environ["FORCE_COLOR"].lower() not in ("0", "false")
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def dressed(role: str, text: str) -> str:
    """Return a text in the look of a role as a terminal shows it."""
    return f"\x1b[{_CODES[role]}m{text}\x1b[0m"


def plain(text: str) -> str:
    """Return a text without marks of roles."""
    return text if MARKS.isdisjoint(text) else "".join(ch for ch in text if ch not in MARKS)


def _with_codes(text: str) -> str:
    for role, start in STARTS.items():
        text = text.replace(start, f"\x1b[{_CODES[role]}m")
    return text.replace(END, "\x1b[0m")
