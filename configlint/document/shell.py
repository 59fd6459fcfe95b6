"""Lines that set variables of the environment, in the notation of shells or of systemd -> the table of those variables.

Bourne shells (`export NAME=value`), fish (`set -gx NAME value`), PowerShell (`$env:NAME = "value"`) and systemd
(`Environment=NAME=value`) cannot be confused, so one reader is enough. Nothing is run: a value is what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.document.change import read_only
from configlint.document.nodes import Entry, Parsed, Scalar, Table

_NAME = r"[A-Za-z_]\w*"
_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'"
_PRINTED = r"\$?\([^()\n]*\)"  # what a command prints
#: What introduces lines of each kind, and the pairs of name and value after it.
_LINES = (
    (
        r"^[ \t]*(?:export|(?:declare|typeset)[ \t]+-\w*x)[ \t]+",
        rf"(?P<name>{_NAME})=(?P<value>{_QUOTED}|{_PRINTED}|[^\s;&|#\"']*)",
    ),
    (
        r"^[ \t]*set[ \t]+(?:-\w+[ \t]+|--\w+[ \t]+)*(?:-\w*x\w*|--export)[ \t]+(?:-\w+[ \t]+|--\w+[ \t]+)*",
        rf"^(?P<name>{_NAME})[ \t]+(?P<value>{_QUOTED}|{_PRINTED}|[^\s;#\"']+)",
    ),
    (r"^[ \t]*\$env:", rf"^(?P<name>{_NAME})[ \t]*=[ \t]*(?P<value>{_QUOTED}|{_PRINTED}|\$env:\w+)"),
    (r"^Environment=", rf"(?P<quote>[\"']?)\b(?P<name>{_NAME})=(?P<value>(?(quote)[^\"'\n]*|[^\s\"']*))"),
)


def parse(text: str, dialect: str = "") -> Parsed:
    """Read the variables that a file sets, and ignore everything else. What is set last applies, as in a shell."""
    root = Table(0, len(text))
    for entry in _entries(text):
        root.entries[entry.key] = entry
    return Parsed(root, [])


def _entries(text: str) -> Iterator[Entry]:
    for line in re.finditer(r"^.+$", text, re.MULTILINE):
        for start, pair in _LINES:
            opened = re.match(start, line[0], re.IGNORECASE)
            if opened is None:
                continue
            base = line.start() + opened.end()
            for found in re.finditer(pair, line[0][opened.end() :]):
                text = _default(found["name"], _bare(found["value"]))
                value = Scalar(base + found.start("value"), base + found.end("value"), text)
                yield Entry(found["name"], base + found.start("name"), base + found.end("name"), value)


def _default(name: str, value: str) -> str:
    """Return what a variable is set to if it is not set before: `v` for `${NAME:-v}`."""
    found = re.fullmatch(r"\$\{(\w+):?[-=](.*)\}", value)
    return found[2] if found is not None and found[1] == name else value


def _bare(value: str) -> str:
    """Return a value without its quotes."""
    return value[1:-1] if value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1 else value


__getattr__ = read_only("configlint does not write files of this kind")
