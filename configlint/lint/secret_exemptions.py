"""What a configuration says about keys: whether those of a file, or one at a certain place in it, are of no concern."""

from __future__ import annotations

import os

from configlint.document import formats
from configlint.document.document import Document
from configlint.lint.selection import Selection
from configlint.secrets.scanner import CODE, RULE, Finding
from configlint.settings.configuration import Finder, SettingsError


class Configured:
    """Decides by the configuration of each file."""

    def __init__(self, finder: Finder) -> None:
        self._selection = Selection(None, None, finder)

    def apply(self, found: list[Finding]) -> list[str]:
        """Mark the keys as ignored that the configurations leave out. Returns what is wrong with configurations."""
        try:
            for one in found:
                one.is_ignored = one.is_ignored or self._allows(one)
        except SettingsError as error:
            return error.complaints
        return []

    def _allows(self, one: Finding) -> bool:
        if not self._selection.wants(CODE, RULE, one.path):
            return True
        if not self._selection.has_exceptions(one.path):
            return False
        format_name = formats.by_extension(os.path.basename(one.path))
        document = Document.of(one.source.decoded(), format_name, one.path) if format_name is not None else None
        return document is not None and self._selection.excuses(CODE, RULE, document, one.start)
