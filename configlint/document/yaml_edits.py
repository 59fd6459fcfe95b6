"""A change to YAML -> edits in the style of the surrounding text."""

from __future__ import annotations

from itertools import pairwise

from configlint.document.brackets import Brackets
from configlint.document.change import ChangeRefusedError, Edit, repeated
from configlint.document.document import Document
from configlint.document.nodes import Alias, Entry, List, Route, Scalar, Table, walk
from configlint.document.yaml import skip
from configlint.document.yaml_style import Layout, block_text, flow, key_text, quote_of, scalar_text
from configlint.files.text import is_first_on_line, line_above, line_break, line_end, line_start, whole_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain


def replace(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Replace a value, keeping the style of the old one if it can express the new one.

    An alias is replaced in place; an entry that a merge key brings in is overridden by a new one.
    """
    holder = document.at(route[:-1]) if route else None
    if isinstance(holder, Table) and route[-1] in holder.merged:
        return insert(document, route, value)
    node = document.raw(route)
    if not isinstance(node, Alias):
        node = document.expect(route, Scalar)
    text = document.text
    old = text[node.start : node.end]
    if not old:
        new = _before_empty(document, route) + _one_line(document, route, value, "")
        return [Edit(node.start, node.end, new)]
    block = block_text(text, node.start, node.end, value) if old[0] in "|>" else None
    return [Edit(node.start, node.end, block or _one_line(document, route, value, old[0]))]


def insert(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add a key after the last one of a table, or to a null where a table could be."""
    text, key = document.text, str(route[-1])
    holder = document.at(route[:-1])
    if isinstance(holder, Scalar) and holder.value is None:
        return _fill(document, route[:-1], holder, {key: value})
    table = document.expect(route[:-1], Table)
    quote = quote_of(text, [entry.value for entry in _entries(table)])
    layout = Layout(document, table.end, quote)
    if _has_brackets(text, table):
        new = f"{key_text(key)}: {flow(value, quote)}"
        return _brackets(text, table).add(lambda indent: new, layout.unit, spread=False)
    if table.start == table.end:
        return _fill_document(text, table.start, layout.entries({key: value}, ""))
    indent = " " * _column(text, table.start)
    at = line_end(text, table.end)
    return [Edit(at, at, layout.newline + indent + layout.entries({key: value}, indent))]


def append(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add an item after the last one of a list, to a null where a list could be, or to an empty file."""
    text, node = document.text, document.at(route)
    if isinstance(node, Scalar) and node.value is None:
        return _fill(document, route, node, [value])
    if isinstance(node, Table) and not route and node.start == node.end:
        return _fill_document(text, node.start, f"- {Layout(document, node.end, '').item(value, '  ')}")
    items = document.expect(route, List)
    layout = Layout(document, items.end, quote_of(text, items.items))
    if _has_brackets(text, items):
        new = flow(value, layout.quote)
        return _brackets(text, items).add(lambda indent: new, layout.unit, spread=False)
    dash = _dashes(text, items)[-1]
    blanks = text[dash + 1 : items.items[-1].start]
    if not blanks or blanks.strip(" "):
        blanks = " "
    indent = " " * _column(text, dash)
    new = layout.item(value, indent + " " + blanks)
    at = line_end(text, items.end)
    return [Edit(at, at, f"{layout.newline}{indent}-{blanks}{new}")]


def prepend(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add an item before the first one of a list."""
    text, items = document.text, document.expect(route, List)
    layout = Layout(document, items.start, quote_of(text, items.items))
    if _has_brackets(text, items):
        return _brackets(text, items).add_before(lambda indent: flow(value, layout.quote))
    indent = " " * _column(text, items.start)
    new = f"- {layout.item(value, indent + '  ')}{layout.newline}{indent}"
    if not is_first_on_line(text, items.start):
        return [Edit(items.start, items.start, new)]
    at = _comments_above(text, items.start, 0) + len(indent)
    return [Edit(at, at, new)]


def move_first(document: Document, route: Route, value: Plain = None) -> list[Edit]:
    """Move an item before the first one of its list."""
    text, items, index = document.text, document.expect(route[:-1], List), int(route[-1])
    if _has_brackets(text, items):
        return _brackets(text, items).move_first(index)
    if not is_first_on_line(text, items.start):
        raise ChangeRefusedError("this shares its line with something else")
    dash = _dashes(text, items)[index]
    start, end = (
        _comments_above(text, dash, items.items[index - 1].end),
        whole_lines(text, dash, items.items[index].end)[1],
    )
    at, block = _comments_above(text, items.start, 0), text[start:end]
    newline = line_break(text, start)
    if block.endswith("\n"):
        return [Edit(at, at, block), Edit(start, end, "")]
    return [Edit(at, at, block + newline), Edit(start - len(newline), end, "")]


def _comments_above(text: str, at: int, limit: int) -> int:
    """Return the start of the line of an item or, if comments are directly above it, of theirs."""
    at = line_start(text, at)
    while at and (above := line_above(text, at)) >= limit and text[above:at].lstrip().startswith("#"):
        at = above
    return at


def remove(document: Document, route: Route, value: Plain = None) -> list[Edit]:
    """Remove the lines of an entry or item or, in brackets, its text and the comma that would be left over."""
    text, holder = document.text, document.at(route[:-1])
    if isinstance(holder, List):
        index = int(route[-1])
        if _has_brackets(text, holder):
            return _brackets(text, holder).drop(index)
        return _remove_block(document, route, holder, _dashes(text, holder)[index], holder.items[index].end)
    table = document.expect(route[:-1], Table)
    if route[-1] in table.merged:
        raise ChangeRefusedError("this key is defined elsewhere and brought in by a merge key")
    entry = table.entries[str(route[-1])]
    if _has_brackets(text, table):
        return _brackets(text, table).drop(_entries(table).index(entry))
    return _remove_block(document, route, table, entry.key_start, entry.value.end)


def rename(document: Document, route: Route, value: str) -> list[Edit]:
    """Rename a key, keeping the kind of quotes of the old one."""
    table = document.expect(route[:-1], Table)
    if route[-1] in table.merged:
        raise ChangeRefusedError("this key is defined elsewhere and brought in by a merge key")
    entry = table.entries[str(route[-1])]
    quote = document.text[entry.key_start]
    new = scalar_text(value, quote, in_brackets=True) if quote in "'\"" else key_text(value)
    return [Edit(entry.key_start, entry.key_end, new)]


def drop_repeat(document: Document, route: Route) -> list[Edit]:
    """Remove an entry that a later one with the same key overrides."""
    table = document.expect(route[:-1], Table)
    lost = repeated(table, route)
    if _has_brackets(document.text, table):
        return _brackets(document.text, table).drop(_entries(table).index(lost))
    return _remove_block(document, route, table, lost.key_start, max(lost.key_end, lost.value.end))


# Positions


def _has_brackets(text: str, node: Table | List) -> bool:
    return node.end > node.start and text[node.start] in "[{"


def _is_in_brackets(document: Document, route: Route) -> bool:
    around = [document.at(route[:length]) for length in range(len(route))]
    return any(isinstance(node, Table | List) and _has_brackets(document.text, node) for node in around)


def _brackets(text: str, node: Table | List) -> Brackets:
    if isinstance(node, Table):
        children = [(entry.key_start, max(entry.key_end, entry.value.end)) for entry in _entries(node)]
    else:
        children = [(item.start, item.end) for item in node.items]
    return Brackets(text, node.start, node.end, children, _comment_end)


def _comment_end(text: str, at: int) -> int:
    return line_end(text, at) if text.startswith("#", at) else at


def _entries(table: Table) -> list[Entry]:
    """Return the entries that are written in the table itself, in text order."""
    own = [entry for key, entry in table.entries.items() if key not in table.merged]
    lost = [entry for entry, _ in table.repeats]
    return sorted([*own, *lost, *table.merges], key=lambda entry: entry.key_start)


def _column(text: str, at: int) -> int:
    return at - line_start(text, at)


def _dashes(text: str, items: List) -> list[int]:
    """Return the offset of each item's dash."""
    column = _column(text, items.start)
    dashes = [items.start]
    for before, item in pairwise(items.items):
        start = line_start(text, item.start)
        while start > before.end and text[start : start + column + 1].lstrip(" ") != "-":
            start = line_above(text, start)
        dashes.append(start + column)
    return dashes


# Changes


def _one_line(document: Document, route: Route, value: Plain, like: str) -> str:
    return scalar_text(value, like, _is_in_brackets(document, route))


def _before_empty(document: Document, route: Route) -> str:
    """Return what has to precede a value where there is none yet."""
    entry, node = document.entry(route), document.expect(route, Scalar)
    if entry and ":" not in document.text[entry.key_end : node.start]:
        return ": "
    return "" if document.text[node.start - 1] in " \t" else " "


def _fill(document: Document, route: Route, node: Scalar, value: dict[str, Plain] | list[Plain]) -> list[Edit]:
    """Replace a null, which may have no text, with a table or list."""
    text, entry = document.text, document.entry(route)
    layout = Layout(document, node.end, "")
    if _is_in_brackets(document, route):
        before = "" if node.end > node.start else _before_empty(document, route)
        return [Edit(node.start, node.end, before + flow(value, ""))]
    if entry is None:
        # A null without text is directly after the dash of an item.
        blank = "" if node.end > node.start else " "
        indent = " " * _column(text, node.start) + blank
        return [Edit(node.start, node.end, blank + layout.item(value, indent))]
    start = len(text[: node.start].rstrip(" \t"))
    at = line_end(text, node.end)
    new = layout.behind_colon(value, " " * _column(text, entry.key_start))
    return [Edit(start, node.end, ""), Edit(at, at, new)]


def _fill_document(text: str, start: int, lines: str) -> list[Edit]:
    """Write the first lines of an empty document, which starts after `---` unless `start` is 0."""
    newline = line_break(text, start)
    if start:
        at = line_end(text, start)
        return [Edit(at, at, newline + lines)]
    if text and not text.endswith(("\n", "\r")):
        return [Edit(len(text), len(text), newline + lines)]
    return [Edit(len(text), len(text), lines + newline)]


def _remove_block(document: Document, route: Route, holder: Table | List, start: int, end: int) -> list[Edit]:
    text = document.text
    if (start, end) == (holder.start, holder.end):
        return _leave_empty(document, route[:-1], holder)
    if is_first_on_line(text, start):
        first, last = whole_lines(text, start, end)
        while text[last : line_end(text, last)].isspace():
            # Such a line could become part of a block scalar above.
            last = whole_lines(text, last, last)[1]
        if last == len(text) and _ends_in_block_text(document, first):
            # The line break before the last line belongs to the text above.
            first = line_start(text, start)
        return [Edit(first, last, "")]
    behind = skip(text, end)
    if start != holder.start or behind >= holder.end:
        raise ChangeRefusedError("this shares its line with something else")
    # This follows a dash: what is below moves up, unless a comment is in the way.
    line = line_end(text, end)
    return [Edit(start, line if "#" in text[line:behind] else behind, "")]


def _leave_empty(document: Document, route: Route, holder: Table | List) -> list[Edit]:
    """Remove everything in a table or list, which leaves empty brackets or an empty document."""
    text, entry = document.text, document.entry(route)
    empty = "{}" if isinstance(holder, Table) else "[]"
    if not route and isinstance(holder, Table) and skip(text, holder.end) == len(text):
        return [Edit(*whole_lines(text, holder.start, holder.end), "")]
    if entry is None or not is_first_on_line(text, holder.start):
        return [Edit(holder.start, holder.end, empty)]
    colon = text.index(":", entry.key_end)
    behind = text[colon : line_end(text, colon)].partition(" #")[0].rstrip()
    at = colon + len(behind)
    return [Edit(at, at, f" {empty}"), Edit(*whole_lines(text, holder.start, holder.end), "")]


def _ends_in_block_text(document: Document, at: int) -> bool:
    return any(
        isinstance(node, Scalar) and node.end == at and document.text[node.start : node.start + 1] in ("|", ">")
        for _, _, node in walk(document.root)
    )
