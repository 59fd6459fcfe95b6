"""`configlint tools` and `configlint providers`: what configlint knows, shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.catalog.providers import PATHS
from tests.cli import run

KNOWLEDGE = Knowledge()
TOOLS = KNOWLEDGE.tools
PROVIDERS = KNOWLEDGE.catalog.provider_ids()


def test_every_tool_is_listed(tmp_path: Path) -> None:
    text = run("tools", cwd=tmp_path, home=tmp_path).stdout
    assert {line.split()[0] for line in text.splitlines()[: len(TOOLS)]} == set(TOOLS)
    assert all(len(line) <= 80 for line in text.splitlines())
    report = json.loads(run("tools", "--format", "json", cwd=tmp_path, home=tmp_path).stdout)
    assert [one["tool"] for one in report["tools"]] == list(TOOLS)


@pytest.mark.parametrize("tool", TOOLS)
def test_one_tool_is_shown_with_its_evidence(tool: str, tmp_path: Path) -> None:
    result = run("tools", tool, cwd=tmp_path, home=tmp_path)
    assert (result.status, result.stderr) == (0, "")
    evidence = KNOWLEDGE.profile(tool).evidence
    assert f"{evidence.how} {evidence.date}" in result.stdout
    assert "Requests with the base URL" in result.stdout


def test_files_fields_keys_and_requests_of_a_tool(tmp_path: Path) -> None:
    text = run("tools", "codex", cwd=tmp_path, home=tmp_path).stdout
    files = text.partition("Reads these files (later ones override earlier ones)")[2]
    assert files.index("~/.codex/config.toml") < files.index(" .codex/config.toml")
    assert "model_providers.<provider>.base_url" in text
    assert "the variable that model_providers.<provider>.env_key names" in text
    assert "https://host.example/v1/responses" in text


def test_nothing_is_read_after_a_default_that_always_counts(tmp_path: Path) -> None:
    report = json.loads(run("tools", "--format", "json", cwd=tmp_path, home=tmp_path).stdout)
    for tool in report["tools"]:
        for choice in (*tool["keys"], *(choice for choices in tool["fields"].values() for choice in choices)):
            *others, _ = choice["from"]
            assert not [one for one in others if one.startswith("default ") and not one.endswith(")")], tool["tool"]


def test_each_kind_of_request_has_its_own_sources(tmp_path: Path) -> None:
    text = run("tools", "claude-code", cwd=tmp_path, home=tmp_path).stdout
    usual = text.partition("Base URL: the first of these that is set\n")[2].partition("\n\n")[0]
    assert usual == "  $ANTHROPIC_BASE_URL\n  default https://api.anthropic.com"
    assert "Base URL for CLAUDE_CODE_USE_BEDROCK=1: the first" in text


def test_unknown_tool_and_provider_name_near_ones(tmp_path: Path) -> None:
    assert "did you mean codex" in run("tools", "codx", cwd=tmp_path, home=tmp_path).stderr
    result = run("providers", "deepsek", cwd=tmp_path, home=tmp_path)
    assert (result.status, result.stdout) == (2, "")
    assert "did you mean deepseek" in result.stderr


def test_every_provider_is_listed(tmp_path: Path) -> None:
    text = run("providers", cwd=tmp_path, home=tmp_path).stdout
    assert {line.split()[0] for line in text.splitlines()[: len(PROVIDERS)]} == set(PROVIDERS)
    assert all(len(line) <= 80 for line in text.splitlines())
    report = json.loads(run("providers", "--format", "json", cwd=tmp_path, home=tmp_path).stdout)
    assert [one["id"] for one in report["providers"]] == PROVIDERS


@pytest.mark.parametrize(
    "name", ["deepseek", "api.deepseek.com", "https://api.deepseek.com/v1", "platform.deepseek.com"]
)
def test_one_provider_is_shown_by_id_host_and_website(name: str, tmp_path: Path) -> None:
    text = run("providers", name, cwd=tmp_path, home=tmp_path).stdout
    assert "base URL https://api.deepseek.com" in text
    assert "messages: yes" in text
    assert "source: " in text


def test_what_is_not_known_is_not_said_to_be_missing(tmp_path: Path) -> None:
    for provider in map(KNOWLEDGE.catalog.provider, PROVIDERS):
        for wire_api in PATHS:
            api = provider.api(wire_api)
            assert api is None or api.served in ("yes", "no", "partly", "retired")
    report = json.loads(run("providers", "deepseek", "--format", "json", cwd=tmp_path, home=tmp_path).stdout)
    assert report["providers"][0]["apis"]["messages"]["source"]
