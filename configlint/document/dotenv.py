"""Text of `KEY=value` lines -> a table, as python-dotenv reads it, but with `${NAME}` left unexpanded.

In the dialect "plain", quotes and comments after a value are part of it, and spaces before the `=` part of the key. The
dialect "node" is described in node_dotenv.
"""

from __future__ import annotations

import re
from functools import cache
from io import StringIO

from configlint.document.change import ChangeRefusedError, Edit, repeated
from configlint.document.document import Document
from configlint.document.nodes import Entry, Parsed, Problem, Route, Scalar, Table
from configlint.files.text import line_break, line_end, whole_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dotenv.parser import Binding

    from configlint.document.nodes import Plain

#: The time python-dotenv takes to look for a comment after a value grows with the square of a run of spaces.
_MAX_BLANKS = 1000


def parse(text: str, dialect: str = "") -> Parsed:
    """Read the variables; a line that is not a variable is a problem, but the other lines are still read."""
    if dialect == "plain":
        return _parse_plain(text)
    if dialect == "node":
        from configlint.document import node_dotenv

        return node_dotenv.parse(text)
    root = Table(0, len(text))
    problems: list[Problem] = []
    if len(text) > _MAX_BLANKS:
        problems += _long_runs_of_blanks(text)
        if problems:
            return Parsed(None, problems)
    # python-dotenv drops a byte order mark; this is a second one, because the first is no longer in the text.
    at = 1 if text.startswith("\ufeff") else 0
    for binding in _parser().parse_stream(StringIO(text, newline="")):
        start, at = at, at + len(binding.original.string)
        if binding.error:
            problems.append(_problem(text, start, at))
        elif binding.key is not None:
            root.add(_entry(text, start, binding))
    return Parsed(root, problems)


def _parse_plain(text: str) -> Parsed:
    root = Table(0, len(text))
    problems: list[Problem] = []
    end = 0
    for line in text.splitlines(keepends=True):
        start, end = end, end + len(line)
        content = line.strip()
        if not content or line.startswith("#"):
            continue
        key, equals, value = content.partition("=")
        at = start + line.index(content)
        if not equals:
            problems.append(Problem("syntax", at, at + len(content), "expected KEY=value"))
            continue
        value_end = at + len(content)
        root.add(Entry(key, at, at + len(key), Scalar(value_end - len(value), value_end, value)))
    return Parsed(root, problems)


@cache
def _parser() -> Any:
    """Return python-dotenv's parser without importing its package, which would take longer than a check does."""
    from importlib import machinery
    from types import ModuleType

    package = machinery.PathFinder.find_spec("dotenv")
    folders = list(package.submodule_search_locations or ()) if package is not None else []
    spec = machinery.PathFinder.find_spec("dotenv.parser", folders)
    if spec is None or spec.loader is None:
        raise ImportError("python-dotenv is not installed")
    module = ModuleType(spec.name)
    spec.loader.exec_module(module)
    return module


def _long_runs_of_blanks(text: str) -> list[Problem]:
    return [
        Problem("syntax", run.start(), run.end(), f"more than {_MAX_BLANKS} spaces in a row")
        for run in re.finditer(r"[^\S\r\n]+", text)
        if run.end() - run.start() > _MAX_BLANKS
    ]


def _problem(text: str, start: int, end: int) -> Problem:
    start = _skip(text, start, newlines=True)
    end = start + len(text[start:end].rstrip())
    return Problem("syntax", start, end, "expected KEY=value, with at most a comment after a quoted value")


def _entry(text: str, start: int, binding: Binding) -> Entry:
    """Find the positions of a key and its value; their content is in `binding`."""
    at = _skip(text, start, newlines=True)
    if text.startswith("export", at) and _skip(text, at + 6) > at + 6:
        at = _skip(text, at + 6)
    key = binding.key or ""
    quotes = 2 if text[at] == "'" else 0
    key_start, key_end = at, at + len(key) + quotes
    at = _skip(text, key_end)
    if binding.value is None:
        return Entry(key, key_start, key_end, Scalar(key_end, key_end, None))
    equals = at + 1
    at = _skip(text, equals)
    if text[at : at + 1] in ("'", '"'):
        value = Scalar(at, _closing_quote(text, at) + 1, binding.value)
    elif binding.value:
        value = Scalar(at, at + len(binding.value), binding.value)
    else:
        value = Scalar(equals, equals, "")
    return Entry(key, key_start, key_end, value)


def _skip(text: str, at: int, newlines: bool = False) -> int:
    while at < len(text) and text[at].isspace() and (newlines or text[at] not in "\r\n"):
        at += 1
    return at


def _closing_quote(text: str, at: int) -> int:
    quote = text[at]
    at += 1
    while text[at] != quote:
        at += 2 if text[at] == "\\" else 1
    return at


def replace(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Replace a value, keeping the quotes of the old one. Raises ChangeRefusedError if the new one is not a string."""
    node = document.expect(route, Scalar)
    text = document.text
    if node.value is None:
        return [Edit(node.end, node.end, "=" + _render(value, ""))]
    if document.dialect == "plain":
        return [Edit(node.start, node.end, _as_it_stands(value))]
    new = _render(value, text[node.start : node.start + 1])
    if not new and text[node.end : line_end(text, node.end)].strip():
        # Not every reader treats what follows `KEY=` as a comment.
        new = '""'
    return [Edit(node.start, node.end, new)]


def _as_it_stands(value: Plain) -> str:
    if not isinstance(value, str) or value != value.strip() or len(value.splitlines()) > 1:
        raise ChangeRefusedError("this file cannot contain such a value")
    return value


def _render(value: Plain, quote: str) -> str:
    """Write a value, if possible in the quotes that the old one (or a neighbor) starts with."""
    if not isinstance(value, str):
        raise ChangeRefusedError("a dotenv file can contain only strings")
    special = any(char.isspace() or char in "#'\"\\$`" for char in value)
    if quote not in ("'", '"') and not special:
        return value
    # Readers interpret escapes differently, so quotes that need none are tried first.
    escaped = any(char in '"\\\r\n' for char in value)
    if quote == '"' and not escaped:
        return f'"{value}"'
    if not any(char in "'\\\r\n" for char in value) and (quote == "'" or escaped or "$" in value):
        return f"'{value}'"
    for char, escape in ("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"):
        value = value.replace(char, escape)
    return f'"{value}"'


def insert(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Add a line at the end. Raises ChangeRefusedError for a key or value that cannot be written."""
    key = route[-1]
    if len(route) != 1 or not isinstance(key, str):
        raise ChangeRefusedError("a dotenv file cannot contain nested tables")
    _expect_name(key)
    is_plain = document.dialect == "plain"
    return _last_line(
        document.text, f"{key}={_as_it_stands(value) if is_plain else _render(value, _quote_of_last_value(document))}"
    )


def remark(document: Document, remark: str) -> list[Edit]:
    """Add a comment at the end."""
    return _last_line(document.text, f"# {remark}")


def _last_line(text: str, new: str) -> list[Edit]:
    newline = line_break(text, len(text))
    if text and not text.endswith(("\n", "\r")):
        return [Edit(len(text), len(text), newline + new)]
    return [Edit(len(text), len(text), new + newline)]


def _quote_of_last_value(document: Document) -> str:
    values = [entry.value for entry in document.expect((), Table).entries.values()]
    return document.text[values[-1].start : values[-1].start + 1] if values else ""


def append(document: Document, route: Route, value: Plain) -> list[Edit]:
    """Raise ChangeRefusedError: dotenv files have no lists."""
    raise ChangeRefusedError("a dotenv file cannot contain lists")


def remove(document: Document, route: Route, value: Plain = None) -> list[Edit]:
    """Remove the line (or lines, if a quoted value spans several) of a variable."""
    node = document.expect(route, Scalar)
    return [Edit(*whole_lines(document.text, node.start, node.end), "")]


def rename(document: Document, route: Route, value: str) -> list[Edit]:
    """Rename a variable. Raises ChangeRefusedError for a name that cannot be written."""
    _expect_name(value)
    entry = document.expect((), Table).entries[str(route[-1])]
    return [Edit(entry.key_start, entry.key_end, value)]


def drop_repeat(document: Document, route: Route) -> list[Edit]:
    """Remove the line of a variable that is set again further down."""
    lost = repeated(document.expect((), Table), route)
    return [Edit(*whole_lines(document.text, lost.key_start, lost.value.end), "")]


def _expect_name(text: str) -> None:
    if not text or text[0] in "'\"" or any(char.isspace() or char in "=#" for char in text):
        raise ChangeRefusedError("this is not a valid variable name")
