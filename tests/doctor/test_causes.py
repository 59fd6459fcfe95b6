"""What `configlint doctor` names as the cause: once, at the question that it answers, and all that it counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import write
from tests.doctor.setups import doctor, load
from tests.keys import key

BROKEN = load("broken.toml")
RELAY = "https://relay.example.net/v1"
CODEX = 'model_provider = "r"\n[model_providers.r]\nname = "R"\nbase_url = "{base}"\nenv_key = "RELAY_KEY"\n'
#: Files with a slip of syntax, after which some tools do not start.
UNREADABLE = {
    "codex": {"~/.codex/config.toml": f'model = "gpt-5.4"\n{CODEX.format(base=RELAY)}[model_providers.r]\n'},
    "claude-code": {"~/.claude/settings.json": '{"env": {"ANTHROPIC_AUTH_TOKEN": "{key:relay}"}\n'},
    "gemini-cli": {"~/.gemini/settings.json": '{"security": {"auth": {"selectedType": "gemini-api-key"}}\n'},
    "aider": {".aider.conf.yml": f"model: openai/gpt-4o\n\topenai-api-base: {RELAY}\n"},
    "goose": {"~/.config/goose/config.yaml": "GOOSE_PROVIDER: openai\nGOOSE_MODEL gpt-4o\nOPENAI_HOST: x\n"},
    "continue": {"~/.continue/config.yaml": "name: a\nversion: 1.0.0\nmodels:\n  - name: r\n  provider: openai\n"},
    "crush": {"crush.json": '{"providers": {} // none yet\n}\n'},
    "litellm": {
        "config.yaml": "model_list:\n  - model_name: a\n    litellm_params:\n      model: b\n       api_base: c\n"
    },
}


def steps(setup: dict[str, Any], project: Path) -> list[dict[str, Any]]:
    """Return the answers about the first connection of a setup."""
    connection, *_ = json.loads(doctor(setup, project, "--format", "json").stdout)["tools"]
    answers: list[dict[str, Any]] = connection["steps"]
    return answers


def problems(setup: dict[str, Any], project: Path) -> list[tuple[str, str]]:
    """Return the questions whose answer is a problem, each with what is said and what to do."""
    return [
        (one["step"], f"{one['message']} -> {one['help']}")
        for one in steps(setup, project)
        if one["status"] == "problem"
    ]


@pytest.mark.parametrize("tool", UNREADABLE)
def test_a_file_that_cannot_be_read_is_the_one_problem(tool: str, project: Path) -> None:
    setup = {"files": UNREADABLE[tool]}
    assert [step for step, _ in problems(setup, project)] == ["request"]
    shown = doctor(setup, project).stdout
    assert shown.count("✗") == 1
    assert next(iter(setup["files"])) in shown


def test_a_broken_file_of_another_program_is_no_problem_of_a_tool_that_is_installed(
    project: Path, tmp_path: Path
) -> None:
    program = write(tmp_path, "bin/litellm", "")
    setup = {"files": {"config.yaml": "theme: dark\n  size: 3\n"}, "env": {"PATH": str(program.parent)}}
    result = doctor(setup, project)
    assert "LiteLLM proxy: not set up here" in result.stdout
    assert result.status == 0


@pytest.mark.parametrize("setup", BROKEN, ids=lambda setup: f"{setup['tool']}: {setup['cause']}")
def test_the_url_is_not_called_right_where_what_is_appended_is_wrong(setup: dict[str, Any], project: Path) -> None:
    status = {(one["step"], one["status"]) for one in steps(setup, project)}
    assert not {("url", "ok"), ("join", "problem")} <= status


@pytest.mark.parametrize(
    ("base", "cause"), [(f"{RELAY}/v1", "the base URL repeats it"), (f"{RELAY}/v1/v1", "the base URL repeats it")]
)
def test_a_version_that_is_repeated_in_the_base_url_is_not_blamed_on_the_tool(
    base: str, cause: str, project: Path
) -> None:
    setup = {"files": {"~/.codex/config.toml": CODEX.format(base=base)}, "env": {"RELAY_KEY": "{key:relay}"}}
    assert problems(setup, project) == [("url", f"/v1 is in the request twice: {cause} -> Write {RELAY}")]


def test_a_provider_that_takes_only_keys_gets_one(project: Path) -> None:
    setup = {"files": {"~/.aider.conf.yml": "model: openrouter/deepseek/deepseek-chat\n"}}
    message = "no key is sent to openrouter.ai -> Before you start aider: export OPENROUTER_API_KEY=…"
    assert problems(setup, project) == [("key", message)]


def test_a_key_is_judged_where_only_the_list_of_models_is_not_known(project: Path) -> None:
    setup = {"files": {"opencode.json": '{"model": "deepseek/m"}'}, "env": {"DEEPSEEK_API_KEY": "{key:openrouter}"}}
    ((step, message),) = problems(setup, project)
    assert step == "key"
    assert message.startswith("This is a key of OpenRouter, and it is sent to DeepSeek")


def test_a_model_that_its_vendor_is_not_known_to_have_is_compared_with_those_it_has(project: Path) -> None:
    setup = {"files": {"~/.codex/config.toml": 'model = "gpt-5.4-codx"\n'}, "env": {"CODEX_API_KEY": "{key:openai}"}}
    (model,) = [one for one in steps(setup, project) if one["step"] == "model"]
    assert model["status"] == "unknown"
    assert "not among the models that OpenAI is known to have" in model["message"]
    assert model["help"].startswith("If it answers 404: Write gpt-5")


def test_a_reference_that_the_tool_sends_with_a_text_of_its_own_is_named(project: Path) -> None:
    models = f"[{{name: r, provider: openai, model: m, apiBase: '{RELAY}', apiKey: '${{{{ secrets.RELAY_KEY }}}}'}}]"
    setup = {"files": {"~/.continue/config.yaml": f"name: a\nversion: 1.0.0\nschema: v1\nmodels: {models}\n"}}
    ((step, message),) = problems(setup, project)
    assert step == "key"
    assert message.startswith("RELAY_KEY is not set: Continue CLI sends `${{ secrets.RELAY_KEY }}` literally")
    assert problems({**setup, "env": {"RELAY_KEY": key("relay")}}, project) == []


def test_a_variable_that_is_set_in_vain_in_a_file_of_variables_is_reported_once(project: Path) -> None:
    config = f"GOOSE_PROVIDER: openai\nGOOSE_MODEL: gpt-4o\nOPENAI_API_BASE: {RELAY}\n"
    setup = {"files": {"~/.config/goose/config.yaml": config}, "env": {"OPENAI_API_KEY": "{key:relay}"}}
    assert problems(setup, project) == [("url", "Goose does not read OPENAI_API_BASE -> It reads OPENAI_BASE_URL")]


def test_a_key_in_the_wrong_place_is_named_where_none_is_sent(project: Path) -> None:
    top = '{"ANTHROPIC_BASE_URL": "https://relay.example.net", "ANTHROPIC_AUTH_TOKEN": "{key:relay}"}'
    found = problems({"files": {"~/.claude/settings.json": top}}, project)
    advice = "ANTHROPIC_AUTH_TOKEN is set where Claude Code does not look for it: see request"
    assert [message.partition(" -> ")[2] for step, message in found if step == "key"] == [advice]
    assert len([step for step, _ in found if step == "request"]) == 2


def test_settings_in_the_file_in_which_claude_code_remembers_things_do_not_count(project: Path) -> None:
    setup = {"files": {"~/.claude.json": '{"env": {"ANTHROPIC_BASE_URL": "https://relay.example.net"}}'}}
    message = "Unknown key `ANTHROPIC_BASE_URL`: Claude Code ignores it -> Put it in env of ~/.claude/settings.json"
    assert ("request", message) in problems(setup, project)


def test_the_key_of_another_variable_comes_with_the_one_that_is_not_set(project: Path) -> None:
    relay = f'{{"base_url": "{RELAY}", "api_key": "$RELAY_KEY", "models": [{{"id": "m"}}]}}'
    config = f'{{"providers": {{"r": {relay}}}, "models": {{"large": {{"provider": "r", "model": "m"}}}}}}'
    setup = {"files": {"crush.json": config}, "env": {"OPENAI_API_KEY": "{key:openai}"}}
    unset, sent = problems(setup, project)
    message = "RELAY_KEY is not set, so Crush sends OPENAI_API_KEY -> Before you start Crush: export RELAY_KEY=…"
    assert unset == ("key", message)
    assert sent[1].startswith("This key of OpenAI is sent to relay.example.net")


def test_a_file_of_nearly_the_right_name_counts_only_where_the_right_one_is_missing(project: Path) -> None:
    config = f"model: openai/m\nopenai-api-base: {RELAY}\nopenai-api-key: {{key:relay}}\n"
    assert "It reads .aider.conf.yml" in doctor({"files": {".aider.config.yml": config}}, project).stdout
    assert doctor({"files": {".aider.conf.yml": config}}, project).status == 0


def test_of_several_tools_only_what_is_wrong_or_not_known_is_shown(project: Path) -> None:
    setup = {
        "files": {
            "~/.codex/config.toml": CODEX.format(base=f"{RELAY}/v1"),
            "~/.claude/settings.json": '{"model": "opus", "env": {"ANTHROPIC_API_KEY": "{key:anthropic}"}}',
            "~/.config/goose/config.yaml": "GOOSE_PROVIDER: openai\nGOOSE_MODEL: gpt-5.4-codx\n",
        },
        "env": {"RELAY_KEY": "{key:relay}", "OPENAI_API_KEY": "{key:openai}"},
    }
    shown = doctor(setup, project).stdout
    assert "✗ url" in shown
    assert "✓ join" not in shown
    assert "✓ Claude Code" in shown
    assert "gpt-5.4-codx; not among the models that OpenAI is known to have" in " ".join(shown.split())
    assert shown.endswith("configlint doctor codex answers every question.\n")


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("opencode.json", "{'model': 'a/b'}\n", "JSON with comments, which does not allow single quotes"),
        ("opencode.json", '{model: "a/b"}\n', "JSON with comments, which does not allow keys without quotes"),
        ("~/.claude/settings.json", "{'model': 'opus'}\n", "strict JSON, which does not allow single quotes"),
    ],
)
def test_what_a_reader_of_json_does_not_allow_is_named(path: str, text: str, said: str, project: Path) -> None:
    ((step, message),) = problems({"files": {path: text}, "env": {"ANTHROPIC_API_KEY": "{key:anthropic}"}}, project)
    assert step == "request"
    assert said in message
