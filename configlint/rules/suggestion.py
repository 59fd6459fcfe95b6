"""From a base URL with a fault, and what is known about its host, to the base URL to write instead; and from what is in
the field of something else to where it belongs.

One host may serve several providers: a plan beside pay-as-you-go, with keys and bills of their own. So the provider is
the one whose addresses are nearest to what was written, and what was written stays as far as the fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from configlint.catalog.providers import Provider
from configlint.diagnostics.fix import SAFE, UNSAFE
from configlint.document.nodes import dotted
from configlint.engine import urls
from configlint.engine.language import FirstOf, Meaning, NamedVariable, Refined, Setting, Source, Variable
from configlint.engine.resolver import Resolver
from configlint.records import Record
from configlint.rules.connection import Connection
from configlint.rules.context import Context

#: What people paste along with the base URL.
ENDPOINTS = (
    "/chat/completions",
    "/completions",
    "/responses",
    "/messages",
    "/embeddings",
    ":generateContent",
    ":streamGenerateContent",
)


class Suggestion(Record):
    """A base URL to write, and how safe that is.

    It is safe if it can only be what was meant: the same provider, and nothing of the path is lost that may matter.
    `others` are the addresses of other providers at this host that could as well be meant.
    """

    base: str
    safety: str
    others: tuple[str, ...] = ()

    @property
    def keeps_path(self) -> bool:
        """Whether it is safe."""
        return self.safety == SAFE


class _Distance(Record):
    """How far a path is from an address: segments in common, and those of the address, and of the path, beyond that."""

    common: int
    missing: int
    unknown: int

    @property
    def rank(self) -> tuple[int, int]:
        """The order of addresses, the nearest first."""
        return -self.common, self.missing


def suggested(connection: Connection) -> Suggestion | None:
    """Return the base URL that brings the tool to the provider that was meant, or None if none is known."""
    written = urls.split(connection.base.strip())
    if written is None or not connection.answering:
        return None
    path = _stem(written)
    distances = {one.id: _nearest(addresses(one), path) for one in connection.answering}
    nearest = min(one.rank for one in distances.values())
    found = {one.id: _base(connection, one, path) for one in connection.answering}
    meant = [one for one in connection.answering if distances[one.id].rank == nearest and found[one.id]]
    if not meant:
        return None
    base = found[meant[0].id]
    others = tuple(dict.fromkeys(other for other in found.values() if other and other != base))
    rows = [distances[one.id] for one in meant]
    is_one_of_several = others and all(one.missing or one.unknown for one in rows)
    kept = urls.split(base)
    keeps_path = not any(one.unknown for one in rows) or (kept is not None and _stem(kept)[: len(path)] == path)
    return Suggestion(base, SAFE if keeps_path and not is_one_of_several else UNSAFE, others)


def nearest_provider(connection: Connection) -> Provider:
    """Return which of the providers at the host has an address that is nearest to the base URL that was written."""
    written = urls.split(connection.base.strip())
    path = _stem(written) if written is not None else []
    return min(connection.answering, key=lambda one: _nearest(addresses(one), path).rank)


def addresses(provider: Provider) -> list[str]:
    """Return all base URLs of a provider, whatever is spoken there, and further places that work."""
    apis = [api for api in provider.apis.values() if not api.is_refused]
    return [address for api in apis for address in (*api.base_urls, *api.tolerated)]


def path_before_endpoint(path: str) -> str:
    """Return a path without the endpoint that it ends in, if it does, and without slashes at its end."""
    path = path.rstrip("/")
    ending = next((one for one in ENDPOINTS if path.endswith(one)), "")
    if ending.startswith(":"):
        return path[: path.rfind("/models/")]
    return path.removesuffix(ending)


def _stem(url: urls.Url) -> list[str]:
    """Return the segments of a base URL that say whose it is: no versions, and no endpoint."""
    path = path_before_endpoint(url.path)
    return [step for step in path.split("/") if step and not urls.is_version(step)]


def _nearest(addresses: Iterable[str], path: Sequence[str]) -> _Distance:
    found = [_distance(url, path) for base in addresses if (url := urls.split(base)) is not None]
    return min(found, key=lambda one: one.rank, default=_Distance(0, len(path), len(path)))


def _distance(address: urls.Url, path: Sequence[str]) -> _Distance:
    stem = _stem(address)
    common = 0
    for wanted, given in zip(stem, path, strict=False):
        if not urls.is_segment(wanted, given):
            break
        common += 1
    return _Distance(common, len(stem) - common, len(path) - common)


def _base(connection: Connection, provider: Provider, path: Sequence[str]) -> str:
    """Return the base URL that brings the tool to where `provider` serves what it speaks, nearest to `path`."""
    api = provider.api(connection.request.wire_api)
    if api is None or api.is_refused:
        return ""
    endpoints = sorted(api.endpoints, key=lambda one: _nearest([one], path).rank)
    own_calls = api.tolerated if connection.is_local else ()
    return connection.base_for_endpoints(endpoints) or connection.base_for_endpoints(own_calls)


# ---- what is written in the field of something else


def misfiled(context: Context, text: str) -> str:
    """Return what a value is that is in the field of something else: "a URL", "a key", or nothing."""
    stripped = text.strip()
    if stripped.lower().startswith(("http://", "https://")):
        return "a URL"
    return "a key" if context.redactor.is_key(stripped) else ""


def advice_for(connection: Connection, kind: str, wanted: str) -> str:
    """Say what to write where a value of this `kind` is ("a URL", "a key"), and where that value belongs."""
    request, resolver = connection.request, connection.resolver
    kept, sources = [request.base_url], list(resolver.meanings.get("base_url", ()))
    if kind == "a key":
        kept = [header.value for header in request.headers]
        sources = [
            source for auth in (request.kind.auth if request.kind is not None else ()) for source in auth.sources
        ]
    places = [place for value in kept if (place := connection.in_checked_file(value)) is not None]
    fields = [field for source in sources if (field := field_of(source, resolver))]
    if kind == "a key":  # a variable is a better place for one than a file
        fields.sort(key=lambda field: "." in field and " " not in field)
    field = dotted(places[0].route) if places else next(iter(fields), "")
    return f"Write the {wanted} here" + (f"; {kind} belongs in {field}" if field else "")


def field_of(source: Source, resolver: Resolver) -> str:
    """Return the variable or the path that a source reads first, or nothing."""
    if isinstance(source, Refined):
        return field_of(source.source, resolver)
    if isinstance(source, FirstOf):
        return next(filter(None, (field_of(one, resolver) for one in source.sources)), "")
    if isinstance(source, Meaning):
        sources = resolver.meanings.get(source.name, ())
        return next(filter(None, (field_of(one, resolver) for one in sources if one != source)), "")
    if isinstance(source, Variable):
        return resolver.text(source.name) or ""
    route = resolver.route(source.path) if isinstance(source, Setting | NamedVariable) else None
    if not route:
        return ""
    return f"the variable that {dotted(route)} names" if isinstance(source, NamedVariable) else dotted(route)
