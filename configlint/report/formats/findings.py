"""What a run found, with what services need to know about it: paths in the repository, fingerprints, edits."""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections import Counter

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.change import Change, Edit
from configlint.document.document import Document
from configlint.document.nodes import Route, dotted, walk
from configlint.lint import fixer
from configlint.records import cached_property
from configlint.report import message
from configlint.report.formats.places import Repository
from configlint.secrets.redaction import Redactor
from configlint.settings.finder import Finder


class Findings:
    """The diagnostics of a run, and the failures, which say what could not be checked."""

    def __init__(self, diagnostics: list[Diagnostic], failures: list[str], finder: Finder) -> None:
        self.diagnostics = diagnostics
        self.failures = failures
        self.finder = finder
        self.repository = Repository()
        self._redactor = Redactor(finder.base)

    def path(self, one: Diagnostic) -> str:
        """Return the path of a finding's file relative to the repository; as it was given when it is outside."""
        return self.repository.relative(one.document.path) or one.document.path

    def message(self, one: Diagnostic) -> str:
        """Return all that there is to say about a finding, in several lines."""
        return message.in_full(one, self.finder)

    @cached_property
    def fingerprints(self) -> list[str]:
        """What tells each diagnostic from the others, and stays when lines move or the value changes."""
        seen: Counter[str] = Counter()
        found = []
        for one in self.diagnostics:
            path = self.repository.relative(one.document.path) or os.path.basename(one.document.path)
            identity = "\n".join((one.code, path, _spot(one, self._redactor)))
            seen[identity] += 1
            found.append(hashlib.sha256(f"{identity}\n{seen[identity]}".encode(errors="replace")).hexdigest()[:32])
        return found

    @cached_property
    def edits(self) -> list[tuple[Edit, ...]]:
        """For each diagnostic the edits of its fix; none if it has no fix, or not one that shows no key."""
        changes = fixer.changes(self.diagnostics)
        return [self._edits(one, change) for one, change in zip(self.diagnostics, changes, strict=True)]

    def _edits(self, one: Diagnostic, change: Change | None) -> tuple[Edit, ...]:
        if one.fix is None or change is None or change.as_utf8:
            return ()
        hidden = self._redactor.of(one.document).values
        texts = [edit.text for edit in change.edits]
        has_key = any(self._redactor.text(text) != text for text in texts)
        return () if has_key or any(value and value in text for value in hidden for text in texts) else change.edits


def _spot(one: Diagnostic, redactor: Redactor) -> str:
    """Return the route to the value that a diagnostic is about; without a value, the line without its keys."""
    values = _values(one.document)
    for _, end, route in reversed(values[: bisect_right(values, one.start, key=lambda value: value[0])]):
        if one.start < end:
            return dotted(route)
        if len(route) == 1:
            break  # what comes before is over, too
    line, _ = one.position
    return redactor.of(one.document).excerpt(*one.document.lines.span(line)).strip()


def _values(document: Document) -> list[tuple[int, int, Route]]:
    """Return where each value starts, with its key, where it ends, and the route to it, in the order of the starts."""
    return sorted(
        (
            (entry.key_start if entry is not None else node.start, node.end, route)
            for route, entry, node in walk(document.root)
        ),
        key=lambda value: value[0],
    )
