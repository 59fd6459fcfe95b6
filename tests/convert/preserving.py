"""Finds what a conversion changed in a file besides the keys that the target owns. It should be nothing."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

from configlint.convert.conversion import convert
from configlint.convert.files import Conversion, Options
from configlint.convert.source import Source
from configlint.document.change import Change
from configlint.document.document import Document
from configlint.document.nodes import Route
from configlint.engine import routes, templates
from configlint.rules.context import Context
from tests.convert.conversions import target_of


def merged(source: Source, tool: str, path: str, here: Context) -> tuple[Conversion, list[str]]:
    """Merge a setup into the file at `path`. Returns the result, and what was changed that should not have been."""
    changes: list[tuple[Document, Change]] = []
    apply = Document.apply

    def recording(self: Document, change: Change) -> Document:
        changes.append((self, change))
        return apply(self, change)

    with mock.patch.object(Document, "apply", recording):
        result = convert(source, here.knowledge.profile(tool), here, Options(path=path, force=True))
    assert result.files[0].before is not None
    wrong = [complaint for document, change in changes for complaint in _complaints(document, change, tool)]
    return result, [*wrong, *_lines_lost(result)]


def _complaints(document: Document, change: Change, tool: str) -> Iterator[str]:
    """Yield a change of a key that the tool's profile does not own, or of text that is not part of such a key."""
    target = target_of(tool)
    written = [entry.path for kind in target.kinds for entry in kind.entries if entry.path is not None]
    written += [path for kind in target.kinds for path in kind.unset]
    owned = [routes.parse(templates.source(path)) for path in [*written, *target.of_provider]]
    owned += [*target.allow_lists, *target.deny_lists]
    owned = [tuple("*" if "{" in step or "=" in step else step for step in route) for route in owned]
    for operation in change.operations:
        route = operation.route
        if not any(routes.matches(pattern[: len(route)], route) for pattern in owned):
            yield f"{operation.verb} {route}"
    spans = [span for operation in change.operations if (span := _span(document, operation.route)) is not None]
    for edit in change.edits:
        taken = document.text[edit.start : edit.end]
        start = edit.start + len(taken) - len(taken.lstrip(", \t\r\n"))
        end = edit.start + len(taken.rstrip(", \t\r\n"))
        if end > start and not any(first <= start and end <= last for first, last in spans):
            yield f"the text {document.text[start:end]!r} was taken out"


def _span(document: Document, route: Route) -> tuple[int, int] | None:
    """Return where the entry at a route is, with a comment after it on its line."""
    entry, node = document.entry(route), document.raw(route)
    if node is None:
        return None
    line_end = document.text.find("\n", node.end)
    rest = document.text[node.end : line_end if line_end >= 0 else len(document.text)]
    comment = len(rest.rstrip()) if rest.lstrip(" \t,").startswith(("#", "//")) else 0
    return entry.key_start if entry is not None else node.start, node.end + comment


def _lines_lost(result: Conversion) -> Iterator[str]:
    """Yield the comments that are gone from the file."""
    assert result.files[0].before is not None
    after = result.after.text
    for line in result.files[0].before.text.splitlines():
        text = line.strip()
        if text.startswith(("#", "//")) and text not in after:
            yield f"the comment {text!r} is gone"
