"""Text of Java properties (`spring.ai.openai.base-url=…`) -> tables: the parts of a name are keys of nested ones.

The rules are those of `java.util.Properties.load`; a name that goes on below a value (`a=1`, `a.b=2`) takes its place.
"""

from __future__ import annotations

import re

from configlint.document.change import ChangeRefusedError, Edit, read_only
from configlint.document.document import Document
from configlint.document.nodes import MAX_DEPTH, Entry, Parsed, Problem, Route, Scalar, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain

#: A line that is no comment, with those that a backslash at its end continues: name, separator, value.
_LINE = (
    r"^[ \t\f]*(?![#!])((?:[^\\\s=:]|\\(?:\r\n|[\s\S]))+)(?:[ \t\f]*[=:][ \t\f]*|[ \t\f]+|(?=\r?$))"
    r"((?:[^\\\r\n]|\\(?:\r\n[ \t\f]*|\n[ \t\f]*|[\s\S]))*)"
)
_ESCAPE = r"\\(?:u([0-9A-Fa-f]{4})|(\r?\n[ \t\f]*)|([\s\S]))"
_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def parse(text: str, dialect: str = "") -> Parsed:
    """Read the properties; of one that is set more than once the last counts, as in Java."""
    root = Table(0, len(text))
    problems: list[Problem] = []
    for line in re.finditer(_LINE, text, re.MULTILINE):
        steps = line[1].split(".")
        if len(steps) > MAX_DEPTH:
            problems.append(Problem("syntax", line.start(1), line.end(1), f"more than {MAX_DEPTH} parts in a name"))
            continue
        table, at = root, line.start(1)
        for step in steps[:-1]:
            table, at = _table_in(table, step, at, line.end()), at + len(step) + 1
        value = Scalar(line.start(2), line.end(2), _meant(line[2]))
        table.add(Entry(_meant(steps[-1]), at, at + len(steps[-1]), value))
    return Parsed(root, problems)


def _table_in(table: Table, step: str, at: int, end: int) -> Table:
    """Return the table below a part of a name; a new one if there is none, or only a value."""
    known = table.entries.get(_meant(step))
    if known is not None and isinstance(known.value, Table):
        return known.value
    below = Table(at, end)
    table.entries[_meant(step)] = Entry(_meant(step), at, at + len(step), below)
    return below


def _meant(text: str) -> str:
    """Return a name or value without its escapes."""
    return re.sub(_ESCAPE, _character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    if escape[1] is not None:
        return chr(int(escape[1], 16))
    return "" if escape[2] is not None else _CONTROL.get(escape[3], escape[3])


def replace(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Replace a value. Raises ChangeRefusedError if the new one is not a string."""
    node = document.expect(route, Scalar)
    if not isinstance(value, str):
        raise ChangeRefusedError("properties can contain only strings")
    new = re.sub(r"^[ \t\f]", r"\\\g<0>", value.replace("\\", "\\\\"))
    for code, char in _CONTROL.items():
        new = new.replace(char, f"\\{code}") if code in "nr" else new
    return [Edit(node.start, node.end, new)]


__getattr__ = read_only("configlint changes values in a properties file, and neither adds nor removes any")
