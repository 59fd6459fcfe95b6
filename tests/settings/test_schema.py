"""The schemas, as editors get them and as the program checks with them, and what the documentation says."""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from configlint.catalog import store
from configlint.document.document import Document
from configlint.settings import validation
from configlint.settings.fast_schema import Accepter
from tests.settings.projects import ACME, Project, configurations

#: Says quickly that data is right.
ACCEPTER = Accepter(lambda file: validation.schema(file.removesuffix(".schema.json")))
PROVIDERS = sorted((Path(store.PROVIDERS) / "data").glob("*.toml"))
PROFILES = sorted(Path(store.PROFILES).glob("*.toml"))


@pytest.mark.parametrize("name", validation.SCHEMAS)
def test_every_schema_is_printed(name: str, project: Project) -> None:
    result = project.run("schema", name)
    schema = json.loads(result.stdout)
    Draft202012Validator.check_schema(schema)
    assert Path(project.run("schema", name, "--path").stdout.strip()).is_file()


def test_the_schema_of_a_configuration_is_complete(project: Project) -> None:
    """An editor has only this file, so what it refers to is in it."""
    validator = Draft202012Validator(json.loads(project.run("schema", "config").stdout))
    assert [error.message for error in validator.iter_errors(tomllib.loads(ACME))] == []
    wrong = tomllib.loads(ACME.replace('base_url = "https', 'base_url = "ftp'))
    assert {error.json_path for error in validator.iter_errors(wrong)} == {
        "$.provider[0].apis.chat.base_url",
        "$.provider[0].apis.messages.base_url",
    }


def test_every_field_of_the_configuration_is_described() -> None:
    properties = validation.schema("config")["properties"]
    assert [name for name, field in properties.items() if "description" not in field] == []


def test_an_unknown_schema_names_the_others(project: Project) -> None:
    assert project.run("schema", "profiel").status == 2


@given(configurations())
def test_what_is_accepted_quickly_matches_the_schema(data: dict[str, Any]) -> None:
    if ACCEPTER.accepts("config.schema.json", data):
        assert validation.refusals(Document.of("", "toml"), "config", data) == []


def test_no_right_file_needs_jsonschema() -> None:
    for name, paths in (("provider", PROVIDERS), ("profile", PROFILES)):
        for path in paths:
            assert ACCEPTER.accepts(f"{name}.schema.json", tomllib.loads(path.read_text(encoding="utf-8"))), path


@pytest.mark.parametrize("path", [*PROVIDERS[::20], *PROFILES[::3]], ids=lambda path: path.stem)
def test_no_wrong_file_is_accepted_quickly(path: Path) -> None:
    """Each value is replaced by one of another kind, and each table gets an unknown key; jsonschema is the judge."""
    name = "provider" if path in PROVIDERS else "profile"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for wrong in itertools.islice(changed(data), 0, None, 41):
        if ACCEPTER.accepts(f"{name}.schema.json", wrong):
            assert validation.refusals(Document.of("", "toml"), name, wrong) == []


def changed(node: Any) -> Iterator[Any]:
    """Yield data in which one thing is wrong, for each thing."""
    if isinstance(node, dict):
        yield {**node, "unknown": 1}
        for name, value in node.items():
            yield from ({**node, name: other} for other in changed(value))
            yield {key: one for key, one in node.items() if key != name}
    elif isinstance(node, list):
        yield []
        for index, value in enumerate(node):
            yield from ([*node[:index], other, *node[index + 1 :]] for other in changed(value))
    else:
        yield from (3, "~ ", [node])


# ---- the documentation

README = (Path(validation.path_of("config")).parent / "README.md").read_text(encoding="utf-8")
BLOCKS = {match[1]: match[2] for match in re.finditer(r"^```toml (\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)}


@pytest.mark.parametrize("name", [name for name in BLOCKS if name not in ("comment", "tool")])
def test_the_documented_configurations_are_right(name: str, project: Project) -> None:
    project.write(".configlint.toml", BLOCKS[name])
    assert project.run("tools").stderr == ""


def test_the_documented_comment_suppresses(project: Project) -> None:
    head = 'model_provider = "a"\n[model_providers.a]\nname = "A"\nenv_key = "K"\n'
    (project.home / ".codex").mkdir()
    (project.home / ".codex/config.toml").write_text(head + BLOCKS["comment"])
    assert project.rules("../home/.codex/config.toml") == []


def test_the_documentation_names_every_key_and_schema() -> None:
    assert [
        name for name in validation.schema("config")["properties"] if name not in README and name != "$schema"
    ] == []
    assert [name for name in validation.SCHEMAS if f"`{name}`" not in README and f"schema {name}" not in README] == []
