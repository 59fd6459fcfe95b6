"""Ollama's own API has no version before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write

SETUPS = {
    "aider": (".env", "OLLAMA_API_BASE={}\nAIDER_MODEL=ollama_chat/llama3\n"),
    "litellm": (
        "c.yaml",
        "model_list:\n  - model_name: m\n    litellm_params: {{model: ollama/llama3, api_base: '{}'}}\n",
    ),
    "lobechat": (".env", "OLLAMA_PROXY_URL={}\n"),
    "open-webui": (".env", "OLLAMA_BASE_URL={}\n"),
    "docker-compose": (
        "compose.yaml",
        "services:\n  chat:\n    image: lobehub/lobe-chat\n    environment:\n      OLLAMA_PROXY_URL: {}\n",
    ),
}


@pytest.mark.parametrize("host", ["http://ollama:11434", "http://ollama.example.com/team"])
@pytest.mark.parametrize("tool", SETUPS)
def test_a_version_before_ollamas_own_call_is_removed(project: Path, tool: str, host: str) -> None:
    name, text = SETUPS[tool]
    target = write(project, name, text.format(f"{host}/v1"))
    result = run("check", "--tool", tool, "--format", "json", name, cwd=project, home=project)
    assert "foreign-version" in [one["rule"] for one in json.loads(result.stdout)["diagnostics"]]
    run("check", "--fix", "--tool", tool, name, cwd=project, home=project)
    assert target.read_text() == text.format(host)


@pytest.mark.parametrize("host", ["http://10.0.0.7:9000", "http://ollama:11434", "https://ollama.example.com/team"])
@pytest.mark.parametrize("ending", ["/v1/chat/completions", "/v1/responses"])
@pytest.mark.parametrize("tool", SETUPS)
def test_an_endpoint_of_ollamas_other_api_is_removed_with_its_version(
    project: Path, tool: str, ending: str, host: str
) -> None:
    name, text = SETUPS[tool]
    write(project, name, text.format(f"{host}{ending}"))
    result = run("check", "--tool", tool, "--format", "json", "--select", "URL", name, cwd=project, home=project)
    (finding,) = json.loads(result.stdout)["diagnostics"]
    assert finding["fix"]["description"] == f"Write {host}"


@pytest.mark.parametrize("host", ["http://127.0.0.1:11434", "https://ollama.example.com/team"])
def test_goose_appends_the_version_of_ollamas_other_api(host: str, project: Path) -> None:
    text = "GOOSE_PROVIDER: ollama\nGOOSE_MODEL: qwen3\nOLLAMA_HOST: {}\n"
    target = write(project, ".config/goose/config.yaml", text.format(f"{host}/v1"))
    result = run("check", "--fix", "--format", "json", "--tool", "goose", str(target), cwd=project, home=project)
    assert target.read_text() == text.format(host), result.stdout
    assert json.loads(result.stdout)["diagnostics"] == []
