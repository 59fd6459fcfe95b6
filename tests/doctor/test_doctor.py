"""What `configlint doctor` finds on a machine, and what it says beyond single answers."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli import Result, run, write
from tests.keys import key

CODEX = 'model = "gpt-5.4"\nmodel_provider = "relay"\n[model_providers.relay]\nname = "Relay"\nenv_key = "RELAY_KEY"\n'


def doctor(project: Path, *arguments: str, path: str = "", **env: str) -> Result:
    environment = {"COLUMNS": "100", "PATH": path, **env}
    return run("doctor", *arguments, cwd=project, home=project.parent / "home", env=environment)


def found(project: Path, *arguments: str, path: str = "", **env: str) -> list[dict[str, object]]:
    tools: list[dict[str, object]] = json.loads(
        doctor(project, *arguments, "--format", "json", path=path, **env).stdout
    )["tools"]
    return tools


# ---- which tools are there


def test_an_empty_machine_has_no_tool(project: Path) -> None:
    result = doctor(project)
    assert "No tool that configlint knows is here" in result.stdout
    assert result.status == 0


def test_variables_alone_bring_no_tool_up(project: Path) -> None:
    assert found(project, OPENAI_API_KEY=key("openai"), ANTHROPIC_API_KEY=key("anthropic")) == []


@pytest.mark.skipif(os.name == "nt", reason="symbolic links")
def test_a_program_on_path_has_the_version_in_its_package(project: Path, tmp_path: Path) -> None:
    package = write(
        tmp_path, "lib/node_modules/@openai/codex/package.json", '{"name": "@openai/codex", "version": "0.98.1"}'
    )
    program = write(tmp_path, "lib/node_modules/@openai/codex/bin/codex.js", "exit 1\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/codex").symlink_to(program)
    (one,) = found(project, path=str(tmp_path / "bin"), OPENAI_API_KEY=key("openai"))
    assert (one["tool"], one["version"]) == ("codex", "0.98.1")
    assert package.exists()


def test_a_python_program_has_the_version_of_its_environment(project: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "venv/bin/aider", "")
    (tmp_path / "venv/lib/python3.12/site-packages/aider_chat-0.86.1.dist-info").mkdir(parents=True)
    (one,) = found(project, path=str(program.parent), OPENAI_API_KEY=key("openai"))
    assert (one["tool"], one["version"]) == ("aider", "0.86.1")


def test_a_program_without_a_package_may_have_its_version_in_a_folder(project: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "Cellar/codex/0.99.0/bin/codex", "")
    (one,) = found(project, path=str(program.parent), OPENAI_API_KEY=key("openai"))
    assert one["version"] == "0.99.0"


def test_the_version_decides_what_is_expected(project: Path, tmp_path: Path) -> None:
    relay = CODEX + 'base_url = "https://relay.example.net/v1"\nwire_api = "chat"\n'
    write(tmp_path / "home", ".codex/config.toml", relay)
    old = write(tmp_path, "Cellar/codex/0.90.0/bin/codex", "").parent
    new = write(tmp_path, "Cellar/codex/0.169.0/bin/codex", "").parent
    assert doctor(project, path=str(old), RELAY_KEY=key("relay")).status == 0
    assert "removed" in doctor(project, path=str(new), RELAY_KEY=key("relay")).stdout


@pytest.mark.parametrize(
    ("manifest", "text", "tool"),
    [
        ("requirements.txt", "OpenAI [datalib] >= 1.2  # the SDK\n", "openai-python"),
        ("requirements-dev.txt", "anthropic\n", "anthropic-python"),
        ("pyproject.toml", '[tool.poetry.dependencies]\nopenai = "^1"\n', "openai-python"),
        ("pyproject.toml", '[dependency-groups]\ndev = ["openai"]\n', "openai-python"),
        ("package.json", '{"devDependencies": {"@anthropic-ai/sdk": "^1"}}', "anthropic-node"),
    ],
)
def test_packages_of_the_project_are_there(manifest: str, text: str, tool: str, project: Path) -> None:
    write(project, manifest, text)
    assert [one["tool"] for one in found(project)] == [tool]


def test_a_file_that_several_tools_read_speaks_for_the_one_that_it_is_called_after(project: Path) -> None:
    write(project, "opencode.json", "{}")
    assert [one["tool"] for one in found(project)] == ["opencode"]


def test_a_dotenv_in_the_folder_of_a_tool_is_its_own_and_one_beside_it_is_not(project: Path) -> None:
    home = project.parent / "home"
    write(home, ".env", "GEMINI_API_KEY=x\n")
    assert found(project) == []
    write(home, ".gemini/.env", "GEMINI_API_KEY=x\n")
    assert {one["tool"] for one in found(project)} == {"gemini-cli"}


def test_a_model_in_the_file_of_a_built_in_provider_is_one_connection(project: Path) -> None:
    local = {"options": {"baseURL": "http://127.0.0.1:1234/v1"}, "models": {"acme/coder": {}}}
    write(project, "opencode.json", json.dumps({"provider": {"lmstudio": local}, "model": "lmstudio/acme/coder"}))
    assert [one["url"] for one in found(project)] == ["http://127.0.0.1:1234/v1/chat/completions"]


def test_v1_is_no_advice_for_a_call_that_has_no_version(project: Path) -> None:
    write(project, ".aider.conf.yml", "model: ollama_chat/qwen3\n")
    result = doctor(project, OLLAMA_API_BASE="http://127.0.0.1:11434")
    assert "http://127.0.0.1:11434/api/chat" in result.stdout
    assert "/v1" not in result.stdout


def test_a_common_name_needs_the_content_of_the_tool(project: Path) -> None:
    write(project, "config.yaml", "debug: true\n")
    assert found(project) == []


def test_a_dotenv_alone_is_read_as_its_likeliest_program_does(project: Path) -> None:
    write(project, "main.py", "print()")
    write(project, ".env", "OPENAI_BASE_URL=https://relay.example.net\nOPENAI_API_KEY=abcdefgh12345678\n")
    result = doctor(project)
    assert "OpenAI SDK for Python (because of .env)" in result.stdout
    assert "Write https://relay.example.net/v1" in result.stdout


def test_a_tool_that_is_named_is_looked_at_though_it_is_not_here(project: Path) -> None:
    assert "Codex CLI: not set up here" in doctor(project, "codex").stdout
    unknown = doctor(project, "codexx")
    assert unknown.status == 2
    assert "codex" in unknown.stderr


def test_a_program_that_nobody_set_up_is_no_problem(project: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "bin/aider", "")
    result = doctor(project, path=str(program.parent))
    assert "aider: not set up here" in result.stdout
    assert result.status == 0


# ---- what it keeps elsewhere


@pytest.mark.parametrize(
    ("tool", "settings", "login"),
    [
        ("claude-code", "~/.claude/settings.json", "~/.claude/.credentials.json"),
        ("gemini-cli", "~/.gemini/settings.json", "~/.gemini/oauth_creds.json"),
        ("copilot", "~/.copilot/settings.json", "~/.copilot/config.json"),
    ],
)
def test_a_login_may_stand_in_for_a_key(tool: str, settings: str, login: str, project: Path) -> None:
    home = project.parent / "home"
    write(home, settings.removeprefix("~/"), "{}")
    write(home, login.removeprefix("~/"), "{}")
    steps = {one["step"]: one for one in found(project, tool)[0]["steps"]}  # type: ignore[attr-defined]
    assert steps["key"]["status"] == "unknown"
    assert "none in files or variables: " in steps["key"]["message"]


def test_a_login_is_not_mentioned_where_a_key_is_sent(project: Path) -> None:
    settings = {"ANTHROPIC_BASE_URL": "https://relay.example.net", "ANTHROPIC_AUTH_TOKEN": key("relay")}
    write(project, ".claude/settings.json", json.dumps({"env": settings}))
    write(project.parent / "home", ".claude/.credentials.json", "{}")
    assert "claude.ai" not in doctor(project).stdout


def test_a_login_that_the_settings_rule_out_is_none(project: Path) -> None:
    home = project.parent / "home"
    write(home, ".gemini/settings.json", '{"security": {"auth": {"selectedType": "gemini-api-key"}}}')
    write(home, ".gemini/oauth_creds.json", "{}")
    assert "export GEMINI_API_KEY=" in doctor(project).stdout


def test_a_database_of_settings_is_named(project: Path) -> None:
    write(project.parent / "home", ".n8n/database.sqlite", "")
    assert "n8n: the credentials that were entered in the window" in doctor(project, "n8n").stdout


# ---- what it says


def test_the_line_to_try_sends_what_the_tool_sends_without_the_key(project: Path) -> None:
    settings = {
        "ANTHROPIC_BASE_URL": "https://relay.example.net",
        "ANTHROPIC_AUTH_TOKEN": key("relay"),
        "ANTHROPIC_CUSTOM_HEADERS": f"X-Team: red\nX-Api-Secret: {key('relay', 3)}",
    }
    write(project, ".claude/settings.json", json.dumps({"env": settings}))
    (one,) = found(project)
    curl = str(one["curl"])
    assert curl.startswith("curl 'https://relay.example.net/v1/messages?beta=true'")
    assert "-H 'authorization: Bearer '\"$ANTHROPIC_AUTH_TOKEN\"" in curl
    assert "-H 'X-Team: red'" in curl
    assert key("relay", 3) not in curl


def test_a_file_that_cannot_be_read_comes_before_all_questions(project: Path) -> None:
    write(project.parent / "home", ".codex/config.toml", CODEX + "base_url = \n")
    result = doctor(project, RELAY_KEY=key("relay"))
    assert result.stdout.count("comes after the file") == 5
    assert "try it" not in result.stdout


def test_fix_applies_safe_fixes_and_looks_again(project: Path) -> None:
    path = write(
        project,
        ".claude/settings.json",
        '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1", "ANTHROPIC_AUTH_TOKEN": "local"}}',
    )
    result = doctor(project, "--fix")
    assert 'http://127.0.0.1:4000"' in path.read_text()
    assert "Fixed 1 finding" in result.stderr
    assert "✗" not in result.stdout
    assert result.status == 0


def test_fix_leaves_the_shell_and_what_needs_a_look_alone(project: Path) -> None:
    path = write(project.parent / "home", ".codex/config.toml", CODEX + 'base_url = "https://relay.example.net"\n')
    before = path.read_bytes()
    assert doctor(project, "--fix", RELAY_KEY=f"{key('relay')}\n").status == 1
    assert path.read_bytes() == before


def test_fix_all_also_applies_what_needs_a_look(project: Path) -> None:
    path = write(project.parent / "home", ".codex/config.toml", CODEX + 'base_url = "https://relay.example.net"\n')
    assert "(--fix=all)" in doctor(project, RELAY_KEY=key("relay")).stdout
    result = doctor(project, "--fix=all", RELAY_KEY=key("relay"))
    assert 'base_url = "https://relay.example.net/v1"\n' in path.read_text()
    assert ("✗" in result.stdout, result.status) == (False, 0)


MISSING_VERSION = CODEX + 'base_url = "https://relay.example.net"'


@pytest.mark.parametrize(
    ("setting", "configuration"),
    [
        (f"{MISSING_VERSION}  # configlint: ignore[missing-version] the relay wants none\n", ""),
        (f"# configlint: ignore-file[URL002]\n{MISSING_VERSION}\n", ""),
        (f"{MISSING_VERSION}\n", 'ignore = ["missing-version"]\n'),
        (f"{MISSING_VERSION}\n", 'severity = { missing-version = "note" }\n'),
    ],
)
def test_what_is_ignored_is_no_problem(setting: str, configuration: str, project: Path) -> None:
    path = write(project.parent / "home", ".codex/config.toml", setting)
    write(project.parent / "home", ".codex/.configlint.toml", configuration)
    result = doctor(project, "--fix=all", RELAY_KEY=key("relay"))
    assert ("✗" in result.stdout, result.status) == (False, 0)
    assert path.read_text() == setting


def test_what_stops_the_tool_is_said_though_it_is_ignored(project: Path) -> None:
    setting = f'{CODEX}base_url = "https://relay.example.net/v1"\nwire_api = "chat"\n'
    write(project.parent / "home", ".codex/config.toml", setting)
    write(project.parent / "home", ".codex/.configlint.toml", 'ignore = ["removed-wire-api"]\n')
    result = doctor(project, RELAY_KEY=key("relay"))
    assert ("✗" in result.stdout, result.status) == (False, 0)
    assert "(ignored here, so it is no problem)" in " ".join(result.stdout.split())


QWEN = {
    "security": {"auth": {"selectedType": "openai", "baseUrl": "https://relay.example.net/v1"}},
    "model": {"name": "m"},
}


def test_a_variable_that_comes_before_a_setting_of_another_name_is_named(project: Path) -> None:
    write(project.parent / "home", ".qwen/settings.json", json.dumps(QWEN))
    variables = {"OPENAI_API_KEY": key("relay"), "OPENAI_BASE_URL": "https://old.example.net/v1"}
    shown = " ".join(doctor(project, **variables).stdout.split())
    assert "security.auth.baseUrl has no effect: OPENAI_BASE_URL in this shell overrides it" in shown
    assert "✗" not in doctor(project, OPENAI_API_KEY=key("relay")).stdout


@pytest.mark.parametrize(
    ("path", "text", "variables", "help_text"),
    [
        (".qwen/settings.json", json.dumps(QWEN), {"OPENAI_KEY": "relay"}, 'export OPENAI_API_KEY="$OPENAI_KEY"'),
        (".qwen/settings.json", json.dumps(QWEN), {"OPENROUTER_API_KEY": "openrouter"}, "export OPENAI_API_KEY=…"),
        (
            ".config/goose/config.yaml",
            "GOOSE_PROVIDR: openai\n",
            {"OPENAI_API_KEY": "openai"},
            "GOOSE_PROVIDR is set: did you mean GOOSE_PROVIDER?",
        ),
    ],
)
def test_a_slip_in_a_name_is_named_but_no_key_of_somebody_else(
    path: str, text: str, variables: dict[str, str], help_text: str, project: Path
) -> None:
    write(project.parent / "home", path, text)
    result = doctor(project, **{name: key(owner) for name, owner in variables.items()})
    assert help_text in " ".join(result.stdout.split())
    assert result.stdout.count("✗") == 1


def test_a_key_of_a_form_that_several_have_is_one_of_the_host(project: Path) -> None:
    write(project, ".env", "OPENAI_BASE_URL=https://dashscope.aliyuncs.com/compatible-mode/v1\n")
    write(project, "requirements.txt", "openai\n")
    result = doctor(project, OPENAI_API_KEY="sk-" + "0123456789abcdef" * 2)
    assert "a key of Alibaba" in " ".join(result.stdout.split())


def test_what_is_ignored_in_the_project_is_no_problem_in_its_shell(project: Path) -> None:
    write(project, ".aider.conf.yml", "model: openrouter/openai/gpt-4o\n")
    variables = {"OPENROUTER_API_KEY": key("openai")}
    assert doctor(project, **variables).status == 1
    write(project, ".configlint.toml", 'ignore = ["key-host-mismatch"]\n')
    assert doctor(project, **variables).status == 0


def test_a_key_with_a_line_break_in_the_shell_is_named_there(project: Path) -> None:
    write(project, ".aider.conf.yml", "model: openrouter/openai/gpt-4o\n")
    result = doctor(project, OPENROUTER_API_KEY=f"{key('openrouter')}\n")
    assert "[KEY005] (this shell)" in " ".join(result.stdout.split())


def test_many_connections_with_one_fault_are_one_block(project: Path) -> None:
    models = "".join(
        f"  - model_name: m{number}\n    litellm_params:\n      model: openai/m{number}\n"
        f"      api_base: https://relay.example.net\n      api_key: os.environ/RELAY_KEY\n"
        for number in range(30)
    )
    write(project, "litellm_config.yaml", f"model_list:\n{models}")
    result = doctor(project, RELAY_KEY=key("relay"))
    assert "and 29 more" in result.stdout
    assert len(result.stdout.splitlines()) <= 24


def test_a_variable_of_another_tool_that_is_here_is_not_missing_from_this_one(project: Path) -> None:
    write(project, ".aider.conf.yml", "model: openai/gpt-4o\n")
    write(project.parent / "home", ".codex/config.toml", 'model = "gpt-5.4"\n')
    result = doctor(project, OPENAI_API_BASE="https://relay.example.net/v1", OPENAI_API_KEY=key("relay"))
    assert "does not read OPENAI_API_BASE" not in result.stdout


def test_verbs_that_find_nothing_point_to_it(project: Path) -> None:
    home = project.parent / "home"
    for verb in ("check", "explain"):
        assert "configlint doctor" in run(verb, cwd=project, home=home).stdout
    assert "configlint doctor" in run("--help", cwd=project, home=home).stdout


def test_a_provider_that_nothing_chooses_is_named_when_the_default_does_not_work(project: Path) -> None:
    relay = '[model_providers.relay]\nname = "Relay"\nbase_url = "https://relay.example.net/v1"\n'
    write(project.parent / "home", ".codex/config.toml", f'model = "gpt-5.4"\n{relay}')
    assert "Set model_provider to choose relay" in doctor(project).stdout
    write(project.parent / "home", ".codex/auth.json", json.dumps({"OPENAI_API_KEY": key("openai")}))
    assert "to choose relay" not in doctor(project).stdout


def test_a_choice_with_a_slip_leads_to_what_is_defined(project: Path) -> None:
    options = {"baseURL": "https://relay.example.net/v1", "apiKey": "{env:RELAY_KEY}"}
    provider = {"npm": "@ai-sdk/openai-compatible", "models": {"gpt-4o": {}}, "options": options}
    write(project, "opencode.json", json.dumps({"model": "rely/gpt-4o", "provider": {"relay": provider}}))
    assert "Did you mean relay/gpt-4o?" in doctor(project, RELAY_KEY=key("relay")).stdout


def test_a_file_that_the_tool_does_not_read_is_named(project: Path) -> None:
    write(project, ".aider.config.yml", "model: openai/gpt-4o\n")
    assert "It reads .aider.conf.yml" in doctor(project).stdout
    (project / ".aider.config.yml").unlink()
    write(project, ".codex/config.toml", CODEX + 'base_url = "https://relay.example.net/v1"\n')
    assert "ignores model_providers in this file" in doctor(project, RELAY_KEY=key("relay")).stdout


def test_alternatives_that_nobody_set_up_do_not_count(project: Path) -> None:
    write(project, "requirements.txt", "pydantic-ai\n")
    write(project, ".env", f"OPENAI_BASE_URL=https://relay.example.net\nOPENAI_API_KEY={key('relay')}\n")
    result = doctor(project)
    assert "ANTHROPIC_API_KEY" not in result.stdout
    assert len(result.stdout.splitlines()) <= 24


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "openai\n", ".env": "OPENAI_API_KEY=${TEAM_API_KEY}\n"},
        {
            "opencode.json": '{"model": "r/m", "provider": {"r": {"npm": "@ai-sdk/openai", "models": {"m": {}},'
            ' "options": {"baseURL": "https://relay.example.net/v1", "apiKey": "{env:TEAM_API_KEY}"}}}}'
        },
    ],
)
def test_the_variable_that_is_referred_to_is_the_one_that_is_missing(files: dict[str, str], project: Path) -> None:
    for path, text in files.items():
        write(project, path, text)
    assert "export TEAM_API_KEY=" in doctor(project).stdout
