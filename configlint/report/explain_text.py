"""What `explain` found, for people."""

from __future__ import annotations

import os

from configlint.engine.headers import Header
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.engine.tree import is_implied
from configlint.engine.values import Value
from configlint.report import layout
from configlint.report.layout import columns, fitting, visible, wrapped
from configlint.report.output import Output


def report(found: list[tuple[Reading, list[Request]]], out: Output, *, everything: bool) -> None:
    """Print a block per distinct request, with all that send it; connections that are not active only with
    `everything`.
    """
    hidden = 0
    blocks: dict[object, list[_Block]] = {}
    for reading, requests in found:
        shown = [request for request in requests if request.active or everything]
        hidden += len(requests) - len(shown)
        for request in shown:
            blocks.setdefault(_said(request), []).append(_Block(reading, request, out))
    previous: list[str] = []
    for same in blocks.values():
        unread = sorted({name for one in same for name in one.unread})
        if previous and unread != previous:
            out.line(_unread(previous, out))
        previous = unread
        out.line("\n".join(same[0].lines([one.title for one in same])) + "\n")
    if previous:
        out.line(_unread(previous, out))
    if not found:
        out.line("No known tool finds any configuration here; configlint doctor says what there is.")
    if hidden:
        out.line(f"{hidden} more that {'is' if hidden == 1 else 'are'} not active: --all shows them.")


def _unread(names: list[str], out: Output) -> str:
    text = f"Not read here, and could change this: {', '.join(map(visible, names))}"
    return out.style("faint", fitting(text, taken=0, indent=2)) + "\n"


def _said(request: Request) -> object:
    """Return what two requests have in common that are the same."""
    values = (request.base_url, request.model, *(header.value for header in request.headers))
    written = tuple((one.text, one.kind, one.name, _place_of(one)) if one is not None else None for one in values)
    refused = (request.refused.message, str(request.tool)) if request.refused is not None else None
    headers = tuple((header.name, header.scheme) for header in request.headers)
    return request.active, request.url, refused, request.unknown, request.wire_api, written, headers


def _place_of(value: Value) -> object:
    return (value.written.document.path, value.written.route) if value.written is not None else None


class _Block:
    """What is shown about one request."""

    def __init__(self, reading: Reading, request: Request, out: Output) -> None:
        self._reading = reading
        self._request = request
        self._out = out
        self._tool = reading.profile.name

    @property
    def title(self) -> tuple[str, str]:
        """The tool and the connection."""
        return self._tool, self._request.connection

    @property
    def unread(self) -> set[str]:
        """What was not read, and could change the request."""
        return {name for names in self._request.unknowns.values() for name in names}

    def lines(self, titles: list[tuple[str, str]]) -> list[str]:
        """Return the lines of the block for all tools and connections that send this request."""
        request, style = self._request, self._out.style
        state = "" if request.active else style("faint", "  (not active)")
        lines = [f"{style('bold', self._tool)}: {visible(request.connection)}{state}"]
        if len(titles) > 1:
            names = ", ".join(f"{tool}: {visible(connection)}" for tool, connection in titles)
            lines = [style("bold", line) + state for line in wrapped(names, taken=0, indent=0)]
        if request.refused is not None:
            why = fitting(visible(request.refused.message), taken=17, indent=4)
            lines.append(f"  {style('error', 'sends nothing')}: {why}")
            if request.refused.place is not None:
                lines.append(f"  {'because of':<11}{self._place(Value('', place=request.refused.place))}")
            return lines
        if request.url is not None:
            lines += self._url(request.url, self._tool if len({tool for tool, _ in titles}) == 1 else "each of them")
        elif request.unknown:
            lines.append(f"  {style('faint', 'not known')}: {visible(request.unknown)}")
            if request.base_url is None and not request.headers:
                return lines
        return lines + self._table([(name, visible(value), visible(origin)) for name, value, origin in self._rows()])

    def _rows(self) -> list[tuple[str, str, str]]:
        request = self._request
        no_key = "not known" if request.unknowns.get("key") or request.unknown else "none is sent"
        rows = [("base URL", *self._value(request.base_url))]
        rows += [("key", *self._key(header)) for header in request.headers] or [("key", no_key, "")]
        rows.append(("model", *self._value(request.model)))
        return [*rows, ("wire API", request.wire_api, "")] if request.wire_api else rows

    def _table(self, rows: list[tuple[str, str, str]]) -> list[str]:
        """Return rows of name, value and origin; the origins go below where the terminal is too narrow for them."""
        faint = self._out.style
        width = max(columns(value) for _, value, _ in rows)
        room = layout.width()
        if room is None or all(15 + width + columns(origin) <= room for *_, origin in rows):
            return [f"  {name:<10} {value:<{width}}  {faint('faint', origin)}".rstrip() for name, value, origin in rows]
        lines: list[str] = []
        for name, value, origin in rows:
            lines.append(f"  {name:<10} {value}")
            if origin:
                first, *others = wrapped(origin, taken=13, indent=13)
                lines += [" " * 13 + faint("faint", first), *(faint("faint", other) for other in others)]
        return lines

    def _url(self, url: str, appending: str) -> list[str]:
        """Return the URL, and below it which part of it a person wrote and which part `appending` appended."""
        style, base = self._out.style, self._request.base_url
        url, written = visible(url), visible((base.text or "") if base is not None else "").strip()
        length = len(os.path.commonprefix([url.lower(), written.lower()]))  # noqa: RUF071  (characters are meant)
        head, tail = url[:length], url[length:]
        who = "follows from what you wrote" if base is not None and is_implied(base) else "you wrote this"
        who = "the default" if base is not None and base.kind == "default" else who
        return [
            f"  POST {style('written', head)}{style('appended', tail)}",
            "       " + style("written", "~" * len(head)) + f"{'':<{len(tail)}}  {who}",
            "       " + " " * len(head) + style("appended", "^" * len(tail)) + f"  {appending} appends this",
        ]

    def _value(self, value: Value | None) -> tuple[str, str]:
        if value is None:
            return "not set (the command line may name it)", ""
        text = value.text if value.text is not None else f"the value of {value.name or 'a helper'}"
        return text, self._place(value)

    def _key(self, header: Header) -> tuple[str, str]:
        scheme = f"{header.scheme} " if header.scheme else ""
        value = header.value
        if value.kind == "command":
            shown = "what the helper command prints (not run)"
        elif value.text is None:
            shown = f"the value of {value.name}"
        else:
            shown = self._out.gate.mask(value.text)
        return f"{header.name}: {scheme}{shown}", self._place(value)

    def _place(self, value: Value) -> str:
        """Return where a value comes from: file and line, a variable, or both."""
        parts = [f"variable {value.name}"] if value.kind == "env" else []
        where = value.written
        if where is not None:
            entry, node = where.entry, where.node
            offset = entry.key_start if entry is not None else node.start if node is not None else 0
            line, _ = where.document.lines.position(offset)
            verb = "named in " if value.kind == "env" and value.place is None else ""
            parts.append(f"{verb}{layout.short(where.document.path, os.getcwd(), self._reading.host.home)}:{line}")
        return ", ".join(parts or ["default" if value.kind == "default" else value.kind])
