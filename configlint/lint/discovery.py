"""Which files the command line means: read, and assigned to the tools that read them."""

from __future__ import annotations

import errno
import gc
import os
import re
from collections.abc import Callable, Collection, Mapping
from functools import partial

from configlint.catalog.knowledge import Knowledge
from configlint.document import formats
from configlint.document.document import Document
from configlint.engine.host import Host
from configlint.files import globs, text
from configlint.files.example_files import is_example, is_rendered
from configlint.lint.inputs import Input, decoding_errors, format_of, input_of, matches_of
from configlint.profiles import recognition
from configlint.profiles.recognition import Match
from configlint.records import Record
from configlint.settings.finder import Finder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.profiles.prefilter import Prefilter


class Files(Record):
    """The documents to check, and what could not be read.

    `unknown` are named files that no tool reads, `skipped` files of known tools that a `.gitignore` names.
    """

    inputs: list[Input]
    failures: list[str]
    unknown: list[str]
    skipped: list[str]


class Discovery:
    """Collects files for one run; each is assigned by what is known where it is, as `finder` says.

    `tool` is the tool to read named files as, and those in named folders that it could read, or None to decide by path
    and content. `exclude` are globs of files that a walk passes over, `on_folder` is called for each of its folders.
    `before` has the documents that were made of earlier texts of files, by their names.
    """

    def __init__(
        self,
        host: Host,
        finder: Finder,
        tool: str | None,
        *,
        respect_gitignore: bool = True,
        exclude: Collection[str] = (),
        before: Mapping[str, Document] | None = None,
        on_folder: Callable[[], None] | None = None,
    ) -> None:
        self.files = Files([], [], [], [])
        self._host = host
        self._finder = finder
        self._tool = tool
        self._respect_gitignore = respect_gitignore
        self._exclude = exclude
        self._before = before or {}
        self._on_folder = on_folder
        self._taken: dict[str, int] = {}
        self._prefilters: dict[int, Prefilter] = {}

    def add(self, path: str) -> None:
        """Add a file, or every recognised file below a directory. Raises SettingsError."""
        if not os.path.isdir(path):
            self._add_file(path)
            return
        from configlint.files import walk

        gc.set_threshold(20_000)  # a whole tree may take long, but most of what is created is kept
        gc.enable()
        before = len(self._taken)
        for found, ignored in walk.walk(
            path,
            self.files.failures,
            respect_gitignore=self._respect_gitignore,
            filter_for=self._filter_for,
            on_folder=self._on_folder,
        ):
            if self._is_candidate(found):
                if ignored:
                    self.files.skipped.append(found)
                else:
                    self._add_file(found, tree=path)
        if self._tool is not None and len(self._taken) == before:
            self.files.failures.append(f"{path}: {self._tool} reads no file in this folder")

    def add_data(self, data: bytes, name: str) -> None:
        """Add what standard input held, read as the file called `name`."""
        path = os.path.abspath(name)
        knowledge = self._finder.of_file(path).knowledge
        if not self._is_tool_known(name, knowledge):
            return
        matches = matches_of(path, knowledge, self._host, self._tool, named=True)
        format_name = self._format_of(path, name, knowledge, matches, is_given=True)
        if format_name is None:
            return
        try:
            decoded = self._decoded(partial(text.decode, data, formats.max_bytes(format_name)), knowledge, matches)
        except text.TextError as error:
            self.files.failures.append(f"{name}: {error}")
            return
        self._take(Document(name, decoded, format_name, self._before.get(name)), path, knowledge, matches)

    def _filter_for(self, folder: str, names: Collection[str]) -> Callable[[str, str], bool]:
        knowledge = self._finder.of_listed(os.path.abspath(folder), names).knowledge
        if id(knowledge) not in self._prefilters:
            from configlint.profiles.prefilter import Prefilter

            self._prefilters[id(knowledge)] = Prefilter(knowledge.index)
        return self._prefilters[id(knowledge)].may_be

    def _add_file(self, path: str, tree: str = "") -> None:
        absolute = os.path.abspath(path)  # not realpath: the name of a symbolic link is what identifies the tool
        knowledge = self._finder.of_file(absolute).knowledge
        if not self._is_tool_known(path, knowledge):
            return
        matches = matches_of(absolute, knowledge, self._host, self._tool, named=not tree)
        format_name = self._format_of(absolute, path, knowledge, matches)
        if format_name is None:
            return
        try:
            read = partial(self._host.files.read, path, formats.max_bytes(format_name))
            decoded = self._decoded(read, knowledge, matches)
            document = Document(path, decoded, format_name)
        except OSError as error:
            self.files.failures.append(f"{path}: {error.strerror or 'cannot be read'}")
        except text.TextError as error:
            self.files.failures.append(f"{path}: {error}")
        else:
            self._take(document, absolute, knowledge, matches, tree=tree)

    def _decoded(self, read: Callable[[str], text.Decoded], knowledge: Knowledge, matches: list[Match]) -> text.Decoded:
        """Return what `read` gives, called with the errors that the file's tools put up with. Raises as it does."""
        try:
            return read("strict")
        except text.TextError:
            errors = decoding_errors(knowledge, self._tool, matches)
            if errors == "strict":
                raise
            return read(errors)

    def _take(self, document: Document, path: str, knowledge: Knowledge, matches: list[Match], tree: str = "") -> None:
        named = not tree
        if _is_template(document):
            if named:
                self.files.failures.append(f"{document.path}: a template; check the file that is made of it")
            return
        item = input_of(document, path, knowledge, self._host, self._tool, named=named, matches=matches)
        if item is not None and tree:
            item = item.replace(tree=os.path.abspath(tree))
        if item is not None and path in self._taken:
            if named:  # what is said of the file by name counts more than that it was come across
                self.files.inputs[self._taken[path]] = item
        elif item is not None:
            self._taken[path] = len(self.files.inputs)
            self.files.inputs.append(item)
        elif named and self._tool is not None:
            self.files.failures.append(f"{document.path}: {self._tool} reads no file like this")
        elif named:
            self.files.unknown.append(document.path)

    def _is_tool_known(self, name: str, knowledge: Knowledge) -> bool:
        """Return True if the tool to read files as is known where a file is; else note that it is not."""
        is_known = self._tool is None or self._tool.partition("@")[0] in knowledge.tools
        if not is_known:
            self.files.failures.append(f"{name}: no tool is called {self._tool} here")
        return is_known

    def _format_of(
        self, path: str, name: str, knowledge: Knowledge, matches: list[Match], *, is_given: bool = False
    ) -> str | None:
        """Return the format of a file; where no tool reads it or it is not there, note that and return None.

        What `is_given` need not be on the disk.
        """
        found = format_of(path, knowledge, self._tool, matches)
        if found is None and (is_given or os.path.lexists(path)):
            self.files.unknown.append(name)
        elif found is None:
            hint = f" (for the tool: --tool {name})" if name in knowledge.tools else ""
            self.files.failures.append(f"{name}: {os.strerror(errno.ENOENT)}{hint}")
        return found

    def _is_candidate(self, path: str) -> bool:
        """Return True if a file that was come across may belong to a known tool, or to the one that was named."""
        absolute = os.path.abspath(path)
        settings = self._finder.of_file(absolute)
        if settings.excludes(absolute) or any(globs.means(glob, absolute, os.getcwd()) for glob in self._exclude):
            return False
        knowledge = settings.knowledge
        matches = recognition.on_host(knowledge, absolute, self._host, named=False)
        if self._tool is not None:
            matches = [match for match in matches if match.tool == self._tool.partition("@")[0]]
        known = bool(matches) or recognition.format_of(knowledge, absolute, matches) == "dotenv"
        return known and self._host.files.is_file(path)


def _is_template(document: Document) -> bool:
    """Return True if another program fills in the values of the file that the tool reads."""
    if not re.search(r"(?<!\$)\{\{|\{%|<%", document.text):
        return False
    return is_rendered(document.path) or (document.root is None and is_example(document.path))
