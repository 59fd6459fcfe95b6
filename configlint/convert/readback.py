"""Converted files -> the requests that the target would send with them on this machine, and what keeps it from that."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from configlint.convert.endpoint import Destination
from configlint.convert.plan import Plan
from configlint.convert.reference import Reference
from configlint.convert.source import Source
from configlint.document.document import Document
from configlint.engine import layers, requests, routes, urls
from configlint.engine.headers import CREDENTIAL_HEADERS
from configlint.engine.host import Host
from configlint.engine.model import Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.engine.values import Place, Value
from configlint.files.access import Overlay
from configlint.records import Record

#: The value of a variable that is to be set, while the result is read back. It does not look like a key.
FILLER = "configlint"


class Obstacle(Record):
    """What counts instead of a setting that was written: a variable of the environment, or a place in another file."""

    variable: str = ""
    place: Place | None = None


class Machine:
    """A tool on a machine on which some files have another content.

    The files count where the tool itself would find them; with `layer`, only `documents[0]` is read, as that layer.
    """

    def __init__(self, profile: Profile, host: Host, documents: Sequence[Document], layer: int | None) -> None:
        self._profile = profile
        self._documents = documents
        self._layer = layer
        texts = {os.path.abspath(one.path): one.text for one in documents}
        self._host = host.replace(files=Overlay(host.files, texts))

    def read(self, plan: Plan) -> Reading:
        """Return what the tool reads once the user has set (and unset) the variables of a plan."""
        environment = dict(self._host.environment or {}) if self._layer is None else {}
        for one in plan.environment:
            if one.action == "unset":
                environment.pop(one.name, None)
            else:
                environment[one.name] = one.value or plan.assumed.get(one.name) or FILLER
        host = self._host.replace(environment=environment)
        given = None if self._layer is None else {self._layer: [self._documents[0]]}
        return layers.read(self._profile, host, given=given)

    def active(self, reading: Reading) -> list[Request]:
        """Return the requests that the tool would send."""
        return [one for one in requests.explain(reading) if one.active]

    def is_ours(self, place: Place | None) -> bool:
        """Return True if a place is in one of the files that are written."""
        return place is not None and any(place.document.path == one.path for one in self._documents)

    def obstacles(self, reading: Reading, paths: Mapping[str, object]) -> Iterator[Obstacle]:
        """Yield what counts instead of the settings at paths of the first document."""
        for path in paths:
            route = routes.parse(path)
            if any(step.startswith("[") for step in route):
                continue
            found = reading.tree.find(route)
            variable = reading.variables.get(route[-1])
            if found and found[0].place is not None and not self.is_ours(found[0].place):
                yield Obstacle(place=found[0].place)
            elif not found and variable is not None and not self.is_ours(variable.place):
                yield Obstacle(place=variable.place, variable=variable.name if variable.place is None else "")


def leads(request: Request, destination: Destination, model: str | None) -> bool:
    """Return True if a request reaches an endpoint, with the query parameters that it needs there."""
    url = urls.split(request.url or "")
    if url is None or not urls.leads_to(destination.endpoint.replace("{model}", model or "{model}"), url):
        return False
    pairs = (url.query or "").split("&")
    return all(f"{urls.form_encode(name)}={urls.form_encode(value)}" in pairs for name, value in destination.query)


def has_key(request: Request, key: Reference, *, copied: bool) -> bool:
    """Return True if a request carries the setup's key, and in its own headers no other."""
    if key.kind == "none":
        return True
    own = [header for header in request.headers if header.is_own]
    return bool(own) and all(_is_key(header.value, header.text, key, copied=copied) for header in own)


def _is_key(value: Value, text: str | None, key: Reference, *, copied: bool) -> bool:
    if key.kind == "literal" and text == key.text:
        return True
    return not copied and (value.kind in ("command", "file") or text == FILLER)


def foreign(request: Request, source: Source) -> Iterator[tuple[str, Value]]:
    """Yield what a request carries beyond the setup: headers, query parameters, each with a name for people."""
    wanted = {name.lower() for name, _ in source.headers}
    for name, value in request.free_headers:
        if name.lower() not in wanted | CREDENTIAL_HEADERS or name.lower() in CREDENTIAL_HEADERS - wanted:
            yield f"header {name}", value
    own = (FILLER, source.key.text) if source.key.kind == "literal" else (FILLER,)
    for header in request.headers:
        if header.text not in own and header.value.kind not in ("command", "default") and header.is_own:
            yield f"header {header.name}", header.value
    parameters = {name for name, _ in source.query}
    for step in request.kind.join if request.kind is not None else ():
        for name, value in request.resolver.entries(step.table) if step.table is not None else ():
            if name not in parameters:
                yield f"query parameter {name}", value
