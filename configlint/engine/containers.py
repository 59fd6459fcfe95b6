"""What the files that set up containers (Docker Compose, a Dockerfile, a dev container) set in each of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from configlint.document.document import Document
from configlint.document.nodes import List, Node, Route, Scalar, Table, resolve
from configlint.engine import tables
from configlint.engine.container_spec import Containers
from configlint.engine.model import Profile
from configlint.engine.values import Place
from configlint.records import Record

#: A value that is nothing but a reference to another variable, and its default.
_REFERENCE = r"\$(?:(\w+)|\{(\w+)(?::?-([^{}]*))?\})"


class ContainerVariable(Record):
    """A variable of a container. `in_list` tells the list form (`- NAME=value`) from the table form, and `is_encoded`
    says that the file has the value in base64.
    """

    name: str
    value: str
    place: Place
    in_list: bool
    is_encoded: bool = False

    @property
    def keeps_quotes(self) -> bool:
        """Whether quotes that were meant to enclose the value are a part of it, as in the list form."""
        return self.in_list and len(self.value) > 1 and self.value[0] == self.value[-1] and self.value[0] in "\"'"

    @property
    def taken_from(self) -> str:
        """The variable of another place whose value this one takes over, or ""."""
        found = re.fullmatch(_REFERENCE, self.value)
        return (found[1] or found[2]) if found is not None else ""

    @property
    def default(self) -> str:
        """The value as far as the file says it: where it is taken from elsewhere, the default."""
        found = re.fullmatch(_REFERENCE, self.value)
        return self.value if found is None else found[3] or ""


class Container(Record):
    """A container: its name and further names, the variables that files set in it, and whether it shares the network of
    the host.

    `hosts` are the addresses of the names that it is given beyond those of the network. `translates_loopback` says that
    the program in it takes `localhost` for the host. `arguments` are those of the image's own program, None where
    another one runs. `ports` are those of its own that it publishes or exposes,
    `published` has them by the host's; `image` is "" where none is named. `files` are absolute paths of files and
    folders that it takes variables from or sees, and `extends` the container (and the path of the file, if it is
    another) that it is built on or whose network it shares.
    """

    name: str
    variables: list[ContainerVariable]
    on_host: bool = False
    hosts: Mapping[str, str] = {}
    translates_loopback: bool = False
    arguments: tuple[str, ...] | None = ()
    ports: frozenset[str] = frozenset()
    published: Mapping[str, str] = {}
    image: str = ""
    names: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    extends: tuple[str, str] = ("", "")

    def joined(self, other: Container) -> Container:
        """Return the container that two files set up together."""
        return self.replace(
            variables=[*self.variables, *other.variables],
            on_host=self.on_host or other.on_host,
            hosts={**other.hosts, **self.hosts},
            translates_loopback=self.translates_loopback or other.translates_loopback,
            arguments=None if None in (self.arguments, other.arguments) else (self.arguments or other.arguments),
            ports=self.ports | other.ports,
            published={**other.published, **self.published},
            image=self.image or other.image,
            names=self.names | other.names,
            files=self.files | other.files,
        )


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
            variables: list[ContainerVariable] = []
            for key in names:
                found = list(_variables(document, (*route, key), _value(table, key)))
                is_encoded = spec.encoded == f"{_text(table, 'kind')}.{key}"
                variables += _decoded(found) if is_encoded else found
            yield _container(spec, str(route[-1]) if route else "", table, variables, document.path)
    if spec.is_whole_file:
        yield Container("", list(_variables(document, (), document.at(()))))


def included(document: Document, profile: Profile) -> Iterator[str]:
    """Yield the paths of other files that set up containers together with a document."""
    spec, root = profile.containers, document.at(())
    if spec is None or not isinstance(root, Table):
        return
    folder = os.path.dirname(document.path)
    for item in _items(_value(root, spec.include)):
        yield from (os.path.join(folder, path) for path in _paths(item))
    for container in containers(document, profile):
        if container.extends[1]:
            yield container.extends[1]


def _container(spec: Containers, name: str, table: Table, variables: list[ContainerVariable], path: str) -> Container:
    network, folder = _text(table, spec.network), os.path.dirname(path)
    ports = [_ports(item) for item in _items(_value(table, spec.ports))]
    env_files = [one for item in _items(_value(table, spec.env_files)) for one in _paths(item)]
    mounts = [one for item in _items(_value(table, spec.mounts)) for one in _source(item)]
    extends = _value(table, spec.extends)
    base = extends if isinstance(extends, Table) else None
    file = _text(base, "file") if base is not None else ""
    return Container(
        name,
        variables,
        on_host=network == "host",
        hosts=dict(_hosts(_value(table, spec.hosts))),
        translates_loopback=any(
            one.name in spec.translated and one.value.lower() not in ("", "0", "false") for one in variables
        ),
        arguments=None
        if any(key in table.entries for key in spec.own_programs)
        else tuple(" ".join(map(_shown, _items(_value(table, spec.command)))).split()),
        ports=frozenset(own for _, own in ports),
        published={outer: own for outer, own in ports if outer},
        image=_text(table, spec.image),
        names=frozenset({name, *(_text(table, alias) for alias in spec.aliases)} - {""}),
        files=frozenset(os.path.normpath(os.path.join(folder, one)) for one in (*env_files, *mounts)),
        extends=(
            _text(base, "service") if base is not None else _shown(extends) or network.partition("service:")[2],
            os.path.join(folder, file) if file else "",
        ),
    )


def _value(table: Table, key: str) -> Node | None:
    entry = table.entries.get(key)
    return resolve(entry.value) if entry is not None else None


def _text(table: Table, key: str) -> str:
    return _shown(_value(table, key))


def _shown(node: Node | None) -> str:
    value = resolve(node)
    return str(value.value) if isinstance(value, Scalar) and value.value is not None else ""


def _items(node: Node | None) -> Iterable[Node]:
    """Return the items of a list, or a single value as one; of a table `name: value` the values."""
    if isinstance(node, List):
        return node.items
    if isinstance(node, Table):
        return [entry.value for entry in node.entries.values()]
    return [node] if node is not None else []


def _variables(document: Document, route: Route, node: Node | None) -> Iterator[ContainerVariable]:
    if isinstance(node, Table):
        for name, entry in node.entries.items():
            # GitLab writes {value: …, description: …}
            own = (*route, name, "value") if isinstance(resolve(entry.value), Table) else (*route, name)
            value = document.at(own)
            if isinstance(value, Scalar) and isinstance(value.value, str):
                yield ContainerVariable(name, value.value, Place(document, own), False)
    for number, item in enumerate(node.items if isinstance(node, List) else ()):
        value = resolve(item)
        if isinstance(value, Table):  # Kubernetes writes {name: …, value: …}
            text = _value(value, "value")
            if isinstance(text, Scalar) and isinstance(text.value, str):
                place = Place(document, (*route, number, "value"))
                yield ContainerVariable(_text(value, "name"), text.value, place, False)
        elif isinstance(value, Scalar) and isinstance(value.value, str):
            name, mark, content = value.value.partition("=")
            # Without a value the variable is passed on.
            yield ContainerVariable(name, content if mark else f"${{{name}}}", Place(document, (*route, number)), True)


def _decoded(variables: list[ContainerVariable]) -> list[ContainerVariable]:
    """Return variables whose values are in base64 as what they come to; those that are not are left out."""
    import base64

    found = []
    for one in variables:
        try:
            value = base64.b64decode(one.value, validate=True).decode().rstrip("\n")
        except ValueError:
            continue
        found.append(one.replace(value=value, is_encoded=True))
    return found


def _ports(item: Node) -> tuple[str, str]:
    """Return the port of the host ("" for none) and that of the container: of `80:8080`, `127.0.0.1:80:8080/tcp` …"""
    node = resolve(item)
    if isinstance(node, Table):
        return _text(node, "published"), _text(node, "target")
    outer, _, own = _shown(node).partition("/")[0].rpartition(":")
    return ("" if "$" in outer or "-" in outer else outer.rpartition(":")[2]), own


def _hosts(node: Node | None) -> Iterator[tuple[str, str]]:
    """Yield names and their addresses: of `name:address`, `name=address`, or a table."""
    if isinstance(node, Table):
        yield from ((name, _shown(entry.value)) for name, entry in node.entries.items())
        return
    for item in _items(node):
        name, _, address = _shown(item).replace("=", ":", 1).partition(":")
        yield name, address


def _paths(item: Node) -> Iterator[str]:
    """Yield the paths of an item: a path, or a table with one or several."""
    node = resolve(item)
    found = _items(_value(node, "path")) if isinstance(node, Table) else [item]
    yield from (path for path in map(_shown, found) if path and "$" not in path)


def _source(item: Node) -> Iterator[str]:
    """Yield the path on the host that an item of `volumes` mounts, if it is one and no more than a part of a folder."""
    node = resolve(item)
    path = _text(node, "source") if isinstance(node, Table) else _shown(node).partition(":")[0]
    if path.startswith(("./", "../", "/")) and path.strip("./") and "$" not in path:
        yield path
