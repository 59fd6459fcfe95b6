"""Inputs of GitHub Actions: those that a version no longer has do nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write

WORKFLOW = """on: push
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - uses: {action}
        with:
          {name}: x
"""


@pytest.mark.parametrize(
    ("action", "name", "way_out"),
    [
        ("anthropics/claude-code-action@v1", "direct_prompt", "prompt"),
        ("anthropics/claude-code-action@v1.0.219", "allowed_tools", "--allowedTools"),
        ("anthropics/claude-code-action@v1", "claude_env", "ANTHROPIC_BASE_URL"),
        ("anthropics/claude-code-action@v1", "claude_args", ""),
        ("anthropics/claude-code-action@beta", "direct_prompt", ""),
        ("actions/checkout@v4", "direct_prompt", ""),
    ],
)
def test_an_input_that_the_action_no_longer_has(action: str, name: str, way_out: str, project: Path) -> None:
    write(project, ".github/workflows/review.yml", WORKFLOW.format(action=action, name=name))
    result = run("check", "--format", "json", ".", cwd=project, home=project.parent / "home")
    found = [one["message"] + (one["help"] or "") for one in json.loads(result.stdout)["diagnostics"]]
    assert [way_out in text for text in found] == [True] * bool(way_out)
