"""How a key is referred to in the source, and what it becomes in each target."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint.convert.conversion import convert
from configlint.convert.files import Options
from configlint.convert.reference import Reference
from tests.cli import run, write
from tests.convert.conversions import KNOWLEDGE, TARGETS, context, made_up, sent

FORMS = {
    "variable": Reference("env", "LAB_KEY"),
    "file": Reference("file", "~/.secrets/relay"),
    "shell": Reference("command", text="op read op://lab/key | head -1"),
    "program": Reference("command", argv=("/usr/bin/token", "--audience", "llm")),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("tool", TARGETS)
def test_every_form_of_a_reference_arrives_in_every_tool(tool: str, form: str, tmp_path: Path) -> None:
    here = context(tmp_path)
    write(tmp_path, "home/.secrets/relay", "of-a-file")
    source = made_up("https://relay.example.com", "chat").replace(key=FORMS[form])
    result = convert(source, KNOWLEDGE.profile(tool), here, Options())
    told = "\n".join([*(file.after.text for file in result.files), *(one.why for one in result.environment)])
    told += "\n".join(note.message for note in result.notes)
    parts = {
        "variable": ["LAB_KEY"],
        "file": [".secrets/relay"],
        "shell": ["op read"],
        "program": ["--audience", "llm"],
    }
    if not any(one.name == "LAB_KEY" for one in result.environment):
        assert [part for part in parts[form] if part not in told] == []
    for request in sent(result, here):
        assert all(header.text not in ("none", None) or header.value.kind == "command" for header in request.headers)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("variable", "printenv LAB_KEY"),
        ("file", "cat ~/.secrets/relay"),
        ("shell", "op read op://lab/key | head -1"),
        ("program", "/usr/bin/token --audience llm"),
    ],
)
def test_every_form_as_a_shell_command(form: str, line: str) -> None:
    assert FORMS[form].line == line


@pytest.mark.parametrize(
    ("path", "assignment", "key", "written"),
    [
        (".zshrc", "export {}={}", '"$(op read op://lab/key)"', '"apiKey": "!op read op://lab/key"'),
        (".zshrc", "export {}={}", "$(op read op://lab/key)", '"apiKey": "!op read op://lab/key"'),
        ("config.fish", "set -gx {} {}", "(op read op://lab/key)", '"apiKey": "!op read op://lab/key"'),
        (".bashrc", "export {}={}", "$LAB_KEY", '"apiKey": "$LAB_KEY"'),
        (".config/fish/config.fish", "set -gx {} {}", "$LAB_KEY", '"apiKey": "$LAB_KEY"'),
        ("Microsoft.PowerShell_profile.ps1", "$env:{} = {}", "$env:LAB_KEY", '"apiKey": "$LAB_KEY"'),
    ],
)
def test_the_profile_of_a_shell_is_a_source(path: str, assignment: str, key: str, written: str, tmp_path: Path) -> None:
    values = {"BASE_URL": '"https://relay.example.com"', "MODEL": '"m"', "AUTH_TOKEN": key}
    lines = [assignment.format(f"ANTHROPIC_{name}", value) for name, value in values.items()]
    write(tmp_path, path, "\n".join(lines) + "\n")
    shown = run("convert", path, "--to", "pi", cwd=tmp_path, home=tmp_path)
    assert '"baseUrl": "https://relay.example.com' in shown.stdout
    assert written in shown.stdout
    assert "other connections" not in shown.stdout


@pytest.mark.parametrize("own", ["{}", "${{ANTHROPIC_{name}:-{}}}", "${{ANTHROPIC_{name}-{}}}"])
def test_a_shell_may_set_variables_to_others(own: str, tmp_path: Path) -> None:
    """As `NAME="${NAME:-value}"` does, which keeps what is set already."""
    values = {"BASE_URL": "$LAB_BASE_URL", "MODEL": "m", "AUTH_TOKEN": "$LAB_KEY"}
    lines = [f'export ANTHROPIC_{name}="{own.format(value, name=name)}"' for name, value in values.items()]
    write(tmp_path, ".zshrc", "\n".join(lines) + "\n")
    shown = run("convert", ".zshrc", "--to", "opencode", cwd=tmp_path, home=tmp_path)
    assert '"baseURL": "{env:LAB_BASE_URL}/v1"' in shown.stdout
    assert '"apiKey": "{env:LAB_KEY}"' in shown.stdout
    assert '/m"' in shown.stdout


def test_a_shell_command_is_not_run_twice(tmp_path: Path) -> None:
    """Crush writes commands as $(…), where Claude Code has the command alone."""
    crush = (
        '{"providers": {"lab": {"type": "anthropic", "base_url": "https://relay.example.com", "api_key": "$(op read x)"'
    )
    crush += ', "models": [{"id": "m"}]}}, "models": {"large": {"provider": "lab", "model": "m"}}}'
    write(tmp_path, "crush.json", crush)
    claude = run("convert", "crush.json", "--to", "claude-code", cwd=tmp_path, home=tmp_path / "home")
    assert '"apiKeyHelper": "op read x"' in claude.stdout
    write(
        tmp_path,
        ".claude/settings.json",
        '{"apiKeyHelper": "op read x", "env": {"ANTHROPIC_BASE_URL": "https://relay.example.com", "ANTHROPIC_MODEL": "m"}}',
    )
    back = run("convert", ".claude/settings.json", "--to", "crush", cwd=tmp_path, home=tmp_path / "home")
    assert '"api_key": "$(op read x)"' in back.stdout
    codex = run("convert", ".claude/settings.json", "--to", "codex", cwd=tmp_path, home=tmp_path / "home")
    assert 'command = "sh"' in codex.stdout
    assert '"op read x"' in codex.stdout


def test_the_variable_behind_a_variable_is_the_key(tmp_path: Path) -> None:
    lines = "OPENAI_API_BASE=https://relay.example.com/v1\nOPENAI_API_KEY=${LAB_KEY}\nOPENAI_MODEL=m\n"
    write(tmp_path, ".env", lines)
    result = run("convert", ".env", "--to", "codex", cwd=tmp_path, home=tmp_path / "home")
    assert 'env_key = "LAB_KEY"' in result.stdout
    assert 'model = "m"' in result.stdout


def test_several_headers_in_one_variable_are_converted_one_by_one(tmp_path: Path) -> None:
    env = {
        "ANTHROPIC_BASE_URL": "https://relay.example.com",
        "ANTHROPIC_CUSTOM_HEADERS": "X-Team: core\nX-Cost: 4711",
        "ANTHROPIC_MODEL": "m",
    }
    write(tmp_path, ".claude/settings.json", json.dumps({"env": env}))
    result = run("convert", ".claude/settings.json", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert '"X-Team": "core"' in result.stdout
    assert '"X-Cost": "4711"' in result.stdout


@pytest.mark.parametrize(
    ("target", "written"),
    [("goose", "OPENAI_CUSTOM_HEADERS=X-Team=core,X-Cost=4711"), ("opencode", '"X-Cost": "4711"')],
)
def test_headers_are_written_as_the_target_reads_them(target: str, written: str, tmp_path: Path) -> None:
    relay = '[model_providers.relay]\nname = "Relay"\nbase_url = "https://relay.example.com/v1"\nenv_key = "LAB_KEY"\n'
    headers = 'http_headers = { X-Team = "core", X-Cost = "4711" }\n'
    write(tmp_path, ".codex/config.toml", f'model = "m"\nmodel_provider = "relay"\n{relay}{headers}')
    result = run("convert", ".codex/config.toml", "--to", target, cwd=tmp_path, home=tmp_path / "home")
    assert written in result.stdout


def test_a_key_that_no_file_has_is_in_the_providers_own_variable(tmp_path: Path) -> None:
    models = "- model_id: deep\n  model_name: deepseek-chat\n  api_base: https://api.deepseek.com/v1\n  api_key_name: deepseek\n"
    write(tmp_path, "extra-openai-models.yaml", models)
    result = run("convert", "extra-openai-models.yaml", "--to", "codex", cwd=tmp_path, home=tmp_path / "home")
    assert 'env_key = "DEEPSEEK_API_KEY"' in result.stdout
    assert "OPENAI_API_KEY" not in result.stdout
