"""TOML text -> the positions of its keys and values."""

from __future__ import annotations

import tomllib

from configlint.document.nodes import MAX_DEPTH, Entry, List, Node, Route, Scalar, Table, UnreadableError
from configlint.files.text import LineIndex
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_BARE_KEY = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
_BEHIND_VALUE = frozenset(",]}#\r\n\0")


class Statement(Record):
    """A line `key = value` outside brackets: the spans of the parts of its key, and the span of its value."""

    route: Route
    key: list[tuple[int, int]]
    start: int
    end: int


class Section(Record):
    """A header with the spans of the parts of its key, and the statements below it; the first section has no header."""

    route: Route
    key: list[tuple[int, int]]
    start: int
    end: int
    statements: list[Statement]


class Scanner:
    """Finds the positions of keys and values in a text that tomllib accepts, and leaves the values empty.

    It may accept more than that. `newer` is True if it saw anything that could be TOML 1.1, `repeat` is the first
    key that is defined twice, and `sections` are used to find positions for changes.
    """

    def __init__(self, text: str) -> None:
        self.size = len(text)
        # With a NUL after the end, reading a character needs no bounds check.
        self.text = text + "\0"
        self.root = Table(0, self.size)
        self.sections = [Section((), [], 0, 0, [])]
        self.table = self.root
        self.newer = False
        self.repeat: tuple[Entry, Entry] | None = None

    def scan(self) -> None:
        """Read the text. Raises UnreadableError, with an empty message where tomllib's is better."""
        at = self._skip(0)
        while at < self.size:
            at = self._skip(self._header(at) if self.text[at] == "[" else self._statement(at))
        self.root.end = self.size

    def _fail(self, at: int, message: str = "") -> NoReturn:
        raise UnreadableError(at, min(at + 1, self.size), message)

    def _fail_open(self, opened: int) -> NoReturn:
        line, column = LineIndex(self.text).position(opened)
        bracket = self.text[opened]
        close = "]" if bracket == "[" else "}"
        self._fail(
            self.size,
            f"expected ',' or '{close}', not the end of the text ('{bracket}' opened at {line}:{column})",
        )

    def _check_depth(self, at: int, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._fail(at, f"nested deeper than {MAX_DEPTH} levels")

    def _blanks(self, at: int) -> int:
        while self.text[at] in " \t":
            at += 1
        return at

    def _skip(self, at: int) -> int:
        """Skip whitespace, line breaks and comments."""
        while True:
            char = self.text[at]
            if char in " \t\r\n":
                at += 1
            elif char == "#":
                end = self.text.find("\n", at)
                at = self.size if end < 0 else end
            else:
                return at

    def _key(self, at: int) -> tuple[list[str], list[tuple[int, int]]]:
        """Read the parts of a key: their names and their spans."""
        names, spans = [], []
        while True:
            start = self._blanks(at)
            end = self._key_part(start)
            names.append(self._name(start, end))
            spans.append((start, end))
            self._check_depth(start, len(names))
            at = self._blanks(end)
            if self.text[at] != ".":
                return names, spans
            at += 1

    def _key_part(self, at: int) -> int:
        if self.text[at] in "\"'":
            return self._string(at)
        start = at
        while self.text[at] in _BARE_KEY:
            at += 1
        if at == start:
            self._fail(at)
        return at

    def _name(self, start: int, end: int) -> str:
        part = self.text[start:end]
        if part[0] not in "\"'":
            return part
        if part[0] == "'" or "\\" not in part:
            return part[1:-1]
        try:
            (name,) = tomllib.loads(f"{part}=0")
        except ValueError:
            self._fail(start)
        return name

    def _header(self, start: int) -> int:
        is_list = self.text[start + 1] == "["
        names, spans = self._key(start + 1 + is_list)
        end = self._blanks(spans[-1][1]) + 1 + is_list
        if self.text[end - 1 - is_list : end] != "]]"[: 1 + is_list]:
            self._fail(end - 1)
        holder, route = self._descend(self.root, (), names[:-1], spans)
        if is_list:
            entry = holder.entries.get(names[-1])
            items = entry.value if entry else List(start, end)
            if not entry:
                self._add(holder, Entry(names[-1], *spans[-1], items))
            if not isinstance(items, List):
                self._fail(start)
            self.table = Table(start, end)
            items.items.append(self.table)
            items.end = end
            route = (*route, names[-1], len(items.items) - 1)
            self._check_depth(start, len(route) + 1)
        else:
            self.table, route = self._descend(holder, route, names[-1:], spans[-1:])
            self.table.start, self.table.end = start, end
        self.sections.append(Section(route, spans, start, end, []))
        return end

    def _descend(
        self, table: Table, route: Route, names: list[str], spans: list[tuple[int, int]]
    ) -> tuple[Table, Route]:
        """Go down to the table that a key names, creating missing tables on the way."""
        for name, (start, end) in zip(names, spans, strict=False):
            entry = table.entries.get(name)
            if entry is None:
                entry = Entry(name, start, end, Table(start, end))
                table.entries[name] = entry
            route = (*route, name)
            node = entry.value
            if isinstance(node, List) and node.items:
                route = (*route, len(node.items) - 1)
                node = node.items[-1]
            if not isinstance(node, Table):
                self._fail(start)
            table = node
            self._check_depth(start, len(route) + 1)
        return table, route

    def _add(self, table: Table, entry: Entry) -> None:
        earlier = table.entries.get(entry.key)
        if earlier is not None and self.repeat is None:
            self.repeat = earlier, entry
        table.add(entry)

    def _statement(self, at: int) -> int:
        section = self.sections[-1]
        names, spans = self._key(at)
        holder, route = self._descend(self.table, section.route, names[:-1], spans)
        value = self._assigned(spans[-1][1], len(route) + 2)
        self._add(holder, Entry(names[-1], *spans[-1], value))
        self.table.end = holder.end = value.end
        section.statements.append(Statement((*route, names[-1]), spans, value.start, value.end))
        return value.end

    def _assigned(self, at: int, depth: int) -> Node:
        at = self._blanks(at)
        if self.text[at] != "=":
            self._fail(at)
        return self._value(self._blanks(at + 1), depth)

    def _value(self, start: int, depth: int) -> Node:
        char = self.text[start]
        if char in "\"'":
            return Scalar(start, self._string(start), None)
        if char == "[":
            self._check_depth(start, depth)
            return self._array(start, depth)
        if char == "{":
            self._check_depth(start, depth)
            return self._inline_table(start, depth)
        end = start
        while self.text[end] not in _BEHIND_VALUE:
            end += 1
        token = self.text[start:end].rstrip(" \t")
        if not token:
            self._fail(start)
        # Since TOML 1.1 a time may omit its seconds.
        self.newer = self.newer or ":" in token
        return Scalar(start, start + len(token), None)

    def _array(self, start: int, depth: int) -> List:
        array = List(start, start)
        at = self._skip(start + 1)
        while self.text[at] != "]":
            if at >= self.size:
                self._fail_open(start)
            item = self._value(at, depth + 1)
            array.items.append(item)
            at = self._comma(item.end, "]", start)
        array.end = at + 1
        return array

    def _inline_table(self, start: int, depth: int) -> Table:
        table = Table(start, start)
        at = comma = self._skip(start + 1)
        while self.text[at] != "}":
            if at >= self.size:
                self._fail_open(start)
            names, spans = self._key(at)
            holder, route = self._descend(table, (), names[:-1], spans)
            value = self._assigned(spans[-1][1], depth + len(route) + 1)
            self._add(holder, Entry(names[-1], *spans[-1], value))
            holder.end = value.end
            comma = value.end
            at = self._comma(value.end, "}", start)
        table.end = at + 1
        # Since TOML 1.1 these may contain line breaks and a trailing comma.
        self.newer = self.newer or "\n" in self.text[start:at] or "," in self.text[comma:at]
        return table

    def _comma(self, at: int, bracket: str, opened: int) -> int:
        at = self._skip(at)
        if self.text[at] == ",":
            return self._skip(at + 1)
        if at >= self.size:
            self._fail_open(opened)
        if self.text[at] != bracket:
            self._fail(at)
        return at

    def _string(self, start: int) -> int:
        quote = self.text[start]
        multiline = self.text.startswith(quote * 3, start)
        quotes = quote * 3 if multiline else quote
        at = start + len(quotes)
        while True:
            at = self.text.find(quotes, at)
            if at < 0:
                self._fail(start)
            if quote == "'" or not self._is_escaped(at):
                break
            at += 1
        at += len(quotes)
        # Up to two quotes may precede the three that close a string.
        extra = 0
        while multiline and extra < 2 and self.text[at] == quote:
            at += 1
            extra += 1
        part = self.text[start:at]
        self.newer = self.newer or (quote == '"' and ("\\e" in part or "\\x" in part))
        return at

    def _is_escaped(self, at: int) -> bool:
        backslashes = at
        while self.text[backslashes - 1] == "\\":
            backslashes -= 1
        return (at - backslashes) % 2 == 1
