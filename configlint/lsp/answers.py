"""What an editor shows about a place: the request it leads to, where its value comes from, what the provider does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from lsprotocol import types

from configlint.diagnostics import suppressions
from configlint.document.document import Document
from configlint.engine.requests import Request
from configlint.engine.values import Place, Value
from configlint.lsp.project import Snapshot
from configlint.lsp.protocol import covers, offset, position, span
from configlint.ruledocs import address, docstring
from configlint.rules.registry import all_rules

#: Further requests of one value are counted, not shown.
_MANY = 3


def hover(snapshot: Snapshot, document: Document, at: types.Position) -> types.Hover | None:
    """Return what to show about a position: the rules that found something there, and the requests it leads to."""
    here = offset(document, at)
    parts = [*_rules(snapshot, document, here), *_requests(snapshot, document, here)]
    if not parts:
        return None
    text = snapshot.gate.text("\n\n---\n\n".join(parts))
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))


def hints(snapshot: Snapshot, document: Document) -> list[types.InlayHint]:
    """Return a hint after each base URL of a document: the request that it gives."""
    urls: dict[int, dict[str, None]] = {}
    for _, request in snapshot.requests(document):
        place = request.base_url.written if request.base_url is not None else None
        if request.url and place is not None and place.document is document and place.node is not None:
            urls.setdefault(place.node.end, {})[request.url] = None
    return [
        types.InlayHint(
            position(document, end), snapshot.gate.text(f" → POST {_listed(list(found))}"), padding_left=True
        )
        for end, found in urls.items()
    ]


def links(document: Document) -> list[types.DocumentLink]:
    """Return a link to its page for each rule that a comment in a document names."""
    pages = {name: one for one in all_rules() for name in (one.code.lower(), one.name)}
    return [
        types.DocumentLink(span(document, named.start, named.end), address.of_rule(rule.name), tooltip=rule.name)
        for comment in suppressions.find(document.text)
        for named in comment.rules
        if (rule := pages.get(named.name.lower())) is not None
    ]


def definition(snapshot: Snapshot, document: Document, at: types.Position) -> list[types.Location]:
    """Return where the values are written that a position refers to: by the name of a variable, or a reference."""
    here = offset(document, at)
    found: dict[tuple[str, int], types.Location] = {}
    for request in snapshot.as_found(document):
        for value in _values(request):
            written = value.place
            if written is None or written.node is None or not covers(value.via, document, here):
                continue
            uri = Path(os.path.abspath(written.document.path)).as_uri()
            where = span(written.document, written.node.start, written.node.end)
            found[uri, written.node.start] = types.Location(uri, where)
    return list(found.values())


def request_at(snapshot: Snapshot, document: Document, here: int) -> Iterator[tuple[Request, str]]:
    """Yield the requests whose value is at an offset, each with what it is there: "base_url", "model" or "key"."""
    for _, request in snapshot.requests(document):
        parts = {"base_url": request.base_url, "model": request.model}
        for name, value in parts.items():
            if value is not None and _is_at(value, document, here):
                yield request, name
        if any(_is_at(header.value, document, here) for header in request.headers):
            yield request, "key"


def _rules(snapshot: Snapshot, document: Document, here: int) -> Iterator[str]:
    """Yield what the rules say that found something at an offset."""
    codes = {
        one.code
        for one in snapshot.diagnostics
        if one.document is document and one.start <= here <= max(one.end, one.start)
    }
    for rule in all_rules():
        if rule.code in codes:
            said = docstring.read(rule)
            parts = {"": said.summary, "*Why it matters:* ": said.why, "*How to fix it:* ": said.fix}
            shown = "\n\n".join(head + part for head, part in parts.items() if part)
            yield f"**{rule.code} {rule.name}**: {shown}"


def _requests(snapshot: Snapshot, document: Document, here: int) -> Iterator[str]:
    """Yield the requests that the value at an offset is a part of, equal ones once with all their tools."""
    tools: dict[tuple[str, ...], dict[str, None]] = {}
    for request, _ in request_at(snapshot, document, here):
        tools.setdefault(tuple(_described(snapshot, document, request)), {})[_name(snapshot, document, request)] = None
    for lines, names in list(tools.items())[:_MANY]:
        yield "  \n".join((f"**{', '.join(names)}** sends", *lines))
    if len(tools) > _MANY:
        yield f"and {len(tools) - _MANY} other requests: `configlint explain` shows all"


def _described(snapshot: Snapshot, document: Document, request: Request) -> Iterator[str]:
    if request.refused is not None:
        yield f"nothing: {request.refused.message}"
        return
    if request.url is None:
        yield f"a request to a URL that is not known{f': {request.unknown}' if request.unknown else ''}"
        return
    yield f"`POST {request.url}`"
    for header in request.headers:
        scheme = f"{header.scheme} " if header.scheme else ""
        value = header.value
        shown = f"the value of {value.name}" if value.name else snapshot.gate.mask(value.text or "") or "a key"
        yield f"`{header.name}: {scheme}`{shown}"
    if request.model is not None and request.model.text:
        yield f"model `{request.model.text}`"
    catalog = snapshot.knowledge(document.path).catalog
    for provider in catalog.providers_at(urlsplit(request.url).hostname or ""):
        api = provider.api(request.wire_api)
        if api is not None:
            served = {"yes": "serves", "no": "does not serve"}.get(api.served, "partly serves")
            yield f"{provider.name} {served} the {request.wire_api} API{f' (as of {api.as_of})' if api.as_of else ''}"


def _name(snapshot: Snapshot, document: Document, request: Request) -> str:
    return snapshot.knowledge(document.path).name_of(request.tool)


def _values(request: Request) -> Iterator[Value]:
    for value in (request.base_url, request.model, *(header.value for header in request.headers)):
        if value is not None:
            yield value


def _is_at(value: Value, document: Document, here: int) -> bool:
    places: tuple[Place | None, ...] = (value.place, value.via)
    return any(covers(place, document, here) for place in places)


def _listed(urls: list[str]) -> str:
    return urls[0] if len(urls) == 1 else f"{urls[0]} and {len(urls) - 1} more"
