"""What a tool has read: the layers of its configuration and its variables, on one machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from configlint.engine.tree import Layer, Tree
from configlint.engine.values import RefusedError, Value
from configlint.records import Record

if TYPE_CHECKING:
    from configlint.document.document import Document
    from configlint.engine.profile import Profile


class Machine(Record):
    """What a tool finds around itself.

    `environment` is None where it is not known (not the same as empty). `root` is where absolute paths of profiles
    begin.
    """

    home: str
    directory: str
    environment: Mapping[str, str] | None = None
    system: str = "linux"
    root: str = "/"

    @classmethod
    def here(cls, *, with_environment: bool) -> Machine:
        """Return this machine; without `with_environment` its variables are unknown."""
        system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
        return cls(os.path.expanduser("~"), os.getcwd(), dict(os.environ) if with_environment else None, system)

    @property
    def repository(self) -> str | None:
        """The root of the git work tree around `directory`, or None."""
        return next((folder for folder in self.folders_up() if os.path.exists(os.path.join(folder, ".git"))), None)

    def folders_up(self) -> Iterator[str]:
        """Yield `directory` and all folders above it, the nearest first."""
        folder = self.directory
        while True:
            yield folder
            parent = os.path.dirname(folder)
            if parent == folder:
                return
            folder = parent

    def variable(self, name: str) -> str | None:
        """Return a variable of the environment, or one of the folders that profiles may name."""
        if name in ("HOME", "CWD"):
            return self.home if name == "HOME" else self.directory
        if name == "GIT":
            return self.repository or self.directory
        return self.environment.get(name) if self.environment is not None else None


class Reading:
    """All that was read for one tool.

    `variables` is the table the tool sees, `process` the environment alone, `layers` every source in rank order, and
    `unread` describes the layers that were not looked at, so that what they could say is unknown, not absent.
    `refused` is set when a file stops the tool. `is_static` says that only given files count: what they refer to is
    not read.
    """

    def __init__(self, profile: Profile, machine: Machine, *, is_static: bool = False) -> None:
        self.profile = profile
        self.machine = machine
        self.is_static = is_static
        self.variables: dict[str, Value] = {}
        self.process: dict[str, Value] = {}
        self.layers: list[Layer] = []
        self.unread: list[Mapping[str, Any]] = []
        self.refused: RefusedError | None = None
        self.overridden: list[tuple[Value, Value]] = []
        #: The profile's meanings that are the same for every connection, with what they need, as resolvers found them.
        self.meanings: dict[str, tuple[Value | None, frozenset[str]]] = {}
        self._tree: Tree | None = None

    @property
    def tree(self) -> Tree:
        """The merged tree of the layers read so far."""
        if self._tree is None:
            self._tree = Tree(self.layers, self.profile.mounts)
        return self._tree

    @property
    def documents(self) -> list[Document]:
        """The files that were read, each once."""
        layers = [layer.document for layer in self.layers if layer.document is not None]
        variables = [value.place.document for value in self.variables.values() if value.place is not None]
        return list(dict.fromkeys([*layers, *variables]))

    def add(self, layer: Layer) -> None:
        """Put `layer` on top of the others."""
        self.layers.append(layer)
        self._tree = None
        self.meanings.clear()

    def set(self, variables: Mapping[str, Value]) -> None:
        """Let `variables` override those set so far."""
        for name, value in variables.items():
            before = self.variables.get(name)
            if before is not None and before.text != value.text:
                self.overridden.append((before, value))
        self.variables |= variables
        self.meanings.clear()
