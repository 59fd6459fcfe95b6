"""Which findings are reported, and how bad they are: what the command line says, and the configuration of each file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from configlint.diagnostics.diagnostic import Diagnostic, span
from configlint.document.document import Document
from configlint.document.nodes import dotted, walk
from configlint.engine.values import Place
from configlint.files import globs
from configlint.rules.selectors import exactness
from configlint.settings.configuration import Exemption, Finder, Settings


class Selection:
    """What is left of the findings of a run. `select` and `ignore` are the command line's; None where it has none."""

    def __init__(self, select: list[str] | None, ignore: list[str] | None, finder: Finder) -> None:
        self._select = select
        self._ignore = ignore
        self._finder = finder

    def of(
        self, diagnostics: Iterable[Diagnostic], documents: Iterable[Document], *, with_environment: bool
    ) -> list[Diagnostic]:
        """Return the findings to report, as bad as they are to be, those about exceptions without use included.

        `documents` are all that were checked. In an environment that only this shell has, nothing is without use.
        """
        used: set[tuple[int, int]] = set()
        kept: list[Diagnostic] = []
        for one in diagnostics:
            settings = self._settings(one.document.path)
            excusing = list(self._excusing(one.code, one.rule, one.document, one.start))
            used.update((id(settings), exception.number) for exception in excusing)
            kept += [] if excusing else [one]
        if not with_environment:
            kept += self._idle(documents, used)
        return [self._judged(one) for one in kept if self.wants(one.code, one.rule, one.document.path)]

    def wants(self, code: str, rule: str, path: str) -> bool:
        """Tell whether the findings of a rule are to be reported in the file at `path`."""
        settings = self._settings(path)
        selected = exactness(code, rule, self._select or settings.select)
        if ((self._select or settings.select) and not selected) or exactness(code, rule, self._ignore or ()):
            return False
        ignored = [*settings.ignored_in(path), *(settings.ignore if self._ignore is None else ())]
        rank = exactness(code, rule, ignored)
        return not rank or (bool(self._select) and selected >= rank)

    def has_exceptions(self, path: str) -> bool:
        """Tell whether there is any exception for the file at `path`."""
        settings = self._settings(path)
        return any(settings.means(exception.path, path) for exception in settings.exceptions)

    def excuses(self, code: str, rule: str, document: Document, offset: int) -> bool:
        """Tell whether an exception excuses what a rule finds at an offset of a document."""
        return any(True for _ in self._excusing(code, rule, document, offset))

    def _settings(self, path: str) -> Settings:
        return self._finder.of(os.path.dirname(os.path.abspath(path)))

    def _judged(self, one: Diagnostic) -> Diagnostic:
        """Return a finding in the severity that its file's configuration gives it."""
        table = self._settings(one.document.path).severity
        ranks = {word: exactness(one.code, one.rule, [word]) for word in table}
        word = max(ranks, key=lambda word: ranks[word], default="")
        return one.replace(severity=table[word]) if ranks.get(word) else one

    # ---- exceptions

    def _excusing(self, code: str, rule: str, document: Document, offset: int) -> Iterator[Exemption]:
        settings = self._settings(document.path)
        for exception in settings.exceptions:
            is_meant = exactness(code, rule, exception.rules) and settings.means(exception.path, document.path)
            if is_meant and _covers(exception.at, _key_at(document, offset)):
                yield exception

    def _idle(self, documents: Iterable[Document], used: set[tuple[int, int]]) -> Iterator[Diagnostic]:
        """Yield a finding for every exception that excuses nothing in the files it means, which were all checked."""
        told = set(used)
        for document in documents:
            settings = self._settings(document.path)
            for exception in settings.exceptions:
                if (id(settings), exception.number) not in told and settings.means(exception.path, document.path):
                    told.add((id(settings), exception.number))
                    if not _depends(exception):
                        yield _idle_exception(settings, exception)


def _covers(glob: str, key: str) -> bool:
    return any(globs.matches(one, key) for one in (glob, f"{glob}.*", f"{glob}[*"))


def _key_at(document: Document, offset: int) -> str:
    """Return where in the tree of a document an offset is, as people write it: `env.BASE_URL`."""
    found = ""
    for route, entry, node in walk(document.root):
        start = entry.key_start if entry is not None else node.start
        if start <= offset <= node.end:
            found = dotted(route)
    return found


def _depends(exception: Exemption) -> bool:
    """Tell whether it depends on more than the file what one of the rules would say."""
    from configlint.rules.registry import all_rules

    return any(rule.depends and exactness(rule.code, rule.name, exception.rules) for rule in all_rules())


def _idle_exception(settings: Settings, exception: Exemption) -> Diagnostic:
    from configlint.rules.ignore import unused_ignore
    from configlint.rules.registry import RULES

    document = settings.document
    assert document is not None  # noqa: S101  (only a file has exceptions)
    rule = next(one for one in RULES.values() if one.look is unused_ignore)
    place = Place(document, (*settings.route, "exception", exception.number, "at"))
    start, end = span(place)
    message = f"This excuses nothing: {' and '.join(exception.rules)} has nothing to say about {exception.at}"
    return Diagnostic(rule.code, rule.name, rule.severity, message, document, start, end, "", "Remove the exception")
