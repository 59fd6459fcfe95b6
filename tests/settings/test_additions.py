"""Providers, keys and tools that a configuration adds: every verb knows them."""

from __future__ import annotations

import json
import random
import subprocess

import pytest

from tests.keys import key as made_up_key
from tests.settings.projects import ACME, ACME_KEY, AGENT, RELAY, SETTINGS, Project, exception

# ---- providers


def test_own_provider_in_check(project: Project) -> None:
    project.write(".configlint.toml", ACME)
    project.write(
        ".claude/settings.json", SETTINGS.replace("http://relay.example.com", "https://llm.acme.com/openai/v1")
    )
    (one,) = json.loads(project.run("check", "--format", "json").stdout)["diagnostics"]
    assert (one["rule"], one["write"]) == ("duplicate-version", "https://llm.acme.com/anthropic")
    codex = 'model_provider = "a"\n[model_providers.a]\nname = "A"\nenv_key = "K"\nbase_url = "https://eu.llm.acme.com/openai/v1"\n'
    (project.home / ".codex").mkdir()
    (project.home / ".codex/config.toml").write_text(codex)
    assert [one.rpartition(":")[2] for one in project.rules("../home/.codex/config.toml")] == []
    found = project.rules("../home/.codex/config.toml", "--config", ".configlint.toml")
    assert [one.rpartition(":")[2] for one in found] == ["unserved-wire-api"]


def test_own_keys_in_check(project: Project) -> None:
    project.write(".configlint.toml", ACME)
    project.write(".env", f"OPENAI_BASE_URL=https://api.openai.com/v1\nOPENAI_API_KEY={ACME_KEY}\n")
    result = project.run("check")
    assert "This is a key of Acme LLM, and it is sent to OpenAI" in result.stdout
    assert ACME_KEY not in result.stdout
    assert project.rules() == [".env:key-host-mismatch"]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("acme-large", []),
        ("acme-small-3", []),
        ("acme-lage", ["unknown-model"]),
        ("acme/acme-large", ["wrong-model-form"]),
    ],
)
def test_own_models_in_check(model: str, expected: list[str], project: Project) -> None:
    own = 'models = "bare"\nmodel_ids = ["acme-large", "acme-small-*"]\n[provider.apis.chat]'
    project.write(".configlint.toml", ACME.replace("[provider.apis.chat]", own))
    text = SETTINGS.replace("http://relay.example.com", "https://llm.acme.com/anthropic")
    project.write(".claude/settings.json", text.replace('"env": {', f'"env": {{"ANTHROPIC_MODEL": "{model}", '))
    assert [one.rpartition(":")[2] for one in project.rules()] == expected


def test_own_provider_elsewhere(project: Project) -> None:
    project.write(".configlint.toml", ACME)
    (row,) = [
        one
        for one in json.loads(
            project.run("url", "https://llm.acme.com/v1", "--tool", "claude-code", "--format", "json").stdout
        )["urls"]
        if one["url"].endswith("/v1/v1/messages?beta=true")
    ]
    assert row["write"] == "https://llm.acme.com/anthropic"
    assert "https://llm.acme.com/openai/v1" in project.run("providers", "llm.acme.com").stdout
    (shown,) = json.loads(project.run("providers", "acme", "--format", "json").stdout)["providers"]
    assert (shown["id"], shown["keys"][0]["prefix"]) == ("acme", "acme-")
    project.write(
        "c.toml",
        'model_provider = "a"\nmodel = "m"\n[model_providers.a]\nname = "A"\nenv_key = "ACME_LLM_KEY"\nbase_url = "https://llm.acme.com/openai/v1"\n',
    )
    converted = project.run("convert", "c.toml", "--from", "codex", "--to", "claude-code", "--format", "json")
    assert (
        '"ANTHROPIC_BASE_URL": "https://llm.acme.com/anthropic"' in json.loads(converted.stdout)["files"][0]["content"]
    )


def test_what_one_run_added_is_unknown_in_the_next(project: Project) -> None:
    project.write(".configlint.toml", ACME)
    assert project.run("providers", "acme").status == 0
    assert project.run("providers", "acme", "--no-config").status == 2


# ---- tools


def test_own_tool(project: Project) -> None:
    project.write(".configlint.toml", 'tools = ["agents/acme.toml"]\n')
    project.write("agents/acme.toml", AGENT)
    project.write(".acme.toml", f'url = "{RELAY}/chat/completions"\nmodel = "m"\n')
    assert project.rules() == [".acme.toml:endpoint-in-base", ".acme.toml:insecure-http"]
    explained = json.loads(project.run("explain", ".acme.toml", "--format", "json").stdout)["requests"]
    assert explained[0]["url"] == f"{RELAY}/chat/completions/chat/completions"
    assert json.loads(project.run("explain", "--format", "json").stdout)["requests"][0]["tool"] == "acme-agent"
    assert "Acme Agent" in project.run("tools", "acme-agent").stdout
    assert f"POST {RELAY}/chat/completions" in project.run("url", RELAY, "--tool", "acme-agent").stdout
    project.write(".acme.toml", 'url = "https://openrouter.ai/api/v1"\nmodel = "openai/gpt-5"\n')
    converted = project.run("convert", ".acme.toml", "--to", "claude-code", "--format", "json")
    assert "https://openrouter.ai/api" in json.loads(converted.stdout)["files"][0]["content"]
    project.write("renamed.toml", f'url = "{RELAY}"\n')
    assert project.rules("--tool", "acme-agent", "renamed.toml") == ["renamed.toml:insecure-http"]


def test_own_tool_that_extends_a_built_in_one(project: Project) -> None:
    project.write("pyproject.toml", '[tool.configlint]\ntools = ["fork.toml"]\n')
    layer = '[[layers]]\npath = ".fork/config.toml"\nscope = "project"\nformat = "toml"\n'
    evidence = 'evidence = { date = "2026-11-24", how = "docs" }\n'
    project.write("fork.toml", f'tool = "fork"\nversion = "1"\nextends = "codex"\n{evidence}{layer}')
    project.write(".fork/config.toml", 'model_provider = "lost"\n')
    assert project.rules() == [".fork/config.toml:undefined-provider"]


def test_own_tool_that_uses_an_sdk(project: Project) -> None:
    project.write(".configlint.toml", 'tools = ["app.toml"]\n')
    requests = AGENT[AGENT.index("[[requests]]") :]
    project.write("app.toml", AGENT.replace(requests, '[[requests]]\nsdk = "openai-python-3"\n'))
    shown = project.run("url", "https://relay.example.com/v1", "--tool", "acme-agent")
    assert shown.status == 0, shown.stderr
    assert "POST https://relay.example.com/v1/chat/completions" in shown.stdout


# ---- keys in files of any kind


def acme_key(seed: int) -> str:
    return "acme-" + "".join(random.Random(seed).choices("0123456789abcdef", k=32))


def secrets(project: Project, *arguments: str) -> tuple[int, list[str]]:
    """Return the status of `secrets`, and the files in which it finds keys."""
    result = project.run("secrets", "--format", "json", *arguments)
    return result.status, [one["path"] for one in json.loads(result.stdout)["diagnostics"]]


def test_own_keys_are_found_anywhere(project: Project) -> None:
    project.write("a.py", f'x = "{acme_key(1)}"\n')
    assert secrets(project) == (0, [])
    project.write(
        "pyproject.toml", ACME.replace("[[", "[[tool.configlint.").replace("[provider", "[tool.configlint.provider")
    )
    assert secrets(project) == (1, ["a.py"])
    assert secrets(project, "--no-config") == (0, [])
    project.write("sub/b.py", f'x = "{acme_key(2)}"\n')
    assert secrets(project, "sub/b.py") == (1, ["sub/b.py"])


def test_own_keys_are_found_in_what_is_staged(project: Project) -> None:
    project.write("a.py", f'x = "{acme_key(1)}"\n')
    project.write(".configlint.toml", ACME)
    identity = ["-c", "user.name=n", "-c", "user.email=e@example.com"]
    add, commit = ["add", ".configlint.toml"], [*identity, "commit", "-qm", "x"]
    for command in (["init", "-q"], add, commit, ["add", "."]):
        subprocess.run(["git", *command], cwd=project.folder, check=True)
    result = project.run("secrets", "--staged")
    assert (result.status, "a.py:1:6" in result.stdout) == (1, True)


def test_the_configuration_can_leave_keys_out(project: Project) -> None:
    project.write("tests/a.py", f'x = "{acme_key(1)}"\n')
    project.write("c.json", f'{{"servers": [{{"key": "{acme_key(2)}"}}, {{"key": "{acme_key(3)}"}}]}}\n')
    project.write(".configlint.toml", ACME)
    assert secrets(project) == (1, ["c.json", "c.json", "tests/a.py"])
    first = exception("servers[0].key", rules='"SEC"', path="c.json")
    project.write(".configlint.toml", f'{ACME}[per-file-ignores]\n"tests/*" = ["SEC001"]\n{first}')
    assert secrets(project) == (1, ["c.json"])


def test_a_wrong_configuration_stops_the_search_for_keys(project: Project) -> None:
    project.write("c.toml", "x = 1\n")
    result = project.run("secrets", "--config", "c.toml")
    assert (result.status, result.stderr) == (2, "configlint: c.toml:1:1: unknown key x\n")
    project.write("a/.configlint.toml", "x = 1\n")
    project.write("a/b.env", f"OPENAI_API_KEY={made_up_key('openai')}\n")
    project.write(".configlint.toml", "")
    result = project.run("secrets")
    assert (result.status, "a/.configlint.toml:1:1: unknown key x" in result.stderr) == (2, True)
