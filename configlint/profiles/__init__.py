"""The tool profiles: what is known of each tool, as data. See schema.json beside this file for the language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from configlint import compiled


class Profile:
    """One tool. `data` is the profile file, bundles of shared requests filled in."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.id: str = data["tool"]

    @property
    def name(self) -> str:
        """What people call the tool."""
        return str(self.data.get("name", self.id))

    @cached_property
    def layers(self) -> list[Mapping[str, Any]]:
        """The layers, lowest first, with what their templates say filled in."""
        templates = self.data.get("templates", {})
        return [
            {**templates.get(layer.get("template"), {}), **layer} for layer in self.data.get("layers", ())
        ]

    @cached_property
    def mounts(self) -> frozenset[str]:
        """The names under which layers hang apart from the merged tree."""
        return frozenset(layer["mount"] for layer in self.layers if "mount" in layer)

    @property
    def meanings(self) -> Mapping[str, list[Any]]:
        """The sources of every named value."""
        return self.data.get("meanings", {})

    @property
    def reading(self) -> Mapping[str, Any]:
        """The defaults for sources."""
        return self.data.get("reading", {})

    @property
    def refusals(self) -> list[Mapping[str, Any]]:
        """What makes the tool stop before any request."""
        return self.data.get("refuse", [])

    @property
    def requests(self) -> list[Mapping[str, Any]]:
        """The kinds of request; the first whose condition holds is sent."""
        return self.data.get("requests", [])

    @cached_property
    def variables(self) -> frozenset[str]:
        """The variables that the tool reads by name."""
        return frozenset(self.data["variables"])

    @property
    def name_fields(self) -> list[str]:
        """The paths of the fields in which the NAME of a variable is expected."""
        return self.data["name_fields"]  # type: ignore[no-any-return]

    def key_fields(self, request: Mapping[str, Any]) -> list[str]:
        """Return the fields of the configuration in which a request of this kind takes a key, or the name of one."""
        fields = []
        for auth in request.get("auth", self.data.get("auth", ())):
            for source in auth["from"]:
                text = source if isinstance(source, str) else source.get("from", "")
                kind, _, path = text.partition(":")
                if kind in ("key", "named") and "." in path:
                    fields.append(path.rpartition(".")[2])
        return list(dict.fromkeys(fields))


@cache
def load(tool: str) -> Profile:
    """Return the profile of a tool. Raises KeyError when there is none."""
    return Profile(compiled.load(tool))


def tools() -> list[str]:
    """Return the ids of all tools."""
    return list(compiled.load("index")["tools"])
