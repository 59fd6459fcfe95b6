"""Rules about the variables that containers get: from Docker Compose, a Dockerfile or a dev container."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.diagnostics.diagnostic import WARNING
from configlint.engine.containers import containers
from configlint.rules.context import Context, File, Finding
from configlint.rules.registry import FILE, rule

_LOOPBACK = r"^(https?://)(?:localhost|127(?:\.\d+){3}|\[::1\])(?::(\d+))?(?=/|$)"


@rule("HOST005", "container-loopback", WARNING, since="0.1", about=FILE, uses=("containers",))
def container_loopback(file: File) -> Iterator[Finding]:
    """A base URL with `localhost` in a container leads to the container itself, where nothing listens.

    Not reported if the container shares the host's network, or publishes this very port itself.

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
    isolated = [one for one in containers(file.document, file.profile) if not one.on_host]
    for container, variable in ((one, variable) for one in isolated for variable in one.variables):
        found = re.match(_LOOPBACK, variable.value.strip("\"'"))
        if found is None or found[2] in container.ports or not _is_about_models(file.context, variable.name):
            continue
        better = f"{found[1]}host.docker.internal{':' + found[2] if found[2] else ''}"
        yield Finding(
            variable.place,
            f"In the container, {variable.name} leads to the container itself",
            help=f"Write {better}… (on Linux with extra_hosts: host.docker.internal:host-gateway), or a service's name",
        )


@rule("ENV004", "quotes-kept", WARNING, since="0.1", about=FILE, uses=("containers",))
def quotes_kept(file: File) -> Iterator[Finding]:
    """In the list form of Docker Compose, quotes around a value become part of it.

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
    for variable in (variable for one in containers(file.document, file.profile) for variable in one.variables):
        if variable.keeps_quotes and _is_about_models(file.context, variable.name):
            yield Finding(
                variable.place,
                f"The quotes become part of the value: {variable.name} starts and ends with {variable.value[0]}",
                help="Leave them out, or put them around the whole item",
            )


def _is_about_models(context: Context, name: str) -> bool:
    """Return True if a variable's name is one that a tool reads, or begins with a provider's id."""
    index = context.knowledge.index
    is_read = name in index.variables and name not in index.common
    return is_read or name.partition("_")[0].lower() in context.catalog.provider_ids()
