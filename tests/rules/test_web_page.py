"""A web page in place of a base URL does not say which plan was meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write


@pytest.mark.parametrize(
    ("page", "safety", "help_text"),
    [
        ("https://platform.openai.com", "safe", ""),
        ("https://opencode.ai/docs/go", "unsafe", "Another plan is at https://opencode.ai/zen/go/v1"),
    ],
)
def test_a_fix_is_safe_only_where_the_host_serves_one_plan(
    project: Path, page: str, safety: str, help_text: str
) -> None:
    write(project, ".env", f"OPENAI_BASE_URL={page}\n")
    result = run("check", "--tool", "openai-python", "--format", "json", ".env", cwd=project, home=project)
    (found,) = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "web-page-url"]
    assert found["fix"]["safety"] == safety
    assert (found.get("help") or "") == help_text


def test_a_tool_that_the_provider_does_not_serve_is_told_so(project: Path) -> None:
    write(project, "settings.json", '{"env": {"ANTHROPIC_BASE_URL": "https://platform.openai.com"}}')
    result = run("check", "--tool", "claude-code", "settings.json", cwd=project, home=project)
    assert "serves the Anthropic messages API, which Claude Code speaks" in result.stdout
