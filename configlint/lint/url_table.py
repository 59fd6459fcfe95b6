"""What each tool makes of a base URL: the request it would send, and what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from configlint.document.document import Document
from configlint.engine.clients import CLIENTS
from configlint.engine.host import Host
from configlint.engine.model import Evidence, Profile, RequestKind
from configlint.engine.reading import Reading
from configlint.engine.requests import Outcome, Refused, Request, Sent, Unknown, joiner
from configlint.engine.resolver import Resolver
from configlint.engine.url_kinds import UrlKind, fits
from configlint.engine.values import Place, RefusedError, Value
from configlint.records import Record
from configlint.rules.connection import Connection
from configlint.rules.context import Context
from configlint.rules.registry import PARTS_OF_CONNECTIONS, Rule, rules_about


class UrlRow(Record):
    """What a tool makes of a base URL, for one kind of request.

    `types` are what a person can write in the tool's configuration to get this kind; none where there is no choice.
    `url` is None where nothing is sent. `rule` is what configlint would report, `write` the base URL to write instead
    (the one that was given, if nothing is wrong; empty if none works), `reaches` the request URL that this one gives.
    `is_usual` is False for a kind that needs more than a base URL to be set.
    """

    tool: str
    types: tuple[str, ...]
    wire_api: str
    url: str | None
    write: str
    rule: Rule | None
    is_usual: bool
    reaches: str | None


class _Answer(Record):
    """What a row says beyond the tool's name: the same for all tools that make the URL in the same way."""

    url: str | None
    write: str
    rule: Rule | None
    reaches: str | None


def url_rows(context: Context, kinds: Iterable[UrlKind], base: str) -> Iterator[UrlRow]:
    """Yield what tools make of a base URL, for each of their kinds of request; those of a tool come together."""
    answers: dict[int, _Answer] = {}
    kinds = list(kinds)  # keeps the ways alive, whose ids tell them apart
    document = Document.of(json.dumps({"base_url": base}), "json")
    rules = [one for one in rules_about(*PARTS_OF_CONNECTIONS) if one.code.startswith(("URL", "WIRE", "HOST"))]
    nothing = Resolver(Reading(Profile("", "", Evidence("", "")), Host("/", "/", {})))
    for tool, of_tool in groupby(kinds, lambda kind: kind.tool):
        alike: dict[tuple[str, str | None, str], list[UrlKind]] = {}
        for kind in of_tool:
            if not fits(kind, base):
                continue
            if id(kind.way) not in answers:
                answers[id(kind.way)] = _answer(_connection(context, kind, nothing, document, base), base, rules)
            answer = answers[id(kind.way)]
            alike.setdefault((kind.way.wire_api, answer.url, answer.write), []).append(kind)
        rows = [_row(tool, several, answers[id(several[0].way)]) for several in alike.values()]
        yield from sorted(rows, key=lambda row: not row.is_usual)


def _row(tool: str, kinds: list[UrlKind], answer: _Answer) -> UrlRow:
    """Return the row of kinds of request that send the same."""
    has_choice = all(kind.types for kind in kinds)  # a way that needs nothing to be chosen is the one to name
    return UrlRow(
        tool=tool,
        types=tuple(dict.fromkeys(name for kind in kinds for name in kind.types)) if has_choice else (),
        wire_api=kinds[0].way.wire_api,
        url=answer.url,
        write=answer.write,
        rule=answer.rule,
        is_usual=any(kind.is_usual for kind in kinds),
        reaches=answer.reaches,
    )


def _answer(connection: Connection, base: str, rules: list[Rule]) -> _Answer:
    rule, write = _verdict(connection, base, rules)
    return _Answer(connection.request.url, write, rule, connection.join(write) if write else None)


def _connection(context: Context, kind: UrlKind, nothing: Resolver, document: Document, base: str) -> Connection:
    """Return a connection of a tool of which only the base URL is known; `nothing` is what its other files say."""
    join = joiner(tuple(step.bound() for step in kind.way.steps), CLIENTS[kind.way.client])
    outcome: Outcome
    leads_to = None
    try:
        leads_to = join(base)
        outcome = Sent(leads_to) if leads_to is not None else Unknown()
    except RefusedError as error:
        outcome = Refused(error)
    request = Request(
        tool=kind.tool,
        connection="",
        resolver=nothing,
        active=True,
        outcome=outcome,
        join=join,
        leads_to=leads_to,
        kind=RequestKind(kind.way.wire_api, (), kind.way.client, verbatim=kind.way.verbatim),
        wire_api=kind.way.wire_api,
        base_url=Value(base, "literal", place=Place(document, ("base_url",))),
    )
    return Connection(context, request, nothing.reading, [document])


def _verdict(connection: Connection, base: str, rules: list[Rule]) -> tuple[Rule | None, str]:
    """Return the first rule that has something to say about the URL, and the base URL to write."""
    for rule in rules:
        for part in connection.seen_as(rule.about):
            for finding in rule.check(part):
                return rule, finding.write
    return None, base
