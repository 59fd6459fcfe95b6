"""A configuration file as its text plus the tree of what the text says.

Every key and value knows its place in the text. A change is a splice of the text: nothing is ever written
out again from the tree, so bytes that a change does not mean stay as they are. After the splice the text is
read again, and unless exactly the intended path differs the change is refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property

from configlint.document import formats
from configlint.document.change import Change, ChangeRefusedError, Edit, Operation, intended, splice
from configlint.document.nodes import (
    NOUNS,
    Entry,
    List,
    Node,
    Parsed,
    Route,
    Scalar,
    Table,
    TooLargeError,
    dotted,
    plain,
    resolve,
    same,
    walk,
)
from configlint.files.text import Decoded, LineIndex, TextError, decode, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from configlint.document.nodes import Kind, Plain


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
            raise ChangeRefusedError(f"there is no {NOUNS[kind]} at {dotted(route)}")
        return node

    def data(self) -> Any:
        """Return the tree as dicts, lists and scalars. Raises TooLargeError for an alias bomb."""
        return plain(self.root)

    def replace(self, route: Route, value: Plain) -> Change:
        """Give the value at `route` (it must exist, and have no parts) another value without parts.

        This and the other changes raise ChangeRefusedError when they cannot be made.
        """
        self.expect(route, Scalar)
        if isinstance(value, dict | list):
            raise ChangeRefusedError("a single value cannot become a table or a list")
        return self._change("replace", route, value)

    def insert(self, route: Route, key: str, value: Plain) -> Change:
        """Add `key` to the table (or YAML null) at `route`; `value` may be a scalar, a list, or a dict."""
        holder = self.at(route)
        if isinstance(holder, Table) and key in holder.entries.keys() - holder.merged:
            raise ChangeRefusedError(f"there is already something at {dotted((*route, key))}")
        return self._change("insert", (*route, key), value)

    def append(self, route: Route, value: Plain) -> Change:
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

    def _change(self, verb: str, route: Route, value: Plain) -> Change:
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
        except TooLargeError as error:
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
