"""Rule SEC001 in `check`: a key counts where git would take it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from configlint.secrets import key_fields
from tests.cli import run, write
from tests.keys import key
from tests.replay import KNOWLEDGE


def codes(folder: Path) -> list[str]:
    result = run("check", "--select", "SEC001", "-q", ".claude/settings.json", cwd=folder, home=folder / "home")
    return [line.rpartition("[")[2] for line in result.stdout.splitlines() if line.endswith("committed-secret]")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".claude").mkdir()
    (tmp_path / "home").mkdir()
    settings = f'{{"permissions": {{"allow": ["Bash(OPENROUTER_API_KEY={key("openrouter")} node x.js)"]}}}}\n'
    (tmp_path / ".claude/settings.json").write_text(settings)
    return tmp_path


def init(folder: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=folder, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}, check=True)


def test_outside_a_repository_a_key_is_not_reported(project: Path) -> None:
    assert codes(project) == []


def test_a_file_that_git_would_add_counts(project: Path) -> None:
    init(project)
    assert codes(project) == ["SEC001 committed-secret]"]


def test_a_file_that_git_ignores_may_contain_a_key_unless_it_is_tracked(project: Path) -> None:
    init(project)
    (project / ".gitignore").write_text(".claude/\n")
    assert codes(project) == []
    subprocess.run(["git", "add", "-f", ".claude/settings.json"], cwd=project, check=True)
    assert codes(project) == ["SEC001 committed-secret]"]


@pytest.mark.parametrize(
    ("path", "text", "advice"),
    [
        (
            "compose.yaml",
            "services:\n  a:\n    image: x\n    environment:\n      {name}: {value}\n",
            "write ${{{name}}} here",
        ),
        (
            "compose.yaml",
            "services:\n  a:\n    image: x\n    environment:\n      U: redis://x:{value}@r/0\n",
            "${{DB_PASSWORD}}",
        ),
        (".github/workflows/a.yml", "on: push\nenv:\n  {name}: {value}\njobs: {{}}\n", "${{{{ secrets.{name} }}}}"),
        (
            ".mcp.json",
            '{{"mcpServers": {{"a": {{"command": "a", "args": ["--key", "{value}"]}}}}}}',
            "write ${{{name}}} here",
        ),
        (".pi/agent/models.json", '{{"providers": {{"a": {{"apiKey": "{value}"}}}}}}', "write ${name} here"),
        (
            ".local/share/opencode/auth.json",
            '{{"a": {{"type": "api", "key": "{value}"}}}}',
            "opencode writes this file",
        ),
        (".env.example", "{name}={value}\n", "write a placeholder here"),
    ],
)
def test_the_help_says_what_to_write_in_this_file(path: str, text: str, advice: str, project: Path) -> None:
    init(project)
    filled = {"name": "OPENROUTER_API_KEY", "value": key("openrouter")}
    write(project, path, text.format(**filled))
    found = json.loads(run("check", "--format", "json", path, cwd=project, home=project / "home").stdout)["diagnostics"]
    assert [advice.format(**filled) in one["help"] for one in found if one["rule"] == "committed-secret"] == [True]


def test_no_help_exports_a_variable_that_nobody_knows() -> None:
    for tool in KNOWLEDGE.tools:
        assert key_fields.variable_read(KNOWLEDGE.profile(tool), "apiKey", "MY_SECRET") == "", tool


def test_a_comment_of_another_scanner_counts_here_too(project: Path) -> None:
    init(project)
    (project / ".claude/settings.json").write_text(f'{{\n"model": "{key("openrouter")}"  // gitleaks:allow\n}}\n')
    assert codes(project) == []


def test_the_key_of_the_provider_itself_is_not_led_astray(project: Path) -> None:
    init(project)
    for variable, rules in (("OPENROUTER", []), ("OPENAI", ["redirected-key"])):
        write(project, ".env", f"{variable}_API_BASE=https://openrouter.ai/api/v1\n")
        subprocess.run(["git", "add", "-f", ".env"], cwd=project, check=True)
        arguments = ("check", "--tool", "aider", "--select", "SEC003", "--format", "json", ".env")
        found = json.loads(run(*arguments, cwd=project, home=project / "home").stdout)["diagnostics"]
        assert [one["rule"] for one in found] == rules, variable


@pytest.mark.parametrize(
    ("tool", "key_variable", "rules"),
    [
        ("aider", "OPENAI_API_KEY=\n", []),  # it takes an empty variable of the file for the user's own
        ("aider", "", ["redirected-key"]),
        ("openai-python", "OPENAI_API_KEY=\n", ["redirected-key"]),  # the user's own counts
    ],
)
def test_a_key_that_the_file_takes_away_is_not_led_astray(
    tool: str, key_variable: str, rules: list[str], project: Path
) -> None:
    init(project)
    write(
        project,
        ".env",
        f"{key_variable}OPENAI_API_BASE=https://relay.acme.dev/v1\nOPENAI_BASE_URL=${{OPENAI_API_BASE}}\n",
    )
    subprocess.run(["git", "add", "-f", ".env"], cwd=project, check=True)
    arguments = ("check", "--tool", tool, "--select", "SEC003", "--format", "json", ".env")
    found = json.loads(run(*arguments, cwd=project, home=project / "home").stdout)["diagnostics"]
    assert [one["rule"] for one in found] == rules


def test_an_example_says_nothing_about_the_file_that_it_is_for(project: Path) -> None:
    init(project)
    params = "{model: openai/m, api_base: 'https://openrouter.ai/api/v1', api_key: os.environ/OPENROUTER_API_KEY}"
    write(project, "litellm_config.yaml", f"model_list:\n- model_name: m\n  litellm_params: {params}\n")
    for name in (".env.example", "sample.env"):
        write(project, name, "OPENROUTER_API_KEY=\n")
    subprocess.run(["git", "add", "-f", "."], cwd=project, check=True)
    result = run("check", "--format", "json", "--select", "SEC003", ".", cwd=project, home=project / "home")
    assert json.loads(result.stdout)["diagnostics"] == []


@pytest.mark.parametrize(("name", "rules"), [("lab", []), ("openai", ["redirected-key"])])
def test_a_key_stored_for_this_very_connection_is_not_led_astray(name: str, rules: list[str], project: Path) -> None:
    init(project)
    lab = {
        "npm": "@ai-sdk/openai-compatible",
        "options": {"baseURL": "https://openrouter.ai/api/v1"},
        "models": {"m": {}},
    }
    write(project, "opencode.json", json.dumps({"provider": {name: lab}}))
    subprocess.run(["git", "add", "-f", "."], cwd=project, check=True)
    result = run("check", "--format", "json", "--select", "SEC003", ".", cwd=project, home=project / "home")
    assert [one["rule"] for one in json.loads(result.stdout)["diagnostics"]] == rules
