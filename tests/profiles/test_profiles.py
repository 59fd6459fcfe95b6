"""Profiles are edited by hand: these tests catch what a hand gets wrong, and keep the schema true to the engine."""

from __future__ import annotations

import ast
import copy
import json
import keyword
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from configlint import profiles
from configlint.catalog import lookup
from configlint.diagnostics import diagnostic
from configlint.engine import interpolation, layers, operations, routes
from configlint.engine.clients import CLIENTS
from configlint.rules.registry import all_rules

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "configlint" / "profiles"
FILES = sorted((ROOT / "tool_profiles").glob("*.toml"))
SDK_FILES = sorted((ROOT / "tool_profiles" / "sdks").glob("*.toml"))
CODE = sorted((ROOT / "configlint").rglob("*.py"))


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


PROFILE_SCHEMA = schema("profile")
SDK_SCHEMA = schema("sdk")
REGISTRY: Registry[Any] = Registry().with_resource("profile.schema.json", Resource.from_contents(PROFILE_SCHEMA))
RAW = {path.stem: load(path) for path in FILES}
TOOLS = sorted(RAW)


def complaints(schema: dict[str, Any], data: Any) -> list[str]:
    """Return what a schema says against data: where, and the most telling of the reasons."""
    found = []
    for error in Draft202012Validator(schema, registry=REGISTRY).iter_errors(data):
        deepest = error
        while deepest.context:
            deepest = max(deepest.context, key=lambda one: len(one.absolute_path))
        found.append(f"{deepest.json_path}: {deepest.message[:300]}")
    return found


# ---- files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_profile_keeps_to_the_schema(path: Path) -> None:
    assert [f"{path.name} {complaint}" for complaint in complaints(PROFILE_SCHEMA, load(path))] == []


@pytest.mark.parametrize("path", SDK_FILES, ids=lambda path: path.stem)
def test_sdk_keeps_to_the_schema(path: Path) -> None:
    assert [f"{path.name} {complaint}" for complaint in complaints(SDK_SCHEMA, load(path))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_first_line_tells_an_editor_the_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema ")
    assert (path.parent / first.removeprefix("#:schema ")).resolve() == SCHEMAS / "profile.schema.json"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_profile_is_called_like_its_file_and_says_how_it_is_known(path: Path) -> None:
    data = load(path)
    assert data["tool"] == path.stem
    assert data["version"]
    assert data["evidence"]["date"]
    assert data["evidence"]["how"]
    if data["evidence"]["how"] == "observed":
        assert "package" in data["evidence"], "nobody can repeat the observation"


def _parts(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*data.get("layers", ()), *data.get("requests", ())]


def test_every_sdk_is_named_once_and_used() -> None:
    names = [name for path in SDK_FILES for name in load(path)]
    assert len(names) == len(set(names))
    used = {part["sdk"] for data in RAW.values() for part in _parts(data) if "sdk" in part}
    assert used <= set(names)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_shared_request_leaves_something_to_send(tool: str) -> None:
    """A wire_api that the SDK does not have makes the request vanish without a word."""
    sdks = {name: part for path in SDK_FILES for name, part in load(path).items()}
    for request in RAW[tool].get("requests", ()):
        if "sdk" in request and "wire_api" in request:
            assert request["wire_api"] in {one["wire_api"] for one in sdks[request["sdk"]]}


# ---- names: each one that a text uses has to come from somewhere

#: Keys whose texts are no templates.
_NOT_TEMPLATES = {
    *("data", "syntax", "unset", "split", "variables_named", "tables", "unread_variables", "near_files", "misplaced"),
    *(
        "signature",
        "drop",
        "source",
        "belongs",
        "name_fields",
        "variables",
        "drop_note",
        "on_error_note",
        "interpolate",
    ),
}
#: Names that only the text at this key may use.
_OWN_NAMES = {"missing": "chosen", "elsewhere": "chosen", "instead": "value", "to": "name"}
_NAME = r"\{([A-Za-z_][A-Za-z0-9_]*)(?=\}|:-)"


def texts(node: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every template below `node`, with the path of keys that leads to it."""
    if isinstance(node, str):
        if not node.startswith("~") or "/" in node[:2]:  # a regular expression, or a path
            yield where, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key not in _NOT_TEMPLATES:
                yield f"{where}.{key}", key
                yield from texts(value, f"{where}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from texts(value, f"{where}[{index}]")


def bound(data: Mapping[str, Any]) -> set[str]:
    each = data.get("connections", {}).get("each", [])
    patterns = [each] if isinstance(each, str) else each
    return {name for pattern in patterns for name in routes.names(pattern)}


def known_names(data: Mapping[str, Any]) -> set[str]:
    return {*bound(data), *data.get("meanings", {}), "model", "HOME", "CWD", "GIT"}


def scopes(tool: str) -> Iterator[tuple[Any, set[str]]]:
    """Yield the parts of a profile (SDKs filled in) with the names that may be used in each."""
    data = profiles.load(tool).data
    own = [set(request.get("meanings", {})) for request in data["requests"]]
    rest = {key: value for key, value in data.items() if key not in ("requests", "target")}
    yield rest, known_names(data).union(*own)
    for request, names in zip(data["requests"], own, strict=True):
        yield {"requests": request}, known_names(data) | names


@pytest.mark.parametrize("tool", TOOLS)
def test_every_name_in_a_text_is_bound(tool: str) -> None:
    loose = [
        f"{where}: {text}"
        for part, names in scopes(tool)
        for where, text in texts(part)
        for name in re.findall(_NAME, text)
        if name not in names and not name.isupper() and _OWN_NAMES.get(where.rpartition(".")[2]) != name
    ]
    assert loose == []


@pytest.mark.parametrize("tool", TOOLS)
def test_every_meaning_that_is_read_exists(tool: str) -> None:
    lost = [
        f"{where}: {text}"
        for part, names in scopes(tool)
        for where, text in texts(part)
        for name in re.findall(r"^(?:command:)?meaning:(.*)", text)
        if name not in names
    ]
    assert lost == []


@pytest.mark.parametrize("tool", TOOLS)
def test_every_condition_is_about_something(tool: str) -> None:
    def lines(node: Any) -> Iterator[str]:
        for key, value in (
            node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
        ):
            if key == "when":
                yield from left_sides(value)
            if isinstance(value, Mapping | list):
                yield from lines(value)

    def left_sides(condition: Mapping[str, Any]) -> Iterator[str]:
        for left, right in condition.items():
            if left in ("not", "any"):
                for one in [right] if left == "not" else right:
                    yield from left_sides(one)
            elif ":" not in left:
                yield left

    assert [left for part, names in scopes(tool) for left in lines(part) if left not in names] == []


@pytest.mark.parametrize("tool", TOOLS)
def test_every_template_exists_and_every_file_can_be_read(tool: str) -> None:
    data = profiles.load(tool).data
    used = {layer["template"] for layer in data["layers"] if "template" in layer}
    assert set(RAW[tool].get("templates", ())) <= used <= set(data.get("templates", ()))
    for layer in profiles.load(tool).layers:
        if "path" in layer or "inline" in layer:
            assert layer["format"] in layers.DIALECTS, layer
        if "path" in layer:
            assert "scope" in layer, layer


@pytest.mark.parametrize("tool", TOOLS)
def test_every_expression_compiles(tool: str) -> None:
    def expressions(node: Any, key: str = "") -> Iterator[str]:
        if isinstance(node, str):
            if key in ("split", "variables_named"):
                yield node
            elif node.startswith("~") and not node.startswith("~/"):
                yield node[1:]
            elif key == "syntax":
                yield interpolation.pattern(node).pattern
        for name, value in node.items() if isinstance(node, Mapping) else ():
            yield from expressions(value, name)
        for value in node if isinstance(node, list) else ():
            yield from expressions(value, key)

    for expression in expressions(profiles.load(tool).data):
        re.compile(expression)


# ---- the schema and the engine


def properties(name: str, node: Any, where: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (place, key, schema) of every field that a schema describes."""
    if isinstance(node, dict):
        for key, field in node.get("properties", {}).items():
            if isinstance(field, dict):  # false: forbidden here
                yield f"{name}{where}", key, field
        for key, value in node.items():
            if key != "if":  # an example to compare with, no field
                yield from properties(name, value, f"{where}/{key}")
    elif isinstance(node, list):
        for value in node:
            yield from properties(name, value, where)


FIELDS = [*properties("profile", PROFILE_SCHEMA), *properties("sdk", SDK_SCHEMA)]


@pytest.mark.parametrize("one", [PROFILE_SCHEMA, SDK_SCHEMA], ids=["profile", "sdk"])
def test_schema_is_one(one: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(one)


def test_every_field_is_described() -> None:
    assert [f"{where}: {key}" for where, key, field in FIELDS if "description" not in field] == []


def test_no_table_takes_keys_that_nobody_described() -> None:
    open_tables = []

    def look(node: Any, where: str) -> None:
        if isinstance(node, dict):
            takes_keys = "properties" in node and node.get("type") == "object"
            if takes_keys and "additionalProperties" not in node and "$ref" not in node:
                open_tables.append(where)
            for key, value in node.items():
                look(value, f"{where}/{key}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                look(value, f"{where}/{index}")

    look(PROFILE_SCHEMA, "")
    look(SDK_SCHEMA, "")
    assert open_tables == []


def test_the_schema_knows_the_engines_operations() -> None:
    described = {one["title"]: one for one in PROFILE_SCHEMA["$defs"]["operation"]["anyOf"]}
    assert set(described) == operations.NAMES
    for name, one in described.items():
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
BARE = {
    "cut-version",
    "trim",
    "strip-slash",
    "strip-slashes",
    "ensure-slash",
    "upper",
    "variable-name",
    "requery",
    "drop-query",
    "drop-fragment",
}


@pytest.mark.parametrize("name", sorted(operations.NAMES))
def test_an_operation_has_an_argument_where_it_needs_one(name: str) -> None:
    operation = {"$ref": "profile.schema.json#/$defs/operation"}
    with_argument = f"{name}:{ARGUMENTS.get(name, '/x')}"
    assert (complaints(operation, name) == []) is (name in BARE)
    assert (complaints(operation, with_argument) == []) is (name not in BARE)
    assert complaints(operation, f"{name}x") != []
    assert complaints(operation, f"{name}:") != []


def test_the_schema_knows_what_the_engine_knows() -> None:
    definitions = PROFILE_SCHEMA["$defs"]
    assert set(definitions["client"]["enum"]) == CLIENTS.keys()
    assert set(definitions["format"]["enum"]) == layers.DIALECTS.keys()
    assert set(definitions["wire_api"]["enum"]) == lookup.PATHS.keys()
    assert set(definitions["severity"]["enum"]) == {diagnostic.ERROR, diagnostic.WARNING, diagnostic.NOTE}


def test_the_schema_names_rules_that_exist() -> None:
    named = {name for _, key, field in FIELDS if key in ("rule", "missing_rule") for name in field.get("enum", ())}
    assert named <= {rule.name for rule in all_rules()}


#: Fields that nothing in the code looks at: they are for people, or for rewriting files.
_FOR_PEOPLE = {"type", "version", "evidence", "date", "how", "package", "source", "field", "expected", "rename", "move"}


def test_every_field_is_read_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in CODE)
    words = set(re.findall(r"[\"']([a-z_]+)[\"']", code))
    names = {key for _, key, _ in FIELDS}
    assert names - words - {"base_url", "model", "linux", "macos", "windows"} <= _FOR_PEOPLE


SOUND: dict[str, Any] = {
    "tool": "made-up",
    "version": "1.0",
    "evidence": {"date": "2026-11-20", "how": "docs"},
    "layers": [{"environment": True}, {"path": "~/.made-up.json", "scope": "user", "format": "json"}],
    "meanings": {"base_url": ["key:url"], "model": [{"from": "var:MODEL", "do": ["trim"]}]},
    "requests": [{"wire_api": "chat", "join": ["append:/chat"], "auth": [{"header": "api-key", "from": ["key:key"]}]}],
}


def test_a_small_profile_is_sound() -> None:
    assert complaints(PROFILE_SCHEMA, SOUND) == []


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
        ("misplaced", [{"path": "x", "below": ["x"], "belongs": "It counts elsewhere"}]),
        ("exports", [{"from": ["key:x"], "list": "key:x", "to": "X"}]),
        ("unread_variables", {"MY-KEY": "KEY"}),
    ],
)
def test_the_schema_refuses_a_slip(path: str, value: Any) -> None:
    data = copy.deepcopy(SOUND)
    *holder, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    node: Any = data
    for step in holder:
        node = node[step]
    node[last] = value
    assert complaints(PROFILE_SCHEMA, data) != []


@pytest.mark.parametrize("key", ["tool", "version", "evidence", "layers", "meanings", "requests"])
def test_the_schema_misses_what_a_profile_needs(key: str) -> None:
    assert complaints(PROFILE_SCHEMA, {name: value for name, value in SOUND.items() if name != key}) != []


def test_a_profile_may_take_over_another() -> None:
    assert (
        complaints(
            PROFILE_SCHEMA, {**{key: SOUND[key] for key in ("version", "evidence")}, "tool": "b", "extends": "a"}
        )
        == []
    )


# ---- no tool in the code


def without_docstrings(path: Path) -> str:
    """Return the text of a module without the docstrings of its functions, whose examples may name tools."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            for number in range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1):
                lines[number - 1] = ""
    return "\n".join(lines)


IDS = sorted((tool for tool in TOOLS if tool != "generic" and not keyword.iskeyword(tool)), key=len, reverse=True)
NAMED = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, IDS))})(?![\w-])")


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT / "configlint").as_posix())
def test_no_code_knows_a_tool(path: Path) -> None:
    """What is true of one tool belongs into its profile, where it can be changed without touching code."""
    text = without_docstrings(path)
    assert [f"line {text.count(chr(10), 0, match.start()) + 1}: {match[0]}" for match in NAMED.finditer(text)] == []
