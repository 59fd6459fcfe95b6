"""What a configuration says about a key: whether those of its file, or one at its place in it, are exempt."""

from __future__ import annotations

import os
from collections.abc import Iterator

from configlint.diagnostics.diagnostic import span
from configlint.diagnostics.selectors import exactness
from configlint.document import formats
from configlint.document.document import Document
from configlint.document.nodes import Route
from configlint.engine.values import Place
from configlint.lint.selection import excusing
from configlint.secrets.scanner import CODE, RULE, Finding
from configlint.settings.configuration import Settings


def place(settings: Settings, finding: Finding) -> str:
    """Return where the configuration of its file exempts a key, as `FILE:LINE`, "" if it does not."""
    document = settings.document
    route = next(_routes(settings, finding), None)
    if document is None or route is None:
        return ""
    start, _ = span(Place(document, (*settings.route, *route)))
    return f"{document.path}:{document.lines.position(start)[0]}"


def _routes(settings: Settings, finding: Finding) -> Iterator[Route]:
    """Yield where in a configuration a key is exempted."""
    if settings.select and not exactness(CODE, RULE, settings.select):
        yield ("select",)
    for number, word in enumerate(settings.ignore):
        if exactness(CODE, RULE, [word]):
            yield ("ignore", number)
    for glob, rules in settings.per_file_ignores.items():
        if settings.means(glob, finding.path) and exactness(CODE, RULE, rules):
            yield ("per-file-ignores", glob)
    if any(settings.means(one.path, finding.path) for one in settings.exceptions):
        format_name = formats.by_extension(os.path.basename(finding.path))
        if format_name is not None:
            document = Document.of(finding.source.decoded(), format_name, finding.path)
            for one in excusing(settings, CODE, RULE, document, finding.start):
                yield ("exception", one.number, "at")
