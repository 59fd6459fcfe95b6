"""Comments that silence rules: `# configlint: ignore[insecure-http] reason`.

Such a comment speaks for its own line; alone on a line, also for the line below, comments between them left out.
`ignore-file[…]` speaks for the whole file. Several rules have a comma between them, and each is a name or a code. Any
text will do, and any mark that begins a comment somewhere: no format needs to be known.

Import this only where a text has MARK in it: hardly any file does.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from configlint.files.text import line_end
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What every such comment has in it.
MARK = "configlint:"

_COMMENT = (
    r"(?:\#|//|/\*|<!--|--|;|%)[ \t]*"
    r"(?P<all>configlint:[ \t]*ignore(?P<file>-file)?(?![\w-])[ \t]*(?:\[(?P<rules>[^\]\r\n]*)\]?)?)"
    r"(?P<reason>[^\r\n]*)"
)
#: What may follow the last word of a reason, or stand before the first.
_ENDS = ("*/", "-->")
_BETWEEN = " \t:-–—"


class Named(Record):
    """A rule that a comment silences, by name or code, and where in the text that stands."""

    name: str
    start: int
    end: int


class Ignore(Record):
    """One comment: where it stands, what it silences, and why.

    `lines` are the numbers (from 1) of the lines it speaks for, None for the whole file.
    """

    start: int
    end: int
    rules: tuple[Named, ...]
    reason: str
    lines: tuple[int, ...] | None


def find(text: str) -> list[Ignore]:
    """Return the comments in a text that silence rules, in order."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found: list[Ignore] = []
    below = 0  # the line that the comments right above it speak for
    for match in re.finditer(_COMMENT, text):
        line = bisect_right(starts, match.start())
        lines: tuple[int, ...] | None = (line,)
        if match["file"]:
            lines = None
        elif not text[starts[line - 1] : match.start()].strip():
            if below <= line:
                below = _first_below(text, starts, line)
            lines = (line, line + 1, below) if below > line + 1 else (line, line + 1)
        reason = match["reason"].strip()
        for end in _ENDS:
            reason = reason.removesuffix(end)
        found.append(Ignore(*match.span("all"), tuple(_named(match)), reason.strip(_BETWEEN), lines))
    return found


def _first_below(text: str, starts: list[int], line: int) -> int:
    """Return the number of the first line below `line` that is no comment."""
    while line < len(starts):
        start = starts[line]
        line += 1
        if not text[start : line_end(text, start)].lstrip().startswith(("#", "//")):
            break
    return line


def _named(match: re.Match[str]) -> Iterator[Named]:
    at = match.start("rules")
    for part in (match["rules"] or "").split(","):
        name = part.strip()
        if name:
            start = at + len(part) - len(part.lstrip())
            yield Named(name, start, start + len(name))
        at += len(part) + 1


class Ignores:
    """The comments of one text, and which of them had something to silence."""

    def __init__(self, text: str) -> None:
        self.all = find(text)
        self._speaking: dict[tuple[str, int | None], list[tuple[int, int]]] = {}
        self._used: set[tuple[int, int]] = set()
        for number, ignore in enumerate(self.all):
            for index, named in enumerate(ignore.rules):
                for line in ignore.lines or (None,):
                    self._speaking.setdefault((named.name.lower(), line), []).append((number, index))

    def silence(self, code: str, rule: str, line: int) -> bool:
        """Tell whether a finding of a rule that stands in `line` (from 1) is to be left out."""
        speaking = [
            one
            for name in (code.lower(), rule)
            for where in (line, None)
            for one in self._speaking.get((name, where), ())
        ]
        self._used.update(speaking)
        return bool(speaking)

    def unused(self, ran: Callable[[str], bool]) -> Iterator[Named]:
        """Yield what silenced nothing so far, among the rules whose name or code `ran` is true for."""
        for number, ignore in enumerate(self.all):
            for index, named in enumerate(ignore.rules):
                if (number, index) not in self._used and ran(named.name):
                    yield named
