"""The small language of profiles as typed records: strings, paths, sources of values, references, and conditions.

`catalog.parse` makes these of the strings in a profile's TOML when profiles are compiled. What each form means is
described for people in `profiles/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from configlint.records import Record, cached_property

#: A path into a document in which `*` stands for any key.
Pattern = tuple[str, ...]


class Template(Record):
    """A string with names in braces: `{model}`, `{VARIABLE}`, `{VARIABLE:-default}`.

    `pieces` are (literal text, name after it, default of that name); name and default are None where there is none.
    """

    source: str
    pieces: tuple[tuple[str, str | None, Text | None], ...]

    @cached_property
    def only_name(self) -> str:
        """The name that the text consists of, or an empty text."""
        if len(self.pieces) != 2:
            return ""
        (before, name, default), (after, *_) = self.pieces
        return name if name is not None and not before and not after and default is None else ""


#: A string of a profile; a plain one has no names in it.
Text = str | Template


class Pick(Record):
    """The step `[id={model}]` of a path: the first item of a list (or table) whose `id` has that text."""

    key: tuple[str, ...]
    wanted: Text


class Nearest(Record):
    """The step `[nearest={CWD}]` of a path: the key that is this folder or, of those above it, the nearest."""

    folder: Text


class Path(Record):
    """A path into the merged tree. `text` is how the profile writes it.

    `is_literal` says that its steps are all plain keys; otherwise a step may be one of the above, and `*` any key.
    """

    text: str
    steps: tuple[str | Template | Pick | Nearest, ...]
    is_literal: bool


# ---- sources


class Setting(Record):
    """`key:PATH`: the text at a path of the merged tree."""

    path: Path


class Index(Record):
    """`index:PATH`: where an item is in its list; the last step of the path picks it."""

    path: Path


class Variable(Record):
    """`var:NAME`: a variable, whichever layer set it."""

    name: Text


class ShellVariable(Record):
    """`shell:NAME`: a variable of the process environment alone."""

    name: str


class NamedVariable(Record):
    """`named:PATH`: the variable whose name is at a path; of a list of names, the first that is set."""

    path: Path


class Constant(Record):
    """`is:TEXT`: the text itself."""

    text: Text


class Meaning(Record):
    """`meaning:NAME`: another meaning, or a bound name."""

    name: str


class Command(Record):
    """`command:SOURCE`: a helper command. It is never run, so its value stays unknown."""

    line: Source


class FileContent(Record):
    """`file:PATH`: what a file holds, without blanks at its ends."""

    path: Text


class FirstOf(Record):
    """Several sources that share the options of a refined source; the first from which something is left counts."""

    sources: tuple[Source, ...]


class ListItem(Record):
    """The first item of a list that begins with `prefix`, without it."""

    items: Source
    prefix: Text


class Refined(Record):
    """A source with options, which work in this order: when, read, references, steps, empty, through, mapping, missing.

    `empty_counts` is None where the profile's default holds. `through` are places where the configuration defines
    names: where one has the name `{it}`, what it says there takes its place, as often as it is a name again. `mapping`
    replaces exact strings; a string that it does not list makes the source absent unless `keep_unmapped`. With
    `missing` the tool stops where the source gives nothing.
    """

    source: Source
    when: Condition | None = None
    syntaxes: tuple[Syntax, ...] = ()
    steps: tuple[Operation, ...] = ()
    empty_counts: bool | None = None
    mapping: Mapping[str, Text] | None = None
    keep_unmapped: bool = False
    missing: Text | None = None
    through: tuple[Source, ...] = ()


Source = (
    Setting
    | Index
    | Variable
    | ShellVariable
    | NamedVariable
    | Constant
    | Meaning
    | Command
    | FileContent
    | FirstOf
    | ListItem
    | Refined
)


class Syntax(Record):
    """One way of writing a reference: `${NAME}`, `{file:TEXT}` …

    `head` is the text that every such reference begins with, `expression` finds one. `kind` is "variable", "file",
    "command", or "escape": not a reference, but how its last character is written. `is_whole` says that only a value
    that is nothing else counts, `is_from_others` that a variable which the same file sets does not. `unset` says what
    happens where there is no such variable or file: "keep" the reference, put `unset_text` in its place ("text"), or
    "refuse" with it; there NAME and DEFAULT stand for what the reference says. `has_fallback` says if DEFAULT is a
    fallback.
    """

    text: str
    head: str
    expression: str
    kind: str = "variable"
    is_whole: bool = False
    is_from_others: bool = False
    unset: str = "keep"
    unset_text: str = ""
    has_fallback: bool = False

    def written(self, name: str, default: str | None = None) -> str:
        """Return the reference to a variable as a person writes it."""
        before, word, after = self.text.partition("NAME" if "NAME" in self.text else "TEXT")
        after = after.replace(":-DEFAULT", "") if default is None else after.replace("DEFAULT", default)
        return f"{before}{name if word else ''}{after}"


class Operation(Record):
    """A step on a string, by its name in `engine.operations`.

    `argument` is its text; `steps` are those of "path", and `table` is that of "set-queries" and "append-queries".
    """

    name: str
    argument: Text = ""
    steps: tuple[Operation, ...] = ()
    table: Path | None = None


# ---- conditions


class Exists(Record):
    """`exists:FILE` on the left side of a condition."""

    path: Text


class Test(Record):
    """The right side of a condition.

    `kind` is "present" (there and not empty), "absent" (not there, or empty), "defined" (there, even if empty),
    "equals", "differs" (there, and not `text`), "matches" (`text` is a regular expression) or "has" (a list or table
    has `text`).
    """

    kind: str
    text: Text = ""


class Comparison(Record):
    """A line of a condition: one of `tests` holds for what is on the left."""

    left: Source | Exists
    tests: tuple[Test, ...]

    @cached_property
    def is_constant(self) -> bool:
        """Whether what is on the right has no names in it."""
        return all(isinstance(test.text, str) for test in self.tests)


class Not(Record):
    """A condition that must not hold."""

    condition: Condition


class AnyOf(Record):
    """Conditions of which one must hold."""

    conditions: tuple[Condition, ...]


class Condition(Record):
    """Lines that must all hold; without any it always does."""

    lines: tuple[Comparison | Not | AnyOf, ...] = ()


def syntaxes_of(source: Source, keys: Sequence[str | int] | None = None) -> Iterator[Syntax]:
    """Yield the ways to refer to a variable that a source resolves in what it reads (at one of `keys`, if given)."""
    if isinstance(source, Refined):
        if keys is None or reads(source.source, keys):
            yield from source.syntaxes
        yield from syntaxes_of(source.source, keys)
    elif isinstance(source, FirstOf):
        for one in source.sources:
            yield from syntaxes_of(one, keys)


def reads(source: Source, keys: Sequence[str | int]) -> bool:
    """Return True if a source reads what is at one of `keys`."""
    if isinstance(source, Setting | NamedVariable):
        return source.path.steps[-1] in keys
    if isinstance(source, FirstOf):
        return any(reads(one, keys) for one in source.sources)
    if isinstance(source, Refined):
        return reads(source.source, keys)
    return isinstance(source, ListItem) and reads(source.items, keys)
