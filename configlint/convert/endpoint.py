"""Where the target's requests must arrive, for the wire API that it speaks."""

from __future__ import annotations

from configlint import profiles
from configlint.catalog import lookup
from configlint.convert.source import ConversionError, Setup
from configlint.engine import urls
from configlint.records import Record


class Arrival(Record):
    """The endpoint that the target's requests must reach. `assumed` says that nobody is known to serve it there."""

    endpoint: str
    assumed: bool


def arrival(setup: Setup, wire_api: str, *, force: bool) -> Arrival:
    """Return where requests of a wire API must go.

    A known provider serves each wire API at a place of its own. Any other host keeps its prefix and version, as relays
    commonly serve all wire APIs side by side. Raises ConversionError where the provider is known not to serve it,
    unless `force`.
    """
    if wire_api == setup.wire_api:
        return Arrival(_any_call(wire_api, setup.url.partition("?")[0]), False)
    provider = setup.provider
    api = provider.api(wire_api) if provider is not None else None
    if provider is not None and api is not None and api.served is False and not force:
        raise ConversionError(
            f"{provider.name} does not serve the {wire_api} API"
            + (f" (as of {api.as_of})" if api.as_of else "")
            + f"; a gateway that translates ({', '.join(_gateways())}) is the way out, --force writes it all the same"
        )
    if api is not None and api.served is not False and api.endpoints:
        return Arrival(_any_call(wire_api, api.endpoints[0]), api.served is not True)
    return Arrival(_beside(setup, wire_api), True)


def _any_call(wire_api: str, endpoint: str) -> str:
    """Leave it open by which of Gemini's calls a model is asked: at once, or as a stream."""
    head, _, call = endpoint.rpartition(":")
    if wire_api != "gemini":
        return endpoint
    return f"{endpoint if '/' in call else head}:{{call}}"


def _gateways() -> list[str]:
    """Return the names of tools that translate between wire APIs."""
    return [profile.name for profile in map(profiles.load, profiles.tools()) if profile.data.get("gateway")]


def _beside(setup: Setup, wire_api: str) -> str:
    """Return the endpoint of another wire API beside the one that the setup uses."""
    url = urls.split(setup.url)
    if url is None:
        raise ConversionError(f"{setup.url} is no URL")
    path = lookup.before_call(url.path)
    prefix, _, last = path.rstrip("/").rpartition("/")
    version = last if last[:1] == "v" and last[1:2].isdigit() else ""
    prefix = prefix if version else path.rstrip("/")
    if wire_api == "messages":
        version = "v1"  # the only one that clients of this API append
    elif wire_api == "gemini":
        version = "v1beta"
    elif version == "v1beta" or (setup.wire_api == "messages" and not version):
        version = "v1"
    head = f"{url.origin}{prefix}" + (f"/{version}" if version else "")
    return head + lookup.CALLS[wire_api]
