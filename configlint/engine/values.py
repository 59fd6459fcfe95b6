"""Values with where they came from."""

from __future__ import annotations

from configlint.document.document import Document
from configlint.document.nodes import Entry, Node, Route
from configlint.records import Record


class Place(Record):
    """A value in a document."""

    document: Document
    route: Route

    @property
    def node(self) -> Node | None:
        """The value there."""
        return self.document.at(self.route)

    @property
    def entry(self) -> Entry | None:
        """The key there, or None for an item of a list."""
        return self.document.entry(self.route)


class Value(Record):
    """A text on its way into a request.

    `text` is None when something stands there that cannot be known without running or reading more: what a
    helper command prints, a variable of an environment that is not known.
    `kind` is "literal" (stands in a file), "env" (a variable; `name` is its name), "file", "command" or
    "default" (the tool's own). `place` is where the text itself stands, `via` the place that refers to it (the
    field that names the variable, the string that holds the reference).
    """

    text: str | None
    kind: str = "default"
    name: str = ""
    place: Place | None = None
    via: Place | None = None

    @property
    def written(self) -> Place | None:
        """Where a person would mend this value: where it stands, else where it is referred to."""
        return self.place or self.via


class RefusedError(Exception):
    """The tool stops before any request.

    `place` is what it stumbles over, when that is known, and `write` what to write there instead.
    """

    def __init__(self, message: str, place: Place | None = None, rule: str | None = None, write: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.rule = rule
        self.write = write
