"""A setup and a wire API -> the endpoint that the target's requests must reach."""

from __future__ import annotations

from configlint.catalog.knowledge import Knowledge
from configlint.catalog.providers import CALLS, before_call
from configlint.convert.source import ConversionError, Source
from configlint.engine import urls
from configlint.records import Record


class Destination(Record):
    """The endpoint that the target's requests must reach. `is_assumed` means that it isn't known to be served there."""

    endpoint: str
    is_assumed: bool


def destination(source: Source, wire_api: str, knowledge: Knowledge, *, force: bool) -> Destination:
    """Return the endpoint for requests of a wire API.

    A known provider serves each wire API at its own URL. For any other host, the path prefix and version are kept, as
    relays commonly serve all wire APIs side by side. Raises ConversionError if the provider is known not to serve it,
    unless `force` is set.
    """
    if wire_api == source.wire_api:
        return Destination(_any_call(wire_api, source.url.partition("?")[0]), False)
    provider = source.provider
    api = provider.api(wire_api) if provider is not None else None
    if provider is not None and api is not None and api.is_refused and not force:
        raise ConversionError(
            f"{provider.name} does not serve the {wire_api} API"
            + (f" (as of {api.as_of})" if api.as_of else "")
            + f"; use a gateway that translates ({', '.join(_gateways(knowledge))}), or --force to write it anyway"
        )
    if api is not None and not api.is_refused and api.endpoints:
        return Destination(_any_call(wire_api, api.endpoints[0]), not api.is_served)
    return Destination(_beside(source, wire_api), True)


def _any_call(wire_api: str, endpoint: str) -> str:
    """Leave open which of Gemini's methods is called for a model: the unary or the streaming one."""
    head, _, call = endpoint.rpartition(":")
    if wire_api != "gemini":
        return endpoint
    return f"{endpoint if '/' in call else head}:{{call}}"


def _gateways(knowledge: Knowledge) -> list[str]:
    """Return the names of tools that translate between wire APIs."""
    return [profile.name for profile in map(knowledge.profile, knowledge.tools) if profile.is_gateway]


def _beside(source: Source, wire_api: str) -> str:
    """Return the endpoint of another wire API next to the one that the setup uses."""
    url = urls.split(source.url)
    if url is None:
        raise ConversionError(f"{source.url} is not a URL")
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
