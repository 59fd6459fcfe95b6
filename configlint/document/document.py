"""A configuration file's path and bytes -> its text plus a tree of its data.

Every key and value knows its position in the text. A change is a splice of the text: the tree is never
serialized, so everything outside the change keeps its bytes. After the splice the text is read again, and
the change is refused unless exactly the intended path differs.
"""

from __future__ import annotations

import os
from collections.abc import Callable

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
from configlint.records import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from configlint.document.nodes import Kind, Plain
    from configlint.files.access import NoFiles

    Answer = TypeVar("Answer")


class Document:
    """One file: its path, its text, and the tree of its data.

    From what it was `before` an edit, only what the edit changes is read again.
    """

    def __init__(self, path: str, decoded: Decoded, format_name: str, before: Document | None = None) -> None:
        self.path = path
        self.decoded = decoded
        self.text = decoded.text
        self.format = format_name
        self.dialect = format_name.partition("-")[2]
        parsed: Parsed | None = None
        if before is not None and before.format == format_name:
            from configlint.document import retyped

            parsed = retyped.parse(before, self.text)
        if parsed is None:
            parsed = formats.load(format_name).parse(self.text, self.dialect)
        assert parsed is not None  # noqa: S101  (what readers return)
        self.root = parsed.root
        self.problems = parsed.problems
        self._other_dialects: dict[str, Document] = {}
        self._before = before._other_dialects if before is not None else {}
        self._answers: dict[tuple[str, int], tuple[object, Any]] = {}

    def once(self, question: str, about: object, answer: Callable[[], Answer]) -> Answer:
        """Return what `answer` gives, which is worked out once for each question and each object that it is about."""
        key = question, id(about)
        if key not in self._answers:
            self._answers[key] = about, answer()  # the object stays, so that no other one gets its identity
        found: Answer = self._answers[key][1]
        return found

    @classmethod
    def load(cls, path: str, format_name: str) -> Document:
        """Read the file at `path`. Raises OSError or text.TextError."""
        return cls(path, read(path, formats.max_bytes(format_name)), format_name)

    @classmethod
    def found(cls, path: str, format_name: str, files: NoFiles) -> Document | None:
        """Read the file at `path` as far as `files` can be seen; return None where that cannot be done."""
        try:
            return cls(path, files.read(path, formats.max_bytes(format_name)), format_name)
        except (OSError, TextError):
            return None

    @classmethod
    def of(cls, text: str, format_name: str, path: str = "-") -> Document:
        """Make a document from a string (a leading U+FEFF is its byte order mark)."""
        bom = b"\xef\xbb\xbf" if text.startswith("\ufeff") else b""
        return cls(path, Decoded(text.removeprefix("\ufeff"), "utf-8", bom), format_name)

    def read_as(self, format_name: str) -> Document:
        """Return what a reader of another dialect of this document's format makes of the same text."""
        if format_name == self.format:
            return self
        if format_name not in self._other_dialects:
            before = self._before.get(format_name)
            self._other_dialects[format_name] = Document(self.path, self.decoded, format_name, before)
        return self._other_dialects[format_name]

    @property
    def name(self) -> str:
        """The file name without its folder."""
        return os.path.basename(self.path)

    @cached_property
    def lines(self) -> LineIndex:
        """The lines and columns of the text."""
        return LineIndex(self.text)

    def entry(self, route: Route) -> Entry | None:
        """Return the table entry at `route`, or None if there isn't one (list items have no entry)."""
        holder = self.at(route[:-1]) if route else None
        return holder.entries.get(str(route[-1])) if isinstance(holder, Table) else None

    def raw(self, route: Route) -> Node | None:
        """Return the value at `route` without following aliases, or None if there isn't one."""
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
        """Return the value at `route`, following aliases, or None if there isn't one."""
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
        """Return the value at `route`. Raises ChangeRefusedError if it is missing or of another kind."""
        node = self.at(route)
        if not isinstance(node, kind):
            raise ChangeRefusedError(f"there is no {NOUNS[kind]} at {dotted(route)}")
        return node

    def data(self) -> Any:
        """Return the tree as dicts, lists and scalars. Raises TooLargeError if aliases expand without bound."""
        return plain(self.root)

    def replace(self, route: Route, value: Plain) -> Change:
        """Replace the scalar at `route` (it must exist) with another scalar.

        This and the other changes raise ChangeRefusedError if they cannot be made.
        """
        self.expect(route, Scalar)
        if isinstance(value, dict | list):
            raise ChangeRefusedError("a scalar cannot become a table or a list")
        return self._change("replace", route, value)

    def insert(self, route: Route, key: str, value: Plain) -> Change:
        """Add `key` to the table (or YAML null) at `route`; `value` may be a scalar, a list or a dict."""
        holder = self.at(route)
        if isinstance(holder, Table) and key in holder.entries.keys() - holder.merged:
            raise ChangeRefusedError(f"there is already something at {dotted((*route, key))}")
        return self._change("insert", (*route, key), value)

    def append(self, route: Route, value: Plain) -> Change:
        """Add `value` to the end of the list (or YAML null) at `route`."""
        return self._change("append", route, value)

    def prepend(self, route: Route, value: Plain) -> Change:
        """Add `value` before the first item of the list at `route`; without any, this is `append`."""
        items = self.at(route)
        has_items = isinstance(items, List) and bool(items.items)
        return self._change("prepend" if has_items else "append", route, value)

    def move_first(self, route: Route) -> Change:
        """Move the list item at `route` before the others, with the comments that belong to it."""
        items, index = self.expect(route[:-1], List), route[-1]
        if not isinstance(index, int) or not 0 < index < len(items.items):
            raise ChangeRefusedError(f"there is nothing to move at {dotted(route)}")
        return self._change("move_first", route, None)

    def remove(self, route: Route) -> Change:
        """Remove the entry or list item at `route`, and its line if nothing else is on it."""
        if not route or self.at(route) is None:
            raise ChangeRefusedError(f"there is nothing to remove at {dotted(route)}")
        holder = self.at(route[:-1])
        if isinstance(holder, Table) and any(lost.key == route[-1] for lost, _ in holder.repeats):
            raise ChangeRefusedError(f"{dotted(route)} is defined more than once")
        return self._change("remove", route, None)

    def rename(self, route: Route, key: str) -> Change:
        """Rename the key of the entry at `route`; its value stays the same."""
        if self.entry(route) is None:
            raise ChangeRefusedError(f"there is no key at {dotted(route)}")
        holder = self.expect(route[:-1], Table)
        if key in holder.entries:
            raise ChangeRefusedError(f"there is already something at {dotted((*route[:-1], key))}")
        if any(lost.key == route[-1] for lost, _ in holder.repeats):
            raise ChangeRefusedError(f"{dotted(route)} is defined more than once")
        return self._change("rename", route, key)

    def drop_repeat(self, route: Route) -> Change:
        """Remove the first of several entries for `route`, which a later one overrides.

        If the format forbids duplicate keys, `route` is ignored, and the first key that is defined twice is removed.
        """
        writer = formats.load_writer(self.format)
        edits: list[Edit] = writer.drop_repeat(self, route)
        return Change(tuple(edits))

    def without(self, kinds: frozenset[str]) -> Change:
        """Remove or rewrite what only some readers accept: problems of these kinds."""
        writer = formats.load_writer(self.format)
        if self.root is None or not hasattr(writer, "without"):
            raise ChangeRefusedError("this cannot be written in another way")
        edits: list[Edit] = writer.without(self, kinds)
        return Change(tuple(edits))

    def remark(self, remark: str) -> Change:
        """Add a comment at the end of a dotenv file."""
        writer = formats.load_writer(self.format)
        if not hasattr(writer, "remark"):
            raise ChangeRefusedError("comments are only added to dotenv files")
        edits: list[Edit] = writer.remark(self, remark)
        return Change(tuple(edits))

    def correct(self, edits: tuple[Edit, ...]) -> Change:
        """Make edits where the text cannot be read."""
        return Change(edits, corrects=True)

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

        Raises ChangeRefusedError if the changed text would mean anything other than what the change intends, or
        would need a different dialect of the format.
        """
        try:
            text = splice(self.text, change.edits)
            data = intended(self.data(), change.operations)
        except TooLargeError as error:
            raise ChangeRefusedError(str(error)) from None
        decoded = Decoded(text, "utf-8", b"") if change.as_utf8 else self.decoded.replace(text=text)
        result = Document(self.path, decoded, self.format)
        # The data of an unreadable file is unknown, so there is nothing to compare; it may have become readable.
        is_same = result.root is not None and same(_readable(result.data(), data, change), data)
        if self.root is not None and not is_same:
            raise ChangeRefusedError("the change would alter something else in this file")
        if _repeats(result) > _repeats(self):
            raise ChangeRefusedError("the change would define a key twice")
        if {problem.kind for problem in result.problems} - {problem.kind for problem in self.problems}:
            raise ChangeRefusedError("the change would need a different dialect of this file's format")
        try:
            stored = decode(result.encode(), errors=self.decoded.errors)
        except (UnicodeEncodeError, TextError):
            stored = None
        if stored != result.decoded:
            raise ChangeRefusedError("the new value has characters that cannot be stored in this file")
        return result

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return self.decoded.encode(self.text)


def _readable(after: Plain, before: Plain, change: Change) -> Plain:
    """Return the part of the data that could be read before a change."""
    if change.corrects and isinstance(after, dict) and isinstance(before, dict):
        return {key: value for key, value in after.items() if key in before}
    return after


def _repeats(document: Document) -> int:
    """Return how many duplicate keys a document has."""
    tables = [document.root, *(node for _, _, node in walk(document.root))]
    return sum(len(table.repeats) for table in tables if isinstance(table, Table))
