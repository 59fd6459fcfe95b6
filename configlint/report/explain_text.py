"""What `explain` found, for people."""

from __future__ import annotations

import os

import click

from configlint.engine.reading import Reading
from configlint.engine.requests import Header, Request
from configlint.engine.values import Value
from configlint.report import terminal
from configlint.report.terminal import Style, columns, visible, wrapped
from configlint.secrets import redaction
from configlint.secrets.masking import mask


def report(found: list[tuple[Reading, list[Request]]], *, everything: bool, style: Style) -> None:
    """Print a block per request; connections that are not active only with `everything`."""
    hidden = 0
    for reading, requests in found:
        shown = [request for request in requests if request.active or everything]
        hidden += len(requests) - len(shown)
        for request in shown:
            block = "\n".join(_block(reading, request, style))
            click.echo(redaction.redact(block, reading.documents) + "\n", color=True)
        unread = sorted({name for request in shown for names in request.needs.values() for name in names})
        if unread:
            click.echo(style("faint", f"Not read here, and could change this: {', '.join(unread)}") + "\n", color=True)
    if not found:
        click.echo("No tool that configlint knows finds any configuration here.")
    if hidden:
        click.echo(f"{hidden} more that {'is' if hidden == 1 else 'are'} not active: --all shows them.")


def _block(reading: Reading, request: Request, style: Style) -> list[str]:
    state = "" if request.active else style("faint", "  (not active)")
    lines = [f"{style('bold', reading.profile.name)}: {request.connection}{state}"]
    if request.refused is not None:
        lines.append(f"  {style('error', 'sends nothing')}: {redaction.redact(request.refused.message)}")
        if request.refused.place is not None:
            lines.append(f"  {'because of':<11}{_shown_place(reading, Value('', place=request.refused.place))}")
        return lines
    if request.url is not None:
        lines += _url(reading, request, style)
    elif request.unknown:
        lines.append(f"  {style('faint', 'not known')}: {request.unknown}")
        if request.base_url is None and not request.headers:
            return lines
    no_key = "not known" if request.needs.get("key") or request.unknown else "none is sent"
    rows = [("base URL", *_row(reading, request.base_url, safe_url=True))]
    rows += [("key", *_key(reading, header)) for header in request.headers] or [("key", no_key, "")]
    rows.append(("model", *_row(reading, request.model)))
    if request.wire_api:
        rows.append(("wire API", request.wire_api, ""))
    return lines + _table([(name, visible(value), visible(origin)) for name, value, origin in rows], style)


def _table(rows: list[tuple[str, str, str]], style: Style) -> list[str]:
    """Return rows of name, value and origin; the origins stand below where the terminal is too narrow for them."""
    width = max(columns(value) for _, value, _ in rows)
    room = terminal.width()
    if room is None or all(15 + width + columns(origin) <= room for *_, origin in rows):
        return [f"  {name:<10} {value:<{width}}  {style('faint', origin)}".rstrip() for name, value, origin in rows]
    lines: list[str] = []
    for name, value, origin in rows:
        lines.append(f"  {name:<10} {value}")
        if origin:
            first, *others = wrapped(origin, taken=13, indent=13)
            lines += [" " * 13 + style("faint", first), *(style("faint", other) for other in others)]
    return lines


def _url(reading: Reading, request: Request, style: Style) -> list[str]:
    """Return the URL, and below it which part of it a person wrote and which part the tool appended."""
    url = visible(redaction.safe_url(request.url or ""))
    base = visible(redaction.safe_url((request.base_url.text or "") if request.base_url is not None else ""))
    written = len(os.path.commonprefix([url.lower(), base.strip().lower()]))  # noqa: RUF071  (characters are meant)
    head, tail = url[:written], url[written:]
    who = "the default" if request.base_url is not None and request.base_url.kind == "default" else "you wrote this"
    return [
        f"  POST {style('bold', head)}{style('good', tail)}",
        "       " + style("faint", "~" * len(head) + f"{'':<{len(tail)}}  {who}"),
        "       " + style("faint", " " * len(head) + "^" * len(tail) + f"  {reading.profile.name} appends this"),
    ]


def _row(reading: Reading, value: Value | None, *, safe_url: bool = False) -> tuple[str, str]:
    if value is None:
        return "not set (the command line may name it)", ""
    text = value.text if value.text is not None else f"the value of {value.name or 'a helper'}"
    return (redaction.safe_url(text) if safe_url else redaction.redact(text)), _shown_place(reading, value)


def _key(reading: Reading, header: Header) -> tuple[str, str]:
    scheme = f"{header.scheme} " if header.scheme else ""
    value = header.value
    if value.kind == "command":
        shown = "what the helper command prints (not run)"
    elif value.text is None:
        shown = f"the value of {value.name}"
    else:
        shown = mask(value.text)
    return f"{header.name}: {scheme}{shown}", _shown_place(reading, value)


def _shown_place(reading: Reading, value: Value) -> str:
    """Return where a value comes from: file and line, a variable, or both."""
    parts = [f"variable {value.name}"] if value.kind == "env" else []
    where = value.written
    if where is not None:
        entry, node = where.entry, where.node
        offset = entry.key_start if entry is not None else node.start if node is not None else 0
        line, _ = where.document.lines.position(offset)
        verb = "named in " if value.kind == "env" and value.place is None else ""
        parts.append(f"{verb}{_short(reading, where.document.path)}:{line}")
    if not parts:
        parts = ["default"] if value.kind == "default" else [value.kind]
    return ", ".join(parts)


def _short(reading: Reading, path: str) -> str:
    """Return a path the way a person would write it: from the home folder, or from here."""
    machine = reading.machine
    for folder, short in ((machine.directory, ""), (machine.home, "~/")):
        if path.startswith(folder.rstrip("/") + "/"):
            return short + path[len(folder.rstrip("/")) + 1 :]
    return path
