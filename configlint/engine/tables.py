"""What a file may hold: the table rules of a profile, applied to a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from configlint.document.document import Document
from configlint.document.nodes import Entry, List, Node, Route, Scalar, Table, resolve, walk
from configlint.engine import interpolation, routes
from configlint.engine.language import Pattern
from configlint.engine.model import Layer
from configlint.engine.table_rules import Kind, TableRule
from configlint.engine.tree import text_of
from configlint.files import globs
from configlint.records import Record

#: How a switch is spelled, in any case.
_SWITCH_WORDS = ("true", "yes", "on", "1", "false", "no", "off", "0")
_SCALARS: dict[str, tuple[type, ...]] = {"string": (str,), "int": (int,), "number": (int, float)}


class Violation(Record):
    """A value that the tool does not take, in words what it expects there, and what the tool passes over for it.

    `dropped` is the route of that, the value or the table around it; None where the tool refuses the whole file.
    `advice` says what to write instead: in the profile's words, or as far as the value itself shows; or it is empty.
    """

    route: Route
    node: Node
    expected: str
    dropped: Route | None
    advice: str = ""


def tables_at(document: Document, pattern: Pattern) -> Iterator[tuple[Route, Table]]:
    """Yield every table of `document` that the pattern (a parsed path, `*` for any key) means, with its route."""
    node, depth = resolve(document.root), 0
    while depth < len(pattern) and pattern[depth] != "*":
        if not isinstance(node, Table) or pattern[depth] not in node.entries:
            return
        node, depth = resolve(node.entries[pattern[depth]].value), depth + 1
    yield from _descend(node, pattern[:depth], pattern[depth:])


def entries_at(document: Document, pattern: Pattern) -> Iterator[Route]:
    """Yield the routes of the entries that a pattern means; `*` in its last step is any text."""
    *holder, key = pattern
    for route, table in tables_at(document, tuple(holder)):
        for name in table.entries:
            if globs.matches(key, name):
                yield (*route, name)


def described(document: Document, rules: Sequence[TableRule]) -> list[tuple[TableRule, Route, Table]]:
    """Return every table of `document` that a profile describes: the description, the route, the table."""
    return document.once("described", rules, lambda: list(_described(document, rules)))


def _described(document: Document, rules: Sequence[TableRule]) -> Iterator[tuple[TableRule, Route, Table]]:
    for rule in rules:
        for route, table in tables_at(document, rule.pattern):
            if all(_has_text(document, (*route[:-1], key), wanted) for key, wanted in rule.where.items()):
                yield rule, route, table


def _has_text(document: Document, route: Route, expression: str) -> bool:
    """Return True if a string in which `expression` is found is at `route`."""
    node = resolve(document.at(route))
    return isinstance(node, Scalar) and isinstance(node.value, str) and re.search(expression, node.value) is not None


def fits(node: Node, wanted: Kind) -> bool:
    """Return True if `node` is of a type (or has one of the strings) that is wanted."""
    value = resolve(node)
    if wanted.values:
        return isinstance(value, Scalar) and value.value in wanted.values
    return any(_is(value, name) for name in wanted.types)


def violations(document: Document, rules: Sequence[TableRule]) -> list[Violation]:
    """Return the values in `document` that are of the wrong type, or none of the accepted strings."""
    return document.once("violations", rules, lambda: list(_violations(document, rules)))


def _violations(document: Document, rules: Sequence[TableRule]) -> Iterator[Violation]:
    for rule, route, table in described(document, rules):
        for key, entry in table.entries.items():
            wanted = expected(rule, key)
            if wanted is not None and not fits(entry.value, wanted):
                dropped = {"drop-table": route, "ignore": (*route, key)}.get(rule.on_wrong)
                advice = rule.advice.get(key) or _way_out(document, entry, wanted)
                yield Violation((*route, key), entry.value, in_words(wanted), dropped, advice)


def _way_out(document: Document, entry: Entry, wanted: Kind) -> str:
    """Say what to write where only quotes are missing or too much, or return an empty string."""
    value = resolve(entry.value)
    written = document.text[value.start : value.end] if isinstance(value, Scalar) else ""
    if not isinstance(value, Scalar) or not written.strip() or "\n" in written:
        return ""
    if not isinstance(value.value, str):
        takes_it = written in wanted.values if wanted.values else "string" in wanted.types
        return f'Put it in quotes: "{written}"' if takes_it and value.value is not None else ""
    if not wanted.values and any(_reads_as(value.value, name) for name in wanted.types):
        return f"Leave out the quotes: {value.value}"
    return ""


def _reads_as(text: str, name: str) -> bool:
    """Return True if a string would be of a type without its quotes."""
    if name == "bool":
        return text in ("true", "false")
    return text.isdecimal() if name == "int" else name == "number" and _reads_as_number(text)


def missing(document: Document, rules: Sequence[TableRule]) -> Iterator[tuple[Route, str]]:
    """Yield the route of each table that lacks a key which it must have, and that key."""
    for rule, route, table in described(document, rules):
        yield from ((route, key) for key in rule.require if key not in table.entries)


def wrong_root(document: Document, layer: Layer) -> str:
    """Say what is wrong with a document of another kind than its layer, a list where a table belongs, or return "".

    An empty document is an empty table, except where the layer says that its root must be a table.
    """
    root = document.root
    is_empty = root is None or (isinstance(root, Table) and root.start == root.end)
    kind, wanted = {"list": (List, "a list"), "text": (Scalar, "a string")}.get(layer.root, (Table, "a table"))
    if isinstance(root, kind) and not (is_empty and layer.root == "table"):
        return ""
    return f"must be {wanted}, not {describe(root) if root is not None and not is_empty else 'empty'}"


def forbidden(document: Document, layer: Layer) -> Iterator[tuple[Route, str]]:
    """Yield route and text of the references in `document` that its layer forbids."""
    for syntax in layer.forbids:
        for route, _, node in walk(document.root):
            if not isinstance(node, Scalar) or not isinstance(node.value, str):
                continue
            if not any(routes.matches(pattern, route) for pattern in layer.forbids_except):
                yield from ((route, reference.text) for reference in interpolation.find(syntax, node.value))


def expected(rule: TableRule, key: str) -> Kind | None:
    """Return what `key` may hold, or None for a key that is not known. Known keys may have `*` in them."""
    if key in rule.keys:
        return rule.keys[key]
    return next((kind for glob, kind in rule.keys.items() if "*" in glob and globs.matches(glob, key)), None)


def unknown_keys(table: Table, rule: TableRule) -> list[str]:
    """Return the keys of a table that the profile does not know."""
    return [key for key in table.entries if expected(rule, key) is None]


def consequence(table: Table, rule: TableRule, key: str) -> str:
    """Return what the tool does about a key that it does not know: "ignore", "refuse" or "drop-table"."""
    if rule.on_unknown != "refuse-word":
        return rule.on_unknown
    return "ignore" if _has_blank(table.entries[key].value) else "refuse"


def _has_blank(node: Node) -> bool:
    """Return True if a value, or one in a list of them, becomes a word with a blank in it: a list or a table does, too.

    It looks no deeper than that: a few lines of aliases can expand to billions of values.
    """
    value = resolve(node)
    words = map(resolve, value.items) if isinstance(value, List) else [value]
    return any(map(_has_several_words, words))


def _has_several_words(word: Scalar | Table | List | None) -> bool:
    if isinstance(word, Scalar):
        return " " in (text_of(word.value) or "")
    return bool(word.entries) if isinstance(word, Table) else word is not None and len(word.items) > 1


def in_words(wanted: Kind) -> str:
    """Return an expected type or list of strings as the user would say it."""
    if wanted.values:
        return " or ".join(f'"{value}"' for value in wanted.values)
    words = {"string": "a string", "int": "a whole number", "number": "a number", "numeric": "a number"}
    words |= {"bool": "true or false", "switch": "true or false", "null": "null"}
    words |= {"table": "a table", "tables": "a list of tables", "list": "a list"}
    return " or ".join(words.get(name, name) for name in wanted.types)


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
    if name == "numeric":
        return _is(node, "number") or (isinstance(node.value, str) and _reads_as_number(node.value))
    if name == "switch":
        return node.value is None or is_switch(text_of(node.value) or "")
    if name in ("bool", "null"):
        return isinstance(node.value, bool if name == "bool" else type(None))
    return name == "any" or (isinstance(node.value, _SCALARS[name]) and not isinstance(node.value, bool))


def is_switch(text: str) -> bool:
    """Return True if a text is on or off."""
    return text.lower() in _SWITCH_WORDS


def _reads_as_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


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
