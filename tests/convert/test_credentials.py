"""Every credential that a setup sends is in the conversion as a reference, under the user's own name for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write
from tests.keys import key

BASE = "https://api.relayhub.example/v1"
SECRET = key("relay")


def _profile(**more: object) -> str:
    config = {"id": "1", "apiProvider": "openai", "openAiBaseUrl": BASE, "openAiModelId": "m", **more}
    return json.dumps({"providerProfiles": {"currentApiConfigName": "hub", "apiConfigs": {"hub": config}}})


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("opencode", '"api-key": "{env:HUB_API_KEY}"'),
        ("codex", 'api-key = "HUB_API_KEY"'),
        ("curl", "'api-key: '\"$HUB_API_KEY\""),
    ],
)
def test_a_header_beside_a_key_that_is_none(target: str, written: str, tmp_path: Path) -> None:
    headers = {"api-key": SECRET}
    write(tmp_path, "roo-code-settings.json", _profile(openAiApiKey="dummy", openAiHeaders=headers))
    result = run("convert", "roo-code-settings.json", "--to", target, cwd=tmp_path, home=tmp_path / "home")
    assert written in result.stdout
    assert "export HUB_API_KEY=…  # the header api-key" in result.stdout + result.stderr
    assert SECRET not in result.stdout + result.stderr


def test_a_header_and_a_key_are_two_variables(tmp_path: Path) -> None:
    headers = {"x-api-key": SECRET}
    write(tmp_path, "roo-code-settings.json", _profile(openAiApiKey=key("openai"), openAiHeaders=headers))
    result = run("convert", "roo-code-settings.json", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert '"apiKey": "{env:HUB_API_KEY}"' in result.stdout
    assert '"x-api-key": "{env:HUB_API_KEY_HEADER}"' in result.stdout


def test_a_key_in_a_variable_of_the_files_keeps_its_name(tmp_path: Path) -> None:
    model = {"id": "m", "name": "M", "baseUrl": BASE, "envKey": "TEAM_LLM_KEY"}
    settings = {
        "modelProviders": {"openai": [model]},
        "env": {"TEAM_LLM_KEY": SECRET},
        "security": {"auth": {"selectedType": "openai"}},
        "model": {"name": "m"},
    }
    write(tmp_path, ".qwen/settings.json", json.dumps(settings))
    result = run("convert", ".qwen/settings.json", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert '"apiKey": "{env:TEAM_LLM_KEY}"' in result.stdout


def test_a_key_without_a_scheme_has_none_in_a_command(tmp_path: Path) -> None:
    write(tmp_path, ".gemini/.env", "GOOGLE_GEMINI_BASE_URL=http://localhost:20128\nGEMINI_API_KEY=$HUB_KEY\n")
    result = run("convert", ".gemini/.env", "--to", "curl", cwd=tmp_path, home=tmp_path / "home")
    assert "'x-goog-api-key: '\"$" in result.stdout


def test_a_key_that_no_header_has_is_the_providers_own(tmp_path: Path) -> None:
    """Zed sends Google's key in the query."""
    agent = {"default_model": {"provider": "google", "model": "gemini-2.5-pro"}}
    write(tmp_path, ".config/zed/settings.json", json.dumps({"agent": agent, "language_models": {}}))
    result = run("convert", ".config/zed/settings.json", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert '"model": "google/gemini-2.5-pro"' in result.stdout
    assert "GEMINI_API_KEY" in result.stdout


def test_one_variable_may_be_a_key_and_a_header(tmp_path: Path) -> None:
    options = {"baseURL": BASE, "apiKey": "{env:HUB}", "headers": {"api-key": "{env:HUB}"}}
    hub = {"npm": "@ai-sdk/openai-compatible", "options": options, "models": {"m": {}}}
    other = {**hub, "options": {"baseURL": "https://other.example/v1", "apiKey": "{env:OTHER}"}}
    write(tmp_path, "opencode.json", json.dumps({"model": "hub/m", "provider": {"hub": hub, "other": other}}))
    result = run("convert", "opencode.json", "--to", "crush", "--all", cwd=tmp_path, home=tmp_path / "home")
    assert '"api-key": "$HUB"' in result.stdout
    assert "https://other.example/v1" in result.stdout


def test_a_variable_of_another_connection_is_not_left_over(tmp_path: Path) -> None:
    names = {"openai": "OPENAI_API_KEY", "hub": "OPENAI_HUB_KEY"}
    hosts = {"openai": "https://api.openai.com/v1", "hub": BASE}
    models = [{"id": one, "name": one, "baseUrl": hosts[one], "envKey": names[one]} for one in names]
    settings = {
        "env": dict.fromkeys(names.values(), SECRET),
        "modelProviders": {"openai": models},
        "security": {"auth": {"selectedType": "openai"}},
        "model": {"name": "openai"},
    }
    write(tmp_path, ".qwen/settings.json", json.dumps(settings))
    arguments = ("convert", ".qwen/settings.json", "--to", "opencode", "--all")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert result.stdout.count('"apiKey"') == 2
    assert "other settings" not in result.stdout
