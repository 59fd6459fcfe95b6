"""What a profile says, in the order in which a person asks: files, fields, keys, requests, evidence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from configlint.engine import locate, templates
from configlint.engine.language import (
    Command,
    Comparison,
    Condition,
    Constant,
    Exists,
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
from configlint.engine.model import Evidence, Profile, RequestKind
from configlint.engine.url_kinds import TYPE_NAMES, types_of, url_kinds
from configlint.lint.url_table import UrlRow, url_rows
from configlint.records import Record
from configlint.rules.context import Context

#: The base URL that joins are shown with.
EXAMPLE = "https://host.example/v1"

_STANDS_FOR = "the URL or name that stands for "
#: Which requests have a condition that cannot be put into words, or not into a few.
_SOME = "in some cases"
_LONG = 60
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


class Choice(Record):
    """Where some kinds of request take a value from: the first of `sources` that is set.

    `types` are what a person can write to get such a request, `when` says which requests these are in words; both are
    empty for the usual ones. In a source, a name in angle brackets is any.
    """

    types: tuple[str, ...]
    when: str
    sources: tuple[str, ...]

    @property
    def is_usual(self) -> bool:
        """Whether it is for requests that need nothing special to be set."""
        return not self.types and not self.when


class Tool(Record):
    """What is known about one tool.

    `files` are in rank order, the one that beats all others last. `fields` gives for "base_url" and "model", and `keys`
    for each header, where the value comes from.
    """

    id: str
    name: str
    version: str
    evidence: Evidence
    files: list[File]
    fields: dict[str, list[Choice]]
    keys: dict[str, list[Choice]]
    requests: list[UrlRow]
    written: Written


def of_tool(profile: Profile, context: Context) -> Tool:
    """Return what is known about a tool."""
    return Tool(
        id=profile.id,
        name=profile.name,
        version=profile.version,
        evidence=profile.evidence,
        files=list(_files(profile)),
        fields={name: _field(profile, name) for name in ("base_url", "model")},
        keys=_keys(profile),
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


def _field(profile: Profile, name: str) -> list[Choice]:
    """Return where each kind of request takes a meaning from."""
    return _choices(profile, [(kind, [Meaning(name)]) for kind in profile.requests or (None,)])


def _keys(profile: Profile) -> dict[str, list[Choice]]:
    """Return for each header that carries a key where each kind of request takes it from."""
    asked: dict[str, list[tuple[RequestKind | None, Sequence[Source]]]] = {}
    for kind in profile.requests:
        for auth in kind.auth:
            header = f"{auth.header}: {auth.scheme}" if auth.scheme is not None else auth.header
            asked.setdefault(header, []).append((kind, auth.sources))
    return {header: found for header, of_kinds in asked.items() if (found := _choices(profile, of_kinds))}


def _choices(profile: Profile, asked: Iterable[tuple[RequestKind | None, Sequence[Source]]]) -> list[Choice]:
    """Return what kinds of request read, those together that read the same; the usual ones first."""
    readers: dict[tuple[str, ...], list[RequestKind | None]] = {}
    for kind, sources in asked:
        meanings = {**profile.meanings, **(kind.own_meanings if kind is not None else {})}
        readers.setdefault(tuple(dict.fromkeys(_sources(meanings, sources))), []).append(kind)
    found = [_choice(shown, kinds) for shown, kinds in readers.items() if shown]
    if len(found) == 1 or not any(one.is_usual for one in found):
        found = [one.replace(when="") if one.when == _SOME or len(found) == 1 else one for one in found]
    return sorted(found, key=lambda one: not one.is_usual)


def _choice(sources: tuple[str, ...], kinds: Sequence[RequestKind | None]) -> Choice:
    whens = [_when(kind.when) if kind is not None else "" for kind in kinds]
    types = [types_of(kind) if kind else [] for kind in kinds]
    if "" in whens or not all(types):
        return Choice((), "" if "" in whens else whens[0], sources)
    return Choice(tuple(dict.fromkeys(name for several in types for name in several)), "", sources)


def _sources(
    meanings: _Meanings, sources: Iterable[Source], seen: tuple[str, ...] = (), when: tuple[str, ...] = ()
) -> Iterator[str]:
    """Yield what is read, in words; `seen` are the meanings on the way, `when` are the conditions that must hold."""
    for source in sources:
        if isinstance(source, Refined):
            words = [_condition(source.when) or _SOME] if source.when is not None else []
            found = _sources(meanings, [source.source], seen, (*when, *words))
            is_replaced = source.mapping is not None and not source.keep_unmapped
            yield from (f"{_STANDS_FOR}{one}" if is_replaced and _STANDS_FOR not in one else one for one in found)
        elif isinstance(source, FirstOf):
            yield from _sources(meanings, source.sources, seen, when)
        elif isinstance(source, ListItem):
            yield from _sources(meanings, [source.items], seen, when)
        elif isinstance(source, Meaning):
            if source.name not in seen:
                yield from _sources(meanings, meanings.get(source.name, ()), (*seen, source.name), when)
        else:
            words = [one for one in dict.fromkeys(when) if one != _SOME]
            condition = f" (if {' and '.join(words)})" if words else f" ({_SOME})" if when else ""
            yield from (f"{shown}{condition}" for shown in _shown(source))


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
        is_whole = isinstance(source.text, str) or all(
            default is not None for _, name, default in source.text.pieces if name is not None
        )
        yield f"{'default ' if is_whole else ''}{templates.source(source.text)}"


def _when(condition: Condition) -> str:
    """Return which requests have a condition, in words; "" for one that always holds."""
    words = _condition(condition)
    return "" if not condition.lines else f"if {words}" if words and len(words) <= _LONG else _SOME


def _condition(condition: Condition) -> str:
    """Return what a condition says about settings and variables in words, "" where it says nothing about any."""
    return " and ".join(words for line in condition.lines if isinstance(line, Comparison) and (words := _line(line)))


def _line(line: Comparison) -> str:
    left = "" if isinstance(line.left, Exists) else next(_shown(line.left), "")
    if isinstance(line.left, Meaning) and line.left.name in TYPE_NAMES:
        left = line.left.name
    equal = [test.text for test in line.tests if test.kind == "equals" and isinstance(test.text, str)]
    states = {"present": "is set", "absent": "is not set"}
    says = states.get(line.tests[0].kind, f"is {' or '.join(equal)}" if len(equal) == len(line.tests) else "")
    return f"{left} {says}" if left and says and len(equal) in (0, len(line.tests)) else ""


def _name(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")
