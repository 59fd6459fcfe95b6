"""References inside values (`${NAME}`, `{env:NAME}`, `os.environ/NAME` …), as each tool writes and resolves them.

A syntax is data: the text of a reference with NAME (an identifier), TEXT (anything up to what follows) and
DEFAULT in it; a blank stands for optional blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from configlint.records import Record

_PARTS = {"NAME": r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)", "DEFAULT": r"(?P<default>[^}]*)"}


class Reference(Record):
    """One reference found in a text: its offsets, how it stands there, the name, and the default beside it, if any."""

    start: int
    end: int
    text: str
    name: str
    default: str | None


@cache
def pattern(syntax: str) -> re.Pattern[str]:
    """Compile a syntax such as `${NAME:-DEFAULT}`."""
    result = ""
    for part in re.split(r"(NAME|TEXT|DEFAULT| )", syntax):
        if part == "TEXT":
            closing = syntax.partition("TEXT")[2][:1]
            result += f"(?P<name>[^{re.escape(closing)}]*)" if closing else "(?P<name>.+)"
        elif part == " ":
            result += r"\s*"
        else:
            result += _PARTS.get(part) or re.escape(part)
    return re.compile(result)


@cache
def head(syntax: str) -> str:
    """Return the literal text every reference of this syntax begins with."""
    return min((syntax.partition(word)[0] for word in ("NAME", "TEXT", "DEFAULT", " ")), key=len)


def find(syntax: str, text: str, *, whole: bool = False) -> list[Reference]:
    """Return the references of one syntax in `text`; with `whole`, only one that is the entire text."""
    if head(syntax) not in text:
        return []
    compiled = pattern(syntax)
    matches = [compiled.fullmatch(text)] if whole else list(compiled.finditer(text))
    return [
        Reference(match.start(), match.end(), match[0], match["name"], match.groupdict().get("default"))
        for match in matches
        if match is not None
    ]


#: Syntaxes of any tool, to notice a reference that this tool would send as it stands.
_ANYWHERE = (
    "${{ secrets.NAME }}",
    "{{ env.NAME }}",
    "${env:NAME}",
    "{env:NAME}",
    "{file:TEXT}",
    "${NAME:-DEFAULT}",
    "${NAME}",
)
#: The same, where only a value that is nothing else can be told from an ordinary one.
_ALONE = ("$NAME", "%NAME%", "os.environ/NAME", "$env:NAME", "process.env.NAME", "os.environ['NAME']")


@lru_cache(maxsize=256)  # asked about the same values again for each tool that reads a file
def foreign(text: str) -> str | None:
    """Return the first reference, in the syntax of any tool, that stands in `text`, or None."""
    for syntax in _ALONE:
        if any(reference.name.isupper() for reference in find(syntax, text, whole=True)):
            return text
    for syntax in _ANYWHERE:
        for reference in find(syntax, text):
            return text[reference.start : reference.end]
    return None


def name_in(reference: str) -> str:
    """Return the variable that a reference of any syntax names."""
    for syntax in (*_ALONE, *_ANYWHERE):
        for found in find(syntax, reference, whole=True):
            return found.name
    return reference


def replace(
    text: str, syntaxes: list[dict[str, Any]], value_of: Callable[[dict[str, Any], Reference], str | None]
) -> str | None:
    """Replace every reference of `syntaxes` by `value_of(syntax, reference)`.

    The syntaxes are looked for one after another in what the earlier ones left. Returns None as soon as one value is
    None, which means that it cannot be known.
    """
    for syntax in syntaxes:
        parts: list[str] = []
        at = 0
        for reference in find(syntax["syntax"], text, whole=syntax.get("whole", False)):
            value = value_of(syntax, reference)
            if value is None:
                return None
            parts += [text[at : reference.start], value]
            at = reference.end
        if parts:
            text = "".join([*parts, text[at:]])
    return text
