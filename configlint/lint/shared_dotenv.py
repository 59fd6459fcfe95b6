"""A `.env` that several tools read: what counts for all of them, and what one of its variables means to each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from configlint.diagnostics.diagnostic import ERROR, Diagnostic, span
from configlint.document.document import Document
from configlint.document.nodes import Table
from configlint.engine.requests import Request, requests_of
from configlint.engine.values import Place
from configlint.lint.evaluate import Reported, diagnostic_of, judge, read, used
from configlint.lint.inputs import Group, Input
from configlint.profiles import recognition
from configlint.rules.context import Context, Shared
from configlint.rules.registry import SHARED, rules_about


class _Verdicts:
    """What each tool that is only assumed to read a `.env` says about it, and whose values are where."""

    def __init__(self, context: Context, document: Document) -> None:
        self.reports: dict[str, list[Reported]] = {}
        self.users: dict[int, set[str]] = {}
        self._context = context
        self._document = document

    def ask(self, match: recognition.Match) -> None:
        """Add the verdict of a tool."""
        group = [(self._document, match)]
        reading = read(self._context.knowledge, self._context.host, group, faulty_too=True)
        requests = requests_of(reading)
        self.reports[match.tool] = list(judge(self._context, reading, requests, group))
        for _, start in used(requests, [self._document]):
            self.users.setdefault(start, set()).add(match.tool)

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
            readers = self.users.get(entry.value.start, ())
            if about_file or all(any(start in where for start in wrong[tool]) for tool in readers):
                yield name


def agreed(context: Context, item: Input) -> Iterator[Reported]:
    """Check a `.env` that several tools are only assumed to read.

    A finding counts when all of those that use the value agree (or have an error each), and one about the file when all
    do: what is wrong for one program may be right for another. Nothing counts about a variable whose name says nothing
    about its purpose.
    """
    document = item.document
    verdicts = _Verdicts(context, document)
    for match in item.assumed:
        names = verdicts.disputed()
        if not verdicts.reports or recognition.is_concerned(context.knowledge, match.tool, names):
            verdicts.ask(match)
    common = recognition.common_variables(context.knowledge, document)
    vague = {span(Place(document, (name,)))[0] for name in common}
    reported: set[int] = set()
    for reports in verdicts.reports.values():
        for one in reports:
            start = one.diagnostic.start
            agreeing = {other.tool for same in verdicts.reports.values() for other in same if other.key == one.key}
            asked = verdicts.users.get(start, set()) if one.about_connection else set(verdicts.reports)
            if asked <= agreeing and start not in vague:
                reported.add(start)
                yield one
    yield from _wrong_for_all(verdicts, vague | reported)


def _wrong_for_all(verdicts: _Verdicts, done: set[int]) -> Iterator[Reported]:
    """Yield an error for each value that is wrong for each of its users, though not in the same way."""
    for start in sorted(verdicts.users.keys() - done):
        asked = [tool for tool in verdicts.reports if tool in verdicts.users[start]]
        errors = [_error_at(start, verdicts.reports[tool]) for tool in asked]
        wrong = [one for one in errors if one is not None]
        if len(wrong) == len(errors) > 0:
            # The one that knows a way out speaks for all.
            chosen = next((one for one in wrong if one.diagnostic.write), wrong[0])
            yield chosen.replace(diagnostic=chosen.diagnostic.replace(fix=None))


def _error_at(start: int, reports: list[Reported]) -> Reported | None:
    """Return the first error about a connection that is reported at an offset."""
    return next(
        (
            one
            for one in reports
            if one.about_connection and one.diagnostic.start == start and one.diagnostic.severity == ERROR
        ),
        None,
    )


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
