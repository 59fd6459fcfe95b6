"""The parts of a setup in the target: the key, headers, models with their limits and names, and what is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write
from tests.convert.conversions import CODEX, TARGETS
from tests.keys import key


def converted(folder: Path, path: str, text: str, target: str) -> tuple[str, str]:
    """Return the target's file and the notes, one a line."""
    write(folder, path, text)
    result = run("convert", path, "--to", target, "--format", "json", cwd=folder, home=folder)
    assert result.status == 0, result.stderr
    data = json.loads(result.stdout)
    notes = "\n".join(f"{note['field']}: {note['message']}" for note in data["notes"])
    return data["files"][0]["content"], notes


OWN_SERVER = {
    "npm": "@ai-sdk/openai-compatible",
    "options": {"baseURL": "http://localhost:8080/v1", "apiKey": "not-needed"},
    "models": {
        "m": {"name": "My Model", "attachment": True, "variants": {"low": {"effort": 1}, "high": {"effort": 9}}}
    },
}


@pytest.mark.parametrize("target", TARGETS)
def test_the_key_of_a_server_that_asks_for_none_is_no_secret(target: str, tmp_path: Path) -> None:
    (tmp_path / "opencode.json").write_text(json.dumps({"model": "own/m", "provider": {"own": OWN_SERVER}}))
    result = run("convert", "opencode.json", "--to", target, "--format", "json", cwd=tmp_path, home=tmp_path / "home")
    report = json.loads(result.stdout)
    values = {one["name"]: one.get("value") for one in report["environment"] if one["action"] == "set"}
    assert None not in values.values() or "MASTER_KEY" in str(values)
    assert "read -rs" not in result.stdout
    is_asked_for = any(note["field"] == "key" for note in report["notes"])
    assert is_asked_for or "not-needed" in result.stdout


def test_a_key_for_somebody_elses_server_stays_one(tmp_path: Path) -> None:
    options = {"baseURL": "https://relay.example.com/v1", "apiKey": "local"}
    own = {**OWN_SERVER, "options": options}
    content, _ = converted(
        tmp_path, "opencode.json", json.dumps({"model": "own/m", "provider": {"own": own}}), "kilocode"
    )
    assert '"apiKey": "{env:OWN_API_KEY}"' in content


def test_settings_of_a_model_are_named_as_a_whole(tmp_path: Path) -> None:
    setup = json.dumps({"model": "own/m", "provider": {"own": OWN_SERVER}})
    content, notes = converted(tmp_path, "opencode.json", setup, "crush")
    assert '"name": "My Model"' in content
    assert "not converted: provider.own.models.m.attachment, provider.own.models.m.variants\n" in notes + "\n"


def test_the_variable_of_a_header_is_to_be_set(tmp_path: Path) -> None:
    write(tmp_path, ".codex/config.toml", CODEX + 'env_http_headers = { X-Cost = "COST_CENTER" }\n')
    for target in ("crush", "opencode", "qwen-code", "pi"):
        result = run("convert", ".codex/config.toml", "--to", target, "--format", "json", cwd=tmp_path, home=tmp_path)
        report = json.loads(result.stdout)
        assert "COST_CENTER" in {one["name"] for one in report["environment"]}, target
        assert not any("X-Cost" in note["field"] for note in report["notes"]), target


def test_a_key_that_the_target_reads_from_the_same_file_is_the_right_one(tmp_path: Path) -> None:
    lines = ["OPENAI_BASE_URL=https://relay.example.com/v1", f"OPENAI_API_KEY={key('openai')}", "OPENAI_MODEL=m"]
    write(tmp_path, ".env", "\n".join(lines) + "\n")
    write(tmp_path, "requirements.txt", "openai\n")
    result = run("convert", ".env", "--to", "aider", cwd=tmp_path, home=tmp_path / "home")
    assert (result.status, "openai-api-base: https://relay.example.com/v1" in result.stdout) == (0, True), result.stderr


def test_the_limits_are_those_of_the_connection_that_counts(tmp_path: Path) -> None:
    item = "- {{name: {0}, provider: openai, model: m, apiBase: https://relay.example.com/v1, defaultCompletionOptions: {{maxTokens: {1}}}}}"
    models = "\n".join(["name: Mine", "version: 1.0.0", "models:", item.format("a", 8192), item.format("b", 4096)])
    content, _ = converted(tmp_path, ".continue/config.yaml", models, "claude-code")
    assert '"CLAUDE_CODE_MAX_OUTPUT_TOKENS": "8192"' in content


def test_what_all_connections_leave_out_is_named(tmp_path: Path) -> None:
    models = """\
model_list:
  - {model_name: a, litellm_params: {model: openai/a, api_base: https://relay.example.com/v1, api_key: os.environ/A_KEY}}
  - {model_name: "*", litellm_params: {model: "*"}}
"""
    write(tmp_path, "litellm_config.yaml", models)
    result = run("convert", "litellm_config.yaml", "--to", "crush", "--all", cwd=tmp_path, home=tmp_path)
    assert "not converted: *" in result.stdout
