"""The files in examples/: what is broken is found, and nothing is reported where it is fixed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from tests.cli import run

EXAMPLES = Path(__file__).parents[1] / "examples"


def findings(folder: Path, tool: str, home: Path) -> list[dict[str, str]]:
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    result = run("check", "--tool", tool, "--format", "json", *files, cwd=folder, home=home)
    assert result.stderr == ""
    found: list[dict[str, str]] = json.loads(result.stdout)["diagnostics"]
    return found


def tools_with_files() -> list[str]:
    """Return the tools that read files or variables; others are set up in code or in a settings dialog."""
    knowledge = Knowledge()
    profiles = map(knowledge.profile, knowledge.tools)
    return [profile.id for profile in profiles if profile.variables or any(layer.paths for layer in profile.layers)]


def test_every_tool_has_an_example() -> None:
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} >= set(tools_with_files())


@pytest.mark.parametrize("tool", tools_with_files())
def test_the_broken_files_are_reported_and_the_fixed_ones_are_not(tool: str, tmp_path: Path) -> None:
    broken = findings(EXAMPLES / tool / "broken", tool, tmp_path)
    assert any(one["severity"] in ("error", "warning") for one in broken)
    fixed = findings(EXAMPLES / tool / "fixed", tool, tmp_path)
    assert [one for one in fixed if one["severity"] != "note"] == []
