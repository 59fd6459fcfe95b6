"""Which configuration counts for a file. Every run asks, so what reads one is not imported until there is one."""

from __future__ import annotations

import os
from collections.abc import Collection

from configlint.catalog.knowledge import Knowledge
from configlint.files.contents import DISK, Files
from configlint.settings import locate
from configlint.settings.configuration import Settings, shown


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
