"""Merging into files of other people: only the keys that the target owns change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from configlint import profiles
from configlint.convert.conversion import scopes
from configlint.convert.source import ConversionError
from tests.convert.preserving import merged
from tests.convert.test_convert import machine, made_up
from tests.keys import filled

CASES = Path(__file__).parents[1] / "cases"


def files() -> Iterator[tuple[str, str, str]]:
    """Yield (tool, name, text) of the files in the cases that belong to a tool that configlint can write for."""
    for path in sorted(CASES.glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        tool = case.get("tool")
        if tool in profiles.tools() and scopes(profiles.load(tool)):
            for name, text in case["files"].items():
                if any(name.endswith(Path(target).name) for target in targets(tool)):
                    yield tool, f"{case['id']}/{name}", text


def targets(tool: str) -> list[str]:
    return list(profiles.load(tool).data["target"]["files"].values())


FILES = list(files())


def test_there_are_files_of_each_format() -> None:
    assert {Path(name).suffix or Path(name).name for _, name, _ in FILES} >= {".toml", ".json", ".yml", ".env"}


@pytest.mark.parametrize(("tool", "name", "text"), FILES, ids=[f"{tool}-{name}" for tool, name, _ in FILES])
def test_only_owned_keys_change(tool: str, name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "work" / Path(name).name
    here = machine(tmp_path)
    path.write_bytes(filled(text).encode())
    try:
        result, wrong = merged(made_up("https://relay.example.com", "chat"), tool, str(path), here)
    except ConversionError as error:
        assert "as it is: " in str(error) or "another key" in str(error), error  # noqa: PT017
        return
    assert wrong == []
    assert result.action == "update"
