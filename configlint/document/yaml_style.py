"""Plain values and the layout around them -> YAML text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.document.nodes import List, Node, Scalar, Table, walk
from configlint.document.yaml import parse
from configlint.files.text import indentation, line_break, line_end, line_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Layout:
    """How a document is laid out near an offset: line breaks, quotes, and the indentation of nested values."""

    def __init__(self, document: Document, at: int, quote: str) -> None:
        self.newline = line_break(document.text, at)
        self.quote = quote
        self.unit = _depth(document, Table) or "  "
        dash = _depth(document, List)
        self.dash = self.unit if dash is None else dash

    def entries(self, table: dict[str, Plain], indent: str) -> str:
        """Write the lines of a table; the first one is not indented."""
        lines = [f"{key_text(key)}:{self.behind_colon(value, indent)}" for key, value in table.items()]
        return (self.newline + indent).join(lines)

    def behind_colon(self, value: Plain, indent: str) -> str:
        """Write a value after the colon of a key with the given indentation."""
        if isinstance(value, dict) and value:
            indent += self.unit
            return self.newline + indent + self.entries(value, indent)
        if isinstance(value, list) and value:
            indent += self.dash
            lines = [f"- {self.item(item, indent + '  ')}" for item in value]
            return self.newline + indent + (self.newline + indent).join(lines)
        return " " + self.item(value, indent)

    def item(self, value: Plain, indent: str) -> str:
        """Write a value after a dash, with its further lines indented as given."""
        if isinstance(value, dict) and value:
            return self.entries(value, indent)
        if isinstance(value, dict | list):
            return flow(value, self.quote)
        return scalar_text(value, self.quote, in_brackets=False)


def _depth(document: Document, kind: type[Table] | type[List]) -> str | None:
    """Return how much deeper than its key the first table (or list) below a key is indented."""
    text = document.text
    for _, entry, node in walk(document.root):
        if entry and isinstance(node, kind) and entry.key_end < line_start(text, node.start):
            column = node.start - line_start(text, node.start)
            return " " * (column - (entry.key_start - line_start(text, entry.key_start)))
    return None


def quote_of(text: str, nodes: Sequence[Node]) -> str:
    """Return the quote of the last string among `nodes`, or an empty string if it has none."""
    starts = [text[node.start] for node in nodes if isinstance(node, Scalar) and isinstance(node.value, str)]
    return starts[-1] if starts and starts[-1] in "'\"" else ""


def flow(value: Plain, quote: str) -> str:
    """Write a value on one line, with brackets around tables and lists."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text(key)}: {flow(item, quote)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item, quote) for item in value) + "]"
    return scalar_text(value, quote, in_brackets=True)


def key_text(key: str) -> str:
    """Write a key, in quotes only if it needs them."""
    return key if key != "<<" and _is_plain(key, in_brackets=True) else _in_double_quotes(key)


def scalar_text(value: Plain, like: str, in_brackets: bool) -> str:
    """Write a scalar; a string in the style that starts with `like`, if that can express it."""
    if isinstance(value, str):
        if like == "'" and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        if like not in ("'", '"') and _is_plain(value, in_brackets):
            return value
        return _in_double_quotes(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    number = repr(value)
    # YAML 1.1 reads a number with an exponent as a string unless it has a dot.
    return number if "." in number else number.replace("e", ".0e")


def _is_plain(value: str, in_brackets: bool) -> bool:
    """Return True if YAML 1.2 and 1.1 both read a string without quotes as that same string."""
    before, behind = ("[ ", " ]") if in_brackets else ("- ", "\n")
    start, end = len(before), len(before) + len(value)
    for dialect in "", "1.1":
        root = parse(before + value + behind, dialect).root
        if not isinstance(root, List) or len(root.items) != 1:
            return False
        item = root.items[0]
        if not isinstance(item, Scalar) or item.value != value or (item.start, item.end) != (start, end):
            return False
    return True


def _in_double_quotes(value: str) -> str:
    return '"' + "".join(_ESCAPES.get(char) or _escaped(char) for char in value) + '"'


def _escaped(char: str) -> str:
    code = ord(char)
    if char.isprintable():
        return char
    if 0xD800 <= code <= 0xDFFF:
        raise ChangeRefusedError("the new value has characters that cannot be stored in this file")
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def block_text(text: str, start: int, end: int, value: Plain) -> str | None:
    """Write a string as a block (`|` or `>`) in place of another, or return None if a block cannot express it."""
    header_end = line_end(text, start)
    header = text[start:header_end]
    indicators = header[1:].partition("#")[0]
    at_end = line_end(text, end) == len(text)
    if not isinstance(value, str) or any(char.isdigit() for char in indicators):
        return None
    body = value.removesuffix("\n")
    has_break = body != value
    if not body.strip() or body[0] in " \t\n" or body.endswith("\n") or (has_break and at_end):
        return None
    if not all(char.isprintable() or char in "\n\t" for char in body):
        return None
    first = end - len(text[header_end:end].lstrip())
    if first == end:
        return None
    indent = indentation(text, first)
    newline = line_break(text, start)
    style = "|" if "\n" in body else header[0]
    lines = [indent + line if line else "" for line in body.split("\n")]
    return newline.join([style + ("" if has_break else "-") + header[1:].lstrip("+-"), *lines])
