"""The request that a tool would send over each of its connections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from configlint.engine import connections, operations, routes, urls
from configlint.engine.clients import CLIENTS, Client
from configlint.engine.profile import Profile
from configlint.engine.reading import Reading
from configlint.engine.resolver import Bound, Resolver
from configlint.engine.values import RefusedError, Value
from configlint.records import Record

#: Headers that carry a credential, whoever sets them.
CREDENTIAL_HEADERS = frozenset({"authorization", "x-api-key", "api-key", "x-goog-api-key"})

_HEADER_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"


class Header(Record):
    """A header that carries a key.

    `text` is what is sent behind the scheme: None when it cannot be known, or when the client sends none (`problem`
    says why). `own` is False for a header that a person wrote out in full.
    """

    name: str
    scheme: str | None
    value: Value
    text: str | None
    problem: str | None = None
    own: bool = True


class Request(Record):
    """What one connection of a tool comes to.

    `url` is None when it cannot be known (see `needs` and `unknown`) or when the tool refuses; then `refused` says why.
    `join` gives the URL for another base URL, or None. `unknown` says what is not known about this kind of request, and
    for such a one `wire_api` may be empty. `needs` has, for "base_url", "key" and "model", the variables and files that
    are not known and could have supplied what is absent.
    """

    tool: str
    connection: str
    bound: Bound
    active: bool
    wire_api: str
    join: Callable[[str], str | None]
    url: str | None = None
    base_url: Value | None = None
    model: Value | None = None
    headers: tuple[Header, ...] = ()
    free_headers: tuple[str, ...] = ()
    refused: RefusedError | None = None
    needs: Mapping[str, frozenset[str]] = {}
    spec: Mapping[str, Any] = {}
    unknown: str = ""

    def assumed(self, meaning: str) -> bool:
        """Tell whether "base_url", "model" or "key" is only assumed: no file says it, and what is unknown could."""
        value = self.base_url if meaning == "base_url" else self.model
        if meaning == "key":
            value = self.headers[0].value if self.headers else None
        return (value is None or value.kind == "default") and bool(self.needs.get(meaning))


def requests_of(reading: Reading) -> list[Request]:
    """Return the request of every connection as if nothing stopped the tool from starting."""
    if not reading.profile.requests:
        return []
    try:
        found = connections.connections_of(reading)
    except RefusedError as error:
        return [_without_url(reading, Bound({}, {}), True, refused=error)]
    requests = [_request(reading, bound, active) for bound, active in zip(found.bound, found.active, strict=True)]
    if found.missing is not None:
        requests.append(_without_url(reading, Bound({}, {}), True, refused=found.missing))
    if found.elsewhere:
        requests.append(_without_url(reading, Bound({}, {}), True, unknown=found.elsewhere))
    return requests


def explain(reading: Reading) -> list[Request]:
    """Return the request of every connection; all of them refused when something stops the tool."""
    requests = requests_of(reading)
    stopped = connections.stops(reading)
    if not stopped:
        return requests
    if not requests:
        return [_without_url(reading, Bound({}, {}), True, refused=stopped[0])]
    return [request.replace(url=None, refused=stopped[0]) for request in requests]


def _request(reading: Reading, bound: Bound, active: bool) -> Request:
    try:
        resolver = Resolver(reading, bound)
        spec = next((one for one in reading.profile.requests if resolver.holds(one.get("when", {}))), None)
        if spec is None:
            raise _no_request(reading, resolver)
        if "meanings" in spec:
            resolver = Resolver(reading, bound, spec["meanings"])
        return _build(reading, resolver, bound, active, spec)
    except RefusedError as error:
        return _without_url(reading, bound, active, refused=error)


def _build(reading: Reading, resolver: Resolver, bound: Bound, active: bool, spec: Mapping[str, Any]) -> Request:
    data = reading.profile.data
    connections.check(resolver, spec.get("refuse", []))
    client = client_of(reading.profile, spec)
    base_url = resolver.meaning("base_url")
    unknown = resolver.message(spec.get("join_unknown", ""))
    if base_url is None and not unknown and not resolver.needs_of("base_url"):
        raise RefusedError(resolver.message(spec.get("no_base_url") or data.get("no_base_url", "no base URL is set")))
    own, key_needs = _own_headers(resolver, spec.get("auth", data.get("auth", ())))
    free = list(free_headers(resolver, spec.get("headers", data.get("headers", ()))))
    headers = [_sent(header, client) for header in _merged(own, free)]
    headers = [header for header in headers if header.text is not None or header.problem or header.value.text is None]
    if base_url is not None:
        headers = _with_userinfo(headers, client, base_url)
    request = Request(
        tool=reading.profile.id,
        connection=_name(reading, resolver),
        bound=bound,
        active=active,
        wire_api=spec.get("wire_api", ""),
        base_url=base_url,
        model=resolver.meaning("model"),
        headers=tuple(headers),
        free_headers=tuple(name.lower() for name, _, _ in free),
        needs={
            "base_url": resolver.needs_of("base_url"),
            "model": resolver.needs_of("model"),
            "key": key_needs,
        },
        join=joiner(spec, client, resolver.expand, resolver.table),
        spec=spec,
        unknown=unknown,
    )
    return _finished(request, resolver.message(spec.get("no_key", data.get("no_key", ""))))


def client_of(profile: Profile, spec: Mapping[str, Any]) -> Client:
    """Return the HTTP client under a kind of request."""
    return CLIENTS[spec.get("client") or profile.data.get("client", "fetch")]


def joiner(
    spec: Mapping[str, Any], client: Client, expand: operations.Expand, table: operations.TableOf
) -> Callable[[str], str | None]:
    """Return what makes the request URL of a base URL, for one kind of request.

    It returns None where a value that the URL needs is missing, and raises RefusedError where the client refuses. Names
    without a value that `expand` left in braces stay readable.
    """

    def join(base: str) -> str | None:
        joined = operations.apply(spec["join"], base, expand, table)
        if joined is None:
            return None
        url = client.url(joined)
        for name in routes.names(joined):
            url = url.replace(f"%7B{name}%7D", f"{{{name}}}")
        return url

    return join


def _finished(request: Request, no_key: str) -> Request:
    """Add the URL, or why there is none."""
    broken = next((header for header in request.headers if header.problem), None)
    if broken is not None:
        return request.replace(refused=RefusedError(broken.problem or "", broken.value.written))
    if no_key and not request.headers and not request.needs["key"]:
        return request.replace(refused=RefusedError(no_key))
    if request.base_url is None or request.base_url.text is None or request.unknown:
        return request
    try:
        return request.replace(url=request.join(request.base_url.text))
    except RefusedError as error:
        return request.replace(refused=RefusedError(error.message, request.base_url.written))


def _own_headers(resolver: Resolver, specs: list[Mapping[str, Any]]) -> tuple[dict[str, Header], frozenset[str]]:
    """Return the headers in which the tool itself sends keys, and what is not known about them."""
    outer, resolver.needs = resolver.needs, set()
    headers: dict[str, Header] = {}
    for auth in specs:
        name = auth["header"]
        if name in headers or ("when" in auth and not resolver.holds(auth["when"])):
            continue
        value = resolver.first(auth["from"])
        if value is not None:
            headers[name] = Header(name, auth.get("scheme"), value, value.text)
    needs, resolver.needs = frozenset(resolver.needs), outer
    return headers, needs


def free_headers(resolver: Resolver, specs: list[Mapping[str, Any]]) -> Iterator[tuple[str, Value, Mapping[str, Any]]]:
    """Yield the name and value of every header that a person added, with the description it came by."""
    for spec in specs:
        kind, _, path = spec["from"].partition(":")
        if kind == "key":
            named = resolver.entries(path)
        elif kind == "named":
            named = [
                (name, value)
                for name, variable in resolver.entries(path)
                if (value := resolver.variable_named(variable)) is not None
            ]
        else:
            named = _header_lines(resolver, spec)
        for name, written in named:
            value = resolver.references.resolve(written, spec.get("interpolate", []))
            if value is not None:
                yield name.strip(), value, spec


def _header_lines(resolver: Resolver, spec: Mapping[str, Any]) -> list[tuple[str, Value]]:
    value = resolver.read(spec["from"])
    if value is None or value.text is None:
        return []
    headers = []
    for line in re.split(spec.get("split", r"\r?\n"), value.text):
        name, mark, content = line.partition(":")
        if mark and re.fullmatch(_HEADER_NAME, name.strip()):
            headers.append((name, value.replace(text=content.strip())))
        elif "malformed" in spec and line.strip():
            raise RefusedError(resolver.message(spec["malformed"]), value.written)
    return headers


def _merged(own: dict[str, Header], free: list[tuple[str, Value, Mapping[str, Any]]]) -> list[Header]:
    """Let free headers replace the tool's own, except those that the profile says they only fill in."""
    headers = dict(own)
    for written, value, spec in free:
        name, fill = written.lower(), spec.get("fill", ())
        if name in CREDENTIAL_HEADERS and not (name in headers and (fill is True or name in fill)):
            headers[name] = _written_out(name, value)
    return list(headers.values())


def _written_out(name: str, value: Value) -> Header:
    scheme, blank, rest = (value.text or "").partition(" ")
    if name == "authorization" and blank and scheme.lower() in ("bearer", "basic"):
        return Header(name, scheme, value.replace(text=rest), rest, own=False)
    return Header(name, None, value, value.text, own=False)


def _sent(header: Header, client: Client) -> Header:
    if header.text is None:
        return header
    try:
        return header.replace(text=client.header(header.text))
    except RefusedError as error:
        return header.replace(text=None, problem=error.message)


def _with_userinfo(headers: list[Header], client: Client, base_url: Value) -> list[Header]:
    """Add what the client makes of `user:password@` in the base URL."""
    url = urls.split(base_url.text or "")
    userinfo = url.userinfo if url is not None else ""
    if not userinfo or client.userinfo == "ignored":
        return headers
    basic = Header("authorization", "Basic", base_url.replace(text=userinfo), userinfo, own=False)
    if client.userinfo == "replaces":
        return [basic, *(header for header in headers if header.name != "authorization")]
    if any(header.name == "authorization" for header in headers):
        return headers
    return [*headers, basic]


def _name(reading: Reading, resolver: Resolver) -> str:
    template = reading.profile.data.get("connections", {}).get("name")
    name = resolver.expand(template) if template else None
    return name or "/".join(resolver.bound.values()) or "default"


def _no_request(reading: Reading, resolver: Resolver) -> RefusedError:
    """Return the tool's complaint that it knows no such kind of provider."""
    data = reading.profile.data
    place = resolver.place_of(f"key:{data['unknown_at']}") if "unknown_at" in data else None
    message = resolver.message(data.get("unknown", "unknown kind of provider"))
    return RefusedError(
        message, place, data.get("unknown_rule"), connections.remedy(resolver, data.get("unknown_write"))
    )


def _without_url(
    reading: Reading, bound: Bound, active: bool, *, refused: RefusedError | None = None, unknown: str = ""
) -> Request:
    try:
        name = _name(reading, Resolver(reading, bound))
    except RefusedError:
        name = "/".join(bound.names.values()) or "default"
    return Request(
        tool=reading.profile.id,
        connection=name,
        bound=bound,
        active=active,
        wire_api=reading.profile.requests[-1].get("wire_api", ""),
        join=_no_join,
        refused=refused,
        unknown=unknown,
    )


def _no_join(base: str) -> None:
    """Nothing is sent, whatever the base URL."""
