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
    """Another place that belongs to a finding, and what is there."""

    document: Document
    offset: int
    message: str


class Diagnostic(Record):
    """One finding. `start` and `end` are offsets in the document's text.

    `request` is the request line that would be sent (`POST https://…`), `write` what to write at the place instead,
    both ready to be printed: no key in them. `also` are other tools that read the same and have the same trouble.
    `fix` is what puts it right, where that is known.
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
        """What two diagnostics have in common that say the same: rule, document and place."""
        return self.code, id(self.document), self.start

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """The order within a document: by line, on a line errors before warnings before notes."""
        return self.position[0], _SEVERITIES.index(self.severity), self.start, self.code

    @property
    def position(self) -> tuple[int, int]:
        """Line and column, from 1."""
        return self.document.lines.position(self.start)


def span(place: Place, *, key: bool = False) -> tuple[int, int]:
    """Return the offsets of the value at `place`, or with `key` of its key (of the value where it has none)."""
    entry, node = place.entry, place.node
    if key and entry is not None:
        return entry.key_start, entry.key_end
    if node is not None and (node.end > node.start or entry is None):
        return node.start, node.end
    if entry is not None:
        return (entry.key_start, entry.key_end) if node is None or node.start == 0 else (node.start, node.end)
    return 0, 0
