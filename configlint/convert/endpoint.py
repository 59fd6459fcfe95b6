"""A setup and a wire API -> the endpoints that the target's requests may reach, the best first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.catalog.catalog import Catalog
from configlint.catalog.knowledge import Knowledge
from configlint.catalog.providers import CALLS, Provider, before_call
from configlint.convert.source import ConversionError, Source
from configlint.engine import urls
from configlint.records import Record


class Destination(Record):
    """An endpoint that the target's requests may reach. `is_assumed` means that it isn't known to be served there.

    `query` are parameters without which it does not answer. `also` are providers to which the setup may belong as
    well, and which serve this wire API elsewhere.
    """

    endpoint: str
    is_assumed: bool
    query: tuple[tuple[str, str], ...] = ()
    also: tuple[Provider, ...] = ()


def providers_at(catalog: Catalog, request_url: str, wire_api: str) -> list[Provider]:
    """Return the providers that may answer a request, the one whose address has most of the path in common first.

    Where a plan and its provider share an address, the plan comes first: its key is refused elsewhere, or billed.
    """
    url = urls.split(request_url)
    if url is None or urls.is_local(url.host):
        return []  # a port alone does not tell which server it is
    found = catalog.providers_at(url.host)
    common = {one.id: _in_common(one, url, wire_api) for one in found}
    best = max(common.values(), default=0)
    return sorted((one for one in found if common[one.id] == best), key=lambda one: not one.plan)


def destinations(source: Source, wire_api: str, knowledge: Knowledge, *, force: bool) -> list[Destination]:
    """Return the endpoints for requests of a wire API, on the host that the setup already uses.

    A known provider serves each wire API at its own URL. For any other host, the path prefix and version are kept, as
    relays commonly serve all wire APIs side by side. Raises ConversionError if the provider is known not to serve it
    there, unless `force` is set.
    """
    url = urls.split(source.url)
    if url is None:
        raise ConversionError(f"{source.url} is not a URL")
    own = [Destination(_any_call(wire_api, source.url.partition("?")[0]), False, _required(source, url))]
    call = CALLS.get(source.wire_api, "").partition("{")[0]  # none for an API beside the four that are known
    is_call = bool(call) and call in url.path
    has_login = source.provider is not None and source.provider.kind == "cloud" and source.key.kind == "none"
    known = [] if has_login and not is_call else list(_known(source, url, wire_api))
    if wire_api == source.wire_api:
        if not is_call and not known and urls.is_local(url.host):
            return [Destination(url.origin + "/v1" + CALLS[wire_api], True)]  # Ollama's own API is beside that
        if not is_call and not known:
            raise ConversionError(_cloud_only(source, knowledge))
        is_own_default = source.is_default_url or not is_call
        return [*known, *own] if is_own_default else [*own, *known]
    if known:
        return known
    if has_login and not is_call:
        raise ConversionError(_cloud_only(source, knowledge))
    _refuse(source, url, wire_api, knowledge, force=force)
    return [Destination(_beside(source, url, wire_api), True)]


def bindings(source: Source) -> dict[str, str]:
    """Return what the placeholders in the addresses of the setup's provider stand for: resource, region, project …"""
    url = urls.split(source.url)
    found: dict[str, str] = {}
    for provider in source.providers if url is not None else ():
        for glob in provider.hosts:
            region = re.fullmatch(re.escape(glob).replace(r"\*", r"([a-z0-9-]+)"), url.host)  # type: ignore[union-attr]
            if region is not None and region.groups():
                found.setdefault("region", region[1])
        for api in provider.apis.values():
            for endpoint in (*api.endpoints, *api.tolerated):
                found |= {name: text for name, text in _bound(endpoint, url).items() if name not in found}  # type: ignore[arg-type]
    path = re.search(r"/projects/([^/]+)/locations/([^/]+)/", source.url)
    return found | ({"project": path[1], "location": path[2]} if path else {})


def _known(source: Source, url: urls.Url, wire_api: str) -> Iterator[Destination]:
    """Yield the endpoints at which the setup's provider serves a wire API, on the same host."""
    names = bindings(source)
    for index, provider in enumerate(source.providers):
        api = provider.api(wire_api)
        if api is None or api.is_refused:
            continue
        for endpoint in (*api.endpoints, *api.tolerated):
            filled = _filled(endpoint, names)
            there = urls.split(filled)
            is_open = set(re.findall(r"\{(\w+)\}", filled)) - {"model", "call"}
            if there is None or is_open or (there.host, there.port) != (url.host, url.port):
                continue
            if _needs_version(provider, there):
                continue
            others = [one for one in source.providers[index + 1 :] if _differs(one, wire_api, endpoint)]
            yield Destination(_any_call(wire_api, filled), not api.is_served, also=tuple(others))
        if index == 0 and api.is_served:
            return


def _differs(provider: Provider, wire_api: str, endpoint: str) -> bool:
    api = provider.api(wire_api)
    return api is not None and not api.is_refused and endpoint not in api.endpoints


def _refuse(source: Source, url: urls.Url, wire_api: str, knowledge: Knowledge, *, force: bool) -> None:
    """Raise ConversionError if no provider at the host serves a wire API there."""
    if force or not source.providers:
        return
    apis = [(provider, provider.api(wire_api)) for provider in source.providers]
    refused = next(((provider, api) for provider, api in apis if api is not None and api.is_refused), None)
    elsewhere = next(((provider, api) for provider, api in apis if api is not None and not api.is_refused), None)
    if refused is not None and elsewhere is None:
        provider, api = refused
        raise ConversionError(
            f"{provider.name} does not serve the {wire_api} API"
            + (f" (as of {api.as_of})" if api.as_of else "")
            + f"; use a gateway that translates ({', '.join(_gateways(knowledge))}), or --force to write it anyway"
        )
    if elsewhere is not None and elsewhere[1].endpoints:
        provider, api = elsewhere
        address = _filled(api.endpoints[0], bindings(source))
        raise ConversionError(
            f"{provider.name} serves the {wire_api} API at {address}, but this setup sends its key to"
            f" {url.host}; convert to a tool that speaks the {source.wire_api} API, or --force to try {url.host}"
        )


def _cloud_only(source: Source, knowledge: Knowledge) -> str:
    name = source.provider.name if source.provider is not None else source.host
    return (
        f"{name} is reached with an API or a login of its own, for which configlint can write no setting here;"
        f" use a gateway that translates ({', '.join(_gateways(knowledge))})"
    )


def _in_common(provider: Provider, url: urls.Url, wire_api: str) -> int:
    """Return how many segments of a request's path are part of one of the provider's addresses for the wire API."""
    api = provider.api(wire_api)
    best = 0
    for endpoint in (*api.endpoints, *api.tolerated) if api is not None else ():
        there = urls.split(endpoint)
        segments = before_call(there.path).strip("/").split("/") if there is not None else []
        same = all(want == have or "{" in want for want, have in zip(segments, url.segments, strict=False))
        if same and len(segments) <= len(url.segments):
            best = max(best, len(segments) + 1)
    return best


def _filled(endpoint: str, names: dict[str, str]) -> str:
    for name, text in names.items():
        endpoint = endpoint.replace(f"{{{name}}}", text)
    return endpoint


def _bound(endpoint: str, url: urls.Url) -> dict[str, str]:
    """Return what the placeholders of an endpoint stand for in a URL, or nothing if it is not that endpoint."""
    there = urls.split(endpoint)
    if there is None:
        return {}
    pairs = [(there.host, url.host), *zip(there.segments, url.segments, strict=False)]
    found: dict[str, str] = {}
    for pattern, text in pairs:
        expression = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^./]+)", re.escape(pattern))
        match = re.fullmatch(expression, text)
        if match is None:
            break
        found |= match.groupdict()
    return {name: text for name, text in found.items() if name not in ("model", "call")}


def without_version(source: Source, destination: Destination) -> Source:
    """Return the setup without the version parameter of its own address if the destination needs none."""
    versions = {one.api_version.parameter for one in source.providers if one.api_version is not None}
    needed = {name for name, _ in destination.query}
    query = tuple((name, value) for name, value in source.query if name not in versions - needed)
    return source if query == source.query else source.replace(query=query)


def _required(source: Source, url: urls.Url) -> tuple[tuple[str, str], ...]:
    """Return the query parameters without which the setup's own endpoint does not answer."""
    versions = [one.api_version for one in source.providers if one.api_version is not None]
    wanted = {one.parameter for one in versions if any(url.path.startswith(path) for path in one.paths)}
    return tuple((name, value) for name, value in source.query if name in wanted)


def _needs_version(provider: Provider, url: urls.Url) -> bool:
    return provider.api_version is not None and any(url.path.startswith(path) for path in provider.api_version.paths)


def _any_call(wire_api: str, endpoint: str) -> str:
    """Leave open which of Gemini's methods is called for a model: the unary or the streaming one."""
    head, _, call = endpoint.rpartition(":")
    if wire_api != "gemini":
        return endpoint
    return f"{endpoint if '/' in call else head}:{{call}}"


def _gateways(knowledge: Knowledge) -> list[str]:
    """Return the names of tools that translate between wire APIs."""
    return [profile.name for profile in map(knowledge.profile, knowledge.tools) if profile.is_gateway]


def _beside(source: Source, url: urls.Url, wire_api: str) -> str:
    """Return the endpoint of another wire API next to the one that the setup uses."""
    path = before_call(url.path)
    prefix, _, last = path.rstrip("/").rpartition("/")
    version = last if last[:1] == "v" and last[1:2].isdigit() else ""
    prefix = prefix if version else path.rstrip("/")
    if wire_api == "messages":
        version = "v1"  # the only version that clients of this API append
    elif wire_api == "gemini":
        version = "v1beta"
    elif version == "v1beta" or (source.wire_api == "messages" and not version):
        version = "v1"
    head = f"{url.origin}{prefix}" + (f"/{version}" if version else "")
    return head + CALLS[wire_api]
