"""What a key that is there twice means for the tool that reads the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write

ROUTER = "model_list:\n- model_name: a\n  litellm_params: {model: openai/m, api_base: 'http://localhost:8000/v1'}\n"
FILES = {
    "docker-compose.yml": "services:\n  a:\n    image: a\n    environment: {A: 1}\n    environment: {B: 2}\n",
    ".github/workflows/a.yml": "on: push\nenv: {A: b}\nenv: {B: c}\njobs: {}\n",
    "librechat.yaml": "version: 1.2.1\ncache: true\ncache: true\n",
    ".continue/config.yaml": "name: a\nversion: 1.0.0\nversion: 1.0.1\nschema: v1\n",
    ".codex/config.toml": 'model = "a"\nmodel = "b"\n',
}
LENIENT = {
    "litellm_config.yaml": f"{ROUTER}general_settings: {{a: 1}}\ngeneral_settings: {{b: 1}}\n",
    ".gitlab-ci.yml": "variables: {A: b}\nvariables: {B: c}\n",
    ".claude/settings.json": '{"model": "a", "model": "b"}',
}


def found(project: Path, path: str, text: str) -> list[tuple[str, str]]:
    """Return the message of each finding, and how safe its fix is."""
    write(project, path, text)
    result = run("check", "--format", "json", path, cwd=project, home=project.parent / "home")
    repeats = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "duplicate-key"]
    return [(one["message"], one["fix"]["safety"]) for one in repeats]


@pytest.mark.parametrize("path", FILES)
def test_a_strict_reader_does_not_read_the_file(project: Path, path: str) -> None:
    ((message, safety),) = found(project, path, FILES[path])
    assert ("this one wins" in message, safety) == (False, "unsafe")


@pytest.mark.parametrize("path", LENIENT)
def test_a_lenient_reader_takes_the_last(project: Path, path: str) -> None:
    ((message, safety),) = found(project, path, LENIENT[path])
    assert ("this one wins" in message, safety) == (True, "safe")
