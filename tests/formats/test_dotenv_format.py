from __future__ import annotations

import json
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values
from dotenv.parser import parse_stream
from hypothesis import assume, given
from hypothesis import strategies as st

from configlint.document.document import Document
from configlint.document.nodes import Scalar, Table, plain, walk
from tests.formats.format_checks import (
    CASES,
    NASTY_TEXTS,
    TEXTS,
    check_insert,
    check_places,
    check_renames,
    check_replace,
    mutations,
    scalars,
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw lines in many layouts, no two with the same key."""
    line_break = draw(st.sampled_from(["\n", "\r\n", "\r", "mixed"]))

    def end() -> str:
        return draw(st.sampled_from(["\n", "\r\n"])) if line_break == "mixed" else line_break

    def value() -> str:
        text = draw(TEXTS)
        style = draw(st.sampled_from(["plain", "'", '"']))
        if style != "plain":
            return style + text.replace("\\", "\\\\").replace(style, "\\" + style) + style
        # What has line breaks or starts like a quoted value cannot go without quotes.
        return " ".join(text.split()).lstrip("'\"")

    lines = []
    for key in draw(st.lists(st.sampled_from(["A", "B_1", "c.d", "'q k'", "E-F", "export"]), unique=True)):
        line = draw(st.sampled_from(["", "", " ", "export ", "\texport  "])) + key
        if draw(st.integers(0, 9)):
            line += draw(st.sampled_from(["=", "=", " = ", "= ", " ="])) + value()
        lines.append(line + draw(st.sampled_from(["", "", "  ", " # comment", "\t# it's"])) + end())
        lines.append(draw(st.sampled_from(["", "", "# comment" + end(), end(), "  " + end()])))
    text = "".join(lines)
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return draw(st.sampled_from(["", "", "\ufeff"])) + text


def read(text: str) -> dict[str, str | None]:
    return dict(dotenv_values(stream=StringIO(text, newline=""), interpolate=False))


@given(documents())
@CASES
def test_every_value_and_key_stands_where_it_says(text: str) -> None:
    document = Document.of(text, "dotenv")
    assert document.data() == read(document.text)
    for _, entry, node in walk(document.root):
        assert entry is not None
        key, value = document.text[entry.key_start : entry.key_end], document.text[node.start : node.end]
        assert read(f"{key}={value}") == {entry.key: document.data()[entry.key] or ""}


@given(documents(), TEXTS)
@CASES
def test_replace_changes_one_value_only(text: str, value: str) -> None:
    document = Document.of(text, "dotenv")
    for route in scalars(document):
        check_replace(document, route, value)


@given(documents(), TEXTS)
@CASES
def test_insert_and_remove_undo_each_other(text: str, value: str) -> None:
    document = Document.of(text, "dotenv")
    changed = check_insert(document, (), "NEW", value)
    again = changed.apply(changed.remove(("NEW",)))
    assert again.text == document.text or not document.text.strip()


@given(documents())
@CASES
def test_every_key_can_be_renamed(text: str) -> None:
    assume("'q k'" not in text)  # read, but never written
    check_renames(Document.of(text, "dotenv"), "NEW")


@given(documents())
@CASES
def test_every_variable_can_be_removed(text: str) -> None:
    document = Document.of(text, "dotenv")
    for route in scalars(document):
        change = document.remove(route)
        document.apply(change)
        (edit,) = change.edits
        assert edit.text == ""
        assert "# comment" not in document.text[edit.start : edit.end].replace(" # comment", "")


ANY_TEXT = st.one_of(NASTY_TEXTS, mutations(documents()))


@given(ANY_TEXT)
@CASES
def test_no_text_crashes_the_reader(text: str) -> None:
    check_places(text, "dotenv")


@given(ANY_TEXT)
@CASES
def test_what_is_read_is_what_python_dotenv_reads(text: str) -> None:
    document = Document.of(text, "dotenv")
    bindings = list(parse_stream(StringIO(document.text, newline="")))
    assert document.data() == {binding.key: binding.value for binding in bindings if binding.key is not None}
    assert len(document.problems) == sum(binding.error for binding in bindings)
    assert isinstance(document.root, Table)
    for problem in document.problems:
        assert document.text[problem.start : problem.end].strip() == document.text[problem.start : problem.end] != ""


def test_the_plain_dialect_keeps_quotes_comments_and_blanks_in_the_key() -> None:
    text = "# c\nA='x' # y\n\nB = 2 \nC=\n  # no comment=\nword\n"
    made = Document.of(text, "dotenv-plain")
    assert plain(made.root) == {"A": "'x' # y", "B ": " 2", "C": "", "# no comment": ""}
    assert [text[problem.start : problem.end] for problem in made.problems] == ["word"]
    for route in (("A",), ("B ",), ("C",)):
        node = made.at(route)
        assert isinstance(node, Scalar)
        assert text[node.start : node.end] == node.value


PROBES = [
    json.loads(line) for line in Path(__file__).with_name("node_dotenv.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("probe", PROBES, ids=[repr(probe["text"]) for probe in PROBES])
def test_each_dialect_reads_what_its_package_reads(probe: dict[str, Any]) -> None:
    assert Document.of(probe["text"], "dotenv-node").data() == probe["node"]
    assert Document.of(probe["text"], "dotenv").data() == probe["python"]


@given(ANY_TEXT)
@CASES
def test_no_text_crashes_the_reader_of_node(text: str) -> None:
    check_places(text, "dotenv-node")


@given(st.dictionaries(st.from_regex(r"[A-Z_]{1,9}", fullmatch=True), st.from_regex(r"[\w./:-]*", fullmatch=True)))
@CASES
def test_a_file_of_plain_lines_means_the_same_to_both(values: dict[str, str]) -> None:
    text = "".join(f"{name}={value}\n" for name, value in values.items())
    assert Document.of(text, "dotenv").data() == Document.of(text, "dotenv-node").data() == values


@pytest.mark.parametrize("line", ["A='\n", 'A=" \\"b\n', "A\n", "export ", "A=\n", " ", "A:", "A='x' y\n"])
def test_the_time_to_read_grows_with_the_length_only(line: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        Document.of(line * count, "dotenv-node")
        return time.process_time() - start

    # A machine that is busy with something else may be slow once, but what grows with the square always is.
    assert any(seconds(20_000) < 30 * max(seconds(2_000), 0.01) for _ in range(3))
