"""Evaluates a profile's sources, conditions and meanings for one connection."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from configlint.document.nodes import List, Route, Scalar, Table, resolve
from configlint.engine import operations, routes, templates
from configlint.engine.reading import Reading
from configlint.engine.references import References, read_file
from configlint.engine.tree import Found, drops, text_of
from configlint.engine.values import Place, RefusedError, Value
from configlint.records import Record

Source = str | Mapping[str, Any]


class Bound(Record):
    """The names that a connection's pattern bound, and the routes where each was found."""

    names: Mapping[str, str]
    routes: Mapping[str, Route]


class Resolver:
    """Reads values for one set of bound names.

    A variable that nothing sets counts as absent; where the environment is not known, its name is also noted
    in `needs`, and so are the files that were not read. Whoever draws a conclusion from an absence looks there first.
    """

    def __init__(
        self,
        reading: Reading,
        bound: Bound | None = None,
        meanings: Mapping[str, list[Source]] | None = None,
    ) -> None:
        self.reading = reading
        self.bound = bound.names if bound else {}
        self._bound_routes = bound.routes if bound else {}
        self.needs: set[str] = set()
        self.references = References(reading, self._note)
        self._meanings = {**reading.profile.meanings, **meanings} if meanings else reading.profile.meanings
        self._known: dict[str, tuple[Value | None, frozenset[str]]] = {}
        self._shared = reading.meanings if meanings is None else {}
        self._is_own = False  # whether what was read since the last look depends on the bound names
        self._open: set[str] = set()

    # ---- meanings and templates

    def meaning(self, name: str) -> Value | None:
        """Return the value of a named meaning of the profile."""
        if name in self._open:
            return None  # a meaning that needs itself has nothing to say
        known = self._shared.get(name) or self._known.get(name)
        if known is None:
            known = self._evaluate(name)
        elif name in self._known:
            self._is_own = True
        value, needs = known
        self.needs |= needs
        return value

    def _evaluate(self, name: str) -> tuple[Value | None, frozenset[str]]:
        """Read a meaning, and keep what was found: for all connections, if it is the same for all."""
        outer, self.needs = self.needs, set()
        was_own, self._is_own = self._is_own, False
        self._open.add(name)
        try:
            result = self.first(self._meanings.get(name, ())), frozenset(self.needs)
            (self._known if self._is_own else self._shared)[name] = result
        finally:
            self._open.discard(name)
            self.needs = outer
            self._is_own = self._is_own or was_own
        return result

    def needs_of(self, name: str) -> frozenset[str]:
        """Return what is unknown and could have supplied or changed the meaning `name`."""
        self.meaning(name)
        known = self._shared.get(name) or self._known.get(name)
        return known[1] if known is not None else frozenset()

    def expand(self, template: str) -> str | None:
        """Return `template` with its names replaced, or None when one has no value."""
        return templates.expand(template, self._text_of_name)

    def _text_of_name(self, name: str) -> str | None:
        if name in self.bound:
            self._is_own = True
            return self.bound[name]
        if name in self._meanings:
            value = self.meaning(name)
            if value is None and name == "model":
                return "{model}"  # only the command line knows it
            return value.text if value is not None else None
        if name == "model":
            return "{model}"
        if name in ("HOME", "CWD", "GIT"):
            return self.reading.machine.variable(name)
        if not name.isupper():
            self._is_own = True  # a name that this connection lacks, and another may have
            return None
        variable = self._variable(name)
        return variable.text if variable is not None else None

    # ---- sources

    def first(self, sources: Iterable[Source]) -> Value | None:
        """Return the value of the first source that has one."""
        for source in sources:
            value = self.read(source)
            if value is not None:
                return value
        return None

    def read(self, source: Source) -> Value | None:
        """Return the value of one source, or None when it is absent.

        Raises RefusedError where the tool stops over it.
        """
        spec: Mapping[str, Any] = {"from": source} if isinstance(source, str) else source
        if "when" in spec and not self.holds(spec["when"]):
            return None
        if "missing" not in spec:
            return self._read(spec)
        outer, self.needs = self.needs, set()
        value, needs = self._read(spec), self.needs
        self.needs |= outer
        if value is None and not needs:  # what is not known is not missing
            raise RefusedError(self.message(spec["missing"]), self.place_of(spec.get("from")))
        return value

    def _read(self, spec: Mapping[str, Any]) -> Value | None:
        if "any" in spec:
            value = None
            for inner in spec["any"]:
                one = {"from": inner} if isinstance(inner, str) else inner
                value = self._refine(self.read({"empty": "value", **one}), spec)
                if value is not None:
                    break
        elif "list" in spec:
            value = self._refine(self._item(spec), spec)
        else:
            value = self._refine(self._raw(spec["from"]), spec)
        return value

    def _refine(self, value: Value | None, spec: Mapping[str, Any]) -> Value | None:
        if value is not None and spec.get("interpolate"):
            value = self.references.resolve(value, spec["interpolate"])
        if value is None or value.text is None:
            return value
        changed = value.text
        if spec.get("do"):
            result = operations.apply(spec["do"], changed, self.expand, self.table)
            if result is None:
                return None
            changed = result
        empty = spec.get("empty", self.reading.profile.reading.get("empty", "unset"))
        if not changed and empty == "unset":
            return None
        if "map" in spec:
            mapped = spec["map"].get(changed)
            if mapped is not None:
                mapped = self.expand(mapped)
            elif spec.get("else") == "keep":
                mapped = changed
            if mapped is None:
                return None
            changed = mapped
        return value if changed is value.text else value.replace(text=changed)

    def _raw(self, source: str) -> Value | None:
        kind, _, rest = source.partition(":")
        if kind == "key":
            found = self._find(rest)
            return self._scalar(found[0]) if found else None
        if kind == "var":
            name = self.expand(rest)
            return self._variable(name) if name else None
        if kind == "shell":
            return self.reading.process.get(rest) or self._unknown(rest)
        if kind == "named":
            return self._named(rest)
        if kind == "is":
            return self._text(rest)
        if kind == "meaning":
            self._is_own = self._is_own or rest in self.bound or rest not in self._meanings
            return self._text(f"{{{rest}}}") if rest in self.bound else self.meaning(rest)
        if kind == "command":
            value = self.read(rest)
            return value and Value(None, "command", place=None, via=value.written)
        if kind == "file":
            return self._file_content(rest)
        raise ValueError(f"unknown source {source!r}")

    def _item(self, spec: Mapping[str, Any]) -> Value | None:
        """Return what stands behind `begins` in the first item of a list that begins so."""
        begins = self.expand(spec["begins"])
        for item in self.items(spec["list"]) if begins else ():
            if item.text is not None and item.text.startswith(begins or ""):
                return item.replace(text=item.text[len(begins or "") :].strip())
        return None

    def _text(self, template: str) -> Value | None:
        """Return an expanded template; one that is nothing but a bound name keeps the place of that key."""
        route = self._bound_routes.get(template[1:-1]) if template[:1] == "{" else None
        self._is_own = self._is_own or route is not None
        if route is not None:
            found = self.reading.tree.find(route)
            if found and found[0].layer.document is not None:
                place = Place(found[0].layer.document, found[0].route)
                return Value(self.bound[template[1:-1]], "literal", place=place)
        expanded = self.expand(template)
        return None if expanded is None else Value(expanded)

    def _variable(self, name: str) -> Value | None:
        return self.reading.variables.get(name) or self._unknown(name)

    def _unknown(self, name: str) -> Value | None:
        if self.reading.machine.environment is None:
            self.needs.add(name)
        return None

    def _note(self, name: str) -> None:
        self.needs.add(name)

    def _named(self, path: str) -> Value | None:
        """Return the variable whose name stands at `path`; of a list of names, the first that is set."""
        unknown = None
        for name in self.items(f"key:{path}"):
            if not name.text:
                continue
            value = self.reading.variables.get(name.text)
            if value is not None and value.text:
                return value.replace(via=name.place)
            if self.reading.machine.environment is None and name.place is not None:
                unknown = unknown or Value(None, "env", name.text, via=name.place)
            else:
                self._unknown(name.text)
        return unknown

    def variable_named(self, name: Value) -> Value | None:
        """Return the variable whose name is the text of `name`, which stays the place to mend it."""
        value = self.read(f"var:{name.text}") if name.text else None
        if value is None and name.text and self.reading.machine.environment is None:
            value = Value(None, "env", name.text)
        return value.replace(via=name.place) if value is not None else None

    def _file_content(self, template: str) -> Value | None:
        path = self.expand(template)
        if path and self.reading.is_static:
            self.needs.add(path)
            return None
        content = read_file(path) if path else None
        return None if content is None else Value(content, "file", path or "")

    def items(self, source: str) -> list[Value]:
        """Return the texts of a list in the tree, or the single text that another source gives."""
        kind, _, path = source.partition(":")
        if kind != "key":
            value = self.read(source)
            return [value] if value is not None else []
        found = self._find(path)
        if not found:
            return []
        layer, route, node = found[0].layer, found[0].route, found[0].node
        if isinstance(node, Scalar):
            value = self._scalar(found[0])
            return [value] if value is not None else []
        if not isinstance(node, List):
            return []
        values = [
            self._scalar(Found(layer, (*route, index), item))
            for index, child in enumerate(node.items)
            if (item := resolve(child)) is not None
        ]
        return [value for value in values if value is not None]

    def table(self, path: str) -> list[tuple[str, str]]:
        """Return the entries with a text of the merged table at `path`."""
        return [(name, value.text or "") for name, value in self.entries(path)]

    def entries(self, path: str) -> list[tuple[str, Value]]:
        """Return the names and values of the merged table at `path`."""
        route = self.route(path)
        result = []
        for key in self.reading.tree.keys(route) if route is not None else ():
            found = self.reading.tree.find((*(route or ()), key))
            value = self._scalar(found[0]) if found else None
            if value is not None:
                result.append((key, value))
        return result

    def _scalar(self, found: Found) -> Value | None:
        node = found.node
        content = text_of(node.value) if isinstance(node, Scalar) else None
        if content is None:
            return None
        document = found.layer.document
        if document is None:
            return Value(content)
        value: Value | None = Value(content, "literal", place=Place(document, found.route))
        syntaxes = [
            *found.layer.spec.get("interpolate", ()),
            *self.reading.profile.reading.get("interpolate", ()),
        ]
        if syntaxes and value is not None:
            value = self.references.resolve(value, syntaxes)
        return value

    # ---- the tree

    def route(self, path: str) -> Route | None:
        """Return the route a path means for this connection, or None when it holds a name that is not bound."""
        result: list[str | int] = []
        for step in routes.parse(path):
            if step[0] == "[":
                picked = self._pick(tuple(result), step)
                if picked is None:
                    return None
                result.append(picked)
            elif "{" in step:
                expanded = self._bound_only(step)
                if expanded is None:
                    return None
                result.append(expanded)
            else:
                result.append(step)
        return tuple(result)

    def _bound_only(self, template: str) -> str | None:
        allowed = {*self.bound, *self._meanings, "CWD", "HOME", "GIT"}
        if allowed.issuperset(routes.names(template)):
            return self.expand(template)
        self._is_own = True
        return None

    def _pick(self, route: Route, step: str) -> str | None:
        key, _, wanted = step[1:-1].partition("=")
        wanted_text = self._bound_only(wanted) if "{" in wanted else wanted
        if wanted_text is None:
            return None
        for at in self.reading.tree.keys(route):
            found = self.reading.tree.find((*route, at, *routes.parse(key)))
            if found and isinstance(found[0].node, Scalar) and text_of(found[0].node.value) == wanted_text:
                return at
        return None

    def _find(self, path: str) -> list[Found]:
        route = self.route(path)
        if route is None:
            return []
        found = self.reading.tree.find(route)
        if not found:
            self.note_unread(route)
        return found

    def note_unread(self, route: Route) -> None:
        """Note the files that were not read and could say something at `route`."""
        if not self.reading.unread:
            return
        mounts = self.reading.profile.mounts
        hangs_at = route[0] if route and route[0] in mounts else None
        for spec in self.reading.unread:
            if spec.get("mount") == hangs_at and not drops(spec.get("drop", ()), route):
                path = spec["path"] if isinstance(spec["path"], str) else spec["path"][0]
                self.needs.add(templates.expand(path, lambda name: None) or path)

    def place_of(self, source: Source | None) -> Place | None:
        """Return where the text that `source` reads stands, for a message about it."""
        kind, _, rest = source.partition(":") if isinstance(source, str) else ("", "", "")
        if kind == "var":
            variable = self.reading.variables.get(rest)
            return variable.place if variable is not None else None
        if kind not in ("key", "named"):
            return None
        found = self._find(rest)
        if not found or found[0].layer.document is None:
            return None
        return Place(found[0].layer.document, found[0].route)

    def message(self, template: str) -> str:
        """Return a message of the profile with its names replaced; names without a value stay as they are."""
        return templates.expand(template, lambda name: self._text_of_name(name) or f"{{{name}}}") or template

    # ---- conditions

    def holds(self, condition: Mapping[str, Any]) -> bool:
        """Tell whether every line of a condition holds."""
        for left, right in condition.items():
            if left == "not":
                if self.holds(right):
                    return False
            elif left == "any":
                if not any(self.holds(one) for one in right):
                    return False
            elif not self._compare(left, right):
                return False
        return True

    def holds_for_sure(self, condition: Mapping[str, Any], *, whatever_files_say: bool = False) -> bool:
        """Tell whether a condition holds whatever the variables that are not known may be; with `whatever_files_say`,
        also whatever stands in the files that were not read.
        """
        outer, self.needs = self.needs, set()
        holds = self.holds(condition)
        unknown = [name for name in self.needs if whatever_files_say or name.isidentifier()]  # the others are files
        self.needs |= outer
        return holds and not unknown

    def _compare(self, left: str, right: Any) -> bool:
        contents: list[str | None] | None = None
        for wanted in right if isinstance(right, list) else [right]:
            if isinstance(wanted, str) and wanted.startswith("has "):
                holds = self._has(left, self.expand(wanted[4:]))
            else:
                contents = self._contents(left) if contents is None else contents
                holds = self._are(contents, wanted)
            if holds:
                return True
        return False

    def _are(self, contents: list[str | None], wanted: str | bool) -> bool:
        """Tell whether one of the texts that the left side stands for is what the right side says."""
        if wanted is True or wanted is False:
            return any(content != "" for content in contents) is wanted
        if not contents:
            return False
        if wanted == "?":
            return True
        if wanted.startswith("!"):
            unwanted = self.expand(wanted[1:])
            return any(content != unwanted for content in contents)
        if wanted.startswith("~"):
            return any(content is not None and _regex(wanted[1:]).search(content) for content in contents)
        return self.expand(wanted) in contents

    def _contents(self, left: str) -> list[str | None]:
        """Return the texts that the left side of a condition stands for; None is one that cannot be known."""
        kind, mark, rest = left.partition(":")
        if kind == "exists" and mark:
            path = self.expand(rest)
            return [path] if path and os.path.exists(path) else []
        if kind == "key" and mark:
            return [
                content
                for route in self.spread(rest)
                for found in self.reading.tree.find(route)[:1]
                if (content := self._content(found)) is not None
            ]
        if mark:
            value = self._raw(left)
            return [value.text] if value is not None else []
        if left in self.bound or left not in self._meanings:
            self._is_own = True
        if left in self.bound:
            return [self.bound[left]]
        value = self.meaning(left) if left in self._meanings else None
        return [value.text] if value is not None else []

    def _content(self, found: Found) -> str | None:
        node = found.node
        if isinstance(node, Scalar):
            value = self._scalar(found)
            return value.text if value is not None else None
        return "table" if isinstance(node, Table) else "list" if node.items else ""

    def spread(self, path: str) -> list[Route]:
        """Return every route that `path` means when `*` in it is any key."""
        if "*" not in path:
            route = self.route(path)
            if route is not None and not self.reading.tree.find(route):
                self.note_unread(route)
            return [route] if route is not None else []
        result: list[Route] = [()]
        for step in routes.parse(path):
            result = [
                (*route, key)
                for route in result
                for key in (self.reading.tree.keys(route) if step == "*" else [self._bound_only(step)])
                if key is not None
            ]
        return result

    def _has(self, left: str, wanted: str | None) -> bool:
        if any(value.text == wanted for value in self.items(left)):
            return True
        route = self.route(left.partition(":")[2])
        return route is not None and wanted in self.reading.tree.keys(route)


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
