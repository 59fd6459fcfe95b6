"""A `.env` that several tools read: what counts for all of them, and what one of its variables means to each."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.document.document import Document
from configlint.document.nodes import Table
from configlint.engine.layers import VARIABLES
from configlint.engine.requests import Request, requests_of
from configlint.engine.values import Place
from configlint.lint.evaluate import Reported, diagnostic_of, judge, read, speaker, used
from configlint.lint.inputs import Group, Input
from configlint.profiles import recognition
from configlint.rules.connection import Connections
from configlint.rules.context import Context, Shared
from configlint.rules.registry import PARTS_OF_CONNECTIONS, SHARED, rules_about

#: What messages call a program that is only assumed to be there.
_SOME = "the program"


class _Verdicts:
    """What each tool that is only assumed to read a `.env` says about it, and whose values are where."""

    def __init__(self, context: Context, document: Document) -> None:
        self.reports: dict[str, list[Reported]] = {}
        self._context = context
        self._document = document
        self._users: dict[int, set[str]] = {}
        self._doubtful_users: dict[int, set[str]] = {}

    def ask(self, match: recognition.Match, only: Collection[str] | None = None) -> None:
        """Add the verdict of a tool; `only` as for judge."""
        group = [(self._document, match)]
        reading = read(self._context.knowledge, self._context.host, group, faulty_too=True, name=_SOME)
        looks = Connections(self._context, reading, [self._document])
        self.reports[match.tool] = list(judge(self._context, reading, looks, group, only))
        for one in looks:
            users = self._users if one.may_be_served else self._doubtful_users
            for _, start in used([one.request], [self._document]):
                users.setdefault(start, set()).add(match.tool)

    @property
    def undecided(self) -> set[str] | None:
        """The rules that may still count, None for all: those about connections, and those about files that each tool
        so far has broken.
        """
        found = self.reports.values()
        broken = [{one.diagnostic.rule for one in reports if not one.about_connection} for reports in found]
        about_connections = {rule.name for rule in rules_about(*PARTS_OF_CONNECTIONS)}
        return set.intersection(*broken) | about_connections if broken else None

    @property
    def values(self) -> list[int]:
        """Where the values are that requests are made of."""
        return sorted(self._users.keys() | self._doubtful_users.keys())

    def users(self, start: int) -> list[str]:
        """Return the tools that use the value there: those whose API the host may serve, or if there are none, all.

        Nothing says that an app which reads any `.env` itself is used here: it cannot outvote libraries.
        """
        users = self._users.get(start) or self._doubtful_users.get(start, set())
        apps = self._context.knowledge.index.apps
        if not users.issubset(apps):
            users = {tool for tool in users if tool not in apps or self._complains(tool, start)}
        return [tool for tool in self.reports if tool in users]

    def _complains(self, tool: str, start: int) -> bool:
        return any(one.about_connection and one.diagnostic.start == start for one in self.reports[tool])

    def disputed(self) -> Iterator[str]:
        """Yield the variables about which something may still be found.

        Every tool so far that uses the value has found something there, or none uses it. All are when something is
        wrong with the file as such.
        """
        wrong = {tool: {one.diagnostic.start for one in reports} for tool, reports in self.reports.items()}
        about_file = any(not one.about_connection for reports in self.reports.values() for one in reports)
        root = self._document.root
        for name, entry in root.entries.items() if isinstance(root, Table) else ():
            where = range(entry.key_start, entry.value.end)
            readers = self.users(entry.value.start)
            if about_file or all(any(start in where for start in wrong[tool]) for tool in readers):
                yield name


def agreed(context: Context, item: Input) -> Iterator[Reported]:
    """Check a `.env` that several tools are only assumed to read.

    A finding counts when all of those that use the value agree (or have an error each), and one about the file when all
    do; what is wrong for some and right for others is a note. Nothing counts about a variable whose name says nothing
    about its purpose, or that a tool reads which is there. As none of these tools may be there, none is named.
    """
    document, knowledge = item.document, context.knowledge
    verdicts = _Verdicts(context, document)
    disputed = list(verdicts.disputed())
    for match in item.assumed:
        if match.tool in knowledge.index.sdks or recognition.is_concerned(knowledge, match.tool, disputed):
            verdicts.ask(match, verdicts.undecided)
            disputed = list(verdicts.disputed())
    ignored = {*recognition.common_variables(knowledge, document), *item.settled}
    areas = [_area(document, name) for name in ignored]
    for one in [*_verdict(verdicts, knowledge), *_unread_by_some(context, item, verdicts)]:
        start = one.diagnostic.start
        is_ignored = any(start in area for area in areas)
        if not is_ignored and (one.about_connection or not item.settled or _is_in_variable(document, start)):
            yield one.replace(diagnostic=_unnamed(one.diagnostic))


def _area(document: Document, name: str) -> range:
    entry = document.entry((name,))
    return range(entry.key_start, entry.value.end + 1) if entry is not None else range(0)


def _is_in_variable(document: Document, start: int) -> bool:
    root = document.root
    return isinstance(root, Table) and any(start in _area(document, name) for name in root.entries)


def _unnamed(one: Diagnostic) -> Diagnostic:
    message = one.message
    return one.replace(tool="", message=message[:1].upper() + message[1:] if message.startswith(_SOME) else message)


def _verdict(verdicts: _Verdicts, knowledge: Knowledge) -> Iterator[Reported]:
    reported: set[int] = set()
    for reports in verdicts.reports.values():
        for one in reports:
            start = one.diagnostic.start
            agreeing = {other.tool for same in verdicts.reports.values() for other in same if other.key == one.key}
            asked = verdicts.users(start) if one.about_connection else verdicts.reports
            if agreeing.issuperset(asked):
                reported.add(start)
                yield one
    for start in verdicts.values:
        if start not in reported:
            yield from _at_odds(verdicts, start, knowledge)


def _at_odds(verdicts: _Verdicts, start: int, knowledge: Knowledge) -> Iterator[Reported]:
    """Yield an error for a value that is wrong for each of its users, though not in the same way; a note for one that
    is wrong for some of them.
    """
    users = verdicts.users(start)
    errors = {tool: one for tool in users if (one := _error_at(start, verdicts.reports[tool])) is not None}
    if not errors:
        return
    chosen = speaker(errors.values())
    said = chosen.diagnostic.replace(fix=None)
    if len(errors) < len(users):
        wrong = _few(knowledge, list(errors))
        right = _few(knowledge, [tool for tool in users if tool not in errors])
        said = said.replace(severity=NOTE, write="", help=f"Wrong for {wrong}; right for {right}")
    yield chosen.replace(diagnostic=said)


def _few(knowledge: Knowledge, tools: list[str]) -> str:
    """Return the names of tools as a list that fits into a line."""
    names = [knowledge.name_of(tool) for tool in tools]
    return ", ".join(names) if len(names) < 4 else f"{', '.join(names[:3])} and others"


def _unread_by_some(context: Context, item: Input, verdicts: _Verdicts) -> Iterator[Reported]:
    """Yield a note for a variable that some of the tools read which may be there, but no SDK does.

    Not where the folder shows who reads the file: then the others are not there.
    """
    if item.settled:
        return
    index, knowledge = context.knowledge.index, context.knowledge
    for name in recognition.variables_set(item.document):
        readers = [match.tool for match in item.assumed if match.tool in index.variables.get(name, ())]
        others = [tool for tool in index.unread.get(name, ()) if tool in index.sdks]
        for tool in others[:1] if readers and not set(index.sdks) & set(readers) else ():
            verdicts.ask(recognition.Match(tool, VARIABLES, os.path.dirname(item.path)))
            for one in verdicts.reports.pop(tool):
                if not one.about_connection and one.diagnostic.start in _area(item.document, name):
                    right, wrong = (_few(knowledge, tools) for tools in (readers, others))
                    note = one.diagnostic.replace(severity=NOTE, fix=None, message=f"{name} is not read by {wrong}")
                    yield one.replace(diagnostic=note.replace(help=f"It is read by {right}"))


def _error_at(start: int, reports: list[Reported]) -> Reported | None:
    """Return the first error about a connection that is reported at an offset."""
    errors = (one for one in reports if one.about_connection and one.is_error)
    return next((one for one in errors if one.diagnostic.start == start), None)


def shared_findings(context: Context, item: Input, inputs: Sequence[Input]) -> Iterator[Diagnostic]:
    """Check what a `.env` sets for several tools whose own files are in the same folder."""
    folder = os.path.dirname(item.path)
    by_tool: dict[str, Group] = {}
    for other in inputs if item.document.format == "dotenv" else ():
        for match in other.matches:
            if other.document.format != "dotenv" and match.root == folder and match.is_read:
                by_tool.setdefault(match.tool, []).append((other.document, match))
    for shared in _shared(context, item.document, by_tool) if len(by_tool) > 1 else ():
        for rule in rules_about(SHARED):
            for finding in rule.check(shared):
                yield diagnostic_of(context, rule, finding, next(iter(shared.requests)))


def _shared(context: Context, document: Document, by_tool: Mapping[str, Group]) -> Iterator[Shared]:
    """Yield the variables that become base URLs of several tools, once the `.env` is loaded into the environment."""
    data = document.data()
    values = {name: str(data[name]) for name in recognition.variables_set(document)} if isinstance(data, dict) else {}
    host = context.host.replace(environment=values)
    requests: dict[str, dict[str, Request]] = {}
    for tool, group in by_tool.items():
        for request in requests_of(read(context.knowledge, host, group)):
            base = request.base_url
            if request.active and request.url and base is not None and base.kind == "env" and base.name in values:
                requests.setdefault(base.name, {})[tool] = request
    for name, ones in requests.items():
        if len(ones) > 1:
            yield Shared(context, name, Place(document, (name,)), ones)
