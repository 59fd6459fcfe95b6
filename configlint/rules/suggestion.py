"""From a base URL with a fault, and what is known about its host, to the base URL to write instead.

One host may serve several providers: a plan beside pay-as-you-go, with keys and bills of their own. So the provider is
the one whose addresses are nearest to what was written, and what was written stays as far as the fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from configlint.catalog.providers import Provider
from configlint.diagnostics.fix import SAFE, UNSAFE
from configlint.engine import urls
from configlint.records import Record
from configlint.rules.connection import Connection

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
    if written is None or not connection.providers:
        return None
    path = _stem(written)
    distances = {one.id: _nearest(addresses(one), path) for one in connection.providers}
    nearest = min(one.rank for one in distances.values())
    found = {one.id: _base(connection, one, path) for one in connection.providers}
    meant = [one for one in connection.providers if distances[one.id].rank == nearest and found[one.id]]
    if not meant:
        return None
    base = found[meant[0].id]
    others = tuple(dict.fromkeys(other for other in found.values() if other and other != base))
    rows = [distances[one.id] for one in meant]
    is_one_of_several = others and all(one.missing or one.unknown for one in rows)
    kept = urls.split(base)
    keeps_path = not any(one.unknown for one in rows) or (kept is not None and _stem(kept)[: len(path)] == path)
    return Suggestion(base, SAFE if keeps_path and not is_one_of_several else UNSAFE, others)


def addresses(provider: Provider) -> list[str]:
    """Return all base URLs of a provider, whatever is spoken there."""
    return [base for api in provider.apis.values() if not api.is_refused for base in api.base_urls]


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
    return connection.base_for_endpoints(endpoints)
