"""A configuration file as its text plus the tree of what the text says.

Every key and value knows its place in the text. A change is a splice of the text: nothing is ever written
out again from the tree, so bytes that a change does not mean stay as they are. After the splice the text is
read again, and unless exactly the intended path differs the change is refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, TypeVar

from configlint import formats
from configlint.records import Record
from configlint.text import Decoded, LineIndex, TextError, decode, read

#: Keys of tables and indices of lists, from the root down.
Route = tuple[str | int, ...]


class Scalar:
    """A value without parts. `start` and `end` are offsets of its text, quotes included."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: Any) -> None:
        self.start = start
        self.end = end
        self.value = value


class Entry:
    """A key of a table with its value."""

    __slots__ = ("key", "key_end", "key_start", "value")

    def __init__(self, key: str, key_start: int, key_end: int, value: Node) -> None:
        self.key = key
        self.key_start = key_start
        self.key_end = key_end
        self.value = value


class Table:
    """Keys with values. Of a key that stands there twice, `entries` has the one that counts.

    `repeats` has (the entry that lost, the entry that counts) for every key that stands there more than once.
    `merges` has the entries of YAML's merge key (`<<`), which `entries` does not have. Instead it has what
    they bring in, which stands elsewhere; `merged` has the keys of that.
    """

    __slots__ = ("end", "entries", "merged", "merges", "repeats", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.entries: dict[str, Entry] = {}
        self.repeats: list[tuple[Entry, Entry]] = []
        self.merged: frozenset[str] = frozenset()
        self.merges: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Append `entry`; it beats an earlier one of the same key."""
        earlier = self.entries.get(entry.key)
        if earlier is not None:
            self.repeats.append((earlier, entry))
        self.entries[entry.key] = entry


class List:
    """Values in order."""

    __slots__ = ("end", "items", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.items: list[Node] = []


class Alias:
    """A YAML alias: its own place in the text, the value of the node it refers to."""

    __slots__ = ("end", "start", "target")

    def __init__(self, start: int, end: int, target: Node) -> None:
        self.start = start
        self.end = end
        self.target = target


Node = Scalar | Table | List | Alias
Kind = TypeVar("Kind", Scalar, Table, List)
_NOUNS = {Scalar: "single value", Table: "table", List: "list"}


class Problem(Record):
    """Something the reader stumbled over, with its offsets.

    `kind` is "syntax" (the text cannot be read), "duplicate-key" (that, because of a key in TOML that stands
    there twice), "multiple-documents" (the first one counts), or the name of an extension that only some
    readers accept: "comment", "trailing-comma", "json5", "toml-1.1".
    No message quotes a value, as it could be a secret.
    """

    kind: str
    start: int
    end: int
    message: str


class Parsed(Record):
    """What a format's reader made of a text.

    `root` is None when it cannot be read, except in dotenv files, whose other lines stay readable.
    """

    root: Node | None
    problems: list[Problem]


class Edit(Record):
    """Replace the text between two offsets."""

    start: int
    end: int
    text: str


class Operation(Record):
    """What a change does to the data: a verb ("replace", "insert", "append", "remove", "rename"), and what it takes."""

    verb: str
    route: Route
    value: Any


class Change(Record):
    """Edits that do not overlap, and all that they do to what the text means: nothing without `operations`.

    `as_utf8` stores the file as UTF-8 without a byte order mark.
    """

    edits: tuple[Edit, ...]
    operations: tuple[Operation, ...] = ()
    as_utf8: bool = False


class ChangeRefusedError(Exception):
    """The change cannot be made without touching something else."""


class UnreadableError(Exception):
    """Raised inside the readers where the text cannot be read; `problem` says why. No reader lets it out."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem("syntax", start, end, message)


class Document:
    """One file: where it stands, its text, and the tree of it."""

    def __init__(self, path: str, decoded: Decoded, format_name: str) -> None:
        self.path = path
        self.decoded = decoded
        self.text = decoded.text
        self.format = format_name
        self.dialect = format_name.partition("-")[2]
        parsed: Parsed = formats.load(format_name).parse(self.text, self.dialect)
        self.root = parsed.root
        self.problems = parsed.problems

    @classmethod
    def load(cls, path: str, format_name: str) -> Document:
        """Read the file at `path`. Raises OSError or text.TextError."""
        return cls(path, read(path, formats.max_bytes(format_name)), format_name)

    @classmethod
    def of(cls, text: str, format_name: str, path: str = "-") -> Document:
        """Make a document of a string (a leading U+FEFF is its byte order mark)."""
        bom = b"\xef\xbb\xbf" if text.startswith("\ufeff") else b""
        return cls(path, Decoded(text.removeprefix("\ufeff"), "utf-8", bom), format_name)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return os.path.basename(self.path)

    @cached_property
    def lines(self) -> LineIndex:
        """Lines and columns of the text."""
        return LineIndex(self.text)

    def entry(self, route: Route) -> Entry | None:
        """Return the table entry at `route`, or None when there is none (a list item has none)."""
        holder = self.at(route[:-1]) if route else None
        return holder.entries.get(str(route[-1])) if isinstance(holder, Table) else None

    def raw(self, route: Route) -> Node | None:
        """Return the value at `route` as it stands there, be it an alias, or None when there is none."""
        if not route:
            return self.root
        holder = self.at(route[:-1])
        step = route[-1]
        if isinstance(holder, Table) and isinstance(step, str) and step in holder.entries:
            return holder.entries[step].value
        if isinstance(holder, List) and isinstance(step, int) and 0 <= step < len(holder.items):
            return holder.items[step]
        return None

    def at(self, route: Route) -> Node | None:
        """Return the value at `route`, aliases followed, or None when there is none."""
        node = resolve(self.root)
        for step in route:
            if isinstance(node, Table) and isinstance(step, str) and step in node.entries:
                node = resolve(node.entries[step].value)
            elif isinstance(node, List) and isinstance(step, int) and 0 <= step < len(node.items):
                node = resolve(node.items[step])
            else:
                return None
        return node

    def expect(self, route: Route, kind: type[Kind]) -> Kind:
        """Return the value at `route`. Raises ChangeRefusedError when it is of another kind, or not there."""
        node = self.at(route)
        if not isinstance(node, kind):
            raise ChangeRefusedError(f"there is no {_NOUNS[kind]} at {dotted(route)}")
        return node

    def data(self) -> Any:
        """Return the tree as dicts, lists and scalars. Raises formats.TooLargeError for an alias bomb."""
        return plain(self.root)

    def replace(self, route: Route, value: Any) -> Change:
        """Give the value at `route` (it must exist, and have no parts) another value without parts.

        This and the other changes raise ChangeRefusedError when they cannot be made.
        """
        self.expect(route, Scalar)
        if isinstance(value, dict | list):
            raise ChangeRefusedError("a single value cannot become a table or a list")
        return self._change("replace", route, value)

    def insert(self, route: Route, key: str, value: Any) -> Change:
        """Add `key` to the table (or YAML null) at `route`; `value` may be a scalar, a list, or a dict."""
        holder = self.at(route)
        if isinstance(holder, Table) and key in holder.entries.keys() - holder.merged:
            raise ChangeRefusedError(f"there is already something at {dotted((*route, key))}")
        return self._change("insert", (*route, key), value)

    def append(self, route: Route, value: Any) -> Change:
        """Add `value` at the end of the list (or YAML null) at `route`."""
        return self._change("append", route, value)

    def remove(self, route: Route) -> Change:
        """Take out the entry or list item at `route`, with its line when it stands alone there."""
        if not route or self.at(route) is None:
            raise ChangeRefusedError(f"there is nothing to remove at {dotted(route)}")
        holder = self.at(route[:-1])
        if isinstance(holder, Table) and any(lost.key == route[-1] for lost, _ in holder.repeats):
            raise ChangeRefusedError(f"{dotted(route)} stands there more than once")
        return self._change("remove", route, None)

    def rename(self, route: Route, key: str) -> Change:
        """Give the entry at `route` another key; its value stays as it is."""
        if self.entry(route) is None:
            raise ChangeRefusedError(f"there is no key at {dotted(route)}")
        holder = self.expect(route[:-1], Table)
        if key in holder.entries:
            raise ChangeRefusedError(f"there is already something at {dotted((*route[:-1], key))}")
        if any(lost.key == route[-1] for lost, _ in holder.repeats):
            raise ChangeRefusedError(f"{dotted(route)} stands there more than once")
        return self._change("rename", route, key)

    def drop_repeat(self, route: Route) -> Change:
        """Take out the first of several entries that stand at `route`, which does not count.

        Where the format forbids that a key stands there twice, `route` is ignored: the first key that does is meant.
        """
        writer = formats.load_writer(self.format)
        edits: list[Edit] = writer.drop_repeat(self, route)
        return Change(tuple(edits))

    def without(self, kinds: frozenset[str]) -> Change:
        """Take out, or write in another way, what only some readers accept: problems of these kinds."""
        writer = formats.load_writer(self.format)
        if self.root is None or not hasattr(writer, "without"):
            raise ChangeRefusedError("there is no other way to write this")
        edits: list[Edit] = writer.without(self, kinds)
        return Change(tuple(edits))

    def to_utf8(self) -> Change:
        """Store the file as UTF-8 without a byte order mark."""
        return Change((), as_utf8=True)

    def _change(self, verb: str, route: Route, value: Any) -> Change:
        if self.root is None:
            raise ChangeRefusedError("a file that cannot be read cannot be changed")
        make: Callable[[Document, Route, Any], list[Edit]] = getattr(formats.load_writer(self.format), verb)
        return Change(tuple(make(self, route, value)), (Operation(verb, route, value),))

    def apply(self, change: Change) -> Document:
        """Return the document after `change`.

        Raises ChangeRefusedError when the changed text would mean anything but what the change intends, or
        would need another dialect of the format than before.
        """
        try:
            text = splice(self.text, change.edits)
            data = intended(self.data(), change.operations)
        except formats.TooLargeError as error:
            raise ChangeRefusedError(str(error)) from None
        decoded = Decoded(text, "utf-8", b"") if change.as_utf8 else self.decoded.replace(text=text)
        result = Document(self.path, decoded, self.format)
        # Nothing can be said about the data of a file that could not be read; that it can be now is all the better.
        if self.root is not None and (result.root is None or not same(result.data(), data)):
            raise ChangeRefusedError("the change would alter something else in this file")
        if _repeats(result) > _repeats(self):
            raise ChangeRefusedError("the change would make a key stand there twice")
        if {problem.kind for problem in result.problems} - {problem.kind for problem in self.problems}:
            raise ChangeRefusedError("the change would need another dialect of this file's format")
        try:
            stored = decode(result.encode())
        except (UnicodeEncodeError, TextError):
            stored = None
        if stored != result.decoded:
            raise ChangeRefusedError("the new value has characters that cannot be stored in this file")
        return result

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return self.decoded.encode(self.text)


def _repeats(document: Document) -> int:
    """Return how many keys stand in a document again."""
    tables = [document.root, *(node for _, _, node in walk(document.root))]
    return sum(len(table.repeats) for table in tables if isinstance(table, Table))


def splice(text: str, edits: tuple[Edit, ...]) -> str:
    """Apply `edits` to `text`. Raises ChangeRefusedError when two overlap."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise ChangeRefusedError("the changes overlap")
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def resolve(node: Node | None) -> Scalar | Table | List | None:
    """Follow aliases to the node they stand for."""
    while isinstance(node, Alias):
        node = node.target
    return node


def plain(node: Node | None) -> Any:
    """Return a node as dicts, lists and scalars.

    Raises formats.TooLargeError when aliases would unfold to more than formats.MAX_NODES nodes.
    """
    left = formats.MAX_NODES

    def unfold(node: Node | None) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise formats.TooLargeError("aliases unfold to too many values")
        node = resolve(node)
        if isinstance(node, Table):
            return {key: unfold(entry.value) for key, entry in node.entries.items()}
        if isinstance(node, List):
            return [unfold(item) for item in node.items]
        return node.value if node is not None else None

    return unfold(node)


def intended(data: Any, operations: Iterable[Operation]) -> Any:
    """Return what becomes of plain `data`, which may itself be changed, once `operations` are done in turn.

    Raises ChangeRefusedError when there is nothing at a route that the change could be made to.
    """
    # The list around the data is the holder of the root, so that the root needs no code of its own.
    around = [data]
    for one in operations:
        path = (0, *one.route)
        container = path if one.verb == "append" else path[:-1]
        try:
            is_empty_file = container == (0,) and around == [{}]  # which may become a list, too
            if one.verb in ("append", "insert") and (_follow(around, container) is None or is_empty_file):
                _follow(around, container[:-1])[container[-1]] = [] if one.verb == "append" else {}
            holder = _follow(around, container)
            value = _copied(one.value)
            if one.verb == "append":
                holder.append(value)
            elif one.verb == "remove":
                del holder[path[-1]]
            elif one.verb == "rename":
                holder[value] = holder.pop(path[-1])
            else:
                holder[path[-1]] = value
        except (LookupError, TypeError, AttributeError):
            raise ChangeRefusedError(f"there is no place for this change at {dotted(one.route)}") from None
    return around[0]


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _follow(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def repeated(document: Document, route: Route) -> Entry:
    """Return the first of several entries at `route`. Raises ChangeRefusedError when there are not several."""
    table = document.expect(route[:-1], Table)
    lost = [one for one, _ in table.repeats if one.key == route[-1]]
    if not lost:
        raise ChangeRefusedError(f"{dotted(route)} stands there only once")
    return min(lost, key=lambda one: one.key_start)


def dotted(route: Route) -> str:
    """Return a route as people write it: `models[0].apiBase`."""
    result = ""
    for step in route:
        if isinstance(step, int):
            result += f"[{step}]"
        else:
            quoted = f'"{step}"' if "." in step or " " in step else step
            result += f".{quoted}" if result else quoted
    return result or "the top of the file"


def same(one: Any, other: Any) -> bool:
    """Tell whether two plain values are equal, types included; the order of keys does not matter."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) or (one != one and other != other)


def walk(node: Node | None, route: Route = ()) -> Iterator[tuple[Route, Entry | None, Node]]:
    """Yield (route, entry, value) of every value below `node`, outermost first.

    What stands elsewhere is yielded but not entered: the targets of aliases and the values of merged entries
    (a few lines of those can unfold to billions of values).
    """
    if isinstance(node, Table):
        for key, entry in node.entries.items():
            yield (*route, key), entry, entry.value
            if key not in node.merged:
                yield from walk(entry.value, (*route, key))
    elif isinstance(node, List):
        for index, item in enumerate(node.items):
            yield (*route, index), None, item
            yield from walk(item, (*route, index))
