"""Causes that are not where the tool looks: in a file that it does not read, another file's base URL, a container."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.doctor.setups import doctor

CRUSH = {
    "models": {"large": {"provider": "hub", "model": "m"}},
    "providers": {
        "hub": {
            "type": "openai-compat",
            "base_url": "https://api.relayhub.example/v1",
            "api_key": "$RELAYHUB_API_KEY",
            "models": [{"id": "m", "name": "M"}],
        }
    },
}


def _claude(**env: str) -> str:
    return json.dumps({"env": env})


@pytest.mark.parametrize("where", ["~/.config/crush/.env", ".env"])
def test_a_key_in_a_file_that_is_not_read(where: str, project: Path) -> None:
    files = {"~/.config/crush/crush.json": json.dumps(CRUSH), where: "RELAYHUB_API_KEY={key:relay}\n"}
    result = doctor({"files": files}, project, "crush")
    said = f"{where} sets RELAYHUB_API_KEY, but Crush does not read that file: export RELAYHUB_API_KEY=…"
    assert said in " ".join(result.stdout.split())


def test_a_key_in_a_file_that_another_one_keeps_from_being_read(project: Path) -> None:
    settings = json.dumps({"security": {"auth": {"selectedType": "gemini-api-key"}}})
    files = {"~/.gemini/settings.json": settings, "~/.gemini/.env": "GEMINI_API_KEY={key:google}\n", ".env": "A=1\n"}
    result = doctor({"files": files}, project, "gemini-cli")
    said = "~/.gemini/.env sets GEMINI_API_KEY, but Gemini CLI reads only .env, the first that it finds"
    assert said in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("name", "is_meant"),
    [("GOOGLE_GEMINI_KEY", True), ("MY_GEMINI_API_KEY", True), ("GEMINI_URL", False), ("ACME_GEMINI_KEY", False)],
)
def test_a_key_under_a_longer_name(name: str, is_meant: bool, project: Path) -> None:
    settings = json.dumps({"security": {"auth": {"selectedType": "gemini-api-key"}}})
    files = {"~/.gemini/settings.json": settings, "~/.gemini/.env": f"{name}={{key:google}}\n"}
    result = doctor({"files": files}, project, "gemini-cli")
    said = f"~/.gemini/.env sets {name}, but Gemini CLI reads GEMINI_API_KEY: rename it"
    assert (said in " ".join(result.stdout.split())) == is_meant


@pytest.mark.parametrize(
    ("own", "is_problem"),
    [({}, True), ({"ANTHROPIC_AUTH_TOKEN": "{key:relay:2}"}, False)],
    ids=["no key of its own", "with a key of its own"],
)
def test_a_key_that_was_for_another_base_url(own: dict[str, str], is_problem: bool, project: Path) -> None:
    user = _claude(ANTHROPIC_BASE_URL="https://one.relayhub.example", ANTHROPIC_AUTH_TOKEN="{key:relay}")
    files = {
        "~/.claude/settings.json": user,
        ".claude/settings.json": _claude(ANTHROPIC_BASE_URL="https://two.relayhub.example", **own),
    }
    result = doctor({"files": files}, project, "claude-code")
    said = "the file that wants one.relayhub.example, and it is sent to two.relayhub.example"
    assert (said in " ".join(result.stdout.split())) == is_problem
    assert result.status == is_problem


def test_what_a_container_gets(project: Path) -> None:
    service = "services:\n  chat:\n    image: ghcr.io/open-webui/open-webui:main\n    environment:\n"
    files = {"compose.yaml": f"{service}      - OLLAMA_BASE_URL=http://localhost:11434\n"}
    broken = doctor({"files": files}, project)
    assert "OLLAMA_BASE_URL leads to the container itself" in " ".join(broken.stdout.split())
    assert broken.status == 1
    found = json.loads(doctor({"files": files}, project, "--format", "json").stdout)
    assert [one["status"] for tool in found["tools"] for one in tool["steps"]] == ["problem"]


def test_a_container_with_nothing_wrong(project: Path) -> None:
    service = "services:\n  chat:\n    image: ghcr.io/open-webui/open-webui:main\n    environment:\n"
    files = {
        "compose.yaml": f"{service}      - OLLAMA_BASE_URL=http://ollama:11434\n  ollama:\n    image: ollama/ollama\n"
    }
    right = doctor({"files": files}, project)
    assert "✓ Docker Compose: nothing is wrong with what Open WebUI gets in compose.yaml" in right.stdout
    assert right.status == 0


def test_a_key_may_be_in_the_keyring(project: Path) -> None:
    settings = json.dumps({"agent": {"default_model": {"provider": "anthropic", "model": "claude-sonnet-5"}}})
    files = {"~/.config/zed/settings.json": settings}
    without = doctor({"files": files}, project, "zed")
    assert "no key is sent to api.anthropic.com" in without.stdout
    with_keyring = doctor({"files": {**files, "~/.local/share/keyrings/login.keyring": ""}}, project, "zed")
    assert "none in files or variables: a key that was saved in Zed's agent panel" in with_keyring.stdout
    assert with_keyring.status == 0
