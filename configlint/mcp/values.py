"""A string in a server's entry <-> its literal parts and the variables that it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from configlint.engine import interpolation
from configlint.engine.language import Syntax
from configlint.records import Record


class Reference(Record):
    """A reference to a variable by its name; `kind` may also be "file" (then `name` is its path) or "command".

    `default` is the value where the variable is not set; None without one.
    """

    name: str
    kind: str = "variable"
    default: str | None = None


class Value(Record):
    """A string: literal text and references, in their order. Two values are equal if they mean the same."""

    parts: tuple[str | Reference, ...]

    @property
    def literal(self) -> str | None:
        """The text of a value without references, None with some."""
        return None if self.references else "".join(part for part in self.parts if isinstance(part, str))

    @property
    def references(self) -> list[Reference]:
        """The references in the value."""
        return [part for part in self.parts if isinstance(part, Reference)]

    @property
    def only(self) -> Reference | None:
        """The reference that the value consists of, or None."""
        first = self.parts[0] if len(self.parts) == 1 else None
        return first if isinstance(first, Reference) else None


def literal(text: str) -> Value:
    """Return a value without references."""
    return Value((text,) if text else ())


def parse(text: str, syntaxes: Iterable[Syntax]) -> Value:
    """Return what a tool that resolves references in these syntaxes makes of a string."""
    return Value(tuple(part for part in _parts(text, list(syntaxes)) if part != ""))


def _parts(text: str, syntaxes: list[Syntax]) -> Iterator[str | Reference]:
    found = [
        (one.start, -one.end, syntax.kind, one)
        for syntax in syntaxes
        for one in interpolation.find(syntax, text, whole=syntax.is_whole)
    ]
    at = 0
    for start, _, kind, one in sorted(found, key=lambda item: item[:2]):
        if start >= at:
            yield text[at:start]
            yield Reference(one.name, kind, one.default)
            at = one.end
    yield text[at:]


def written(value: Value, syntaxes: Iterable[Syntax]) -> str | None:
    """Return a value as a tool with these syntaxes takes it, or None if it would make something else of any string."""
    known = list(syntaxes)
    candidates: list[Syntax | None] = [one for one in known if one.kind == "variable"]
    for variables in candidates or [None]:
        text = "".join(part if isinstance(part, str) else _reference(part, variables, known) for part in value.parts)
        if parse(text, known) == value:
            return text
    return None


def _reference(reference: Reference, variables: Syntax | None, syntaxes: list[Syntax]) -> str:
    """Return a reference in the syntax for variables, or in one of its own kind."""
    if reference.kind != "variable":
        variables = next((one for one in syntaxes if one.kind == reference.kind), None)
    elif reference.default is not None:
        variables = next((one for one in syntaxes if one.has_fallback), None)
    if variables is None:
        return ""
    return variables.written(reference.name, reference.default)
