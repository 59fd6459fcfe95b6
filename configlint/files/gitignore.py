"""What the files say by which git ignores others, for a walk from the top down: what is below an ignored folder is not
asked about.
"""

from __future__ import annotations

import os
import re

#: Larger files are no lists of patterns.
_MAX_BYTES = 1024 * 1024
_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t\\n\\r\\f\\v",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


class Patterns:
    """The patterns of one file. Most of them are plain names, which cost one look into a dictionary.

    Git compares bytes: `?` is half an `é`. So one character stands for each byte here.
    """

    def __init__(self, data: bytes) -> None:
        self._ignores: list[bool] = []  # a pattern with `!` does not
        self._names: tuple[dict[str, int], dict[str, int]] = ({}, {})  # those of files, those of folders
        self._paths: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._others: list[tuple[int, bool, str]] = []
        self._any_other: re.Pattern[str] | None = None
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
        if any(ch in "*?[\\" for ch in pattern):
            expression = _expression(pattern)
            if expression is not None:
                self._others.append((number, of_folders, expression if of_paths else f"(?:.*/)?{expression}"))
            return
        for table in (self._paths if of_paths else self._names)[of_folders:]:
            table[pattern] = number

    def verdict(self, path: str, name: str, *, is_folder: bool) -> bool | None:
        """Tell whether these patterns ignore what is at `path`, and None when they say nothing of it.

        `path` is relative to the folder of the patterns, with slashes; `name` is its last part.
        """
        if not path.isascii():
            path, name = (os.fsencode(text).decode("latin-1") for text in (path, name))
        last = max(self._names[is_folder].get(name, -1), self._paths[is_folder].get(path, -1))
        if self._others:
            if self._any_other is None:
                self._any_other = re.compile("|".join(other for *_, other in self._others), re.DOTALL)
            if self._any_other.fullmatch(path):
                last = max(last, self._last_other(path, is_folder=is_folder))
        return None if last < 0 else self._ignores[last]

    def _last_other(self, path: str, *, is_folder: bool) -> int:
        for number, of_folders, expression in reversed(self._others):
            if (is_folder or not of_folders) and re.fullmatch(expression, path, re.DOTALL):
                return number
        return -1


def read(path: str) -> Patterns | None:
    """Return the patterns in the file at `path`; None when there is no such file, or it cannot be read."""
    try:
        with open(path, "rb") as handle:
            data = handle.read(_MAX_BYTES)
    except OSError:
        return None
    return Patterns(data)


def _without_blanks(line: str) -> str:
    """Return a line without the blanks at its end, of which a backslash keeps the first one."""
    stripped = line.rstrip(" ")
    escaped = (len(stripped) - len(stripped.rstrip("\\"))) % 2
    return line[: len(stripped) + 1] if escaped else stripped


def _expression(pattern: str) -> str | None:
    """Return the regular expression that matches what a pattern does, or None for one that matches nothing."""
    # Git compares what stands before the first wildcard by itself, so `a**/b` has its `**/` at the start of the rest.
    start = at = len(re.split(r"[*?\[\\]", pattern, maxsplit=1)[0])
    parts = [re.escape(pattern[:start])]
    while at < len(pattern):
        ch = pattern[at]
        if ch == "*":
            end = at
            while pattern[end : end + 1] == "*":
                end += 1
            alone = end - at > 1 and (at == start or pattern[at - 1] == "/")
            if alone and pattern[end : end + 1] == "/":
                parts.append("(?:.*/)?")
                end += 1
            else:
                parts.append(".*" if alone and end == len(pattern) else "[^/]*")
            at = end
        elif ch == "[":
            end, part = _bracket(pattern, at + 1)
            if not part:
                return None
            parts.append(part)
            at = end
        else:
            if ch == "\\":
                at += 1
                if at == len(pattern):
                    return None
            parts.append("[^/]" if ch == "?" else re.escape(pattern[at]))
            at += 1
    return "".join(parts)


def _bracket(pattern: str, at: int) -> tuple[int, str]:
    """Return where the set of characters ends that starts at `at`, and its expression, empty for an unclosed one."""
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    members: list[str] = []
    start = at
    low = ""
    while pattern[at : at + 1] != "]" or at == start:
        named = re.compile(r"\[:(\w*):\]").match(pattern, at)
        if named:
            if named[1] not in _CLASSES:
                return at, ""
            members.append(_CLASSES[named[1]])
            at, low = named.end(), ""
            continue
        is_range = pattern[at : at + 1] == "-" and low and pattern[at + 1 : at + 2] not in ("", "]")
        at += bool(is_range)
        at += pattern[at : at + 1] == "\\"
        ch = pattern[at : at + 1]
        if not ch:
            return at, ""
        if not is_range:
            members.append(re.escape(ch))
        elif low <= ch:
            members.append(f"{re.escape(low)}-{re.escape(ch)}")
        low = "" if is_range else ch
        at += 1
    allowed = "".join(members)
    if negated:
        return at + 1, f"[^/{allowed}]"
    return at + 1, f"(?!/)[{allowed}]"
