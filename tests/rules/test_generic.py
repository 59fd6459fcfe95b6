"""Files of no known tool: what is wrong with any program is found at any depth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write
from tests.keys import key


@pytest.mark.parametrize("path", [(), ("llm",), ("ai", "llm"), ("server", "ai", "llm"), ("services", 0, "llm")])
@pytest.mark.parametrize("name", ["app.json", "app.yaml"])
def test_a_key_for_another_host_is_found_in_a_table_below_others(
    project: Path, path: tuple[str | int, ...], name: str
) -> None:
    content: object = {"base_url": "https://api.openai.com/v1", "api_key": key("openrouter")}
    for step in reversed(path):
        content = [content] if isinstance(step, int) else {step: content}
    write(project, name, json.dumps(content))
    result = run("check", "--format", "json", name, cwd=project, home=project)
    assert "key-host-mismatch" in [one["rule"] for one in json.loads(result.stdout)["diagnostics"]]


def test_settings_of_a_model_that_nobody_chose_refuse_nothing(project: Path) -> None:
    write(project, ".aider.model.settings.yml", "- name: architect/one\n  edit_format: diff\n")
    result = run("check", ".aider.model.settings.yml", cwd=project, home=project)
    assert result.status == 0
