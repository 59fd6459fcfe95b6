from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.document.document import Document
from configlint.document.json import parse
from configlint.document.nodes import List, Table, plain, same, walk
from tests.formats.format_checks import (
    ADDITIONS,
    CASES,
    KEYS,
    LINE_BREAKS,
    NASTY_TEXTS,
    SCALARS,
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


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, Any]:
    """Draw a text in some layout, and what it means."""
    line_break = draw(LINE_BREAKS)
    json5 = draw(st.booleans())
    spread = draw(st.booleans())
    blanks = ["", "", " ", "  "]
    if json5:
        blanks += ["/* c */", "\t", f"// c {line_break}", f"/* c{line_break} d */ "]

    def blank() -> str:
        return draw(st.sampled_from(blanks))

    def string(text: str) -> str:
        if json5 and draw(st.booleans()):
            return "'" + json.dumps(text)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
        return json.dumps(text, ensure_ascii=draw(st.booleans()))

    def key(text: str) -> str:
        return text if json5 and text.isidentifier() and draw(st.booleans()) else string(text)

    def value(depth: int) -> tuple[str, Any]:
        kind = draw(st.sampled_from(["scalar", "table", "list"] if depth < 3 else ["scalar"]))
        if kind == "scalar":
            drawn = draw(st.one_of(SCALARS, st.none()))
            return string(drawn) if isinstance(drawn, str) else json.dumps(drawn), drawn
        inside = depth + 1
        texts: list[str] = []
        data: Any = {} if kind == "table" else []
        for _ in range(draw(st.integers(0, 3))):
            text, meaning = value(inside)
            if isinstance(data, dict):
                name = draw(KEYS)
                if name in data:
                    continue
                data[name] = meaning
                text = key(name) + blank() + ":" + blank() + text
            else:
                data.append(meaning)
            texts.append(text)
        start, end = "{}" if kind == "table" else "[]"
        before = line_break + "  " * inside if spread else ""
        comma = blank() + "," if json5 and texts and draw(st.booleans()) else ""
        after = line_break + "  " * depth if spread else ""
        inner = f"{blank()},{before}".join(blank() + text for text in texts)
        return start + before + inner + comma + blank() + after + end, data

    text, data = value(0)
    bom = draw(st.sampled_from(["", "", "\ufeff"]))
    return bom + blank() + text + draw(st.sampled_from(["", line_break])), data


VALUES = st.one_of(SCALARS, st.none(), st.lists(SCALARS, max_size=2), st.dictionaries(KEYS, SCALARS, max_size=2))


@given(documents())
@CASES
def test_every_value_and_key_stands_where_it_says(drawn: tuple[str, Any]) -> None:
    text, data = drawn
    document = Document.of(text, "json")
    assert same(document.data(), data)
    for route, entry, node in walk(document.root):
        assert same(plain(parse(document.text[node.start : node.end]).root), value_at(data, route))
        if entry:
            key = document.text[entry.key_start : entry.key_end]
            assert entry.key in (key, plain(parse(key).root))


@given(documents(), st.one_of(SCALARS, st.none()))
@CASES
def test_replace_changes_one_value_only(drawn: tuple[str, Any], value: Any) -> None:
    document = Document.of(drawn[0], "json")
    for route in scalars(document):
        changed = check_replace(document, route, value)
        assert changed.encode()[:3] == drawn[0].encode()[:3] or not document.decoded.bom


@given(documents(), VALUES)
@CASES
def test_insert_and_remove_undo_each_other(drawn: tuple[str, Any], value: Any) -> None:
    document = Document.of(drawn[0], "json")
    for route in containers(document, Table):
        changed = check_insert(document, route, "new key", value)
        again = changed.apply(changed.remove((*route, "new key")))
        assert same(again.data(), document.data())


@given(documents())
@CASES
def test_every_key_can_be_renamed(drawn: tuple[str, Any]) -> None:
    check_renames(Document.of(drawn[0], "json"), "new key")


@pytest.mark.parametrize("check", ADDITIONS)
@given(documents(), VALUES)
@CASES
def test_one_item_is_added(check: Addition, drawn: tuple[str, Any], value: Any) -> None:
    document = Document.of(drawn[0], "json")
    for route in containers(document, List):
        check(document, route, value)


@given(documents())
@CASES
def test_every_item_can_be_the_first(drawn: tuple[str, Any]) -> None:
    check_moves(Document.of(drawn[0], "json"))


@given(documents())
@CASES
def test_everything_can_be_removed(drawn: tuple[str, Any]) -> None:
    document = Document.of(drawn[0], "json")
    for route, _, _ in walk(document.root):
        document.apply(document.remove(route))


ANY_TEXT = st.one_of(NASTY_TEXTS, mutations(documents().map(lambda drawn: drawn[0])))


@given(ANY_TEXT)
@CASES
def test_no_text_crashes_the_reader(text: str) -> None:
    check_places(text, "json")


@given(ANY_TEXT)
@CASES
def test_strict_json_is_what_the_standard_library_reads(text: str) -> None:
    parsed = parse(text)
    try:
        data = json.loads(text)
    except ValueError:
        assert parsed.problems
    else:
        assert [problem for problem in parsed.problems if problem.kind != "json5"] == []
        assert same(plain(parsed.root), data)
