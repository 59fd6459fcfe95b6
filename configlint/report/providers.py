"""What is known about providers, for people and as data."""

from __future__ import annotations

import os
from typing import Any

from configlint.catalog import store
from configlint.catalog.catalog import Catalog
from configlint.catalog.providers import PATHS, Api, Provider
from configlint.report.layout import filled
from configlint.report.output import Output


def as_json(found: list[Provider], catalog: Catalog, *, is_in_full: bool) -> dict[str, object]:
    """Return the object that `providers --format json` prints; with sources if `is_in_full`."""
    return {"schema": 1, "providers": [_provider(one, catalog, is_in_full) for one in found]}


def in_full(found: list[Provider], catalog: Catalog) -> list[dict[str, Any]]:
    """Return what is known about providers as data, with sources."""
    return [_provider(one, catalog, True) for one in found]


def _provider(one: Provider, catalog: Catalog, is_in_full: bool) -> dict[str, Any]:
    return {
        **(_with_sources(one, catalog) if is_in_full else _data(one)),
        "keys": [
            {
                "name": shape.name,
                "prefix": shape.prefix or None,
                "strength": shape.strength,
                "header": shape.header or None,
            }
            for shape in catalog.key_shapes_of(one.id)
        ],
    }


def _data(one: Provider) -> dict[str, object]:
    """Return what is known about a provider as data, without sources."""
    data = {
        name: list(value) if isinstance(value := getattr(one, name), tuple) else value
        for name in one._fields
        if name not in ("apis", "api_version")
    }
    apis = {
        wire_api: {
            "served": {"yes": True, "no": False}.get(api.served, api.served),
            "base_urls": list(api.base_urls),
            "endpoints": list(api.endpoints),
            **{name: getattr(api, name) for name in ("as_of", "since", "note") if getattr(api, name)},
        }
        for wire_api, api in one.apis.items()
    }
    return {name: value for name, value in data.items() if value} | {"apis": apis}


def report_all(found: list[Provider], out: Output) -> None:
    """Print a line per provider: which wire APIs it serves."""
    width = max(len(one.id) for one in found)
    for one in found:
        served = [wire_api if api.is_served else f"({wire_api})" for wire_api, api in _apis(one) if not api.is_refused]
        out.line(f"{out.style('bold', f'{one.id:<{width}}')}  {', '.join(served)}".rstrip())
    out.line(f"\n{len(found)} providers; in brackets: partly, or no longer served.")
    out.line("`configlint providers ID` shows one in full.")


def report(found: list[Provider], catalog: Catalog, out: Output) -> None:
    """Print everything about some providers."""
    for number, one in enumerate(found):
        data = _with_sources(one, catalog)
        out.line(("\n" if number else "") + f"{out.style('bold', one.name)} ({one.id})")
        for name in ("region", "plan", "hosts", "variables", "models", "model_note", "note", "docs"):
            if name in data:
                value = data[name]
                out.line(filled(f"{name}: {', '.join(value) if isinstance(value, list) else value}"))
        for twin in one.twins:
            out.line(filled(f"same provider elsewhere: {twin} ({catalog.provider(twin).name})"))
        for wire_api, api in _apis(one):
            _report_api(wire_api, api, data["apis"][wire_api].get("source", ()), out)
        for shape in catalog.key_shapes_of(one.id):
            prefix = f"starts with {shape.prefix}" if shape.prefix else "no prefix"
            out.line(filled(f"{shape.name}: {prefix}"))


def _report_api(wire_api: str, api: Api, sources: list[str], out: Output) -> None:
    dates = [f"since {api.since}"] if api.since else []
    dates += [f"as of {api.as_of}"] if api.as_of else []
    out.line(f"  {out.style('bold', wire_api)}: {', '.join([api.served, *dates])}")
    for base in api.base_urls:
        out.line(f"    base URL {base}")
    for endpoint in api.endpoints:
        out.line(f"    endpoint {endpoint}")
    for line in [*([api.note] if api.note else []), *(f"source: {source}" for source in sources)]:
        out.line(filled(line, "    "))


def _apis(one: Provider) -> list[tuple[str, Api]]:
    return [(wire_api, api) for wire_api in PATHS if (api := one.api(wire_api)) is not None]


def _with_sources(one: Provider, catalog: Catalog) -> dict[str, Any]:
    """Return a provider as its file has it: what is loaded for checks leaves the sources out."""
    import tomllib

    path = os.path.join(store.PROVIDERS, "data", f"{catalog.group_of(one.id)}.toml")
    try:
        with open(path, "rb") as handle:
            entries: list[dict[str, object]] = tomllib.load(handle)["provider"]
    except FileNotFoundError:
        return _data(one)  # the user's own
    return next((entry for entry in entries if entry["id"] == one.id), None) or _data(one)
