"""A query in a base URL: what is written instead leads to the endpoint, whether or not that was in the base URL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write

CODEX = """model_provider = "p"
[model_providers.p]
name = "P"
base_url = "{base}"
env_key = "P_KEY"
"""
CLAUDE = '{{"env": {{"ANTHROPIC_BASE_URL": "{base}", "ANTHROPIC_AUTH_TOKEN": "x"}}}}'
OPENCODE = """{{"provider": {{"p": {{"npm": "@ai-sdk/openai-compatible", "options": {{"baseURL": "{base}", "apiKey": "x"}},
"models": {{"m": {{}}}}}}}}, "model": "p/m"}}"""
AICHAT = "model: p:m\nclients:\n  - {{type: openai-compatible, name: p, api_base: '{base}', models: [{{name: m}}]}}\n"
TOOLS = {
    "codex": ("config.toml", CODEX, ("/responses", "/chat/completions")),
    "claude-code": ("settings.json", CLAUDE, ("/messages",)),
    "opencode": ("opencode.json", OPENCODE, ("/chat/completions", "/responses")),
    "aichat": ("config.yaml", AICHAT, ("/chat/completions",)),
}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "host", ["https://relay.example.com", "https://relay.example.com/team", "http://10.0.0.7:8000"]
)
def test_the_fix_leads_to_an_endpoint(project: Path, tool: str, host: str) -> None:
    name, text, endpoints = TOOLS[tool]
    for ending in ("", *endpoints):
        path = write(project, name, text.format(base=f"{host}/v1{ending}?group=a"))
        for flag in ("--fix", "--fix"):
            run("check", "--tool", tool, flag, name, cwd=project, home=project.parent / "home")
        arguments = ("check", "--tool", tool, "--format", "json", "--select", "URL", name)
        found = json.loads(run(*arguments, cwd=project, home=project.parent / "home").stdout)["diagnostics"]
        assert [one for one in found if one["severity"] != "note"] == [], path.read_text()
        assert f"{host}/v1/" not in path.read_text()
        assert "?" not in path.read_text()


def test_the_query_of_another_api_is_not_taken_along(project: Path) -> None:
    base = "https://acme.openai.azure.com/openai/deployments/g/chat/completions?api-version=2025-01-01-preview"
    path = write(project, "config.toml", CODEX.format(base=base))
    run("check", "--tool", "codex", "--fix", "config.toml", cwd=project, home=project.parent / "home")
    assert base in path.read_text()
    base = "https://acme.openai.azure.com/openai/responses?api-version=2025-04-01-preview"
    write(project, "config.toml", CODEX.format(base=base))
    run("check", "--tool", "codex", "--fix", "config.toml", cwd=project, home=project.parent / "home")
    assert 'base_url = "https://acme.openai.azure.com/openai"' in path.read_text()
    assert 'api-version = "2025-04-01-preview"' in path.read_text()


def test_azure_behind_a_tool_that_appends_the_deployment_is_the_bare_resource(project: Path) -> None:
    lines = f"AZURE_OPENAI_API_KEY={'0123456789abcdef' * 2}\nOPENAI_API_VERSION=2025-01-01-preview\n"
    for ending in ("/openai/deployments/g", "/openai/deployments/g/", "/openai/v1/"):
        write(project, ".env", f"{lines}AZURE_OPENAI_ENDPOINT=https://acme.openai.azure.com{ending}\n")
        for tool in ("openai-python", "litellm"):
            arguments = ("check", "--tool", tool, "--format", "json", "--select", "HOST", ".env")
            found = json.loads(run(*arguments, cwd=project, home=project.parent / "home").stdout)["diagnostics"]
            advice = [f"{one['help']} {one['fix'] and one['fix']['description']}" for one in found]
            assert all("https://acme.openai.azure.com" in one for one in advice), (tool, ending)
            assert advice, (tool, ending)


@pytest.mark.parametrize(
    "ending", ["", "/", "/openai", "/openai/deployments/g", "/openai/deployments/g/chat/completions"]
)
def test_a_query_at_azure_is_left_out_with_all_that_the_tool_appends(project: Path, ending: str) -> None:
    write(project, "requirements.txt", "openai\n")
    resource = "https://acme.openai.azure.com"
    lines = f"AZURE_OPENAI_API_KEY={'0123456789abcdef' * 2}\nOPENAI_API_VERSION=2025-01-01-preview\n"
    path = write(project, ".env", f"{lines}AZURE_OPENAI_ENDPOINT={resource}{ending}?api-version=2025-01-01-preview\n")
    run("check", "--fix=all", ".env", cwd=project, home=project.parent / "home")
    assert f"AZURE_OPENAI_ENDPOINT={resource}" in [line.rstrip("/") for line in path.read_text().splitlines()]
