"""What the files that set up containers (Docker Compose, a Dockerfile, a dev container) set in each of them."""

from __future__ import annotations

import os
from collections.abc import Iterator

from configlint.diagnostics.diagnostic import Diagnostic, Related, span
from configlint.diagnostics.fix import Fix, Step
from configlint.document.document import Document
from configlint.document.nodes import List, Node, Route, Scalar, Table, resolve
from configlint.engine import routes, tables
from configlint.engine.profile import Profile
from configlint.engine.values import Place
from configlint.profiles import recognition
from configlint.records import Record


class Variable(Record):
    """A variable of a container. `in_list` tells the list form (`- NAME=value`) from the table form."""

    name: str
    value: str
    place: Place
    in_list: bool

    @property
    def keeps_quotes(self) -> bool:
        """Whether quotes that were meant to enclose the value are a part of it: so it is in the list form."""
        return self.in_list and len(self.value) > 1 and self.value[0] == self.value[-1] and self.value[0] in "\"'"


class Container(Record):
    """A container: the variables that a file sets in it, whether it shares the host's network, and the ports of its
    own that it publishes.
    """

    variables: list[Variable]
    on_host: bool
    ports: frozenset[str]


def containers(document: Document, profile: Profile) -> Iterator[Container]:
    """Yield the containers that a document sets up, as its profile says where they stand."""
    spec = profile.data.get("containers", {})
    keys: dict[tuple[str, ...], list[str]] = {}
    for pattern in spec.get("environment", ()):
        *holder, key = routes.parse(pattern)
        keys.setdefault(tuple(holder), []).append(key)
    for steps, names in keys.items():
        for route, table in tables.tables_at(document, steps):
            variables = [one for key in names for one in _variables(document, (*route, key), _value(table, key))]
            network = _value(table, spec.get("network", ""))
            on_host = isinstance(network, Scalar) and network.value == "host"
            yield Container(variables, on_host, frozenset(_ports(_value(table, spec.get("ports", "")))))
    if spec.get("whole_file"):
        yield Container(list(_variables(document, (), document.at(()))), False, frozenset())


class Environment:
    """The variables of a container, set in a file at `path`, as a `.env` beside it that sets the same: `document`.

    Those are left out whose value another program puts together (`${NAME}`), or no `.env` can hold,
    and those that hold quotes, about which a rule of its own speaks.
    """

    def __init__(self, container: Container, path: str) -> None:
        self._variables = {
            one.name: one
            for one in container.variables
            if one.name.isidentifier() and not one.keeps_quotes and set(one.value).isdisjoint("$'\n\r\\")
        }
        lines = [f"{one.name}='{one.value}'\n" for one in self._variables.values()]
        name = ".env" if recognition.plain_name(path) == path else ".env.example"
        self.document = Document.of("".join(lines), "dotenv", os.path.join(os.path.dirname(path), name))

    def moved(self, one: Diagnostic) -> Diagnostic | None:
        """Return what was found in `document` as something found where the container's variable stands."""
        variable = self._at(one.start)
        if variable is None:
            return None
        start, end = span(variable.place)
        related = [
            Related(other.place.document, span(other.place)[0], each.message)
            for each in one.related
            if (other := self._at(each.offset)) is not None
        ]
        fix = _moved_fix(one.fix, variable) if one.fix is not None else None
        return one.replace(document=variable.place.document, start=start, end=end, related=tuple(related), fix=fix)

    def _at(self, offset: int) -> Variable | None:
        root = self.document.root
        for name, entry in root.entries.items() if isinstance(root, Table) else ():
            if entry.key_start <= offset <= entry.value.end:
                return self._variables[name]
        return None


def _moved_fix(fix: Fix, variable: Variable) -> Fix | None:
    """Return the fix that does in the container's file what `fix` does in the `.env`, if it is about this variable."""
    steps = []
    for step in fix.steps:
        if step.verb not in ("replace", "rename") or step.arguments[0] != (variable.name,):
            return None
        new = str(step.arguments[1])
        if not variable.in_list:
            steps.append(Step(step.verb, (variable.place.route, new)))
        else:
            item = f"{variable.name}={new}" if step.verb == "replace" else f"{new}={variable.value}"
            steps.append(Step("replace", (variable.place.route, item)))
    return fix.replace(steps=tuple(steps))


def _value(table: Table, key: str) -> Node | None:
    entry = table.entries.get(key)
    return resolve(entry.value) if entry is not None else None


def _variables(document: Document, route: Route, node: Node | None) -> Iterator[Variable]:
    if isinstance(node, Table):
        for name, entry in node.entries.items():
            value = resolve(entry.value)
            if isinstance(value, Scalar) and isinstance(value.value, str):
                yield Variable(name, value.value, Place(document, (*route, name)), False)
    for number, item in enumerate(node.items if isinstance(node, List) else ()):
        value = resolve(item)
        if isinstance(value, Scalar) and isinstance(value.value, str):
            name, mark, text = value.value.partition("=")
            if mark:
                yield Variable(name, text, Place(document, (*route, number)), True)


def _ports(node: Node | None) -> Iterator[str]:
    """Yield the ports of the container itself that it publishes (`8080`, `80:8080`, `127.0.0.1:80:8080/tcp`)."""
    for item in node.items if isinstance(node, List) else ():
        value = resolve(item)
        if isinstance(value, Scalar):
            yield str(value.value).partition("/")[0].rpartition(":")[2]
