"""A finding that depends on the version of the tool says since which one."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli import run

CODEX = """model_provider = "openai"

[model_providers.openai]
name = "Mine"
base_url = "https://relay.example.com/v1"
"""


def helps(tmp_path: Path, text: str, tool: str = "codex") -> list[tuple[str, str]]:
    (tmp_path / "config.toml").write_text(text)
    result = run("check", "--tool", tool, "config.toml", "--format", "json", cwd=tmp_path, home=tmp_path)
    return [(one["rule"], one["help"] or "") for one in json.loads(result.stdout)["diagnostics"]]


def test_what_older_versions_accepted_is_dated(tmp_path: Path) -> None:
    found = helps(tmp_path, CODEX)
    assert [rule for rule, _ in found] == ["reserved-name"]
    assert "since Codex CLI 0.115.0" in found[0][1]


def test_what_is_wrong_in_every_version_is_not_dated(tmp_path: Path) -> None:
    found = helps(tmp_path, 'model_provider = "lab"\n')
    assert [rule for rule, _ in found] == ["undefined-provider"]
    assert "since" not in found[0][1]


def test_nothing_is_dated_for_a_version_that_is_named(tmp_path: Path) -> None:
    assert all("since" not in text for _, text in helps(tmp_path, CODEX, "codex@0.169"))
    assert helps(tmp_path, CODEX, "codex@0.94") == []
