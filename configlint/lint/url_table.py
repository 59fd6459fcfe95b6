"""What every kind of request of a tool makes of a base URL, whatever else is configured."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from configlint.document.document import Document
from configlint.engine import layers
from configlint.engine.profile import Profile
from configlint.engine.reading import Machine, Reading
from configlint.engine.requests import Request, client_of, joiner
from configlint.engine.resolver import Bound, Resolver
from configlint.engine.values import Place, RefusedError, Value
from configlint.records import Record
from configlint.rules.context import Connection
from configlint.rules.registry import Rule, all_rules

#: What profiles call the choice of a kind of request that a person makes by its name.
_TYPE_NAMES = ("provider", "type", "npm")


class Joined(Record):
    """The request URL that one kind of request of a tool makes of a base URL.

    `types` are what a person can write in the tool's configuration to get this kind; none where there is no choice.
    `url` is None where nothing is sent. `rule` is what configlint would report, `write` the base URL to write instead
    (the one that was given, where nothing is wrong; empty where none works), `reaches` the request URL that this one
    gives. `usual` is False for a kind that needs more than a base URL to be set.
    """

    tool: str
    types: tuple[str, ...]
    wire_api: str
    url: str | None
    write: str
    rule: Rule | None
    usual: bool
    reaches: str | None


def join(profile: Profile, base: str) -> Iterator[Joined]:
    """Yield what a tool makes of a base URL, a row for each kind of request that it knows."""
    reading = layers.read(profile, Machine("/", "/", {}), given={})
    found: dict[tuple[str, str | None], Joined] = {}
    for spec in profile.requests:
        if "join_unknown" in spec or "wire_api" not in spec or not _takes_base_url(spec):
            continue
        if not _fits(reading, spec, base):
            continue
        for kind in _kinds(spec):
            joined = _joined(reading, spec, kind, base)
            first = found.setdefault((joined.wire_api, joined.url), joined)
            types = dict.fromkeys([*first.types, *joined.types])
            found[joined.wire_api, joined.url] = first.replace(types=tuple(types), usual=first.usual or joined.usual)
    yield from sorted(found.values(), key=lambda one: not one.usual)


def _takes_base_url(spec: Mapping[str, Any]) -> bool:
    """Tell whether any setting can change the base URL of a kind of request."""
    sources = spec.get("meanings", {}).get("base_url", [""])
    return any(not isinstance(source, str) or not source.startswith("is:") for source in sources)


def _fits(reading: Reading, spec: Mapping[str, Any], base: str) -> bool:
    """Tell whether a kind of request is one for this base URL, where the base URL decides."""
    wanted = {name: value for name, value in spec.get("when", {}).items() if name == "base_url"}
    return Resolver(reading, Bound({"base_url": base}, {}), {}).holds(wanted)


def _kinds(spec: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the values that the condition of a request asks for; one set for each that it has the choice of."""
    kinds: list[dict[str, str]] = [{}]
    for name, wanted in spec.get("when", {}).items():
        values = [one for one in (wanted if isinstance(wanted, list) else [wanted]) if _is_plain(name, one)]
        if values:
            kinds = [{**kind, name: value} for kind in kinds for value in values]
    return kinds


def _is_plain(name: str, value: Any) -> bool:
    is_name = ":" not in name and name not in ("any", "not")
    return is_name and isinstance(value, str) and value != "?" and not value.startswith(("!", "~", "has "))


def _joined(reading: Reading, spec: Mapping[str, Any], kind: Mapping[str, str], base: str) -> Joined:
    profile = reading.profile
    meanings = {**spec.get("meanings", {}), **{name: [f"is:{value}"] for name, value in kind.items()}}
    resolver = Resolver(reading, Bound({}, {}), meanings)
    document = Document.of(json.dumps({"base_url": base}), "json")
    request = Request(
        tool=profile.id,
        connection="",
        bound=Bound({}, {}),
        active=True,
        wire_api=spec["wire_api"],
        base_url=Value(base, "literal", place=Place(document, ("base_url",))),
        join=joiner(spec, client_of(profile, spec), resolver.message, resolver.table),
        spec=spec,
    )
    try:
        request = request.replace(url=request.join(base))
    except RefusedError as error:
        request = request.replace(refused=error)
    connection = Connection(request, reading, [document])
    rule, write = _verdict(connection, base)
    types = [spec["type"]] if "type" in spec else [value for name, value in kind.items() if name in _TYPE_NAMES]
    return Joined(
        tool=profile.id,
        types=tuple(types[:1]),
        wire_api=spec["wire_api"],
        url=request.url,
        write=write,
        rule=rule,
        usual=Resolver(reading, Bound({"base_url": base}, {}), meanings).holds(spec.get("when", {})),
        reaches=connection.join(write) if write else None,
    )


def _verdict(connection: Connection, base: str) -> tuple[Rule | None, str]:
    """Return the first rule that has something to say about the URL, and the base URL to write."""
    for rule in all_rules():
        if rule.about == "connection" and rule.code.startswith(("URL", "WIRE", "HOST")):
            for finding in rule.look(connection):
                return rule, finding.write
    return None, base
