"""The files in examples/: what is broken is found, what is mended is silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint import profiles
from tests.cli import run

EXAMPLES = Path(__file__).parents[1] / "examples"


def findings(folder: Path, tool: str, home: Path) -> list[dict[str, str]]:
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    result = run("check", "--tool", tool, "--format", "json", *files, cwd=folder, home=home)
    assert result.stderr == ""
    found: list[dict[str, str]] = json.loads(result.stdout)["diagnostics"]
    return found


def tools_with_files() -> list[str]:
    """Return the tools that read files or variables; others are set up in code or in a window."""
    loaded = map(profiles.load, profiles.tools())
    return [one.id for one in loaded if one.variables or any("path" in layer for layer in one.layers)]


def test_every_tool_has_an_example() -> None:
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} >= set(tools_with_files())


@pytest.mark.parametrize("tool", tools_with_files())
def test_broken_is_found_and_mended_is_silent(tool: str, tmp_path: Path) -> None:
    broken = findings(EXAMPLES / tool / "broken", tool, tmp_path)
    assert any(one["severity"] in ("error", "warning") for one in broken)
    mended = findings(EXAMPLES / tool / "mended", tool, tmp_path)
    assert [one for one in mended if one["severity"] != "note"] == []
