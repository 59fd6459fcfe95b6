"""The JSON Schemas of profiles: they describe every field, agree with the engine, and refuse slips."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from configlint.catalog import providers
from configlint.diagnostics import diagnostic
from configlint.engine import layers, operations
from configlint.engine.clients import CLIENTS
from configlint.profiles import fields
from configlint.rules.registry import all_rules
from tests.profiles.profile_files import ROOT, complaints, schema

PROFILE, SDK = schema("profile"), schema("sdk")


def described(name: str, node: Any, where: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (place, key, schema) of every field that a schema describes."""
    if isinstance(node, dict):
        for key, field in node.get("properties", {}).items():
            if isinstance(field, dict):  # false: forbidden here
                yield f"{name}{where}", key, field
        for key, value in node.items():
            if key != "if":  # an example to compare with, not a field
                yield from described(name, value, f"{where}/{key}")
    elif isinstance(node, list):
        for value in node:
            yield from described(name, value, where)


FIELDS = [*described("profile", PROFILE), *described("sdk", SDK)]


@pytest.mark.parametrize("one", [PROFILE, SDK], ids=["profile", "sdk"])
def test_schema_is_valid(one: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(one)


def test_every_field_is_described() -> None:
    assert [f"{where}: {key}" for where, key, field in FIELDS if "description" not in field] == []


def test_the_readme_lists_every_field() -> None:
    assert fields.README.read_text(encoding="utf-8") == fields.readme(), "run python -m configlint.profiles.fields"


def test_no_table_accepts_keys_that_nobody_described() -> None:
    assert [*open_tables(PROFILE, ""), *open_tables(SDK, "")] == []


def open_tables(node: Any, where: str) -> Iterator[str]:
    if isinstance(node, dict):
        has_fields = "properties" in node and node.get("type") == "object"
        if has_fields and "additionalProperties" not in node and "$ref" not in node:
            yield where
        for key, value in node.items():
            yield from open_tables(value, f"{where}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from open_tables(value, f"{where}/{index}")


# ---- the schema and the engine


def test_the_schema_has_the_engines_operations() -> None:
    listed = {one["title"]: one for one in PROFILE["$defs"]["operation"]["anyOf"]}
    assert set(listed) == operations.NAMES
    for name, one in listed.items():
        assert one.get("const", name) == name
        assert one.get("pattern", f"^{name}:").startswith(f"^{name}:")


ARGUMENTS = {
    "add-query": "a={model}",
    "set-query": "a=1",
    "replace": "a|b",
    "set-queries": "p.{p}.q",
    "append-queries": "q",
    "path": "trim|append:/x",
}
WITHOUT_ARGUMENT = {
    "cut-version",
    "trim",
    "strip-slash",
    "strip-slashes",
    "ensure-slash",
    "upper",
    "variable-name",
    "requery",
    "one-slash",
    "drop-query",
    "drop-fragment",
}


@pytest.mark.parametrize("name", sorted(operations.NAMES))
def test_an_operation_has_an_argument_where_it_needs_one(name: str) -> None:
    operation = {"$ref": "profile.schema.json#/$defs/operation"}
    with_argument = f"{name}:{ARGUMENTS.get(name, '/x')}"
    assert (complaints(operation, name) == []) is (name in WITHOUT_ARGUMENT)
    assert (complaints(operation, with_argument) == []) is (name not in WITHOUT_ARGUMENT)
    assert complaints(operation, f"{name}x") != []
    assert complaints(operation, f"{name}:") != []


def test_the_schema_lists_what_the_engine_knows() -> None:
    definitions = PROFILE["$defs"]
    assert set(definitions["client"]["enum"]) == CLIENTS.keys()
    assert set(definitions["format"]["enum"]) == layers.DIALECTS.keys()
    assert set(definitions["wire_api"]["enum"]) == providers.PATHS.keys()
    assert set(definitions["severity"]["enum"]) == {diagnostic.ERROR, diagnostic.WARNING, diagnostic.NOTE}


def test_the_schema_names_rules_that_exist() -> None:
    named = {name for _, key, field in FIELDS if key in ("rule", "missing_rule") for name in field.get("enum", ())}
    assert named <= {rule.name for rule in all_rules()}


def test_every_field_is_read_and_every_field_that_is_read_is_described() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "configlint" / "catalog").glob("*.py"))
    names = {key for _, key, _ in FIELDS}
    assert names - set(re.findall(r"[\"']([a-z_]+)[\"']", code)) <= {*("base_url", "model"), *SYSTEMS}
    parsers = [
        ROOT / "configlint" / "catalog" / f"parse_{part}.py" for part in ("profile", "language", "target", "mcp")
    ]
    for parser in parsers:
        text = parser.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:\.get\(|\w\[)\"([a-z_]+)\"", text)) <= names, parser.name


SYSTEMS = ("linux", "macos", "windows")


# ---- slips

SOUND: dict[str, Any] = {
    "tool": "made-up",
    "version": "1.0",
    "evidence": {"date": "2026-11-20", "how": "docs"},
    "layers": [{"environment": True}, {"path": "~/.made-up.json", "scope": "user", "format": "json"}],
    "meanings": {"base_url": ["key:url"], "model": [{"from": "var:MODEL", "do": ["trim"]}]},
    "requests": [{"wire_api": "chat", "join": ["append:/chat"], "auth": [{"header": "api-key", "from": ["key:key"]}]}],
}


def test_a_small_profile_is_sound() -> None:
    assert complaints(PROFILE, SOUND) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("colour", "red"),
        ("tool", "Made Up"),
        ("evidence.how", "guessed"),
        ("evidence.date", "November"),
        ("client", "curl"),
        ("layers", []),
        ("layers.0", {}),
        ("layers.0.path", "x.json"),
        ("layers.1.format", "xml"),
        ("layers.1.scope", "team"),
        ("layers.1.no_key", "it slipped below a table"),
        ("layers.1.up", "home"),
        ("layers.1.on_error", "drop"),
        ("layers.1.tables", {"a..b": {"closed": True}}),
        ("layers.1.tables", {"a": {"keys": {"k": "text"}}}),
        ("layers.1.interpolate", [{"syntax": "${name}"}]),
        ("layers.1.interpolate", [{"syntax": "!TEXT", "from": "command"}]),
        ("layers.1.drop_variables", "ACME_*"),
        ("meanings.base-url", ["key:url"]),
        ("meanings.base_url", "key:url"),
        ("meanings.base_url", []),
        ("meanings.base_url.0", "url"),
        ("meanings.base_url.0", "env:URL"),
        ("meanings.base_url.0", "key:a.*.url"),
        ("meanings.base_url.0", "key:a.{URL:-x}"),
        ("meanings.base_url.0", "key:a..b"),
        ("meanings.base_url.0", "key:"),
        ("meanings.base_url.0", "var:MY URL"),
        ("meanings.base_url.0", "shell:{p}_URL"),
        ("meanings.base_url.0", "meaning:"),
        ("meanings.base_url.0", "command:url"),
        ("meanings.base_url.0", "file:~/url"),
        ("meanings.model.0.any", ["key:model"]),
        ("meanings.model.0.else", "keep"),
        ("meanings.model.0.empty", "null"),
        ("meanings.model.0.do.0", "trimmed"),
        ("meanings.model.0.when", {}),
        ("meanings.model.0.when", {"key:model": 1}),
        ("meanings.model.0.when", {"the model": True}),
        ("meanings.model.0.when", {"model": "has x"}),
        ("meanings.model.0.when", {"model": [False, "has x"]}),
        ("meanings.model.0.when", {"not": {"key": "x", "env:X": True}}),
        ("connections", {"each": "p.*"}),
        ("connections", {"each": "p.{p}x"}),
        ("connections", {"each": "p.{p}", "active": "last"}),
        ("connections", {"each": "p.{p}", "missing_rule": "missing-key"}),
        ("requests", []),
        ("requests.0.wire_api", "completions"),
        ("requests.0.join", "append:/chat"),
        ("requests.0.join.0", "append"),
        ("requests.0.join.0", "path:append"),
        ("requests.0.auth.0.header", "Api-Key"),
        ("requests.0.auth.0.from", "key:key"),
        ("requests.0.refuse", [{"when": {"key:x": True}, "message": "x", "each": True}]),
        ("refuse", [{"when": {"key:x": True}, "message": "x", "rule": "invalid-value"}]),
        ("removed", [{"path": "x"}]),
        ("misplaced", [{"path": "x", "below": ["x"], "advice": "Put it elsewhere"}]),
        ("exports", [{"from": ["key:x"], "list": "key:x", "to": "X"}]),
        ("unread_variables", {"MY_KEY": "KEY"}),
        ("unread_variables", {"replace_with": {"MY-KEY": "KEY"}}),
        ("unread_variables", {"replace_with": {"MY_KEY": "Use KEY"}}),
        ("unread_variables", {"advice": {"MY-KEY": "Use key in ~/.made-up.json"}}),
    ],
)
def test_the_schema_refuses_a_slip(path: str, value: Any) -> None:
    data = copy.deepcopy(SOUND)
    *holder, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    node: Any = data
    for step in holder:
        node = node[step]
    node[last] = value
    assert complaints(PROFILE, data) != []


@pytest.mark.parametrize("key", ["tool", "version", "evidence", "layers", "meanings", "requests"])
def test_the_schema_misses_what_a_profile_needs(key: str) -> None:
    assert complaints(PROFILE, {name: value for name, value in SOUND.items() if name != key}) != []


def test_a_profile_may_take_over_another() -> None:
    child = {**{key: SOUND[key] for key in ("version", "evidence")}, "tool": "b", "extends": "a"}
    assert complaints(PROFILE, child) == []
