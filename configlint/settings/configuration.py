"""A configuration: which rules count where, and a project's own providers and tools."""

from __future__ import annotations

import os
from collections.abc import Iterator

from configlint.catalog.knowledge import Knowledge
from configlint.files import globs
from configlint.records import Record

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


def shown(path: str) -> str:
    """Return a path as a person here would write it."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative
