"""What each tool makes of a base URL: the request it would send, and what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from configlint.document.document import Document
from configlint.engine import layers, operations
from configlint.engine.clients import CLIENTS
from configlint.engine.host import Host
from configlint.engine.language import Comparison, Condition, Constant, Meaning, Operation, Source
from configlint.engine.model import Profile, RequestKind
from configlint.engine.reading import Reading
from configlint.engine.requests import Refused, Request, Sent, Unknown, joiner
from configlint.engine.resolver import Resolver
from configlint.engine.tree_reader import Bound
from configlint.engine.values import Place, RefusedError, Value
from configlint.records import Record
from configlint.rules.connection import Connection
from configlint.rules.context import Context
from configlint.rules.registry import PARTS_OF_CONNECTIONS, Rule, rules_about

#: What profiles call the choice of a kind of request that a person makes by its name.
_TYPE_NAMES = ("provider", "type", "npm")


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


def url_rows(context: Context, profile: Profile, base: str) -> Iterator[UrlRow]:
    """Yield what a tool makes of a base URL, a row for each kind of request that it knows."""
    reading = layers.read(profile, Host("/", "/", {}), given={})
    found: dict[tuple[str, str | None], UrlRow] = {}
    for kind in profile.requests:
        if kind.unknown or not kind.wire_api or not _takes_base_url(kind) or not _fits(reading, kind, base):
            continue
        for values in _values_asked(kind):
            row = _row(context, reading, kind, values, base)
            first = found.setdefault((row.wire_api, row.url), row)
            types = tuple(dict.fromkeys([*first.types, *row.types]))
            found[row.wire_api, row.url] = first.replace(types=types, is_usual=first.is_usual or row.is_usual)
    yield from sorted(found.values(), key=lambda row: not row.is_usual)


def _takes_base_url(kind: RequestKind) -> bool:
    """Return True if any setting can change the base URL of a kind of request."""
    sources = kind.own_meanings.get("base_url")
    return sources is None or not all(isinstance(source, Constant) for source in sources)


def _fits(reading: Reading, kind: RequestKind, base: str) -> bool:
    """Return True if a kind of request is one for this base URL, where the base URL decides."""
    lines = tuple(line for line in kind.when.lines if isinstance(line, Comparison) and line.left == Meaning("base_url"))
    return Resolver(reading, Bound({"base_url": base}), {}).holds(Condition(lines)).is_true


def _values_asked(kind: RequestKind) -> list[dict[str, str]]:
    """Return the values that the condition of a request asks for; one set for each that it has the choice of."""
    found: list[dict[str, str]] = [{}]
    for line in kind.when.lines:
        if isinstance(line, Comparison) and isinstance(line.left, Meaning):
            values = [test.text for test in line.tests if test.kind == "equals" and isinstance(test.text, str)]
            if values:
                found = [{**one, line.left.name: value} for one in found for value in values]
    return found


def _row(context: Context, reading: Reading, kind: RequestKind, values: Mapping[str, str], base: str) -> UrlRow:
    profile = reading.profile
    meanings: dict[str, tuple[Source, ...]] = {**kind.own_meanings}
    meanings |= {name: (Constant(value),) for name, value in values.items()}
    resolver = Resolver(reading, Bound(), meanings)
    document = Document.of(json.dumps({"base_url": base}), "json")
    join = joiner(tuple(_readable(resolver, step) for step in kind.join), CLIENTS[kind.client])
    request = Request(
        tool=profile.id,
        connection="",
        resolver=resolver,
        active=True,
        outcome=Unknown(),
        join=join,
        kind=kind,
        wire_api=kind.wire_api,
        base_url=Value(base, "literal", place=Place(document, ("base_url",))),
    )
    try:
        sent = join(base)
    except RefusedError as error:
        request = request.replace(outcome=Refused(error))
    else:
        request = request.replace(outcome=Sent(sent), leads_to=sent) if sent is not None else request
    connection = Connection(context, request, reading, [document])
    rule, write = _verdict(connection, base)
    types = [kind.type] if kind.type else [value for name, value in values.items() if name in _TYPE_NAMES]
    return UrlRow(
        tool=profile.id,
        types=tuple(types[:1]),
        wire_api=kind.wire_api,
        url=request.url,
        write=write,
        rule=rule,
        is_usual=Resolver(reading, Bound({"base_url": base}), meanings).holds(kind.when).is_true,
        reaches=connection.join(write) if write else None,
    )


def _readable(resolver: Resolver, step: Operation) -> operations.Step:
    """Return an operation in which names without a value stay in braces."""
    if step.table is not None:
        return operations.bind_table(step.name, resolver.table(step.table))
    if step.steps:
        return operations.bind_path([_readable(resolver, inner) for inner in step.steps])
    return operations.bind(step.name, resolver.message(step.argument))


def _verdict(connection: Connection, base: str) -> tuple[Rule | None, str]:
    """Return the first rule that has something to say about the URL, and the base URL to write."""
    for rule in rules_about(*PARTS_OF_CONNECTIONS):
        if rule.code.startswith(("URL", "WIRE", "HOST")):
            for part in connection.seen_as(rule.about):
                for finding in rule.check(part):
                    return rule, finding.write
    return None, base
