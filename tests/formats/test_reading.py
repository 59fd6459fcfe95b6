"""What texts mean to the readers, and what they say about texts that they cannot read."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from configlint.document.document import Document
from configlint.document.nodes import Alias, Table, same

INF = float("inf")
BASE = "base: &base {a: 1, b: 2}\n"


@pytest.mark.parametrize(
    ("format_name", "text", "data"),
    [
        (
            "dotenv",
            "export A=1\nB = 'x y' # c\nC=\"1\\n2\"\nD\nE=a#b # c\n",
            {"A": "1", "B": "x y", "C": "1\n2", "D": None, "E": "a#b"},
        ),
        ("dotenv", "A= # comment\nB=${A}x\nA=2\n", {"A": "2", "B": "${A}x"}),
        ("dotenv", "A=1\rB=2\r\nC=3", {"A": "1", "B": "2", "C": "3"}),
        ("dotenv", "\ufeffA=1", {"A": "1"}),
        (
            "json",
            '{"a": [1, -2.5e3, true, null, "\\u00e9\\ud83d\\ude00"]}',
            {"a": [1, -2500.0, True, None, "é😀"]},
        ),
        (
            "json",
            "// c\n{a: 'it\\'s', /* c */ $b: [+1, .5, 5., 0xFF, -Infinity,],}",
            {"a": "it's", "$b": [1, 0.5, 5.0, 255, -INF]},
        ),
        ("json", "'a\\\r\nb\\x41\\v\\0'", "abA\v\0"),
        ("json", '{"a": 1, "a": 2}', {"a": 2}),
        (
            "toml",
            "a.b = 1\n[c]\nd = [{e = 'f'}]\n[[g]]\n[g.h]\ni = 1979-05-27\n[[g]]\n",
            {"a": {"b": 1}, "c": {"d": [{"e": "f"}]}, "g": [{"h": {"i": datetime.date(1979, 5, 27)}}, {}]},
        ),
        ("toml", '"a.b".\'c\' = """x\\\n  y""""\r\n', {"a.b": {"c": 'xy"'}}),
        ("toml", "a = {b = 1,\n  c = 07:32,\n}\n", {"a": {"b": 1, "c": datetime.time(7, 32)}}),
        (
            "yaml",
            "a: yes\nb: 0o17\nc: 017\nd: 12:30\ne: 1e3\nf: ~\n",
            {"a": "yes", "b": 15, "c": 17, "d": "12:30", "e": 1000.0, "f": None},
        ),
        (
            "yaml-1.1",
            "---\na: yes\nb: 0o17\nc: 017\nd: 12:30\ne: 1e3\nf: y\n",
            {"a": True, "b": "0o17", "c": 15, "d": 750, "e": "1e3", "f": "y"},
        ),
        ("yaml", "%YAML 1.1\n---\na: yes\n", {"a": True}),
        ("yaml", "a: -_\nb: !!str 5\nc: !own x\n1: one\n", {"a": "-_", "b": "5", "c": "x", "1": "one"}),
        ("yaml", "a: |\n  x\n  y\n\nb: >-\n  x\n  y\nc: 'x\n  y'\n", {"a": "x\ny\n", "b": "x y", "c": "x y"}),
        ("yaml", BASE + "c:\n  <<: *base\n  b: 3\n", {"base": {"a": 1, "b": 2}, "c": {"a": 1, "b": 3}}),
        ("yaml", BASE + "c: {<<: [{a: 5}, *base]}\n", {"base": {"a": 1, "b": 2}, "c": {"a": 5, "b": 2}}),
        ("yaml", '"<<": 1\n', {"<<": 1}),
        ("yaml", "&k a: 1\nb: {*k : 2, [c, d]: 3}\n? e\n", {"a": 1, "b": {"a": 2, "[c, d]": 3}, "e": None}),
        ("yaml", "# nothing\n", {}),
        ("yaml", "--- # nothing\n...\n", {}),
        ("yaml", "a: x\u2028y\n", {"a": "x\u2028y"}),
        ("text", "\n  sk-1 2\n", "sk-1 2"),
        ("text", " \n", ""),
    ],
)
def test_meaning(format_name: str, text: str, data: Any) -> None:
    assert same(Document.of(text, format_name).data(), data)


@pytest.mark.parametrize(
    ("format_name", "text", "kind", "place"),
    [
        ("json", "{\n// c\n}", "comment", "// c"),
        ("json", "[/* c */]", "block-comment", "/* c */"),
        ("json", '{"a": 1, }', "trailing-comma", ","),
        ("json", "['a']", "json5", "'a'"),
        ("json", "{a: 1}", "json5", "a"),
        ("json", "[0x1F]", "json5", "0x1F"),
        ("json", "[+1]", "json5", "+1"),
        ("json", "[NaN]", "json5", "NaN"),
        ("json", '["a\tb"]', "json5", '"a\tb"'),
        ("json", '["a\\\nb"]', "json5", '"a\\\nb"'),
        ("json", "[1,\u00a02]", "json5", "\u00a0"),
        ("toml", "a = {b = 1\n}", "toml-1.1", "\n"),
        ("yaml", "a: 1\n--- # more\nb: 2\n", "multiple-documents", "---"),
    ],
)
def test_what_only_some_readers_take_is_noted(format_name: str, text: str, kind: str, place: str) -> None:
    document = Document.of(text, format_name)
    assert document.root is not None
    assert [(p.kind, text[p.start : p.end]) for p in document.problems] == [(kind, place)]


@pytest.mark.parametrize(
    ("format_name", "text", "position", "message"),
    [
        (
            "json",
            '{\n  "a": [1,\n',
            (3, 1),
            "expected a value, not the end of the text ('[' was opened at 2:8)",
        ),
        (
            "json",
            '{\n  "a": 1\n',
            (3, 1),
            "expected ',' or '}', not the end of the text ('{' was opened at 1:1)",
        ),
        ("json", '{"a": 1 "b": 2}', (1, 9), "expected ',' or '}' ('{' was opened at 1:1)"),
        ("json", '{"a" 1}', (1, 6), "expected ':' after the key ('{' was opened at 1:1)"),
        ("json", '{"a": sk-1}', (1, 7), "expected a value (strings need quotes)"),
        ("json", "{sk-1: 1}", (1, 2), "expected a key in quotes or '}' ('{' was opened at 1:1)"),
        ("json", "[True]", (1, 2), "expected 'true' in lower case"),
        ("json", '["a]', (1, 2), 'expected a closing " for the string'),
        ("json", '["a\n"]', (1, 2), 'expected a closing " on the same line as the string'),
        ("json", "['\\u12']", (1, 3), "expected 4 hexadecimal digits after \\u"),
        (
            "json",
            "/* a",
            (1, 5),
            "expected '*/' for the comment opened at 1:1, not the end of the text",
        ),
        ("json", "[] 1", (1, 4), "expected nothing after the value"),
        ("json", "[01]", (1, 2), "expected a value (strings need quotes)"),
        ("toml", "a = [\n1,", (2, 3), "expected ',' or ']', not the end of the text ('[' opened at 1:5)"),
        ("toml", "a = sk-1", (1, 5), "Invalid value"),
        ("toml", "a = 1\n\na = 2\n", (3, 1), "Duplicate key `a` (first defined on line 1)"),
        ("toml", "[a]\n[a]\n", (2, 3), "This table is already defined elsewhere"),
        ("yaml", "a: [1,\nb: 2", (2, 5), "expected ',' or a closing bracket ('[' opened at 1:4)"),
        ("toml", "a = [{b = 1\n}, # c\r2\n]", (1, 12), "Unclosed inline table"),
        ("yaml", "a: 1\n\tb: 2", (2, 1), "found character '\\t' that cannot start any token"),
        ("yaml", "a: \x07", (1, 4), "YAML does not allow this character"),
        ("yaml", "a: *b", (1, 4), "no anchor above has the name of this alias"),
        ("yaml", "a:\n  <<: 1", (2, 7), "expected a mapping, or a list of them, for '<<'"),
        ("yaml", "a: 2024-13-45", (1, 4), "this looks like a number or a date, but is not one"),
        (
            "yaml",
            "a: 'b",
            (1, 6),
            "found unexpected end of stream (while scanning a quoted scalar that starts at 1:4)",
        ),
    ],
)
def test_what_cannot_be_read_is_explained(format_name: str, text: str, position: tuple[int, int], message: str) -> None:
    document = Document.of(text, format_name)
    assert document.root is None
    problem = document.problems[-1]
    assert (document.lines.position(problem.start), problem.message) == (position, message)


def test_lines_of_a_dotenv_file_that_are_none_leave_the_others_readable() -> None:
    document = Document.of("A=1\n\n  = bad # c\nB='x' y\nC=3\n", "dotenv")
    assert document.data() == {"A": "1", "C": "3"}
    places = [document.text[problem.start : problem.end] for problem in document.problems]
    assert places == ["= bad # c", "B='x' y"]


def test_an_empty_value_of_a_dotenv_file_stands_right_behind_the_equals_sign() -> None:
    document = Document.of("A=  # c\n", "dotenv")
    node = document.at(("A",))
    assert node is not None
    assert (node.start, node.end) == (2, 2)


@pytest.mark.parametrize(
    ("format_name", "text"),
    [("json", '{"a": 1, "b": 0, "a": 2}'), ("yaml", "a: 1\nb: 0\na: 2\n"), ("dotenv", "a=1\nb=0\na=2\n")],
)
def test_keys_that_stand_twice_are_kept(format_name: str, text: str) -> None:
    root = Document.of(text, format_name).root
    assert isinstance(root, Table)
    ((lost, counts),) = root.repeats
    assert lost.key == counts.key == "a"
    assert root.entries["a"] is counts
    assert text[lost.value.start] == "1"
    assert text[counts.value.start] == "2"


def test_an_alias_has_its_own_place_and_the_node_it_stands_for() -> None:
    document = Document.of("a: &x [1]\nb: *x\n", "yaml")
    alias = document.raw(("b",))
    assert isinstance(alias, Alias)
    assert document.text[alias.start : alias.end] == "*x"
    assert alias.target is document.raw(("a",)) is document.at(("b",))


def test_what_a_merge_key_brings_in_is_marked() -> None:
    document = Document.of(BASE + "c:\n  <<: *base\n  b: 3\n", "yaml")
    table = document.at(("c",))
    assert isinstance(table, Table)
    assert table.merged == {"a"}
    assert document.text[table.merges[0].key_start : table.merges[0].value.end] == "<<: *base"
    assert table.entries["a"] is document.entry(("base", "a"))


@pytest.mark.parametrize("format_name", ["json", "toml", "yaml", "yaml-1.1", "dotenv"])
@pytest.mark.parametrize(
    "text",
    [
        '{"k": %s',
        "{'k': %s x",
        "k = %s\nk = %s",
        "k: %s: %s",
        "k='%s' %s",
        "[%s",
        "k: !%s *%s",
        "k: !%s!x y",
        "k: '%s",
    ],
)
def test_no_message_quotes_a_value(format_name: str, text: str) -> None:
    document = Document.of(text.replace("%s", "sk-secret"), format_name)
    assert all("secret" not in problem.message for problem in document.problems)
