"""What is known about providers, for people and as data."""

from __future__ import annotations

import os
import textwrap
from typing import Any

import click

from configlint.catalog import lookup, store
from configlint.catalog.lookup import Api, Provider
from configlint.report.terminal import Style

_WIDTH = 80
_SERVED = {True: "yes", False: "no", "partly": "partly", "retired": "retired"}


def as_json(found: list[Provider], *, in_full: bool) -> dict[str, Any]:
    """Return the object that `providers --format json` prints; `in_full` with sources."""
    return {"schema": 1, "providers": [_provider(one, in_full) for one in found]}


def _provider(one: Provider, in_full: bool) -> dict[str, Any]:
    data = _with_sources(one) if in_full else one.data
    return {
        **data,
        "keys": [
            {"name": shape.name, "prefix": shape.prefix or None, "strength": shape.strength, "header": shape.header}
            for shape in lookup.key_shapes_of(one.id)
        ],
    }


def report_all(found: list[Provider], *, style: Style) -> None:
    """Print a line per provider: which wire APIs it serves."""
    width = max(len(one.id) for one in found)
    for one in found:
        served = [wire if api.served is True else f"({wire})" for wire, api in _apis(one) if api.served is not False]
        line = f"{style('bold', f'{one.id:<{width}}')}  {', '.join(served)}"
        click.echo(line.rstrip(), color=True)
    click.echo(f"\n{len(found)} providers; in brackets: partly, or no more. Add an ID to see one in full.")


def report(found: list[Provider], *, style: Style) -> None:
    """Print everything about some providers."""
    for number, one in enumerate(found):
        data = _with_sources(one)
        click.echo(("\n" if number else "") + f"{style('bold', one.name)} ({one.id})", color=True)
        for name in ("region", "plan", "hosts", "variables", "models", "model_note", "note", "docs"):
            if name in data:
                value = data[name]
                click.echo(_wrapped(f"{name}: {', '.join(value) if isinstance(value, list) else value}"))
        for twin in data.get("twins", ()):
            click.echo(_wrapped(f"same provider elsewhere: {twin} ({lookup.provider(twin).name})"))
        for wire_api, api in _apis(one):
            _report_api(wire_api, api, data["apis"][wire_api].get("source", ()), style)
        for shape in lookup.key_shapes_of(one.id):
            prefix = f"begins with {shape.prefix}" if shape.prefix else "no beginning of its own"
            click.echo(_wrapped(f"{shape.name}: {prefix}"))


def _report_api(wire_api: str, api: Api, sources: list[str], style: Style) -> None:
    dates = [f"since {api.since}"] if api.since else []
    dates += [f"as of {api.as_of}"] if api.as_of else []
    click.echo(f"  {style('bold', wire_api)}: {', '.join([_SERVED[api.served], *dates])}", color=True)
    for base in api.base_urls:
        click.echo(f"    base URL {base}")
    for endpoint in api.endpoints:
        click.echo(f"    endpoint {endpoint}")
    for line in [*([api.note] if api.note else []), *(f"source: {source}" for source in sources)]:
        click.echo(_wrapped(line, "    "))


def _apis(one: Provider) -> list[tuple[str, Api]]:
    return [(wire, api) for wire in lookup.PATHS if (api := one.api(wire)) is not None]


def _with_sources(one: Provider) -> dict[str, Any]:
    """Return a provider as its file has it: what is loaded for checks leaves the sources out."""
    if one.id not in store.built_in("catalogue")["groups"]:
        return dict(one.data)  # one's own
    import tomllib

    path = os.path.join(store.PROVIDERS, "data", f"{lookup.group_of(one.id)}.toml")
    with open(path, "rb") as handle:
        entries: list[dict[str, Any]] = tomllib.load(handle)["provider"]
    return next(entry for entry in entries if entry["id"] == one.id)


def _wrapped(text: str, indent: str = "  ") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
