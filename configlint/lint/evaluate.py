"""What the rules say about documents that one tool reads together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics import fix as fixes
from configlint.diagnostics.diagnostic import ERROR, NOTE, Diagnostic, Related, span
from configlint.diagnostics.fix import Fix
from configlint.document.document import Document
from configlint.engine import layers
from configlint.engine.host import Host
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.lint.inputs import Group
from configlint.lint.refusals import refusals
from configlint.profiles import recognition
from configlint.records import Record
from configlint.rules.connection import Connection, Connections
from configlint.rules.context import Context, File, Finding
from configlint.rules.registry import PARTS_OF_CONNECTIONS, REFUSAL, Rule, checks_of_files, precedence, rules_about

#: What can be said about a file that the tool does not read: how it would read it does not matter.
_OF_UNREAD = ("unread-file", "committed-secret")


class Reported(Record):
    """A diagnostic, the tool it came up for, and whether it is about a connection or about the file as such."""

    diagnostic: Diagnostic
    tool: str
    about_connection: bool

    @property
    def key(self) -> tuple[str, int, int]:
        """What two reports have in common that say the same."""
        return self.diagnostic.key

    @property
    def is_error(self) -> bool:
        """Whether the tool fails because of it."""
        return self.diagnostic.severity == ERROR


def read(knowledge: Knowledge, host: Host, group: Group, *, faulty_too: bool = False, name: str = "") -> Reading:
    """Read documents as the one tool does that all of them belong to; `faulty_too` as for layers.read.

    Messages call the tool by its name, or by `name`.
    """
    given: dict[int, list[Document]] = {}
    for document, match in group:
        given.setdefault(match.layer, []).append(document)
    host = host.replace(directory=group[-1][1].root)
    pinned = next((match.reader for _, match in group if match.version), group[0][1].tool)
    profile = knowledge.profile(pinned)
    return layers.read(profile.replace(name=name) if name else profile, host, given, faulty_too=faulty_too)


def evaluate(
    context: Context, group: Group, checked: Collection[Document] | None = None, only: Collection[str] | None = None
) -> Iterator[Reported]:
    """Yield what the rules say about documents that one tool reads together.

    Only about those in `checked`, if that is given; the others are only read. Of the rules, only those that
    `only` names are asked, if that is given.
    """
    document, match = group[0]
    if not match.is_read:
        profile = context.knowledge.profile(match.reader)
        layer = recognition.layer_read(context.knowledge, match)
        unread = File(context, document, profile, layer, match.root, match.replace_with, {})
        yield from _about_file(unread, _OF_UNREAD)
        return
    reading = read(context.knowledge, context.host, group, faulty_too=True)
    judged = [one for one in group if checked is None or one[0] in checked]
    looks = Connections(context, reading, [one for one, _ in judged])
    found = list(judge(context, reading, looks, judged, only))
    yield from found
    asked = _asked(rules_about(REFUSAL), only)
    if not asked:
        return
    said = [one.diagnostic for one in found]
    refused = list(refusals(context, reading, [one.request for one in looks], judged, said))
    for rule in asked:
        for refusal in refused:
            for finding in rule.check(refusal):
                yield Reported(diagnostic_of(context, rule, finding, match.tool), match.tool, True)


def _asked(rules: Iterable[Rule], only: Collection[str] | None) -> list[Rule]:
    return [rule for rule in rules if only is None or rule.name in only]


def judge(
    context: Context, reading: Reading, looks: Connections, group: Group, only: Collection[str] | None = None
) -> Iterator[Reported]:
    """Run the rules over the files of one reading and over its connections; `only` as for evaluate."""
    profile = reading.profile
    documents = [document for document, _ in group]
    yield from about_files(looks, context, reading, group, only)
    if not _asked(rules_about(*PARTS_OF_CONNECTIONS), only):
        return
    judged = list(looks)
    if profile.connections.is_chosen_by_code:
        judged = meant(judged)
        if len(judged) > 1:
            yield from _about_alternatives(judged, documents, only)
            return
    for look in judged:
        yield from about_connection(look, only)


def about_files(
    looks: Connections, context: Context, reading: Reading, group: Group, only: Collection[str] | None = None
) -> Iterator[Reported]:
    """Run the rules about files over those of one reading; `looks` are its connections, `only` as for evaluate."""
    profile = reading.profile
    for document, match in group:
        variables = {
            name: value
            for name, value in reading.variables.items()
            if value.place is not None and value.place.document is document
        }
        layer = layers.layer_of(profile, match.layer)
        file = File(context, document, profile, layer, match.root, "", variables, looks)
        yield from _about_file(file, only)


def meant(connections_: list[Connection]) -> list[Connection]:
    """Leave out the connections over an API that their host does not serve, as long as others are left: nobody who
    sends their requests there can mean those.
    """
    return [one for one in connections_ if one.may_be_served] or connections_


def used(requests: Iterable[Request], documents: Iterable[Document]) -> Iterator[tuple[int, int]]:
    """Yield where in `documents` (by id) the values are written that the requests are made of."""
    wanted = {id(document) for document in documents}
    for request in requests:
        for value in (request.base_url, request.model, *(header.value for header in request.headers)):
            place = value.written if value is not None else None
            if place is not None and id(place.document) in wanted:
                yield id(place.document), span(place)[0]


def _about_alternatives(
    looks: list[Connection], documents: list[Document], only: Collection[str] | None
) -> list[Reported]:
    """Run the rules about connections over those that a program chooses from, and return what holds for all."""
    values = [set(used([one.request], documents)) for one in looks]
    reports: list[list[Reported]] = []
    for look, own in zip(looks, values, strict=True):
        reports.append(list(about_connection(look, only)))
        if not reports[-1] and all(own.issuperset(others) for others in values):
            return []  # nothing is wrong for this one, which uses all that any other does
    return common(reports, values)


def common(reports: list[list[Reported]], values: list[set[tuple[int, int]]]) -> list[Reported]:
    """Return what holds whichever alternative a program chooses: what all report that use the value in question.

    Where each has an error there, but not the same one, one speaks for all.
    """
    keys = [{one.key for one in report} for report in reports]
    found: dict[tuple[str, int, int], Reported] = {}
    for report in reports:
        for one in report:
            asked = [number for number, places in enumerate(values) if one.key[1:] in places] or range(len(reports))
            if one.key not in found and all(one.key in keys[number] for number in asked):
                found[one.key] = _same_for_all([same for report in reports for same in report if same.key == one.key])
    said = {key[1:] for key in found}
    for place in sorted(set[tuple[int, int]]().union(*values) - said):
        users = [report for report, places in zip(reports, values, strict=True) if place in places]
        errors = [[one for one in report if one.key[1:] == place and one.is_error] for report in users]
        if all(errors):
            chosen = speaker([one[0] for one in errors])
            found[chosen.key] = chosen.replace(diagnostic=chosen.diagnostic.replace(fix=None))
    return list(found.values())


def _same_for_all(same: list[Reported]) -> Reported:
    """Return one of several reports that say the same; where they would not write the same, without a fix."""
    first = same[0].diagnostic
    writes = list(dict.fromkeys(one.diagnostic.write for one in same if one.diagnostic.write))
    if len(writes) < 2:
        return same[0]
    help_text = f"Write {' or '.join(writes)}; which of them is right depends on the program"
    return same[0].replace(diagnostic=first.replace(fix=None, write="", help=help_text))


def speaker(errors: Iterable[Reported]) -> Reported:
    """Return the error that tells best what is wrong with a value: one with a way out, of the rule that goes first."""
    return min(errors, key=lambda one: (not one.diagnostic.write, precedence(one.diagnostic.rule)))


def _about_file(file: File, only: Collection[str] | None = None) -> Iterator[Reported]:
    for rule, look in checks_of_files():
        for finding in look(file) if only is None or rule.name in only else ():
            yield Reported(diagnostic_of(file.context, rule, finding, file.profile.id), file.profile.id, False)


def about_connection(connection: Connection, only: Collection[str] | None = None) -> Iterator[Reported]:
    """Run the rules about connections and their parts over one; `only` as for evaluate."""
    asked = _asked(rules_about(*PARTS_OF_CONNECTIONS), only)
    if not connection.is_in_checked_file:
        return
    spoken: set[tuple[int, int]] = set()
    tool = connection.profile.id
    parts = {about: connection.seen_as(about) for about in PARTS_OF_CONNECTIONS}
    for rule in asked:
        for part in parts[rule.about]:
            for finding in list(rule.check(part)):
                start, _ = finding.span or span(finding.place)
                at = id(finding.place.document), start
                if rule.is_exclusive and at in spoken:
                    continue
                if rule.is_exclusive and (finding.severity or rule.severity) != NOTE:
                    spoken.add(at)  # a note leaves room for an error
                yield Reported(diagnostic_of(connection.context, rule, finding, tool, connection), tool, True)


def diagnostic_of(
    context: Context, rule: Rule, finding: Finding, tool: str, connection: Connection | None = None
) -> Diagnostic:
    """Return a finding as what is reported, with the keys taken out of its strings."""
    document = finding.place.document
    start, end = finding.span or span(finding.place, key=finding.key)

    def masked(text: str) -> str:
        return context.redactor.text(text, (document,)) if text else ""

    request = connection.request_line if finding.show_request and connection is not None else ""
    return Diagnostic(
        code=rule.code,
        rule=rule.name,
        severity=finding.severity or rule.severity,
        message=masked(finding.message),
        document=document,
        start=start,
        end=end,
        tool=tool,
        help=masked(finding.help),
        request=masked(request),
        write=masked(finding.write),
        related=tuple(Related(place.document, span(place)[0], message) for place, message in finding.related),
        fix=_fix(context, rule, finding, connection),
    )


def _fix(context: Context, rule: Rule, finding: Finding, connection: Connection | None) -> Fix | None:
    """Return the fix of a finding: its own, or the one that writes what is to be written."""
    documents = (finding.place.document,)
    if finding.fix is not None:
        return finding.fix.replace(description=context.redactor.text(finding.fix.description, documents))
    if not rule.fix or not finding.write:
        return None
    return fixes.replacement(
        finding.place,
        finding.write,
        old=connection.text_at(finding.place) if connection is not None else "",
        safety=finding.safety or rule.fix,
        description=f"Write {context.redactor.text(finding.write, documents)}",
    )
