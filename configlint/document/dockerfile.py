"""Dockerfile text -> the table of variables that its ENV instructions set.

Docker's rules: https://docs.docker.com/reference/dockerfile/#env
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.document.change import read_only
from configlint.document.nodes import Entry, Parsed, Scalar, Table

#: An instruction with its continuation lines (comment lines between them do not end it).
_ENV = r"^[ \t]*ENV[ \t]+((?:[^\n\\]|\\\n(?:[ \t]*#[^\n]*\n)*|\\.)*)"
#: NAME=value, where the value consists of quoted and bare pieces.
_PAIR = r"([A-Za-z_][\w.-]*)=((?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|\\.|[^\s\"'\\])*)"
#: The legacy form, one variable per instruction.
_OLD = r"([A-Za-z_][\w.-]*)[ \t]+([^\n]+)"
_PIECE = r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|\\(.)|([^\s\"'\\]+)"


def parse(text: str, dialect: str = "") -> Parsed:
    """Read the variables that a Dockerfile's ENV instructions set, and ignore everything else.

    Setting a variable again is not a duplicate: PATH grows that way, and each build stage sets its own variables.
    """
    root = Table(0, len(text))
    for start, end, name, value, at, until in _variables(text):
        root.entries[name] = Entry(name, start, end, Scalar(at, until, value))
    return Parsed(root, [])


def _variables(text: str) -> Iterator[tuple[int, int, str, str, int, int]]:
    """Yield the span of each name, the name, its value, and the span of the value."""
    for instruction in re.finditer(_ENV, text, re.MULTILINE | re.IGNORECASE | re.DOTALL):
        pairs = list(re.finditer(_PAIR, instruction[1]))
        old = re.match(_OLD, instruction[1])
        for match in [old] if old is not None and not pairs else pairs:
            base = instruction.start(1)
            value = match[2].rstrip() if match is old else "".join(map(_bare, re.finditer(_PIECE, match[2])))
            at = base + match.start(2)
            yield base + match.start(1), base + match.end(1), match[1], value, at, at + len(match[2].rstrip())


def _bare(piece: re.Match[str]) -> str:
    """Return one piece of a value without its quotes or backslash."""
    return next(group for group in piece.groups() if group is not None)


__getattr__ = read_only("configlint does not write Dockerfiles")
