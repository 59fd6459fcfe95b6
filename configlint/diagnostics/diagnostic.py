"""What rules report."""

from __future__ import annotations

from configlint.diagnostics.fix import Fix
from configlint.document.document import Document
from configlint.engine.values import Place
from configlint.records import Record

ERROR = "error"  # the tool cannot work, or a secret leaks
WARNING = "warning"  # very likely wrong, or unsafe
NOTE = "note"  # worth knowing
_SEVERITIES = (ERROR, WARNING, NOTE)


class Related(Record):
    """Another place that is relevant to a finding, and what is there."""

    document: Document
    offset: int
    message: str


class Diagnostic(Record):
    """One finding. `start` and `end` are offsets in the document's text.

    `request` is the request line that would be sent (`POST https://…`), `write` the value to write here instead; both
    can be printed, since they contain no key. `also` are other tools that read the same value and have the same
    problem. `fix` is the fix, if there is one.
    """

    code: str
    rule: str
    severity: str
    message: str
    document: Document
    start: int
    end: int
    tool: str
    help: str = ""
    request: str = ""
    write: str = ""
    related: tuple[Related, ...] = ()
    also: tuple[str, ...] = ()
    fix: Fix | None = None

    @property
    def key(self) -> tuple[str, int, int]:
        """What identical diagnostics have in common: rule, document and position."""
        return self.code, id(self.document), self.start

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """The order within a document: by line, and on the same line errors before warnings before notes."""
        return self.position[0], _SEVERITIES.index(self.severity), self.start, self.code

    @property
    def position(self) -> tuple[int, int]:
        """Line and column, from 1."""
        return self.document.lines.position(self.start)


def span(place: Place, *, key: bool = False) -> tuple[int, int]:
    """Return the offsets of the value at `place` or, with `key`, of its key (of the value if it has no key)."""
    entry, node = place.entry, place.node
    if key and entry is not None:
        return entry.key_start, entry.key_end
    if node is not None and (node.end > node.start or entry is None):
        return node.start, node.end
    if entry is not None:
        return (entry.key_start, entry.key_end) if node is None or node.start == 0 else (node.start, node.end)
    return 0, 0
