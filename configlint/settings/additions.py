"""Puts a project's own providers, kinds of keys and tools beside those that come with the program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from configlint import profiles
from configlint.catalog import build, lookup, store
from configlint.document.document import Document
from configlint.settings.configuration import Settings, SettingsError
from configlint.settings.validation import complain, did_you_mean

#: What is assumed of a provider that does not say it.
_PROVIDER = {"kind": "router", "key_header": "either", "models": "any"}
#: Forms of model ids that a provider of one's own insists on when it says so.
_FORMS = ("bare", "vendor/model")
_API = {"served": True, "as_of": ""}


def add(settings: Settings, own_tools: list[tuple[Document, dict[str, Any]]]) -> None:
    """Let the program know what a configuration brings, and the profiles that it names. Raises SettingsError."""
    if own_tools:
        store.add(_tools(own_tools))
        profiles.load.cache_clear()
    if settings.providers or settings.keys:
        store.add(_providers(settings))
        lookup.forget()


def _tools(own: list[tuple[Document, dict[str, Any]]]) -> dict[str, Any]:
    folder = Path(store.PROFILES)
    raw = {data["tool"]: data for _, data in own}
    for document, data in own:
        _add_parents(data, raw, document, folder)
    sdks = build.sdks(folder)
    for document, data in own:
        for kind in ("layers", "requests"):
            for number, part in enumerate(data.get(kind, ())):
                if part.get("sdk") not in (None, *sdks):
                    message = f"no SDK is called {part['sdk']}{did_you_mean(part['sdk'], list(sdks))}"
                    raise SettingsError([complain(document, (kind, number, "sdk"), message)])
    parts = build.tools([data["tool"] for _, data in own], raw, sdks)
    return {**parts, "index": _merged(store.load("index"), parts["index"])}


def _add_parents(data: Mapping[str, Any], raw: dict[str, Any], document: Document, folder: Path) -> None:
    """Add the profiles to `raw` that `data` is built on."""
    below = [data["tool"]]
    while "extends" in data:
        parent = data["extends"]
        if parent in below:
            raise SettingsError([complain(document, ("extends",), f"{parent} is built on itself")])
        if parent not in raw:
            tools = store.built_in("index")["tools"]
            if parent not in tools:
                message = f"no tool is called {parent}{did_you_mean(parent, tools)}"
                raise SettingsError([complain(document, ("extends",), message)])
            raw[parent] = build.load(folder / f"{parent}.toml")
        below.append(parent)
        data = raw[parent]


def _providers(settings: Settings) -> dict[str, Any]:
    own = {one["id"]: {one["id"]: _filled(one)} for one in settings.providers}
    addresses = build.addresses(own)
    forms = {one["id"]: {"form": one["models"]} for one in settings.providers if one.get("models") in _FORMS}
    catalogue = _merged(store.load("catalogue"), {**addresses, "model_forms": forms})
    vendors: dict[str, Any] = {f"provider-{vendor}": entries for vendor, entries in own.items()}
    owners = {catalogue["groups"].get(one["provider"], one["provider"]) for one in settings.keys if "provider" in one}
    known = {f"provider-{owner}": store.load(f"provider-{owner}") for owner in owners - own.keys()}
    named = [{"name": "API key", **one} for one in settings.keys]
    keys = build.key_shapes(named, {**vendors, **known, "catalogue": catalogue})
    near = build.near({**vendors, "keys": keys, "words": store.load("words"), "catalogue": build.addresses(own)})
    return {
        **vendors,
        "catalogue": catalogue,
        "keys": build.in_order([*keys, *store.load("keys")]),
        "near": _merged(store.load("near"), near),
    }


def _filled(provider: Mapping[str, Any]) -> dict[str, Any]:
    apis = {wire_api: {**_API, **api} for wire_api, api in provider.get("apis", {}).items()}
    return {**_PROVIDER, "name": provider["id"], **provider, "apis": apis}


def _merged(known: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return two tables of lists and tables as one; what is in `more` comes first."""
    merged = dict(known)
    for name, part in more.items():
        old = known.get(name)
        if isinstance(part, dict) and isinstance(old, dict):
            merged[name] = _merged(old, part)
        elif isinstance(part, list) and isinstance(old, list):
            merged[name] = [*part, *(one for one in old if one not in part)]
        else:
            merged[name] = part
    return merged
