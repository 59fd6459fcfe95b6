"""A setup -> the id, the display name and the variable that a person would choose for it in another tool."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from configlint.catalog.catalog import Catalog
from configlint.catalog.providers import Provider
from configlint.document.nodes import Table
from configlint.engine import urls
from configlint.engine.requests import Request

#: Parts of host names that say what a server does, not whose it is; so do nearly all of up to three letters (api, ai).
_COMMON = frozenset({"chat", "endpoint", "gateway", "inference", "models", "proxy", "router"})
#: Kinds of providers that are software, and may be at any host.
_SELF_HOSTED = ("local", "local-proxy")


def own_id(request: Request, catalog: Catalog) -> str:
    """Return the id that the user gave to a connection, or an empty string.

    An id that is the tool's own word, or another provider's, says nothing about where the requests go.
    """
    if request.resolver.reading.profile.is_fallback:
        return ""  # a section of a program that is not known
    for route in request.resolver.bound.routes.values():
        key = str(route[-1])
        found = [one for one in request.resolver.reading.tree.find(route) if one.place is not None]
        is_named = bool(found) and isinstance(found[0].node, Table) and not key.isdigit()
        target = request.resolver.reading.profile.target
        if not is_named or (target is not None and key in target.reserved):
            continue
        host = urls.split(request.url or "")
        hosts = {one.id for one in catalog.providers_at(host.host)} if host is not None else set()
        is_elsewhere = key in catalog.provider_ids() and catalog.provider(key).kind not in _SELF_HOSTED
        is_foreign = is_elsewhere and key not in hosts
        return key if not is_foreign and key.replace("-", "").replace("_", "").isalnum() else ""
    return ""


def label_of(host: str) -> str:
    """Return what a host is called by: `relayhub` for api.relayhub.example, `vllm` for a container of this name."""
    if urls.is_local(host):
        is_name = host.replace("-", "").isalnum() and not host.isdigit()
        return host if is_name and host not in _COMMON | {"localhost"} else "local"
    labels = [label for label in host.split(".")[:-1] or [host] if _says_whose(label)]
    own = [label for label in labels if label.replace("-", "").isalpha()]
    mixed = [label for label in labels if not label.isdigit()]
    # Words come first: what has digits may be the number of a machine, but before the top-level domain it is a name.
    return own[0] if own else mixed[-1] if mixed else "gateway"


def _says_whose(label: str) -> bool:
    return any(len(word) > 3 and word not in _COMMON for word in label.split("-"))


def ids(own: str, provider: Provider | None, host: str, wire_api: str = "") -> Iterator[str]:
    """Yield ids for a connection, the best first; they never end. With `wire_api`, it may be one of several at a host
    that differ in that.
    """
    label = label_of(host)
    known = [provider.id, _slug(provider.short_name)] if provider is not None else []
    names = [own, *known, label, f"{label}-gateway"]
    if wire_api:
        names = [name for one in names if one for name in (one, f"{one}-{wire_api}")]
    yield from dict.fromkeys(name for name in names if name)
    number = 2
    while True:
        yield f"{own or label}-{number}"
        number += 1


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def free_id(candidates: Iterator[str], reserved: Collection[str], is_taken: Callable[[str], bool]) -> str:
    """Return the first id that the tool does not reserve and that no other connection has."""
    return next(name for name in candidates if name not in reserved and not is_taken(name))


def as_word(name: str) -> str:
    """Return a name as what the name of a variable may begin with in every shell, in small letters."""
    word = "".join(ch if ch.isascii() and ch.isalnum() else "_" for ch in name).lower()
    if not word.strip("_"):
        return "gateway"
    return f"_{word}" if word[0].isdigit() else word
