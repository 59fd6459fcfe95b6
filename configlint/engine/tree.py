"""The trees of several layers, read as the one tree that the tool sees."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from configlint.document.document import Document
from configlint.document.nodes import Entry, List, Node, Route, Scalar, Table, resolve
from configlint.engine import routes
from configlint.records import Record


class Layer(Record):
    """One source of values at one rank: how the profile describes it, and what was read there.

    `root` is None for a layer that gives only variables, `document` for data the tool brings itself. `masked` are
    routes that the tool ignores in this document.
    """

    spec: Mapping[str, Any]
    root: Node | None
    document: Document | None
    masked: frozenset[Route] = frozenset()

    def hides(self, route: Route) -> bool:
        """Tell whether the tool ignores `route` in this layer."""
        if self.masked and any(route[: len(masked)] == masked for masked in self.masked):
            return True
        dropped = self.spec.get("drop")
        return dropped is not None and drops(dropped, route)


def drops(patterns: Iterable[str], route: Route) -> bool:
    """Tell whether `route` is, or lies below, what one of the path patterns means."""
    return any(
        routes.matches(pattern, route[: len(pattern)])
        for pattern in map(routes.parse, patterns)
        if len(pattern) <= len(route)
    )


class Found:
    """A node, the layer it stands in and its route in that layer's document."""

    __slots__ = ("layer", "node", "route")

    def __init__(self, layer: Layer, route: Route, node: Scalar | Table | List) -> None:
        self.layer = layer
        self.route = route
        self.node = node


class Tree:
    """What several layers say together. Tables merge key by key, anything else hides what lies below.

    A layer with a `mount` hangs under that name instead, apart from the others; `mounts` are all such names.
    """

    def __init__(self, layers: list[Layer], mounts: Iterable[str] = ()) -> None:
        self._highest_first: dict[str | None, list[Layer]] = {None: [], **{mount: [] for mount in mounts}}
        for layer in reversed(layers):
            if layer.root is not None:
                self._highest_first.setdefault(layer.spec.get("mount"), []).append(layer)

    def find(self, route: Route) -> list[Found]:
        """Return what stands at `route`, highest layer first.

        Tables of several layers come together; of anything else only the highest counts.
        """
        mount = str(route[0]) if route and str(route[0]) in self._highest_first else None
        candidates = [
            Found(layer, (), node) for layer in self._highest_first[mount] if (node := resolve(layer.root)) is not None
        ]
        for step in route[1:] if mount else route:
            candidates = list(_descend(candidates, step))
        if candidates and not isinstance(candidates[0].node, Table):
            return candidates[:1]
        return [found for found in candidates if isinstance(found.node, Table)]

    def keys(self, route: Route) -> list[str]:
        """Return the keys of the merged table, or the indices of the list, at `route`."""
        found = self.find(route)
        if found and isinstance(found[0].node, List):
            return [str(index) for index in range(len(found[0].node.items))]
        merged: dict[str, None] = {}
        for one in reversed(found):
            if isinstance(one.node, Table):
                merged |= dict.fromkeys(key for key in one.node.entries if not one.layer.hides((*one.route, key)))
        return list(merged)

    def scalars(self, route: Route) -> list[Found]:
        """Return the scalars at `route` in each file, highest first: the first counts, it shadows the others."""
        files = [layer for layer in self._highest_first[None] if layer.document is not None]
        return [one for layer in files for one in Tree([layer]).find(route) if isinstance(one.node, Scalar)]


def _descend(candidates: list[Found], step: str | int) -> Iterator[Found]:
    for found in candidates:
        node = found.node
        key = str(step)
        at: str | int = key
        if isinstance(node, Table) and key in node.entries:
            child = resolve(node.entries[key].value)
        elif isinstance(node, List) and (index := _index(key)) < len(node.items):
            at = index
            child = resolve(node.items[index])
        elif isinstance(node, Table):
            continue
        else:
            return
        route = (*found.route, at)
        if child is None or found.layer.hides(route):
            continue
        yield Found(found.layer, route, child)
        if not isinstance(child, Table):
            return


def _index(key: str) -> int:
    """Return the place in a list that a step means, or one that no list has."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else sys.maxsize


def built_in(data: Any) -> Node:
    """Return plain data as a tree without places in a text."""
    if isinstance(data, dict):
        table = Table(0, 0)
        for key, value in data.items():
            table.add(Entry(key, 0, 0, built_in(value)))
        return table
    if isinstance(data, list):
        items = List(0, 0)
        items.items = [built_in(value) for value in data]
        return items
    return Scalar(0, 0, data)


def text_of(value: Any) -> str | None:
    """Return a scalar as the text a tool would use, or None for null and for anything that is no text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None
