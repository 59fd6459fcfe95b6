"""Which names of models are taken for typos, and which may just be newer than the list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write


@pytest.mark.parametrize(
    ("model", "meant"),
    [
        ("claude-4-sonnet-20250514", "claude-sonnet-4-20250514"),
        ("claude-sonnet-4-5", None),
        ("claude-sonnet-4-5[1m]", None),
        ("claude-sonnet-9", None),  # newer
        ("claude-sonnet-4-5-20991231", None),  # a newer snapshot
        ("claude-nocturne-1", None),  # a name nobody has heard of yet
        ("sonnet", None),
    ],
)
def test_model_at_anthropic(model: str, meant: str | None, tmp_path: Path) -> None:
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude/settings.json").write_text(json.dumps({"env": {"ANTHROPIC_MODEL": model}}))
    result = run("check", ".claude", "--format", "json", cwd=tmp_path, home=tmp_path / "home")
    found = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "unknown-model"]
    assert [(one["severity"], one["write"]) for one in found] == ([("note", meant)] if meant else [])


@pytest.mark.parametrize(("host", "is_told"), [("api.anthropic.com", True), ("relay.example.com", False)])
def test_a_retired_model_is_a_note_at_the_vendors_own_host_alone(host: str, is_told: bool, tmp_path: Path) -> None:
    settings = {"env": {"ANTHROPIC_BASE_URL": f"https://{host}", "ANTHROPIC_MODEL": "claude-3-5-sonnet-20241022"}}
    write(tmp_path, ".claude/settings.json", json.dumps(settings))
    result = run("check", ".claude", "--format", "json", cwd=tmp_path, home=tmp_path / "home")
    found = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "unknown-model"]
    assert [one["severity"] for one in found] == (["note"] if is_told else [])
    assert all("2025-10-28" in one["message"] for one in found)


@pytest.mark.parametrize(
    ("model", "meant"),
    [
        ("gpt5.4", "gpt-5.4"),
        ("gpt-5-4", "gpt-5.4"),
        ("gtp-5.4", "gpt-5.4"),
        ("gpt-5.4-coddex", None),  # two slips away from everything
        ("gpt-5.9", None),  # newer
        ("gpt-5.4-2026-12-01", None),  # a newer snapshot
    ],
)
def test_one_letter_or_separator_at_the_vendors_host_is_a_warning(
    model: str, meant: str | None, tmp_path: Path
) -> None:
    text = f'model = "{model}"\nmodel_provider = "direct"\n[model_providers.direct]\nname = "OpenAI direct"\n'
    write(tmp_path, ".codex/config.toml", f'{text}base_url = "https://api.openai.com/v1"\nenv_key = "OPENAI_API_KEY"\n')
    result = run("check", ".codex/config.toml", "--format", "json", cwd=tmp_path, home=tmp_path)
    found = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "unknown-model"]
    assert [(one["severity"], one["write"]) for one in found] == ([("warning", meant)] if meant else [])


def test_relays_may_call_models_as_they_like(tmp_path: Path) -> None:
    (tmp_path / ".claude").mkdir()
    env = {"ANTHROPIC_BASE_URL": "https://relay.example.com", "ANTHROPIC_MODEL": "claude-4-sonnet-20250514"}
    (tmp_path / ".claude/settings.json").write_text(json.dumps({"env": env}))
    result = run("check", ".claude", "--format", "json", cwd=tmp_path, home=tmp_path / "home")
    assert "unknown-model" not in result.stdout
