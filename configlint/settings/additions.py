"""Adds a project's own providers, kinds of keys and tools to what is known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configlint.catalog import build, build_providers, codecs, store
from configlint.catalog.index import Index
from configlint.catalog.knowledge import Knowledge
from configlint.catalog.providers import ModelForm
from configlint.catalog.words import Owners
from configlint.document.document import Document
from configlint.files.words import did_you_mean
from configlint.secrets.words import words
from configlint.settings.configuration import Settings, SettingsError
from configlint.settings.validation import complain

if TYPE_CHECKING:
    from configlint.catalog.codec import Stored

#: What is assumed of a provider that does not say it.
_PROVIDER = {"kind": "router", "key_header": "either", "models": "any"}
_API = {"served": True, "as_of": ""}
#: Forms of model ids that a provider of one's own insists on when it says so.
_FORMS = ("bare", "vendor/model")


def extended(settings: Settings, own_tools: list[tuple[Document, dict[str, Any]]]) -> Knowledge:
    """Return what is known with what a configuration adds, and with the profiles that it names.

    Raises SettingsError.
    """
    parts: dict[str, Stored] = _tools(settings.knowledge, own_tools) if own_tools else {}
    if settings.providers or settings.keys:
        parts |= _providers(settings)
    if settings.only_models:
        parts["beginnings"] = _beginnings_for_models(settings.knowledge.extended_by(parts))
    return settings.knowledge.extended_by(parts)


def _tools(base: Knowledge, own: list[tuple[Document, dict[str, Any]]]) -> dict[str, Stored]:
    folder = Path(store.PROFILES)
    raw = {data["tool"]: data for _, data in own}
    for document, data in own:
        _add_parents(base, data, raw, document, folder)
    sdks = build.load_sdks(folder)
    for document, data in own:
        for kind in ("layers", "requests"):
            for number, part in enumerate(data.get(kind, ())):
                if part.get("sdk") not in (None, *sdks):
                    message = f"no SDK is called {part['sdk']}{did_you_mean(part['sdk'], sdks)}"
                    raise SettingsError([complain(document, (kind, number, "sdk"), message)])
    parts = build.build_tools([data["tool"] for _, data in own], raw, sdks)
    own_index = codecs.profiles().decode(parts["index"])
    assert isinstance(own_index, Index)  # noqa: S101  (that is what the part holds)
    return {**parts, "index": codecs.profiles().encode(base.index.extended_by(own_index))}


def _add_parents(
    base: Knowledge, data: Mapping[str, Any], raw: dict[str, Any], document: Document, folder: Path
) -> None:
    """Add the profiles to `raw` that `data` is built on."""
    below = [data["tool"]]
    while "extends" in data:
        parent = data["extends"]
        if parent in below:
            raise SettingsError([complain(document, ("extends",), f"{parent} is built on itself")])
        if parent not in raw:
            if parent not in base.tools:
                message = f"no tool is called {parent}{did_you_mean(parent, base.tools)}"
                raise SettingsError([complain(document, ("extends",), message)])
            raw[parent] = build.load(folder / f"{parent}.toml")
        below.append(parent)
        data = raw[parent]


def _providers(settings: Settings) -> dict[str, Stored]:
    base, encode = settings.knowledge, codecs.providers().encode
    data = {one["id"]: _filled(one) for one in settings.providers}
    vendors = {name: {name: build_providers.provider(one)} for name, one in data.items()}
    forms = {name: ModelForm(one["models"]) for name, one in data.items() if one["models"] in _FORMS}
    own_addresses = {**build_providers.addresses({name: [one] for name, one in data.items()}), "model_forms": forms}
    addresses = {name: _merged(part, own_addresses.get(name, {})) for name, part in base.catalog.addresses.items()}
    groups = {base.catalog.group_of(one["provider"]) for one in settings.keys if "provider" in one} - vendors.keys()
    known = {group: {one.id: one for one in base.catalog.siblings(group)} for group in groups}
    keys = build_providers.key_shapes(settings.keys, {**known, **vendors})
    all_keys = build_providers.in_order([*keys, *base.catalog.key_shapes])
    own_owners = build_providers.owners(vendors, keys, words())
    return {
        **{f"provider-{name}": encode(group) for name, group in vendors.items()},
        "catalog": encode(addresses),
        "keys": encode(build_providers.with_starts(all_keys)),
        "beginnings": encode(build_providers.beginnings(all_keys, words())),
        "owners": encode(_with_owners(base.owners, own_owners)),
    }


def _beginnings_for_models(knowledge: Knowledge) -> Stored:
    shapes = knowledge.catalog.key_shapes
    return codecs.providers().encode(build_providers.beginnings(shapes, words(), only_models=True))


def _filled(provider: Mapping[str, Any]) -> dict[str, Any]:
    apis = {wire_api: {**_API, **api} for wire_api, api in provider.get("apis", {}).items()}
    return {**_PROVIDER, "name": provider["id"], **provider, "apis": apis}


def _with_owners(base: Owners, own: Owners) -> Owners:
    return Owners(
        {**base.by_word, **own.by_word},
        {**base.names, **own.names},
        {**base.hosts, **own.hosts},
        (*own.host_globs, *base.host_globs),
    )


def _merged(known: Any, more: Any) -> dict[str, Any]:
    """Return two mappings as one; where both have a list for a name, what is in `more` comes first."""
    merged = {**known, **more}
    for name in known.keys() & more.keys():
        if isinstance(known[name], tuple):
            merged[name] = tuple(dict.fromkeys((*more[name], *known[name])))
    return merged
