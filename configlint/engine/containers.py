"""What the files that set up containers (Docker Compose, a Dockerfile, a dev container) set in each of them."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.document.document import Document
from configlint.document.nodes import List, Node, Route, Scalar, Table, resolve
from configlint.engine import tables
from configlint.engine.model import Profile
from configlint.engine.values import Place
from configlint.records import Record


class ContainerVariable(Record):
    """A variable of a container. `in_list` tells the list form (`- NAME=value`) from the table form."""

    name: str
    value: str
    place: Place
    in_list: bool

    @property
    def keeps_quotes(self) -> bool:
        """Whether quotes that were meant to enclose the value are a part of it, as in the list form."""
        return self.in_list and len(self.value) > 1 and self.value[0] == self.value[-1] and self.value[0] in "\"'"


class Container(Record):
    """A container: the variables that a file sets in it, whether it shares the host's network, the ports of its own
    that it publishes, and its image ("" where none is named).
    """

    variables: list[ContainerVariable]
    on_host: bool
    ports: frozenset[str]
    image: str = ""


def containers(document: Document, profile: Profile) -> Iterator[Container]:
    """Yield the containers that a document sets up, as its profile describes them."""
    spec = profile.containers
    if spec is None:
        return
    keys: dict[tuple[str, ...], list[str]] = {}
    for pattern in spec.environment:
        *holder, key = pattern
        keys.setdefault(tuple(holder), []).append(key)
    for steps, names in keys.items():
        for route, table in tables.tables_at(document, steps):
            variables = [one for key in names for one in _variables(document, (*route, key), _value(table, key))]
            network = _value(table, spec.network)
            on_host = isinstance(network, Scalar) and network.value == "host"
            image = _value(table, spec.image)
            name = str(image.value) if isinstance(image, Scalar) else ""
            yield Container(variables, on_host, frozenset(_ports(_value(table, spec.ports))), name)
    if spec.is_whole_file:
        yield Container(list(_variables(document, (), document.at(()))), False, frozenset())


def _value(table: Table, key: str) -> Node | None:
    entry = table.entries.get(key)
    return resolve(entry.value) if entry is not None else None


def _variables(document: Document, route: Route, node: Node | None) -> Iterator[ContainerVariable]:
    if isinstance(node, Table):
        for name, entry in node.entries.items():
            value = resolve(entry.value)
            if isinstance(value, Scalar) and isinstance(value.value, str):
                yield ContainerVariable(name, value.value, Place(document, (*route, name)), False)
    for number, item in enumerate(node.items if isinstance(node, List) else ()):
        value = resolve(item)
        if isinstance(value, Scalar) and isinstance(value.value, str):
            name, mark, text = value.value.partition("=")
            if mark:
                yield ContainerVariable(name, text, Place(document, (*route, number)), True)


def _ports(node: Node | None) -> Iterator[str]:
    """Yield the ports of the container itself that it publishes (`8080`, `80:8080`, `127.0.0.1:80:8080/tcp`)."""
    for item in node.items if isinstance(node, List) else ():
        value = resolve(item)
        if isinstance(value, Scalar):
            yield str(value.value).partition("/")[0].rpartition(":")[2]
