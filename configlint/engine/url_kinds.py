"""From a profile to the kinds of request that a base URL can lead to, whatever else is configured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from configlint.engine import layers, operations
from configlint.engine.host import Host
from configlint.engine.language import AnyOf, Comparison, Condition, Constant, Meaning, Not, Operation, Source
from configlint.engine.model import Evidence, Profile, RequestKind
from configlint.engine.reading import Reading
from configlint.engine.resolver import Resolver
from configlint.engine.tree_reader import Bound
from configlint.records import Record

#: What profiles call the choice of a kind of request that a person makes by its name.
TYPE_NAMES = ("provider", "type", "npm")
_BASE_URL = Meaning("base_url")


class UrlStep(Record):
    """An operation of a join with what it works with: a string, a table, or (for "path") steps of its own.

    Names without a value are in braces.
    """

    name: str
    argument: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    steps: tuple[UrlStep, ...] = ()

    def bound(self) -> operations.Step:
        """Return the step, ready to be run."""
        if self.steps:
            return operations.bind_path([step.bound() for step in self.steps])
        if self.name in operations.TABLE_OPERATIONS:
            return operations.bind_table(self.name, list(self.pairs))
        return operations.bind(self.name, self.argument)


class UrlWay(Record):
    """A way to make the URL of a base URL, and the wire API that is spoken there."""

    wire_api: str
    client: str
    verbatim: tuple[str, ...]
    steps: tuple[UrlStep, ...]


class UrlKind(Record):
    """A kind of request of a tool that takes a base URL.

    `types` are what a person can write in the tool's configuration to get it. `is_usual` is False for one that needs
    more than a base URL to be set. `when` is what it asks of the base URL.
    """

    tool: str
    types: tuple[str, ...]
    way: UrlWay
    is_usual: bool
    when: Condition


def url_kinds(profile: Profile) -> Iterator[UrlKind]:
    """Yield the kinds of request of a tool that a base URL can lead to."""
    reading = layers.read(profile, Host("/", "/", {}), given={})
    for kind in profile.requests:
        if kind.unknown or not kind.wire_api or not _takes_base_url(kind):
            continue
        about_base = tuple(line for line in kind.when.lines if _is_about_base_url(line))
        others = Condition(tuple(line for line in kind.when.lines if not _is_about_base_url(line)))
        for values in _values_asked(kind):
            meanings: dict[str, tuple[Source, ...]] = {**kind.own_meanings}
            meanings |= {name: (Constant(value),) for name, value in values.items()}
            resolver = Resolver(reading, Bound(), meanings)
            types = _types(kind, values)
            steps = tuple(_step(resolver, one) for one in kind.join)
            if any(re.fullmatch(r"\{\w+\}", step.argument) for step in steps):
                continue  # all that is appended is chosen by something else
            yield UrlKind(
                tool=profile.id,
                types=tuple(types[:1]),
                way=UrlWay(kind.wire_api, kind.client, kind.verbatim, steps),
                is_usual=resolver.holds(others).is_true,
                when=Condition(about_base),
            )


def types_of(kind: RequestKind) -> list[str]:
    """Return what a person can write in the tool's configuration to get a kind of request."""
    return list(dict.fromkeys(one for values in _values_asked(kind) for one in _types(kind, values)))


def _types(kind: RequestKind, values: Mapping[str, str]) -> list[str]:
    return [kind.type] if kind.type else [value for name, value in values.items() if name in TYPE_NAMES]


def fits(kind: UrlKind, base: str) -> bool:
    """Return True if a kind of request is one for this base URL, where the base URL decides."""
    if not kind.when.lines:
        return True
    reading = Reading(Profile(kind.tool, "", Evidence("", "")), Host("/", "/", {}))
    return Resolver(reading, Bound({"base_url": base})).holds(kind.when).is_true


def _takes_base_url(kind: RequestKind) -> bool:
    """Return True if any setting can change the base URL of a kind of request."""
    sources = kind.own_meanings.get("base_url")
    return sources is None or not all(isinstance(source, Constant) for source in sources)


def _values_asked(kind: RequestKind) -> list[dict[str, str]]:
    """Return the values that the condition of a request asks for; one set for each that it has the choice of."""
    found: list[dict[str, str]] = [{}]
    for line in kind.when.lines:
        if isinstance(line, Comparison) and isinstance(line.left, Meaning):
            values = [test.text for test in line.tests if test.kind == "equals" and isinstance(test.text, str)]
            if values:
                found = [{**one, line.left.name: value} for one in found for value in values]
    return found


def _is_about_base_url(line: Comparison | Not | AnyOf) -> bool:
    return isinstance(line, Comparison) and line.left == _BASE_URL


def _step(resolver: Resolver, step: Operation) -> UrlStep:
    if step.table is not None:
        return UrlStep(step.name, pairs=tuple(resolver.table(step.table)))
    if step.steps:
        return UrlStep(step.name, steps=tuple(_step(resolver, inner) for inner in step.steps))
    return UrlStep(step.name, resolver.message(step.argument))
