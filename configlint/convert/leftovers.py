"""A setup's files and its requests -> the settings in them that no part of the setup was made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from configlint.document.nodes import List, Node, Route, Scalar, Table, dotted, resolve
from configlint.engine import routes
from configlint.engine.connections import passed_over
from configlint.engine.language import Pattern
from configlint.engine.model import Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Request, requests_of
from configlint.engine.tree import text_of
from configlint.engine.values import Place, RefusedError, Value

#: Variables about the way to the host, which no part of a setup is made of.
_OF_THE_WAY = frozenset(
    {
        *("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"),
        *("NODE_EXTRA_CA_CERTS", "NODE_TLS_REJECT_UNAUTHORIZED", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"),
    }
)
#: Where a value is: its document (by identity), and the route there.
Spot = tuple[int, Route]


def used(requests: Sequence[Request]) -> set[Spot]:
    """Return where the values are that requests were made of, or that decided which requests they are."""
    return {_spot(place) for one in requests for place in _places(one)}


def leftovers(reading: Reading, request: Request, siblings: list[Request], told: Collection[str]) -> Iterator[str]:
    """Yield the settings of the connection that were not read, and what the tool has in its list for something else.

    `told` are texts that the setup has anyway: its models, and the region or project in its URL. Settings for other
    models of the provider are yielded, too. `siblings` are the connection's other requests.
    """
    connections = {route for one in requests_of(reading) for route in one.resolver.bound.routes.values()}
    spots = used([request, *siblings])
    read = connections | {route for _, route in spots}
    skipped = [one for one in passed_over(reading) if not any(route[: len(one)] == one for route in read)]
    yield from (dotted(route) for route in skipped if not any(route[: len(one)] == one != route for one in skipped))
    yield from _of_other_models(reading, spots, told)
    target = reading.profile.target
    known = target.carried if target is not None else ()
    tables = [step.table for step in (request.kind.join if request.kind is not None else ()) if step.table is not None]
    taken = [tuple(map(str, route)) for table in tables if (route := request.resolver.route(table)) is not None]
    bound = {route for one in (request, *siblings) for route in one.resolver.bound.routes.values()}
    for route in request.resolver.bound.routes.values():
        for found in reading.tree.find(route):
            if found.place is not None and isinstance(found.node, Table):
                search = _Search(found.place, spots, {*bound, *taken}, known, told, connections - bound)
                yield from (dotted(one) for one in search.unread(found.route, found.node) or ())
    # another connection is named as such, with the variables that it has
    yield from _unread_variables(reading, request, spots | used(requests_of(reading)))


def own_variables(reading: Reading) -> Iterator[tuple[str, Value]]:
    """Yield the variables that the tool's own settings set and that are of its kind, or that are for one provider."""
    prefixes = {name.partition("_")[0] for name in reading.profile.variables}
    target = reading.profile.target
    of_provider = {path.partition(".")[2] for path in (target.of_provider if target is not None else ())}
    for name, value in reading.variables.items():
        is_own = value.place is not None and len(value.place.route) > 1 and name.partition("_")[0] in prefixes
        if value.place is not None and (is_own or name in of_provider):
            yield name, value


def without_suffix(profile: Profile, name: str) -> tuple[str, int | None]:
    """Return the name of a model as it is sent, and how many tokens its suffix says that its context has."""
    for suffix, tokens in profile.model_suffixes.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), tokens
    return name, None


def _places(request: Request) -> Iterator[Place]:
    """Yield where the values are written that a request, or one of the profile's meanings, is made of.

    A table counts only where it is a command with its arguments: that a name was taken from its key says nothing about
    what is in it.
    """
    values = [request.base_url, request.model, *(one.value for one in request.headers)]
    values += [value for _, value in request.free_headers]
    for name in request.resolver.reading.profile.meanings:
        try:
            values.append(request.resolver.meaning(name).value)
        except RefusedError:
            continue
    for value in values:
        place = value.written if value is not None else None
        if place is None:
            continue
        if place.route[-1:] == ("command",):
            yield Place(place.document, place.route[:-1])
        elif not isinstance(place.node, Table | List):
            yield place


def _spot(place: Place) -> Spot:
    return id(place.document), place.route


class _Search:
    """Looks for the settings in a connection's table that did not become part of the setup."""

    def __init__(
        self,
        place: Place,
        spots: Collection[Spot],
        taken: Collection[Route],
        known: Sequence[Pattern],
        told: Collection[str],
        elsewhere: Collection[Route],
    ) -> None:
        self._document = id(place.document)
        self._spots = spots
        self._taken = {tuple(map(str, route)) for route in taken}
        self._known = known
        self._told = told
        self._elsewhere = {tuple(map(str, route)) for route in elsewhere}

    def unread(self, route: Route, node: Node) -> list[Route] | None:
        """Return where the outermost settings are, at and below a place, of which nothing was read; None for the place
        itself.
        """
        if (self._document, route) in self._spots or any(routes.matches(pattern, route) for pattern in self._known):
            return []
        if tuple(map(str, route)) in self._elsewhere:  # it is named as another connection
            return []
        if not isinstance(node, Table | List):  # what an alias stands for is elsewhere
            value = resolve(node)
            return [] if isinstance(value, Scalar) and value.value in ("", *self._told) else None
        below = [(step, self.unread((*route, step), inner)) for step, inner in _items(node)]
        is_taken = tuple(map(str, route)) in self._taken
        if not is_taken and all(found is None for _, found in below):
            return None
        return [one for step, found in below for one in ([(*route, step)] if found is None else found)]


def _items(node: Table | List) -> Iterator[tuple[str | int, Node]]:
    if isinstance(node, List):
        yield from enumerate(node.items)
        return
    yield from ((key, entry.value) for key, entry in node.entries.items() if key not in node.merged)


def _of_other_models(reading: Reading, spots: Collection[Spot], told: Collection[str]) -> Iterator[str]:
    target = reading.profile.target
    for path in target.of_provider if target is not None else ():
        nodes = [(one.node, one.place) for one in reading.tree.find(routes.parse(path))]
        found = [(text_of(node.value), place) for node, place in nodes if isinstance(node, Scalar)]
        variable = reading.variables.get(path)
        found += [(variable.text, variable.place)] if variable is not None else []
        for text, place in found:
            is_read = place is None or _spot(place) in spots
            if text and not is_read and not without_suffix(reading.profile, text)[0].endswith(tuple(told)):
                yield path


def _unread_variables(reading: Reading, request: Request, spots: Collection[Spot]) -> Iterator[str]:
    """Yield the variables in the tool's own settings that were not read: no models, switches, or parts of the URL."""
    for name, value in own_variables(reading):
        is_carried = value.text in ("0", "1", "true", "false") or (value.text and value.text in (request.url or ""))
        place = value.place
        if place is None or is_carried or name.endswith("_MODEL"):
            continue
        if _spot(place) not in spots:
            yield dotted(place.route)
    for name, value in reading.variables.items():
        if name.upper() in _OF_THE_WAY and value.place is not None and len(value.place.route) > 1:
            yield dotted(value.place.route)
