"""Evaluates the conditions of a profile."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache

from configlint.document.nodes import Route, Scalar, Table
from configlint.engine.language import (
    AnyOf,
    Comparison,
    Condition,
    Exists,
    Meaning,
    Nearest,
    Not,
    Path,
    Pick,
    Setting,
    Template,
    Test,
    Text,
)
from configlint.engine.tree import text_of
from configlint.engine.values import ABSENT, NOTHING_UNKNOWN, Holds, Place, Unknowns, held

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.engine.resolver import Resolver

#: Expressions are compared with this much of a string: longer ones are not what profiles tell apart.
_MAX_MATCHED = 4096
#: The strings that the left side of a condition stands for; None is one that cannot be known.
_Contents = list[str | None]


def holds(resolver: Resolver, condition: Condition) -> Holds:
    """Return whether every line of a condition holds."""
    unknowns: Unknowns = NOTHING_UNKNOWN
    for line in condition.lines:
        if isinstance(line, Comparison):
            one = _compare(resolver, line)
        elif isinstance(line, AnyOf):
            one = _any(resolver, line)
        else:
            inner = holds(resolver, line.condition)
            one = held(not inner.is_true, inner.unknowns)
        unknowns |= one.unknowns
        if not one.is_true:
            return held(False, unknowns)
    return held(True, unknowns)


def _any(resolver: Resolver, line: AnyOf) -> Holds:
    unknowns: Unknowns = NOTHING_UNKNOWN
    for one in line.conditions:
        inner = holds(resolver, one)
        unknowns |= inner.unknowns
        if inner.is_true:
            return held(True, unknowns)
    return held(False, unknowns)


def _compare(resolver: Resolver, line: Comparison) -> Holds:
    if not (line.is_constant and _is_shared(resolver, line)):
        return _compared(resolver, line)
    known = resolver.reading.compared
    if id(line) not in known:
        known[id(line)] = line, _compared(resolver, line)
    return known[id(line)][1]


def _is_shared(resolver: Resolver, line: Comparison) -> bool:
    """Return True if what is on the left is the same for every connection."""
    return isinstance(line.left, Meaning) and line.left.name in resolver.shareable


def _compared(resolver: Resolver, line: Comparison) -> Holds:
    contents: _Contents | None = None
    unknowns: Unknowns = NOTHING_UNKNOWN
    for test in line.tests:
        if test.kind == "has":
            is_true, more = _has(resolver, line, test)
            unknowns |= more
        else:
            if contents is None:
                contents, more = _contents(resolver, line)
                unknowns |= more
            is_true, more = _passes(resolver, contents, test)
            unknowns |= more
        if is_true:
            return held(True, unknowns)
    return held(False, unknowns)


def _passes(resolver: Resolver, contents: _Contents, test: Test) -> tuple[bool, Unknowns]:
    """Return True if one of the strings on the left is what the right side says, and what could change that."""
    kind = test.kind
    if kind in ("present", "absent"):
        return any(content != "" for content in contents) is (kind == "present"), NOTHING_UNKNOWN
    if not contents or kind == "defined":
        return bool(contents), NOTHING_UNKNOWN
    if kind == "matches":
        expression = _compiled(str(test.text))
        known = [content[:_MAX_MATCHED] for content in contents if content is not None]
        return any(map(expression.search, known)), NOTHING_UNKNOWN
    wanted = test.text if isinstance(test.text, str) else None
    unknowns = NOTHING_UNKNOWN
    if wanted is None:
        expanded = resolver.expand(test.text)
        wanted, unknowns = expanded.text, expanded.unknowns
    return wanted in contents if kind == "equals" else any(content != wanted for content in contents), unknowns


def _contents(resolver: Resolver, line: Comparison) -> tuple[_Contents, Unknowns]:
    left = line.left
    if isinstance(left, Setting):
        return _contents_at(resolver, left.path)
    if isinstance(left, Exists):
        path, host = resolver.text(left.path), resolver.reading.host
        exists = bool(path) and host.files.exists(os.path.join(host.directory, path or ""))
        return ([path or ""] if exists else []), NOTHING_UNKNOWN
    if isinstance(left, Meaning) and left.name in resolver.bound.names:
        return [resolver.bound.names[left.name]], NOTHING_UNKNOWN
    found = resolver.raw(left)
    return ([found.value.text] if found.value is not None else []), found.unknowns


def _contents_at(resolver: Resolver, path: Path) -> tuple[_Contents, Unknowns]:
    routes, unknowns = spread(resolver, path)
    contents: _Contents = []
    for route in routes:
        for found in resolver.reading.tree.find(route)[:1]:
            node = found.node
            if isinstance(node, Scalar):
                read = resolver.scalar(found)
                contents += [read.value.text] if read.value is not None else []
                unknowns |= read.unknowns
            else:
                contents.append("table" if isinstance(node, Table) else "list" if node.items else "")
    return contents, unknowns


def possible(resolver: Resolver, condition: Condition, name: str) -> frozenset[str] | None:
    """Return the only texts of a bound name with which a condition can hold, or None where any may do.

    It is judged by the lines alone that are the same for every connection.
    """
    found: frozenset[str] | None = None
    for line in condition.lines:
        one = _possible_for(resolver, line, name)
        if one is not None:
            found = one if found is None else found & one
            if not found:
                break
    return found


def _possible_for(resolver: Resolver, line: Comparison | Not | AnyOf, name: str) -> frozenset[str] | None:
    if isinstance(line, AnyOf):
        alternatives: set[str] = set()
        for inner in line.conditions:
            one = possible(resolver, inner, name)
            if one is None:
                return None
            alternatives |= one
        return frozenset(alternatives)
    if not isinstance(line, Comparison) or not _is_shared(resolver, line):
        return None
    if line.is_constant:
        return None if _compare(resolver, line).is_true else frozenset()
    if all(test.kind == "equals" and _is_name(test.text, name) for test in line.tests):
        contents, _ = _contents(resolver, line)
        return frozenset(content for content in contents if content is not None)
    return None


def _is_name(text: Text, name: str) -> bool:
    return isinstance(text, Template) and text.only_name == name


def looked_up(resolver: Resolver, condition: Condition) -> Iterator[str]:
    """Yield the names under which the files define what a condition looks up by its name (`key:providers.{id}`)."""
    for line in condition.lines:
        if isinstance(line, Comparison):
            if isinstance(line.left, Setting):
                yield from _names_at(resolver, line.left.path)
        else:
            for inner in line.conditions if isinstance(line, AnyOf) else (line.condition,):
                yield from looked_up(resolver, inner)


def accepted(resolver: Resolver, condition: Condition, place: Place) -> Iterator[str]:
    """Yield the texts that a condition asks for in what is written at `place`."""
    for line in condition.lines:
        if isinstance(line, AnyOf):
            for inner in line.conditions:
                yield from accepted(resolver, inner, place)
        elif isinstance(line, Comparison) and _place(resolver, line) == place:
            yield from (one.text for one in line.tests if one.kind == "equals" and isinstance(one.text, str))


def _place(resolver: Resolver, line: Comparison) -> Place | None:
    value = None if isinstance(line.left, Exists) else resolver.raw(line.left).value
    return value.written if value is not None else None


def _names_at(resolver: Resolver, path: Path) -> Iterator[str]:
    last = next((at for at in range(len(path.steps) - 1, -1, -1) if isinstance(path.steps[at], Template | Pick)), 0)
    if not all(isinstance(step, str) for step in path.steps[:last]) or last == 0:
        return
    tree, step = resolver.reading.tree, path.steps[last]
    table = tuple(one for one in path.steps[:last] if isinstance(one, str))
    for key in tree.keys(table):
        found = tree.find((*table, key, *(step.key if isinstance(step, Pick) else ())))
        if found and found[0].place is not None:
            node = found[0].node
            name = key if isinstance(step, Template) else text_of(node.value) if isinstance(node, Scalar) else None
            yield from () if name is None else (name,)


def spread(resolver: Resolver, path: Path) -> tuple[list[Route], Unknowns]:
    """Return every route that `path` means when `*` in it is any key, and the files that could add some."""
    tree = resolver.reading.tree
    if "*" not in path.steps:
        route, unknowns = resolver.locate(path)
        if route is None:
            return [], unknowns
        return [route], unknowns if tree.find(route) else unknowns | resolver.unread_at(route)
    routes: list[Route] = [()]
    unknowns = NOTHING_UNKNOWN
    for step in path.steps:
        fixed = ABSENT if step == "*" or isinstance(step, Pick | Nearest) else resolver.step(step)
        unknowns |= fixed.unknowns
        routes = [
            (*route, key)
            for route in routes
            for key in (tree.keys(route) if step == "*" else [fixed.text])
            if key is not None
        ]
    return routes, unknowns


def _has(resolver: Resolver, line: Comparison, test: Test) -> tuple[bool, Unknowns]:
    left = line.left
    if isinstance(left, Exists):
        return False, NOTHING_UNKNOWN
    wanted, items = resolver.expand(test.text), resolver.items(left)
    unknowns = items.unknowns | wanted.unknowns
    if any(value.text == wanted.text for value in items.values):
        return True, unknowns
    route = resolver.route(left.path) if isinstance(left, Setting) else None
    return route is not None and wanted.text in resolver.reading.tree.keys(route), unknowns


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
