"""A setup and a wire API -> the endpoints that the target's requests may reach, the best first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.catalog.knowledge import Knowledge
from configlint.catalog.providers import CALLS, OLLAMA, OLLAMAS_CALLS, Provider, before_call
from configlint.convert.addresses import bindings
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


def own_api(source: Source) -> Iterator[Destination]:
    """Yield where the user's own server has the API that it has beside those that other servers have, too."""
    url = urls.split(source.url)
    if url is not None and source.server is not None and source.server.id == OLLAMA:
        base = before_call(url.path).rstrip("/").removesuffix("/v1")
        yield Destination(f"{url.origin}{base}{OLLAMAS_CALLS[0]}", False)


def _known(source: Source, url: urls.Url, wire_api: str) -> Iterator[Destination]:
    """Yield the endpoints at which the setup's provider serves a wire API, on the same host."""
    names = bindings(source.url, source.providers)
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
    """Raise ConversionError if no provider at the host, or the server that the port tells, serves a wire API there."""
    answering = source.providers or (() if source.server is None else (source.server,))
    if force or not answering:
        return
    apis = [(provider, provider.api(wire_api)) for provider in answering]
    refused = next(((provider, api) for provider, api in apis if api is not None and api.is_refused), None)
    elsewhere = next(((provider, api) for provider, api in apis if api is not None and not api.is_refused), None)
    if refused is not None and elsewhere is None:
        provider, api = refused
        raise ConversionError(
            f"{provider.name} does not serve the {wire_api} API"
            + (f" (as of {api.as_of})" if api.as_of else "")
            + f"; use a gateway that translates ({', '.join(_gateways(knowledge))}), or --force to write it anyway"
        )
    if elsewhere is not None and elsewhere[1].endpoints and source.providers:
        provider, api = elsewhere
        address = _filled(api.endpoints[0], bindings(source.url, source.providers))
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


def _filled(endpoint: str, names: dict[str, str]) -> str:
    for name, text in names.items():
        endpoint = endpoint.replace(f"{{{name}}}", text)
    return endpoint


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
