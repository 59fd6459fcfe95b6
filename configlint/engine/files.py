"""Where the files of a layer are on a machine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from configlint.engine import templates
from configlint.engine.reading import Machine

#: Stands for a `~` of a variable's value, which is an ordinary character. No path can hold this one.
_TILDE = "\0"


def find(spec: Mapping[str, Any], machine: Machine) -> Iterator[str]:
    """Yield the existing files of one layer, lowest rank first."""
    own = spec.get("path_on", {}).get(machine.system, spec.get("path", ()))
    candidates = [own] if isinstance(own, str) else list(own)
    folders = list(_folders(spec, machine))
    chain = [(folder, path) for folder in folders for path in candidates]
    chain += [(machine.directory, path) for path in spec.get("then", ())]
    existing = [
        path
        for folder, template in chain
        if (path := locate(template, folder, machine)) is not None and os.path.isfile(path)
    ]
    first_only = not isinstance(own, str) or "then" in spec
    yield from existing[:1] if first_only else reversed(existing)


def paths(spec: Mapping[str, Any]) -> list[str]:
    """Return the paths of one layer as the profile has them, without those that differ on another system."""
    own = spec.get("path", ())
    return [own] if isinstance(own, str) else list(own)


def _folders(spec: Mapping[str, Any], machine: Machine) -> Iterator[str]:
    """Yield the folders in which a relative path of a layer is looked for, the nearest first."""
    if "up" not in spec:
        yield machine.directory
        return
    top = machine.repository or machine.directory if spec["up"] == "repository" else None
    for folder in machine.folders_up():
        yield folder
        if folder == top:
            return


def locate(template: str, folder: str, machine: Machine) -> str | None:
    """Return the path that a layer's template means, or None when it needs a variable that is not set.

    `~` counts only where the profile wrote it: tools do not expand it in a variable's value.
    """
    path = templates.expand(template, lambda name: (machine.variable(name) or "").replace("~", _TILDE) or None)
    if path is None:
        return None
    if path.startswith("~"):
        return os.path.join(machine.home, path[1:].lstrip("/").replace(_TILDE, "~"))
    path = path.replace(_TILDE, "~")
    if path.startswith("git:/"):
        return os.path.join(machine.repository or folder, path[5:])
    if template.startswith("/"):
        return os.path.join(machine.root, path.lstrip("/"))
    return os.path.join(folder, path)
