"""`configlint doctor --online` against a LiteLLM proxy and claude-code-router."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.doctor.relays import TOOLS, Relay, doctor, verdict
from tests.keys import key

pytestmark = pytest.mark.relays


@pytest.mark.parametrize(("tool", "path"), TOOLS.items())
def test_a_right_setup_works_at_litellm(tool: str, path: str, litellm: Relay, project: Path) -> None:
    result = doctor(project, tool, f"http://{litellm.address}{path}", litellm.key, "gpt-4o")
    assert verdict(result)["symptom"] == "works"
    assert result.status == 0


@pytest.mark.parametrize("tool", TOOLS)
def test_a_wrong_path_is_found_at_litellm(tool: str, litellm: Relay, project: Path) -> None:
    found = verdict(doctor(project, tool, f"http://{litellm.address}/v1/v1", litellm.key, "gpt-4o"))
    assert found["symptom"] == "other-base"
    assert str(found["works_with"]).startswith(f"http://{litellm.address}")
    assert int(str(found["requests"])) <= 6


@pytest.mark.parametrize(("tool", "path"), TOOLS.items())
def test_a_wrong_key_is_refused_by_litellm(tool: str, path: str, litellm: Relay, project: Path) -> None:
    result = doctor(project, tool, f"http://{litellm.address}{path}", key("relay", 5), "gpt-4o")
    assert verdict(result)["symptom"] in ("key", "gateway-key")
    steps = json.loads(result.stdout)["tools"][0]["steps"]
    assert [one["step"] for one in steps if one["status"] == "problem"] == ["key"]


@pytest.mark.parametrize(("tool", "path"), TOOLS.items())
def test_a_wrong_model_is_unknown_to_litellm(tool: str, path: str, litellm: Relay, project: Path) -> None:
    found = verdict(doctor(project, tool, f"http://{litellm.address}{path}", litellm.key, "gpt4o"))
    assert (found["symptom"], found["help"]) == ("model", "Write gpt-4o, which it lists")


def test_a_right_setup_works_at_the_router(router: Relay, project: Path) -> None:
    result = doctor(project, "claude-code", f"http://{router.address}", router.key, "claude-sonnet-4-5")
    assert verdict(result)["symptom"] == "works"


def test_a_wrong_key_is_refused_by_the_router(router: Relay, project: Path) -> None:
    found = verdict(doctor(project, "claude-code", f"http://{router.address}", key("relay", 5), "claude-sonnet-4-5"))
    assert found["symptom"] in ("key", "header")


def test_an_api_that_the_router_does_not_serve(router: Relay, project: Path) -> None:
    result = doctor(project, "aider", f"http://{router.address}/v1", router.key, "gpt-4o")
    assert verdict(result)["symptom"] != "works"
    assert result.status == 1
