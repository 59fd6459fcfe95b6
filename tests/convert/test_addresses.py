"""Base URLs that are in variables: carried as references, by value where that is known, and never made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write
from tests.convert.conversions import TARGETS

HOST = "http://lab.relayhub.example:8080"


def _config(base: str) -> str:
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "options": {"baseURL": base, "apiKey": "{env:LAB_KEY}"},
        "models": {"m": {"limit": {"context": 65536, "output": 8192}}},
    }
    return json.dumps({"model": "lab/m", "provider": {"lab": provider}})


@pytest.mark.parametrize(
    ("number", "target"), list(enumerate([*TARGETS, "env", "shell", "curl", "python", "node", "avante-nvim"]))
)
def test_an_unset_variable_is_carried_or_asked_for(number: int, target: str, tmp_path: Path) -> None:
    write(tmp_path, "opencode.json", _config(("{env:LAB_URL}", "{env:LAB_URL}/v1")[number % 2]))
    result = run("convert", "opencode.json", "--to", target, cwd=tmp_path, home=tmp_path / "home")
    assert ".invalid" not in result.stdout + result.stderr
    if result.status == 0:
        assert "LAB_URL" in result.stdout
    elif "LAB_URL" in result.stderr:
        assert "set " in result.stderr
    else:  # for another reason than the address
        env = {"LAB_URL": HOST}
        assert run("convert", "opencode.json", "--to", target, cwd=tmp_path, home=tmp_path / "home", env=env).status


@pytest.mark.parametrize(
    ("target", "written"), [("crush", "$LAB_URL/v1"), ("litellm", ""), ("kilocode", "{env:LAB_URL}/v1")]
)
def test_the_reference_is_in_the_syntax_of_the_target(target: str, written: str, tmp_path: Path) -> None:
    write(tmp_path, "opencode.json", _config("{env:LAB_URL}/v1"))
    result = run("convert", "opencode.json", "--to", target, cwd=tmp_path, home=tmp_path / "home")
    assert written in result.stdout
    assert (result.status == 0) == bool(written)  # LiteLLM resolves no part of a value
    if not written:
        assert "set LAB_URL to the address, and convert again" in result.stderr


@pytest.mark.parametrize("target", TARGETS)
def test_where_it_is_set_every_target_gets_it(target: str, tmp_path: Path) -> None:
    """A tool that takes no reference gets the address itself."""
    write(tmp_path, "plain.json", _config(f"{HOST}/v1"))
    write(tmp_path, "opencode.json", _config("{env:LAB_URL}/v1"))
    env = {"LAB_URL": HOST}
    plain = run("convert", "plain.json", "--from", "opencode", "--to", target, cwd=tmp_path, home=tmp_path / "home")
    result = run("convert", "opencode.json", "--to", target, cwd=tmp_path, home=tmp_path / "home", env=env)
    assert result.status == plain.status
    assert plain.status or HOST in result.stdout or "LAB_URL" in result.stdout


def test_a_default_counts_where_the_variable_is_not_set(tmp_path: Path) -> None:
    write(tmp_path, ".env", f"OPENAI_BASE_URL=${{LAB_URL:-{HOST}/v1}}\nOPENAI_API_KEY=${{LAB_KEY}}\n")
    result = run("convert", ".env", "--to", "codex", "--model", "m", cwd=tmp_path, home=tmp_path / "home")
    assert f'base_url = "{HOST}/v1"' in result.stdout


def test_a_default_in_the_profile_of_a_shell_is_its_base_url(tmp_path: Path) -> None:
    lines = (f"ANTHROPIC_BASE_URL=${{ANTHROPIC_BASE_URL:-{HOST}}}", "ANTHROPIC_AUTH_TOKEN=${LAB_KEY}")
    write(tmp_path, "home/.zshrc", "".join(f"export {line}\n" for line in lines))
    result = run("convert", "home/.zshrc", "--to", "opencode", "--model", "m", cwd=tmp_path, home=tmp_path / "home")
    assert f'"baseURL": "{HOST}/v1"' in result.stdout
