"""The files that are open in an editor, and what configlint says about them. Knows nothing of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from configlint.api import ALL, Workspace
from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.document import Document
from configlint.engine import layers, requests
from configlint.engine.host import Host
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.lint.discovery import Discovery
from configlint.lint.inputs import Input, components
from configlint.lint.linter import Linter
from configlint.lint.selection import Selection
from configlint.lsp.memory import Answer, Memory, OpenFiles
from configlint.records import cached_property
from configlint.report.gate import Gate
from configlint.secrets.redaction import Redactors
from configlint.settings.finder import Finder


class Session:
    """What holds until a file is opened, closed or saved: configurations, keys that were found, answers about files.

    `documents` has what each open file was before the last edit.
    """

    def __init__(self) -> None:
        self.finder = Finder(Knowledge())
        self.redactors = Redactors()
        self.memory = Memory()
        self.documents: dict[str, Document] = {}


class Project:
    """The open files by their absolute paths. As in `check`, no environment variable of this shell counts."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._session = Session()
        self._snapshot: Snapshot | None = None

    def open(self, path: str, content: str) -> None:
        """Take in a file, or its new text."""
        if path not in self._texts:
            self.saved()
        self._texts[path] = content
        self._snapshot = None

    def close(self, path: str) -> None:
        """Forget a file: from now on it is as it is on the disk."""
        self._texts.pop(path, None)
        self.saved()

    def saved(self) -> None:
        """Look at the disk again: a configuration, or another file of a tool, may have changed."""
        self._session = Session()
        self._snapshot = None

    @property
    def now(self) -> Snapshot:
        """The open files as they are now."""
        if self._snapshot is None:
            self._snapshot = Snapshot(dict(self._texts), self._session)
        return self._snapshot


class Snapshot:
    """What there is to say about the files that are open at one moment, by path.

    Everything raises SettingsError where a configuration is broken.
    """

    def __init__(self, texts: dict[str, str], session: Session) -> None:
        self._session = session
        self._finder = session.finder
        self._files = OpenFiles(texts)
        self._host = Host.local(with_environment=False).replace(files=self._files)
        self._linter = Linter(self._host, session.redactors)
        found = {path: self._once("input", [path], [], partial(self._input, path)) for path in texts}
        self._inputs = {path: one for path, one in found.items() if one is not None}

    def _once(self, what: str, paths: list[str], about: list[Input], make: Callable[[], Answer]) -> Answer:
        return self._session.memory.once((what, *paths), about, self._files, make)

    def _input(self, path: str) -> Input | None:
        """Return an open file with the tools that read it, None where there are none."""
        self._files.asked.add(path)
        before = self._session.documents
        discovery = Discovery(self._host, self._finder, None, before=before)
        discovery.add_data(self._files.texts[path].encode(errors="surrogatepass"), path)
        found = next(iter(discovery.files.inputs), None)
        if found is not None:
            before[path] = found.document
        return found

    def document(self, path: str) -> Document | None:
        """Return an open file, or None when no tool reads it."""
        return self._inputs[path].document if path in self._inputs else None

    def knowledge(self, path: str) -> Knowledge:
        """Return what is known where a file is."""
        return self._finder.of_file(path).knowledge

    @cached_property
    def diagnostics(self) -> list[Diagnostic]:
        """What is wrong with all open files, with fixes that are not tried out yet."""
        inputs = list(self._inputs.values())
        found = [
            diagnostic
            for together in components(inputs, self._host)
            for diagnostic in self._once(
                "diagnostics", [one.path for one in together], together, partial(self._linter.check, together)
            )
        ]
        return self._selected(found, [one.document for one in inputs])

    def fixable(self, path: str) -> list[Diagnostic]:
        """Return what is wrong with a file and can be fixed so that it is better afterwards."""
        one = self._inputs.get(path)
        found = self._workspace(one).check() if one is not None else []
        return [diagnostic for diagnostic in found if diagnostic.fix is not None]

    def fixed(self, path: str) -> str | None:
        """Return the text of a file after all fixes, None when no tool reads it."""
        one = self._inputs.get(path)
        if one is None:
            return None
        _, after = self._workspace(one).fix(ALL)
        return after.inputs[0].document.text

    @cached_property
    def explained(self) -> list[tuple[Reading, list[Request]]]:
        """What the tools of all open files read there, and the requests that they would send."""
        return Workspace(list(self._inputs.values()), self._host).explain()

    def requests(self, document: Document) -> Iterator[tuple[Reading, Request]]:
        """Yield the requests that something in a document leads to, with what its tool read."""
        for reading, sent in self.explained:
            if document in reading.documents:
                yield from ((reading, request) for request in sent)

    def as_found(self, document: Document) -> Iterator[Request]:
        """Yield the requests of the tools of a document as they start in its folder, with all files that they find."""
        one = self.inputs_of(document)
        for match in one.matches:
            found = layers.read(one.knowledge.profile(match.reader), self._host.replace(directory=match.root))
            yield from requests.explain(found)

    def inputs_of(self, document: Document) -> Input:
        """Return an open file with the tools that read it."""
        return self._inputs[document.path]

    @cached_property
    def gate(self) -> Gate:
        """What masks the keys of the open files."""
        gate = Gate(self._session.redactors.of(self._finder.base))
        for one in self._inputs.values():
            gate.add(one.document, self._session.redactors.of(one.knowledge))
        return gate

    def _workspace(self, one: Input) -> Workspace:
        return Workspace([one], self._host, self._selected, redactors=self._session.redactors)

    def _selected(self, found: list[Diagnostic], documents: list[Document]) -> list[Diagnostic]:
        return Selection(None, None, self._finder).of(found, documents, with_environment=False)
