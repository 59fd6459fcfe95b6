"""The tree of a configuration file's data, each part with its offsets in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, time
    from typing import TypeVar

    #: The values of a scalar.
    ScalarValue = str | int | float | bool | date | time | None
    #: The data of a tree, without positions.
    Plain = ScalarValue | list["Plain"] | dict[str, "Plain"]

#: Deeper than any real configuration; the readers stop here rather than exhaust the stack.
MAX_DEPTH = 100
#: More values than any real configuration has.
MAX_NODES = 500_000

#: Keys of tables and indices of lists, from the root down.
Route = tuple[str | int, ...]


class Scalar:
    """A value without parts. `start` and `end` are the offsets of its text, including quotes."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: ScalarValue) -> None:
        self.start = start
        self.end = end
        self.value = value


class Entry:
    """A table's key and its value."""

    __slots__ = ("key", "key_end", "key_start", "value")

    def __init__(self, key: str, key_start: int, key_end: int, value: Node) -> None:
        self.key = key
        self.key_start = key_start
        self.key_end = key_end
        self.value = value


class Table:
    """Keys with values. For a key that is defined more than once, `entries` has the one that applies.

    `repeats` has a pair (overridden entry, entry that applies) for every key that is defined more than once.
    `merges` has the entries of YAML's merge key (`<<`), which are not in `entries`. `entries` contains what they
    bring in instead, which is located elsewhere; `merged` has the keys of those entries.
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
        """Append `entry`, which overrides an earlier one with the same key."""
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
    """A YAML alias: its own position in the text, and the value of the node it refers to."""

    __slots__ = ("end", "start", "target")

    def __init__(self, start: int, end: int, target: Node) -> None:
        self.start = start
        self.end = end
        self.target = target


Node = Scalar | Table | List | Alias
if TYPE_CHECKING:
    Kind = TypeVar("Kind", Scalar, Table, List)
NOUNS = {Scalar: "scalar", Table: "table", List: "list"}


class Problem(Record):
    """A problem that the reader found, with its offsets.

    `kind` is "syntax" (the text cannot be read), "duplicate-key" (the text cannot be read because a TOML key is
    defined twice), "multiple-documents" (only the first one is read), or the name of an extension that only some
    readers accept: "comment", "block-comment", "trailing-comma", "json5", "toml-1.1".
    Messages never quote a value, because it could be a secret.
    """

    kind: str
    start: int
    end: int
    message: str


class Parsed(Record):
    """The result of reading a text.

    `root` is None if the text cannot be read, except in dotenv files, where the other lines remain readable.
    """

    root: Node | None
    problems: list[Problem]


class UnreadableError(Exception):
    """Raised inside a reader if the text cannot be read; `problem` says why. Readers always catch it themselves."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem("syntax", start, end, message)


class TooLargeError(Exception):
    """A document expands to more values than any real configuration has."""


def resolve(node: Node | None) -> Scalar | Table | List | None:
    """Follow aliases to the node they refer to."""
    while isinstance(node, Alias):
        node = node.target
    return node


def plain(node: Node | None) -> Plain:
    """Return a node as dicts, lists and scalars.

    Raises TooLargeError if aliases would expand to more than MAX_NODES nodes.
    """
    left = MAX_NODES

    def unfold(node: Node | None) -> Plain:
        nonlocal left
        left -= 1
        if left < 0:
            raise TooLargeError("aliases expand to too many values")
        node = resolve(node)
        if isinstance(node, Table):
            return {key: unfold(entry.value) for key, entry in node.entries.items()}
        if isinstance(node, List):
            return [unfold(item) for item in node.items]
        return node.value if node is not None else None

    return unfold(node)


def node_of(data: Plain | tuple[Plain, ...]) -> Node:
    """Return plain data as a tree without positions in a text."""
    if isinstance(data, Mapping):  # also one that is decoded as it is read, which a large table of a profile is
        table = Table(0, 0)
        for key, value in data.items():
            table.add(Entry(key, 0, 0, node_of(value)))
        return table
    if isinstance(data, list | tuple):
        items = List(0, 0)
        items.items = [node_of(value) for value in data]
        return items
    return Scalar(0, 0, data)


def dotted(route: Route) -> str:
    """Return a route in its usual notation: `models[0].apiBase`."""
    result = ""
    for step in route:
        if isinstance(step, int):
            result += f"[{step}]"
        else:
            quoted = f'"{step}"' if "." in step or " " in step else step
            result += f".{quoted}" if result else quoted
    return result or "the top of the file"


def same(one: object, other: object) -> bool:
    """Return True if two plain values are equal, including their types; the order of keys does not matter."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (bool(one == other) or (one != one and other != other))


def repeats(root: Node | None) -> Iterator[Problem]:
    """Yield a problem of kind "repeat" for every key below `root` that its table has already."""
    for node in (root, *(value for _, _, value in walk(root))):
        for _, again in node.repeats if isinstance(node, Table) else ():
            yield Problem("repeat", again.key_start, again.key_end, "Map keys must be unique")


def walk(node: Node | None, route: Route = ()) -> Iterator[tuple[Route, Entry | None, Node]]:
    """Yield (route, entry, value) of every value below `node`, outermost first.

    What is located elsewhere is yielded but not entered: the targets of aliases and the values of merged entries
    (a few lines of those can expand to billions of values).
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


def route_at(root: Node | None, offset: int) -> Route:
    """Return the route of the innermost value whose key or value an offset of the text is in."""
    found: Route = ()
    for route, entry, node in walk(root):
        start = entry.key_start if entry is not None else node.start
        if start <= offset <= node.end:
            found = route
    return found
