"""Values with where they came from."""

from __future__ import annotations

from configlint.document.document import Document
from configlint.document.nodes import Entry, Node, Route
from configlint.files.text import one_line
from configlint.records import Record

#: How records set their fields while they are made; afterwards nothing can.
_set = object.__setattr__


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
    """A string on its way into a request.

    `text` is None when something is there that cannot be known without running or reading more: what a helper command
    prints, a variable of an environment that is not known.
    `kind` is "literal" (written in a file), "env" (a variable; `name` is its name), "file", "command" or "default" (the
    tool's own). `place` is where the text itself is written, `via` the place that refers to it (the field that names
    the variable, the string that holds the reference).
    """

    text: str | None
    kind: str = "default"
    name: str = ""
    place: Place | None = None
    via: Place | None = None

    # Written out, as for the two records below: files lead to hundreds of them, and so they cost half as much.
    def __init__(
        self,
        text: str | None,
        kind: str = "default",
        name: str = "",
        place: Place | None = None,
        via: Place | None = None,
    ) -> None:
        _set(self, "text", text)
        _set(self, "kind", kind)
        _set(self, "name", name)
        _set(self, "place", place)
        _set(self, "via", via)

    @property
    def written(self) -> Place | None:
        """Where a person would change this value: where it is written, else where it is referred to."""
        return self.place or self.via


#: What nobody knows without looking elsewhere: names of variables, and paths of files that were not read.
Unknowns = frozenset[str]
NOTHING_UNKNOWN: Unknowns = frozenset()


class Resolved(Record):
    """What a source gives: its value, or None where it is absent; and what could have supplied or changed that."""

    value: Value | None
    unknowns: Unknowns = NOTHING_UNKNOWN

    def __init__(self, value: Value | None, unknowns: Unknowns = NOTHING_UNKNOWN) -> None:
        _set(self, "value", value)
        _set(self, "unknowns", unknowns)

    @property
    def text(self) -> str | None:
        """The text of the value; None, too, where the value is not known."""
        return self.value.text if self.value is not None else None

    def among(self, unknowns: Unknowns) -> Resolved:
        """Return the same with more unknowns."""
        return self if unknowns <= self.unknowns else Resolved(self.value, self.unknowns | unknowns)


ABSENT = Resolved(None)


class Holds(Record):
    """Whether a condition holds, as far as is known, and what could change that."""

    is_true: bool
    unknowns: Unknowns = NOTHING_UNKNOWN

    def __init__(self, is_true: bool, unknowns: Unknowns = NOTHING_UNKNOWN) -> None:
        _set(self, "is_true", is_true)
        _set(self, "unknowns", unknowns)

    def for_sure(self, *, whatever_files_say: bool = False) -> bool:
        """Return True if the condition holds whatever unknown variables may be.

        With `whatever_files_say`, also whatever is in the files that were not read.
        """
        return self.is_true and not any(whatever_files_say or name.isidentifier() for name in self.unknowns)


#: What most conditions come to, as a record of each: creating them takes much of the time of evaluating.
TRUE, FALSE = Holds(True), Holds(False)


def held(is_true: bool, unknowns: Unknowns) -> Holds:
    """Return what a condition comes to."""
    return Holds(is_true, unknowns) if unknowns else TRUE if is_true else FALSE


class RefusedError(Exception):
    """The tool stops before any request.

    `place` is what it stumbles over, if that is known, `rule` the rule that reports it, and `write` what to write there
    instead. `about` is the part of the request that is missing or cannot be used ("base_url", "key"), "headless" where
    the tool would ask if somebody were there, or empty. If something is missing, `place` is the table it belongs into
    and `option` its key there. If one of several words belongs there, `choices` are those. It is not certain where a
    file that was not read could prevent it.
    """

    def __init__(
        self,
        message: str,
        place: Place | None = None,
        rule: str | None = None,
        write: str = "",
        *,
        about: str = "",
        option: str = "",
        is_certain: bool = True,
        choices: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = one_line(message)  # it quotes values
        self.place = place
        self.rule = rule
        self.write = write
        self.about = about
        self.option = option
        self.is_certain = is_certain
        self.choices = choices

    def at(self, place: Place) -> RefusedError:
        """Return the same about another place."""
        moved = RefusedError(self.message, place, self.rule, self.write, about=self.about, option=self.option)
        moved.is_certain, moved.choices = self.is_certain, self.choices
        return moved


class Items(Record):
    """The strings of a list, and what could have changed it."""

    values: tuple[Value, ...] = ()
    unknowns: Unknowns = NOTHING_UNKNOWN
