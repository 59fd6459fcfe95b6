"""A configuration: which rules count where, and a project's own providers and tools.

Every run looks for one, so nothing else is imported until there is one.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator

from configlint.catalog.knowledge import Knowledge
from configlint.files import globs
from configlint.files.contents import DISK, Files
from configlint.records import Record
from configlint.settings import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from configlint.document.document import Document
    from configlint.document.nodes import Route


class SettingsError(Exception):
    """A configuration cannot be used; `complaints` say where and why, one a line: `FILE:LINE:COLUMN: what`."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


class Exemption(Record):
    """One value about which some rules say nothing. `path` and `at` are globs, `number` is its place in the file."""

    path: str
    at: str
    rules: tuple[str, ...]
    number: int


class Settings(Record):
    """One configuration, whose globs start from `folder`. Rules are given by code, name, or the beginning of a code.

    `knowledge` is what is known where it counts: its own providers, keys and tools included. `document` is the file
    (None without one), and `route` where in it the configuration is. `providers` and `keys` are as in the catalog's
    files, `tools` are paths of profiles, `unread_files` globs of what need not be searched for keys. `only_models` says
    that the keys of other services do not matter, `is_named` that the command line names the file.
    """

    knowledge: Knowledge
    folder: str = ""
    document: Document | None = None
    route: Route = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, str] = {}  # noqa: RUF012  (records do not change)
    per_file_ignores: dict[str, tuple[str, ...]] = {}  # noqa: RUF012
    exceptions: tuple[Exemption, ...] = ()
    unread_files: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    providers: tuple[dict[str, Any], ...] = ()
    keys: tuple[dict[str, Any], ...] = ()
    only_models: bool = False
    is_named: bool = False

    def ignored_in(self, path: str) -> Iterator[str]:
        """Yield the rules that do not count in the file at `path`."""
        for glob, rules in self.per_file_ignores.items():
            if self.means(glob, path):
                yield from rules

    def excludes(self, path: str) -> bool:
        """Return True if a walk passes over the file at `path`."""
        return any(self.means(glob, path) for glob in self.exclude)

    def means(self, glob: str, path: str) -> bool:
        """Return True if `glob` means the file at `path`, seen from the folder of the configuration."""
        return globs.means(glob, path, self.folder)


class Finder:
    """Finds the configuration that counts for a file. `base` is what is known without any.

    `path` names the one to use for all files, "" says to use none. `files` are where it is looked for. The constructor
    raises SettingsError, too.
    """

    def __init__(self, base: Knowledge, path: str | None = None, files: Files = DISK) -> None:
        self.base = base
        self._files = files
        self._none = Settings(base)
        self._found: dict[str, Settings] = {}
        self._only = None
        if path is not None:
            self._only = (self._read(path, os.getcwd(), is_named=True) if path else None) or self._none

    def of(self, folder: str) -> Settings:
        """Return the configuration for the files in `folder` (absolute). Raises SettingsError."""
        if self._only is not None:
            return self._only
        passed: list[str] = []
        settings = self._found.get(folder)
        while settings is None:
            passed.append(folder)
            above = os.path.dirname(folder)
            settings = self._in(folder) or (self._none if above == folder else self._found.get(above))
            folder = above
        self._found.update(dict.fromkeys(passed, settings))
        return settings

    def of_listed(self, folder: str, names: Collection[str]) -> Settings:
        """Return what `of` does, for a folder with these names in it, without looking at the disk again."""
        if self._only is None and folder not in self._found and not locate.NAMES.intersection(names):
            self._found[folder] = self.of(os.path.dirname(folder))
        return self.of(folder)

    def of_file(self, path: str) -> Settings:
        """Return the configuration for the file at `path`. Raises SettingsError."""
        return self.of(os.path.dirname(os.path.abspath(path)))

    def _in(self, folder: str) -> Settings | None:
        path = locate.path_in(folder, self._files)
        return self._read(shown(path), folder) if path is not None else None

    def _read(self, path: str, folder: str, *, is_named: bool = False) -> Settings | None:
        from configlint.settings import reading

        return reading.read(path, folder, self.base, self._files, is_named=is_named)


def shown(path: str) -> str:
    """Return a path as a person here would write it."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative
