"""The trees of several layers, read as the one tree that the tool sees."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from configlint.document.document import Document
from configlint.document.nodes import List, Node, Route, Scalar, Table, resolve
from configlint.engine import routes
from configlint.engine.language import Pattern
from configlint.engine.model import Layer
from configlint.engine.values import Place, Value
from configlint.files.text import replaced
from configlint.records import Record


class Loaded(Record):
    """One source of values at one rank: the layer of the profile, and what was read for it.

    `root` is None for a layer that gives only variables, `document` for data that the tool brings itself. `masked` are
    routes that the tool ignores in this document.
    """

    layer: Layer
    root: Node | None
    document: Document | None
    masked: frozenset[Route] = frozenset()

    def hides(self, route: Route) -> bool:
        """Return True if the tool ignores `route` in this layer."""
        if self.masked and any(route[: len(masked)] == masked for masked in self.masked):
            return True
        return bool(self.layer.drop) and drops(self.layer.drop, route)


def drops(patterns: Iterable[Pattern], route: Route) -> bool:
    """Return True if `route` is, or is below, what one of the patterns means."""
    return any(routes.matches(pattern, route[: len(pattern)]) for pattern in patterns if len(pattern) <= len(route))


class Found:
    """A node, what it was loaded with, and its route in that document."""

    __slots__ = ("loaded", "node", "route")

    def __init__(self, loaded: Loaded, route: Route, node: Scalar | Table | List) -> None:
        self.loaded = loaded
        self.route = route
        self.node = node

    @property
    def place(self) -> Place | None:
        """The place of the node, or None in data that the tool brings itself."""
        return Place(self.loaded.document, self.route) if self.loaded.document is not None else None


class Tree:
    """What several layers say together. Tables merge key by key, anything else hides what lies below.

    Lists of a layer that appends them follow those below.

    A layer with a `mount` hangs under that name instead, apart from the others; `mounts` are all such names.
    """

    def __init__(self, loaded: list[Loaded], mounts: Iterable[str] = ()) -> None:
        self._highest_first: dict[str, list[Loaded]] = {"": [], **{mount: [] for mount in mounts}}
        self._found: dict[Route, list[Found]] = {}
        self._candidates: dict[Route, list[Found]] = {}
        for one in reversed(loaded):
            if one.root is not None:
                self._highest_first.setdefault(one.layer.mount, []).append(one)

    def find(self, route: Route) -> list[Found]:
        """Return what is at `route`, highest layer first.

        Tables of several layers come together; of anything else only the highest counts.
        """
        found = self._found.get(route)
        if found is None:
            found = self._found[route] = self._find(route)
        return found

    def _find(self, route: Route) -> list[Found]:
        candidates = self._candidates_at(route)
        if candidates and not isinstance(candidates[0].node, Table):
            return candidates[:1]
        return [found for found in candidates if isinstance(found.node, Table)]

    def _candidates_at(self, route: Route) -> list[Found]:
        """Return what the layers have at `route`, highest first, as far as it is not hidden."""
        if route not in self._candidates:
            if len(route) > 1 or (route and str(route[0]) not in self._highest_first):
                found = list(_descend(self._candidates_at(route[:-1]), route[-1]))
            else:
                layers = self._highest_first[str(route[0]) if route else ""]
                found = [Found(one, (), node) for one in layers if (node := resolve(one.root)) is not None]
            self._candidates[route] = found
        return self._candidates[route]

    def keys(self, route: Route) -> list[str]:
        """Return the keys of the merged table, or the indices of the list, at `route`."""
        found = self.find(route)
        if found and isinstance(found[0].node, List):
            return [str(index) for index in range(sum(len(items) for _, items in _lists(self._candidates_at(route))))]
        merged: dict[str, None] = {}
        for one in reversed(found):
            if isinstance(one.node, Table):
                merged |= dict.fromkeys(key for key in one.node.entries if not one.loaded.hides((*one.route, key)))
        return list(merged)

    def scalars(self, route: Route) -> list[Found]:
        """Return the scalars at `route` in each file, highest first: the first counts, it shadows the others."""
        files = [one for one in self._highest_first[""] if one.document is not None]
        return [found for one in files for found in Tree([one]).find(route) if isinstance(found.node, Scalar)]


def _descend(candidates: list[Found], step: str | int) -> Iterator[Found]:
    key = str(step)
    if candidates and isinstance(candidates[0].node, List):
        yield from _item(candidates, _index(key))
        return
    for found in candidates:
        node = found.node
        if not isinstance(node, Table):
            return
        child = resolve(node.entries[key].value) if key in node.entries else None
        route = (*found.route, key)
        if child is None or found.loaded.hides(route):
            continue
        yield Found(found.loaded, route, child)
        if not (isinstance(child, Table) or (isinstance(child, List) and found.loaded.layer.appends_lists)):
            return


def _lists(candidates: Iterable[Found]) -> list[tuple[Found, tuple[Node, ...]]]:
    """Return the lists, with their items, of which the tool makes one, the lowest layer's first."""
    lists = []
    for found in candidates:
        if not isinstance(found.node, List):
            break
        lists.append((found, tuple(found.node.items)))
    return lists[::-1]


def _item(candidates: list[Found], index: int) -> Iterator[Found]:
    for found, items in _lists(candidates):
        if index < len(items):
            child = resolve(items[index])
            route = (*found.route, index)
            if child is not None and not found.loaded.hides(route):
                yield Found(found.loaded, route, child)
            return
        index -= len(items)


def _index(key: str) -> int:
    """Return the place in a list that a step means, or one that no list has."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else sys.maxsize


def text_of(value: object) -> str | None:
    """Return a scalar as the text a tool would use, or None for null and for anything that is not a scalar."""
    if isinstance(value, str):
        return replaced(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    # a date, too: the version of an API is often written without quotes
    return None if value is None or isinstance(value, list | dict) else str(value)


def javascript_text(node: Node | None) -> str:
    """Return a value as JavaScript makes a string of it: `null`, `1` for 1.0, `a,b` for a list."""
    if isinstance(node, Table):
        return "[object Object]"
    if isinstance(node, List):
        items = (resolve(item) for item in node.items)
        return ",".join("" if isinstance(one, Scalar) and one.value is None else javascript_text(one) for one in items)
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return "null" if value is None else text_of(value) or ""


def is_implied(value: Value) -> bool:
    """Return True for a text that its place only leads to, such as the host of a provider that is named there."""
    place = value.written if value.kind == "literal" and value.via is None else None
    written = text_of(place.node.value) if place is not None and isinstance(place.node, Scalar) else None
    if not written or not value.text or any(mark in written for mark in "${"):
        return False
    text, written = value.text.strip().lower(), written.strip().lower()
    return text not in written and written not in text
