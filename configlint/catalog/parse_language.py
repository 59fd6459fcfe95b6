"""Strings of a profile to typed records: templates, paths, sources, references, operations, conditions.

The profile's schema keeps malformed strings out; what still cannot be parsed raises ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from configlint.engine import interpolation, routes
from configlint.engine.language import (
    AnyOf,
    Command,
    Comparison,
    Condition,
    Constant,
    Exists,
    FileContent,
    FirstOf,
    Index,
    ListItem,
    Meaning,
    NamedVariable,
    Nearest,
    Not,
    Operation,
    Path,
    Pattern,
    Pick,
    Refined,
    Setting,
    ShellVariable,
    Source,
    Syntax,
    Template,
    Test,
    Text,
    Variable,
)

#: The operations whose argument is the path of a table of query parameters.
_TABLE_OPERATIONS = ("set-queries", "append-queries")


# ---- texts and paths


@cache
def text(written: str) -> Text:
    """Return a string, as a template where it has names in braces."""
    pieces = tuple(_pieces(written))
    return written if len(pieces) == 1 else Template(written, pieces)


def _pieces(written: str) -> Iterable[tuple[str, str | None, Text | None]]:
    at = literal = 0
    while (start := written.find("{", at)) >= 0:
        end = _closing(written, start)
        name, has_default, default = written[start + 1 : end].partition(":-")
        if end < 0 or not name.replace("_", "").isalnum():
            at = start + 1
            continue
        yield written[literal:start], name, text(default) if has_default else None
        at = literal = end + 1
    yield written[literal:], None, None


def _closing(written: str, start: int) -> int:
    """Return where the brace that is opened at `start` is closed, or -1."""
    depth = 0
    for at in range(start, len(written)):
        depth += {"{": 1, "}": -1}.get(written[at], 0)
        if depth == 0:
            return at
    return -1


@cache
def path(written: str) -> Path:
    """Return a path such as `provider.{provider}.models.'a.b'.[id={model}]`."""
    steps = tuple(map(_step, routes.parse(written)))
    return Path(written, steps, all(isinstance(step, str) and step != "*" for step in steps))


def _step(step: str) -> str | Template | Pick | Nearest:
    if step.startswith("["):
        key, _, wanted = step[1:-1].partition("=")
        if key == "nearest":
            return Nearest(text(wanted))
        return Pick(routes.parse(key), text(wanted))
    return text(step)


@cache
def pattern(written: str) -> Pattern:
    """Return a path in which `*` stands for any key."""
    return routes.parse(written)


# ---- sources


def source(written: str | Mapping[str, Any]) -> Source:
    """Return a source, from its string or its table."""
    if isinstance(written, str):
        return _plain_source(written)
    options = {name: value for name, value in written.items() if name not in ("from", "any", "list", "prefix")}
    if "any" in written:
        inner: Source = FirstOf(sources(written["any"]))
    elif "list" in written:
        inner = ListItem(source(written["list"]), text(written["prefix"]))
    else:
        inner = _plain_source(written["from"])
    if not options and not isinstance(inner, FirstOf | ListItem):
        return inner
    return Refined(
        inner,
        condition(options["when"]) if "when" in options else None,
        syntaxes(options.get("interpolate", ())),
        operations(options.get("do", ())),
        None if "empty" not in options else options["empty"] == "value",
        {name: text(value) for name, value in options["map"].items()} if "map" in options else None,
        options.get("else") == "keep",
        text(options["missing"]) if "missing" in options else None,
        sources(options.get("through", ())),
    )


def sources(written: Iterable[str | Mapping[str, Any]]) -> tuple[Source, ...]:
    """Return a list of sources."""
    return tuple(map(source, written))


@cache
def _plain_source(written: str) -> Source:
    kind, _, rest = written.partition(":")
    if kind == "key":
        return Setting(path(rest))
    if kind == "index":
        return Index(path(rest))
    if kind == "var":
        return Variable(text(rest))
    if kind == "shell":
        return ShellVariable(rest)
    if kind == "named":
        return NamedVariable(path(rest))
    if kind == "is":
        return Constant(text(rest))
    if kind == "meaning":
        return Meaning(rest)
    if kind == "command":
        return Command(_plain_source(rest))
    if kind == "file":
        return FileContent(text(rest))
    raise ValueError(f"unknown source {written!r}")


# ---- references and operations


def syntaxes(written: Iterable[Mapping[str, Any]]) -> tuple[Syntax, ...]:
    """Return the ways of writing a reference that a profile lists."""
    return tuple(map(_syntax, written))


def _syntax(written: Mapping[str, Any]) -> Syntax:
    shown, unset = written["syntax"], written.get("unset", "keep")
    kind = "keep" if unset == "keep" else "text" if unset == "empty" or unset.startswith("text:") else "refuse"
    instead = "" if unset in ("keep", "empty") else unset.removeprefix("text:")
    return interpolation.syntax(shown).replace(
        kind=written.get("from", "variable"),
        is_whole=written.get("whole", False),
        is_from_others=written.get("from_others", False),
        unset=kind,
        unset_text=instead,
        has_fallback="DEFAULT" in shown and "DEFAULT" not in unset,
    )


def operations(written: Iterable[str]) -> tuple[Operation, ...]:
    """Return steps on a string."""
    return tuple(map(_operation, written))


@cache
def _operation(written: str) -> Operation:
    name, _, argument = written.partition(":")
    if name == "path":
        return Operation(name, steps=operations(argument.split("|")))
    if name in _TABLE_OPERATIONS:
        return Operation(name, table=path(argument))
    return Operation(name, text(argument))


# ---- conditions


def condition(written: Mapping[str, Any]) -> Condition:
    """Return a condition."""
    lines: list[Comparison | Not | AnyOf] = []
    for left, right in written.items():
        if left == "not":
            lines.append(Not(condition(right)))
        elif left == "any":
            lines.append(AnyOf(tuple(map(condition, right))))
        else:
            wanted = right if isinstance(right, list) else [right]
            lines.append(Comparison(_left(left), tuple(map(_test, wanted))))
    return Condition(tuple(lines))


def _left(written: str) -> Source | Exists:
    if written.startswith("exists:"):
        return Exists(text(written.removeprefix("exists:")))
    return _plain_source(written) if ":" in written else Meaning(written)


def _test(wanted: str | bool) -> Test:
    if isinstance(wanted, bool):
        return Test("present" if wanted else "absent")
    if wanted == "?":
        return Test("defined")
    if wanted.startswith("has "):
        return Test("has", text(wanted.removeprefix("has ")))
    if wanted.startswith("!"):
        return Test("differs", text(wanted[1:]))
    if wanted.startswith("~"):
        re.compile(wanted[1:])
        return Test("matches", wanted[1:])
    return Test("equals", text(wanted))
