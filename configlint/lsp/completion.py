"""What an editor offers to write: base URLs, models and variables of providers, and the options of a tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lsprotocol import types

from configlint.catalog.providers import Provider
from configlint.document.document import Document
from configlint.document.nodes import Route, Table, walk
from configlint.engine import tables
from configlint.engine.requests import Request
from configlint.files.text import indentation, line_start
from configlint.lsp.answers import request_at
from configlint.lsp.project import Snapshot
from configlint.lsp.protocol import offset, span

_VALUE, _NAME = types.CompletionItemKind.Value, types.CompletionItemKind.Property


def complete(snapshot: Snapshot, document: Document, at: types.Position) -> list[types.CompletionItem]:
    """Return what could be written at a position."""
    here = offset(document, at)
    if _is_name(document, here):
        return [types.CompletionItem(name, kind=_NAME) for name in sorted(_names(snapshot, document, here))]
    found: dict[str, types.CompletionItem] = {}
    for request, part in request_at(snapshot, document, here):
        for text, detail in _VALUES[part](snapshot, document, request):
            edit = types.TextEdit(_written(document, here), text)
            found.setdefault(
                text, types.CompletionItem(text, kind=_VALUE, detail=detail, filter_text=text, text_edit=edit)
            )
    return list(found.values())


def _written(document: Document, here: int) -> types.Range:
    """Return what a chosen value replaces: the word around an offset."""
    start = end = here
    while start > 0 and document.text[start - 1] not in "\"'= \t\r\n,[{":
        start -= 1
    while end < len(document.text) and document.text[end] not in "\"' \t\r\n,]}":
        end += 1
    return span(document, start, end)


def _is_name(document: Document, here: int) -> bool:
    """Return True if what is being written on the line is a key, not a value."""
    before = document.text[line_start(document.text, here) : here]
    return re.fullmatch(r"\s*(export\s+|- )?[\"'{]*[\w.-]*", before) is not None


def _names(snapshot: Snapshot, document: Document, here: int) -> Iterator[str]:
    """Yield the names that the tools know in the innermost table around an offset, and that are not there yet."""
    route, table = _table(document, here)
    item = snapshot.inputs_of(document)
    knowledge = snapshot.knowledge(document.path)
    for match in (*item.matches, *item.assumed):
        profile = knowledge.profile(match.reader)
        layer = profile.layers[match.layer] if match.layer < len(profile.layers) else None
        if document.format == "dotenv":
            yield from (name for name in profile.variables if name not in table.entries)
        for described, where, _ in tables.described(document, layer.tables if layer is not None else ()):
            if where == route:
                yield from (key for key in described.keys if "*" not in key and key not in table.entries)


def _table(document: Document, here: int) -> tuple[Route, Table]:
    """Return the table that a name at an offset would be in; the root where there is none.

    In JSON that is the innermost one around it, in TOML the one whose header is above, and in YAML the last one above
    whose names are as far from the margin.
    """
    found: tuple[Route, Table] = ((), document.root if isinstance(document.root, Table) else Table(0, 0))
    margin = len(indentation(document.text, here))
    for route, _, node in walk(document.root):
        if not isinstance(node, Table) or node.start > here:
            continue
        is_around = node.end >= here
        if document.format.startswith("yaml"):
            is_around = any(
                entry.key_start - line_start(document.text, entry.key_start) == margin
                for entry in node.entries.values()
            )
        if is_around or document.format.startswith("toml"):
            found = (route, node)
    return found


def _base_urls(snapshot: Snapshot, document: Document, request: Request) -> Iterator[tuple[str, str]]:
    """Yield for each provider the base URL that brings this request to its endpoint."""
    catalog = snapshot.knowledge(document.path).catalog
    for identifier in catalog.provider_ids():
        provider = catalog.provider(identifier)
        api = provider.api(request.wire_api)
        if api is None or not api.is_served:
            continue
        for base in dict.fromkeys(one for url in api.base_urls for one in (url, re.sub(r"/v\d+/?$", "", url))):
            if "{" not in base and request.join(base) in (*api.endpoints, *api.tolerated):
                yield base, provider.name
                break


def _models(snapshot: Snapshot, document: Document, request: Request) -> Iterator[tuple[str, str]]:
    """Yield the models of the provider that the request goes to."""
    for provider in _providers(snapshot, document, request):
        catalog = snapshot.knowledge(document.path).catalog
        listed = catalog.models_of(provider.models or provider.id)
        for model in listed.models or provider.model_ids:
            yield model, provider.name


def _variables(snapshot: Snapshot, document: Document, request: Request) -> Iterator[tuple[str, str]]:
    """Yield the variables that hold keys of the provider that the request goes to."""
    for provider in _providers(snapshot, document, request):
        for name in provider.variables:
            yield name, f"key of {provider.name}"


_VALUES = {"base_url": _base_urls, "model": _models, "key": _variables}


def _providers(snapshot: Snapshot, document: Document, request: Request) -> tuple[Provider, ...]:
    host = urlsplit(request.url or "").hostname or ""
    return snapshot.knowledge(document.path).catalog.providers_at(host)
