"""The parts of a setup in the target: the key, headers, models with their limits and names, and what is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write
from tests.convert.conversions import CODEX, TARGETS, converted
from tests.keys import key

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


LIBRECHAT = """\
version: 1.3.1
endpoints:
  custom:
    - name: Lab
      apiKey: ${LAB_KEY}
      baseURL: https://relay.example.com/v1
      models: {default: [big, medium, small], fetch: false}
      titleModel: tiny
mcpServers:
  docs: {type: streamable-http, url: "https://docs.example.com/mcp", headers: {Authorization: "Bearer ${DOCS_TOKEN}"}}
"""


def test_a_list_of_models_goes_along(tmp_path: Path) -> None:
    content, notes = converted(tmp_path, "librechat.yaml", LIBRECHAT, "opencode")
    (lab,) = json.loads(content)["provider"].values()
    assert (lab["name"], set(lab["models"])) == ("Lab", {"big", "medium", "small", "tiny"})
    assert json.loads(content)["small_model"].endswith("/tiny")
    assert "models.default" not in notes


def test_mcp_servers_of_librechat_go_along_and_none_is_said_to_be_none(tmp_path: Path) -> None:
    write(tmp_path, "librechat.yaml", LIBRECHAT)
    result = run("convert", "librechat.yaml", "--to", "claude-code", "--mcp", cwd=tmp_path, home=tmp_path / "home")
    assert '"Authorization": "Bearer ${DOCS_TOKEN}"' in result.stdout
    shared = LIBRECHAT.replace("DOCS_TOKEN", "LAB_KEY")
    write(tmp_path, "librechat.yaml", shared)
    both = run("convert", "librechat.yaml", "--to", "claude-code", "--mcp", cwd=tmp_path, home=tmp_path / "home")
    assert both.stdout.count("export LAB_KEY=") == 1
    write(tmp_path, "librechat.yaml", LIBRECHAT.partition("mcpServers")[0])
    result = run("convert", "librechat.yaml", "--to", "claude-code", "--mcp", cwd=tmp_path, home=tmp_path / "home")
    assert "MCP servers: there are none where this setup is from" in result.stdout


def test_the_model_can_be_given(tmp_path: Path) -> None:
    write(tmp_path, ".bashrc", "export ANTHROPIC_BASE_URL=https://api.z.ai/api/anthropic ANTHROPIC_AUTH_TOKEN=x\n")
    result = run("convert", ".bashrc", "--to", "qwen-code", "--model", "glm-4.7", cwd=tmp_path, home=tmp_path / "home")
    assert (result.status, '"name": "glm-4.7"' in result.stdout) == (0, True), result.stderr
    write(tmp_path, ".codex/config.toml", CODEX)
    result = run("convert", ".codex/config.toml", "--to", "crush", "--model", "other", cwd=tmp_path, home=tmp_path)
    assert '"id": "other"' in result.stdout
    assert "gpt-example" not in result.stdout


@pytest.mark.parametrize(
    ("provider", "target", "line"),
    [
        ("openai", "goose", "OPENAI_BASE_URL: https://api.openai.com/v1"),
        ("openai", "opencode", '"model": "openai/gpt-5.1"'),
        ("deepseek", "aider", "model: deepseek/gpt-5.1"),
        ("deepseek", "crush", '"provider": "deepseek"'),
    ],
)
def test_a_provider_that_the_target_knows_is_named_whatever_api_it_is_asked_over(
    provider: str, target: str, line: str, tmp_path: Path
) -> None:
    base = {"openai": "https://api.openai.com/v1", "deepseek": "https://api.deepseek.com/anthropic/v1"}[provider]
    npm = "@ai-sdk/openai-compatible" if provider == "openai" else "@ai-sdk/anthropic"
    lab = {"npm": npm, "options": {"baseURL": base, "apiKey": "{env:LAB_KEY}"}, "models": {"gpt-5.1": {}}}
    content, _ = converted(
        tmp_path, "opencode.json", json.dumps({"model": "lab/gpt-5.1", "provider": {"lab": lab}}), target
    )
    assert line in content


def test_a_reference_that_the_tool_does_not_resolve_is_said_to_be_one(tmp_path: Path) -> None:
    models = """\
name: Mine
version: 1.0.0
models:
  - {name: A, provider: openai, model: m, apiBase: https://relay.example.com/v1, apiKey: $LAB_KEY}
"""
    content, notes = converted(tmp_path, ".continue/config.yaml", models, "opencode")
    assert "{env:LAB_KEY}" in content
    assert "source: Continue CLI resolves no reference to LAB_KEY here" in notes


def test_ollama_needs_no_key_and_is_called_so(tmp_path: Path) -> None:
    ollama = {"api_url": "http://localhost:11434", "available_models": [{"name": "m", "max_tokens": 8000}]}
    zed = {"language_models": {"ollama": ollama}, "agent": {"default_model": {"provider": "ollama", "model": "m"}}}
    content, notes = converted(tmp_path, ".config/zed/settings.json", json.dumps(zed), "opencode")
    assert json.loads(content)["provider"]["ollama"]["name"] == "Ollama"
    assert "{env:" not in content
    assert "key" not in notes


@pytest.mark.parametrize(("target", "word"), [("compose", "host.docker.internal"), ("actions", "the runner")])
def test_localhost_is_another_machine_where_the_variables_count(target: str, word: str, tmp_path: Path) -> None:
    write(tmp_path, "opencode.json", json.dumps({"model": "own/m", "provider": {"own": OWN_SERVER}}))
    result = run("convert", "opencode.json", "--to", target, cwd=tmp_path, home=tmp_path / "home")
    assert word in result.stderr
    assert "other settings: not converted: provider.own.models.m.attachment" in result.stderr


def test_a_shell_asks_for_a_key_in_its_own_words(tmp_path: Path) -> None:
    write(tmp_path, ".codex/config.toml", CODEX.replace("env_key", "experimental_bearer_token"))
    for shell, words in {"fish": "read --silent", "powershell": "Read-Host -MaskInput", "posix": "read -rs"}.items():
        arguments = ("convert", ".codex/config.toml", "--to", "shell", "--shell", shell)
        assert words in run(*arguments, cwd=tmp_path, home=tmp_path).stderr


@pytest.mark.parametrize("model", ["a#b", "a # b", "it's", '"quoted"', "back\\slash", " blanks ", "ü/x:y"])
def test_any_value_of_a_container_is_taken_as_it_is(model: str, tmp_path: Path) -> None:
    variables = {"OPENAI_BASE_URL": "https://relay.example.com/v1", "OPENAI_API_KEY": "$LAB_KEY", "OPENAI_MODEL": model}
    write(tmp_path, "docker-compose.yml", json.dumps({"services": {"app": {"environment": variables}}}))
    result = run(
        "convert", "docker-compose.yml", "--to", "crush", "--format", "json", cwd=tmp_path, home=tmp_path / "h"
    )
    content = json.loads(json.loads(result.stdout)["files"][0]["content"])
    assert content["models"]["large"]["model"].strip() == model.strip()
    assert "$LAB_KEY" in str(content)


def test_the_model_at_azure_is_the_deployment(tmp_path: Path) -> None:
    model = {
        "name": "Team",
        "provider": "azure",
        "model": "gpt-4.1",
        "apiBase": "https://hub.openai.azure.com",
        "apiKey": "${{ secrets.AZURE_OPENAI_API_KEY }}",
        "env": {"deployment": "team-prod", "apiVersion": "2025-01-01-preview", "apiType": "azure-openai"},
    }
    config = {"name": "x", "version": "1.0.0", "schema": "v1", "models": [model]}
    write(tmp_path, ".continue/config.yaml", json.dumps(config))
    result = run("convert", ".continue/config.yaml", "--to", "codex", cwd=tmp_path, home=tmp_path / "home")
    assert 'model = "team-prod"' in result.stdout
    assert "/openai/v1" in result.stdout


def test_a_prefix_of_litellm_is_no_part_of_a_model(tmp_path: Path) -> None:
    base = "LLM_BASE_URL=https://openrouter.ai/api/v1\nLLM_API_KEY=${OPENROUTER_API_KEY}\n"
    for model, sent in (("openrouter/lab/m-1", "lab/m-1"), ("openrouter/auto", "openrouter/auto"), ("lab/m", "lab/m")):
        write(tmp_path, ".env", f"LLM_MODEL={model}\n{base}")
        result = run("convert", ".env", "--to", "curl", cwd=tmp_path, home=tmp_path / "home")
        assert f'"model":"{sent}"' in result.stdout


def test_what_leads_to_the_host_is_named(tmp_path: Path) -> None:
    env = {"ANTHROPIC_BASE_URL": "https://hub.example", "NODE_EXTRA_CA_CERTS": "~/ca.pem"}
    write(tmp_path, ".claude/settings.json", json.dumps({"env": env}))
    result = run("convert", ".claude/settings.json", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert "not converted: env.NODE_EXTRA_CA_CERTS" in result.stdout


def test_the_ways_of_a_library_are_one_connection(tmp_path: Path) -> None:
    write(tmp_path, ".env", "OPENAI_BASE_URL=https://hub.example/v1\nOPENAI_API_KEY=${HUB_KEY}\n")
    result = run("convert", ".env", "--to", "opencode", "--model", "m", cwd=tmp_path, home=tmp_path / "home")
    assert "other connections" not in result.stdout


def test_the_chosen_models_of_crush_are_converted(tmp_path: Path) -> None:
    models = [{"id": one, "name": one} for one in ("claude-sonnet-5", "claude-haiku-4-5")]
    hub = {"type": "anthropic", "base_url": "https://hub.example", "api_key": "$HUB_KEY", "models": models}
    chosen = dict(zip(("large", "small"), ({"provider": "hub", "model": one["id"]} for one in models), strict=True))
    write(tmp_path, "crush.json", json.dumps({"models": chosen, "providers": {"hub": hub}}))
    result = run("convert", "crush.json", "--to", "claude-code", cwd=tmp_path, home=tmp_path / "home")
    assert '"ANTHROPIC_DEFAULT_HAIKU_MODEL": "claude-haiku-4-5"' in result.stdout
    assert "omitted" not in result.stdout
    assert "other settings" not in result.stdout


def test_another_model_in_a_variable_is_named_or_carried(tmp_path: Path) -> None:
    write(
        tmp_path, ".config/goose/config.yaml", "GOOSE_PROVIDER: openrouter\nGOOSE_MODEL: a/b\nGOOSE_PLANNER_MODEL: c\n"
    )
    goose = run("convert", ".config/goose/config.yaml", "--to", "crush", cwd=tmp_path, home=tmp_path / "home")
    assert "not converted: GOOSE_PLANNER_MODEL" in goose.stdout
    variables = "AIDER_MODEL=openai/m\nAIDER_WEAK_MODEL=openai/s\nOPENAI_API_BASE=https://hub.example/v1\n"
    write(tmp_path, ".env", f"{variables}OPENAI_API_KEY=$HUB_KEY\n")
    aider = run("convert", ".env", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert '"small_model": "gateway/s"' in aider.stdout


def test_a_model_that_no_request_asks_for_is_named(tmp_path: Path) -> None:
    lab = {
        "npm": "@ai-sdk/openai-compatible",
        "options": {"baseURL": "https://lab.example.com/v1", "apiKey": "{env:LAB_KEY}"},
        "models": {"big": {}},
    }
    agent = {"build": {"model": "lab/big"}}  # the agent that opencode starts with
    config = {"model": "openrouter/moonshotai/kimi-k2.5", "agent": agent, "provider": {"lab": lab}}
    write(tmp_path, "opencode.json", json.dumps(config))
    result = run("convert", "opencode.json", "--to", "crush", cwd=tmp_path, home=tmp_path / "home")
    assert "other settings: not converted: model\n" in result.stdout


def test_opencode_gets_both_limits_or_none(tmp_path: Path) -> None:
    """It refuses a model that has only one of them."""
    goose = "GOOSE_PROVIDER: ollama\nGOOSE_MODEL: m\nGOOSE_CONTEXT_LIMIT: 32768\nOLLAMA_HOST: http://gpu-box:11434\n"
    write(tmp_path, ".config/goose/config.yaml", goose)
    arguments = ("convert", ".config/goose/config.yaml", "--to", "opencode")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    written = json.loads(result.stdout[result.stdout.index("{") : result.stdout.rindex("}") + 1])
    assert written["provider"]["ollama"]["models"]["m"]["limit"] == {"context": 32768, "output": 8192}
    assert "output limit: opencode wants one, and this setup has none" in result.stdout
    assert "apiKey" not in written["provider"]["ollama"]["options"]
