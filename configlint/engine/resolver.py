"""Evaluates a profile's sources, conditions and meanings for one connection.

Every answer comes with what is not known and could have supplied or changed it: variables where the environment is not
known, and files that were not read. Whoever draws a conclusion from an absence looks at that first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from configlint.document.nodes import List, Scalar, resolve
from configlint.engine import conditions, operations, templates
from configlint.engine.language import (
    Command,
    Condition,
    Constant,
    FileContent,
    FirstOf,
    Index,
    ListItem,
    Meaning,
    NamedVariable,
    Operation,
    Path,
    Refined,
    Setting,
    ShellVariable,
    Source,
    Text,
    Variable,
)
from configlint.engine.reading import Reading
from configlint.engine.references import read_file, resolve_references
from configlint.engine.tree import Found
from configlint.engine.tree_reader import FOLDERS, Bound, TreeReader
from configlint.engine.values import (
    ABSENT,
    NOTHING_UNKNOWN,
    Holds,
    Items,
    Place,
    RefusedError,
    Resolved,
    Unknowns,
    Value,
)
from configlint.records import Record


class Steps(Record):
    """Operations with their arguments; None where an argument has no value."""

    steps: tuple[operations.Step, ...] | None
    unknowns: Unknowns = NOTHING_UNKNOWN


class Resolver(TreeReader):
    """Reads values for one set of bound names. `own_meanings` replace the profile's, `shareable` ones hold for all."""

    def __init__(
        self,
        reading: Reading,
        bound: Bound | None = None,
        own_meanings: Mapping[str, tuple[Source, ...]] | None = None,
    ) -> None:
        meanings = {**reading.profile.meanings, **own_meanings} if own_meanings else reading.profile.meanings
        super().__init__(reading, bound or Bound(), meanings)
        self.shareable = reading.profile.shared_meanings if own_meanings is None else frozenset[str]()
        self._known: dict[str, Resolved] = {}
        self._open: set[str] = set()

    # ---- meanings and strings

    def meaning(self, name: str) -> Resolved:
        """Return the value of a meaning of the profile."""
        known = self.reading.shared if name in self.shareable else self._known
        if name in known:
            return known[name]
        if name in self._open:
            return ABSENT  # a meaning that needs itself has nothing to say
        self._open.add(name)
        try:
            result = self.first(self.meanings.get(name, ()))
        finally:
            self._open.discard(name)
        known[name] = result
        return result

    def expand(self, text: Text) -> Resolved:
        """Return a string with its names replaced, absent when one has no value."""
        if isinstance(text, str):
            return Resolved(Value(text))
        unknowns: Unknowns = NOTHING_UNKNOWN
        result = ""
        for literal, name, default in text.pieces:
            result += literal
            if name is None:
                continue
            found = self._named(name)
            unknowns |= found.unknowns
            value = found.text
            if not value and default is not None:
                fallback = self.expand(default)
                unknowns |= fallback.unknowns
                value = fallback.text
            if value is None:
                return Resolved(None, unknowns)
            result += value
        return Resolved(Value(result), unknowns)

    def text(self, text: Text) -> str | None:
        """Return what `expand` gives, as a mere text."""
        return text if isinstance(text, str) else self.expand(text).text

    def message(self, text: Text) -> str:
        """Return a message of the profile with its names replaced; names without a value stay in braces."""

        def named(name: str) -> str:
            value = self._named(name).text
            return f"{{{name}}}" if value is None else value

        return templates.expand(text, named) or templates.source(text)

    def _named(self, name: str) -> Resolved:
        """Return what a name in a template stands for: a bound name, a meaning, a folder, or a variable."""
        if name in self.bound.names:
            return Resolved(Value(self.bound.names[name]))
        if name in self.meanings:
            found = self.meaning(name)
            return Resolved(Value("{model}"), found.unknowns) if name == "model" and found.value is None else found
        if name == "model":
            return Resolved(Value("{model}"))  # only the command line knows it
        if name in FOLDERS:
            return Resolved(Value(self.reading.host.variable(name)))
        return self._variable(name) if name.isupper() else ABSENT

    # ---- sources

    def first(self, sources: Iterable[Source]) -> Resolved:
        """Return the value of the first source that has one."""
        unknowns: Unknowns = NOTHING_UNKNOWN
        for source in sources:
            found = self.read(source, unknowns)
            if found.value is not None:
                return found.among(unknowns)
            unknowns |= found.unknowns
        return Resolved(None, unknowns) if unknowns else ABSENT

    def read(self, source: Source, earlier: Unknowns = NOTHING_UNKNOWN) -> Resolved:
        """Return the value of one source; `earlier` is what could make sources before it count.

        Raises RefusedError where the tool stops over it.
        """
        if isinstance(source, Refined):
            return self._refined(source, earlier)
        found = self.raw(source)
        if found.text == "" and not self.reading.profile.empty_counts:
            return Resolved(None, found.unknowns)
        return found

    def raw(self, source: Source) -> Resolved:
        """Return the value of one source, also an empty text that counts as none."""
        if isinstance(source, Setting):
            return self._setting(source.path)
        if isinstance(source, Meaning):
            is_bound = source.name in self.bound.names
            return self._constant(templates.of_name(source.name)) if is_bound else self.meaning(source.name)
        if isinstance(source, Variable):
            if isinstance(source.name, str):
                return self._variable(source.name)
            name = self.expand(source.name)
            return self._variable(name.text).among(name.unknowns) if name.text else Resolved(None, name.unknowns)
        if isinstance(source, NamedVariable):
            return self._named_variable(source)
        if isinstance(source, Constant):
            return self._constant(source.text)
        if isinstance(source, Index):
            route, unknowns = self.locate(source.path)
            return Resolved(Value(str(route[-1])) if route else None, unknowns)
        if isinstance(source, ShellVariable):
            value = self.reading.process.get(source.name)
            return Resolved(value) if value is not None else self._unset(source.name)
        if isinstance(source, Command):
            line = self.read(source.line)
            return Resolved(line.value and Value(None, "command", via=line.value.written), line.unknowns)
        if isinstance(source, FileContent):
            return self._file_content(source.path)
        return self._refined(Refined(source))

    def _refined(self, source: Refined, earlier: Unknowns = NOTHING_UNKNOWN) -> Resolved:
        unknowns = NOTHING_UNKNOWN
        if source.when is not None:
            holds = self.holds(source.when)
            unknowns = holds.unknowns
            if not holds.is_true:
                return Resolved(None, unknowns)
        found = self._unrefined(source)
        if source.missing is not None and found.value is None and not (found.unknowns or earlier):
            raise RefusedError(self.message(source.missing), self.place_of(source.source))
        return found.among(unknowns)

    def _unrefined(self, source: Refined) -> Resolved:
        inner = source.source
        if not isinstance(inner, FirstOf):
            return self._refine(self._item(inner) if isinstance(inner, ListItem) else self.raw(inner), source)
        unknowns: Unknowns = NOTHING_UNKNOWN
        for one in inner.sources:
            found = self._refine(self._with_empty(one), source)
            unknowns |= found.unknowns
            if found.value is not None:
                return found.among(unknowns)
        return Resolved(None, unknowns)

    def _with_empty(self, source: Source) -> Resolved:
        """Read a source so that an empty text counts, unless it says otherwise itself."""
        if not isinstance(source, Refined):
            return self.raw(source)
        return self._refined(source if source.empty_counts is not None else source.replace(empty_counts=True))

    def _refine(self, found: Resolved, source: Refined) -> Resolved:
        """Apply the options of a source, in their order, to what was read."""
        if found.value is not None and source.syntaxes:
            found = resolve_references(self.reading, found.value, source.syntaxes).among(found.unknowns)
        value, unknowns = found.value, found.unknowns
        if value is None or value.text is None:
            return found
        changed: str | None = value.text
        if source.steps and changed is not None:
            bound = self.steps(source.steps)
            unknowns |= bound.unknowns
            changed = None if bound.steps is None else operations.run(bound.steps, changed)
        empty_counts = self.reading.profile.empty_counts if source.empty_counts is None else source.empty_counts
        if changed is None or (not changed and not empty_counts):
            return Resolved(None, unknowns)
        if source.through:
            followed = self._followed(changed, source.through)
            unknowns |= followed.unknowns
            changed = followed.text
        if source.mapping is not None and changed is not None:
            if changed in source.mapping:
                mapped = self.expand(source.mapping[changed])
                unknowns |= mapped.unknowns
                changed = mapped.text
                if value.place is not None and not isinstance(value.place.node, Scalar):
                    return Resolved(mapped.value, unknowns)  # what the name of a table stands for, nobody wrote
            elif not source.keep_unmapped:
                changed = None
        if changed is None:
            return Resolved(None, unknowns)
        return Resolved(value if changed == value.text else value.replace(text=changed), unknowns)

    def _followed(self, name: str, definitions: tuple[Source, ...]) -> Resolved:
        """Return what a name leads to over the definitions of names in the configuration."""
        unknowns: Unknowns = NOTHING_UNKNOWN
        seen = {name}
        while True:
            bound = Bound({**self.bound.names, "it": name}, self.bound.routes)
            found = Resolver(self.reading, bound, self.meanings).first(definitions)
            unknowns |= found.unknowns
            if found.text is None or found.text in seen:
                return Resolved(Value(name), unknowns)
            name = found.text
            seen.add(name)

    def _item(self, source: ListItem) -> Resolved:
        prefix = self.expand(source.prefix)
        if not prefix.text:
            return Resolved(None, prefix.unknowns)
        items = self.items(source.items)
        unknowns = prefix.unknowns | items.unknowns
        for item in items.values:
            if item.text is not None and item.text.startswith(prefix.text):
                return Resolved(item.replace(text=item.text[len(prefix.text) :].strip()), unknowns)
        return Resolved(None, unknowns)

    def _constant(self, text: Text) -> Resolved:
        """Return an expanded text; one that is nothing but a bound name keeps the place of that key."""
        name = "" if isinstance(text, str) else text.only_name
        route = self.bound.routes.get(name) if name else None
        if route is not None:
            found = self.reading.tree.find(route)
            if found and found[0].place is not None:
                return Resolved(Value(self.bound.names[name], "literal", place=found[0].place))
        return self.expand(text)

    # ---- variables and files

    def _variable(self, name: str) -> Resolved:
        value = self.reading.variables.get(name)
        if value is None:
            return self._unset(name)
        return Resolved(value, self._unset(name).unknowns if self.reading.is_left_open(value) else NOTHING_UNKNOWN)

    def _unset(self, name: str) -> Resolved:
        return Resolved(None, frozenset((name,))) if self.reading.host.environment is None else ABSENT

    def _named_variable(self, source: NamedVariable) -> Resolved:
        """Return the variable whose name is in the configuration; of a list of names, the first that is set."""
        names = self.items(Setting(source.path))
        unknowns = names.unknowns
        unset = None
        for name in names.values:
            if not name.text:
                continue
            value = self.reading.variables.get(name.text)
            if value is not None and value.text:
                return Resolved(value.replace(via=name.place), unknowns)
            if self.reading.host.environment is None and name.place is not None:
                unset = unset or Value(None, "env", name.text, via=name.place)
            else:
                unknowns |= self._unset(name.text).unknowns
        return Resolved(unset, unknowns)

    def variable_named(self, name: Value) -> Value | None:
        """Return the variable whose name is the text of `name`, which stays the place to change it."""
        value = self.read(Variable(name.text)).value if name.text else None
        if value is None and name.text and self.reading.host.environment is None:
            value = Value(None, "env", name.text)
        return value.replace(via=name.place) if value is not None else None

    def _file_content(self, template: Text) -> Resolved:
        path = self.expand(template)
        if path.text and self.reading.is_static:
            return Resolved(None, path.unknowns | {path.text})
        content = read_file(self.reading.host, path.text) if path.text else None
        return Resolved(None if content is None else Value(content, "file", path.text or ""), path.unknowns)

    # ---- the tree

    def _setting(self, path: Path) -> Resolved:
        route, unknowns = self.locate(path)
        if route is None:
            return Resolved(None, unknowns) if unknowns else ABSENT
        found = self.reading.tree.find(route)
        if not found:
            return Resolved(None, unknowns | self.unread_at(route)) if self.reading.unread or unknowns else ABSENT
        return self.scalar(found[0]).among(unknowns)

    def items(self, source: Source) -> Items:
        """Return the strings of a list in the tree, or the single text that another source gives."""
        if not isinstance(source, Setting):
            read = self.read(source)
            return Items((read.value,) if read.value is not None else (), read.unknowns)
        route, unknowns = self.locate(source.path)
        found = self.reading.tree.find(route) if route is not None else []
        if route is not None and not found:
            unknowns |= self.unread_at(route)
        if not found:
            return Items((), unknowns)
        first = found[0]
        if isinstance(first.node, List):
            places = [
                Found(first.loaded, (*first.route, index), item)
                for index, child in enumerate(first.node.items)
                if (item := resolve(child)) is not None
            ]
        else:
            places = [first]
        read_items = [self.scalar(place) for place in places if isinstance(place.node, Scalar)]
        unknowns = unknowns.union(*(one.unknowns for one in read_items))
        return Items(tuple(one.value for one in read_items if one.value is not None), unknowns)

    def place_of(self, source: Source | None) -> Place | None:
        """Return where the text that `source` reads is written, for a message about it."""
        if isinstance(source, Variable) and isinstance(source.name, str):
            variable = self.reading.variables.get(source.name)
            return variable.place if variable is not None else None
        route = self.route(source.path) if isinstance(source, Setting | NamedVariable) else None
        found = self.reading.tree.find(route) if route is not None else []
        return found[0].place if found else None

    # ---- steps and conditions

    def steps(self, listed: Iterable[Operation]) -> Steps:
        """Return operations with their arguments, ready to be run; what is not known stays as its name in braces."""
        unknowns: Unknowns = NOTHING_UNKNOWN
        bound: list[operations.Step] = []
        for one in listed:
            if one.table is not None:
                bound.append(operations.bind_table(one.name, self.table(one.table)))
            elif one.steps:
                inner = self.steps(one.steps)
                unknowns |= inner.unknowns
                if inner.steps is None:
                    return Steps(None, unknowns)
                bound.append(operations.bind_path(inner.steps))
            else:
                argument = self.expand(one.argument)
                unknowns |= argument.unknowns
                if argument.text is None and not argument.unknowns:
                    return Steps(None, unknowns)
                bound.append(operations.bind(one.name, argument.text or self.message(one.argument)))
        return Steps(tuple(bound), unknowns)

    def holds(self, condition: Condition) -> Holds:
        """Return whether every line of a condition holds."""
        return conditions.holds(self, condition)
