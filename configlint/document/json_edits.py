"""A change to JSON or a superset of it -> edits in the style of the surrounding text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from configlint.document.brackets import Brackets
from configlint.document.change import ChangeRefusedError, Edit, repeated
from configlint.document.document import Document
from configlint.document.json import comment_end
from configlint.document.nodes import Entry, List, Node, Route, Scalar, Table
from configlint.files.text import indentation, is_first_on_line, line_break, line_end, line_start, whole_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain


def replace(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Replace a value, keeping the kind of quotes of the old one."""
    node = document.expect(route, Scalar)
    return [Edit(node.start, node.end, _scalar(value, document.text[node.start]))]


def insert(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add a key after the last one of a table. Raises ChangeRefusedError if the parent is not a table."""
    table = document.expect(route[:-1], Table)
    text, unit = document.text, _indent_unit(document)
    entries = _entries(table)
    last = entries[-1] if entries else None
    colon = _colon(text, last)
    quote = text[last.key_start] if last else '"'
    value_quote = text[last.value.start] if last else '"'

    def render(indent: str | None) -> str:
        return _key(str(route[-1]), quote) + colon + _value(document, value, value_quote, indent, unit)

    return _brackets(text, table).add(render, unit, _spread(document, route[:-1]))


def append(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add an item after the last one of a list. Raises ChangeRefusedError if there is no list."""
    items = document.expect(route, List)
    spread = not route and isinstance(value, dict)  # a file that consists of tables
    return _brackets(document.text, items).add(_item(document, items, value), _indent_unit(document), spread)


def prepend(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add an item before the first one of a list."""
    items = document.expect(route, List)
    return _brackets(document.text, items).add_before(_item(document, items, value))


def _item(document: Document, items: List, value: Plain) -> Callable[[str | None], str]:
    """Return what writes a value as an item with a given indentation (None: on the same line as the others)."""
    unit = _indent_unit(document)
    quote = document.text[items.items[-1].start] if items.items else '"'
    return lambda indent: _value(document, value, quote, indent, unit)


def move_first(document: Document, route: Route, value: Plain = None) -> list[Edit]:
    """Move an item before the first one of its list."""
    return _brackets(document.text, document.expect(route[:-1], List)).move_first(int(route[-1]))


def remove(document: Document, route: Route, value: Plain = None) -> list[Edit]:
    """Remove a key or an item, and the comma that would be left over."""
    holder = document.at(route[:-1])
    if isinstance(holder, List):
        return _brackets(document.text, holder).drop(int(route[-1]))
    table = document.expect(route[:-1], Table)
    index = [entry.key for entry in _entries(table)].index(str(route[-1]))
    return _brackets(document.text, table).drop(index)


def rename(document: Document, route: Route, value: str) -> list[Edit]:
    """Rename a key, keeping the kind of quotes of the old one."""
    entry = document.expect(route[:-1], Table).entries[str(route[-1])]
    return [Edit(entry.key_start, entry.key_end, _key(value, document.text[entry.key_start]))]


def drop_repeat(document: Document, route: Route) -> list[Edit]:
    """Remove an entry that a later one with the same key overrides."""
    table = document.expect(route[:-1], Table)
    return _brackets(document.text, table).drop(_entries(table).index(repeated(table, route)))


def without(document: Document, kinds: frozenset[str]) -> list[Edit]:
    """Remove comments and trailing commas, and rewrite JSON5 as strict JSON."""
    comments = kinds & {"comment", "block-comment"}
    spans = [(one.start, one.end) for one in document.problems if one.kind in comments]
    edits = [_without_comment(document.text, start, end) for start, end in _runs(document.text, spans)]
    if "trailing-comma" in kinds:
        edits += [Edit(one.start, one.end, "") for one in document.problems if one.kind == "trailing-comma"]
    if "json5" in kinds:
        strict = dict(_strict_spellings(document.root))
        edits += [
            Edit(one.start, one.end, strict.get((one.start, one.end), " "))
            for one in document.problems
            if one.kind == "json5"
        ]
    return edits


def _runs(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans on the same line that only spaces separate."""
    runs: list[tuple[int, int]] = []
    for start, end in spans:
        between = text[runs[-1][1] : start] if runs else "\n"
        if between.strip(" \t"):
            runs.append((start, end))
        else:
            runs[-1] = (runs[-1][0], end)
    return runs


def _without_comment(text: str, start: int, end: int) -> Edit:
    """Remove a comment with its lines or, if something else is on them, with the spaces next to it."""
    behind = end
    while text[behind : behind + 1] in (" ", "\t"):
        behind += 1
    ends_line = line_end(text, behind) == behind
    if ends_line and is_first_on_line(text, start):
        # The break before a last line stays: the line above may be another comment, which removes its own break.
        return Edit(line_start(text, start), whole_lines(text, start, end)[1], "")
    if ends_line:
        while text[start - 1] in " \t":
            start -= 1
    return Edit(start, behind, "")


def _strict_spellings(node: Node | None) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the spans of all keys and scalars below `node`, and how strict JSON writes them."""
    if isinstance(node, Table):
        for entry in _entries(node):
            yield (entry.key_start, entry.key_end), _scalar(entry.key, '"')
            yield from _strict_spellings(entry.value)
    elif isinstance(node, List):
        for item in node.items:
            yield from _strict_spellings(item)
    elif isinstance(node, Scalar) and node.value not in (float("inf"), float("-inf")) and node.value == node.value:
        yield (node.start, node.end), _scalar(node.value, '"')


def _brackets(text: str, node: Table | List) -> Brackets:
    if isinstance(node, Table):
        children = [(entry.key_start, entry.value.end) for entry in _entries(node)]
    else:
        children = [(item.start, item.end) for item in node.items]
    return Brackets(text, node.start, node.end, children, comment_end)


def _entries(table: Table) -> list[Entry]:
    """Return all entries in text order, including those that a later one overrides."""
    entries = [*table.entries.values(), *(lost for lost, _ in table.repeats)]
    return sorted(entries, key=lambda entry: entry.key_start)


def _spread(document: Document, route: Route) -> bool:
    """Return True if the first entry of the empty table at `route` should get its own line.

    It should if the table starts on its own line, or is the root.
    """
    entry, node = document.entry(route), document.at(route)
    start = entry.key_start if entry else node.start if node else 0
    return not route or is_first_on_line(document.text, start)


def _indent_unit(document: Document) -> str:
    """Return how much deeper than the root its children are indented."""
    root, text = document.root, document.text
    first = None
    if isinstance(root, Table) and root.entries:
        first = _entries(root)[0].key_start
    elif isinstance(root, List) and root.items:
        first = root.items[0].start
    if root is None or first is None or not is_first_on_line(text, first):
        return "  "
    return indentation(text, first).removeprefix(indentation(text, root.start))


def _colon(text: str, like: Entry | None) -> str:
    """Return the colon with the spaces around it, as another entry has it."""
    between = text[like.key_end : like.value.start] if like else ""
    return between if between.strip(" \t") == ":" else ": "


def _key(key: str, quote: str) -> str:
    if quote not in "\"'" and key.isascii() and key.replace("$", "_").isidentifier():
        return key
    return _scalar(key, quote)


def _value(document: Document, value: Plain, quote: str, indent: str | None, unit: str) -> str:
    if not isinstance(value, dict | list):
        return _scalar(value, quote)
    if indent is None:
        return json.dumps(value, ensure_ascii=False)
    newline = line_break(document.text, 0) + indent
    return json.dumps(value, indent=unit, ensure_ascii=False).replace("\n", newline)


def _scalar(value: Plain, quote: str) -> str:
    """Write a scalar; a string gets single quotes if `quote` is one."""
    try:
        # A lone surrogate can only be written as an escape.
        text = json.dumps(value, allow_nan=False, ensure_ascii=isinstance(value, str) and not _is_storable(value))
    except ValueError:
        raise ChangeRefusedError("JSON has no infinite numbers") from None
    if quote == "'" and isinstance(value, str):
        return "'" + text[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    return text


def _is_storable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
