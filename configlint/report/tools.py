"""What is known about tools, for people and as data."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from configlint.report.terminal import Style
from configlint.report.tool_facts import EXAMPLE, Tool

_WIDTH = 80


def as_json(found: list[Tool]) -> dict[str, Any]:
    """Return the object that `tools --format json` prints."""
    return {"schema": 1, "tools": [_tool(one) for one in found]}


def _tool(one: Tool) -> dict[str, Any]:
    return {
        "tool": one.id,
        "name": one.name,
        "version": one.version,
        "evidence": one.evidence,
        "files": [
            {"path": file.path, "scope": file.scope or None, "format": file.format or None} for file in one.files
        ],
        "fields": one.fields,
        "keys": [{"header": header, "from": sources} for header, sources in one.keys],
        "requests": [
            {"provider_types": list(row.types), "wire_api": row.wire_api, "base_url": EXAMPLE, "url": row.url}
            for row in one.requests
        ],
    }


def report_all(found: list[Tool], *, style: Style) -> None:
    """Print a line per tool."""
    width = max(len(one.id) for one in found)
    for one in found:
        wires = dict.fromkeys(row.wire_api for row in one.requests)
        line = f"{one.version:<8.8}  {one.evidence['how']:<8}  {' '.join(wires)}"
        click.echo(f"{style('bold', f'{one.id:<{width}}')}  {line}".rstrip(), color=True)
    click.echo(f"\n{len(found)} tools. `configlint tools ID` shows one in full.")


def report(one: Tool, *, style: Style) -> None:
    """Print everything about one tool."""
    click.echo(f"{style('bold', one.name)} ({one.id}) {one.version}", color=True)
    for line in _evidence(one):
        click.echo(_wrapped(line, "  "))
    if one.files:
        _heading("Reads, what counts most last", style)
        width = max(len(file.path) for file in one.files)
        for file in one.files:
            click.echo(f"  {file.path:<{min(width, 60)}}  {style('faint', file.scope)}".rstrip(), color=True)
    for name, sources in one.fields.items():
        if sources:
            _heading(f"{name.replace('_url', ' URL')}, the first that is set", style)
            for source in sources:
                click.echo(_wrapped(source, "  "))
    for header, sources in one.keys:
        _heading(f"Key, sent as {header}", style)
        for source in sources:
            click.echo(_wrapped(source, "  "))
    _heading(f"Requests with the base URL {EXAMPLE}", style)
    for row in one.requests:
        kind = f"{', '.join(row.types[:3])}{' …' if len(row.types) > 3 else ''}: " if row.types else ""
        click.echo(_wrapped(f"{kind}{row.wire_api}", "  "))
        click.echo(f"    {row.url or 'sends nothing'}")


def _heading(text: str, style: Style) -> None:
    click.echo(f"\n{style('bold', text)}", color=True)


def _evidence(one: Tool) -> list[str]:
    evidence = one.evidence
    lines = [f"{evidence['how']} {evidence['date']}" + (f", {evidence['package']}" if "package" in evidence else "")]
    if "recordings" in evidence:
        lines[0] += f", {evidence['recordings']} recordings"
    return [*lines, *evidence.get("source", ())]


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
