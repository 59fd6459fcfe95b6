"""Which files the command line means, read and told whose they are."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable

from configlint.document import formats
from configlint.document.document import Document
from configlint.engine.reading import Machine
from configlint.files import text
from configlint.files.atomic import BACKUP
from configlint.lint import inputs
from configlint.profiles import load, recognition
from configlint.records import Record


class Files(Record):
    """The documents to check, and what could not be read.

    `unknown` are named files that no tool reads, `skipped` files of known tools that a `.gitignore` names.
    """

    subjects: list[inputs.Subject]
    failures: list[str]
    unknown: list[str]
    skipped: list[str]


class Gatherer:
    """Collects files for one run.

    `tool` is the tool to read named files as, or None to tell by path and content. `on_folder` is called for each
    folder of a walk.
    """

    def __init__(
        self,
        machine: Machine,
        tool: str | None,
        *,
        respect_gitignore: bool = True,
        on_folder: Callable[[], None] | None = None,
    ) -> None:
        self.files = Files([], [], [], [])
        self._machine = machine
        self._tool = tool
        self._respect_gitignore = respect_gitignore
        self._on_folder = on_folder
        self._taken: dict[str, int] = {}

    def add(self, path: str) -> None:
        """Add a file, or every recognised file below a directory."""
        if not os.path.isdir(path):
            self._add_file(path, named=True)
            return
        from configlint.files import walk
        from configlint.profiles.prefilter import Names

        gc.set_threshold(20_000)  # a whole tree may be long work, but most of what it makes is kept
        gc.enable()
        for found, ignored in walk.walk(
            path,
            self.files.failures,
            respect_gitignore=self._respect_gitignore,
            is_wanted=Names().may_be,
            on_folder=self._on_folder,
        ):
            if self._is_candidate(found):
                if ignored:
                    self.files.skipped.append(found)
                else:
                    self._add_file(found, named=False)

    def add_data(self, data: bytes, name: str) -> None:
        """Add what standard input held, read as the file called `name`."""
        path = os.path.abspath(name)
        matches = recognition.by_path(path, self._machine.home, named=True)
        format_name = recognition.format_of(path, matches) or self._format_for_tool(path)
        try:
            decoded = text.decode(data, formats.max_bytes(format_name))
        except text.TextError as error:
            self.files.failures.append(f"{name}: {error}")
            return
        self._take(Document(name, decoded, format_name), path, named=True)

    def _add_file(self, path: str, *, named: bool) -> None:
        absolute = os.path.abspath(path)  # not realpath: the name of a symbolic link tells the tool
        format_name = recognition.format_of(absolute, recognition.by_path(absolute, self._machine.home, named=named))
        if format_name is None and self._tool is None and os.path.lexists(path):
            self.files.unknown.append(path)
            return
        try:
            document = Document.load(path, format_name or self._format_for_tool(absolute))
        except OSError as error:
            self.files.failures.append(f"{path}: {error.strerror or 'cannot be read'}")
        except text.TextError as error:
            self.files.failures.append(f"{path}: {error}")
        else:
            self._take(document, absolute, named=named)

    def _take(self, document: Document, path: str, *, named: bool) -> None:
        tool = self._tool if named else None
        subject = inputs.of(document, path, self._machine, tool, named=named)
        if subject is not None and path in self._taken:
            if named:  # what is said of the file by name counts more than that it was come across
                self.files.subjects[self._taken[path]] = subject
        elif subject is not None:
            self._taken[path] = len(self.files.subjects)
            self.files.subjects.append(subject)
        elif tool is not None:
            self.files.failures.append(f"{document.path}: {tool} reads no file like this")
        elif named:
            self.files.unknown.append(document.path)

    def _format_for_tool(self, path: str) -> str:
        """Return the format in which the chosen tool would read a file whose name tells nothing."""
        match = recognition.as_tool(load(self._tool), path, self._machine.home) if self._tool is not None else None
        return recognition.format_of(path, [match] if match is not None else []) or "dotenv"

    def _is_candidate(self, path: str) -> bool:
        """Tell whether a file that was come across may belong to a known tool."""
        if path.endswith(BACKUP):  # what was written is beside it
            return False
        absolute = os.path.abspath(path)
        matches = recognition.by_path(absolute, self._machine.home, named=False)
        known = bool(matches) or recognition.format_of(absolute, matches) == "dotenv"
        return known and os.path.isfile(path)
