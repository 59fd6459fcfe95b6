"""What a profile says, in the order in which a person asks: files, fields, keys, requests, evidence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping

from configlint.engine import locate, templates
from configlint.engine.language import (
    Command,
    Constant,
    FileContent,
    FirstOf,
    ListItem,
    Meaning,
    NamedVariable,
    Refined,
    Setting,
    ShellVariable,
    Source,
    Variable,
)
from configlint.engine.model import Evidence, Profile
from configlint.engine.url_kinds import url_kinds
from configlint.lint.url_table import UrlRow, url_rows
from configlint.records import Record
from configlint.rules.context import Context

#: The base URL that joins are shown with.
EXAMPLE = "https://host.example/v1"

_SYSTEMS = {"darwin": "macos", "win32": "windows"}
_Meanings = Mapping[str, tuple[Source, ...]]


class File(Record):
    """A source of values. `path` is as a person writes it on this system, or "environment"."""

    path: str
    scope: str
    format: str


class Written(Record):
    """What `convert` writes for a tool: its files, each as (path, scope), or why there are none."""

    files: list[tuple[str, str]]
    why_none: str = ""


class Tool(Record):
    """What is known about one tool.

    `files` are in rank order, the one that beats all others last. `fields` gives for "base_url" and "model", and `keys`
    for each header, the sources in the tool's order; a name in angle brackets is any.
    """

    id: str
    name: str
    version: str
    evidence: Evidence
    files: list[File]
    fields: dict[str, list[str]]
    keys: list[tuple[str, list[str]]]
    requests: list[UrlRow]
    written: Written


def of_tool(profile: Profile, context: Context) -> Tool:
    """Return what is known about a tool."""
    keys: dict[str, dict[str, None]] = {}
    for kind in profile.requests:
        meanings = {**profile.meanings, **kind.own_meanings}
        for auth in kind.auth:
            name = f"{auth.header}:{f' {auth.scheme}' if auth.scheme is not None else ''}"
            keys.setdefault(name, {}).update(dict.fromkeys(_sources(meanings, auth.sources, ())))
    return Tool(
        id=profile.id,
        name=profile.name,
        version=profile.version,
        evidence=profile.evidence,
        files=list(_files(profile)),
        fields={name: _field(profile, name) for name in ("base_url", "model")},
        keys=[(header, list(sources)) for header, sources in keys.items()],
        requests=list(url_rows(context, url_kinds(profile), EXAMPLE)),
        written=_written(profile),
    )


def _written(profile: Profile) -> Written:
    files = profile.target.files if profile.target is not None else {}
    return Written([(_native(locate.usual(file)), scope) for scope, file in files.items()], profile.not_written)


def _files(profile: Profile) -> Iterator[File]:
    system = _SYSTEMS.get(sys.platform, "linux")
    for layer in profile.layers:
        if layer.is_environment:
            yield File("environment", "", "")
        elif layer.paths:
            paths = [locate.usual(path) for path in layer.paths_on.get(system, layer.paths)]
            yield File(" or ".join(map(_native, paths)), layer.scope, layer.format)


def _native(path: str) -> str:
    return path.replace("/", os.sep)


def _field(profile: Profile, name: str) -> list[str]:
    """Return the sources of a meaning, those that only some kinds of request read included."""
    lists = [profile.meanings.get(name, ())]
    lists += [kind.own_meanings.get(name, ()) for kind in profile.requests]
    return list(dict.fromkeys(shown for sources in lists for shown in _sources(profile.meanings, sources, ())))


def _sources(meanings: _Meanings, sources: Iterable[Source], seen: tuple[str, ...]) -> Iterator[str]:
    for source in sources:
        if isinstance(source, Refined):
            yield from _sources(meanings, [source.source], seen)
        elif isinstance(source, FirstOf):
            yield from _sources(meanings, source.sources, seen)
        elif isinstance(source, ListItem):
            yield from _sources(meanings, [source.items], seen)
        elif isinstance(source, Meaning):
            if source.name not in seen:
                yield from _sources(meanings, meanings.get(source.name, ()), (*seen, source.name))
        else:
            yield from _shown(source)


def _shown(source: Source) -> Iterator[str]:
    if isinstance(source, Setting):
        yield _name(source.path.text)
    elif isinstance(source, Variable):
        yield f"${_name(templates.source(source.name))}"
    elif isinstance(source, ShellVariable):
        yield f"${source.name}"
    elif isinstance(source, NamedVariable):
        yield f"the variable that {_name(source.path.text)} names"
    elif isinstance(source, FileContent):
        yield f"the file {_name(templates.source(source.path))}"
    elif isinstance(source, Command):
        yield from (f"the command in {line}" for line in _shown(source.line))
    elif isinstance(source, Constant) and "://" in templates.source(source.text):
        yield f"default {templates.source(source.text)}"


def _name(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")
