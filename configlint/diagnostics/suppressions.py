"""Comments in a text -> the findings they suppress: `# configlint: ignore[insecure-http] reason`.

Such a comment applies to its own line; alone on a line, it also applies to the next line that is not a comment.
`ignore-file[…]` applies to the whole file. Rules are separated by commas and given by name or code. This works in
any text and after any character sequence that starts a comment in some format, so the format does not matter.

Import this only if a text contains MARK: hardly any file does.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from configlint.files.text import line_end
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from configlint.diagnostics.diagnostic import Diagnostic
    from configlint.document.document import Document

#: What every such comment contains.
MARK = "configlint:"

_COMMENT = (
    r"(?:\#|//|/\*|<!--|--|;|%)[ \t]*"
    r"(?P<all>configlint:[ \t]*ignore(?P<file>-file)?(?![\w-])[ \t]*(?:\[(?P<rules>[^\]\r\n]*)\]?)?)"
    r"(?P<reason>[^\r\n]*)"
)
#: How the codes of rules begin whose findings are suppressed only with a reason.
_EXPLAINED = "SEC"
#: What may follow the last word of a reason, or precede the first.
_ENDS = ("*/", "-->")
_BETWEEN = " \t:-–—"


class Named(Record):
    """A rule that a comment suppresses, by name or code, and its offsets in the text."""

    name: str
    start: int
    end: int


class Suppression(Record):
    """One comment: its offsets and its line (from 1), what it suppresses, and why.

    `lines` are the numbers of the lines it applies to, None for the whole file.
    """

    start: int
    end: int
    line: int
    rules: tuple[Named, ...]
    reason: str
    lines: tuple[int, ...] | None


def find(text: str) -> list[Suppression]:
    """Return the comments in a text that suppress findings, in order."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found: list[Suppression] = []
    below = 0  # the line that the comments directly above it apply to
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
        found.append(Suppression(*match.span("all"), line, tuple(_named(match)), reason.strip(_BETWEEN), lines))
    return found


def _first_below(text: str, starts: list[int], line: int) -> int:
    """Return the number of the first line below `line` that is not a comment."""
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


def in_documents(documents: Iterable[Document]) -> dict[int, Suppressions]:
    """Return the comments of documents, by the id of the document."""
    return {id(one): Suppressions(one.text) for one in documents}


def is_heard(one: Diagnostic, comments: Mapping[int, Suppressions]) -> bool:
    """Return True unless a comment in its document suppresses a finding. `comments` is from `in_documents`."""
    own = comments.get(id(one.document))
    return own is None or not own.suppressing(one.code, one.rule, one.position[0])


class Suppressions:
    """The comments of one text, and which of them suppressed something."""

    def __init__(self, text: str) -> None:
        self.all = find(text)
        self._by_rule: dict[tuple[str, int | None], list[tuple[int, int]]] = {}
        self._used: set[tuple[int, int]] = set()
        for number, comment in enumerate(self.all):
            for index, named in enumerate(comment.rules):
                for line in comment.lines or (None,):
                    self._by_rule.setdefault((named.name.lower(), line), []).append((number, index))

    def suppressing(self, code: str, rule: str, line: int) -> list[Suppression]:
        """Return the comments that suppress a finding of a rule on `line` (from 1). For a secret they need a reason."""
        found = self.naming(code, rule, line)
        return [one for one in found if one.reason] if code.startswith(_EXPLAINED) else found

    def naming(self, code: str, rule: str, line: int) -> list[Suppression]:
        """Return the comments that name a rule and apply to `line`, with a reason or without. They are used then."""
        matching = [
            one
            for name in (code.lower(), rule)
            for where in (line, None)
            for one in self._by_rule.get((name, where), ())
        ]
        self._used.update(matching)
        return [self.all[number] for number, _ in matching]

    def unused(self, ran: Callable[[str], bool]) -> Iterator[Named]:
        """Yield the rules that have suppressed nothing so far, among those for whose name or code `ran` is true."""
        for number, comment in enumerate(self.all):
            for index, named in enumerate(comment.rules):
                if (number, index) not in self._used and ran(named.name):
                    yield named
