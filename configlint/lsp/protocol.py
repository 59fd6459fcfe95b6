"""From places in documents to those of the protocol and back: lines from 0, columns in UTF-16 code units."""

from __future__ import annotations

from lsprotocol import types

from configlint.document.document import Document
from configlint.engine.values import Place


def position(document: Document, offset: int) -> types.Position:
    """Return an offset as a position."""
    line, _ = document.lines.position(offset)
    start, _ = document.lines.span(line)
    return types.Position(line - 1, len(document.text[start:offset].encode("utf-16-le", "surrogatepass")) // 2)


def span(document: Document, start: int, end: int) -> types.Range:
    """Return two offsets as a range."""
    return types.Range(position(document, start), position(document, end))


def offset(document: Document, at: types.Position) -> int:
    """Return a position as an offset; one after the end of a line is its end."""
    if at.line >= len(document.lines):
        return len(document.text)
    start, end = document.lines.span(at.line + 1)
    units = document.text[start:end].encode("utf-16-le", "surrogatepass")[: at.character * 2]
    return start + len(units.decode("utf-16-le", "ignore"))


def covers(place: Place | None, document: Document, at: int) -> bool:
    """Return True if an offset of a document is in the value at a place, or in its key."""
    if place is None or place.document.path != document.path:
        return False
    entry, node = place.entry, place.node
    start = entry.key_start if entry is not None else node.start if node is not None else at + 1
    return node is not None and start <= at <= node.end
