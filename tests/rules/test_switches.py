"""Switches that hold a key, a URL, or nothing that is on or off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import run, write
from tests.keys import key
from tests.profiles.profile_files import FILES
from tests.replay import KNOWLEDGE

SWITCHES = [(tool, name) for tool in FILES for name in KNOWLEDGE.profile(tool).switches.variables]


def found(folder: Path, name: str, tool: str) -> list[dict[str, Any]]:
    result = run("check", "--tool", tool, "--format", "json", name, cwd=folder, home=folder.parent / "home")
    return [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "invalid-value"]


@pytest.mark.parametrize(("tool", "name"), SWITCHES)
def test_a_key_or_a_url_in_a_switch_is_an_error(project: Path, tool: str, name: str) -> None:
    for held, kind in ((key("anthropic"), "a key"), ("https://relay.example.com/v1", "a URL")):
        write(project, ".env", f"{name}={held}\n")
        (one,) = found(project, ".env", tool)
        assert kind in one["message"]
        assert one["help"].startswith("Write true or false")
    for word in ("true", "Off", "0", ""):
        write(project, ".env", f"{name}={word}\n")
        assert found(project, ".env", tool) == []


def test_a_key_in_a_switch_is_told_the_variable_of_its_provider(project: Path) -> None:
    write(project, ".env", f"AIDER_DEEPSEEK={key('deepseek')}\n")
    (one,) = found(project, ".env", "aider")
    assert one["help"].endswith("the key belongs in DEEPSEEK_API_KEY")
    result = run("explain", "--tool", "aider", ".env", cwd=project, home=project)
    assert "sends nothing: Unexpected value for AIDER_DEEPSEEK" in result.stdout


@pytest.mark.parametrize(("value", "count"), [("no", 0), ("", 0), ("1", 0), ("https://relay.example.com", 1)])
def test_an_option_that_is_a_switch_takes_every_spelling_of_one(project: Path, value: str, count: int) -> None:
    write(project, ".aider.conf.yml", f"deepseek: {value}\n")
    assert len(found(project, ".aider.conf.yml", "aider")) == count


def test_variables_for_an_extension_of_an_editor_have_the_form_that_it_takes(project: Path) -> None:
    write(project, ".vscode/settings.json", '{"claudeCode.environmentVariables": ["ANTHROPIC_MODEL=opus"]}')
    (one,) = found(project, ".vscode/settings.json", "vscode-settings")
    assert '{"name": "NAME", "value": "…"}' in one["help"]


@pytest.mark.parametrize(
    ("switch", "host"),
    [("4o", "relay.example.com"), ("mini", "relay.example.com"), ("sonnet", "api.anthropic.com"), ("deepseek", "")],
)
def test_a_switch_for_a_model_chooses_where_the_request_goes(project: Path, switch: str, host: str) -> None:
    write(project, ".aider.conf.yml", f"{switch}: true\nopenai-api-base: https://relay.example.com\n")
    explained = json.loads(run("explain", "--format", "json", ".", cwd=project, home=project).stdout)["requests"]
    assert [host in one["url"] for one in explained if one["active"]] == [True]
    checked = run("check", ".aider.conf.yml", cwd=project, home=project).stdout
    assert ("missing-version" in checked) == (host == "relay.example.com")
