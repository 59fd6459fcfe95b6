"""A request URL -> the providers that may answer there, and what the placeholders of their addresses mean in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from configlint.catalog.catalog import Catalog
from configlint.catalog.providers import Provider, before_call
from configlint.engine import urls


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


def bindings(request_url: str, providers: Iterable[Provider]) -> dict[str, str]:
    """Return what the placeholders in the addresses of its providers stand for in a URL: resource, region, project …"""
    url = urls.split(request_url)
    found: dict[str, str] = {}
    for provider in providers if url is not None else ():
        for glob in provider.hosts:
            region = re.fullmatch(re.escape(glob).replace(r"\*", r"([a-z0-9-]+)"), url.host)  # type: ignore[union-attr]
            if region is not None and region.groups():
                found.setdefault("region", region[1])
        for api in provider.apis.values():
            for endpoint in (*api.endpoints, *api.tolerated):
                found |= {name: text for name, text in _bound(endpoint, url).items() if name not in found}  # type: ignore[arg-type]
    path = re.search(r"/projects/([^/]+)/locations/([^/]+)/", request_url)
    return found | ({"project": path[1], "location": path[2]} if path else {})


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
