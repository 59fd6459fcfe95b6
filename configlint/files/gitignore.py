"""What the files say by which git ignores others, for a walk from the top down: what is below an ignored folder is not
asked about.
"""

from __future__ import annotations

import os

from configlint.files import contents
from configlint.files.git_glob import Glob

#: Larger files are no lists of patterns.
_MAX_BYTES = 1024 * 1024


class Patterns:
    """The patterns of one file. Most of them are plain names, which cost one look into a dictionary.

    Git compares bytes: `?` is half an `é`. So one character stands for each byte here.
    """

    def __init__(self, data: bytes) -> None:
        self._ignores: list[bool] = []  # a pattern with `!` does not
        self._names: tuple[dict[str, int], dict[str, int]] = ({}, {})  # those of files, those of folders
        self._paths: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._ends: list[tuple[int, bool, str, str]] = []  # what names start and end with, as in `*.log`
        self._others: list[tuple[int, bool, Glob]] = []
        for line in data.removeprefix(b"\xef\xbb\xbf").decode("latin-1").split("\n"):
            pattern = _without_blanks(line.removesuffix("\r"))
            if pattern and not pattern.startswith("#"):
                self._add(pattern)

    def _add(self, pattern: str) -> None:
        number = len(self._ignores)
        self._ignores.append(not pattern.startswith("!"))
        pattern = pattern.removeprefix("!")
        of_folders = pattern.endswith("/")
        pattern = pattern.removesuffix("/")
        of_paths = "/" in pattern
        pattern = pattern.removeprefix("/")
        if not of_paths and pattern.count("*") == 1 and not any(ch in "?[\\" for ch in pattern):
            head, _, tail = pattern.partition("*")
            self._ends.append((number, of_folders, head, tail))
            return
        if any(ch in "*?[\\" for ch in pattern):
            glob = Glob(pattern, in_any_folder=not of_paths)
            if glob.is_sound:
                self._others.append((number, of_folders, glob))
            return
        for table in (self._paths if of_paths else self._names)[of_folders:]:
            table[pattern] = number

    def verdict(self, path: str, name: str, *, is_folder: bool) -> bool | None:
        """Return True if these patterns ignore what is at `path`, and None when they say nothing of it.

        `path` is relative to the folder of the patterns, with slashes; `name` is its last part.
        """
        if not path.isascii():
            path, name = (os.fsencode(text).decode("latin-1") for text in (path, name))
        last = max(self._names[is_folder].get(name, -1), self._paths[is_folder].get(path, -1))
        for number, of_folders, head, tail in reversed(self._ends):
            if number < last:
                break
            fits = name.startswith(head) and name.endswith(tail, len(head))
            if fits and (is_folder or not of_folders):
                last = number
                break
        for number, of_folders, glob in reversed(self._others):
            if number < last:
                break
            if (is_folder or not of_folders) and glob.matches(path):
                last = number
                break
        return None if last < 0 else self._ignores[last]


def read(path: str) -> Patterns | None:
    """Return the patterns in the file at `path`; None when there is no such file, or it cannot be read."""
    try:
        return Patterns(contents.read(path, _MAX_BYTES))
    except OSError:
        return None


def _without_blanks(line: str) -> str:
    """Return a line without the blanks at its end, of which a backslash keeps the first one."""
    stripped = line.rstrip(" ")
    escaped = (len(stripped) - len(stripped.rstrip("\\"))) % 2
    return line[: len(stripped) + 1] if escaped else stripped
