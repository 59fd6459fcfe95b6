"""What a tool refuses is an error where it stumbles, once, and hides nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import run, write

CODEX = (
    'model = "m"\nmodel_provider = "gw"\n[model_providers.gw]\nname = "G"\nenv_key = "GW_KEY"\nbase_url = "{base}"\n'
)
OPENCODE: dict[str, Any] = {"npm": "@ai-sdk/openai-compatible", "options": {"baseURL": "https://relay.example.com/v1"}}


def findings(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> list[tuple[str, str, int]]:
    """Return severity, rule and line of what is found."""
    result = run("check", *arguments, "--format", "json", cwd=folder, home=folder / "home", env=env)
    found = json.loads(result.stdout)["diagnostics"]
    return [(one["severity"], one["rule"], one["range"]["start"]["line"]) for one in found]


def test_an_unset_variable_is_an_error_only_if_the_environment_is_known(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", CODEX.format(base="https://relay.example.com/v1"))
    asked = ("--tool", "codex", "config.toml")
    assert findings(tmp_path, *asked) == []
    assert findings(tmp_path, "--env", *asked) == [("error", "refused-request", 5)]
    assert findings(tmp_path, "--env", *asked, env={"GW_KEY": "set"}) == []


@pytest.mark.parametrize(
    "base", ["https://relay.example.com", "https://api.openai.com/v1/responses", "http://a.example.com/v1"]
)
def test_knowing_the_environment_hides_no_finding(base: str, tmp_path: Path) -> None:
    write(tmp_path, "config.toml", CODEX.format(base=base))
    without = findings(tmp_path, "--tool", "codex", "config.toml")
    assert without
    assert set(without) < set(findings(tmp_path, "--env", "--tool", "codex", "config.toml"))


@pytest.mark.parametrize(
    ("tool", "path", "text"),
    [
        ("codex", "auth.json", '["a"]'),
        ("claude-code", ".claude/settings.json", '"a"'),
        ("aider", ".aider.conf.yml", "- a\n"),
        ("llm", "extra-openai-models.yaml", "model_id: a\n"),
        ("crush", "crush.json", "5"),
    ],
)
def test_a_file_of_the_wrong_kind_is_an_error(tool: str, path: str, text: str, tmp_path: Path) -> None:
    write(tmp_path, path, text)
    assert ("error", "invalid-value", 1) in findings(tmp_path, "--tool", tool, path)


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        ({**OPENCODE, "models": {"m": {}}}, []),
        (OPENCODE, [("error", "missing-option", 4)]),
        ({**OPENCODE, "models": {"m": {}}, "options": {}}, [("error", "missing-option", 6)]),
        # The misspelt key is the cause; that the right one is missing follows from it.
        (
            {**OPENCODE, "models": {"m": {}}, "options": {"base_url": "https://a.example.com/v1"}},
            [("warning", "unknown-key", 7)],
        ),
    ],
)
def test_one_cause_is_one_finding(provider: object, expected: list[tuple[str, str, int]], tmp_path: Path) -> None:
    data = {"$schema": "https://opencode.ai/config.json", "provider": {"lab": provider}}
    write(tmp_path, "opencode.json", json.dumps(data, indent=1))
    assert findings(tmp_path, "opencode.json") == expected


def test_a_provider_that_the_tool_knows_needs_no_models(tmp_path: Path) -> None:
    data = {"provider": {"deepseek": {"options": {"apiKey": "{env:DEEPSEEK_API_KEY}"}}}}
    write(tmp_path, "opencode.json", json.dumps(data))
    assert findings(tmp_path, "opencode.json") == []


def test_what_one_of_two_readers_refuses_is_a_note(tmp_path: Path) -> None:
    model = "{name: A, provider: siliconflow, model: deepseek-ai/DeepSeek-V3, apiBase: https://api.siliconflow.cn/v1, apiKey: x}"
    write(tmp_path, ".continue/config.yaml", f"name: a\nversion: 1.0.0\nschema: v1\nmodels:\n  - {model}\n")
    assert ("note", "refused-request", 5) in findings(tmp_path, ".continue/config.yaml", "--notes")


@pytest.mark.parametrize(
    ("value", "line", "message"),
    [
        ("os.environ/LAB_HOST", 5, "`api_base` gives nothing for `os.environ/LAB_HOST`"),
        ("", 5, "`api_base` is empty"),
        (None, 3, "`base_url` is missing"),
    ],
)
def test_a_missing_base_url_is_reported_where_it_is_written(
    value: str | None, line: int, message: str, tmp_path: Path
) -> None:
    base = "" if value is None else f"\n      api_base: '{value}'"
    text = f"model_list:\n  - model_name: a\n    litellm_params:\n      model: litellm_proxy/m{base}\n"
    write(tmp_path, "litellm_config.yaml", text)
    result = run("check", "--env", "litellm_config.yaml", "--format", "concise", cwd=tmp_path, home=tmp_path / "home")
    assert result.stdout.startswith(f"litellm_config.yaml:{line}:")
    assert message in result.stdout


def test_an_option_that_belongs_to_the_top_of_a_file_is_named(tmp_path: Path) -> None:
    text = '{"Providers": [{"name": "a", "api_base_url": "http://localhost:1/v1/chat/completions", "models": ["m"]}]}'
    write(tmp_path, "home/.claude-code-router/config.json", text)
    result = run("check", "home/.claude-code-router/config.json", cwd=tmp_path, home=tmp_path / "home")
    assert "`Router` is missing" in result.stdout


@pytest.mark.parametrize(
    ("tool", "path", "text"),
    [
        (
            "librechat",
            "librechat.yaml",
            "version: 1.2.8\nendpoints:\n  azureOpenAI:\n    groups:\n      - group: g\n        apiKey: ${AZURE_KEY}\n"
            "        instanceName: contoso\n        version: '2025-01-01'\n        deploymentName: d\n"
            "        models: {gpt-5: true}\n",
        ),
        ("google-genai", ".env", "GOOGLE_GENAI_USE_VERTEXAI=true\nGOOGLE_CLOUD_PROJECT=p\n"),
    ],
)
def test_how_a_request_gets_its_key_must_be_known_to_say_that_it_has_none(
    tool: str, path: str, text: str, tmp_path: Path
) -> None:
    write(tmp_path, path, text)
    assert findings(tmp_path, "--tool", tool, path) == findings(tmp_path, "--env", "--tool", tool, path) == []


def test_a_variable_that_is_not_set_is_to_be_set(project: Path) -> None:
    provider = 'name = "R"\nbase_url = "https://relay.example.com/v1"\nenv_key = "RELAY_KEY"\n'
    write(project, "config.toml", f'model_provider = "relay"\n[model_providers.relay]\n{provider}')
    arguments = ("check", "--tool", "codex", "--env", "--format", "json", "config.toml")
    found = json.loads(run(*arguments, cwd=project, home=project.parent / "home", env={}).stdout)["diagnostics"]
    assert ["export RELAY_KEY=…" in one["help"] for one in found if one["rule"] == "refused-request"] == [True]


def test_a_choice_that_a_variable_makes_is_not_refused_before_it_is_known(project: Path) -> None:
    provider = {
        "name": "lab",
        "api_base_url": "http://localhost:8000/v1/chat/completions",
        "api_key": "a",
        "models": ["m"],
    }
    write(project, "config.json", json.dumps({"Providers": [provider], "Router": {"default": "${LAB_ROUTE}"}}))
    asked = ("--tool", "claude-code-router", "config.json")
    assert findings(project, *asked) == []
    assert findings(project, "--env", *asked, env={"LAB_ROUTE": "lab,m"}) == []
    assert findings(project, "--env", *asked, env={"LAB_ROUTE": "other,m"}) == [("error", "undefined-provider", 1)]


def test_a_provider_that_pi_brings_needs_no_api(project: Path) -> None:
    models = [{"id": "m"}]
    write(project, "models.json", json.dumps({"providers": {"github-copilot": {"models": models}}}))
    assert findings(project, "--tool", "pi", "models.json") == []
    lab = {"baseUrl": "https://lab.example.org/v1", "apiKey": "a", "models": models}
    write(project, "models.json", json.dumps({"providers": {"lab": lab}}))
    assert [rule for _, rule, _ in findings(project, "--tool", "pi", "models.json")] == ["missing-option"]


@pytest.mark.parametrize("options", [(), ("--env",)])
def test_a_file_that_only_a_variable_names_is_not_expected_to_define_anything(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    client = "{type: openai-compatible, name: lab, api_base: 'https://llm.example.com/v1', models: [{name: m}]}"
    path = ".config/aichat/config.yaml"
    write(tmp_path, path, f"model: openai:m\nclients:\n- {client}\n")
    found = run("check", *options, path, cwd=tmp_path, home=tmp_path).stdout
    assert "Unknown chat model 'openai:m'" in found
    assert "Defined here: lab:m" in found
    write(tmp_path, path, "model: openai:m\n")
    found = run("check", *options, path, cwd=tmp_path, home=tmp_path).stdout
    assert "Unknown chat model" not in found
    assert "`clients` is missing" in found


@pytest.mark.parametrize(
    ("path", "template", "shown", "meant"),
    [
        (".codex/config.toml", CODEX.replace('"gw"', '"{}"', 1).replace("{base}", "https://a.example/v1"), "G", "gw"),
        *(
            (
                ".config/opencode/opencode.json",
                '{{"model": "{}", "provider": {{"lab": {{"npm": "@ai-sdk/openai-compatible", "name": "My Lab",'
                ' "options": {{"baseURL": "https://a.example/v1"}}, "models": {{"m-1": {{"name": "Model One"}}}}}}}}}}',
                shown,
                "lab/m-1",
            )
            for shown in ("My Lab/Model One", "My Lab/m-1", "lab/Model One")
        ),
    ],
)
def test_a_display_name_leads_to_the_id(path: str, template: str, shown: str, meant: str, tmp_path: Path) -> None:
    def found(chosen: str) -> list[dict[str, Any]]:
        write(tmp_path, path, template.format(chosen))
        result = run("check", "--format", "json", path, cwd=tmp_path, home=tmp_path)
        return [one for one in json.loads(result.stdout)["diagnostics"] if one["severity"] == "error"]

    (error,) = found(shown)
    assert (error["rule"], error["write"]) == ("undefined-provider", meant)
    assert found(meant) == []


BASE = {"baseURL": "http://127.0.0.1:9/v1"}
PI = '{"providers": {"lab": {"baseUrl": "http://127.0.0.1:9/v1", "api": "openai-codex-responses", "apiKey": "no-token", "models": [{"id": "m"}]}}}'
QWEN = (
    '{"modelProviders": {"openai": [{"id": "m", "name": "M", "baseUrl": "http://127.0.0.1:9/v1", "envKey": "LAB_KEY"}]},'
    ' "security": {"auth": {"selectedType": "openai"}}, "model": {"name": "m"}}'
)


@pytest.mark.parametrize(
    ("path", "text", "env"),
    [
        ("home/.qwen/settings.json", QWEN, {}),
        (
            "home/.config/gptme/config.toml",
            '[[providers]]\nname="l"\nbase_url="http://127.0.0.1:9"\napi_key_env="K"\n',
            {},
        ),
        # A file empties what the shell sets.
        ("home/.claude/settings.json", '{"env": {"ANTHROPIC_AUTH_TOKEN": ""}}', {"ANTHROPIC_AUTH_TOKEN": "a"}),
        (
            "opencode.json",
            json.dumps(
                {"provider": {"l": {**OPENCODE, "models": {"m": {}}, "options": {**BASE, "apiKey": "{file:./k}"}}}}
            ),
            {},
        ),
    ],
)
def test_with_the_environment_what_other_files_do_not_supply_is_missing(
    path: str, text: str, env: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path, path, text)
    write(tmp_path, "home/.profile", "")
    assert findings(tmp_path, path, env=env) == []
    assert "error" in {severity for severity, *_ in findings(tmp_path, "--env", path, env=env)}


def test_a_key_that_this_wire_api_cannot_take_is_refused_where_it_is_written(tmp_path: Path) -> None:
    write(tmp_path, "home/.pi/agent/models.json", PI)
    assert ("error", "refused-request", 1) in findings(tmp_path, "home/.pi/agent/models.json")


def test_what_is_in_a_value_of_the_wrong_type_is_not_reported_beside_it(tmp_path: Path) -> None:
    text = "name: a\nversion: 1.0.0\nschema: v1\nmodels:\n  name: GPT\n  provider: openai\n  model: gpt-4o\n"
    write(tmp_path, "config.yaml", text)
    assert findings(tmp_path, "--tool", "continue", "config.yaml") == [("error", "invalid-value", 4)]


def test_a_provider_that_a_file_may_define_which_was_not_read_is_not_refused(tmp_path: Path) -> None:
    write(tmp_path, "home/.config/goose/config.yaml", "GOOSE_PROVIDER: custom_lab\nGOOSE_MODEL: m\n")
    assert findings(tmp_path, "home/.config/goose/config.yaml") == []
