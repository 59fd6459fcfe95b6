"""The profile of a shell -> what it sets for all programs, and what each of its functions sets when it is called."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from configlint.document.document import Document
from configlint.document.nodes import plain
from configlint.records import Record

#: Where a function of Bourne shells, fish or PowerShell begins, and where one ends that is on a single line.
_HEAD = re.compile(r"([ \t]*)(?:function[ \t]+([\w.:-]+)|([\w.:-]+)[ \t]*\(\))(.*)", re.DOTALL)
_WHOLE = re.compile(r"[^{;]*[{;](.*)(?:\}|\bend)\s*")
_END = re.compile(r"([ \t]*)(?:\}|end\b)")
#: What a function was called with, or has in a variable of its own.
_ARGUMENT = re.compile(r"\$\{?(?:[@*#\d]|(?!env:)[a-z])")


class Function(Record):
    """A function that is called by hand, with the variables that it sets for the programs that it starts."""

    name: str
    lines: range
    body: str
    variables: Mapping[str, str] = {}

    def command(self, programs: Collection[str]) -> list[str]:
        """Return the words of the line that starts one of the programs, or an empty list."""
        lines = ([word.strip("\"'") for word in line.split()] for line in self.body.splitlines())
        started = (words[1:] if words[:1] == ["command"] else words for words in lines)
        return next((words for words in started if words and words[0] in programs), [])


def model_asked(arguments: Iterable[str]) -> str:
    """Return the model that is named on a command line, or an empty string."""
    words = [part for word in arguments for part in word.split("=", 1 if word.startswith("--") else 0)]
    named = (value for option, value in itertools.pairwise(words) if option in ("--model", "-m"))
    return next((value for value in named if "$" not in value), "")


def depends_on_call(value: str) -> bool:
    """Return True for a value that is known only when a function is called."""
    return _ARGUMENT.search(value) is not None


def outside(document: Document) -> Document:
    """Return the profile without the functions that it does not call itself: they set nothing until then."""
    lines = document.text.splitlines(keepends=True)
    for function in _uncalled(lines):
        for number in function.lines:
            lines[number] = re.sub(r"[^\r\n]", " ", lines[number])
    return Document.of("".join(lines), document.format, document.path)


def functions(document: Document) -> Iterator[Function]:
    """Yield the functions that set variables; those that depend on how a function is called are left out."""
    for function in _uncalled(document.text.splitlines(keepends=True)):
        data = plain(Document.of(function.body, "shell", "").root)
        found = {name: str(value) for name, value in data.items()} if isinstance(data, dict) else {}
        variables = {name: value for name, value in found.items() if not depends_on_call(value)}
        if variables:
            yield function.replace(variables=variables)


def _uncalled(lines: list[str]) -> list[Function]:
    found = list(_defined(lines))
    inside = {number for one in found for number in one.lines}
    called = {line.split()[0] for number, line in enumerate(lines) if number not in inside and line.strip()}
    return [one for one in found if one.name not in called]


def _defined(lines: list[str]) -> Iterator[Function]:
    """Yield the functions: each ends with the first line that closes something as far to the left as it begins."""
    head, start = None, 0
    for number, line in enumerate(lines):
        if head is None:
            head, start = _HEAD.match(line), number
            whole = _WHOLE.fullmatch(head[4]) if head is not None else None
            if head is not None and whole is not None:
                yield Function(head[2] or head[3], range(number, number + 1), re.sub(r";[ \t]*", "\n", whole[1]))
                head = None
        elif (end := _END.match(line)) is not None and end[1] == head[1]:
            yield Function(head[2] or head[3], range(start, number + 1), "".join(lines[start + 1 : number]))
            head = None
