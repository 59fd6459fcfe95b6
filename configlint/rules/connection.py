"""One connection of one tool as rules look at it, and its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from configlint.catalog.providers import PATHS, Api, Provider
from configlint.document.document import Document
from configlint.document.nodes import Route
from configlint.engine import connections, urls
from configlint.engine.headers import Header
from configlint.engine.language import (
    Condition,
    Path,
    Setting,
)
from configlint.engine.reading import Reading
from configlint.engine.requests import Request, requests_of
from configlint.engine.resolver import Resolver
from configlint.engine.values import Place, RefusedError, Value
from configlint.files.example_files import is_example
from configlint.records import Record, cached_property
from configlint.rules.context import Context


class Connection:
    """One connection of one tool, and what the catalog knows about where it goes.

    `checked` are the documents that findings may be about, `siblings` all connections of the tool.
    """

    def __init__(
        self,
        context: Context,
        request: Request,
        reading: Reading,
        checked: Iterable[Document],
        siblings: Sequence[Request] = (),
    ) -> None:
        self.context = context
        self.catalog = context.catalog
        self.request = request
        self.siblings = siblings
        self.reading = reading
        self.profile = reading.profile
        self._checked = [id(document) for document in checked]
        self._seen: dict[str, list[Seen]] = {}

    @property
    def tool(self) -> str:
        """What people call the tool."""
        return self.profile.name

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """The values that the request is made of."""
        request = self.request
        values = (request.base_url, request.model, *(header.value for header in request.headers))
        return tuple(value for value in values if value is not None)

    def in_checked_file(self, value: Value | None) -> Place | None:
        """Return where `value` is written, when that is in a file that is being checked."""
        place = value.written if value is not None else None
        return place if place is not None and id(place.document) in self._checked else None

    @property
    def is_in_checked_file(self) -> bool:
        """Whether any part of the connection is written for it in a file that is being checked."""
        own = (self.request.base_url, *(header.value for header in self.request.headers))
        if self.model_place is not None or any(self.in_checked_file(value) is not None for value in own):
            return True
        if any(True for _ in self.names()):
            return True
        place = self.request.obstacle
        return place is not None and id(place.document) in self._checked

    def is_true(self, condition: Condition) -> bool:
        """Return True if a condition of the profile holds for the tool's files."""
        return Resolver(self.reading).holds(condition).is_true

    @property
    def resolver(self) -> Resolver:
        """What reads further values of this connection."""
        return self.request.resolver

    # ---- where it leads

    @cached_property
    def base_place(self) -> Place | None:
        """Where the base URL is written, in a file that is being checked."""
        return self.in_checked_file(self.request.base_url)

    @property
    def base(self) -> str:
        """The base URL as the tool reads it; empty when it is not known."""
        return (self.request.base_url.text or "") if self.request.base_url is not None else ""

    @cached_property
    def url(self) -> urls.Url | None:
        """The URL that the base URL leads to, or None when there is none."""
        return urls.split(self.request.leads_to) if self.request.leads_to is not None else None

    @cached_property
    def host(self) -> str:
        """The host the request (or at least the base URL) leads to; empty when that is not known."""
        url = self.url or urls.split(self.base.strip())
        return url.host if url is not None else ""

    @property
    def host_is_certain(self) -> bool:
        """Whether no variable or file that was not read could lead the request elsewhere."""
        return bool(self.host) and not self.request.is_assumed("base_url")

    @cached_property
    def is_local(self) -> bool:
        """Whether the request stays on this machine or in a private network."""
        return urls.is_local(self.host)

    @property
    def is_gateway(self) -> bool:
        """Whether a header of the request shows that a known kind of gateway answers it."""
        return self.catalog.is_gateway_header(self.request.free_header_names)

    @cached_property
    def providers(self) -> Sequence[Provider]:
        """The providers that answer at the host."""
        return self.catalog.providers_at(self.host) if self.host and not self.is_local else ()

    @cached_property
    def answering(self) -> Sequence[Provider]:
        """The providers at the host; on this machine or network the server that the port tells, which takes any key."""
        url = self.url or urls.split(self.base.strip())
        if not self.is_local or url is None:
            return self.providers
        server = self.catalog.local_server(url.port, url.origin)
        return (server,) if server is not None else ()

    @cached_property
    def vendors(self) -> set[str]:
        """The vendor groups that answer at the host."""
        return {self.catalog.group_of(provider.id) for provider in self.providers}

    @cached_property
    def apis(self) -> list[Api]:
        """What is known about the wire API that the tool speaks, for each provider at this host."""
        found = (provider.api(self.request.wire_api) for provider in self.answering)
        return [api for api in found if api is not None]

    @cached_property
    def endpoints(self) -> list[str]:
        """Where the providers at this host serve the wire API that the tool speaks."""
        return [endpoint for api in self.apis if not api.is_refused for endpoint in api.endpoints]

    @cached_property
    def all_endpoints(self) -> list[str]:
        """Where the providers at this host serve any wire API."""
        apis = (provider.api(wire_api) for provider in self.answering for wire_api in PATHS)
        return [endpoint for api in apis if api is not None for endpoint in api.endpoints]

    @cached_property
    def is_served(self) -> bool:
        """Whether the base URL leads to a place where a provider serves, or may serve, this wire API."""
        return self.url is not None and self.serves_at(self.url)

    def serves_at(self, url: urls.Url) -> bool:
        """Return True if a provider at this host serves, or may serve, the wire API at this URL."""
        return any(urls.leads_to(endpoint, url) for api in self.apis for endpoint in (*api.endpoints, *api.tolerated))

    @cached_property
    def may_be_served(self) -> bool:
        """Whether the providers at the host, as far as they are known, serve the wire API that the tool speaks."""
        return not self.answering or any(not api.is_refused for api in self.apis)

    @property
    def has_certain_paths(self) -> bool:
        """Whether it is certain at which paths the providers at this host serve the wire API."""
        if not self.endpoints or len(self.apis) < len(self.answering):
            return False
        if any("{" in one.replace("{model}", "") for api in self.apis for one in api.endpoints[:1]):
            return False  # paths per account or deployment
        if any(provider.kind in ("relay", "local-proxy") for provider in self.answering):
            return False  # what they serve is known from presets alone
        return all(api.served in ("yes", "partly") for api in self.apis)

    @cached_property
    def model_place(self) -> Place | None:
        """Where the model is written that this connection would send.

        None, too, where the connection is not active and the model is that of the active one: it was not written for
        this connection.
        """
        place = self.in_checked_file(self.request.model)
        if place is None or self.request.active:
            return place
        shared = any(
            other.active and other.model is not None and other.model.written == place for other in self.siblings
        )
        return None if shared else place

    def route(self, path: Path) -> Route | None:
        """Return the route of a path of the profile, for this connection."""
        return self.resolver.route(path)

    def text_at(self, place: Place) -> str:
        """Return what the tool reads at `place`: the base URL, the model or a key, or an empty text."""
        return next((value.text or "" for value in self.values if value.written == place), "")

    @property
    def request_line(self) -> str:
        """The request as one line."""
        return f"POST {self.request.leads_to}" if self.request.leads_to else ""

    def join(self, base: str) -> str | None:
        """Return the URL for another base URL, or None where the tool sends nothing for it."""
        try:
            return self.request.join(base)
        except RefusedError:
            return None

    def base_for(self, accepted: Callable[[urls.Url], bool], candidates: Iterable[str]) -> str:
        """Return the first of `candidates` whose request URL is accepted, or an empty text."""
        for candidate in candidates:
            joined = self.join(candidate)
            url = urls.split(joined) if joined is not None else None
            if url is not None and accepted(url):
                return candidate
        return ""

    def base_for_endpoints(self, endpoints: Iterable[str] | None = None) -> str:
        """Return the base URL that brings this tool to one of `endpoints`, or an empty text."""
        written = urls.split(self.base.strip())
        for pattern in self.endpoints if endpoints is None else endpoints:
            endpoint = urls.bound(pattern, written) if written is not None else pattern
            if self.request.unknown:
                return endpoint.removesuffix(PATHS[self.request.wire_api])
            if "{" in endpoint.replace("{model}", ""):
                continue
            found = self.base_for(_leads_to(endpoint), urls.bases_of(endpoint))
            if found:
                return found
        return ""

    def base_of(self, identifier: str) -> str:
        """Return the base URL that brings this tool to a provider, or "" where that does not serve what it speaks."""
        try:
            api = self.catalog.provider(identifier).api(self.request.wire_api)
        except KeyError:
            return ""
        return self.base_for_endpoints(api.endpoints) if api is not None and not api.is_refused else ""

    # ---- keys

    def names(self) -> Iterator[tuple[Place, str]]:
        """Yield the places in files being checked where the NAME of a variable is expected, and what is there."""
        for path in self.profile.name_fields:
            try:
                values = self.resolver.items(Setting(path)).values
            except RefusedError:
                continue  # the request itself is refused for it
            for value in values:
                place = self.in_checked_file(value)
                if place is not None and value.text:
                    yield place, value.text

    @property
    def is_example(self) -> bool:
        """Whether the base URL is written in a file that only shows what to write."""
        return self.base_place is not None and is_example(self.base_place.document.path)

    # ---- what rules are given

    def seen_as(self, about: str) -> list[Seen]:
        """Return what a rule about a part of connections is given of this one; nothing where it lacks that part."""
        if about not in self._seen:
            self._seen[about] = list(_PARTS[about](self))
        return self._seen[about]


class Connections:
    """The connections of a reading, made when somebody first asks for them: most rules about files do not.

    `checked` as for Connection.
    """

    def __init__(self, context: Context, reading: Reading, checked: Sequence[Document]) -> None:
        self._context = context
        self._reading = reading
        self._checked = checked

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._all)

    @cached_property
    def _all(self) -> list[Connection]:
        requests = requests_of(self._reading)
        return [Connection(self._context, one, self._reading, self._checked, requests) for one in requests]

    @cached_property
    def stops(self) -> list[RefusedError]:
        """What keeps the tool from starting, and what it refuses to read in a connection."""
        refused = [one.request.refused for one in self]
        invalid = [one for one in refused if one is not None and one.rule == "invalid-value"]
        return [*connections.stops(self._reading), *invalid]


class BaseUrl(Record):
    """A base URL that is written in a checked file: where, and as the tool reads it."""

    connection: Connection
    place: Place
    text: str


class Endpoint(Record):
    """A base URL that is written in a checked file, and the URL that it leads to."""

    connection: Connection
    place: Place
    base: str
    url: urls.Url


class SentKey(Record):
    """A key that is written in a checked file, and the header in which it is sent."""

    connection: Connection
    place: Place
    header: Header

    @property
    def text(self) -> str:
        """The key as it is sent, without blanks around it."""
        return (self.header.text or "").strip()


class SentModel(Record):
    """A model that is written in a checked file for this connection."""

    connection: Connection
    place: Place
    text: str


Seen = Connection | BaseUrl | Endpoint | SentKey | SentModel


def _base_urls(connection: Connection) -> Iterator[Seen]:
    place, value = connection.base_place, connection.request.base_url
    if place is not None and value is not None and value.text is not None:
        yield BaseUrl(connection, place, value.text)


def _endpoints(connection: Connection) -> Iterator[Seen]:
    if connection.base_place is not None and connection.url is not None:
        yield Endpoint(connection, connection.base_place, connection.base, connection.url)


def _sent_keys(connection: Connection) -> Iterator[Seen]:
    for header in connection.request.headers:
        place = header.value.place
        if header.scheme != "Basic" and place is not None and connection.in_checked_file(header.value) is not None:
            yield SentKey(connection, place, header)


def _sent_models(connection: Connection) -> Iterator[Seen]:
    model, place = connection.request.model, connection.model_place
    if model is not None and model.text and place is not None:
        yield SentModel(connection, place, model.text)


#: How a connection is seen by rules about one of its parts.
_PARTS: dict[str, Callable[[Connection], Iterator[Seen]]] = {
    "connection": lambda connection: iter((connection,)),
    "base_url": _base_urls,
    "endpoint": _endpoints,
    "key": _sent_keys,
    "model": _sent_models,
}


def _leads_to(endpoint: str) -> Callable[[urls.Url], bool]:
    return lambda url: urls.leads_to(endpoint, url)
