"""From files to diagnostics: which tools read them, what each would send, and what the rules say to that."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from configlint.catalog import store
from configlint.diagnostics import fix
from configlint.diagnostics.diagnostic import ERROR, Diagnostic, Related, span
from configlint.diagnostics.fix import Fix
from configlint.document.document import Document
from configlint.document.nodes import Table
from configlint.engine import connections, layers
from configlint.engine.profile import Profile
from configlint.engine.reading import Machine, Reading
from configlint.engine.requests import Request, requests_of
from configlint.engine.values import Place, Value
from configlint.lint.container_env import Environment, containers
from configlint.lint.inputs import Subject, groups, inside
from configlint.profiles import load, recognition
from configlint.profiles.recognition import Match
from configlint.records import Record
from configlint.rules.context import Connection, File, Finding, Shared
from configlint.rules.registry import RULES, Rule, rules_about
from configlint.secrets import redaction


class Reported(Record):
    """A diagnostic, the tool it came up for, and whether it is about a connection or about the file as such."""

    diagnostic: Diagnostic
    tool: str
    about_connection: bool


def check(subjects: list[Subject], machine: Machine) -> list[Diagnostic]:
    """Check documents, together where one tool reads several of them. Each finding is reported once."""
    found: dict[tuple[str, int, int], Diagnostic] = {}
    for subject in subjects:
        for reported in _judge(subject, machine):
            _add(found, reported.diagnostic)
    for group in groups(subjects, machine):
        for reported in _evaluate(group, machine):
            _add(found, reported.diagnostic)
    for diagnostic in _shared_findings(subjects, machine):
        _add(found, diagnostic)
    order = {id(subject.document): number for number, subject in enumerate(subjects)}
    heard = _unsilenced(found.values(), subjects, machine)
    return sorted(heard, key=lambda one: (order.get(id(one.document), 0), one.start, one.code))


def _unsilenced(found: Iterable[Diagnostic], subjects: list[Subject], machine: Machine) -> list[Diagnostic]:
    """Leave out what comments in the files silence, and add what the rules say about those comments."""
    marked = [subject for subject in subjects if "configlint:" in subject.document.text]
    if not marked:
        return list(found)
    from configlint.diagnostics.suppressions import Ignores
    from configlint.rules.ignore import Comments

    ignores = {id(subject.document): Ignores(subject.document.text) for subject in marked}

    def is_heard(one: Diagnostic) -> bool:
        at = ignores.get(id(one.document))
        return at is None or not at.silence(one.code, one.rule, one.position[0])

    heard = list(filter(is_heard, found))
    for subject in marked:
        readers = [match for match in [*subject.matches, *subject.assumed] if not match.instead]
        comments = Comments(subject.document, ignores[id(subject.document)], machine.environment is not None)
        for rule in rules_about("comment") if readers else ():
            profile = load(readers[0].tool)
            heard += filter(is_heard, [_diagnostic(rule, one, profile) for one in rule.look(comments)])
    return heard


def _add(found: dict[tuple[str, int, int], Diagnostic], diagnostic: Diagnostic) -> None:
    first = found.setdefault(_key(diagnostic), diagnostic)
    if diagnostic.tool not in (first.tool, *first.also):
        first = first.replace(also=(*first.also, diagnostic.tool))
    # What one tool needs may be wrong for another that reads the same value.
    found[_key(first)] = first if diagnostic.fix == first.fix else first.replace(fix=None)


def _key(diagnostic: Diagnostic) -> tuple[str, int, int]:
    return diagnostic.code, id(diagnostic.document), diagnostic.start


def _judge(subject: Subject, machine: Machine) -> Iterator[Reported]:
    """Check one document for every tool that reads it."""
    for match in subject.matches:
        reports = list(_evaluate([(subject.document, match)], machine))
        yield from _dated(reports, subject.document, match, machine) if reports else ()
        for container in containers(subject.document, load(match.tool)):
            yield from _inside(Environment(container, subject.path), machine)
    if subject.assumed:
        yield from _agreed(subject, machine)


def _inside(environment: Environment, machine: Machine) -> Iterator[Reported]:
    """Check what a container's variables come to for the programs in it, which may be any that read them.

    What depends on more than the file is left out: the `.env` that stands for it is none on this machine.
    """
    subject = inside(environment.document, machine)
    for one in _judge(subject, machine) if subject is not None else ():
        moved = environment.moved(one.diagnostic)
        if moved is not None and not RULES[moved.code].depends:
            yield one.replace(diagnostic=moved)


def _agreed(subject: Subject, machine: Machine) -> Iterator[Reported]:
    """Check a `.env` that several tools are only assumed to read.

    A finding counts when all of those that use the value agree (or have an error each), and one about the file when all
    do: what is wrong for one program may be right for another. Nothing counts about a variable whose name says nothing
    about its purpose.
    """
    verdicts: dict[str, list[Reported]] = {}
    users: dict[int, set[str]] = {}
    for match in subject.assumed:
        if verdicts and not recognition.concerned(match.tool, _disputed(subject.document, verdicts, users)):
            continue
        reading = read([(subject.document, match)], machine, faulty_too=True)
        requests = requests_of(reading)
        verdicts[match.tool] = list(_look(reading, requests, [(subject.document, match)]))
        for start in _used(requests, subject.document):
            users.setdefault(start, set()).add(match.tool)
    vague = {span(Place(subject.document, (name,)))[0] for name in recognition.common_variables(subject.document)}
    told: set[int] = set()
    for reports in verdicts.values():
        for one in reports:
            agreeing = {
                other.tool
                for same in verdicts.values()
                for other in same
                if _key(other.diagnostic) == _key(one.diagnostic)
            }
            asked = users.get(one.diagnostic.start, set()) if one.about_connection else set(verdicts)
            if asked <= agreeing and one.diagnostic.start not in vague:
                told.add(one.diagnostic.start)
                yield one
    for start in sorted(users.keys() - vague - told):
        errors = {tool: _error_at(start, verdicts[tool]) for tool in verdicts if tool in users[start]}
        wrong = [one for one in errors.values() if one is not None]
        if len(wrong) == len(errors) > 0:
            # Wrong for each of them, though not in the same way: the one that knows a way out speaks.
            spokesman = next((one for one in wrong if one.diagnostic.write), wrong[0])
            yield spokesman.replace(diagnostic=spokesman.diagnostic.replace(fix=None))


def _disputed(
    document: Document, verdicts: Mapping[str, list[Reported]], users: Mapping[int, set[str]]
) -> Iterator[str]:
    """Yield the variables of a `.env` about which something may still be found: every tool so far that uses the value
    has found something there, or none uses it. All are when something is wrong with the file as such.
    """
    wrong = {tool: {one.diagnostic.start for one in reports} for tool, reports in verdicts.items()}
    about_file = any(not one.about_connection for reports in verdicts.values() for one in reports)
    for name, entry in document.root.entries.items() if isinstance(document.root, Table) else ():
        where = range(entry.key_start, entry.value.end)
        readers = users.get(entry.value.start, ())
        if about_file or all(any(start in where for start in wrong[tool]) for tool in readers):
            yield name


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


def _dated(reports: list[Reported], document: Document, match: Match, machine: Machine) -> Iterator[Reported]:
    """Say of what older versions of the tool do not stumble over since which version it holds."""
    since: dict[tuple[str, int, int], str] = {}
    holding = {_key(one.diagnostic) for one in reports}
    boundaries: list[str] = store.load("index")["versions"].get(match.tool, [])
    for version in ["0", *reversed(boundaries)] if boundaries else []:
        older = match.replace(tool=f"{match.tool}@{version}")
        there = holding & {_key(one.diagnostic) for one in _evaluate([(document, older)], machine)}
        if version == "0":
            holding -= there  # what the oldest version stumbles over has no date
        else:
            holding = there
            since |= dict.fromkeys(holding, version)
        if not holding:
            break
    for one in reports:
        first = since.get(_key(one.diagnostic), "0")
        if first == "0" or first in one.diagnostic.message:
            yield one
            continue
        remark = f"{one.diagnostic.help} (since {load(match.tool).name} {first})".strip()
        yield one.replace(diagnostic=one.diagnostic.replace(help=remark))


def _values(request: Request, documents: Iterable[Document]) -> set[tuple[int, int]]:
    """Return where the values of a request stand that are written in `documents`."""
    return {(id(document), start) for document in documents for start in _used([request], document)}


def _used(requests: Iterable[Request], document: Document) -> Iterator[int]:
    """Yield where the values stand that the requests are made of."""
    for request in requests:
        values: list[Value | None] = [
            request.base_url,
            request.model,
            *(header.value for header in request.headers),
        ]
        for value in values:
            if value is not None and value.written is not None and value.written.document is document:
                yield span(value.written)[0]


def _shared_findings(subjects: list[Subject], machine: Machine) -> Iterator[Diagnostic]:
    """Check what each `.env` sets for several tools whose own files stand in the same folder."""
    for subject in subjects:
        folder = os.path.dirname(subject.path)
        by_tool: dict[str, list[tuple[Document, Match]]] = {}
        for other in subjects if subject.document.format == "dotenv" else ():
            for match in other.matches:
                if other.document.format != "dotenv" and match.root == folder and not match.instead:
                    by_tool.setdefault(match.tool, []).append((other.document, match))
        for shared in _shared(subject.document, by_tool, machine) if len(by_tool) > 1 else ():
            for rule in rules_about("shared"):
                for finding in rule.look(shared):
                    yield _diagnostic(rule, finding, load(next(iter(shared.requests))))


def _shared(
    document: Document, by_tool: Mapping[str, list[tuple[Document, Match]]], machine: Machine
) -> Iterator[Shared]:
    """Yield the variables that become base URLs of several tools, once the `.env` is loaded into the environment."""
    values = {name: str(document.data()[name]) for name in recognition.variables_set(document)}
    requests: dict[str, dict[str, Request]] = {}
    for tool, group in by_tool.items():
        for request in requests_of(read(group, machine.replace(environment=values))):
            base = request.base_url
            if request.active and request.url and base is not None and base.kind == "env" and base.name in values:
                requests.setdefault(base.name, {})[tool] = request
    for name, ones in requests.items():
        if len(ones) > 1:
            yield Shared(name, Place(document, (name,)), ones)


def _evaluate(group: list[tuple[Document, Match]], machine: Machine) -> Iterator[Reported]:
    if any(match.instead for _, match in group):
        document, match = group[0]
        file = File(document, load(match.tool), recognition.layer_of(load(match.tool), match), [], {}, [])
        yield from _file_findings(file)
        return
    reading = read(group, machine, faulty_too=True)
    yield from _look(reading, requests_of(reading), group)


def read(group: list[tuple[Document, Match]], machine: Machine, *, faulty_too: bool = False) -> Reading:
    """Read documents as the one tool does that all of them belong to; `faulty_too` as for layers.read."""
    given: dict[int, list[Document]] = {}
    for document, match in group:
        given.setdefault(match.layer, []).append(document)
    return layers.read(
        load(group[0][1].tool), machine.replace(directory=group[-1][1].root), given, faulty_too=faulty_too
    )


def of_reading(reading: Reading) -> list[Diagnostic]:
    """Return what the rules say about the files of one reading."""
    group = [
        (layer.document, Match(reading.profile.id, reading.profile.layers.index(layer.spec), ""))
        for layer in reading.layers
        if layer.document is not None and layer.spec in reading.profile.layers
    ]
    return [one.diagnostic for one in _look(reading, requests_of(reading), group)]


def _look(reading: Reading, requests: list[Request], group: list[tuple[Document, Match]]) -> Iterator[Reported]:
    """Run every rule over the files of one reading and over its connections."""
    profile = reading.profile
    documents = [document for document, _ in group]
    stops = connections.stops(reading)
    stops += [one.refused for one in requests if one.refused is not None and one.refused.rule == "invalid-value"]
    looks = [Connection(request, reading, documents, requests) for request in requests]
    for document, match in group:
        variables = {
            name: value
            for name, value in reading.variables.items()
            if value.place is not None and value.place.document is document
        }
        mine = [stop for stop in stops if stop.place is not None and stop.place.document is document]
        yield from _file_findings(File(document, profile, recognition.layer_of(profile, match), mine, variables, looks))
    reports = [list(_connection_findings(one, profile)) for one in looks]
    if profile.data.get("connections", {}).get("chosen_by") == "code" and len(reports) > 1:
        reports = [_common(reports, [_values(request, documents) for request in requests])]
    for one in reports:
        yield from one


def _common(reports: list[list[Reported]], values: list[set[tuple[int, int]]]) -> list[Reported]:
    """Return what holds whichever alternative a program chooses: what all report that use the value in question."""
    keys = [{_key(one.diagnostic) for one in report} for report in reports]
    found: dict[tuple[str, int, int], Reported] = {}
    for report in reports:
        for one in report:
            key = _key(one.diagnostic)
            asked = [number for number, used in enumerate(values) if key[1:] in used] or range(len(reports))
            if all(key in keys[number] for number in asked):
                found.setdefault(key, one)
    return list(found.values())


def _file_findings(file: File) -> Iterator[Reported]:
    for rule in rules_about("file"):
        for finding in rule.look(file):
            yield Reported(_diagnostic(rule, finding, file.profile), file.profile.id, False)


def _connection_findings(connection: Connection, profile: Profile) -> Iterator[Reported]:
    if not connection.is_mine:
        return
    spoken: set[tuple[int, int]] = set()
    for rule in rules_about("connection"):
        for finding in list(rule.look(connection)):
            start, _ = finding.span or span(finding.place)
            at = id(finding.place.document), start
            if rule.exclusive and at in spoken:
                continue
            if rule.exclusive:
                spoken.add(at)
            yield Reported(_diagnostic(rule, finding, profile, connection), profile.id, True)


def _diagnostic(rule: Rule, finding: Finding, profile: Profile, connection: Connection | None = None) -> Diagnostic:
    start, end = finding.span or span(finding.place, key=finding.key)
    shown = partial(redaction.redact, documents=(finding.place.document,))
    related = tuple(Related(place.document, span(place)[0], message) for place, message in finding.related)
    return Diagnostic(
        code=rule.code,
        rule=rule.name,
        severity=finding.severity or rule.severity,
        message=shown(finding.message),
        document=finding.place.document,
        start=start,
        end=end,
        tool=profile.id,
        help=shown(finding.help),
        request=shown(connection.request_line) if finding.sends and connection is not None else "",
        write=shown(finding.write),
        related=related,
        fix=_fix(rule, finding, connection, shown),
    )


def _fix(rule: Rule, finding: Finding, connection: Connection | None, shown: Callable[[str], str]) -> Fix | None:
    """Return the fix of a finding: its own, or the one that writes what is to be written.

    `shown` takes the keys out of a text.
    """
    if finding.fix is not None:
        return finding.fix.replace(description=shown(finding.fix.description))
    if not rule.fix or not finding.write:
        return None
    old = connection.text_at(finding.place) if connection is not None else ""
    return fix.replacement(
        finding.place,
        finding.write,
        old=old,
        safety=finding.safety or rule.fix,
        description=f"Write {shown(finding.write)}",
    )
