"""Changes of a document: edits of its text, and what they do to the data that the text stands for."""

from __future__ import annotations

from collections.abc import Iterable

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
    """What a change does to the data: a verb ("replace", "insert", "append", "remove", "rename"), and what it takes."""

    verb: str
    route: Route
    value: Plain


class Change(Record):
    """Edits that do not overlap, and all that they do to what the text means: nothing without `operations`.

    `as_utf8` stores the file as UTF-8 without a byte order mark.
    """

    edits: tuple[Edit, ...]
    operations: tuple[Operation, ...] = ()
    as_utf8: bool = False


class ChangeRefusedError(Exception):
    """The change cannot be made without touching something else."""


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


def _copied(value: Plain) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _follow(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def repeated(table: Table, route: Route) -> Entry:
    """Return the first of several entries that `table` has at `route`.

    Raises ChangeRefusedError when there are not several.
    """
    lost = [one for one, _ in table.repeats if one.key == route[-1]]
    if not lost:
        raise ChangeRefusedError(f"{dotted(route)} stands there only once")
    return min(lost, key=lambda one: one.key_start)
