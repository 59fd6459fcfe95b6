"""What rules look at: one file as one tool reads it, or variables that several share; and what they report."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from configlint.diagnostics.fix import Fix
from configlint.document.document import Document
from configlint.document.nodes import Route, Scalar, walk
from configlint.engine import routes, tables
from configlint.engine.layers import VARIABLES
from configlint.engine.model import Layer, Misplaced, Profile, Removed
from configlint.engine.requests import Request
from configlint.engine.tree import text_of
from configlint.engine.values import Place, RefusedError, Value
from configlint.files.example_files import is_example, is_filled_in
from configlint.records import Record, cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from configlint.catalog.catalog import Catalog
    from configlint.catalog.knowledge import Knowledge
    from configlint.engine.containers import Container
    from configlint.engine.host import Host
    from configlint.files.access import NoFiles
    from configlint.rules.connection import Connections
    from configlint.secrets.redaction import Redactor


class Finding(Record):
    """What a rule reports: a place (or offsets in a document), what is wrong, and what would put it right.

    `key` marks the key at `place` instead of its value. `show_request` adds the request to the message. `write` is what
    to write at the place instead; where the rule has fixes, that is one, as safe as `safety` says, else as usual for
    the rule. `fix` is one of another kind.
    """

    place: Place
    message: str
    help: str = ""
    write: str = ""
    show_request: bool = False
    severity: str | None = None
    key: bool = False
    span: tuple[int, int] | None = None
    related: tuple[tuple[Place, str], ...] = ()
    safety: str = ""
    fix: Fix | None = None


def own_words(profile: Profile, message: str) -> str:
    """Return the tool's own message as one about the tool."""
    names = (profile.name, profile.id, profile.name.partition(" ")[0])
    return message if message.startswith(names) else f"{profile.name} refuses this: {message}"


class Context(Record):
    """What all rules may ask: what is known, what is a key, and the machine."""

    knowledge: Knowledge
    redactor: Redactor
    host: Host

    @property
    def catalog(self) -> Catalog:
        """What is known about providers."""
        return self.knowledge.catalog

    @property
    def files(self) -> NoFiles:
        """What can be seen of the disk and of git."""
        return self.host.files

    def is_for_flux(self, place: Place, text: str) -> bool:
        """Return True if Flux may replace `${NAME}` in a value: a kustomization beside the file, or one folder up, may
        include it.
        """
        if "${" not in text:
            return False
        folder = os.path.dirname(os.path.abspath(place.document.path))
        files = (os.path.join(one, "kustomization.yaml") for one in (folder, os.path.dirname(folder)))
        return any(map(self.files.exists, files))

    def is_filled_in(self, place: Place, text: str) -> bool:
        """Return True if a value (without blanks around it) is replaced before the tool reads it, or by whoever copies
        the example that it is in.
        """
        path = place.document.path
        if is_filled_in(path, text) or self.is_for_flux(place, text):
            return True
        if not is_example(path) or not text.isprintable() or any(mark in text for mark in ".:"):
            return False
        from configlint.secrets.values.placeholders import is_placeholder

        return is_placeholder(text)

    @cached_property
    def projects(self) -> dict[str, Mapping[str, Container]]:
        """The containers that the files of a folder set up together, by folder, as far as rules asked for them."""
        return {}

    @cached_property
    def projects_around(self) -> dict[str, list[str]]:
        """The folders with `projects` that files in a folder may be used in, as far as rules asked for them."""
        return {}


class Shared(Record):
    """A variable in a `.env` that several tools read whose own files are there, too; `requests` has theirs, by tool."""

    context: Context
    name: str
    place: Place
    requests: Mapping[str, Request]


class Refusal(Record):
    """Why a tool does not start, or sends nothing over a connection, and where to report it.

    `is_active` is False for a connection that is not in use.
    """

    context: Context
    profile: Profile
    error: RefusedError
    place: Place
    is_active: bool = True


class File(Record):
    """One document as one tool reads it.

    `layer` is what it is in the profile, `root` the folder that the tool works in when it reads it, `replace_with` the
    file that the tool reads instead of this one, `variables` is what it sets. `connections` are those of the tool, with
    all of its files; none where it does not read the file.
    """

    context: Context
    document: Document
    profile: Profile
    layer: Layer
    root: str
    replace_with: str
    variables: Mapping[str, Value]
    connections: Connections | None = None

    @property
    def tool(self) -> str:
        """What people call the tool."""
        return self.profile.name

    @property
    def stops(self) -> list[RefusedError]:
        """What in the file keeps the tool from starting."""
        found = self.connections.stops if self.connections is not None else []
        return [stop for stop in found if stop.place is not None and stop.place.document is self.document]

    def text_at(self, route: Route) -> str | None:
        """Return the text of the value at `route`, or None where there is none."""
        node = self.document.at(route)
        return text_of(node.value) if isinstance(node, Scalar) else None

    @property
    def _is_general(self) -> bool:
        """Whether the file sets variables for all programs, so that nothing in it is misplaced for one of them."""
        return self.layer.number == VARIABLES

    @cached_property
    def removed(self) -> list[tuple[Route, Removed]]:
        """The options, or values of options, that the tool no longer has, and where they are."""
        return [
            (route, one)
            for one in (self.profile.removed if not self._is_general else ())
            for route in tables.entries_at(self.document, one.pattern)
            if one.value is None or self.text_at(route) == one.value
        ]

    @cached_property
    def misplaced(self) -> list[tuple[Route, Misplaced]]:
        """The keys that the tool does not look for where they are."""
        return list(self._find_misplaced())

    @property
    def claimed(self) -> set[Route]:
        """The routes that the rules about removed and misplaced keys report."""
        return {route for route, _ in (*self.removed, *self.misplaced)}

    def _find_misplaced(self) -> Iterator[tuple[Route, Misplaced]]:
        for misplaced in self.profile.misplaced if not self._is_general else ():
            if misplaced.when is not None:
                first = next(iter(self.connections or ()), None)
                if first is None or not first.is_true(misplaced.when):
                    continue
            if misplaced.pattern is not None:
                yield from ((route, misplaced) for route in tables.entries_at(self.document, misplaced.pattern))
                continue
            for route, entry, _ in walk(self.document.root):
                if entry is None or len(route) < 2 or entry.key not in misplaced.below:
                    continue
                if not any(routes.matches(pattern, route) for pattern in misplaced.unless):
                    yield route, misplaced

    def at(self, route: Route, message: str, **more: Any) -> Finding:
        """Report something at `route` of this file."""
        return Finding(Place(self.document, route), message, **more)
