"""What follows from a profile's sources: the variables it reads, the fields that take names or keys, and which of its
meanings are the same for every connection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from configlint.engine.language import (
    FirstOf,
    Meaning,
    NamedVariable,
    Refined,
    Setting,
    ShellVariable,
    Source,
    Template,
    Text,
    Variable,
)
from configlint.engine.model import Bind, Profile, RequestKind
from configlint.engine.tree_reader import FOLDERS
from configlint.records import Record

#: What is bound where the connection that the configuration names does not exist.
CHOSEN = "chosen"

_Meanings = Mapping[str, tuple[Source, ...]]


def completed(profile: Profile) -> Profile:
    """Return a profile with the fields that follow from the others."""
    built_in = {layer.mount for layer in profile.layers if layer.built_in is not None and layer.mount}
    everything = list(parts(profile))
    named = dict.fromkeys(one.path for one in everything if isinstance(one, NamedVariable))
    bound = {one.name for one in everything if isinstance(one, Bind)} | {CHOSEN}
    requests = tuple(
        one.replace(key_fields=tuple(dict.fromkeys(_key_fields(one, profile.meanings)))) for one in profile.requests
    )
    return profile.replace(
        requests=requests,
        bound_names=frozenset(bound),
        shared_meanings=frozenset(name for name in profile.meanings if not _differs(name, profile.meanings, bound)),
        name_fields=tuple(path for path in named if path.steps[0] not in built_in),
        variables=frozenset([*_variables(everything), *profile.switches.variables]),
        variable_endings=tuple(sorted(_endings(everything))),
    )


def parts(node: object) -> Iterator[object]:
    """Yield a record (or any other value), and all that it is made of, outermost first."""
    yield node
    if isinstance(node, Record):
        for name in node._fields:
            yield from parts(getattr(node, name))
    elif isinstance(node, tuple | list):
        for item in node:
            yield from parts(item)
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from parts(value)


def _variables(everything: Iterable[object]) -> Iterator[str]:
    for one in everything:
        name = one.name if isinstance(one, Variable | ShellVariable) else None
        if isinstance(name, str) and re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            yield name


def _endings(everything: Iterable[object]) -> set[str]:
    """Return how the names of those variables end that are put together of other values: `_API_KEY`."""
    names = [one.name for one in everything if isinstance(one, Variable) and isinstance(one.name, Template)]
    endings = [name.pieces[-1][0] for name in names if isinstance(name, Template)]
    return {match[0] for ending in endings if (match := re.match("[A-Z_]*", ending))}


# ---- fields that take a key


def _key_fields(request: RequestKind, shared: _Meanings) -> Iterator[str]:
    """Yield the fields of the configuration in which a request of this kind takes a key, or the name of one."""
    meanings = {**shared, **request.own_meanings}
    for auth in request.auth:
        yield from _fields(auth.sources, meanings)


def _fields(sources: Iterable[Source], meanings: _Meanings) -> Iterator[str]:
    """Yield the last steps of the paths that `sources` read; where that is a meaning, those that it is read from."""
    for source in sources:
        if isinstance(source, Refined):
            yield from _fields([source.source], meanings)
        elif isinstance(source, FirstOf):
            yield from _fields(source.sources, meanings)
        elif isinstance(source, Meaning):
            yield from _fields_of_meaning(source.name, meanings)
        elif isinstance(source, Setting | NamedVariable):
            last = source.path.steps[-1]
            if isinstance(last, Template):
                for name in _names(last):
                    yield from _fields_of_meaning(name, meanings)
            elif isinstance(last, str) and len(source.path.steps) > 1:
                yield last


def _fields_of_meaning(name: str, meanings: _Meanings) -> Iterator[str]:
    others = {one: sources for one, sources in meanings.items() if one != name}
    yield from _fields(meanings.get(name, ()), others)


# ---- what differs between connections


def _differs(meaning: str, meanings: _Meanings, bound: Iterable[str], seen: tuple[str, ...] = ()) -> bool:
    """Return True if what a meaning comes to can depend on the connection: it uses a name that connections bind, or
    one that nothing here gives a value.
    """
    for name in _names_used(meanings[meaning]):
        if name in bound:
            return True
        if name in meanings:
            if name not in seen and _differs(name, meanings, bound, (*seen, meaning)):
                return True
        elif name != "model" and name not in FOLDERS and not name.isupper():
            return True
    return False


def _names_used(node: object) -> Iterator[str]:
    for one in parts(node):
        if isinstance(one, Template):
            yield from _names(one)
        elif isinstance(one, Meaning):
            yield one.name


def _names(text: Text) -> Iterator[str]:
    """Yield the names in a string, those in defaults included."""
    if isinstance(text, Template):
        for _, name, default in text.pieces:
            if name is not None:
                yield name
            if default is not None:
                yield from _names(default)
