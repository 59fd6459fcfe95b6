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
from tests.repositories import Repository

ACTION = Path(__file__).parents[1] / "action.yml"
PROGRAMS = Path(sys.executable).parent


def test_it_is_an_action() -> None:
    schema = ("--builtin-schema", "vendor.github-actions")
    subprocess.run([PROGRAMS / "check-jsonschema", *schema, ACTION], check=True, capture_output=True)


@pytest.mark.skipif(not (PROGRAMS / "zizmor").exists(), reason="needs zizmor")
def test_nothing_in_the_action_and_in_our_workflows_can_be_abused() -> None:
    done = subprocess.run(
        [PROGRAMS / "zizmor", "--offline", "--quiet", ACTION, ACTION.parent / ".github" / "workflows"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


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
    done = look(work, temporary, inputs)
    assert done.returncode == status, done.stdout + done.stderr
    assert not (work / "ran").exists()
    if not inputs:
        assert reported(temporary) == {"URL001", "SEC001"}
        assert "::error" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="needs bash")
def test_a_pull_request_does_not_bring_the_rules_that_it_is_judged_by(tmp_path: Path) -> None:
    upstream = Repository.new(tmp_path / "upstream")
    upstream.commit(**{"README.md": "# x\n"})
    base = upstream.git("rev-parse", "HEAD").stdout.strip()
    line = f"OPENAI_API_KEY={key('openai')}\n"
    upstream.commit(**{"a.txt": line, ".configlint.toml": 'ignore = ["SEC", "URL"]\n'})
    rules = upstream.git("rev-parse", "HEAD").stdout.strip()
    Repository(tmp_path).git("clone", "--quiet", "--depth=1", upstream.folder.as_uri(), "work")
    for number, (commit, status) in enumerate(((base, 1), (rules, 0), ("0" * 40, 2))):
        temporary = tmp_path / f"temporary{number}"
        temporary.mkdir()
        done = look(tmp_path / "work", temporary, {}, BASE=commit, TOKEN="made-up")
        assert done.returncode == status, done.stdout + done.stderr


def look(work: Path, temporary: Path, inputs: dict[str, str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the step that checks, as GitHub does."""
    action = YAML(typ="safe").load(ACTION)
    values = {name: one["default"] for name, one in action["inputs"].items()} | inputs
    (step,) = [one for one in action["runs"]["steps"] if one.get("name") == "Look"]
    given = {name: one.split("inputs.")[1].rstrip(" }") for name, one in step["env"].items() if "inputs." in one}
    environment = {name: values[one] for name, one in given.items()} | variables
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=work,
        env={**os.environ, **environment, "CONFIGLINT": str(PROGRAMS / "configlint"), "RUNNER_TEMP": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "T3Blbk" not in done.stdout + done.stderr
    return done


def reported(temporary: Path) -> set[str]:
    """Return the rules in the reports that a run has left."""
    runs = [run for path in temporary.iterdir() for run in json.loads(path.read_text())["runs"]]
    return {one["ruleId"] for run in runs for one in run["results"]}
