"""References inside values (`${NAME}`, `{env:NAME}`, `os.environ/NAME` …), as each tool writes and resolves them.

A syntax is written as a reference with NAME (an identifier), TEXT (anything up to what follows) and DEFAULT in it; a
space stands for optional spaces.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from configlint.engine.language import Syntax
from configlint.records import Record

_PARTS = {"NAME": r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)", "DEFAULT": r"(?P<default>[^}]*)"}


class Reference(Record):
    """A reference in a string: its offsets, itself, the name in it, and the default in it, if any."""

    start: int
    end: int
    text: str
    name: str
    default: str | None


@cache
def syntax(text: str) -> Syntax:
    """Return the syntax that `text` shows, such as `${NAME:-DEFAULT}`, for variables that are kept where not set."""
    head = min((text.partition(word)[0] for word in ("NAME", "TEXT", "DEFAULT", " ")), key=len)
    expression = ""
    for part in re.split(r"(NAME|TEXT|DEFAULT| )", text):
        if part == "TEXT":
            closing = text.partition("TEXT")[2][:1]
            expression += f"(?P<name>[^{re.escape(closing)}]*)" if closing else "(?P<name>.+)"
        elif part == " ":
            expression += r"\s*"
        else:
            expression += _PARTS.get(part) or re.escape(part)
    return Syntax(text, head, expression, has_fallback="DEFAULT" in text)


def find(syntax: Syntax, text: str, *, whole: bool = False) -> list[Reference]:
    """Return the references of one syntax in `text`; with `whole`, only one that is the entire text."""
    if syntax.kind == "escape" or syntax.head not in text:
        return []
    compiled = _compiled(syntax.expression)
    matches = [compiled.fullmatch(text)] if whole else list(compiled.finditer(text))
    return [
        Reference(match.start(), match.end(), match[0], match["name"], match.groupdict().get("default"))
        for match in matches
        if match is not None
    ]


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


#: Syntaxes of any tool, to notice a reference that this tool would send unresolved.
_ANYWHERE = (
    "${{ secrets.NAME }}",
    "${{ env.NAME }}",
    "${{ vars.NAME }}",
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
    """Return the first reference in `text`, in the syntax of any tool, or None."""
    for shown in _ALONE:
        if any(reference.name.isupper() for reference in find(syntax(shown), text, whole=True)):
            return text
    for shown in _ANYWHERE:
        for reference in find(syntax(shown), text):
            return reference.text
    return None


def name_in(reference: str) -> str:
    """Return the variable that a reference of any syntax names."""
    for shown in (*_ALONE, *_ANYWHERE):
        for found in find(syntax(shown), reference, whole=True):
            return found.name
    return reference
