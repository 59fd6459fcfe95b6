"""Rules about the variables that containers get: from Docker Compose, a Dockerfile or a dev container."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint import catalogue, compiled
from configlint.diagnostics import WARNING
from configlint.document import Document, List, Node, Route, Scalar, Table, resolve
from configlint.engine import routes, tables
from configlint.engine.values import Place
from configlint.records import Record
from configlint.rules.facts import File, Finding
from configlint.rules.registry import rule

_LOOPBACK = r"^(https?://)(?:localhost|127(?:\.\d+){3}|\[::1\])(?::(\d+))?(?=/|$)"


class Variable(Record):
    """A variable of a container. `in_list` tells the list form (`- NAME=value`) from the table form."""

    name: str
    value: str
    place: Place
    in_list: bool
    ports: frozenset[str]


@rule("HOST005", "container-loopback", WARNING, about="file")
def container_loopback(file: File) -> Iterator[Finding]:
    """A base URL with `localhost` in a container leads to the container itself, where nothing listens.

    Not reported where the container shares the host's network, or publishes this very port itself.

    Why: The tool says "connection refused", although the server answers on the host.

    Mend: Write `host.docker.internal` for the host (on Linux with `extra_hosts`), or the name of another service.

    Bad:
        docker-compose docker-compose.yml
        services:
          web:
            image: example/web
            environment:
              - OPENAI_BASE_URL=http://localhost:11434/v1

    Good:
        docker-compose docker-compose.yml
        services:
          web:
            image: example/web
            environment:
              - OPENAI_BASE_URL=http://host.docker.internal:11434/v1
            extra_hosts: ["host.docker.internal:host-gateway"]
    """
    for variable in _variables(file):
        found = re.match(_LOOPBACK, variable.value.strip("\"'"))
        if found is None or found[2] in variable.ports or not _is_about_models(variable.name):
            continue
        better = f"{found[1]}host.docker.internal{':' + found[2] if found[2] else ''}"
        yield Finding(
            variable.place,
            f"In the container, {variable.name} leads to the container itself",
            help=f"Write {better}… (on Linux with extra_hosts: host.docker.internal:host-gateway), or a service's name",
        )


@rule("ENV004", "quotes-kept", WARNING, about="file")
def quotes_kept(file: File) -> Iterator[Finding]:
    """In the list form of Docker Compose, quotes around a value become part of it.

    Why: A key goes out with its quotes and comes back as 401, and a URL that begins with a quote is none.

    Mend: Leave the quotes out, or put the whole item into them.

    Bad:
        docker-compose docker-compose.yml
        services:
          web:
            image: example/web
            environment:
              - OPENAI_BASE_URL="https://api.openai.com/v1"

    Good:
        docker-compose docker-compose.yml
        services:
          web:
            image: example/web
            environment:
              - OPENAI_BASE_URL=https://api.openai.com/v1
    """
    for variable in _variables(file):
        value = variable.value
        is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        if variable.in_list and is_quoted and _is_about_models(variable.name):
            yield Finding(
                variable.place,
                f"The quotes are kept: {variable.name} begins and ends with {value[0]}",
                help="Leave them out, or put the whole item into quotes",
            )


def _is_about_models(name: str) -> bool:
    """Tell whether a variable's name is one that a tool reads, or begins with a provider's id."""
    index = compiled.load("index")
    is_read = name in index["variables"] and name not in index["common"]
    return is_read or name.partition("_")[0].lower() in catalogue.provider_ids()


def _variables(file: File) -> Iterator[Variable]:
    """Yield what a file sets in containers that have a network of their own."""
    containers = file.profile.data.get("containers", {})
    for pattern in containers.get("environment", ()):
        *holder, key = routes.parse(pattern)
        for route, container in tables.tables_at(file.document, tuple(holder)):
            network = _value(container, containers.get("network", ""))
            if isinstance(network, Scalar) and network.value == "host":
                continue
            ports = frozenset(_ports(_value(container, containers.get("ports", ""))))
            yield from _of(file.document, (*route, key), _value(container, key), ports)
    if containers.get("whole_file"):
        yield from _of(file.document, (), file.document.at(()), frozenset())


def _value(table: Table, key: str) -> Node | None:
    entry = table.entries.get(key)
    return resolve(entry.value) if entry is not None else None


def _of(document: Document, route: Route, node: Node | None, ports: frozenset[str]) -> Iterator[Variable]:
    if isinstance(node, Table):
        for name, entry in node.entries.items():
            value = resolve(entry.value)
            if isinstance(value, Scalar) and isinstance(value.value, str):
                yield Variable(name, value.value, Place(document, (*route, name)), False, ports)
    for number, item in enumerate(node.items if isinstance(node, List) else ()):
        value = resolve(item)
        if isinstance(value, Scalar) and isinstance(value.value, str):
            name, mark, text = value.value.partition("=")
            if mark:
                yield Variable(name, text, Place(document, (*route, number)), True, ports)


def _ports(node: Node | None) -> Iterator[str]:
    """Yield the ports of the container itself that it publishes (`8080`, `80:8080`, `127.0.0.1:80:8080/tcp`)."""
    for item in node.items if isinstance(node, List) else ():
        value = resolve(item)
        if isinstance(value, Scalar):
            yield str(value.value).partition("/")[0].rpartition(":")[2]
