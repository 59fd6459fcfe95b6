"""Which findings are reported, and how severe they are: by the command line, and by the configuration of each file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from configlint.diagnostics.diagnostic import Diagnostic, span
from configlint.diagnostics.selectors import exactness
from configlint.document.document import Document
from configlint.document.nodes import dotted, route_at
from configlint.engine.values import Place
from configlint.files import globs
from configlint.settings.configuration import Exemption, Settings
from configlint.settings.finder import Finder


class Selection:
    """What is left of the findings of a run.

    `select` and `ignore` are the command line's, None where it has none; `more` are rules besides the selected ones,
    and `less` besides the ignored ones.
    """

    def __init__(
        self,
        select: list[str] | None,
        ignore: list[str] | None,
        finder: Finder,
        *,
        more: Collection[str] = (),
        less: Collection[str] = (),
    ) -> None:
        self._select = select
        self._more = more
        self._less = less
        self._ignore = ignore
        self._finder = finder

    def of(
        self, diagnostics: Iterable[Diagnostic], documents: Iterable[Document], *, with_environment: bool
    ) -> list[Diagnostic]:
        """Return the findings to report, as severe as they are to be, those about unused exceptions included.

        `documents` are all that were checked. In an environment that only this shell has, nothing is unused.
        """
        used: set[tuple[int, int]] = set()
        kept: list[Diagnostic] = []
        for one in diagnostics:
            settings = self._finder.of_file(one.document.path)
            exceptions = list(excusing(settings, one.code, one.rule, one.document, one.start))
            used.update((id(settings), exception.number) for exception in exceptions)
            kept += [] if exceptions else [one]
        if not with_environment:
            kept += self._unused(documents, used)
        return [self._ranked(one) for one in kept if self.wants(one.code, one.rule, one.document.path)]

    def wants(self, code: str, rule: str, path: str) -> bool:
        """Return True if the findings of a rule are to be reported in the file at `path`."""
        settings = self._finder.of_file(path)
        words = [*self._more, *(self._select or settings.select)]
        selected = exactness(code, rule, words)
        not_these = [*self._less, *(self._ignore or ())]
        if ((self._select or settings.select) and not selected) or exactness(code, rule, not_these):
            return False
        ignored = [*settings.ignored_in(path), *(settings.ignore if self._ignore is None else ())]
        rank = exactness(code, rule, ignored)
        asked = exactness(code, rule, [*self._more, *(self._select or ())])
        return not rank or (bool(asked) and asked >= rank)

    def _ranked(self, one: Diagnostic) -> Diagnostic:
        """Return a finding in the severity that its file's configuration gives it."""
        table = self._finder.of_file(one.document.path).severity
        ranks = {word: exactness(one.code, one.rule, [word]) for word in table}
        word = max(ranks, key=lambda word: ranks[word], default="")
        return one.replace(severity=table[word]) if ranks.get(word) else one

    def _unused(self, documents: Iterable[Document], used: set[tuple[int, int]]) -> Iterator[Diagnostic]:
        """Yield a finding for every exception that excuses nothing in the files it means, which were all checked."""
        done = set(used)
        for document in documents:
            settings = self._finder.of_file(document.path)
            for exception in settings.exceptions:
                if (id(settings), exception.number) not in done and settings.means(exception.path, document.path):
                    done.add((id(settings), exception.number))
                    if not _depends(exception):
                        yield _unused_exception(settings, exception)


def unsuppressed(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Leave out the findings that comments in their documents suppress."""
    found = list(found)
    documents = {id(one.document): one.document for one in found}
    marked = [one for one in documents.values() if "configlint:" in one.text]
    if not marked:
        return found
    from configlint.diagnostics import suppressions

    comments = suppressions.in_documents(marked)
    return [one for one in found if suppressions.is_heard(one, comments)]


def excusing(settings: Settings, code: str, rule: str, document: Document, offset: int) -> Iterator[Exemption]:
    """Yield the exceptions of a configuration that excuse what a rule finds at an offset of a document."""
    for exception in settings.exceptions:
        is_meant = exactness(code, rule, exception.rules) and settings.means(exception.path, document.path)
        if is_meant and _covers(exception.at, _key_at(document, offset)):
            yield exception


def _covers(glob: str, key: str) -> bool:
    return any(globs.matches(one, key) for one in (glob, f"{glob}.*", f"{glob}[*"))


def _key_at(document: Document, offset: int) -> str:
    """Return where in the tree of a document an offset is, as people write it: `env.BASE_URL`."""
    return dotted(route_at(document.root, offset))


def _depends(exception: Exemption) -> bool:
    """Return True if what one of the rules would say depends on more than the file."""
    from configlint.rules.registry import all_rules

    return any(rule.depends and exactness(rule.code, rule.name, exception.rules) for rule in all_rules())


def _unused_exception(settings: Settings, exception: Exemption) -> Diagnostic:
    from configlint.rules.ignore import unused_ignore as rule

    document = settings.document
    assert document is not None  # noqa: S101  (only a file has exceptions)
    place = Place(document, (*settings.route, "exception", exception.number, "at"))
    start, end = span(place)
    message = f"This exception is unused: {' and '.join(exception.rules)} finds nothing at {exception.at}"
    return Diagnostic(rule.code, rule.name, rule.severity, message, document, start, end, "", "Remove the exception")
