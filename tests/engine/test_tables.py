from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from configlint.document.document import Document
from configlint.document.nodes import dotted
from configlint.engine import layers, tables
from configlint.engine.resolver import Resolver
from tests.engine.made_up import document, machine, profile, read, text

YAML_VALUES = """
text: x
empty: ""
yes: true
whole: 3
part: 3.5
nothing: null
table: {a: 1}
list: [1]
tables: [{a: 1}]
date: 2026-11-20
"""


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        ("string", {"text", "empty"}),
        ("bool", {"yes"}),
        ("int", {"whole"}),
        ("number", {"whole", "part"}),
        ("table", {"table"}),
        ("list", {"list", "tables"}),
        ("tables", {"tables"}),
        ("null", {"nothing"}),
        ("any", {"text", "empty", "yes", "whole", "part", "nothing", "table", "list", "tables", "date"}),
        ("bool|string", {"yes", "text", "empty"}),
        ("table|null", {"table", "nothing"}),
        (["x", "y"], {"text"}),
    ],
)
def test_what_fits_a_kind(kind: str | list[str], fitting: set[str]) -> None:
    made = document(YAML_VALUES, "yaml")
    entries = made.root.entries  # type: ignore[union-attr]
    assert {key for key, entry in entries.items() if tables.fits(entry.value, kind)} == fitting


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
    assert tables.in_words(kind) == words


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


def test_a_description_may_be_for_tables_beside_a_key() -> None:
    made = document({"list": [{"id": "a:1", "config": {"x": 1}}, {"id": "b:1", "config": {"x": 1}}, {"config": {}}]})
    spec = {"list.*.config": {"keys": {"x": "string"}, "beside": {"id": "^a:"}}}
    assert [one.route for one in tables.violations(made, spec)] == [("list", 0, "config", "x")]


def test_known_keys_may_be_globs() -> None:
    keys = {"model": "string", "*": "bool", "x-*": "int"}
    assert tables.expected(keys, "model") == "string"
    assert tables.expected(keys, "anything") == "bool"
    assert tables.expected({"x-*": "int"}, "x-1") == "int"
    assert tables.expected({"x-*": "int"}, "y") is None


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
    violations = tables.violations(document(CONTENT), spec)
    assert [f"{dotted(one.route)} must be {one.expected}" for one in violations] == found


# ---- what such a value does to the reading


def keys_read(content: dict[str, Any], table: dict[str, Any], **layer: Any) -> tuple[str | None, str | None]:
    """Return the value of `p.key` that a tool finds, and the message with which it stops."""
    spec = {"path": "config.json", "format": "json", "tables": {"p": table}, **layer}
    with TemporaryDirectory() as folder:
        Path(folder, "config.json").write_text(json.dumps(content), encoding="utf-8")
        reading = layers.read(profile(layers=[spec]), machine({}).replace(directory=folder))
    return text(Resolver(reading).read("key:p.key")), reading.refused.message if reading.refused is not None else None


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


def test_a_file_that_was_named_is_looked_at_although_the_tool_stops_at_it() -> None:
    spec = {"path": "config.json", "format": "json", "tables": {"": {"keys": {"model": "string"}}}}
    tool, file = profile(layers=[spec]), document({"model": 5, "key": "k"})
    reading = layers.read(tool, machine({}), {0: [file]}, faulty_too=True)
    assert reading.refused is not None
    assert text(Resolver(reading).read("key:key")) == "k"
    assert Resolver(layers.read(tool, machine({}), {0: [file]})).read("key:key") is None


def test_a_refusal_points_at_what_the_tool_stumbles_over() -> None:
    spec = {"path": "config.json", "format": "json", "tables": {"": {"keys": {"model": "string"}}}}
    refused = read(profile(layers=[spec]), {"model": 5}, environment={}).refused
    assert refused is not None
    assert refused.rule == "invalid-value"
    assert refused.place is not None
    assert isinstance(refused.place.document, Document)
    assert refused.place.route == ("model",)
