"""A change to TOML -> edits in the style of the surrounding text."""

from __future__ import annotations

import json

from configlint.document.brackets import Brackets
from configlint.document.change import ChangeRefusedError, Edit
from configlint.document.document import Document
from configlint.document.nodes import List, Node, Route, Scalar, Table, UnreadableError
from configlint.document.toml_scanner import Scanner, Section, Statement
from configlint.files.text import indentation, line_above, line_break, line_end, line_start, whole_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain


def replace(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Replace a value, keeping the kind of quotes of the old one if they can contain the new one."""
    node = document.expect(route, Scalar)
    old, newline = document.text[node.start : node.end], line_break(document.text, node.start)
    return [Edit(node.start, node.end, _scalar(value, old, newline))]


def insert(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add a key to a table: a line after its last one or, for a dict, a section after its sections."""
    table = document.expect(route[:-1], Table)
    text, key = document.text, str(route[-1])
    rendered = _value(value, _quote(text, [entry.value for entry in table.entries.values()]))
    if text.startswith("{", table.start) and len(route) > 1:
        new = f"{_key(key)} = {rendered}"
        return _brackets(text, table).add(lambda indent: new, "  ", spread=False, pad=" ")
    sections = _sections(text)
    if isinstance(value, dict):
        return _add_section(text, sections, route[:-1], _section(route, value, text))
    return _add_line(text, sections, route[:-1], key, rendered)


def append(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add an item to a list: in its brackets or, if its items are `[[section]]`s, as another of those."""
    items = document.expect(route, List)
    text = document.text
    if not _is_list_of_sections(items):
        new = _value(value, _quote(text, items.items))
        return _brackets(text, items).add(lambda indent: new, "  ", spread=False)
    if not isinstance(value, dict):
        raise ChangeRefusedError("only tables can be added to a list of tables")
    last = len(items.items) - 1
    return _add_section(text, _sections(text), (*route, last), _section((*route, last + 1), value, text))


def prepend(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add an item before the first one of a list."""
    text, items = document.text, document.expect(route, List)
    if not _is_list_of_sections(items):
        new = _value(value, _quote(text, items.items))
        return _brackets(text, items).add_before(lambda indent: new)
    if not isinstance(value, dict):
        raise ChangeRefusedError("only tables can be added to a list of tables")
    at, newline = _before_first(text, route), line_break(text, items.start)
    return [Edit(at, at, _section((*route, 0), value, text) + newline * 2)]


def move_first(document: Document, route: Route, value: Plain = None) -> list[Edit]:
    """Move an item before the first one of its list."""
    text, items = document.text, document.expect(route[:-1], List)
    if not _is_list_of_sections(items):
        return _brackets(text, items).move_first(int(route[-1]))
    own = [one for one in _sections(text) if _is_below(one.route, route)]
    ranges = _deletions([(_start_with_comment(text, one), _section_lines(text, one)[1]) for one in own])
    block = "".join(text[one.start : one.end] for one in ranges).strip("\r\n")
    at, newline = _before_first(text, route[:-1]), line_break(text, items.start)
    return [Edit(at, at, block + newline * 2), *ranges]


def _before_first(text: str, route: Route) -> int:
    """Return where the first section of a list of sections starts, with the comment that belongs to it."""
    first = next(one for one in _sections(text) if one.route == (*route, 0))
    return _start_below_heading(text, first)


def remove(document: Document, route: Route, value: Plain = None) -> list[Edit]:
    """Remove the lines or sections of a key, or an item and the comma that would be left over."""
    text, holder = document.text, document.at(route[:-1])
    if isinstance(holder, List) and not _is_list_of_sections(holder):
        return _brackets(text, holder).drop(int(route[-1]))
    if isinstance(holder, Table) and text.startswith("{", holder.start) and len(route) > 1:
        index = list(holder.entries).index(str(route[-1]))
        return _brackets(text, holder).drop(index)
    if isinstance(holder, List) and len(holder.items) == 1:
        raise ChangeRefusedError("a list of tables cannot become empty")
    return _remove_lines(text, _sections(text), route)


def rename(document: Document, route: Route, value: str) -> list[Edit]:
    """Rename a key everywhere it is written: before its value, and in the headers of a table."""
    text, entry = document.text, document.expect(route[:-1], Table).entries[str(route[-1])]
    spans = {(entry.key_start, entry.key_end)}
    sections = _sections(text)
    keys = [(section.route, section.key) for section in sections]
    keys += [(line.route, line.key) for section in sections for line in section.statements]
    for below, parts in keys:
        # A line contains only those keys of its path that its section's header does not.
        index = _depth(route) - 1 - (_depth(below) - len(parts))
        if _is_below(below, route) and index >= 0:
            spans.add(parts[index])
    return [Edit(start, end, _key(value, text[start])) for start, end in sorted(spans)]


def drop_repeat(document: Document, route: Route) -> list[Edit]:
    """Remove the line of the first key that is defined again further down."""
    scanner = Scanner(document.text)
    try:
        scanner.scan()
    except UnreadableError:
        raise ChangeRefusedError("the file has other syntax errors") from None
    if scanner.repeat is not None:
        for section in scanner.sections:
            for line in section.statements:
                if line.key[-1][0] == scanner.repeat[0].key_start:
                    return [Edit(*whole_lines(document.text, line.key[0][0], line.end), "")]
    raise ChangeRefusedError("no key that is defined twice has its own line")


def _depth(route: Route) -> int:
    """Return how many keys a route has, not counting list indices."""
    return sum(isinstance(step, str) for step in route)


def _sections(text: str) -> list[Section]:
    scanner = Scanner(text)
    scanner.scan()
    return scanner.sections


def _is_list_of_sections(items: List) -> bool:
    return bool(items.items) and items.items[0].start == items.start


def _brackets(text: str, node: Table | List) -> Brackets:
    if isinstance(node, List):
        children = [(item.start, item.end) for item in node.items]
    else:
        children = [(entry.key_start, entry.value.end) for entry in node.entries.values()]
    return Brackets(text, node.start, node.end, children, _comment_end)


def _comment_end(text: str, at: int) -> int:
    return line_end(text, at) if text.startswith("#", at) else at


# Lines and sections


def _is_below(route: Route, top: Route) -> bool:
    return route[: len(top)] == top


def _add_line(text: str, sections: list[Section], table: Route, key: str, value: str) -> list[Edit]:
    """Add a line to a table that has a header, is the root, or exists only through dotted keys or subtables."""
    own = next((section for section in sections if section.route == table), None)
    if own is None:
        return _add_line_to_implicit_table(text, sections, table, key, value)
    if own.statements:
        return [_line_below(text, own.statements[-1], "", key, value)]
    if table:
        at = line_end(text, own.end)
        return [Edit(at, at, f"{line_break(text, at)}{indentation(text, own.start)}{_key(key)} = {value}")]
    return [_first_line(text, sections, f"{_key(key)} = {value}")]


def _first_line(text: str, sections: list[Section], line: str) -> Edit:
    """Add the first line of the root: above the first header and the comment that belongs to it."""
    newline = line_break(text, 0)
    if len(sections) == 1:
        return _at_end(text, line)
    at = _start_below_heading(text, sections[1])
    return Edit(at, at, f"{line}{newline}{newline}")


def _start_below_heading(text: str, section: Section) -> int:
    """Return where a section starts with its comment; one that starts the file is more likely about the file."""
    return _start_with_comment(text, section) or line_start(text, section.start)


def _start_with_comment(text: str, section: Section) -> int:
    """Return where the lines of a section start, including the comment directly above it."""
    at = line_start(text, section.start)
    while at and text[line_above(text, at) : at].lstrip().startswith("#"):
        at = line_above(text, at)
    return at


def _add_line_to_implicit_table(text: str, sections: list[Section], table: Route, key: str, value: str) -> list[Edit]:
    for section in reversed(sections):
        for statement in reversed(section.statements):
            if _is_below(statement.route, table) and len(section.route) < len(table):
                # `table.other = 1` goes below `table.one = 1`.
                part = statement.key[len(table) - len(section.route)][0]
                prefix = text[statement.key[0][0] : part]
                return [_line_below(text, statement, prefix, key, value)]
    first = next(section for section in sections if _is_below(section.route, table))
    at = _start_with_comment(text, first)
    newline = line_break(text, at)
    header = f"[{_header(table)}]{newline}{_key(key)} = {value}{newline}{newline}"
    return [Edit(at, at, header)]


def _line_below(text: str, statement: Statement, prefix: str, key: str, value: str) -> Edit:
    equals = text[statement.key[-1][1] : statement.start]
    if equals not in ("=", " ="):
        equals = " = "
    start = statement.key[0][0]
    at = line_end(text, statement.end)
    return Edit(at, at, f"{line_break(text, start)}{indentation(text, start)}{prefix}{_key(key)}{equals}{value}")


def _add_section(text: str, sections: list[Section], table: Route, lines: str) -> list[Edit]:
    """Add a section after those of `table` and its subtables."""
    while not any(_is_below(section.route, table) for section in sections):
        table = table[:-1]
    last = max(index for index, section in enumerate(sections) if _is_below(section.route, table))
    if last == len(sections) - 1:
        return [_at_end(text, lines, separate=True)]
    section = sections[last]
    at = line_end(text, section.statements[-1].end if section.statements else section.end)
    newline = line_break(text, at)
    return [Edit(at, at, newline + newline + lines)]


def _at_end(text: str, lines: str, separate: bool = False) -> Edit:
    """Add lines at the end of the text, and keep or omit the final line break as before."""
    newline = line_break(text, len(text))
    if not text.strip():
        return Edit(len(text), len(text), lines + newline)
    gap = newline if separate else ""
    if not text.endswith("\n"):
        return Edit(len(text), len(text), newline + gap + lines)
    if text.endswith(("\n\n", "\n\r\n")):
        gap = ""
    return Edit(len(text), len(text), gap + lines + newline)


def _remove_lines(text: str, sections: list[Section], route: Route) -> list[Edit]:
    gone = [section for section in sections if _is_below(section.route, route)]
    kept = [section for section in sections if not _is_below(section.route, route)]
    statements = [statement for section in kept for statement in section.statements]
    lines = [statement for statement in statements if _is_below(statement.route, route)]
    stay = [statement.route for statement in statements if not _is_below(statement.route, route)]
    stay += [section.route for section in kept]
    edits = []
    if not any(_is_below(other, route[:-1]) for other in stay):
        # Nothing else defines the parent table, so it has to stay, empty.
        if gone:
            edits += _empty_section(text, gone.pop(0), route[:-1])
        else:
            line = lines.pop(0)
            holder_end = line.key[len(line.key) - len(line.route) + len(route) - 2][1]
            edits.append(Edit(holder_end, line.end, " = {}"))
    ranges = [whole_lines(text, line.key[0][0], line.end) for line in lines]
    ranges += [_section_lines(text, section) for section in gone]
    return edits + _deletions(ranges)


def _empty_section(text: str, section: Section, route: Route) -> list[Edit]:
    """Turn a section into an empty one for `route`."""
    edits = [Edit(section.start, section.end, f"[{_header(route)}]")]
    if section.statements:
        edits.append(Edit(line_end(text, section.end), line_end(text, section.statements[-1].end), ""))
    return edits


def _section_lines(text: str, section: Section) -> tuple[int, int]:
    """Return where a section starts and ends, including the empty lines after it."""
    start = line_start(text, section.start)
    end = line_end(text, section.statements[-1].end if section.statements else section.end)
    behind = end + len(text[end:]) - len(text[end:].lstrip(" \t\r\n"))
    if behind < len(text):
        return start, line_start(text, behind)
    # The empty lines before the last section are removed with it, but a line break at the end of the text stays.
    start = len(text[:start].rstrip(" \t\r\n"))
    if start and text.endswith("\n"):
        start += len(line_break(text, start))
    return start, len(text)


def _deletions(ranges: list[tuple[int, int]]) -> list[Edit]:
    edits: list[Edit] = []
    for start, end in sorted(ranges):
        if edits and start < edits[-1].end:
            edits[-1] = Edit(edits[-1].start, max(end, edits[-1].end), "")
        else:
            edits.append(Edit(start, end, ""))
    return edits


# Keys and values


def _header(route: Route) -> str:
    return ".".join(_key(step) for step in route if isinstance(step, str))


def _section(route: Route, table: dict[str, Plain], text: str) -> str:
    """Write a table and its subtables as sections."""
    newline = line_break(text, len(text))
    lines = [f"{_key(key)} = {_value(value)}" for key, value in table.items() if not isinstance(value, dict)]
    header = f"[[{_header(route)}]]" if isinstance(route[-1], int) else f"[{_header(route)}]"
    parts = []
    if lines or not table or isinstance(route[-1], int):
        parts.append(newline.join([header, *lines]))
    parts += [_section((*route, key), value, text) for key, value in table.items() if isinstance(value, dict)]
    return (newline * 2).join(parts)


def _key(key: str, like: str = "") -> str:
    """Write a key, in quotes if it needs them or if `like` is a quote."""
    if like not in ("'", '"') and key and key.isascii() and key.replace("-", "_").replace("_", "a").isalnum():
        return key
    return _string(key, like if like == "'" else "", "")


def _quote(text: str, nodes: list[Node]) -> str:
    """Return the quote of the last string among `nodes`."""
    quotes = [text[node.start] for node in nodes if isinstance(node, Scalar) and isinstance(node.value, str)]
    return quotes[-1] if quotes else '"'


def _value(value: Plain, quote: str = '"') -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(item, quote) for item in value)}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{_key(key)} = {_value(item, quote)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return _scalar(value, quote, "")


def _scalar(value: Plain, like: str, newline: str) -> str:
    """Write a scalar; a string gets the quotes that `like` starts with if they can contain it."""
    if isinstance(value, str):
        return _string(value, like, newline)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    raise ChangeRefusedError("TOML has no null")


def _string(value: str, like: str, newline: str) -> str:
    has_control = any(char < " " or char == "\x7f" for char in value.replace("\t", "").replace("\n", ""))
    # A line break directly after the opening quotes of a multi-line string is ignored.
    first = newline if like[3:4] in ("\r", "\n") or value.startswith("\n") else ""
    if like.startswith("'''") and "'''" not in value and not value.endswith("'") and not has_control:
        return f"'''{first}{value.replace(chr(10), newline)}'''"
    if like.startswith("'") and "'" not in value and "\n" not in value and not has_control:
        return f"'{value}'"
    # TOML has the same escapes as JSON, but requires one for a DEL character.
    if not like.startswith('"""'):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    lines = [json.dumps(line, ensure_ascii=False)[1:-1] for line in value.split("\n")]
    escaped = newline.join(lines).replace("\x7f", "\\u007f")
    if '"""' not in value and not value.endswith('"'):
        escaped = escaped.replace('\\"', '"')
    return f'"""{first}{escaped}"""'
