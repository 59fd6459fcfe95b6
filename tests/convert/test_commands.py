"""Variables that the profile of a shell sets for one command are read as that program's environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import run, write

BASE = "https://llm.relayhub.example"
VARIABLES = f"ANTHROPIC_BASE_URL={BASE} ANTHROPIC_AUTH_TOKEN=$HUB_TOKEN ANTHROPIC_MODEL=hub-1"
CLAUDE = "claude --verbose"


@pytest.mark.parametrize(
    "profile",
    [
        f"alias cc='{VARIABLES} {CLAUDE}'\n",
        f'alias cc="{VARIABLES.replace("$", chr(92) + "$")} {CLAUDE}"\n',
        f"alias cc='source ~/.token && {VARIABLES} {CLAUDE}'\n",
        f"cc() {{ {VARIABLES} {CLAUDE}; }}\n",
        f"function cc() {{\n  env -u ANTHROPIC_API_KEY \\\n    {VARIABLES} \\\n    {CLAUDE}\n}}\n",
        "alias cc='(\n" + "".join(f"  export {one}\n" for one in VARIABLES.split()) + f"  {CLAUDE}\n)'\n",
        f"hub() {{ {VARIABLES.replace('hub-1', '$1')} {CLAUDE}; }}\nalias cc='hub hub-1'\n",
        f"# don't ask\nalias cc='{VARIABLES} {CLAUDE}'\n",
    ],
)
def test_however_a_command_gets_them(profile: str, tmp_path: Path) -> None:
    write(tmp_path, ".zshrc", f"export EDITOR=vim\n{profile}alias ll='ls -l'\n")
    result = run("convert", ".zshrc", "--to", "curl", cwd=tmp_path, home=tmp_path)
    assert f"{BASE}/v1/messages" in result.stdout
    assert '"$HUB_TOKEN"' in result.stdout
    assert '"model":"hub-1"' in result.stdout


def test_another_command_is_another_connection(tmp_path: Path) -> None:
    other = VARIABLES.replace("llm", "eu").replace("hub-1", "hub-2")
    write(tmp_path, ".bashrc", f"alias cc='{VARIABLES} {CLAUDE}'\nalias ccc='{other} {CLAUDE}'\n")
    first = run("convert", ".bashrc", "--to", "opencode", cwd=tmp_path, home=tmp_path)
    assert "not converted: ccc" in first.stdout
    both = run("convert", ".bashrc", "--to", "opencode", "--all", cwd=tmp_path, home=tmp_path)
    assert "hub-1" in both.stdout
    assert "hub-2" in both.stdout


def test_what_is_set_for_all_programs_comes_first(tmp_path: Path) -> None:
    profile = f"export OPENAI_BASE_URL={BASE}/v1\nexport OPENAI_API_KEY=$HUB_TOKEN\nalias cc='{VARIABLES} {CLAUDE}'\n"
    write(tmp_path, ".bashrc", profile)
    result = run("convert", ".bashrc", "--to", "curl", "--model", "m", cwd=tmp_path, home=tmp_path)
    assert f"{BASE}/v1/chat/completions" in result.stdout


def test_other_commands_are_none_of_a_tool(tmp_path: Path) -> None:
    write(tmp_path, ".bashrc", f"alias x='{VARIABLES} mytool'\nwhich claude\n")
    assert run("convert", ".bashrc", "--to", "curl", cwd=tmp_path, home=tmp_path).status == 2


def test_a_command_with_nothing_but_a_proxy_is_no_setup(tmp_path: Path) -> None:
    write(tmp_path, ".zshrc", "alias claude='https_proxy=http://localhost:1080 claude'\n")
    result = run("convert", ".zshrc", "--to", "codex", cwd=tmp_path, home=tmp_path)
    assert result.status == 2
    assert "there is no setup in .zshrc" in result.stderr
