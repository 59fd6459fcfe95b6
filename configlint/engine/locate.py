"""Where the files of a layer are on a machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from configlint.engine import templates
from configlint.engine.host import Host
from configlint.engine.language import Text
from configlint.engine.model import Layer

#: Stands for a `~` of a variable's value, which is an ordinary character. No path can hold this one.
_TILDE = "\0"
#: Stands in a path for the names of all files below a folder.
ANY_DEPTH = "/**/*"
#: How many folders deep that goes.
DEPTH = 5
#: What the root of a repository is called, for people.
REPOSITORY = "<repository>"


def find(layer: Layer, host: Host) -> Iterator[str]:
    """Yield the existing files of one layer, lowest rank first."""
    existing = _existing(layer, host)
    yield from existing[:1] if layer.is_first_only else reversed(existing)


def read_instead(layers: Iterable[Layer], host: Host, path: str) -> str:
    """Return the file that a tool reads instead of the one at `path`, because it stops at the first; "" if none."""
    for layer in layers:
        existing = _existing(layer, host) if layer.is_first_only else []
        if path in existing[1:]:
            return existing[0]
    return ""


def _existing(layer: Layer, host: Host) -> list[str]:
    """Return the files of a layer that are there, in the order in which the tool looks for them."""
    candidates = layer.paths_on.get(host.system, layer.paths)
    chain = [(folder, path) for folder in folders(layer, host) for path in candidates]
    chain += [(host.directory, path) for path in layer.fallback_paths]
    found = (locate(template, folder, host) for folder, template in chain)
    return [path for pattern in found if pattern is not None for path in _files(pattern, host)]


def _files(pattern: str, host: Host) -> Iterator[str]:
    """Yield the files that a path means, the last by name first; `/**/*` stands for all names below a folder."""
    folder, mark, ending = pattern.partition(ANY_DEPTH)
    if mark:
        yield from (path for path in _below(folder, host, DEPTH) if path.endswith(ending))
    elif host.files.is_file(pattern):
        yield pattern


def _below(folder: str, host: Host, depth: int) -> Iterator[str]:
    real = host.files.real_path(folder)
    for name in reversed(host.files.names(folder)):
        path = os.path.join(folder, name)
        if host.files.is_file(path):
            yield path
        elif depth and host.files.real_path(path) == os.path.join(real, name):  # a link may lead anywhere
            yield from _below(path, host, depth - 1)


def with_project(host: Host, markers: Iterable[str]) -> Host:
    """Return a host whose project begins at the nearest folder with a file or folder of one of these names."""
    marked = (
        folder
        for folder in host.folders_up()
        if any(host.files.exists(os.path.join(folder, marker)) for marker in markers)
    )
    return host.replace(project=next(marked, host.directory))


def folders(layer: Layer, host: Host) -> Iterator[str]:
    """Yield the folders in which a relative path of a layer is looked for, the nearest first."""
    if not layer.up:
        yield host.directory
        return
    top = host.top if layer.up == "repository" else None
    for folder in host.folders_up():
        yield folder
        if folder == top:
            return


def locate(template: Text, folder: str, host: Host) -> str | None:
    """Return the path that a layer's template means, or None when it needs a variable that is not set.

    `~` counts only where the profile wrote it: tools do not expand it in a variable's value.
    """
    path = templates.expand(template, lambda name: (host.variable(name) or "").replace("~", _TILDE) or None)
    if path is None:
        return None
    if path.startswith("~"):
        return os.path.join(host.home, path[1:].lstrip("/").replace(_TILDE, "~"))
    path = path.replace(_TILDE, "~")
    if path.startswith("git:/"):
        return os.path.join(host.repository or folder, path[5:])
    if templates.source(template).startswith("/"):
        return os.path.join(host.root, path.lstrip("/"))
    return os.path.join(folder, path)


def to_write(template: Text, layers: Iterable[Layer], host: Host) -> str | None:
    """Return the path of a file that a tool reads as one of its layers, on this system, or None as `locate` does."""
    layer = next((one for one in layers if template in one.paths), None)
    if layer is not None and len(own := layer.paths_on.get(host.system, ())) == len(layer.paths):
        template = own[layer.paths.index(template)]
    return locate(template, host.directory, host)


def usual(template: Text) -> str:
    """Return the path that a template means where no variable is set, for people."""
    path = templates.expand(template, lambda name: None) or templates.source(template)
    return REPOSITORY + path.removeprefix("git:") if path.startswith("git:/") else path
