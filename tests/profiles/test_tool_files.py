"""Each tool's profile: `pytest tests/profiles -k TOOL` checks one. Profiles are edited by hand, and hands slip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from configlint.catalog.dependencies import parts
from configlint.catalog.knowledge import Knowledge
from configlint.catalog.parse_profile import parse_profile
from configlint.document.nodes import Table
from configlint.engine import language
from configlint.engine.language import Meaning, Syntax, Template, Text
from configlint.engine.layers import DIALECTS
from configlint.engine.model import Connections, Export, FreeHeaders, Layer, Profile, Removed, Switches
from configlint.engine.table_rules import TableRule
from configlint.engine.tree_reader import FOLDERS
from configlint.records import Record
from tests.profiles.profile_files import (
    FILES,
    SCHEMAS,
    SDK_FILES,
    complaints,
    expanded,
    in_each_version,
    load,
    profile,
    schema,
    sdks,
)

each_tool = pytest.mark.parametrize("tool", FILES)


# ---- files


@each_tool
def test_profile_matches_the_schema(tool: str) -> None:
    assert complaints(schema("profile"), load(FILES[tool])) == []


@pytest.mark.parametrize("name", SDK_FILES)
def test_sdk_file_matches_the_schema(name: str) -> None:
    assert complaints(schema("sdk"), load(SDK_FILES[name])) == []


@each_tool
def test_first_line_names_the_schema(tool: str) -> None:
    """Editors take it from there."""
    first = FILES[tool].read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema ")
    assert (FILES[tool].parent / first.removeprefix("#:schema ")).resolve() == SCHEMAS / "profile.schema.json"


@each_tool
def test_profile_is_named_like_its_file_and_says_how_it_is_known(tool: str) -> None:
    data = load(FILES[tool])
    assert data["tool"] == tool
    assert data["version"]
    assert data["evidence"]["date"]
    assert data["evidence"]["how"]
    if data["evidence"]["how"] == "observed":
        assert "package" in data["evidence"], "nobody can repeat the observation"


# ---- what a profile takes over


def test_every_sdk_is_defined_once() -> None:
    names = [name for path in SDK_FILES.values() for name in load(path)]
    assert len(names) == len(set(names))


@each_tool
def test_a_shared_request_leaves_something_to_send(tool: str) -> None:
    """A wire_api that the SDK does not have would make the request vanish silently."""
    for request in load(FILES[tool]).get("requests", ()):
        if "sdk" in request and "wire_api" in request:
            assert request["wire_api"] in {shared["wire_api"] for shared in sdks()[request["sdk"]]}


@each_tool
def test_every_sdk_that_is_named_exists(tool: str) -> None:
    data = load(FILES[tool])
    assert {part["sdk"] for part in [*data.get("layers", ()), *data.get("requests", ())] if "sdk" in part} <= {*sdks()}


@each_tool
def test_every_template_exists_and_is_used(tool: str) -> None:
    used = {layer["template"] for layer in expanded(tool)["layers"] if "template" in layer}
    assert set(load(FILES[tool]).get("templates", ())) <= used <= set(expanded(tool).get("templates", ()))


@each_tool
def test_every_file_can_be_read(tool: str) -> None:
    for layer in profile(tool).layers:
        if layer.paths or layer.inline is not None:
            assert layer.format in DIALECTS, layer
        if layer.paths:
            assert layer.scope, layer


# ---- names: each one that a text uses has to come from somewhere

#: Names that only one text of a record may use.
_OWN_NAMES: dict[type[Record], dict[str, str]] = {
    Connections: {"missing": "chosen", "elsewhere": "chosen"},
    Removed: {"advice": "value"},
    Export: {"to": "name"},
    Switches: {"message": "variable"},
    language.Refined: {"through": "it"},
}


def scopes(tool: Profile) -> Iterator[tuple[Record, set[str]]]:
    """Yield the parts of a profile with the names that may be used in each.

    How a setup is written for the tool is left out: what counts there are names of its own.
    """
    bound = {name for name in tool.bound_names if name != "chosen"}
    shared = {*bound, *tool.meanings, "model", *FOLDERS}
    own = [set(request.own_meanings) for request in tool.requests]
    yield tool.replace(requests=(), target=None), shared.union(*own)
    for request, names in zip(tool.requests, own, strict=True):
        yield request, shared | names


def unbound(node: object, names: set[str]) -> Iterator[str]:
    """Yield the texts and meanings in a part of a profile that use a name which is not one of `names`."""
    if isinstance(node, Template):
        yield from (node.source for name in names_in(node) if name not in names and not name.isupper())
    elif isinstance(node, Meaning):
        yield from [node.name] if node.name not in names else []
    elif isinstance(node, Record):
        own = _OWN_NAMES.get(type(node), {})
        for field in node._fields:
            yield from unbound(getattr(node, field), names | {own[field]} if field in own else names)
    elif isinstance(node, tuple):
        for item in node:
            yield from unbound(item, names)
    elif isinstance(node, dict):
        for item in node.values():
            yield from unbound(item, names)


def names_in(text: Text | None) -> Iterator[str]:
    """Yield the names in a text and in its defaults."""
    for _, name, default in text.pieces if isinstance(text, Template) else ():
        yield from [name] if name is not None else []
        yield from names_in(default)


@each_tool
def test_the_files_of_a_tool_have_the_same_numbers_in_all_versions(tool: str) -> None:
    """A file that is found is known by the number of its layer, whichever version it is judged for."""
    assert len({tuple(layer.paths for layer in version.layers) for version in in_each_version(tool)}) == 1


@each_tool
def test_every_name_that_is_used_has_a_meaning(tool: str) -> None:
    for version in in_each_version(tool):
        assert [text for part, names in scopes(version) for text in unbound(part, names)] == []


def expressions(node: object) -> Iterator[str]:
    """Yield the regular expressions of a record."""
    if isinstance(node, language.Test) and node.kind == "matches":
        yield str(node.text)
    elif isinstance(node, Syntax):
        yield node.expression
    elif isinstance(node, FreeHeaders):
        yield node.separator
    elif isinstance(node, Layer):
        yield node.variables_named
    elif isinstance(node, TableRule):
        yield from node.where.values()


@each_tool
def test_every_expression_compiles(tool: str) -> None:
    for version in in_each_version(tool):
        for node in parts(version):
            for expression in expressions(node):
                re.compile(expression)


def test_a_name_without_a_meaning_is_noticed() -> None:
    """The check itself works, in texts, in conditions, and in what only one text may use."""
    data: dict[str, Any] = {
        "tool": "made-up",
        "version": "1",
        "connections": {"each": "p.{p}", "name": "{chosen}", "missing": "no {chosen}"},
        "meanings": {"base_url": ["key:p.{p}.{q:-{r}}"], "model": ["meaning:mode"]},
        "requests": [{"join": ["append:/{own}/{p}"], "when": {"other": True}, "meanings": {"own": ["is:x"]}}],
    }
    found = [text for part, names in scopes(parse_profile(data)) for text in unbound(part, names)]
    assert found == ["{chosen}", "{q:-{r}}", "{q:-{r}}", "mode", "other"]


@each_tool
def test_what_is_built_in_is_there_once_it_is_compiled(tool: str) -> None:
    compiled = Knowledge().profile(tool)
    for layer, written in zip(compiled.layers, profile(tool).layers, strict=True):
        if isinstance(written.built_in, dict):
            assert set(layer.built_in_tree.entries if isinstance(layer.built_in_tree, Table) else ()) == set(
                written.built_in
            )
