"""What is known of providers: their hosts, what they serve where, the shapes of their keys, the names of their models.

The data is in `providers/`, edited by hand; here it is only looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from configlint.catalog import store
from configlint.files import globs
from configlint.records import Record

#: What each wire API's clients append to a base URL by convention (providers may serve it elsewhere: `Api.endpoints`).
PATHS = {
    "chat": "/chat/completions",
    "responses": "/responses",
    "messages": "/v1/messages",
    "gemini": "/v1beta/models/{model}",
}


#: The same for any host, where the version before it is not known.
CALLS = {
    "chat": "/chat/completions",
    "responses": "/responses",
    "messages": "/messages",
    "gemini": "/models/{model}:{call}",
}


class KeyShape(Record):
    """A kind of key. `strength` is "strong" (its beginning alone says whose it is), "weak" or "context".

    `owners` are the vendor groups whose keys look like this, the likeliest first; `provider` is the id of that one.
    """

    provider: str
    owners: tuple[str, ...]
    name: str
    prefix: str
    strength: str
    header: str | None
    plans: tuple[str, ...]


class Api(Record):
    """What a provider is known to do about one wire API. `served` is True, False, "partly" or "retired".

    `endpoints` are the request URLs to recommend, the best first; `tolerated` others that work or may work.
    """

    served: bool | str
    base_urls: tuple[str, ...]
    endpoints: tuple[str, ...]
    tolerated: tuple[str, ...]
    as_of: str
    since: str | None
    key_header: str | None
    note: str | None


class Provider:
    """One provider, in one region and on one plan."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.id: str = data["id"]
        self.name: str = data["name"]
        self.kind: str = data["kind"]

    def api(self, wire_api: str) -> Api | None:
        """Return what is known about one wire API, or None when nothing is."""
        data = self.data.get("apis", {}).get(wire_api)
        if data is None:
            return None
        bases = tuple(base for base in (data.get("base_url"), *data.get("also", ())) if base)
        endpoints = tuple(base + PATHS[wire_api] for base in bases)
        if "endpoint" in data:
            endpoints = (data["endpoint"], *endpoints[1:])
        unsettled = (base + PATHS[wire_api] for base in data.get("unsettled", ()))
        return Api(
            data["served"],
            bases,
            endpoints,
            (*data.get("also_endpoints", ()), *unsettled),
            data.get("as_of", ""),
            data.get("since"),
            data.get("key_header"),
            data.get("note"),
        )


#: No kind of key is shorter.
_SHORTEST = 16


def provider(identifier: str) -> Provider:
    """Return the provider with this id, or the first of a vendor group. Raises KeyError when there is none."""
    group: dict[str, Mapping[str, Any]] = store.load(f"provider-{group_of(identifier)}")
    return Provider(group[identifier] if identifier in group else next(iter(group.values())))


def siblings(identifier: str) -> list[Provider]:
    """Return the providers of the same vendor: other regions and plans, this one included."""
    group: dict[str, Mapping[str, Any]] = store.load(f"provider-{group_of(identifier)}")
    return [Provider(entry) for entry in group.values()]


def name_of(identifier: str) -> str:
    """Return what people call a provider, a vendor group, or a service that is neither."""
    try:
        return provider(identifier).name
    except KeyError:
        return identifier


def variables_of(identifier: str) -> list[str]:
    """Return the variables that commonly hold a provider's key."""
    try:
        return list(provider(identifier).data.get("variables", ()))
    except KeyError:
        return []


@lru_cache(maxsize=64)
def providers_at(host: str) -> list[Provider]:
    """Return the providers that answer at `host`; a host that names exactly one place beats a pattern."""
    data = _data()
    found = data["hosts"].get(host)
    if found is None:
        matching = [(glob, ids) for glob, ids in data["host_globs"] if globs.matches(glob, host)]
        found = max(matching, key=lambda one: len(one[0]))[1] if matching else []
    return [provider(identifier) for identifier in found]


def forget() -> None:
    """Look everything up anew: compiled parts have changed."""
    providers_at.cache_clear()
    model_vendor.cache_clear()


def provider_ids() -> list[str]:
    """Return the ids of all providers."""
    return sorted(_data()["groups"])


def key_shapes_of(identifier: str) -> list[KeyShape]:
    """Return the kinds of key that a provider gives out."""
    return [_shape(entry) for entry in _keys() if identifier in (entry.get("provider"), *entry.get("shared_with", ()))]


def group_of(identifier: str) -> str:
    """Return the vendor that a provider id belongs to (its regions and plans share it)."""
    groups: Mapping[str, str] = _data()["groups"]
    return groups.get(identifier, identifier)


def told_by_headers(names: Iterable[str]) -> bool:
    """Tell whether one of these headers of a request shows that a gateway of a known kind answers it."""
    known = _data()["request_headers"]
    return any(globs.any_matches(known, name) for name in names)


def website(host: str, path: str) -> str | None:
    """Return the id of the provider whose web page (no API) this is, or None."""
    entry = _data()["websites"].get(host)
    if entry is None:
        return None
    return next((owner for prefix, owner in entry if path.startswith(prefix)), None)


def retired(host: str, path: str) -> Mapping[str, Any] | None:
    """Return what is known about a host (or path on it) that its provider gave up, or None."""
    entries: list[Mapping[str, Any]] = _data()["retired"].get(host, [])
    return next((entry for entry in entries if path.startswith(entry.get("path", ""))), None)


def key_shape(value: str) -> KeyShape | None:
    """Return the kind of key that `value` is, or None.

    For a kind with a beginning of its own that beginning is enough, whatever follows; others must match as a whole.
    """
    if len(value) < _SHORTEST:
        return None
    for entry in _keys():
        if not value.startswith(entry["prefix"]) or entry["strength"] == "context":
            continue
        if entry["strength"] == "strong" and entry["prefix"] and entry.get("infix", "") in value:
            return _shape(entry)
        if _is_whole(entry, value):
            return _shape(entry)
    return None


def whole_key_shape(value: str) -> KeyShape | None:
    """Return the kind of key that `value` is in full, or None."""
    for entry in _keys():
        if value.startswith(entry["prefix"]) and _is_whole(entry, value):
            return _shape(entry)
    return None


@lru_cache(maxsize=64)
def model_vendor(model: str) -> Mapping[str, Any] | None:
    """Return the vendor that alone makes models of this (bare) name, or None."""
    vendors: Mapping[str, Mapping[str, Any]] = _data()["vendors"]
    return next((one for one in vendors.values() if globs.any_matches(one["patterns"], model.lower())), None)


def before_call(path: str) -> str:
    """Return the path of a request up to what its wire API appends; a version stays."""
    for call in CALLS.values():
        head, found, _ = path.partition(call.partition("{")[0])
        if found:
            return head
    return path


def models_of(identifier: str) -> tuple[list[str], str]:
    """Return the models that a vendor is known to have or to have had, and the day up to which that is known."""
    known: Mapping[str, Any] = store.load("models").get(identifier, {})
    return known.get("models", []), known.get("as_of", "")


def model_form(identifier: str) -> Mapping[str, Any] | None:
    """Return which form of model ids a provider insists on, or None when that is not certain."""
    forms: Mapping[str, Mapping[str, Any]] = _data()["model_forms"]
    return forms.get(identifier)


def serves_only_its_own(identifier: str) -> bool:
    """Tell whether a provider serves no other vendor's models."""
    return any(identifier in vendor.get("own_hosts", ()) for vendor in _data()["vendors"].values())


def _shape(entry: Mapping[str, Any]) -> KeyShape:
    owner = entry.get("provider", entry.get("service", ""))
    return KeyShape(
        owner,
        tuple(group_of(one) for one in (owner, *entry.get("shared_with", ()))),
        entry["name"],
        entry["prefix"],
        entry["strength"],
        entry.get("header"),
        tuple(entry.get("plans", ())),
    )


def _is_whole(entry: Mapping[str, Any], value: str) -> bool:
    least, most = entry["lengths"]
    return least <= len(value) <= most and _regex(entry["shape"]).fullmatch(value) is not None


@cache
def _regex(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = store.load("catalogue")
    return data


def _keys() -> list[Mapping[str, Any]]:
    keys: list[Mapping[str, Any]] = store.load("keys")
    return keys
