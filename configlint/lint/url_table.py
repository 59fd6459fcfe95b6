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
from configlint.engine.requests import Refused, Request, Sent, Unknown, joiner
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
    for _, of_tool in groupby(kinds, lambda kind: kind.tool):
        found: dict[tuple[str, str | None, str], UrlRow] = {}
        for kind in of_tool:
            if not fits(kind, base):
                continue
            if id(kind.way) not in answers:
                answers[id(kind.way)] = _answer(_connection(context, kind, nothing, document, base), base, rules)
            answer = answers[id(kind.way)]
            row = UrlRow(
                tool=kind.tool,
                types=kind.types,
                wire_api=kind.way.wire_api,
                url=answer.url,
                write=answer.write,
                rule=answer.rule,
                is_usual=kind.is_usual,
                reaches=answer.reaches,
            )
            key = row.wire_api, row.url, row.write
            first = found.setdefault(key, row)
            has_choice = bool(first.types and row.types)  # a way that needs nothing to be chosen is the one to name
            types = tuple(dict.fromkeys([*first.types, *row.types])) if has_choice else ()
            found[key] = first.replace(types=types, is_usual=first.is_usual or row.is_usual)
        yield from sorted(found.values(), key=lambda row: not row.is_usual)


def _answer(connection: Connection, base: str, rules: list[Rule]) -> _Answer:
    rule, write = _verdict(connection, base, rules)
    return _Answer(connection.request.url, write, rule, connection.join(write) if write else None)


def _connection(context: Context, kind: UrlKind, nothing: Resolver, document: Document, base: str) -> Connection:
    """Return a connection of a tool of which only the base URL is known; `nothing` is what its other files say."""
    join = joiner(tuple(step.bound() for step in kind.way.steps), CLIENTS[kind.way.client])
    request = Request(
        tool=kind.tool,
        connection="",
        resolver=nothing,
        active=True,
        outcome=Unknown(),
        join=join,
        kind=RequestKind(kind.way.wire_api, (), kind.way.client, verbatim=kind.way.verbatim),
        wire_api=kind.way.wire_api,
        base_url=Value(base, "literal", place=Place(document, ("base_url",))),
    )
    try:
        sent = join(base)
    except RefusedError as error:
        request = request.replace(outcome=Refused(error))
    else:
        request = request.replace(outcome=Sent(sent), leads_to=sent) if sent is not None else request
    return Connection(context, request, nothing.reading, [document])


def _verdict(connection: Connection, base: str, rules: list[Rule]) -> tuple[Rule | None, str]:
    """Return the first rule that has something to say about the URL, and the base URL to write."""
    for rule in rules:
        for part in connection.seen_as(rule.about):
            for finding in rule.check(part):
                return rule, finding.write
    return None, base
