"""A file with named presets -> the connection that each of them chooses, and the model."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.convert import merge
from configlint.document.document import Document
from configlint.document.nodes import Route, Table, plain
from configlint.engine import layers, requests
from configlint.engine.reading import Reading
from configlint.engine.tree import Loaded


def presets(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the name of a connection and a model for each preset: a table whose settings count in place of those at the
    top of its file, once somebody starts the tool with its name.
    """
    route = reading.profile.connections.presets
    for loaded in reading.loaded if route is not None else ():
        holder = loaded.document.at(route or ()) if loaded.document is not None and not loaded.layer.mount else None
        for name in holder.entries if isinstance(holder, Table) else ():
            for request in requests.explain(_started_with(reading, loaded, (*(route or ()), name))):
                if request.active and request.model is not None and request.model.text:
                    yield request.connection, request.model.text


def _started_with(reading: Reading, chosen: Loaded, route: Route) -> Reading:
    """Return the same files with one preset at the top of its file."""
    given: dict[int, list[Document]] = {}
    for one in reading.loaded:
        if one.document is not None and one.layer.inline is None:
            document = _at_the_top(one.document, route) if one is chosen else one.document
            given.setdefault(one.layer.number, []).append(document)
    return layers.read(reading.profile, reading.host, given=given)


def _at_the_top(document: Document, route: Route) -> Document:
    settings = plain(document.at(route))
    values = settings.items() if isinstance(settings, dict) else ()
    return merge.merge(document, {name: value for name, value in values if not isinstance(value, dict | list)})
