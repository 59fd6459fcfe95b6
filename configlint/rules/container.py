"""Rules about the variables that containers get: from Docker Compose, a Dockerfile or a dev container."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.engine.containers import containers
from configlint.rules.container_project import Given, given
from configlint.rules.context import Context, File, Finding
from configlint.rules.registry import FILE, rule

_LOOPBACK = r"^(https?://|)(?:localhost|127(?:\.\d+){3}|\[::1\])(?::(\d+))?(?=/|$)"
_HOST = r"^(?:https?://|)([\w.-]+)(?::(\d+))?(?=/|$)"
#: What Docker calls the host, where it calls it anything.
_DOCKERS_HOST = "host.docker.internal"
_EXTRA_HOSTS = f"extra_hosts: [{_DOCKERS_HOST}:host-gateway]"


@rule("HOST005", "container-loopback", WARNING, since="0.1", about=FILE)
def container_loopback(file: File) -> Iterator[Finding]:
    """A base URL with `localhost` in a container leads to the container itself, where nothing listens; so does the URL
    of an MCP server.

    Also in a file that a Compose file gives a service: as `env_file`, as a volume, or through `${NAME}`. Not reported
    if the container shares another network, publishes this very port itself (and is not the image of a tool that only
    asks at this port), or has a name for the host in `extra_hosts`.

    Why: The tool says "connection refused", although the server answers on the host.

    Fix: Write `host.docker.internal` for the host (on Linux with `extra_hosts`), or the name of another service.

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
    for one in given(file):
        text = one.text.strip("\"'")
        found = re.match(_LOOPBACK, text)
        container = one.container
        port = found[2] or "" if found is not None else ""
        if container.on_host or container.translates_loopback or not _is_about_models(file.context, one, port):
            continue
        if found is not None and not _is_own_port(file.context, one, port):
            subject = one.name or "this URL"
            where = f"In the container {container.name}" if file.profile.containers is None else "In the container"
            yield Finding(
                one.place,
                f"{where}, {subject} leads to the container itself",
                help=f"Write {_beyond(one, found[1], port, text[found.end() :])}",
            )
        elif found is None and re.match(rf"(https?://)?{_DOCKERS_HOST}(?![\w.])", text):
            yield from _unknown_host(one)


def _unknown_host(one: Given) -> Iterator[Finding]:
    """Say that the container does not know Docker's name for the host, or knows it as itself."""
    address = one.container.hosts.get(_DOCKERS_HOST)
    if address is None:
        yield Finding(
            one.place,
            f"On Linux, {_DOCKERS_HOST} is unknown in this container",
            help=f"Add {_EXTRA_HOSTS} to the service",
            severity=NOTE,
        )
    elif re.match(_LOOPBACK, address):
        yield Finding(
            one.place,
            f"extra_hosts makes {_DOCKERS_HOST} the container itself",
            help=f"Write {_EXTRA_HOSTS} in the service",
        )


def _beyond(one: Given, scheme: str, port: str, path: str) -> str:
    """Say what to write for a server outside of the container: another service that has this port, or the host."""
    for name, other in one.project.items():
        if other.name != one.container.name and port and (port in other.ports or port in other.published):
            return f"{scheme}{name}:{other.published.get(port, port)}{path} (the service that listens there)"
    host = f"{scheme}{_DOCKERS_HOST}{f':{port}' if port else ''}{path}"
    address = one.container.hosts.get(_DOCKERS_HOST)
    needed = "" if address and not re.match(_LOOPBACK, address) else f" (on Linux with {_EXTRA_HOSTS})"
    return f"{host}{needed}, or a service's name"


@rule("HOST007", "container-port", ERROR, since="0.1", about=FILE)
def container_port(file: File) -> Iterator[Finding]:
    """A base URL leads to another service at the port that this publishes on the host.

    Between services the container's own port counts: of `ports: ["7869:11434"]` the 11434.

    Why: Nothing listens at the published port inside the network of the containers: "connection refused".

    Fix: Write the port of the container, the last one in `ports`.

    Bad:
        docker-compose docker-compose.yml
        services:
          ollama:
            image: ollama/ollama
            ports: ["7869:11434"]
          web:
            image: example/web
            environment:
              OLLAMA_API_BASE: http://ollama:7869

    Good:
        docker-compose docker-compose.yml
        services:
          ollama:
            image: ollama/ollama
            ports: ["7869:11434"]
          web:
            image: example/web
            environment:
              OLLAMA_API_BASE: http://ollama:11434
    """
    for one in given(file):
        found = re.match(_HOST, one.text.strip("\"'"))
        if found is None or one.container.on_host:
            continue
        other = next((other for other in one.project.values() if found[1] in other.names), None)
        port = found[2] or ""
        if other is None or other.on_host or other.name == one.container.name or port in other.ports:
            continue
        own = other.published.get(port, "")
        if own and _is_about_models(file.context, one, own):
            yield Finding(
                one.place,
                f"Between containers, {found[1]} listens at port {own}; {port} is its port on the host",
                help=f"Write {found[0].removesuffix(port)}{own}",
            )


@rule("ENV004", "quotes-kept", WARNING, since="0.1", about=FILE, uses=("containers",))
def quotes_kept(file: File) -> Iterator[Finding]:
    """In the list form of Docker Compose, quotes around a value become part of it.

    Reported for variables that a tool is known to read, and for any URL in a container of a known tool's image.

    Why: A key is sent with its quotes and comes back as 401, and a URL that starts with a quote is not a URL.

    Fix: Leave out the quotes, or put them around the whole item.

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
    for container in containers(file.document, file.profile):
        is_of_tool = bool(file.context.knowledge.index.tools_in_image(container.image))
        for variable in (one for one in container.variables if one.keeps_quotes):
            if (is_of_tool and "://" in variable.value) or _is_read(file.context, variable.name):
                yield Finding(
                    variable.place,
                    f"The quotes become part of the value: {variable.name} starts and ends with {variable.value[0]}",
                    help="Leave them out, or put them around the whole item",
                )


def _is_about_models(context: Context, one: Given, port: str) -> bool:
    """Return True if a value is one that a tool reads, is in a variable whose name begins with a provider's id, or
    leads to a `port` that tells which server of models it is.

    What begins with the name of the program that runs in the container is about itself: where its server listens.
    """
    if not one.name:
        return True
    first = one.name.partition("_")[0].lower()
    program = one.container.image.rpartition("/")[2].partition(":")[0]
    if first == program:
        return False
    leads_to_server = context.catalog.local_server(port, "http://localhost") is not None
    return leads_to_server or _is_read(context, one.name) or _is_read_by_image(context, one)


def _is_own_port(context: Context, one: Given, port: str) -> bool:
    """Return True if the container itself listens at a port that it publishes.

    The image of a known tool does not listen where a known server of another name does.
    """
    is_of_tool = bool(context.knowledge.index.tools_in_image(one.container.image))
    server = context.catalog.local_server(port, "http://localhost") if is_of_tool else None
    return port in one.container.ports and (server is None or server.id in one.container.image)


def _is_read_by_image(context: Context, one: Given) -> bool:
    """Return True if the tool of the image reads a variable whose name says nothing about whose it is."""
    index = context.knowledge.index
    tools = index.tools_in_image(one.container.image) if one.name in index.common else ()
    return any(one.name in context.knowledge.profile(tool).variables for tool in tools)


def _is_read(context: Context, name: str) -> bool:
    index = context.knowledge.index
    if name in index.variables and name not in index.common:
        return True
    if name.partition("_")[0].lower() in context.catalog.provider_ids():
        return True
    shapes = (one.variables_named for one in context.knowledge.file_patterns(".env") if one.variables_named)
    return any(re.search(shape, name) for shape in shapes)
