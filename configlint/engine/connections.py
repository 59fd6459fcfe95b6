"""Which connections a configuration has, which one is active, and what stops the tool before any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from configlint.document.nodes import Route, Scalar
from configlint.engine import routes, templates
from configlint.engine.reading import Reading
from configlint.engine.resolver import Bound, Resolver
from configlint.engine.tree import text_of
from configlint.engine.values import Place, RefusedError, Value
from configlint.records import Record

#: No configuration has more; a profile or a file that leads to more is cut off here.
MAX_CONNECTIONS = 1000


class Connections(Record):
    """The connections of one reading, and which of them are active.

    Where none is, `missing` is the tool's complaint; or `elsewhere` says where the tool finds the connection that its
    configuration names, when that is beyond what can be read here.
    """

    bound: list[Bound]
    active: list[bool]
    missing: RefusedError | None = None
    elsewhere: str = ""


def connections_of(reading: Reading) -> Connections:
    """Find every connection that exists, in the order of the profile's patterns and of the files."""
    settings = reading.profile.data.get("connections", {})
    bound = list(_existing(reading, settings))
    chosen = _chosen(reading, settings)
    active = [_is_active(reading, settings, one, number, chosen) for number, one in enumerate(bound)]
    if any(active) or "missing" not in settings or (chosen is None and isinstance(settings.get("active"), Mapping)):
        return Connections(bound, active)
    resolver = Resolver(reading, Bound({"chosen": chosen.text} if chosen and chosen.text else {}, {}))
    if "elsewhere" in settings and not resolver.holds(settings["missing_when"]):
        return Connections(bound, active, elsewhere=resolver.message(settings["elsewhere"]))
    return Connections(bound, active, _missing(resolver, settings, chosen))


def stops(reading: Reading) -> list[RefusedError]:
    """Return everything because of which the tool would not start, most general first."""
    found: list[RefusedError] = []
    try:
        for stop in _stops(reading):
            found.append(stop)
    except RefusedError as error:
        found.append(error)
    return found


def _stops(reading: Reading) -> Iterator[RefusedError]:
    if reading.refused is not None:
        yield reading.refused
    whole = Resolver(reading)
    refusals = reading.profile.refusals
    yield from _refusals(whole, [one for one in refusals if not one.get("each")])
    for removed in reading.profile.data.get("removed", ()):
        if removed.get("stops"):
            yield from _removed(whole, removed)
    each = [one for one in refusals if one.get("each")]
    if each:
        settings = reading.profile.data.get("connections", {})
        for bound in _existing(reading, settings):
            yield from _refusals(Resolver(reading, bound), each)


def check(resolver: Resolver, refusals: list[Mapping[str, Any]]) -> None:
    """Raise RefusedError for the first of `refusals` whose condition holds."""
    for error in _refusals(resolver, refusals):
        raise error


def _refusals(resolver: Resolver, refusals: list[Mapping[str, Any]]) -> Iterator[RefusedError]:
    for refusal in refusals:
        at = refusal.get("at")
        # What points at no place is about something that is missing, and another file may have it.
        if resolver.holds_for_sure(refusal["when"], whatever_files_say=at is None):
            place = resolver.place_of(at if at is None or at.startswith("var:") else f"key:{at}")
            yield RefusedError(resolver.message(refusal["message"]), place, refusal.get("rule"))


def _removed(resolver: Resolver, removed: Mapping[str, Any]) -> Iterator[RefusedError]:
    for route in resolver.spread(removed["path"]):
        for found in resolver.reading.tree.find(route)[:1]:
            text = text_of(found.node.value) if isinstance(found.node, Scalar) else None
            if "value" in removed and text != removed["value"]:
                continue
            place = Place(found.layer.document, found.route) if found.layer.document is not None else None
            message = f"{removal_message(removed, route)}: {removal_help(removed, text)}"
            yield RefusedError(message, place, removed.get("rule", "removed-option"))


def removal_message(removed: Mapping[str, Any], route: Route) -> str:
    """Say that an option (or a value of it) is gone, and since when."""
    name = f'{route[-1]} = "{removed["value"]}"' if "value" in removed else str(route[-1])
    since = f" in {removed['since']}" if "since" in removed else ""
    verb = "was removed" if removed.get("stops") or "since" in removed else "has no effect any more"
    return f"`{name}` {verb}{since}"


def removal_help(removed: Mapping[str, Any], text: str | None) -> str:
    """Say what to write instead of a removed option whose value is `text`."""
    return templates.expand(removed["instead"], {"value": text or ""}.get) or str(removed["instead"])


def _existing(reading: Reading, settings: Mapping[str, Any]) -> Iterator[Bound]:
    patterns = settings.get("each")
    if patterns is None:
        yield Bound({}, {})
        return
    seen: list[Mapping[str, str]] = []
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        for bound in _matches(reading, routes.parse(pattern), (), Bound({}, {})):
            if bound.names in seen or ("when" in settings and not Resolver(reading, bound).holds(settings["when"])):
                continue
            seen.append(bound.names)
            yield bound
            if len(seen) >= MAX_CONNECTIONS:
                return


def _matches(reading: Reading, pattern: tuple[str, ...], route: Route, bound: Bound) -> Iterator[Bound]:
    if not pattern:
        yield bound
        return
    step, rest = pattern[0], pattern[1:]
    if step.startswith("{") and step.endswith("}"):
        for key in reading.tree.keys(route):
            names = {**bound.names, step[1:-1]: key}
            places = {**bound.routes, step[1:-1]: (*route, key)}
            yield from _matches(reading, rest, (*route, key), Bound(names, places))
    elif reading.tree.find((*route, step)):
        yield from _matches(reading, rest, (*route, step), bound)


def _chosen(reading: Reading, settings: Mapping[str, Any]) -> Value | None:
    """Return what the configuration names as the connection to use."""
    active = settings.get("active")
    return Resolver(reading).first(active["is"]) if isinstance(active, Mapping) else None


def _is_active(reading: Reading, settings: Mapping[str, Any], bound: Bound, number: int, chosen: Value | None) -> bool:
    active = settings.get("active")
    if active == "first":
        return number == 0
    if active is None or chosen is None or chosen.text is None:
        return True
    return Resolver(reading, bound).expand(active["of"]) == chosen.text


def _missing(resolver: Resolver, settings: Mapping[str, Any], chosen: Value | None) -> RefusedError:
    """Return the tool's complaint that the connection named in its configuration does not exist."""
    message = resolver.message(settings["missing"])
    write = remedy(resolver, settings.get("missing_write"))
    resolver.needs.clear()
    patterns = settings.get("each", ())
    first = patterns if isinstance(patterns, str) else next(iter(patterns), "")
    resolver.note_unread(routes.parse(first)[:1])  # where files define connections
    rule = settings.get("missing_rule", "undefined-provider")
    place = chosen.written if chosen else None
    return RefusedError(message, place, rule if chosen and not resolver.needs else None, write)


def remedy(resolver: Resolver, spec: Mapping[str, Any] | None) -> str:
    """Return what a profile says to write instead of what the tool refuses, or an empty text."""
    if spec is None or not resolver.holds_for_sure(spec.get("when", {})):
        return ""
    return resolver.expand(spec["text"]) or ""
