from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.document.nodes import List, Table, plain, same, walk
from configlint.document.yaml import parse
from tests.formats.format_checks import (
    ADDITIONS,
    CASES,
    KEYS,
    LINE_BREAKS,
    NASTY_TEXTS,
    SCALARS,
    TEXTS,
    Addition,
    check_insert,
    check_moves,
    check_places,
    check_renames,
    check_replace,
    containers,
    mutations,
    scalars,
    value_at,
)

PLAIN = [
    "plain",
    "two words",
    "it's",
    "a#b",
    "12",
    "-1.5",
    "true",
    "null",
    "~",
    "yes",
    "12:30",
    "0o17",
    "2024-01-02",
]


class Writer:
    """Writes a document in some layout, mostly in block style."""

    def __init__(self, draw: st.DrawFn, aliases: bool) -> None:
        self.draw = draw
        self.aliases = aliases
        self.line_break = draw(LINE_BREAKS)
        self.unit = draw(st.sampled_from([2, 2, 4, 1]))
        self.dash = draw(st.sampled_from([0, 2]))
        self.names = 0
        #: The names that something complete has, and those of them that tables have.
        self.anchors: list[str] = []
        self.tables: list[str] = []

    def one_of(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def number(self, most: int) -> int:
        return self.draw(st.integers(0, most))

    def name(self) -> str:
        if not self.aliases or self.number(2):
            return ""
        self.names += 1
        return f"x{self.names}"

    def named(self, make: Callable[[], str]) -> str:
        name, text = self.name(), make()
        if not name or text.startswith("*"):
            return text
        self.anchors.append(name)
        return f"&{name} {text}"

    def rest(self) -> str:
        """Write what stands behind a value up to the end of the line."""
        return self.one_of("", "", "  ", " # c", "  #: [c") + self.line_break

    def gap(self, indent: str) -> str:
        return self.one_of("", "", "", self.line_break, indent + "# comment" + self.line_break)

    def scalar(self, plain_texts: list[str]) -> str:
        style = self.one_of("plain", "'", '"', "*")
        if style == "*" and self.anchors:
            return "*" + self.one_of(*self.anchors) + " "
        if style in ("plain", "*"):
            return self.one_of(*plain_texts)
        text = self.draw(TEXTS)
        if style == "'":
            return "'" + "".join(char for char in text if char.isprintable()).replace("'", "''") + "'"
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'

    def flow(self, depth: int = 0) -> str:
        kind = self.one_of("scalar", "table", "list") if depth < 2 else "scalar"
        if kind == "scalar":
            return self.scalar(["plain", "two words", "12", "true"])
        blank = self.one_of("", " ", " ", f"{self.line_break}      ", f" # c{self.line_break}      ")
        parts = [self.flow(depth + 1) for _ in range(self.number(2))]
        comma = self.one_of("", ",") if parts else ""
        if kind == "list":
            return "[" + blank + f",{blank}".join(parts) + comma + blank + "]"
        pairs = [f"k{number}: {part}" for number, part in enumerate(parts)]
        return "{" + blank + f",{blank}".join(pairs) + comma + blank + "}"

    def block_text(self, indent: str) -> str:
        header = self.one_of("|", ">") + self.one_of("", "-", "+") + self.rest()
        lines = self.draw(st.lists(st.sampled_from(["text", "more: #x", "", "  deeper"]), max_size=2))
        return header + "".join(f"{indent}   {line}{self.line_break}" for line in ["first", *lines])

    def behind_colon(self, indent: str) -> str:
        kind = self.one_of("scalar", "scalar", "flow", "none", "table", "list", "text")
        if kind == "scalar":
            return " " + self.named(lambda: self.scalar(PLAIN)) + self.rest()
        if kind == "flow":
            return " " + self.named(self.flow) + self.rest()
        if kind == "text":
            return " " + self.block_text(indent)
        if kind == "none" or len(indent) > 5:
            return self.rest()
        name = self.name()
        head = f" &{name}{self.rest()}" if name else self.rest()
        if kind == "list":
            text = head + self.items(indent + " " * self.dash)
        else:
            text = head + self.table(indent + " " * self.unit)
            self.tables += [name] if name else []
        self.anchors += [name] if name else []
        return text

    def table(self, indent: str) -> str:
        text = ""
        if self.tables and self.number(1):
            text = f"{indent}<<: *{self.one_of(*self.tables)}{self.rest()}"
        for key in self.draw(st.lists(KEYS, unique=True, min_size=1, max_size=3)):
            quote = self.one_of("", "", "'", '"')
            text += f"{self.gap(indent)}{indent}{quote}{key}{quote}:{self.behind_colon(indent)}"
        return text

    def items(self, indent: str) -> str:
        text = ""
        for _ in range(1 + self.number(2)):
            kind = self.one_of("scalar", "table", "list", "none") if len(indent) < 6 else "scalar"
            text += self.gap(indent) + indent + "-"
            blanks = self.one_of(" ", " ", "   ")
            inner = indent + " " + blanks
            if kind == "scalar":
                text += blanks + self.named(lambda: self.scalar(PLAIN)) + self.rest()
            elif kind == "none":
                text += self.rest()
            else:
                part = self.table(inner) if kind == "table" else self.items(inner)
                # The first line goes behind the dash if it is no comment.
                is_comment = part.lstrip().startswith("#") or not part.startswith(inner)
                text += self.line_break + part if is_comment else part[len(indent) + 1 :]
        return text

    def document(self) -> str:
        text = self.one_of("", "", "---" + self.line_break, "# top" + self.line_break)
        kind = self.one_of("table", "table", "list", "flow")
        text += {"table": self.table, "list": self.items}[kind]("") if kind != "flow" else self.flow() + self.line_break
        end = self.one_of("", "", "# end" + self.line_break, "..." + self.line_break)
        without = text.removesuffix(self.line_break)
        # A block text may need the line break at the end.
        if not end and self.number(1) and plain(parse(text).root) == plain(parse(without).root):
            text = without
        return self.one_of("", "", "\ufeff") + text + end


@st.composite
def documents(draw: st.DrawFn, aliases: bool = False) -> str:
    return Writer(draw, aliases).document()


def read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


VALUES = st.one_of(SCALARS, st.none(), st.lists(SCALARS, max_size=2), st.dictionaries(KEYS, SCALARS, max_size=2))


@given(documents())
@CASES
def test_every_value_and_key_stands_where_it_says(text: str) -> None:
    document = Document.of(text, "yaml")
    data = read(document.text)
    assert document.problems == []
    assert same(document.data(), data)
    for route in scalars(document):
        node = document.raw(route)
        assert node is not None
        alone = document.text[node.start : node.end] + "\n"
        assert same(read(alone), value_at(data, route))
    for _, entry, _ in walk(document.root):
        if entry:
            assert read(document.text[entry.key_start : entry.key_end]) == entry.key


@given(documents(), st.one_of(SCALARS, st.none()))
@CASES
def test_replace_changes_one_value_only(text: str, value: Any) -> None:
    document = Document.of(text, "yaml")
    for route in scalars(document):
        check_replace(document, route, value)


@given(documents(), VALUES)
@CASES
def test_insert_and_remove_undo_each_other(text: str, value: Any) -> None:
    document = Document.of(text, "yaml")
    for route in containers(document, Table):
        changed = check_insert(document, route, "new key", value)
        again = changed.apply(changed.remove((*route, "new key")))
        assert same(again.data(), document.data())


@given(documents())
@CASES
def test_every_key_can_be_renamed(text: str) -> None:
    check_renames(Document.of(text, "yaml"), "new key")


@pytest.mark.parametrize("check", ADDITIONS)
@given(documents(), VALUES)
@CASES
def test_one_item_is_added(check: Addition, text: str, value: Any) -> None:
    document = Document.of(text, "yaml")
    for route in containers(document, List):
        check(document, route, value)


@given(documents())
@CASES
def test_every_item_can_be_the_first(text: str) -> None:
    check_moves(Document.of(text, "yaml"))


@given(documents())
@CASES
def test_a_null_becomes_a_table_or_a_list(text: str) -> None:
    document = Document.of(text, "yaml")
    for route in scalars(document):
        if value_at(document.data(), route) is None:
            assert value_at(document.apply(document.insert(route, "k", {"n": 1})).data(), route) == {"k": {"n": 1}}
            assert value_at(document.apply(document.append(route, "x")).data(), route) == ["x"]


@given(documents())
@CASES
def test_everything_can_be_removed(text: str) -> None:
    # After what is removed there can be empty lines, which a block text above that keeps them would take.
    assume("|+" not in text and ">+" not in text)
    document = Document.of(text, "yaml")
    for route, _, _ in walk(document.root):
        document.apply(document.remove(route))


@given(documents(aliases=True), SCALARS)
@CASES
def test_with_aliases_changes_are_right_or_refused(text: str, value: Any) -> None:
    document = Document.of(text, "yaml")
    assert same(document.data(), read(document.text))
    for route, _, _ in walk(document.root):
        with suppress(ChangeRefusedError):
            document.apply(document.replace(route, value))
        with suppress(ChangeRefusedError):
            document.apply(document.remove(route))


ANY_TEXT = st.one_of(NASTY_TEXTS, mutations(documents(aliases=True)))


@given(ANY_TEXT)
@CASES
def test_no_text_crashes_the_reader(text: str) -> None:
    check_places(text, "yaml")
    check_places(text, "yaml-1.1")
