"""TOML text -> a tree: tomllib provides the values, the scanner their positions."""

from __future__ import annotations

import tomllib

from configlint.document.nodes import List, Node, Parsed, Problem, Scalar, Table, UnreadableError
from configlint.document.toml_scanner import Scanner
from configlint.files.text import LineIndex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def parse(text: str, dialect: str = "") -> Parsed:
    """Read a document; the kind "toml-1.1" marks what TOML 1.0 does not allow."""
    # The scanner runs first because it limits the depth, which tomllib does not.
    scanner = Scanner(text)
    is_scanned = True
    try:
        scanner.scan()
    except UnreadableError as error:
        if error.problem.message:
            return Parsed(None, [error.problem])
        is_scanned = False
    problem = Problem("syntax", 0, 0, "this cannot be read as TOML")
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        problem = _problem(text, scanner, error)
    else:
        if is_scanned:
            _fill(scanner.root, data)
            return Parsed(scanner.root, [])
    if is_scanned and scanner.newer and _fill_with_newer(scanner.root, text):
        message = f"not valid before TOML 1.1: {problem.message}"
        return Parsed(scanner.root, [problem.replace(kind="toml-1.1", message=message)])
    return Parsed(None, [problem])


def _fill_with_newer(root: Table, text: str) -> bool:
    """Let tomlkit read what could be TOML 1.1, and return True if it is."""
    import tomlkit

    try:
        _fill(root, tomlkit.parse(text).unwrap())
    except Exception:  # tomlkit raises errors of many kinds, and accepts texts that the scanner reads differently
        return False
    return True


def _problem(text: str, scanner: Scanner, error: Exception) -> Problem:
    """Return the problem for an error raised by tomllib, with its position."""
    message, _, place = str(error).rpartition(" (at ")
    if message == "Cannot overwrite a value" and scanner.repeat:
        first, second = scanner.repeat
        line, _ = LineIndex(text).position(first.key_start)
        message = f"Duplicate key `{second.key}` (first defined on line {line})"
        return Problem("duplicate-key", second.key_start, second.key_end, message)
    if message.startswith(("Cannot declare", "Cannot redefine", "Cannot mutate")):
        message = "This table is already defined elsewhere"
    words = place.rstrip(")").replace(",", "").split()
    if isinstance(error, tomllib.TOMLDecodeError) and words[:1] == ["line"]:
        at = LineIndex(text).span(int(words[1]))[0] + int(words[3]) - 1
        return Problem("syntax", at, min(at + 1, len(text)), message)
    if isinstance(error, tomllib.TOMLDecodeError):
        return Problem("syntax", len(text), len(text), message or str(error))
    return Problem("syntax", 0, 0, "a number or date in this file cannot be read")


def _fill(node: Node, data: Any) -> None:
    """Copy the values that tomllib read into the tree that the scanner made."""
    if isinstance(node, Table):
        for key, entry in node.entries.items():
            _fill(entry.value, data[key])
    elif isinstance(node, List):
        for item, value in zip(node.items, data, strict=True):
            _fill(item, value)
    elif isinstance(node, Scalar):
        node.value = data
