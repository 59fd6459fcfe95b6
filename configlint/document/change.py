"""Changes to a document: edits of its text, and what they do to the data in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from configlint.document.nodes import Entry, Route, Table, dotted
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from configlint.document.nodes import Plain


class Edit(Record):
    """Replace the text between two offsets."""

    start: int
    end: int
    text: str


class Operation(Record):
    """An effect on the data: a verb (any of those that change a Document), a path and a value."""

    verb: str
    route: Route
    value: Plain


class Change(Record):
    """Edits that do not overlap, and their effect on the data: without `operations`, the data stays the same.

    `as_utf8` stores the file as UTF-8 without a byte order mark. `corrects` says that the edits are where the text
    cannot be read: what can be read of it stays the same.
    """

    edits: tuple[Edit, ...]
    operations: tuple[Operation, ...] = ()
    as_utf8: bool = False
    corrects: bool = False


class ChangeRefusedError(Exception):
    """The change cannot be made without changing something else."""


def read_only(message: str) -> Callable[[str], object]:
    """Return the `__getattr__` of a module without a writer: each of its verbs raises ChangeRefusedError."""

    def refuse(*_: object) -> None:
        raise ChangeRefusedError(message)

    def found(verb: str) -> object:
        if verb in ("replace", "insert", "append", "remove", "rename", "drop_repeat"):
            return refuse
        raise AttributeError(verb)

    return found


def splice(text: str, edits: tuple[Edit, ...]) -> str:
    """Apply `edits` to `text`. Raises ChangeRefusedError if two of them overlap."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise ChangeRefusedError("the changes overlap")
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def intended(data: Any, operations: Iterable[Operation]) -> Any:
    """Return plain `data` after `operations`, applied in order; `data` itself may be modified.

    Raises ChangeRefusedError if a route leads to nothing that the operation could change.
    """
    # Wrapping the data in a list gives the root a parent, so it needs no special case.
    around = [data]
    for one in operations:
        path = (0, *one.route)
        container = path if one.verb in ("append", "prepend") else path[:-1]
        try:
            is_empty_file = container == (0,) and around == [{}]  # which may become a list, too
            if one.verb in ("append", "insert") and (_follow(around, container) is None or is_empty_file):
                _follow(around, container[:-1])[container[-1]] = [] if one.verb == "append" else {}
            holder = _follow(around, container)
            value = _copied(one.value)
            if one.verb == "append":
                holder.append(value)
            elif one.verb == "prepend":
                holder.insert(0, value)
            elif one.verb == "move_first":
                holder.insert(0, holder.pop(path[-1]))
            elif one.verb == "remove":
                del holder[path[-1]]
            elif one.verb == "rename":
                holder[value] = holder.pop(path[-1])
            else:
                holder[path[-1]] = value
        except (LookupError, TypeError, AttributeError):
            raise ChangeRefusedError(f"this change cannot be made at {dotted(one.route)}") from None
    return around[0]


def _copied(value: Plain) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _follow(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def repeated(table: Table, route: Route) -> Entry:
    """Return the first of several entries for `route` in `table`.

    Raises ChangeRefusedError if there is only one.
    """
    lost = [one for one, _ in table.repeats if one.key == route[-1]]
    if not lost:
        raise ChangeRefusedError(f"{dotted(route)} is defined only once")
    return min(lost, key=lambda one: one.key_start)
