"""Forty setups that do not work, and ten that do, as a person with one of them would try `configlint doctor`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.doctor.setups import doctor, load
from tests.keys import PROVIDERS, filled, key

BROKEN, RIGHT = load("broken.toml"), load("right.toml")
#: How many lines a terminal shows at once.
SCREEN = 24


def test_there_are_forty_broken_setups_of_five_tools() -> None:
    assert len({(one["tool"], one["cause"]) for one in BROKEN}) == 40
    assert len({one["tool"] for one in BROKEN}) == 5
    assert len(RIGHT) >= 10


@pytest.mark.parametrize("setup", BROKEN, ids=lambda setup: f"{setup['tool']}: {setup['cause']}")
def test_the_first_screen_names_the_cause_and_the_cure(setup: dict[str, Any], project: Path) -> None:
    result = doctor(setup, project)
    shown = " ".join(result.stdout.split())
    assert [words for words in setup["says"] if words not in shown] == []
    assert len(result.stdout.splitlines()) <= SCREEN
    assert (result.status, result.stderr) == (setup.get("status", 1), "")


@pytest.mark.parametrize("setup", RIGHT, ids=lambda setup: setup["name"])
def test_a_setup_that_works_has_no_problem(setup: dict[str, Any], project: Path) -> None:
    result = doctor(setup, project)
    assert "✗" not in result.stdout
    assert result.status == 0


@pytest.mark.parametrize("setup", BROKEN, ids=lambda setup: f"{setup['tool']}: {setup['cause']}")
def test_each_connection_has_an_answer_to_each_question_in_order(setup: dict[str, Any], project: Path) -> None:
    found = json.loads(doctor(setup, project, "--format", "json").stdout)
    assert {one["tool"] for one in found["tools"]} == {setup["tool"]}
    for connection in found["tools"]:
        steps = list(dict.fromkeys(one["step"] for one in connection["steps"]))
        assert steps == ["url", "key", "model", "wire_api", "request", "join"]
    problems = [one for connection in found["tools"] for one in connection["steps"] if one["status"] == "problem"]
    assert found["summary"] == {"tools": 1, "problems": len(problems)}


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize(
    "setup", [*BROKEN, *RIGHT], ids=lambda one: f"{one.get('tool')}: {one.get('cause') or one['name']}"
)
def test_no_output_holds_a_key(setup: dict[str, Any], output: str, project: Path) -> None:
    leaked = {name: f"{{key:{name}}}" for name in PROVIDERS}
    variables = {f"{name.upper().replace('-', '_')}_API_KEY": value for name, value in leaked.items()}
    setup = {**setup, "env": {**variables, "MY_OWN": "{key:relay:2}", **setup.get("env", {})}}
    result = doctor(setup, project, "--format", output)
    keys = [key(name) for name in PROVIDERS] + [filled("{key:relay:2}")]
    assert [one for one in keys if one in result.stdout + result.stderr] == []
