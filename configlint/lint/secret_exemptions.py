"""What a configuration says about keys: whether those of a file, or one at a certain place in it, are exempt."""

from __future__ import annotations

import os

from configlint.document import formats
from configlint.document.document import Document
from configlint.lint.selection import Selection
from configlint.secrets.scanner import CODE, RULE, Finding
from configlint.settings.configuration import Finder


def exempt(finder: Finder, found: list[Finding]) -> None:
    """Mark the keys as ignored that the configuration of their file exempts. Raises SettingsError."""
    selection = Selection(None, None, finder)
    for one in found:
        one.is_ignored = one.is_ignored or _is_exempt(selection, one)


def _is_exempt(selection: Selection, one: Finding) -> bool:
    if not selection.wants(CODE, RULE, one.path):
        return True
    if not selection.has_exceptions(one.path):
        return False
    format_name = formats.by_extension(os.path.basename(one.path))
    document = Document.of(one.source.decoded(), format_name, one.path) if format_name is not None else None
    return document is not None and selection.excuses(CODE, RULE, document, one.start)
