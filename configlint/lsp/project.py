"""The files that are open in an editor, and what configlint says about them. Knows nothing of the protocol."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.api import ALL, Workspace
from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.document import Document
from configlint.engine import layers, requests
from configlint.engine.host import Host
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.files import text
from configlint.files.access import GivenFiles, LocalFiles
from configlint.lint.discovery import Discovery
from configlint.lint.inputs import Input
from configlint.lint.linter import Linter
from configlint.lint.selection import Selection
from configlint.records import cached_property
from configlint.report.gate import Gate
from configlint.secrets.redaction import Redactor
from configlint.settings.finder import Finder


class OpenFiles(LocalFiles):
    """The files of this machine, where those that an editor has open are as they are there: unsaved."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def is_file(self, path: str) -> bool:
        """Return True if there is a file at `path`, saved or not."""
        return path in self._texts or super().is_file(path)

    def exists(self, path: str) -> bool:
        """Return True if there is a file or folder at `path`, saved or not."""
        return path in self._texts or super().exists(path)

    def names(self, folder: str) -> list[str]:
        """Return the names of what is in a folder, saved or not, sorted."""
        return sorted({*GivenFiles(self._texts).names(folder), *super().names(folder)})

    def read(self, path: str, max_bytes: int = text.MAX_BYTES, errors: str = "strict") -> text.Decoded:
        """Return the text of a file as the editor has it. Raises OSError, or TextError when it is not text."""
        if path in self._texts:
            return text.decode(self._texts[path].encode(errors="surrogatepass"), max_bytes, errors)
        return super().read(path, max_bytes, errors)


class Project:
    """The open files by their absolute paths. As in `check`, no environment variable of this shell counts."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._finder = Finder(Knowledge())
        self._snapshot: Snapshot | None = None

    def open(self, path: str, content: str) -> None:
        """Take in a file, or its new text."""
        self._texts[path] = content
        self._snapshot = None

    def close(self, path: str) -> None:
        """Forget a file: from now on it is as it is on the disk."""
        self._texts.pop(path, None)
        self._snapshot = None

    def saved(self) -> None:
        """Look at the disk again: a configuration, or another file of a tool, may have changed."""
        self._finder = Finder(Knowledge())
        self._snapshot = None

    @property
    def now(self) -> Snapshot:
        """The open files as they are now."""
        if self._snapshot is None:
            self._snapshot = Snapshot(dict(self._texts), self._finder)
        return self._snapshot


class Snapshot:
    """What there is to say about the files that are open at one moment, by path.

    Everything raises SettingsError where a configuration is broken.
    """

    def __init__(self, texts: dict[str, str], finder: Finder) -> None:
        self._finder = finder
        self._host = Host.local(with_environment=False).replace(files=OpenFiles(texts))
        self._linter = Linter(self._host)
        self._inputs: dict[str, Input] = {}
        for path in texts:
            discovery = Discovery(self._host, self._finder, None)
            discovery.add_data(texts[path].encode(errors="surrogatepass"), path)
            self._inputs.update((path, one) for one in discovery.files.inputs)

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
        found = self._linter.check(inputs)
        return self._selected(found, [one.document for one in inputs])

    def fixable(self, path: str) -> list[Diagnostic]:
        """Return what is wrong with a file and can be fixed so that it is better afterwards."""
        one = self._inputs.get(path)
        found = Workspace([one], self._host, self._selected).check() if one is not None else []
        return [diagnostic for diagnostic in found if diagnostic.fix is not None]

    def fixed(self, path: str) -> str | None:
        """Return the text of a file after all fixes, None when no tool reads it."""
        one = self._inputs.get(path)
        if one is None:
            return None
        _, after = Workspace([one], self._host, self._selected).fix(ALL)
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
        gate = Gate(Redactor(self._finder.base))
        for one in self._inputs.values():
            gate.add(one.document, self._linter.context(one.knowledge).redactor)
        return gate

    def _selected(self, found: list[Diagnostic], documents: list[Document]) -> list[Diagnostic]:
        return Selection(None, None, self._finder).of(found, documents, with_environment=False)
