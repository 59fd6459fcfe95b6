"""A document and settings -> the document with these settings, and nothing else changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from configlint.document.document import Document
from configlint.document.nodes import List, Route, Scalar, Table, plain, resolve
from configlint.engine import routes

if TYPE_CHECKING:
    from configlint.document.nodes import Plain

    #: Settings are nested dicts; a key `[name=value]` means the list item whose `name` is `value`, and a key `[^text]`
    #: the string in a list that starts with `text`.
    Settings = dict[str, Plain]


def put(settings: Settings, path: str, value: Plain) -> None:
    """Add a setting at a dotted path (see `routes.parse`)."""
    *steps, last = routes.parse(path)
    for step in steps:
        below = settings.setdefault(step, {})
        assert isinstance(below, dict)  # noqa: S101  (no setting is above another one)
        settings = below
    there = settings.get(last)
    settings[last] = {**there, **value} if isinstance(there, dict) and isinstance(value, dict) else value


def merge(document: Document, settings: Settings, route: Route = (), *, ordered: Route | None = None) -> Document:
    """Return the document with all settings in it.

    Missing settings are added in the style of the file; existing ones keep their position. But in the list at
    `ordered`, the item that is written becomes the first. Raises ChangeRefusedError if that is not possible.
    """
    for key, value in settings.items():
        document = _merge_one(document, route, key, value, ordered)
    return document


def _merge_one(document: Document, route: Route, key: str, value: Plain, ordered: Route | None) -> Document:
    if key.startswith("["):
        return _merge_item(document, route, key, value, is_ordered=route == ordered)
    holder = document.at(route)
    entry = holder.entries.get(key) if isinstance(holder, Table) else None
    if entry is None:
        return document.apply(document.insert(route, key, _whole(value)))
    node = resolve(entry.value)
    if isinstance(value, list) and plain(node) == value:
        return document
    if isinstance(value, dict) and isinstance(node, Table | List):
        return merge(document, value, (*route, key), ordered=ordered)
    if isinstance(node, Scalar) and not isinstance(value, dict | list):
        return document if node.value == value else document.apply(document.replace((*route, key), value))
    document = document.apply(document.remove((*route, key)))
    return document.apply(document.insert(route, key, _whole(value)))


def _merge_item(document: Document, route: Route, key: str, value: Plain, *, is_ordered: bool) -> Document:
    """Write a setting into the list item that `key` selects, or add such an item; with `is_ordered`, as the first."""
    holder = document.at(route)
    items = [resolve(item) for item in holder.items] if isinstance(holder, List) else []
    if key.startswith("[^"):
        begins = key[2:-1]
        for index, item in enumerate(items):
            if isinstance(item, Scalar) and str(item.value).startswith(begins):
                change = document.replace((*route, index), value) if item.value != value else None
                return document.apply(change) if change is not None else document
        return document.apply(document.append(route, value))
    name, _, wanted = key[1:-1].partition("=")
    for index in _selected(holder, name, wanted) if isinstance(holder, List) else ():
        document = merge(document, value if isinstance(value, dict) else {}, (*route, index))
        return document.apply(document.move_first((*route, index))) if is_ordered and index else document
    add = document.prepend if is_ordered else document.append
    return document.apply(add(route, _item(key, value)))


def locate(document: Document, steps: Sequence[str]) -> Route | None:
    """Return the route that steps with `[name=value]` lead to in a document, or None."""
    route: Route = ()
    for step in steps:
        if not step.startswith("["):
            route = (*route, step)
            continue
        holder = document.at(route)
        name, _, wanted = step[1:-1].partition("=")
        index = next(_selected(holder, name, wanted), None) if isinstance(holder, List) else None
        if index is None:
            return None
        route = (*route, index)
    return route if document.at(route) is not None else None


def _selected(items: List, name: str, wanted: str) -> Iterator[int]:
    """Yield the indices of the items whose field `name` is `wanted`."""
    for index, item in enumerate(map(resolve, items.items)):
        entry = item.entries.get(name) if isinstance(item, Table) else None
        node = resolve(entry.value) if entry is not None else None
        if isinstance(node, Scalar) and str(node.value) == wanted:
            yield index


def _whole(value: Plain) -> Plain:
    """Return settings as plain data, for a place where there is nothing yet."""
    if not isinstance(value, dict):
        return value
    picked = [key for key in value if key.startswith("[")]
    if not picked:
        return {key: _whole(inner) for key, inner in value.items()}
    return [value[key] if key.startswith("[^") else _item(key, value[key]) for key in picked]


def _item(key: str, value: Plain) -> dict[str, Plain]:
    name, _, wanted = key[1:-1].partition("=")
    whole = _whole(value)
    return {name: wanted, **(whole if isinstance(whole, dict) else {})}
