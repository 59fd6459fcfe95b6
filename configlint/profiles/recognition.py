"""Whose file is it? Told by its path, and where that is not enough by what stands in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from configlint.catalog import store
from configlint.document import formats
from configlint.document.document import Document
from configlint.document.nodes import Scalar, Table, resolve
from configlint.engine import routes, tables
from configlint.engine.layers import DIALECTS, VARIABLE_FILE
from configlint.engine.profile import Profile
from configlint.files import globs
from configlint.profiles import load
from configlint.records import Record

#: What people put into the names of files that show what to write.
EXAMPLE_WORDS = ("example", "sample", "template", "tmpl", "tpl", "dist")
#: The number that stands for "a file of variables which belongs to no layer".
VARIABLES = -1


class Match(Record):
    """A file as one tool reads it: the number of the layer in its profile, and the folder the layer's path starts from.

    `instead` is set when the tool does not read the file, but one of that name. Of the paths in `signature` one must
    exist in the file, or a variable must have a name that `variables_named` finds, before the match counts.
    """

    tool: str
    layer: int
    root: str
    instead: str = ""
    signature: tuple[str, ...] = ()
    variables_named: str = ""


def by_path(path: str, home: str, *, named: bool) -> list[Match]:
    """Return how tools may read `path` (absolute), judged by the path alone; `confirmed` then looks into the file.

    `named` says that a person named this very file; some names are too common to be picked up on a walk.
    """
    for candidate in dict.fromkeys((path, plain_name(path))):
        matches = [
            match
            for entry in _entries(os.path.basename(candidate))
            if (named or not entry.get("explicit")) and (match := _match(entry, candidate, home)) is not None
        ]
        if matches:
            return matches
    return []


def plain_name(path: str) -> str:
    """Return the path of the file that an example stands for: `config.toml` for `config.example.toml`."""
    folder, name = os.path.split(path)
    for word in EXAMPLE_WORDS:
        name = name.removesuffix(f".{word}").replace(f".{word}.", ".")
    return os.path.join(folder, name)


def format_of(path: str, matches: list[Match]) -> str | None:
    """Return the format to read a file in: what the first tool says, else what its name suggests."""
    for match in matches:
        spec = layer_of(load(match.tool), match)
        if "format" in spec:
            return DIALECTS[spec["format"]][0]
    return formats.by_extension(os.path.basename(plain_name(path)))


def confirmed(matches: list[Match], document: Document) -> list[Match]:
    """Return for each tool the first match that what stands in the document bears out."""
    by_tool: dict[str, Match] = {}
    for match in matches:
        if match.tool not in by_tool and _bears_out(match, document):
            by_tool[match.tool] = match
    borne_out = list(by_tool.values())
    claimed = any(not load(match.tool).data.get("fallback") for match in borne_out)
    if not claimed or document.format == "dotenv":
        return borne_out
    return [match for match in borne_out if not load(match.tool).data.get("fallback")]


def speaks_by_name(match: Match) -> bool:
    """Tell whether names of variables, not the path, are what makes this match."""
    return bool(match.variables_named)


def as_tool(profile: Profile, path: str, home: str) -> Match | None:
    """Return how `profile`'s tool would read `path`, whatever its folder, or None when it reads nothing like it."""
    path = plain_name(path)
    own = [entry for entry in _entries(os.path.basename(path)) if entry["tool"] == profile.id]
    for entry in own:
        match = _match(entry, path, home)
        if match is not None:
            return match
    layers = [entry["layer"] for entry in sorted(own, key=lambda one: one["anchor"] != "home") if "layer" in entry]
    if layers:
        return Match(profile.id, layers[0], os.path.dirname(path))
    wanted = formats.by_extension(os.path.basename(path))
    if wanted == "dotenv":
        return Match(profile.id, VARIABLES, os.path.dirname(path))
    for layer, spec in enumerate(profile.layers):
        if "path" in spec and "mount" not in spec:
            format_name = DIALECTS[spec["format"]][0].partition("-")[0]
            if format_name == (wanted or format_name) != "dotenv":
                return Match(profile.id, layer, os.path.dirname(path))
    return None


def by_variables(document: Document, root: str) -> list[Match]:
    """Return the tools that read one of the variables that a `.env` document sets."""
    readers: Mapping[str, list[str]] = store.load("index")["variables"]
    names = document.root.entries if isinstance(document.root, Table) else {}
    found = dict.fromkeys(tool for name in names for tool in readers.get(name, ()))
    return [Match(tool, VARIABLES, root) for tool in found]


def concerned(tool: str, names: Iterable[str]) -> bool:
    """Tell whether a tool reads one of these variables, or is known not to although others do."""
    index = store.load("index")
    endings = tuple(index["variable_endings"].get(tool, ()))
    return any(
        tool in index["variables"].get(name, ()) or tool in index["unread"].get(name, ()) or name.endswith(endings)
        for name in names
    )


def common_variables(document: Document) -> list[str]:
    """Return the variables of a `.env` whose names programs of every kind use."""
    common = store.load("index")["common"]
    return [name for name in variables_set(document) if name in common]


def layer_of(profile: Profile, match: Match) -> Mapping[str, Any]:
    """Return the layer of the profile that a match speaks of."""
    if match.instead:
        return {"instead": match.instead}
    if match.layer == VARIABLES:
        return VARIABLE_FILE
    return profile.layers[match.layer]


def _entries(name: str) -> Iterator[Mapping[str, Any]]:
    index = store.load("index")
    yield from index["names"].get(name, ())
    for entry in index["globs"]:
        if globs.matches(entry["steps"][-1], name):
            yield entry


def _match(entry: Mapping[str, Any], path: str, home: str) -> Match | None:
    root = path
    for step in reversed(entry["steps"]):
        root, name = os.path.split(root)
        if not globs.matches(step, name):
            return None
    if entry["anchor"] == "root" and root != os.path.dirname(root):
        return None
    if "at_home" in entry and entry["at_home"] != (root == home):
        return None
    return Match(
        entry["tool"],
        entry.get("layer", VARIABLES),
        root,
        entry.get("instead", ""),
        tuple(entry.get("signature", ())),
        entry.get("variables_named", ""),
    )


def _bears_out(match: Match, document: Document) -> bool:
    if match.variables_named:
        return any(re.search(match.variables_named, name) for name in variables_set(document))
    return not match.signature or any(_exists(document, path) for path in match.signature)


def _exists(document: Document, path: str) -> bool:
    *holder, key = routes.parse(path)
    return any(key in table.entries for _, table in tables.tables_at(document, tuple(holder)))


def variables_set(document: Document) -> list[str]:
    """Return the names that a `.env` document gives a value."""
    root = resolve(document.root)
    if not isinstance(root, Table):
        return []
    return [name for name, entry in root.entries.items() if isinstance(entry.value, Scalar) and entry.value.value]
