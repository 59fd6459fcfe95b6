"""Whether a file that a walk comes across may be somebody's configuration, decided by its name at next to no cost."""

from __future__ import annotations

import os
import re

from configlint.files import dotfiles, example_files, globs
from configlint.files.dotfiles import plain_path
from configlint.files.example_files import plain_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.catalog.index import Index


class Prefilter:
    """The names that profiles know. What they leave open is left to `recognition.by_path`."""

    def __init__(self, index: Index) -> None:
        self._names = {name for name, found in index.files.items() if not all(one.is_explicit for one in found)}
        self._by_extension: dict[str, list[tuple[str, str, str]]] = {}
        self._others: list[tuple[str, str, str]] = []
        for pattern in index.globs:
            folder, name = ["*", *pattern.steps][-2:]
            ending = _extension(name)
            if not pattern.is_explicit:
                known = self._others if "*" in ending or not ending else self._by_extension.setdefault(ending, [])
                known.append((max(name.removesuffix(ending).split("*"), key=len), folder, name))
        for patterns in self._by_extension.values():
            patterns += self._others
        self._stands_for_another = re.compile("|".join((*example_files.PARTS, *dotfiles.MARKS))).search

    def may_be(self, folder: str, name: str) -> bool:
        """Return True if a file called `name`, in a folder called `folder`, may be one that a tool reads."""
        if name in self._names or name[:4] == ".env" or name[-4:] == ".env":
            return True
        for part, folders, names in self._by_extension.get(_extension(name), self._others):
            # Most names do not even have the longest part of the pattern.
            if part in name and globs.matches(folders, folder) and globs.matches(names, name):
                return True
        if not self._stands_for_another(f"{folder}/{name}".lower()):
            return False
        plain_folder, plain = os.path.split(plain_name(plain_path(os.path.join(folder, name))))
        return (plain_folder, plain) != (folder, name) and self.may_be(plain_folder, plain)


def _extension(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""
