"""A document, and its text after an edit within one value -> the new tree, for which only that line is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from configlint.document import formats
from configlint.document.nodes import Entry, List, Node, Parsed, Scalar, Table, walk
from configlint.files.text import line_end, line_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.document import Document
    from configlint.document.nodes import ScalarValue

#: In these a line with a key and a value, or with an item, means on its own what it means where it is.
_FORMATS = ("toml", "yaml", "dotenv")
#: What starts and ends nothing in any of them: no string, comment, list, table or reference.
_ORDINARY = re.compile(r"[A-Za-z0-9_./:-]*")


class _OtherwiseError(Exception):
    """The tree has something that a line on its own does not show."""


class _Edit:
    """What was replaced: the text from `start` to `end`. All that follows moves by `shift`."""

    def __init__(self, old: str, new: str) -> None:
        rest = min(len(old), len(new))
        self.start = _common(old, new, rest)
        same_end = _common(old[::-1], new[::-1], rest - self.start)
        self.end, self.shift = len(old) - same_end, len(new) - len(old)
        self.is_ordinary = all(
            map(_ORDINARY.fullmatch, (old[self.start : self.end], new[self.start : len(new) - same_end]))
        )

    def moved(self, offset: int) -> int:
        """Return where an offset of the old text is in the new one."""
        return offset + self.shift if offset >= self.end else offset

    def unmoved(self, offset: int) -> int:
        """Return an offset as it is."""
        return offset


def parse(before: Document, text: str) -> Parsed | None:
    """Return what reading `text` gives, or None where that takes reading all of it."""
    name, old = before.format.partition("-")[0], before.text
    if name not in _FORMATS or before.problems or re.search(r"(?m)^%", text):
        return None  # a line with a percent sign says how to read what is below it
    edit = _Edit(old, text)
    first, last = line_start(old, edit.start), line_end(old, edit.end)
    values = [node for _, _, node in walk(before.root) if isinstance(node, Scalar) and first <= node.start < edit.start]
    value = next((node for node in values if edit.end <= node.end <= last), None)
    if value is None or not edit.is_ordinary or len(old[first:last].splitlines()) != 1:
        return None
    read = formats.load(name).parse
    alone, again = (read(line, before.dialect) for line in (old[first:last], text[first : last + edit.shift]))
    changed = [
        node for _, _, node in walk(again.root) if isinstance(node, Scalar) and first + node.start == value.start
    ]
    is_same = list(_facts(alone, first, edit.moved, value.start)) == list(
        _facts(again, first, edit.unmoved, value.start)
    )
    if not is_same or len(changed) != 1 or alone.problems or again.problems:
        return None
    try:
        return Parsed(_Copy(before, edit, value, changed[0].value, first).of(before.root), [])
    except _OtherwiseError:
        return None


def _facts(parsed: Parsed, base: int, placed: Callable[[int], int], at: int) -> Iterator[tuple[object, ...]]:
    """Yield what there is on a line that starts at `base`, and where; of the value at `at` only where it is."""
    for route, entry, node in walk(parsed.root):
        key = (placed(base + entry.key_start), placed(base + entry.key_end)) if entry is not None else None
        is_changed = isinstance(node, Scalar) and base + node.start == at
        content = repr(node.value) if isinstance(node, Scalar) and not is_changed else ""
        yield route, key, type(node), placed(base + node.start), placed(base + node.end), content


class _Copy:
    """Copies a tree as it is after an edit, with another content for one value, which is on the line at `first`."""

    def __init__(self, before: Document, edit: _Edit, value: Scalar, content: ScalarValue, first: int) -> None:
        self._moved = edit.moved
        self._value = value
        self._content = content
        self._above = before.text[:first] if before.format.startswith("yaml") else ""

    def of(self, node: Node | None, *, in_brackets: bool = False) -> Node:
        """Return the copy of a node. Raises _OtherwiseError."""
        if isinstance(node, Scalar):
            is_changed = node is self._value
            if is_changed and in_brackets:
                raise _OtherwiseError
            return Scalar(self._moved(node.start), self._moved(node.end), self._content if is_changed else node.value)
        if isinstance(node, List):
            items = List(self._moved(node.start), self._moved(node.end))
            inside = in_brackets or self._is_in_brackets(node)
            items.items = [self.of(item, in_brackets=inside) for item in node.items]
            return items
        if not isinstance(node, Table) or node.repeats or node.merges or node.merged:
            raise _OtherwiseError
        table = Table(self._moved(node.start), self._moved(node.end))
        inside = in_brackets or self._is_in_brackets(node)
        for key, entry in node.entries.items():
            value = self.of(entry.value, in_brackets=inside)
            table.entries[key] = Entry(entry.key, self._moved(entry.key_start), self._moved(entry.key_end), value)
        return table

    def _is_in_brackets(self, node: Table | List) -> bool:
        """Return True for YAML in brackets that are opened above the line: other characters end a value there."""
        return self._above[node.start : node.start + 1] in ("[", "{")


def _common(one: str, other: str, most: int) -> int:
    """Return how many characters are the same at the start of two strings, at most `most`."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        low, most = (middle, most) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low
