from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.document.document import Document
from configlint.document.nodes import List, Route, Table, same, walk
from configlint.document.toml import parse
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

PLAIN = st.sampled_from(["1_000", "0xff", "-17", "1e3", "6.5", "inf", "true", "1979-05-27 07:32:00", "07:32:00"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a document in some layout."""
    line_break = draw(LINE_BREAKS)

    def blank() -> str:
        return draw(st.sampled_from(["", "", " ", "  ", "\t"]))

    def comment() -> str:
        return draw(st.sampled_from(["", "", " # c", "  #\"'[{"]))

    def string(text: str) -> str:
        escaped = json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")
        styles = [f'"{escaped}"', f'"""{escaped}"""', f'"""{line_break}{escaped}"""']
        if text.isprintable() and "'" not in text:
            styles += [f"'{text}'", f"'''{text}'''", f"'''{line_break}{text}{line_break}'''"]
        return draw(st.sampled_from(styles))

    def value(depth: int) -> str:
        kind = draw(st.sampled_from(["text", "text", "plain", "list", "table"] if depth < 2 else ["text", "plain"]))
        if kind == "text":
            return string(draw(TEXTS))
        if kind == "plain":
            return draw(PLAIN)
        parts = [value(depth + 1) for _ in range(draw(st.integers(0, 3)))]
        if kind == "table":
            pairs = [f"{blank()}k{number}{blank()}={blank()}{part}" for number, part in enumerate(parts)]
            return "{" + ",".join(pairs) + blank() + "}"
        if draw(st.booleans()):
            return "[" + ",".join(blank() + part + blank() for part in parts) + "]"
        lines = "".join(f"  {part},{comment()}{line_break}" for part in parts)
        return f"[{comment()}{line_break}{lines}{blank()}]"

    def statements(indent: str) -> str:
        names = draw(
            st.lists(
                st.sampled_from(["a", "b-c", '"d e"', "'f'", "x.y", "x.z", "x . w.v"]),
                unique=True,
                max_size=4,
            )
        )
        lines = [f"{indent}{name}{blank()}={blank()}{value(0)}{comment()}" for name in names]
        return "".join(
            line + line_break + draw(st.sampled_from(["", "", line_break, "# c" + line_break])) for line in lines
        )

    def section(name: str, brackets: int = 1) -> str:
        indent = blank()
        header = indent + "[" * brackets + blank() + name + blank() + "]" * brackets
        above = draw(st.sampled_from(["", line_break, f"# about{line_break}", f"{line_break}# about{line_break}"]))
        return above + header + comment() + line_break + statements(indent)

    text = draw(st.sampled_from(["", line_break, f"# top{line_break}", f"# top{line_break}{line_break}"])) + statements(
        ""
    )
    for number in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["table", "implicit", "list"]))
        if kind == "table":
            text += section(f"t{number}") + (section(f"t{number}.s") if draw(st.booleans()) else "")
        elif kind == "implicit":
            text += section(f'p{number} . "q"')
        else:
            for _ in range(draw(st.integers(1, 2))):
                text += section(f"l{number}", 2) + (section(f"l{number}.s") if draw(st.booleans()) else "")
    if draw(st.booleans()):
        text = text.removesuffix(line_break)
    return draw(st.sampled_from(["", "", "\ufeff"])) + text


VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(KEYS, SCALARS, max_size=2))


@given(documents())
@CASES
def test_every_value_and_key_stands_where_it_says(text: str) -> None:
    document = Document.of(text, "toml")
    data = tomllib.loads(document.text)
    assert document.problems == []
    assert same(document.data(), data)
    for route in scalars(document):
        node = document.raw(route)
        assert node is not None
        assert same(tomllib.loads(f"x = {document.text[node.start : node.end]}")["x"], value_at(data, route))
    for _, entry, _ in walk(document.root):
        if entry:
            assert list(tomllib.loads(f"{document.text[entry.key_start : entry.key_end]} = 0")) == [entry.key]


@given(documents(), SCALARS)
@CASES
def test_replace_changes_one_value_only(text: str, value: Any) -> None:
    document = Document.of(text, "toml")
    for route in scalars(document):
        check_replace(document, route, value)


@given(documents(), VALUES)
@CASES
def test_insert_and_remove_undo_each_other(text: str, value: Any) -> None:
    document = Document.of(text, "toml")
    for route in containers(document, Table):
        changed = check_insert(document, route, "new key", value)
        again = changed.apply(changed.remove((*route, "new key")))
        assert same(again.data(), document.data())


@given(documents())
@CASES
def test_every_key_can_be_renamed(text: str) -> None:
    check_renames(Document.of(text, "toml"), "new key")


@pytest.mark.parametrize("check", ADDITIONS)
@given(documents(), VALUES)
@CASES
def test_one_item_is_added(check: Addition, text: str, value: Any) -> None:
    document = Document.of(text, "toml")
    for route in containers(document, List):
        check(document, route, {"k": value} if sections_in(document, route) else value)


@given(documents())
@CASES
def test_every_item_can_be_the_first(text: str) -> None:
    check_moves(Document.of(text, "toml"))


@given(documents())
@CASES
def test_all_but_the_only_section_of_a_list_can_be_removed(text: str) -> None:
    document = Document.of(text, "toml")
    for route, _, _ in walk(document.root):
        if sections_in(document, route[:-1]) != 1:
            document.apply(document.remove(route))


def sections_in(document: Document, route: Route) -> int:
    """Count the `[[sections]]` that a list is made of."""
    node = document.at(route)
    return len(node.items) if isinstance(node, List) and node.items and node.items[0].start == node.start else 0


ANY_TEXT = st.one_of(NASTY_TEXTS, mutations(documents()))


@given(ANY_TEXT)
@CASES
def test_no_text_crashes_the_reader(text: str) -> None:
    check_places(text, "toml")


@given(ANY_TEXT)
@CASES
def test_what_is_read_is_what_the_standard_library_reads(text: str) -> None:
    parsed = parse(text)
    try:
        tomllib.loads(text)
    except ValueError:
        assert parsed.problems
    else:
        assert not parsed.problems
