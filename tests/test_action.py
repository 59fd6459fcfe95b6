"""action.yml: what the GitHub Action runs, run here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.keys import key

ACTION = Path(__file__).parents[1] / "action.yml"
PROGRAMS = Path(sys.executable).parent


def test_it_is_an_action() -> None:
    schema = ("--builtin-schema", "vendor.github-actions")
    subprocess.run([PROGRAMS / "check-jsonschema", *schema, ACTION], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="needs bash")
@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({}, 1),
        ({"fail": "false"}, 0),
        ({"paths": "clean.txt"}, 0),
        ({"paths": "key.txt clean.txt"}, 1),
        ({"paths": ".claude", "check-options": "--ignore URL001"}, 0),
        ({"paths": "missing", "fail": "false"}, 2),
        ({"paths": "*"}, 2),
        ({"paths": "$(touch ran)"}, 2),
        ({"paths": "key.txt", "secrets": "false"}, 0),
    ],
)
def test_what_it_runs(tmp_path: Path, inputs: dict[str, str], status: int) -> None:
    work, temporary = tmp_path / "work", tmp_path / "temporary"
    (work / ".claude").mkdir(parents=True)
    temporary.mkdir()
    (work / ".claude/settings.json").write_text('{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}}')
    (work / "key.txt").write_text(f"OPENAI_API_KEY={key('openai')}\n")
    (work / "clean.txt").write_text("clean\n")
    action = YAML(typ="safe").load(ACTION)
    values = {name: one["default"] for name, one in action["inputs"].items()} | inputs
    (step,) = [one for one in action["runs"]["steps"] if one.get("name") == "Look"]
    environment = {name: values[one.split("inputs.")[1].rstrip(" }")] for name, one in step["env"].items()}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],  # as GitHub calls it
        cwd=work,
        env={**os.environ, **environment, "CONFIGLINT": str(PROGRAMS / "configlint"), "RUNNER_TEMP": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert "T3Blbk" not in done.stdout + done.stderr
    assert not (work / "ran").exists()
    rules = set()
    for path in temporary.iterdir():
        rules |= {one["ruleId"] for one in json.loads(path.read_text())["runs"][0]["results"]}
    if not inputs:
        assert rules == {"URL001", "SEC001"}
        assert "::error" in done.stdout
