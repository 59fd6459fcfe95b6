"""The request that a tool would send over each of its connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from configlint.engine import connections, operations, routes
from configlint.engine.clients import CLIENTS, Client
from configlint.engine.headers import Header, free_headers, own_headers, sent_headers
from configlint.engine.language import Comparison, Meaning
from configlint.engine.model import FreeHeaders, RequestKind
from configlint.engine.reading import Reading
from configlint.engine.resolver import Resolver, Steps
from configlint.engine.values import ABSENT, NOTHING_UNKNOWN, Place, RefusedError, Resolved, Unknowns, Value
from configlint.records import Record


class Sent(Record):
    """The request is sent to this URL."""

    url: str


class Refused(Record):
    """The tool or its HTTP client stops before the request is sent."""

    error: RefusedError


class Unknown(Record):
    """Where the request goes is not known: because of `reason`, or (without one) of the request's unknowns.

    `place` is where a connection is chosen that is not among those read.
    """

    reason: str = ""
    place: Place | None = None


Outcome = Sent | Refused | Unknown


class Request(Record):
    """What one connection of a tool comes to.

    `resolver` reads its values. `leads_to` is the URL that its base URL leads to; it is there for a refused
    request, too, if only that much is known. `join` gives the URL for another base URL, or None. `unknowns` has,
    for "base_url", "key" and "model", the variables and files that are not known and could have supplied what is
    absent. `free_headers` are those that a person added, as written. `kind` is None where the tool has no kind of
    request for this connection.
    """

    tool: str
    connection: str
    resolver: Resolver
    active: bool
    outcome: Outcome
    join: Callable[[str], str | None]
    kind: RequestKind | None = None
    wire_api: str = ""
    leads_to: str | None = None
    base_url: Value | None = None
    model: Value | None = None
    headers: tuple[Header, ...] = ()
    free_headers: tuple[tuple[str, Value], ...] = ()
    unknowns: Mapping[str, Unknowns] = {}

    @property
    def names(self) -> Mapping[str, str]:
        """The names that tell this connection from others."""
        return self.resolver.bound.names

    @property
    def free_header_names(self) -> tuple[str, ...]:
        """The names of the headers that a person added, in lower case."""
        return tuple(name.lower() for name, _ in self.free_headers)

    @property
    def url(self) -> str | None:
        """The URL that the request is sent to, or None where none is sent or it is not known."""
        return self.outcome.url if isinstance(self.outcome, Sent) else None

    @property
    def refused(self) -> RefusedError | None:
        """Why the request is not sent, or None."""
        return self.outcome.error if isinstance(self.outcome, Refused) else None

    @property
    def unknown(self) -> str:
        """Why it is not known where the request goes, beyond what unknown variables and files could say."""
        return self.outcome.reason if isinstance(self.outcome, Unknown) else ""

    @property
    def obstacle(self) -> Place | None:
        """Where it is written what keeps the request from being sent, or from being known."""
        if isinstance(self.outcome, Refused):
            return self.outcome.error.place
        return self.outcome.place if isinstance(self.outcome, Unknown) else None

    def is_assumed(self, meaning: str) -> bool:
        """Return True if "base_url", "model" or "key" is only assumed: no file says it, and what is unknown could."""
        value = self.base_url if meaning == "base_url" else self.model
        if meaning == "key":
            value = self.headers[0].value if self.headers else None
        return (value is None or value.kind == "default") and bool(self.unknowns.get(meaning))


def requests_of(reading: Reading) -> list[Request]:
    """Return the request of every connection as if nothing stopped the tool from starting."""
    if not reading.profile.requests:
        return []
    try:
        found = connections.connections_of(reading)
    except RefusedError as error:
        return [_without_url(Resolver(reading), True, Refused(error))]
    requests = [_request(resolver, active) for resolver, active in zip(found.resolvers, found.active, strict=True)]
    if found.missing is not None:
        requests.append(_without_url(Resolver(reading), True, Refused(found.missing)))
    if found.elsewhere:
        requests.append(_without_url(Resolver(reading), True, Unknown(found.elsewhere, found.place)))
    return requests


def explain(reading: Reading) -> list[Request]:
    """Return the request of every connection; all of them refused when something stops the tool."""
    requests = requests_of(reading)
    stopped = connections.stops(reading)
    if not stopped:
        return requests
    if not requests:
        return [_without_url(Resolver(reading), True, Refused(stopped[0]))]
    return [request.replace(outcome=Refused(stopped[0])) for request in requests]


def _request(resolver: Resolver, active: bool) -> Request:
    try:
        unknowns: Unknowns = NOTHING_UNKNOWN
        for kind in resolver.reading.profile.requests:
            holds = resolver.holds(kind.when)
            if holds.is_true:
                break
            unknowns |= holds.unknowns
        else:
            raise _no_request(resolver, is_certain=not any(map(str.isidentifier, unknowns)))
        own = Resolver(resolver.reading, resolver.bound, kind.own_meanings) if kind.own_meanings else resolver
        request = _build(own, active, kind)
        if request.refused is not None and any(map(str.isidentifier, holds.unknowns)):
            request.refused.is_certain = False  # with another value of the variable it is another kind of request
        return request
    except RefusedError as error:
        return _without_url(resolver, active, Refused(error))


class _Refusals:
    """What refuses a request. Reading goes on after each `with` block, so that one refusal hides nothing else."""

    def __init__(self) -> None:
        self.all: list[RefusedError] = []

    def __enter__(self) -> None:
        """Read one part of the request."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, RefusedError):
            self.all.append(error)
        return isinstance(error, RefusedError)


def _build(resolver: Resolver, active: bool, kind: RequestKind) -> Request:
    """Return a request with all that is known about it, whether or not it is sent."""
    client = CLIENTS[kind.client]
    unknown = resolver.message(kind.unknown)
    base_url = model = ABSENT
    own: dict[str, Header] = {}
    free: list[tuple[str, Value, FreeHeaders]] = []
    key_unknowns: Unknowns = NOTHING_UNKNOWN
    steps = Steps(None)
    refusals = _Refusals()
    with refusals:
        refusals.all += connections.refused_by(resolver, kind.refusals)
    with refusals:
        base_url = resolver.meaning("base_url")
    if base_url.value is None and not unknown and not refusals.all:
        refusals.all += _without_base_url(resolver, kind, base_url)
    with refusals:
        own, key_unknowns = own_headers(resolver, kind.auth)
    with refusals:
        free += free_headers(resolver, kind.headers)
    with refusals:
        model = resolver.meaning("model")
    with refusals:
        steps = resolver.steps(kind.join)
    headers = tuple(sent_headers(own, free, client, base_url.value))
    has_key = bool(own) if kind.needs_own_key else not all(header.is_only_of_url for header in headers)
    request = Request(
        tool=resolver.reading.profile.id,
        connection=_name(resolver),
        resolver=resolver,
        active=active,
        outcome=Refused(refusals.all[0]) if refusals.all else Unknown(unknown),
        join=joiner(steps.steps, client),
        kind=kind,
        wire_api=kind.wire_api,
        base_url=base_url.value,
        model=model.value,
        headers=headers,
        free_headers=tuple((name, value) for name, value, _ in free),
        unknowns={"base_url": base_url.unknowns, "model": model.unknowns, "key": key_unknowns},
    )
    return _finished(request, kind, has_key=has_key)


def _without_base_url(resolver: Resolver, kind: RequestKind, base_url: Resolved) -> Iterator[RefusedError]:
    """Yield the tool's complaint that there is no base URL, unless something that is not known could supply one.

    A table that is written in one file is taken to be complete: hardly anybody writes the rest of it in another one.
    """
    home = connections.home_of(resolver, (Meaning("base_url"),))
    if home is not None and not any(name.isidentifier() for name in base_url.unknowns):
        place, option = home
        message = resolver.message(kind.no_base_url)
        yield RefusedError(message, place, "missing-option", about="base_url", option=option)
    elif not base_url.unknowns:
        yield RefusedError(resolver.message(kind.no_base_url), about="base_url")


def joiner(steps: tuple[operations.Step, ...] | None, client: Client) -> Callable[[str], str | None]:
    """Return what makes the request URL of a base URL, for one kind of request.

    It returns None where a value that the URL needs is missing (`steps` is None), and raises RefusedError where the
    client refuses. Names without a value that are in braces stay readable.
    """

    def join(base: str) -> str | None:
        joined = operations.run(steps, base) if steps is not None else None
        if joined is None:
            return None
        url = client.url(joined)
        for name in routes.names(joined):
            url = url.replace(f"%7B{name}%7D", f"{{{name}}}")
        return url

    return join


def _finished(request: Request, kind: RequestKind, *, has_key: bool) -> Request:
    """Add the URL, and what becomes of the request."""
    outcome = request.outcome
    leads_to: str | None = None
    base = request.base_url.text if request.base_url is not None else None
    if request.base_url is not None and base is not None and not request.resolver.message(kind.unknown):
        try:
            leads_to = request.join(base)
        except RefusedError as error:
            outcome = Refused(RefusedError(error.message, request.base_url.written, about="base_url"))
        else:
            outcome = Sent(leads_to) if leads_to is not None else outcome
    is_open = bool(request.unknowns["key"])
    problems = (header for header in request.headers if header.problem and (header.value.text or not is_open))
    broken = next(problems, None)
    if broken is not None:
        outcome = Refused(RefusedError(broken.problem or "", broken.value.written, about="key"))
    elif kind.no_key and kind.auth and not has_key and not request.unknowns["key"]:
        outcome = Refused(_without_key(request, kind))
    return request.replace(outcome=request.outcome if request.refused else outcome, leads_to=leads_to)


def _without_key(request: Request, kind: RequestKind) -> RefusedError:
    sources = [source for one in kind.auth for source in one.sources]
    home = connections.home_of(request.resolver, sources)
    place, option = home or (connections.emptied(request.resolver, sources), "")
    message = request.resolver.message(kind.no_key)
    return RefusedError(message, place, "missing-key", about="key", option=option)


def _name(resolver: Resolver) -> str:
    template = resolver.reading.profile.connections.name
    name = resolver.text(template) if template is not None else None
    return name or "/".join(resolver.bound.names.values()) or "default"


def _no_request(resolver: Resolver, *, is_certain: bool) -> RefusedError:
    """Return the tool's complaint that it knows no such kind of provider."""
    profile = resolver.reading.profile
    route = resolver.route(profile.unknown_at) if profile.unknown_at is not None else None
    found = resolver.reading.tree.find(route) if route is not None else []
    place = found[0].place if found else _choice(resolver)
    write = connections.remedy(resolver, profile.unknown_write)
    message = resolver.message(profile.unknown)
    known = connections.choices(resolver, place, message)
    return RefusedError(message, place, profile.unknown_rule or None, write, is_certain=is_certain, choices=known)


def _choice(resolver: Resolver) -> Place | None:
    """Return where the value is written by which the kind of request is chosen."""
    for kind in resolver.reading.profile.requests:
        for line in kind.when.lines:
            if isinstance(line, Comparison) and isinstance(line.left, Meaning):
                value = resolver.raw(line.left).value
                if value is not None and value.written is not None:
                    return value.written
    return None


def _without_url(resolver: Resolver, active: bool, outcome: Outcome) -> Request:
    profile = resolver.reading.profile
    try:
        name = _name(resolver)
    except RefusedError:
        name = "/".join(resolver.bound.names.values()) or "default"
    return Request(
        tool=profile.id,
        connection=name,
        resolver=resolver,
        active=active,
        outcome=outcome,
        join=_no_join,
        wire_api=profile.requests[-1].wire_api if profile.requests else "",
        unknowns={"base_url": NOTHING_UNKNOWN, "model": NOTHING_UNKNOWN, "key": NOTHING_UNKNOWN},
    )


def _no_join(base: str) -> None:
    """Nothing is sent, whatever the base URL."""
