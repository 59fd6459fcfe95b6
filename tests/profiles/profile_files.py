"""The profiles as people edit them, and each as the program reads it, made of its own file and those it refers to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from configlint.catalog import build, versions
from configlint.catalog.parse_profile import parse_profile
from configlint.engine.model import Profile

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "configlint" / "profiles"
PROFILES = ROOT / "tool_profiles"
#: One file for each tool, by its id: `pytest tests/profiles -k codex` checks codex.toml alone.
FILES = {path.stem: path for path in sorted(PROFILES.glob("*.toml"))}
SDK_FILES = {path.stem: path for path in sorted((PROFILES / "sdks").glob("*.toml"))}

Data = dict[str, Any]


# ---- the data


@cache
def load(path: Path) -> Data:
    return build.load(path)


@cache
def sdks() -> Data:
    """Return what the SDKs bring, by name."""
    return build.load_sdks(PROFILES)


@cache
def expanded(tool: str) -> Data:
    """Return the data of a profile with all that it takes over from its parents and from SDKs."""
    raw = {tool: load(FILES[tool])}
    child = tool
    while (parent := raw[child].get("extends")) is not None:
        raw[parent] = load(FILES[parent])
        child = parent
    return build.expanded(raw[tool], raw, sdks())


def in_each_version(tool: str) -> list[Profile]:
    """Return the profile of a tool in its newest version, then in the older ones that differ."""
    data = expanded(tool)
    wanted = [data.get("version", ""), *(["0", *versions.boundaries(data)] if versions.is_versioned(data) else [])]
    return [parse_profile(versions.select(data, version)) for version in wanted]


@cache
def profile(tool: str) -> Profile:
    """Return the profile of a tool in its newest version."""
    data = expanded(tool)
    return parse_profile(versions.select(data, data.get("version", "")))


# ---- their schemas


@cache
def schema(name: str) -> Data:
    """Return the schema "profile" or "sdk"."""
    loaded: Data = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


def complaints(wanted: Mapping[str, Any], data: Any) -> list[str]:
    """Return what a schema finds wrong with data: where, and the most specific of the reasons."""
    registry: Registry[Any] = Registry().with_resource("profile.schema.json", Resource.from_contents(schema("profile")))
    found = []
    for error in Draft202012Validator(wanted, registry=registry).iter_errors(data):
        deepest = error
        while deepest.context:
            deepest = max(deepest.context, key=lambda reason: len(reason.absolute_path))
        found.append(f"{deepest.json_path}: {deepest.message[:300]}")
    return found
