"""Reads the merged tree of a tool's files for one connection: paths with names in them, strings with references."""

from __future__ import annotations

from collections.abc import Mapping

from configlint.document.nodes import Route, Scalar, Table
from configlint.engine.language import Nearest, Path, Pick, Setting, Source, Template, Text
from configlint.engine.reading import Reading
from configlint.engine.references import resolve_references
from configlint.engine.tree import Found, drops, text_of
from configlint.engine.values import ABSENT, NOTHING_UNKNOWN, Resolved, Unknowns, Value
from configlint.files.access import folders_up
from configlint.records import Record

#: Names in strings that stand for folders.
FOLDERS = ("HOME", "CWD", "GIT", "PROJECT")


class Bound(Record):
    """The names that a connection's pattern bound, and the routes where each was found."""

    names: Mapping[str, str] = {}
    routes: Mapping[str, Route] = {}


class TreeReader:
    """Reads the tree for one set of bound names; `meanings` are the names that paths may have in them besides."""

    def __init__(self, reading: Reading, bound: Bound, meanings: Mapping[str, tuple[Source, ...]]) -> None:
        self.reading = reading
        self.bound = bound
        self.meanings = meanings

    def expand(self, text: Text) -> Resolved:
        """Return a string with its names replaced, absent when one has no value."""
        raise NotImplementedError

    def scalar(self, found: Found) -> Resolved:
        """Return the text of a scalar in the tree, with its references resolved. Raises RefusedError."""
        known = self.reading.scalars
        if id(found) not in known:
            known[id(found)] = found, self._scalar(found)  # what was found stays, so that nothing else gets its id
        return known[id(found)][1]

    def _scalar(self, found: Found) -> Resolved:
        node = found.node
        content = text_of(node.value) if isinstance(node, Scalar) else None
        if content is None:
            return ABSENT
        place = found.place
        if place is None:
            return Resolved(Value(content))
        value = Value(content, "literal", place=place)
        syntaxes = (*found.loaded.layer.syntaxes, *self.reading.profile.syntaxes)
        return resolve_references(self.reading, value, syntaxes) if syntaxes else Resolved(value)

    def is_table(self, source: Source) -> bool:
        """Return True if a table is where `source` reads."""
        route = self.route(source.path) if isinstance(source, Setting) else None
        return route is not None and any(isinstance(found.node, Table) for found in self.reading.tree.find(route))

    def is_set(self, path: Path) -> bool:
        """Return True if anything is at `path`, be it empty."""
        route = self.route(path)
        return route is not None and bool(self.reading.tree.find(route))

    def entries(self, path: Path) -> list[tuple[str, Value]]:
        """Return the names and values of the merged table at `path`."""
        route = self.route(path)
        if route is None:
            return []
        result = []
        for key in self.reading.tree.keys(route):
            found = self.reading.tree.find((*route, key))
            value = self.scalar(found[0]).value if found else None
            if value is not None:
                result.append((key, value))
        return result

    def table(self, path: Path) -> list[tuple[str, str]]:
        """Return the entries with a string of the merged table at `path`."""
        return [(name, value.text or "") for name, value in self.entries(path)]

    def route(self, path: Path) -> Route | None:
        """Return the route a path means for this connection, or None when it has a name that is not bound."""
        return self.locate(path)[0]

    def locate(self, path: Path) -> tuple[Route | None, Unknowns]:
        """Return the route that a path means, as `route` does, and what could change that."""
        if path.is_literal:
            return path.steps, NOTHING_UNKNOWN  # type: ignore[return-value]  # that is what literal means
        unknowns: Unknowns = NOTHING_UNKNOWN
        result: list[str | int] = []
        for step in path.steps:
            if isinstance(step, str):
                result.append(step)
                continue
            if isinstance(step, Template) and step.only_name in self.bound.names:
                result.append(self.bound.names[step.only_name])
                continue
            found = self._found(tuple(result), step)
            unknowns |= found.unknowns
            if found.text is None:
                return None, unknowns
            result.append(found.text)
        return tuple(result), unknowns

    def step(self, template: Text) -> Resolved:
        """Expand a template of a path, in which variables do not count."""
        if isinstance(template, Template):
            for _, name, _ in template.pieces:
                if name is not None and not (name in self.bound.names or name in self.meanings or name in FOLDERS):
                    return ABSENT
        return self.expand(template)

    def _found(self, route: Route, step: Template | Pick | Nearest) -> Resolved:
        if isinstance(step, Pick):
            return self._pick(route, step)
        return self._nearest(route, step) if isinstance(step, Nearest) else self.step(step)

    def _nearest(self, route: Route, step: Nearest) -> Resolved:
        folder = self.step(step.folder)
        names = folders_up(folder.text or "")
        found = next((name for name in names if self.reading.tree.find((*route, name))), None)
        return Resolved(None if found is None else Value(found), folder.unknowns)

    def _pick(self, route: Route, step: Pick) -> Resolved:
        wanted = self.step(step.wanted)
        for at in self.reading.tree.keys(route) if wanted.text is not None else ():
            found = self.reading.tree.find((*route, at, *step.key))
            if found and isinstance(found[0].node, Scalar) and text_of(found[0].node.value) == wanted.text:
                return Resolved(Value(at), wanted.unknowns)
        return Resolved(None, wanted.unknowns)

    def unread_at(self, route: Route) -> Unknowns:
        """Return the files that were not read and could say something at `route`."""
        reading = self.reading
        known, key = reading.open_at, (len(reading.unread), route)
        if key not in known:
            mount = str(route[0]) if route and route[0] in reading.profile.mounts else ""
            known[key] = frozenset(
                path for layer, path in reading.unread if layer.mount == mount and not drops(layer.drop, route)
            )
        return known[key]
