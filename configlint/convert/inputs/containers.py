"""A file that sets up containers -> what each of them has in its environment, as the `.env` that sets the same."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from configlint.document.document import Document
from configlint.engine.host import Host
from configlint.lint.inputs import Input, inside


def of_containers(item: Input, host: Host) -> Iterator[Input]:
    """Yield an input for each container that a file sets up, read by the programs that its image has."""
    for match in item.matches:
        profile = item.knowledge.profile(match.reader)
        if profile.containers is None:
            continue
        from configlint.engine.containers import containers
        from configlint.lint.evidence import of_image

        for container in containers(item.document, profile):
            variables = {one.name: one.value for one in container.variables}
            document = as_dotenv(variables, item.document.path)
            evidence = of_image(item.knowledge, container.image)
            inner = inside(document, item.knowledge, host, evidence if evidence.tools else None)
            if inner is not None:
                yield inner


def container_name(host: str) -> Iterator[str]:
    """Yield what to know about a host that only containers know by that name."""
    if host == "host.docker.internal":
        yield f"{host} is this machine as containers see it; outside of them, it is localhost"
    elif "." not in host and ":" not in host and host != "localhost":
        yield f"{host} is a name in the network of the containers; elsewhere, write the address where it is published"


def as_dotenv(variables: Mapping[str, str], path: str) -> Document:
    """Return the `.env` beside a file that sets variables to the values they get there, whichever program reads it."""
    special = {name: value for name, value in variables.items() if set(value) & set("'$\n")}
    lines = "".join(f"{name}='{value}'\n" for name, value in variables.items() if name not in special)
    document = Document.of(lines, "dotenv", os.path.join(os.path.dirname(path), ".env"))
    for name, value in special.items():
        document = document.apply(document.insert((), name, value))
    return document
