"""What may stand in a file: the `tables` of a profile, held against a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from configlint.document.document import Document
from configlint.document.nodes import List, Node, Route, Scalar, Table, resolve, walk
from configlint.engine import interpolation, routes
from configlint.files import globs
from configlint.records import Record

_SCALARS: dict[str, tuple[type, ...]] = {"string": (str,), "int": (int,), "number": (int, float)}


class Violation(Record):
    """A value that the tool does not take, in words what it expects there, and whether it drops the table for it."""

    route: Route
    node: Node
    expected: str
    drops: bool


def tables_at(document: Document, pattern: tuple[str, ...]) -> Iterator[tuple[Route, Table]]:
    """Yield every table of `document` that the pattern (a parsed path, `*` for any key) means, with its route."""
    yield from _descend(document.root, (), pattern)


def described(document: Document, tables: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Route, Table]]:
    """Yield every table of `document` that a profile describes: the description, the route, the table."""
    for path, spec in tables.items():
        for route, table in tables_at(document, routes.parse(path)):
            if all(_stands(document, (*route[:-1], key), wanted) for key, wanted in spec.get("beside", {}).items()):
                yield spec, route, table


def _stands(document: Document, route: Route, wanted: str) -> bool:
    """Tell whether a text in which the regular expression `wanted` is found stands at `route`."""
    node = resolve(document.at(route))
    return isinstance(node, Scalar) and isinstance(node.value, str) and re.search(wanted, node.value) is not None


def fits(node: Node, wanted: str | list[str]) -> bool:
    """Tell whether `node` is of a type (`string`, `bool|string`, `table` …), or one of a list of texts."""
    value = resolve(node)
    if isinstance(wanted, list):
        return isinstance(value, Scalar) and value.value in wanted
    return any(_is(value, name) for name in wanted.split("|"))


def violations(document: Document, tables: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield the values in `document` that are of the wrong type, or of a list of values none."""
    for spec, route, table in described(document, tables):
        keys: dict[str, Any] = spec.get("keys", {})
        for key, entry in table.entries.items():
            wanted = expected(keys, key)
            if wanted is not None and not fits(entry.value, wanted):
                yield Violation((*route, key), entry.value, in_words(wanted), spec.get("on_wrong") == "drop-table")


def forbidden(document: Document, spec: Mapping[str, Any]) -> Iterator[tuple[Route, str]]:
    """Yield route and text of the references in `document` that its layer forbids."""
    allowed = [routes.parse(path) for path in spec.get("forbids_except", ())]
    for syntax in spec.get("forbids", ()):
        for route, _, node in walk(document.root):
            if not isinstance(node, Scalar) or not isinstance(node.value, str):
                continue
            if not any(routes.matches(pattern, route) for pattern in allowed):
                yield from ((route, reference.text) for reference in interpolation.find(syntax, node.value))


def expected(keys: Mapping[str, Any], key: str) -> str | list[str] | None:
    """Return what may stand at `key`, or None for a key that is not known. Known keys may hold `*`."""
    if key in keys:
        return keys[key]  # type: ignore[no-any-return]
    return next((kind for glob, kind in keys.items() if "*" in glob and globs.matches(glob, key)), None)


def unknown_keys(table: Table, spec: Mapping[str, Any]) -> list[str]:
    """Return the keys of a table that the profile does not know."""
    known = spec.get("keys", {})
    return [key for key in table.entries if expected(known, key) is None]


def in_words(wanted: str | list[str]) -> str:
    """Return an expected type or list of texts as a person would say it."""
    if isinstance(wanted, list):
        return " or ".join(f'"{value}"' for value in wanted)
    words = {"string": "a string", "int": "a whole number", "number": "a number", "bool": "true or false"}
    words |= {"table": "a table", "tables": "a list of tables", "list": "a list", "null": "null"}
    return " or ".join(words.get(name, name) for name in wanted.split("|"))


def describe(node: Node) -> str:
    """Return what kind of value `node` is, in words."""
    value = resolve(node)
    if isinstance(value, Table):
        return "a table"
    if isinstance(value, List):
        return "a list"
    names = {str: "a string", bool: "true or false", int: "a number", float: "a number", type(None): "null"}
    return names.get(type(value.value), "a date") if value is not None else "nothing"


def _is(node: Scalar | Table | List | None, name: str) -> bool:
    if name == "tables":
        return isinstance(node, List) and all(isinstance(resolve(item), Table) for item in node.items)
    if name in ("table", "list"):
        return isinstance(node, Table if name == "table" else List)
    if not isinstance(node, Scalar):
        return name == "any"
    if name in ("bool", "null"):
        return isinstance(node.value, bool if name == "bool" else type(None))
    return name == "any" or (isinstance(node.value, _SCALARS[name]) and not isinstance(node.value, bool))


def _descend(node: Node | None, route: Route, rest: tuple[str, ...]) -> Iterator[tuple[Route, Table]]:
    node = resolve(node)
    if not rest:
        if isinstance(node, Table):
            yield route, node
    elif isinstance(node, Table):
        for key in list(node.entries) if rest[0] == "*" else [rest[0]]:
            if key in node.entries:
                yield from _descend(node.entries[key].value, (*route, key), rest[1:])
    elif isinstance(node, List) and rest[0] == "*":
        for index, item in enumerate(node.items):
            yield from _descend(item, (*route, index), rest[1:])
