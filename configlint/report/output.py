"""Standard output and standard error of a run, behind the gate."""

from __future__ import annotations

import io
import sys

from configlint.report.color import CODES, takes_color
from configlint.report.gate import END, MARKS, STARTS, Gate
from configlint.report.hyperlinks import linked, takes_links

TYPE_CHECKING = False  # typing would be most of what it costs to load this
if TYPE_CHECKING:
    from typing import TextIO

_WITHOUT_MARKS = dict.fromkeys(map(ord, MARKS))


class Output:
    """Prints what verbs have to say. `color` is "auto", "always" or "never".

    With `path`, what would go to standard output is collected, and `close` writes it to that file.
    """

    def __init__(self, gate: Gate, color: str = "auto", path: str | None = None) -> None:
        self.gate = gate
        self._color = "never" if path is not None and color == "auto" else color
        self._path = path
        self._report = sys.stdout if path is None else io.StringIO()
        self._takes: dict[TextIO, tuple[bool, bool]] = {}  # whether streams show colour, and links

    def style(self, role: str, text: str) -> str:
        """Return a string in the look of a role, such as "error" or "faint"."""
        return f"{STARTS[role]}{text}{END}" if text else ""

    def line(self, text: str = "", end: str = "\n") -> None:
        """Print a line of text, or several."""
        self._write(self._report, text, end)

    def error(self, text: str) -> None:
        """Print a line on standard error, after the program's name."""
        self._write(sys.stderr, f"configlint: {text}")

    def remark(self, text: str) -> None:
        """Print a line on standard error."""
        self._write(sys.stderr, text)

    def json(self, data: object) -> None:
        """Print data as JSON, in UTF-8 whatever the terminal's encoding is."""
        import json

        # Names of files may have bytes that are no characters; JSON has them as \udcff.
        text = json.dumps(self.gate.data(data), ensure_ascii=False, indent=2)
        written = (text + "\n").encode(errors="backslashreplace")
        self._report.flush()
        if hasattr(self._report, "buffer"):
            self._report.buffer.write(written)
        else:
            self._report.write(written.decode())

    def close(self) -> None:
        """Write the report to its file, if it has one. Raises OSError; then the file is as before."""
        if self._path is not None and isinstance(self._report, io.StringIO):
            from configlint.files import atomic

            atomic.overwrite(self._path, self._report.getvalue().encode(errors="backslashreplace"))

    def _write(self, stream: TextIO, text: str, end: str = "\n") -> None:
        if stream not in self._takes:
            self._takes[stream] = takes_color(stream, self._color), takes_links(stream)
        color, links = self._takes[stream]
        shown = self.gate.text(text)
        shown = _with_codes(shown) if color else plain(shown)
        stream.write(f"{linked(shown) if links else shown}{end}")


def plain(text: str) -> str:
    """Return a string without marks of roles."""
    return text.translate(_WITHOUT_MARKS)


def _with_codes(text: str) -> str:
    for role, start in STARTS.items():
        text = text.replace(start, f"\x1b[{CODES[role]}m")
    return text.replace(END, "\x1b[0m")
