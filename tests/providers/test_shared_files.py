"""The files about all providers, and the schemas: what was given up, and whose models there are."""

from __future__ import annotations

import json
import re
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.providers.catalog_files import (
    PROVIDER_SCHEMA,
    PROVIDERS,
    SHARED,
    Entry,
    host_of,
    is_host_of,
    is_strong_key,
    load,
    providers,
)

RETIRED: list[Entry] = load(PROVIDERS / "hosts.toml")["retired"]
MODELS: dict[str, list[Entry]] = load(PROVIDERS / "models.toml")


# ---- schemas


@pytest.mark.parametrize(("path", "schema_path"), SHARED.items(), ids=lambda path: path.name)
def test_file_matches_its_schema(path: Path, schema_path: Path) -> None:
    schema = json.loads(schema_path.read_text(encoding="utf-8"))
    errors = Draft202012Validator(schema).iter_errors(load(path))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize(("path", "schema_path"), SHARED.items(), ids=lambda path: path.name)
def test_first_line_names_the_schema(path: Path, schema_path: Path) -> None:
    """Editors take it from there."""
    relative = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("#:schema ")
    assert (path.parent / relative).resolve() == schema_path


@pytest.mark.parametrize("path", [PROVIDER_SCHEMA, *SHARED.values()], ids=lambda path: path.name)
def test_schema_is_valid_and_describes_every_field(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(_undescribed(schema, path.stem)) == []


def _undescribed(node: Any, where: str) -> list[str]:
    if not isinstance(node, dict):
        return []
    properties: dict[str, Any] = node.get("properties", {})
    missing = [f"{where}.{name}" for name, field in properties.items() if "description" not in field]
    for name, field in [*properties.items(), *node.get("$defs", {}).items()]:
        missing += _undescribed(field, f"{where}.{name}")
    return missing


# ---- hosts.toml


@pytest.mark.parametrize("entry", RETIRED, ids=lambda entry: entry["host"])
def test_retired_address_is_known_to_its_provider(entry: Entry) -> None:
    provider = providers()[entry["provider"]]
    host, _, path = entry["host"].partition("/")
    assert is_host_of(host, provider)
    if path:
        assert entry["api"] in provider["apis"]
    if "instead" in entry:
        assert is_host_of(host_of(entry["instead"]), provider)
        assert not entry["instead"].removeprefix("https://").startswith(entry["host"] + "/")


def test_retired_hosts_are_in_both_places() -> None:
    listed = {(id_, host) for id_, provider in providers().items() for host in provider.get("retired_hosts", [])}
    assert listed == {(entry["provider"], entry["host"]) for entry in RETIRED if "/" not in entry["host"]}
    for entry in RETIRED:
        if entry["state"] == "removed":
            assert entry["host"] not in providers()[entry["provider"]]["hosts"]


# ---- models.toml


@pytest.mark.parametrize("table", ["vendor", "router", "bare"])
def test_model_rules_are_about_known_providers(table: str) -> None:
    names = [entry["id"] for entry in MODELS[table]]
    assert len(names) == len(set(names))
    assert [name for name in names if name not in providers()] == []


def test_a_model_name_has_one_vendor() -> None:
    patterns = [(vendor["id"], pattern) for vendor in MODELS["vendor"] for pattern in vendor["patterns"]]
    for name, pattern in patterns:
        sample = re.sub(r"\[0-9\]", "4", pattern).replace("*", "x")
        assert {other for other, glob in patterns if fnmatchcase(sample, glob)} == {name}


def test_own_hosts_are_known_and_belong_to_one_vendor() -> None:
    counts = Counter(host for vendor in MODELS["vendor"] for host in vendor["own_hosts"])
    assert [host for host in counts if host not in providers()] == []
    assert [host for host, count in counts.items() if count > 1] == []


def test_a_provider_either_requires_slashes_or_refuses_them() -> None:
    routers = {entry["id"] for entry in MODELS["router"]}
    bare = {entry["id"] for entry in MODELS["bare"]}
    assert not routers & bare
    assert {providers()[name]["models"] for name in routers} == {"vendor/model"}
    assert {providers()[name]["models"] for name in bare} == {"bare"}


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.name)
def test_no_key_is_in_the_file(path: Path) -> None:
    """Shapes only: a sample would set off every secret scanner that comes by."""
    words = re.findall(r"[A-Za-z0-9_.-]{24,}", path.read_text(encoding="utf-8"))
    assert [word for word in words if is_strong_key(word)] == []
