"""Which connections a configuration has, which one is active, and what stops the tool before any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from configlint.document.nodes import Route, Scalar, Table, dotted
from configlint.engine import conditions, routes, templates
from configlint.engine.language import FirstOf, Meaning, NamedVariable, Path, Refined, Setting, Source, Variable
from configlint.engine.model import Bind, Chosen, Connections, Profile, Refusal, Remedy, Removed
from configlint.engine.reading import Reading
from configlint.engine.resolver import Resolver
from configlint.engine.tables import entries_at, is_switch
from configlint.engine.tree import text_of
from configlint.engine.tree_reader import Bound
from configlint.engine.values import ABSENT, Place, RefusedError, Resolved, Value
from configlint.records import Record

#: No configuration has more; a profile or a file that leads to more is cut off here.
MAX_CONNECTIONS = 1000


class Found(Record):
    """The connections of one reading (what reads the values of each), and which of them are active.

    Where none is, `missing` is the tool's complaint; or `elsewhere` says where the tool finds the connection that its
    configuration names, when that is beyond what can be read here, and `place` where it is named.
    """

    resolvers: list[Resolver]
    active: list[bool]
    missing: RefusedError | None = None
    elsewhere: str = ""
    place: Place | None = None


def connections_of(reading: Reading) -> Found:
    """Find every connection that exists, in the order of the profile's patterns and of the files."""
    settings = reading.profile.connections
    found = _existing(reading)
    choice = _choice(reading)
    chosen, active = choice.value, _active(settings.active, found, choice)
    if any(active) or settings.missing is None or (chosen is None and isinstance(settings.active, Chosen)):
        return Found(found, active)
    name = chosen.text if chosen else None
    resolver = Resolver(reading, None if name is None else Bound({"chosen": name}))
    is_known = settings.missing_when is None or resolver.holds(settings.missing_when).is_true
    if settings.elsewhere is not None and not is_known:
        place = chosen.written if chosen is not None else None
        return Found(found, active, elsewhere=resolver.message(settings.elsewhere), place=place)
    return Found(found, active, _missing(resolver, settings, chosen, found))


def stops(reading: Reading) -> list[RefusedError]:
    """Return everything because of which the tool would not start, most general first."""
    if reading.stops is None:
        found: list[RefusedError] = []
        try:
            for stop in _stops(reading):
                found.append(stop)
        except RefusedError as error:
            found.append(error)
        reading.stops = found
    return reading.stops


def _stops(reading: Reading) -> Iterator[RefusedError]:
    if reading.refused is not None:
        yield reading.refused
    yield from _switches(reading)
    whole = Resolver(reading)
    refusals = reading.profile.refusals
    yield from refused_by(whole, [one for one in refusals if not one.is_per_connection])
    for removed in reading.profile.removed:
        if removed.stops:
            yield from _removed(reading, removed)
    per_connection = [one for one in refusals if one.is_per_connection]
    if per_connection:
        for resolver in _existing(reading):
            yield from refused_by(resolver, per_connection)


def _switches(reading: Reading) -> Iterator[RefusedError]:
    """Yield the tool's complaint about each switch that is neither on nor off, where it does not start with one."""
    switches = reading.profile.switches
    for name in switches.variables if switches.message else ():
        value = reading.variables.get(name)
        if value is not None and value.text and not is_switch(value.text):
            message = templates.expand(switches.message, {"variable": name}.get) or ""
            yield RefusedError(message, value.place, "invalid-value")


def refused_by(resolver: Resolver, refusals: Iterable[Refusal]) -> Iterator[RefusedError]:
    """Yield a refusal for each whose condition holds."""
    for refusal in refusals:
        # What points at no place is about something that is missing, and another file may have it.
        if resolver.holds(refusal.when).for_sure(whatever_files_say=refusal.at is None):
            place, option = resolver.place_of(refusal.at), ""
            if place is None and refusal.at is not None:
                # What belongs to the top of a file has no table of its own that could be pointed at.
                place, option = home_of(resolver, [refusal.at]) or (None, _path_of(resolver, refusal.at))
            message, about = resolver.message(refusal.message), "headless" if refusal.is_headless else ""
            expected = re.findall(r'"([^"]+)"', templates.source(refusal.expected or ""))
            known = choices(resolver, place, message) or tuple(expected)
            yield RefusedError(message, place, refusal.rule or None, about=about, option=option, choices=known)


def home_of(resolver: Resolver, sources: Iterable[Source]) -> tuple[Place, str] | None:
    """Return the table that a setting which is absent belongs into, and its path from there.

    One that is there, but gives nothing, goes first. None where no file that was read has such a table.
    """
    settings = [resolver.route(path) or () for path in _settings(resolver, sources)]
    for route in sorted(settings, key=lambda route: not resolver.reading.tree.find(route)):
        for length in range(len(route) - 1, 0, -1):
            found = resolver.reading.tree.find(route[:length])
            if found and found[0].place is not None and isinstance(found[0].node, Table):
                return found[0].place, dotted(route[length:])
    return None


def _path_of(resolver: Resolver, source: Source) -> str:
    """Return the path of the setting that a source reads, or ""."""
    path = next(_settings(resolver, [source]), None)
    return dotted(resolver.route(path) or ()) if path is not None else ""


def emptied(resolver: Resolver, sources: Iterable[Source]) -> Place | None:
    """Return where a file sets one of the variables to nothing that sources read, or None."""
    for source in _read_by(resolver, sources):
        place = resolver.place_of(source) if isinstance(source, Variable) else None
        if place is not None:
            return place
    return None


def _settings(resolver: Resolver, sources: Iterable[Source]) -> Iterator[Path]:
    """Yield the paths that sources read."""
    for source in _read_by(resolver, sources):
        if isinstance(source, Setting | NamedVariable):
            yield source.path


def _read_by(resolver: Resolver, sources: Iterable[Source], within: tuple[str, ...] = ()) -> Iterator[Source]:
    """Yield what sources read in the end, also by way of meanings; `within` are the meanings on the way."""
    for source in sources:
        if isinstance(source, Refined) and _is_read(resolver, source):
            yield from _read_by(resolver, (source.source,), within)
        elif isinstance(source, FirstOf):
            yield from _read_by(resolver, source.sources, within)
        elif isinstance(source, Meaning) and source.name not in within:
            yield from _read_by(resolver, resolver.meanings.get(source.name, ()), (*within, source.name))
        else:
            yield source


def _is_read(resolver: Resolver, source: Refined) -> bool:
    """Return True if a source gives what it reads: it is read here, and no name that leads to something else."""
    return source.mapping is None and (source.when is None or resolver.holds(source.when).is_true)


def _removed(reading: Reading, removed: Removed) -> Iterator[RefusedError]:
    for one in reading.loaded:
        if one.document is None or one.layer.mount:
            continue
        for route in entries_at(one.document, removed.pattern):
            found = reading.tree.find(route)
            if not found or found[0].loaded is not one:
                continue  # another file beats this one
            text = text_of(found[0].node.value) if isinstance(found[0].node, Scalar) else None
            if removed.value is None or text == removed.value:
                message = f"{removal_message(reading.profile, removed, route)}: {removal_help(removed, text)}"
                yield RefusedError(message, Place(one.document, route), removed.rule)


def choices(resolver: Resolver, place: Place | None, message: str) -> tuple[str, ...]:
    """Return the words of which one can be written at `place`, each for a kind of request.

    Empty where what is there is one of them, or where the message names some: it knows best.
    """
    text = text_of(place.node.value) if place is not None and isinstance(place.node, Scalar) else None
    if text is None or place is None:
        return ()
    profile = resolver.reading.profile
    asked = [name for kind in profile.requests for name in conditions.accepted(resolver, kind.when, place)]
    gone = {one.value for one in profile.removed if routes.matches(one.pattern, place.route)}
    known = tuple(dict.fromkeys(one for one in asked if one[:1] not in ("", "_") and one not in gone))
    around = message.replace(text, "")
    says_it = any(re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", around) for one in known)
    return () if says_it or text in asked else known


def removal_message(profile: Profile, removed: Removed, route: Route) -> str:
    """Say that an option (or a value of it) was removed, and in which version."""
    name = f'{route[-1]} = "{removed.value}"' if removed.value is not None else str(route[-1])
    if not removed.stops and not removed.since:
        return f"`{name}` has no effect in {profile.name} any more"
    since = f" {removed.since}" if removed.since else ""
    return f"{profile.name}{since} removed `{name}`"


def removal_help(removed: Removed, text: str | None) -> str:
    """Say what to write instead of a removed option whose value is `text`."""
    advice = templates.expand(removed.advice, {"value": text or ""}.get) or templates.source(removed.advice)
    return advice or (f"Use {removed.rename or removed.write}" if removed.rename or removed.write else "Remove it")


def _existing(reading: Reading) -> list[Resolver]:
    """Return what reads the values of each connection that exists."""
    if reading.connections is None:
        reading.connections = list(islice(_find(reading), MAX_CONNECTIONS))
    return reading.connections


def _find(reading: Reading) -> Iterator[Resolver]:
    settings = reading.profile.connections
    seen: list[Mapping[str, str]] = []
    for pattern in settings.patterns:
        for bound in _matches(reading, pattern, (), Bound(), _possible(reading, pattern)):
            if bound.names in seen:
                continue
            resolver = Resolver(reading, bound)
            if settings.when is None or resolver.holds(settings.when).is_true:
                seen.append(bound.names)
                yield resolver


def _possible(reading: Reading, pattern: tuple[str | Bind, ...]) -> dict[str, frozenset[str]]:
    """Return for the names of a pattern what can be a connection, where the profile tells that beforehand."""
    when = reading.profile.connections.when
    if when is None:
        return {}
    resolver = Resolver(reading)
    names = [step.name for step in pattern if isinstance(step, Bind)]
    return {name: keys for name in names if (keys := conditions.possible(resolver, when, name)) is not None}


def passed_over(reading: Reading) -> Iterator[Route]:
    """Yield the places in the user's files that are where a connection could be, but are for something else."""
    existing = [one.bound.routes for one in _existing(reading)]
    for pattern in reading.profile.connections.patterns:
        for bound in _matches(reading, pattern, (), Bound(), {}):
            route = list(bound.routes.values())[-1] if bound.routes else ()
            found = reading.tree.find(route) if route else []
            is_used = any(route in routes.values() for routes in existing)
            if found and found[0].place is not None and isinstance(found[0].node, Table) and not is_used:
                yield found[0].route


def _matches(
    reading: Reading,
    pattern: tuple[str | Bind, ...],
    route: Route,
    bound: Bound,
    possible: Mapping[str, frozenset[str]],
) -> Iterator[Bound]:
    """Yield what a pattern binds in the tree; `possible` are the only keys that count for a name."""
    if not pattern:
        yield bound
        return
    step, rest = pattern[0], pattern[1:]
    if isinstance(step, Bind):
        wanted = possible.get(step.name)
        for key in reading.tree.keys(route):
            if wanted is not None and key not in wanted:
                continue
            names = {**bound.names, step.name: key}
            places = {**bound.routes, step.name: (*route, key)}
            yield from _matches(reading, rest, (*route, key), Bound(names, places), possible)
    elif reading.tree.find((*route, step)):
        yield from _matches(reading, rest, (*route, step), bound, possible)


def _choice(reading: Reading) -> Resolved:
    """Return what the configuration names as the connection to use."""
    active = reading.profile.connections.active
    return Resolver(reading).first(active.sources) if isinstance(active, Chosen) else ABSENT


def _active(rule: str | Chosen, found: list[Resolver], choice: Resolved) -> list[bool]:
    """Return for each connection whether it is used."""
    is_first = rule == "first"
    if isinstance(rule, Chosen):
        named = [choice.text is not None and resolver.text(rule.text) == choice.text for resolver in found]
        is_first = rule.is_first_otherwise and not choice.unknowns
        if any(named) or (choice.text is not None and not is_first):
            return _only(rule.of_several, named)
    return [number == 0 or not is_first for number in range(len(found))]


def _only(which: str | None, named: list[bool]) -> list[bool]:
    """Return which connections are used of those that are named: all, or the first or the last."""
    if which is None or True not in named:
        return named
    numbers = [number for number, is_named in enumerate(named) if is_named]
    used = numbers[0] if which == "first" else numbers[-1]
    return [number == used for number in range(len(named))]


def _missing(resolver: Resolver, settings: Connections, chosen: Value | None, found: list[Resolver]) -> RefusedError:
    """Return the tool's complaint that the connection named in its configuration does not exist."""
    message = resolver.message(settings.missing or "")
    meant = _shown_as(chosen, found, settings)
    write = meant or remedy(resolver, settings.missing_write)
    first = settings.patterns[0][:1]
    # Files that were not read may define it, but hardly a part of a provider that is defined here.
    unread = resolver.unread_at(tuple(step if isinstance(step, str) else f"{{{step.name}}}" for step in first))
    holders = {f"{next(iter(one.bound.names.values()), '')}/" for one in found}
    text, active = (chosen.text or "" if chosen else ""), settings.active
    is_incomplete = isinstance(active, Chosen) and "/" in templates.source(active.text) and text and "/" not in text
    is_certain = not unread or bool(is_incomplete or meant) or text.startswith(tuple(holders - {"/"}))
    place = chosen.written if chosen else None
    rule = settings.missing_rule if chosen and is_certain else None
    return RefusedError(message, place, rule, write, is_certain=is_certain)


def _shown_as(chosen: Value | None, found: list[Resolver], settings: Connections) -> str:
    """Return what chooses the connection that people are shown under the name that is `chosen`, or an empty text."""
    active = settings.active
    if chosen is None or not isinstance(active, Chosen):
        return ""
    for one in found:
        own = one.text(active.text) or ""
        id_, _, model_id = own.partition("/")
        provider, model = one.meaning("display_name").text, one.meaning("model_display_name").text
        both = {f"{holder}/{name}" for holder in (id_, provider) for name in (model_id, model)}
        if chosen.text in (both if model_id else {provider} - {None}):
            return own
    return ""


def remedy(resolver: Resolver, spec: Remedy | None) -> str:
    """Return what a profile says to write instead of what the tool refuses, or an empty text."""
    if spec is None or not resolver.holds(spec.when).for_sure():
        return ""
    return resolver.text(spec.text) or ""
