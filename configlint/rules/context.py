"""What rules look at: one file, or one connection with everything known about its parts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import Any

from configlint.catalog import lookup
from configlint.catalog.lookup import Api, Provider
from configlint.diagnostics.fix import Fix
from configlint.document.document import Document
from configlint.document.nodes import Route
from configlint.engine import urls
from configlint.engine.profile import Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Header, Request
from configlint.engine.resolver import Resolver
from configlint.engine.values import Place, RefusedError, Value
from configlint.files import git, globs
from configlint.records import Record
from configlint.secrets import redaction

#: Files that show what to write; placeholders belong there.
EXAMPLE_FILES = (
    "*.example",
    "*.sample",
    "*.template",
    "*.dist",
    "*.example.*",
    "*.sample.*",
    "*.template.*",
    "*.example-*",
    "*.sample-*",
    "*_example.*",
    "*-example.*",
    "*.tmpl",
    "*.tpl",
    "example.*",
)


class Finding(Record):
    """What a rule reports: a place (or offsets in a document), what is wrong, and what would put it right.

    `key` marks the key at `place` instead of its value. `sends` is the URL that the message is about, `write` what to
    write at the place instead. Where the rule has fixes, that is one: as safe as `safety` says, else as usual for the
    rule. `fix` is one of another kind.
    """

    place: Place
    message: str
    help: str = ""
    write: str = ""
    sends: str = ""
    severity: str | None = None
    key: bool = False
    span: tuple[int, int] | None = None
    related: tuple[tuple[Place, str], ...] = ()
    safety: str = ""
    fix: Fix | None = None


class Shared(Record):
    """A variable in a `.env` that several tools read whose own files are there, too; `requests` has theirs, by tool."""

    name: str
    place: Place
    requests: Mapping[str, Request]


class File(Record):
    """One document as one tool reads it.

    `spec` describes the layer it is in the profile, `stops` is what in it keeps the tool from starting, `variables`
    what it sets. `connections` are those of the tool, with all of its files.
    """

    document: Document
    profile: Profile
    spec: Mapping[str, Any]
    stops: list[RefusedError]
    variables: Mapping[str, Value]
    connections: list[Connection]

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.document.name

    @property
    def is_example(self) -> bool:
        """Whether the file only shows what to write."""
        return is_example(self.document)

    def at(self, route: Route, message: str, **more: Any) -> Finding:
        """Report something at `route` of this file."""
        return Finding(Place(self.document, route), message, **more)


class Connection:
    """One connection of one tool, and what the catalogue knows about where it goes."""

    def __init__(
        self,
        request: Request,
        reading: Reading,
        subjects: Iterable[Document],
        siblings: Iterable[Request] = (),
    ) -> None:
        self.request = request
        self.siblings = list(siblings)
        self.reading = reading
        self.profile = reading.profile
        self._subjects = [id(document) for document in subjects]

    @property
    def tool(self) -> str:
        """What people call the tool."""
        return self.profile.name

    def mine(self, value: Value | None) -> Place | None:
        """Return where `value` is written, when that is in a file that is being checked."""
        place = value.written if value is not None else None
        return place if place is not None and id(place.document) in self._subjects else None

    @property
    def is_mine(self) -> bool:
        """Whether any part of the connection is written in a file that is being checked."""
        request = self.request
        values = (request.base_url, request.model, *(header.value for header in request.headers))
        if any(self.mine(value) is not None for value in values) or any(True for _ in self.names()):
            return True
        place = request.refused.place if request.refused is not None else None
        return place is not None and id(place.document) in self._subjects

    def holds(self, condition: Mapping[str, Any]) -> bool:
        """Tell whether a condition of the profile holds for the tool's files."""
        return Resolver(self.reading).holds(condition)

    # ---- the base URL and where it leads

    @cached_property
    def base_place(self) -> Place | None:
        """Where the base URL is written."""
        return self.mine(self.request.base_url)

    @property
    def base(self) -> str:
        """The base URL as the tool reads it; empty when it is not known."""
        return (self.request.base_url.text or "") if self.request.base_url is not None else ""

    @cached_property
    def url(self) -> urls.Url | None:
        """The request's URL, or None when none is sent."""
        return urls.split(self.request.url) if self.request.url is not None else None

    @cached_property
    def host(self) -> str:
        """The host the request (or at least the base URL) leads to; empty when that is not known."""
        url = self.url or urls.split(self.base.strip())
        return url.host if url is not None else ""

    @property
    def host_is_certain(self) -> bool:
        """Whether no variable or file that was not read could lead the request elsewhere."""
        return bool(self.host) and not self.request.assumed("base_url")

    @cached_property
    def is_local(self) -> bool:
        """Whether the request stays on this machine or in a private network."""
        return urls.is_local(self.host)

    @property
    def is_gateway(self) -> bool:
        """Whether a header that the request carries tells that a known kind of gateway answers it."""
        return lookup.told_by_headers(self.request.free_headers)

    @cached_property
    def providers(self) -> list[Provider]:
        """The providers that answer at the host."""
        return lookup.providers_at(self.host) if self.host and not self.is_local else []

    @cached_property
    def vendors(self) -> set[str]:
        """The vendor groups that answer at the host."""
        return {lookup.group_of(one.id) for one in self.providers}

    @cached_property
    def endpoints(self) -> list[str]:
        """Where the providers at this host serve the wire API that the tool speaks."""
        return [endpoint for api in self.apis if api.served is not False for endpoint in api.endpoints]

    @cached_property
    def all_endpoints(self) -> list[str]:
        """Where the providers at this host serve any wire API."""
        return [
            endpoint
            for one in self.providers
            for wire_api in lookup.PATHS
            if (api := one.api(wire_api)) is not None
            for endpoint in api.endpoints
        ]

    @cached_property
    def apis(self) -> list[Api]:
        """What is known about the wire API that the tool speaks, for each provider at this host."""
        return [api for one in self.providers if (api := one.api(self.request.wire_api)) is not None]

    @property
    def is_served(self) -> bool:
        """Whether the request goes to a place where a provider serves, or may serve, this wire API."""
        url = self.url
        return url is not None and any(
            urls.leads_to(endpoint, url) for api in self.apis for endpoint in (*api.endpoints, *api.tolerated)
        )

    @cached_property
    def model_place(self) -> Place | None:
        """Where the model is written that this connection would send.

        None, too, where the connection is not active and the model is that of the active one: it was not written for
        this connection.
        """
        place = self.mine(self.request.model)
        if place is None or self.request.active:
            return place
        shared = any(one.active and one.model is not None and one.model.written == place for one in self.siblings)
        return None if shared else place

    def route(self, path: str) -> Route | None:
        """Return the route of what the profile calls `path`, for this connection."""
        return Resolver(self.reading, self.request.bound, self.request.spec.get("meanings")).route(path)

    def text_at(self, place: Place) -> str:
        """Return what the tool reads at `place`: the base URL, the model or a key, or an empty text."""
        request = self.request
        values = (request.base_url, request.model, *(header.value for header in request.headers))
        return next((one.text or "" for one in values if one is not None and one.written == place), "")

    @property
    def request_line(self) -> str:
        """The request as one line, safe to print."""
        return f"POST {redaction.safe_url(self.request.url)}" if self.request.url else ""

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
        for endpoint in self.endpoints if endpoints is None else endpoints:
            if self.request.unknown:
                return endpoint.removesuffix(lookup.PATHS[self.request.wire_api])
            if "{" in endpoint.replace("{model}", ""):
                continue
            found = self.base_for(lambda url, one=endpoint: urls.leads_to(one, url), urls.bases_of(endpoint))  # type: ignore[misc]
            if found:
                return found
        return ""

    # ---- keys

    def sent_keys(self) -> Iterator[tuple[Header, Place]]:
        """Yield the headers whose key stands in a file that is being checked, and where."""
        for header in self.request.headers:
            place = header.value.place
            if header.scheme != "Basic" and place is not None and self.mine(header.value) is not None:
                yield header, place

    def names(self) -> Iterator[tuple[Place, str]]:
        """Yield the places in files being checked where the NAME of a variable is expected, and what stands there."""
        resolver = Resolver(self.reading, self.request.bound, self.request.spec.get("meanings"))
        for path in self.profile.name_fields:
            try:
                values = resolver.items(f"key:{path}")
            except RefusedError:
                continue  # the request itself is refused for it
            for value in values:
                place = self.mine(value)
                if place is not None and value.text:
                    yield place, value.text

    @property
    def is_example(self) -> bool:
        """Whether the connection stands in a file that only shows what to write."""
        return self.base_place is not None and is_example(self.base_place.document)


def is_example(document: Document) -> bool:
    """Tell whether a file only shows what to write."""
    return _is_example_path(document.path)


@cache
def _is_example_path(path: str) -> bool:
    return globs.any_matches(EXAMPLE_FILES, os.path.basename(path).lower())


@lru_cache(maxsize=8)  # each tool that reads a file makes rules ask, one file after the other
def is_tracked(document: Document) -> bool:
    """Tell whether git tracks a file."""
    return git.is_tracked(document.path)
