"""What a tool has read: the layers of its configuration and its variables, on one machine."""

from __future__ import annotations

from collections.abc import Mapping

from configlint.engine.host import Host
from configlint.engine.tree import Found, Loaded, Tree
from configlint.engine.values import Holds, RefusedError, Resolved, Unknowns, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.document import Document
    from configlint.document.nodes import Route
    from configlint.engine.language import Comparison
    from configlint.engine.model import Layer, Profile
    from configlint.engine.resolver import Resolver


class Reading:
    """All that was read for one tool.

    `variables` is the table that the tool sees, `process` the environment alone, `loaded` every source in rank order,
    `found` the files that were looked at, those included that the tool drops or stops at, and `unread` are the layers
    that were not looked at, so that what they could say is unknown, not absent, each with its usual path. `refused` is
    set when a file stops the tool. `is_static` says that only given files count: what they refer to is not read.
    `shared` has the profile's meanings that are the same for every connection, `connections` what reads the values of
    each, `stops` what keeps the tool from starting, `compared` what lines of conditions (by id) come to for
    every connection, `scalars` what was read of values (by id), and `open_at` the files that could say something at a
    route (by the number of `unread` ones), as far as they were asked for.
    """

    def __init__(self, profile: Profile, host: Host, *, is_static: bool = False) -> None:
        self.profile = profile
        self.host = host
        self.is_static = is_static
        self.variables: dict[str, Value] = {}
        self.process: dict[str, Value] = {}
        self.loaded: list[Loaded] = []
        self.found: list[tuple[Layer, Document]] = []
        self.unread: list[tuple[Layer, str]] = []
        self.refused: RefusedError | None = None
        self.overridden: list[tuple[Value, Value]] = []
        self.shared: dict[str, Resolved] = {}
        self.connections: list[Resolver] | None = None
        self.stops: list[RefusedError] | None = None
        self.compared: dict[int, tuple[Comparison, Holds]] = {}
        self.scalars: dict[int, tuple[Found, Resolved]] = {}
        self.open_at: dict[tuple[int, Route], Unknowns] = {}
        self._tree: Tree | None = None

    @property
    def tree(self) -> Tree:
        """The merged tree of the layers read so far."""
        if self._tree is None:
            self._tree = Tree(self.loaded, self.profile.mounts)
        return self._tree

    @property
    def documents(self) -> list[Document]:
        """The files that were read, each once."""
        loaded = [one.document for one in self.loaded if one.document is not None]
        variables = [value.place.document for value in self.variables.values() if value.place is not None]
        return list(dict.fromkeys([*loaded, *variables]))

    def is_left_open(self, value: Value) -> bool:
        """Return True if a file of variables leaves one empty: the environment counts more than such a file."""
        where = value.place.document if value.place is not None and not value.text else None
        return where is not None and any(one.document is where and one.layer.is_of_programs for one in self.loaded)

    def add(self, loaded: Loaded) -> None:
        """Put what was loaded on top of the rest."""
        self.loaded.append(loaded)
        self._tree = None
        self._forget()

    def set(self, variables: Mapping[str, Value]) -> None:
        """Let `variables` override those set so far."""
        for name, value in variables.items():
            before = self.variables.get(name)
            if before is not None and before.text != value.text:
                self.overridden.append((before, value))
        self.variables |= variables
        self._forget()

    def assume(self, variables: Mapping[str, Value]) -> None:
        """Go on as if the environment had these variables, which are not set, or empty."""
        self.process |= variables
        self.variables |= variables
        self._forget()

    def on(self, host: Host) -> Reading:
        """Return the same as it is read on another host."""
        other = Reading(self.profile, host, is_static=self.is_static)
        other.variables, other.process = self.variables, self.process
        other.loaded, other.unread = self.loaded, self.unread
        return other

    def _forget(self) -> None:
        """Drop what was found with less."""
        self.shared.clear()
        self.compared.clear()
        self.scalars.clear()
        self.connections = self.stops = None
