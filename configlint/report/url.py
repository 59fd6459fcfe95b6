"""What tools make of a base URL, for people and as data."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from configlint.engine import urls
from configlint.lint.url_table import Joined
from configlint.report.terminal import Style
from configlint.rules.endpoint import ENDPOINTS
from configlint.secrets import redaction

_WIDTH = 80
#: More types of one tool than this are counted, not listed.
_MANY = 3


def as_json(base_url: str, joined: list[Joined]) -> dict[str, Any]:
    """Return the object that `url --format json` prints."""
    rows = [
        {
            "tool": one.tool,
            "provider_type": next(iter(one.types), None),
            "provider_types": list(one.types),
            "wire_api": one.wire_api,
            "url": redaction.safe_url(one.url) if one.url is not None else None,
            "write": redaction.safe_url(one.write) if one.write and _arrives(base_url, one) else None,
            "rule": one.rule.name if one.rule is not None else None,
        }
        for one in joined
    ]
    return {"schema": 1, "base_url": redaction.safe_url(base_url), "urls": rows}


def report(base_url: str, joined: list[Joined], *, style: Style) -> None:
    """Print the tools in groups: those that send the same, or for an endpoint those that need the same base URL."""
    if _is_endpoint(base_url):
        _report_endpoint(base_url, joined, style)
        return
    groups: dict[tuple[str, str | None, str], list[Joined]] = {}
    for one in sorted(joined, key=lambda one: (one.rule is not None, one.url is None, one.wire_api)):
        groups.setdefault((one.wire_api, one.url, one.write), []).append(one)
    for (wire_api, url, write), several in groups.items():
        rule = several[0].rule
        sent = f"POST {redaction.safe_url(url)}" if url is not None else "sends nothing"
        state = style("good", "✓") if rule is None else style("error", "✗")
        click.echo(f"{state} {style('bold', sent)}  {style('faint', wire_api)}", color=True)
        if rule is not None:
            instead = f"write {style('good', redaction.safe_url(write))}" if write else "no base URL on this host works"
            click.echo(f"  {rule.name}: {instead}", color=True)
        _list(several)


def _report_endpoint(endpoint: str, joined: list[Joined], style: Style) -> None:
    """Print what to write in each tool so that its requests arrive at an endpoint."""
    groups: dict[str, list[Joined]] = {}
    for one in joined:
        groups.setdefault(one.write if _arrives(endpoint, one) else "", []).append(one)
    for write, several in groups.items():
        if write:
            click.echo(f"write {style('good', redaction.safe_url(write))}", color=True)
            _list(several)
    arriving = {one.tool for write, several in groups.items() if write for one in several}
    if elsewhere := sorted({one.tool for one in groups.get("", ())} - arriving):
        click.echo("These do not speak this wire API, or always append something else:")
        click.echo(_wrapped(", ".join(elsewhere)))


def _is_endpoint(url: str) -> bool:
    return url.partition("?")[0].rstrip("/").endswith(ENDPOINTS)


def _arrives(base_url: str, one: Joined) -> bool:
    """Tell whether what is to be written leads to the endpoint that was asked for; a mere base URL asks for none."""
    if not _is_endpoint(base_url):
        return True
    wanted, reached = urls.split(base_url), urls.split(one.reaches or "")
    if wanted is None or reached is None:
        return False
    return (wanted.host, wanted.segments) == (reached.host, reached.segments)


def _list(several: list[Joined]) -> None:
    click.echo(_wrapped(", ".join(map(_name, several))) + "\n")


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _name(one: Joined) -> str:
    if not one.types:
        return one.tool
    few = ", ".join(one.types[:_MANY])
    return f"{one.tool} ({few}{f' and {len(one.types) - _MANY} more' if len(one.types) > _MANY else ''})"
