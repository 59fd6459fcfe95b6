from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from configlint.catalog.parse_language import source
from configlint.document.document import Document
from configlint.document.nodes import Table, dotted
from configlint.engine import layers, tables
from configlint.engine.reading import Reading
from configlint.engine.resolver import Resolver
from configlint.engine.table_rules import Kind, TableRule
from configlint.engine.values import Resolved
from configlint.files.access import LocalFiles
from tests.engine.made_up import FILE, document, host, layer, profile, read, text


def rules(**tables: Any) -> tuple[TableRule, ...]:
    """Return table rules as a profile writes them, by the path of their tables."""
    return layer(**FILE, tables=tables).tables


def kind_of(written: str | list[str]) -> Kind:
    (rule,) = rules(t={"keys": {"k": written}})
    return rule.keys["k"]


YAML_VALUES = """
text: x
empty: ""
yes: true
whole: 3
part: 3.5
quoted: "0.5"
nothing: null
table: {a: 1}
list: [1]
tables: [{a: 1}]
date: 2026-11-20
"""


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        ("string", {"text", "empty", "quoted"}),
        ("bool", {"yes"}),
        ("int", {"whole"}),
        ("number", {"whole", "part"}),
        ("numeric", {"whole", "part", "quoted"}),
        ("table", {"table"}),
        ("list", {"list", "tables"}),
        ("tables", {"tables"}),
        ("null", {"nothing"}),
        ("any", {"text", "empty", "yes", "whole", "part", "quoted", "nothing", "table", "list", "tables", "date"}),
        ("bool|string", {"yes", "text", "empty", "quoted"}),
        ("table|null", {"table", "nothing"}),
        (["x", "y"], {"text"}),
    ],
)
def test_what_fits_a_kind(kind: str | list[str], fitting: set[str]) -> None:
    root = document(YAML_VALUES, "yaml").root
    assert isinstance(root, Table)
    assert {key for key, entry in root.entries.items() if tables.fits(entry.value, kind_of(kind))} == fitting


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("string", "a string"),
        ("bool|string", "true or false or a string"),
        ("list|null", "a list or null"),
        (["chat", "responses"], '"chat" or "responses"'),
    ],
)
def test_a_kind_in_words(kind: str | list[str], words: str) -> None:
    assert tables.in_words(kind_of(kind)) == words


@pytest.mark.parametrize(
    ("key", "words"),
    [
        *(("text", "a string"), ("yes", "true or false"), ("whole", "a number"), ("part", "a number")),
        *(("nothing", "null"), ("table", "a table"), ("list", "a list"), ("date", "a date")),
    ],
)
def test_a_value_in_words(key: str, words: str) -> None:
    node = document(YAML_VALUES, "yaml").at((key,))
    assert node is not None
    assert tables.describe(node) == words


def test_a_rule_may_be_for_tables_next_to_a_key() -> None:
    made = document({"list": [{"id": "a:1", "config": {"x": 1}}, {"id": "b:1", "config": {"x": 1}}, {"config": {}}]})
    listed = rules(**{"list.*.config": {"keys": {"x": "string"}, "where": {"id": "^a:"}}})
    assert [violation.route for violation in tables.violations(made, listed)] == [("list", 0, "config", "x")]


def test_known_keys_may_be_globs() -> None:
    rule, narrow = rules(
        a={"keys": {"model": "string", "*": "bool", "x-*": "int"}},
        b={"keys": {"x-*": "int"}},
    )
    assert tables.expected(rule, "model") == kind_of("string")
    assert tables.expected(rule, "anything") == kind_of("bool")
    assert tables.expected(narrow, "x-1") == kind_of("int")
    assert tables.expected(narrow, "y") is None


CONTENT = {
    "providers": {"a": {"url": 1}, "b": {"url": "x", "wire": "smoke"}, "c": "text"},
    "list": [{"n": 1}, {"n": "x"}],
}


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"": {"keys": {"providers": "list"}}}, ["providers must be a list"]),
        ({"": {"keys": {"unheard": "list"}}}, []),
        ({"providers": {"keys": {"*": "table"}}}, ["providers.c must be a table"]),
        ({"providers.*": {"keys": {"url": "string"}}}, ["providers.a.url must be a string"]),
        ({"providers.b": {"keys": {"wire": ["chat"]}}}, ['providers.b.wire must be "chat"']),
        ({"list.*": {"keys": {"n": "int"}}}, ["list[1].n must be a whole number"]),
        ({"nowhere.*": {"keys": {"n": "int"}}}, []),
    ],
)
def test_values_that_do_not_fit(spec: dict[str, Any], found: list[str]) -> None:
    violations = tables.violations(document(CONTENT), rules(**spec))
    assert [f"{dotted(violation.route)} must be {violation.expected}" for violation in violations] == found


@pytest.mark.parametrize(
    ("written", "wanted", "advice"),
    [
        ("2024-10-21", "string", 'Put it in quotes: "2024-10-21"'),
        ("5", "string", 'Put it in quotes: "5"'),
        ('"5"', "int", "Leave out the quotes: 5"),
        ('"true"', "bool", "Leave out the quotes: true"),
        ('"five"', "int", ""),
        ("5", "bool", ""),
        ("null", "string", ""),
        ("[a]", "string", ""),
    ],
)
def test_quotes_that_are_missing_or_too_much_are_pointed_out(written: str, wanted: str, advice: str) -> None:
    made = Document.of(f"n: {written}\n", "yaml", "a.yaml")
    (violation,) = tables.violations(made, rules(**{"": {"keys": {"n": wanted}}}))
    assert violation.advice == advice


# ---- what a tool does about such a value


def key_of(reading: Reading, path: str) -> Resolved:
    return Resolver(reading).read(source(f"key:{path}"))


def keys_read(content: dict[str, Any], table: dict[str, Any], **more: Any) -> tuple[str | None, str | None]:
    """Return the value of `p.key` that a tool finds, and the message with which it stops."""
    spec = {**FILE, "tables": {"p": table}, **more}
    with TemporaryDirectory() as folder:
        Path(folder, "config.json").write_text(json.dumps(content), encoding="utf-8")
        here = host({}, files=LocalFiles()).replace(directory=folder)
        reading = layers.read(profile(layers=[spec]), here)
    return text(key_of(reading, "p.key")), reading.refused.message if reading.refused is not None else None


def test_a_value_of_the_wrong_kind_breaks_the_file() -> None:
    table = {"keys": {"key": "string", "n": "int"}}
    assert keys_read({"p": {"key": "k", "n": 1}}, table) == ("k", None)
    assert keys_read({"p": {"key": "k", "n": "1"}}, table) == (None, "`p.n` must be a whole number")
    assert keys_read({"p": {"key": "k", "n": "1"}}, table, on_error="ignore") == (None, None)


def test_a_value_may_drop_its_table_alone() -> None:
    table = {"keys": {"key": "string", "n": "int"}, "on_wrong": "drop-table"}
    assert keys_read({"p": {"key": "k", "n": 1}}, table) == ("k", None)
    assert keys_read({"p": {"key": "k", "n": "1"}}, table) == (None, None)


def test_a_required_key() -> None:
    table = {"require": ["name"]}
    assert keys_read({"p": {"key": "k", "name": ""}}, table) == ("k", None)
    assert keys_read({"p": {"key": "k"}}, table) == (None, "`p.name` is required")
    assert keys_read({"other": 1}, table) == (None, None)


@pytest.mark.parametrize(
    ("on_unknown", "expected"),
    [
        ({}, ("k", None)),
        ({"on_unknown": "refuse"}, (None, "unknown option `odd`")),
        ({"on_unknown": "drop-table"}, (None, None)),
    ],
)
def test_an_unknown_key(on_unknown: dict[str, str], expected: tuple[str | None, str | None]) -> None:
    assert keys_read({"p": {"key": "k", "odd": 1}}, {"keys": {"key": "string"}, **on_unknown}) == expected
    assert keys_read({"p": {"key": "k"}}, {"keys": {"key": "string"}, **on_unknown}) == ("k", None)


def test_a_named_file_is_read_although_the_tool_stops_at_it() -> None:
    spec = {**FILE, "tables": {"": {"keys": {"model": "string"}}}}
    tool, file = profile(layers=[spec]), document({"model": 5, "key": "k"})
    reading = layers.read(tool, host({}), {0: [file]}, faulty_too=True)
    assert reading.refused is not None
    assert text(key_of(reading, "key")) == "k"
    assert key_of(layers.read(tool, host({}), {0: [file]}), "key").value is None


def test_a_refusal_points_at_the_value_that_caused_it() -> None:
    spec = {**FILE, "tables": {"": {"keys": {"model": "string"}}}}
    refused = read(profile(layers=[spec]), {"model": 5}, environment={}).refused
    assert refused is not None
    assert refused.rule == "invalid-value"
    assert refused.place is not None
    assert isinstance(refused.place.document, Document)
    assert refused.place.route == ("model",)
