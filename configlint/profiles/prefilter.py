"""Whether a file that a walk comes across may be somebody's configuration, told by its name at next to no cost."""

from __future__ import annotations

from configlint.catalog import store
from configlint.files import globs
from configlint.profiles.recognition import EXAMPLE_WORDS, plain_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Names:
    """The names that profiles know. What they do not tell is left to `recognition.by_path`."""

    def __init__(self) -> None:
        self._example_words = frozenset(EXAMPLE_WORDS)
        index = store.load("index")
        self._names = {name for name, entries in index["names"].items() if not all(map(_is_explicit, entries))}
        self._by_extension: dict[str, list[tuple[str, str, str]]] = {}
        self._others: list[tuple[str, str, str]] = []
        for entry in index["globs"]:
            folder, name = ["*", *entry["steps"]][-2:]
            ending = _extension(name)
            if not _is_explicit(entry):
                known = self._others if "*" in ending or not ending else self._by_extension.setdefault(ending, [])
                known.append((max(name.removesuffix(ending).split("*"), key=len), folder, name))
        for patterns in self._by_extension.values():
            patterns += self._others

    def may_be(self, folder: str, name: str) -> bool:
        """Tell whether a file called `name`, in a folder called `folder`, may be one that a tool reads."""
        if name in self._names or name[:4] == ".env" or name[-4:] == ".env":
            return True
        for part, folders, names in self._by_extension.get(_extension(name), self._others):
            # Most names do not even hold the longest part of the pattern.
            if part in name and globs.matches(folders, folder) and globs.matches(names, name):
                return True
        if name.count(".") > 1 and not self._example_words.isdisjoint(name.split(".")):
            plain = plain_name(name)
            return plain != name and self.may_be(folder, plain)
        return False


def _extension(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""


def _is_explicit(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("explicit"))
