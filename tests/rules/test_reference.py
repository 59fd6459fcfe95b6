"""How a reference that a tool does not resolve would be written for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run


def test_the_syntax_of_one_field_is_offered_where_a_file_as_a_whole_has_none(tmp_path: Path) -> None:
    lab = {"baseUrl": "https://lab.example.org/v1", "api": "openai-completions", "apiKey": "{env:LAB_KEY}"}
    content = {"providers": {"lab": {**lab, "models": [{"id": "m"}]}}}
    (tmp_path / "models.json").write_text(json.dumps(content), encoding="utf-8")
    result = run("check", "--tool", "pi", "--format", "json", "models.json", cwd=tmp_path, home=tmp_path)
    (found,) = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "unexpanded-reference"]
    assert found["write"] == "$LAB_KEY"


def aichat(tmp_path: Path, name: str, reference: str, env: dict[str, str] | None = None) -> list[str]:
    client = (
        f"- {{type: openai-compatible, name: {name}, api_base: https://lab.example.org/v1, api_key: '{reference}'}}"
    )
    (tmp_path / "config.yaml").write_text(f"model: {name}:m\nclients:\n{client}\n", encoding="utf-8")
    known = ["--env"] if env is not None else []
    arguments = ("check", "--tool", "aichat", "--format", "json", *known, "config.yaml")
    found = json.loads(run(*arguments, cwd=tmp_path, home=tmp_path, env=env).stdout)["diagnostics"]
    return [one["help"] for one in found if one["rule"] == "unexpanded-reference"]


def test_a_reference_to_what_the_tool_reads_itself_is_never_sent(tmp_path: Path) -> None:
    """AIChat takes LAB_API_KEY, where it is set, before what the file says."""
    assert aichat(tmp_path, "lab", "${LAB_API_KEY}") == []
    assert aichat(tmp_path, "lab", "${LAB_API_KEY}", {"LAB_API_KEY": "x"}) == []
    assert len(aichat(tmp_path, "lab", "${LAB_API_KEY}", {})) == 1
    (help_text,) = aichat(tmp_path, "lab", "${OTHER_KEY}")
    assert "LAB_API_KEY" in help_text


@pytest.mark.parametrize("field", ["baseURL", "apiKey"])
def test_a_reference_of_another_tool_with_ones_own_in_it(field: str, tmp_path: Path) -> None:
    options = {"baseURL": "https://lab.example.org/v1", "apiKey": "{env:LAB_KEY}", field: "${env:LAB_VALUE}"}
    lab = {"npm": "@ai-sdk/openai-compatible", "models": {"m": {}}, "options": options}
    path = tmp_path / "opencode.json"
    path.write_text(json.dumps({"provider": {"lab": lab}}), encoding="utf-8")
    result = run("check", "--format", "json", "--fix", path.name, cwd=tmp_path, home=tmp_path)
    assert json.loads(result.stdout)["diagnostics"] == []
    assert f'"{field}": "{{env:LAB_VALUE}}"' in path.read_text(encoding="utf-8")


def test_a_key_in_braces_that_no_tool_resolves_is_a_placeholder(tmp_path: Path) -> None:
    options = {"baseURL": "https://lab.example.org/v1", "apiKey": "{cred:lab}"}
    lab = {"npm": "@ai-sdk/openai-compatible", "models": {"m": {}}, "options": options}
    (tmp_path / "opencode.json").write_text(json.dumps({"provider": {"lab": lab}}), encoding="utf-8")
    result = run("check", "--format", "json", "opencode.json", cwd=tmp_path, home=tmp_path)
    assert [one["rule"] for one in json.loads(result.stdout)["diagnostics"]] == ["placeholder-key"]
