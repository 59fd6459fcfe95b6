"""Variables that the profile of a shell sets for one command are read as that program's environment."""

from __future__ import annotations

import json
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


#: A function in the notation of each shell, with what is written for a name, a <URL>, a key and a model.
FUNCTIONS = [
    (
        ".zshrc",
        '<NAME>() {\n  export ANTHROPIC_BASE_URL=<URL> ANTHROPIC_AUTH_TOKEN=$<KEY>\n  claude --model <MODEL> "$@"\n}\n',
    ),
    (
        ".bashrc",
        "function <NAME> {\n  export ANTHROPIC_BASE_URL=<URL>\n  export ANTHROPIC_AUTH_TOKEN=$<KEY>\n"
        "  export ANTHROPIC_MODEL=<MODEL>\n}\n",
    ),
    (
        "config.fish",
        'function <NAME> --wraps=claude\n    if test -z "$<KEY>"\n        return 1\n    end\n'
        "    set -lx ANTHROPIC_BASE_URL <URL>\n    set -lx ANTHROPIC_AUTH_TOKEN $<KEY>\n"
        "    command claude --model=<MODEL> $argv\nend\n",
    ),
    (
        "functions/both.fish",
        "function <NAME>\n  set -gx ANTHROPIC_BASE_URL <URL>\n  set -gx ANTHROPIC_AUTH_TOKEN $<KEY>\n"
        "  set -gx ANTHROPIC_MODEL <MODEL>\nend\n",
    ),
    (
        "Microsoft.PowerShell_profile.ps1",
        "function <NAME> {\n    $env:ANTHROPIC_BASE_URL = '<URL>'\n    $env:ANTHROPIC_AUTH_TOKEN = $env:<KEY>\n"
        "    claude --model <MODEL> @args\n}\n",
    ),
    (
        "profile.ps1",
        'function <NAME> { $env:ANTHROPIC_BASE_URL = "<URL>"; $env:ANTHROPIC_AUTH_TOKEN = $env:<KEY>;'
        " claude --model <MODEL> @args }\n",
    ),
]


@pytest.mark.parametrize(("path", "function"), FUNCTIONS)
def test_a_function_is_a_setup_of_its_own(path: str, function: str, tmp_path: Path) -> None:
    setups = {"relay": ("https://llm.relayhub.example", "RELAY_KEY"), "lab": ("https://ai.labhub.example", "LAB_KEY")}
    text = "".join(
        function.replace("<NAME>", name).replace("<URL>", url).replace("<KEY>", key).replace("<MODEL>", f"{name}-1")
        for name, (url, key) in setups.items()
    )
    write(tmp_path, path, text)
    result = run("convert", path, "--to", "opencode", "--all", cwd=tmp_path, home=tmp_path)
    written = json.loads(result.stdout[result.stdout.index("{") : result.stdout.rindex("}") + 1])
    found = {
        (one["options"]["baseURL"], one["options"]["apiKey"], *one["models"]) for one in written["provider"].values()
    }
    assert found == {(f"{url}/v1", f"{{env:{key}}}", f"{name}-1") for name, (url, key) in setups.items()}


def test_a_function_that_the_profile_calls_sets_its_variables_for_all(tmp_path: Path) -> None:
    profile = f"hub() {{\n  export OPENAI_BASE_URL={BASE}/v1\n  export OPENAI_API_KEY=$HUB_TOKEN\n}}\nhub\n"
    other = f"lab() {{\n  export OPENAI_BASE_URL={BASE.replace('llm', 'eu')}/v1\n}}\n"
    write(tmp_path, ".bashrc", other + profile)
    result = run("convert", ".bashrc", "--to", "curl", "--model", "m", cwd=tmp_path, home=tmp_path)
    assert f"{BASE}/v1/chat/completions" in result.stdout


def test_what_only_a_call_tells_is_left_out(tmp_path: Path) -> None:
    profile = f"hub() {{\n  export ANTHROPIC_BASE_URL={BASE}\n  export ANTHROPIC_MODEL=$1\n  claude\n}}\n"
    write(tmp_path, ".bashrc", profile)
    result = run("convert", ".bashrc", "--to", "env", cwd=tmp_path, home=tmp_path)
    assert BASE in result.stdout
    assert "$1" not in result.stdout


def test_many_functions_that_never_end_take_no_time(tmp_path: Path) -> None:
    write(tmp_path, ".bashrc", "  f() {\n" * 20_000 + f"export OPENAI_BASE_URL={BASE}/v1\n")
    assert run("convert", ".bashrc", "--to", "curl", "--model", "m", cwd=tmp_path, home=tmp_path).status == 0
