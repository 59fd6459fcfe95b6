"""Git's patterns with wildcards, compared with paths in time that grows with their length only.

A regular expression would go back and forth: `*a*a*a*a*b` and a name of a hundred `a` cost minutes.
"""

from __future__ import annotations

import re

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
#: What one character of a path must be: itself, or (an expression) one of several.
_ANY, _NO_SLASH, _SLASH = "(?s:.)", "[^/]", "/"


class Glob:
    """A pattern. Its states are bits: state 0 is its start, the last one its end."""

    def __init__(self, pattern: str, *, in_any_folder: bool) -> None:
        self._size = 0
        self._consuming: list[tuple[str, int, int]] = []  # what a character must be, from which state to which
        self._skips: dict[int, list[int]] = {}  # states that are reached without a character
        self._masks: dict[str, list[tuple[int, int]]] = {}
        # What is between wildcards is in every path that fits; around slashes, `**/` may stand for nothing.
        literal = [] if "[" in pattern or "\\" in pattern else re.split(r"[*?]", pattern)
        self._needed = max((part.strip("/") for part in literal), key=len, default="")
        if in_any_folder:
            self._folders()
        self.is_sound = self._add(pattern)
        self._start = self._closed(1)

    def matches(self, path: str) -> bool:
        """Return True if the whole of `path` (a character for each byte) is what the pattern means."""
        if self._needed not in path:
            return False
        states = self._start
        for ch in path:
            reached = 0
            for source, target in self._steps(ch):
                if states & source:
                    reached |= target
            if not reached:
                return False
            states = reached
        return bool(states >> self._size & 1)

    def _steps(self, ch: str) -> list[tuple[int, int]]:
        """Return from which states a character leads to which others."""
        if ch not in self._masks:
            self._masks[ch] = [
                (1 << source, self._closed(1 << target))
                for wanted, source, target in self._consuming
                if re.fullmatch(wanted, ch)
            ]
        return self._masks[ch]

    def _closed(self, states: int) -> int:
        """Return states with all that are reached from them without a character."""
        waiting = [number for number in range(self._size + 1) if states >> number & 1]
        while waiting:
            for target in self._skips.get(waiting.pop(), ()):
                if not states >> target & 1:
                    states |= 1 << target
                    waiting.append(target)
        return states

    def _one(self, wanted: str) -> None:
        self._consuming.append((wanted, self._size, self._size + 1))
        self._size += 1

    def _many(self, wanted: str) -> None:
        """Add any number of characters."""
        self._consuming.append((wanted, self._size, self._size))

    def _folders(self) -> None:
        """Add any number of folders, also none: `**/`."""
        start = self._size
        self._skips.setdefault(start, []).extend((start + 1, start + 2))
        self._size += 1
        self._many(_ANY)
        self._one(_SLASH)

    def _add(self, pattern: str) -> bool:
        """Add a pattern; return False for one that matches nothing."""
        # Git compares the text before the first wildcard separately, so in `a**/b` the rest starts with its `**/`.
        start = at = len(re.split(r"[*?\[\\]", pattern, maxsplit=1)[0])
        for ch in pattern[:start]:
            self._one(re.escape(ch))
        while at < len(pattern):
            ch = pattern[at]
            if ch == "*":
                end = at
                while pattern[end : end + 1] == "*":
                    end += 1
                alone = end - at > 1 and (at == start or pattern[at - 1] == "/")
                if alone and pattern[end : end + 1] == "/":
                    self._folders()
                    end += 1
                else:
                    self._many(_ANY if alone and end == len(pattern) else _NO_SLASH)
                at = end
            elif ch == "[":
                at, part = _bracket(pattern, at + 1)
                if not part:
                    return False
                self._one(part)
            else:
                if ch == "\\":
                    at += 1
                    if at == len(pattern):
                        return False
                self._one(_NO_SLASH if ch == "?" else re.escape(pattern[at]))
                at += 1
        return True


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
