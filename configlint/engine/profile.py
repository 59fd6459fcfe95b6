"""A profile as the engine reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from configlint.document.nodes import Node
from configlint.engine.tree import built_in


class Profile:
    """One tool. `data` is the profile file, bundles of shared requests filled in."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.id: str = data["tool"]
        #: The sources of every named value.
        self.meanings: Mapping[str, list[Any]] = data.get("meanings", {})
        #: The defaults for sources.
        self.reading: Mapping[str, Any] = data.get("reading", {})
        #: What makes the tool stop before any request.
        self.refusals: list[Mapping[str, Any]] = data.get("refuse", [])
        #: The kinds of request; the first whose condition holds is sent.
        self.requests: list[Mapping[str, Any]] = data.get("requests", [])
        #: The paths of the fields in which the NAME of a variable is expected.
        self.name_fields: list[str] = data.get("name_fields", [])
        self._built_in: dict[int, Node] = {}

    @property
    def name(self) -> str:
        """What people call the tool."""
        return str(self.data.get("name", self.id))

    @cached_property
    def layers(self) -> list[Mapping[str, Any]]:
        """The layers, lowest first, with what their templates say filled in."""
        templates = self.data.get("templates", {})
        return [{**templates.get(layer.get("template"), {}), **layer} for layer in self.data.get("layers", ())]

    @cached_property
    def mounts(self) -> frozenset[str]:
        """The names under which layers hang apart from the merged tree."""
        return frozenset(layer["mount"] for layer in self.layers if "mount" in layer)

    @cached_property
    def variables(self) -> frozenset[str]:
        """The variables that the tool reads by name."""
        return frozenset(self.data["variables"])

    def built_in(self, number: int) -> Node:
        """Return the data that a layer says the tool brings itself, as a tree."""
        if number not in self._built_in:
            self._built_in[number] = built_in(self.layers[number]["data"])
        return self._built_in[number]

    def key_fields(self, request: Mapping[str, Any]) -> list[str]:
        """Return the fields of the configuration in which a request of this kind takes a key, or the name of one."""
        meanings = {**self.meanings, **request.get("meanings", {})}
        auth = request.get("auth", self.data.get("auth", ()))
        return list(dict.fromkeys(field for one in auth for field in _fields(one["from"], meanings)))


def _fields(sources: Iterable[Any], meanings: Mapping[str, list[Any]]) -> Iterator[str]:
    """Yield the last steps of the paths that `sources` read; where that is a meaning, those that it is read from."""
    for source in sources:
        spec = {"from": source} if isinstance(source, str) else source
        yield from _fields(spec.get("any", ()), meanings)
        kind, _, path = spec.get("from", "").partition(":")
        last = path.rpartition(".")[2]
        if kind in ("key", "named") and last != path and not last.startswith("{"):
            yield last
        elif kind in ("key", "named", "meaning"):
            name = last.strip("{}")
            others = {one: sources for one, sources in meanings.items() if one != name}
            yield from _fields(meanings.get(name, ()), others)
