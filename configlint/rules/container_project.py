"""The containers that a folder's files set up together, and the base URLs that a file gives them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from configlint.document.document import Document
from configlint.engine import containers, urls
from configlint.engine.containers import Container
from configlint.engine.layers import DIALECTS
from configlint.engine.values import Place
from configlint.files import globs
from configlint.files.access import folders_up
from configlint.records import Record
from configlint.rules import mcp
from configlint.rules.context import Context, File

#: So many folders above a file may set up the container that it is used in, and so many files belong together.
_MAX_ABOVE, _MAX_FILES = 3, 20


class Given(Record):
    """A value that a container gets: where it is written, the variable it is in ("" for none), and the container, as
    all files of its `project` (by name) set it up together.
    """

    place: Place
    name: str
    text: str
    container: Container
    project: Mapping[str, Container]


def given(file: File) -> Iterator[Given]:
    """Yield the values that the file gives containers: it sets them up, or one of them reads it."""
    context, path = file.context, _absolute(file.context, file.document.path)
    spec = file.profile.containers
    if spec is not None:
        own = list(containers.containers(file.document, file.profile)) if spec.is_isolated else []
        project = _project(context, os.path.dirname(path))
        for container in own:
            whole = container.joined(project[container.name]) if container.name in project else container
            for variable in container.variables:
                yield Given(variable.place, variable.name, variable.default, whole, project)
        return
    values = [one for one in _values(file) if _may_be_near(one[2])]
    for folder in _around(context, _folder(file, path)) if values else ():
        project = _project(context, folder)
        for container in project.values():
            taken = {one.taken_from for one in container.variables if path == os.path.join(folder, ".env")}
            is_read = any(path == one or path.startswith(os.path.join(one, "")) for one in container.files)
            replaced = {one.name for one in container.variables}  # they beat a file of variables
            for place, name, text in values:
                if (name in taken) if name in replaced else is_read:
                    yield Given(place, name, text, container, project)


def unaware(file: File) -> Iterator[Container]:
    """Yield the containers of the tool's own image that see the file, without being told to read it."""
    context, path, names = file.context, _absolute(file.context, file.document.path), file.layer.named_by
    for folder in _around(context, _folder(file, path)) if names else ():
        for container in _project(context, folder).values():
            is_own = file.profile.id in context.knowledge.index.tools_in_image(container.image)
            if not is_own or path not in container.files or container.arguments is None:
                continue
            told = {one.partition("=")[0] for one in container.arguments} | {one.name for one in container.variables}
            if told.isdisjoint(names):
                yield container


def _may_be_near(url: str) -> bool:
    """Return True if a URL may lead to this machine or to another container: only public names have a dot."""
    found = re.match(r"(?:\w+://)?(?:[^@/]*@)?(\[[^]]*\]|[\w.-]+)", url.strip("\"'"))
    return found is not None and ":" in url and urls.is_local(found[1])


def _values(file: File) -> Iterator[tuple[Place, str, str]]:
    """Yield the base URLs in a file and those of MCP servers, and if it sets variables, all of those."""
    for name, value in file.variables.items():
        if value.place is not None:
            yield value.place, name, value.text or ""
    for place, url in mcp.server_urls(file):
        yield place, "", url
    for connection in file.connections or ():
        base = connection.base_place
        if base is not None and not file.variables:
            yield base, "", connection.base


def _absolute(context: Context, path: str) -> str:
    return os.path.normpath(os.path.join(context.host.directory, path))


def _folder(file: File, path: str) -> str:
    """Return the folder of a file, or the one around a tool's own, hidden folder: nobody sets up containers in that."""
    up = folders_up(os.path.dirname(path))
    return next(one for one in up if one == file.root or not os.path.basename(one).startswith("."))


def _around(context: Context, folder: str) -> list[str]:
    """Return those of a folder and some above it whose files set up containers."""
    if folder not in context.projects_around:
        context.projects_around[folder] = [one for one in _above(context, folder) if _project(context, one)]
    return context.projects_around[folder]


def _above(context: Context, folder: str) -> Iterator[str]:
    """Yield a folder and some above it, as far as its repository reaches."""
    for one in islice(folders_up(folder), _MAX_ABOVE):
        yield one
        if ".git" in context.files.names(one):
            return


def _project(context: Context, folder: str) -> Mapping[str, Container]:
    """Return the containers that the files in a folder, and those that they name, set up together, by name."""
    if folder not in context.projects:  # every rule asks, for every program in every container
        context.projects[folder] = _set_up(context, folder)
    return context.projects[folder]


def _set_up(context: Context, folder: str) -> dict[str, Container]:
    todo = list(_files(context, folder))
    seen: set[str] = set()
    found: dict[str, Container] = {}
    while todo and len(seen) < _MAX_FILES:
        path, tool = todo.pop(0)
        profile = context.knowledge.profile(tool)
        format_name = DIALECTS[profile.layers[0].format][0]
        document = Document.found(path, format_name, context.files) if path not in seen else None
        seen.add(path)
        if document is None:
            continue
        # What a file takes in need not be called like one that is found by its name.
        todo += [(os.path.normpath(one), tool) for one in containers.included(document, profile)]
        for container in containers.containers(document, profile):
            before = found.get(container.name)
            found[container.name] = container if before is None else before.joined(container)
    return {name: _with_base(one, found) for name, one in found.items()}


def _files(context: Context, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the files in a folder that set up containers, each with the tool that reads it."""
    index = context.knowledge.index
    for name in context.files.names(folder):
        if name not in index.files and not name.endswith(index.container_endings):
            continue  # a folder may hold thousands of files
        exact = [one.tool for one in index.files.get(name, ()) if one.tool in index.containers]
        fitting = [one.tool for one in index.container_globs if globs.matches(one.steps[-1], name)]
        for tool in dict.fromkeys([*exact, *fitting]):
            yield os.path.join(folder, name), tool


def _with_base(container: Container, found: Mapping[str, Container]) -> Container:
    base = found.get(container.extends[0])
    return container.joined(base.replace(names=frozenset())) if base is not None else container
