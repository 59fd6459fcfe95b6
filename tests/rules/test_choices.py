"""What a tool does not know, though it is one of several words: those are said, the nearest first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write

_RELAY = "https://relay.example.com/v1"
KIMI = """default_model = "m"
[models.m]
provider = "{provider}"
model = "x"
max_context_size = 1000
[providers.relay]
type = "{type}"
base_url = "https://relay.example.com/v1"
api_key = "abc"
"""
VIBE = """active_model = "m"
[[providers]]
name = "relay"
api_base = "https://relay.example.com/v1"
[[models]]
name = "x"
alias = "m"
provider = "relai"
"""
PLANDEX = {
    "providers": [{"name": "relay", "baseUrl": _RELAY, "apiKeyEnvVar": "RELAY_KEY"}],
    "models": [{"modelId": "x", "providers": [{"provider": "custom", "customProvider": "relai", "modelName": "x"}]}],
}
ROUTER = {
    "Providers": [{"name": "relay", "api_base_url": f"{_RELAY}/chat/completions", "api_key": "a", "models": ["m"]}],
    "Router": {"default": "relai,m"},
}
CODEX = f'model_provider = "relai"\n[model_providers.relay]\nname = "R"\nbase_url = "{_RELAY}"\nenv_key = "K"\n'
_CRUSH = {"base_url": _RELAY, "api_key": "abc", "models": [{"id": "x", "name": "X"}]}
CRUSH = {"models": {"large": {"provider": "relai", "model": "x"}}, "providers": {"relay": _CRUSH}}


def findings(project: Path, tool: str, name: str, text: str) -> list[dict[str, str]]:
    path = write(project, name, text)
    answer = run("check", "--tool", tool, "--format", "json", str(path), cwd=project, home=project.parent / "home")
    found: list[dict[str, str]] = json.loads(answer.stdout)["diagnostics"]
    return found


@pytest.mark.parametrize(
    ("tool", "name", "text"),
    [
        ("codex", "config.toml", CODEX),
        ("kimi-cli", "config.toml", KIMI.format(provider="relai", type="kimi")),
        ("kimi-code", "config.toml", KIMI.format(provider="relai", type="kimi")),
        ("mistral-vibe", "config.toml", VIBE),
        ("plandex", "custom-models.json", json.dumps(PLANDEX)),
        ("claude-code-router", "config.json", json.dumps(ROUTER)),
        ("crush", "crush.json", json.dumps(CRUSH)),
    ],
)
def test_what_is_defined_is_said_for_what_is_not(project: Path, tool: str, name: str, text: str) -> None:
    (found,) = (one for one in findings(project, tool, name, text) if one["rule"] == "undefined-provider")
    assert found["help"].startswith("Defined here: relay")


def _opencode(package: str) -> str:
    provider = {"npm": package, "options": {"baseURL": _RELAY, "apiKey": "abc"}, "models": {"x": {}}}
    return json.dumps({"provider": {"relay": provider}, "model": "relay/x"})


_AICHAT = f"""model: relay:x
clients:
  - {{type: openai-compat, name: relay, api_base: '{_RELAY}', models: [{{name: x}}]}}
"""
_PI = {"api": "openai-completion", "baseUrl": _RELAY, "apiKey": "abc", "models": [{"id": "x"}]}


@pytest.mark.parametrize(
    ("tool", "name", "text", "first"),
    [
        ("opencode", "opencode.json", _opencode("@ai-sdk/openai-compat"), "@ai-sdk/openai-compatible"),
        ("pi", "models.json", json.dumps({"providers": {"relay": _PI}}), "openai-completions"),
        ("aichat", "config.yaml", _AICHAT, "openai-compatible"),
        ("codex", "config.toml", CODEX.replace("relai", "relay") + 'wire_api = "response"\n', "responses"),
        (
            "crush",
            "crush.json",
            json.dumps({"providers": {"relay": {**_CRUSH, "type": "openai-comp"}}}),
            "openai-compat",
        ),
    ],
)
def test_a_word_that_is_not_known_leads_to_those_that_are(
    project: Path, tool: str, name: str, text: str, first: str
) -> None:
    (found,) = (one for one in findings(project, tool, name, text) if one["severity"] == "error")
    nearest = found["help"].removeprefix("Write ").removeprefix("one that it knows, such as ").split(",")[0]
    assert nearest == first


def test_a_wrong_type_is_one_error(project: Path) -> None:
    (found,) = findings(project, "kimi-cli", "config.toml", KIMI.format(provider="relay", type="openai"))
    assert found["rule"] == "invalid-value"


def test_opencode_installs_any_package(project: Path) -> None:
    for package in ("ollama-ai-provider-v2", "@acme/provider", "@ai-sdk/deepseek", "file:///srv/provider"):
        assert findings(project, "opencode", "opencode.json", _opencode(package)) == []


@pytest.mark.parametrize(
    ("tool", "name", "text", "place"),
    [
        (
            "aider",
            ".aider.conf.yml",
            "ollama-api-base: http://localhost:11434\n",
            "OLLAMA_API_BASE from the environment",
        ),
        ("openclaw", "openclaw.json", '{"providers": {}}', "belongs in `models`"),
        (
            "codex",
            "config.toml",
            "[mcp_servers.a]\ncommand = 'a'\n[mcp_servers.a.env]\nenv_vars = ['A']\n",
            "beside command",
        ),
    ],
)
def test_an_unknown_key_leads_to_its_place(tool: str, name: str, text: str, place: str, project: Path) -> None:
    (found,) = findings(project, tool, name, text)
    assert place in found["help"]


OPENCODE = {
    "model": "myrelay/gpt-x",
    "provider": {
        "my-relay": {"npm": "@ai-sdk/openai-compatible", "options": {"baseURL": _RELAY}, "models": {"gpt-x": {}}}
    },
}


def test_what_may_be_defined_elsewhere_and_nearly_is_here_was_probably_meant(project: Path) -> None:
    def found(model: str) -> list[tuple[str, str, str]]:
        write(project, "opencode.json", json.dumps({**OPENCODE, "model": model}))
        report = json.loads(run("check", "--format", "json", cwd=project, home=project / "home").stdout)
        return [(one["rule"], one["severity"], one["help"]) for one in report["diagnostics"]]

    assert found("myrelay/gpt-x") == [("undefined-provider", "warning", "Did you mean my-relay/gpt-x?")]
    assert found("my-relay/gpt-x") == []
    assert found("openrouter/gpt-x") == []  # one that opencode brings
    assert found("something/else") == []


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ('approval_policy = "on-request"', []),
        ('approval_policy = "auto"', ["invalid-value"]),
        ('approval_policy = "untrusted"', ["removed-option"]),
        ("approval_policy = { granular = { sandbox_approval = true, rules = true, mcp_elicitations = true } }", []),
        ("approval_policy = { reject = { rules = true } }", ["invalid-value"]),
        ('ask_for_approval = "on-request"', ["unknown-key"]),
        ('history = { persistence = "all" }', ["invalid-value"]),
        ('shell_environment_policy = { inherit = "some" }', ["invalid-value"]),
        ('sandbox_workspace_write = { network_access = "yes" }', ["invalid-value"]),
        ('tui = { notifications = ["agent-turn-complete"], alternate_screen = "auto" }', []),
        ('tui = { notifications = "yes" }', ["invalid-value"]),
        ('tools = { web_search = "live" }', ["invalid-value"]),
        ('mcp_servers = { a = { url = "https://mcp.example.com", bearer_token = "" } }', ["removed-option"]),
        ('service_tier = "default"', []),
    ],
)
def test_codex_refuses_what_its_newest_version_was_seen_to_refuse(project: Path, line: str, rules: list[str]) -> None:
    assert [one["rule"] for one in findings(project, "codex", "config.toml", f"{line}\n")] == rules


def test_what_an_older_codex_took_is_no_error_there(project: Path) -> None:
    assert findings(project, "codex@0.148.0", "config.toml", 'approval_policy = "untrusted"\n') == []


CONTINUE = "name: a\nversion: 1.0.0\nschema: v1\nmodels:\n"


@pytest.mark.parametrize(
    "models",
    [
        "  a:\n    provider: ollama\n    model: m\n",
        "  - {name: a, provider: ollama, model: m, embedOptions: [{maxChunkSize: 256}]}\n",
        "  - {name: a, provider: ollama, model: m, chatOptions: yes}\n",
    ],
)
def test_a_wrong_type_is_one_finding(project: Path, models: str) -> None:
    path = write(project, ".continue/config.yaml", CONTINUE + models)
    answer = run("check", "--format", "json", str(path), cwd=project, home=project)
    assert [one["rule"] for one in json.loads(answer.stdout)["diagnostics"]] == ["invalid-value"]


def test_a_list_of_models_that_lacks_its_dash_is_litellms_all_the_same(project: Path) -> None:
    text = "model_list:\n  model_name: a\n  litellm_params:\n    model: azure/a\n"
    write(project, "litellm_config.yaml", text)
    answer = run("check", "--format", "json", cwd=project, home=project)
    assert [one["rule"] for one in json.loads(answer.stdout)["diagnostics"]] == ["invalid-value"]
