"""What a profile says, in the order in which a person asks: files, fields, keys, requests, evidence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from configlint.engine import templates
from configlint.engine.profile import Profile
from configlint.lint import url_table
from configlint.lint.url_table import Joined
from configlint.records import Record

#: The base URL that joins are shown with.
EXAMPLE = "https://host.example/v1"

_SYSTEMS = {"darwin": "macos", "win32": "windows"}


class File(Record):
    """A source of values. `path` is as a person writes it on this system, or "environment"."""

    path: str
    scope: str
    format: str


class Tool(Record):
    """What is known about one tool.

    `files` are in rank order, the one that beats all others last. `fields` gives for "base_url" and "model", and `keys`
    for each header, the sources in the tool's order; a name in angle brackets is any.
    """

    id: str
    name: str
    version: str
    evidence: Mapping[str, Any]
    files: list[File]
    fields: dict[str, list[str]]
    keys: list[tuple[str, list[str]]]
    requests: list[Joined]


def of_tool(profile: Profile) -> Tool:
    """Return what is known about a tool."""
    keys: dict[str, dict[str, None]] = {}
    for auth, meanings in _auths(profile):
        scheme = f" {auth['scheme']}" if "scheme" in auth else ""
        keys.setdefault(f"{auth['header']}:{scheme}", {}).update(dict.fromkeys(_sources(meanings, auth["from"], ())))
    return Tool(
        id=profile.id,
        name=profile.name,
        version=str(profile.data["version"]),
        evidence=profile.data["evidence"],
        files=list(_files(profile)),
        fields={name: _field(profile, name) for name in ("base_url", "model")},
        keys=[(header, list(sources)) for header, sources in keys.items()],
        requests=list(url_table.join(profile, EXAMPLE)),
    )


def _files(profile: Profile) -> Iterator[File]:
    system = _SYSTEMS.get(sys.platform, "linux")
    for layer in profile.layers:
        if layer.get("environment"):
            yield File("environment", "", "")
        elif "path" in layer:
            own = layer.get("path_on", {}).get(system, layer["path"])
            shown = [own] if isinstance(own, str) else own
            paths = [templates.expand(path, lambda name: None) or path for path in shown]
            yield File(" or ".join(map(_native, paths)), layer.get("scope", ""), layer["format"])


def _native(path: str) -> str:
    return path.replace("git:/", "<repository>/").replace("/", os.sep)


def _auths(profile: Profile) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield every header in which a key is sent, with the meanings that its sources may name."""
    for request in profile.requests:
        for auth in request.get("auth", profile.data.get("auth", ())):
            yield auth, {**profile.meanings, **request.get("meanings", {})}


def _field(profile: Profile, name: str) -> list[str]:
    """Return the sources of a meaning, those that only some kinds of request read included."""
    lists = [profile.meanings.get(name, ())]
    lists += [request["meanings"].get(name, ()) for request in profile.requests if "meanings" in request]
    return list(dict.fromkeys(shown for sources in lists for shown in _sources(profile.meanings, sources, ())))


def _sources(meanings: Mapping[str, Any], sources: Any, seen: tuple[str, ...]) -> Iterator[str]:
    for source in [sources] if isinstance(sources, str | Mapping) else sources:
        if isinstance(source, Mapping):
            yield from _sources(meanings, source.get("any") or source.get("from") or source.get("list", ()), seen)
            continue
        kind, _, rest = source.partition(":")
        if kind == "meaning" and rest not in seen:
            yield from _sources(meanings, meanings.get(rest, ()), (*seen, rest))
        elif kind in ("key", "named", "var", "shell", "command", "file"):
            yield _shown(kind, rest)
        elif kind == "is" and "://" in rest:
            yield f"default {rest}"


def _shown(kind: str, path: str) -> str:
    named = path.replace("{", "<").replace("}", ">").removeprefix("key:").removeprefix("var:")
    return {
        "var": f"${named}",
        "shell": f"${named}",
        "named": f"the variable that {named} names",
        "command": f"the command in {named}",
        "file": f"the file {named}",
    }.get(kind, named)
