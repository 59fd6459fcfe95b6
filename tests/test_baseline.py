"""`configlint check` with a baseline: in a tree full of findings, only new ones are reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import Result, run, write
from tests.keys import key

WRONG = "OPENAI_BASE_URL=https://api.openai.com\nOPENAI_MODEL=gpt-4o\n"


@pytest.fixture
def tree(project: Path) -> Path:
    write(project, "requirements.txt", "openai\n")
    write(project, ".env", WRONG)
    write(project, "sub/requirements.txt", "openai\n")
    write(project, "sub/.env", WRONG)
    return project


def check(tree: Path, *arguments: str) -> Result:
    return run("check", *arguments, cwd=tree, home=tree.parent / "home")


def test_what_is_listed_is_left_out(tree: Path) -> None:
    assert check(tree).status == 1
    updated = check(tree, "--update-baseline")
    assert (updated.status, "lists 2 findings now" in updated.stderr) == (0, True)
    result = check(tree)
    assert (result.status, "leaves out 2 findings" in result.stderr) == (0, True)
    assert json.loads(check(tree, "--format", "json").stdout)["diagnostics"] == []


def test_a_finding_that_moves_stays_listed_and_a_changed_value_is_new(tree: Path) -> None:
    check(tree, "--update-baseline")
    write(tree, ".env", f"# a comment\n\n{WRONG}")
    assert check(tree).status == 0
    write(tree, ".env", WRONG.replace("api.openai.com", "api.openai.com/v2"))
    assert check(tree).status == 1


def test_of_findings_that_are_alike_no_more_than_were_listed_are_left_out(project: Path) -> None:
    model = "  - model_name: m\n    litellm_params: {model: openai/m, api_base: https://api.openai.com}\n"
    write(project, "litellm_config.yaml", f"model_list:\n{model}")
    before = json.loads(check(project, "--format", "json").stdout)["summary"]
    check(project, "--update-baseline")
    write(project, "litellm_config.yaml", f"model_list:\n{model}{model}")
    assert json.loads(check(project, "--format", "json").stdout)["summary"] == before


def test_a_run_over_some_files_keeps_what_is_listed_of_the_others(tree: Path) -> None:
    check(tree, "--update-baseline")
    write(tree, ".env", "OPENAI_MODEL=gpt-4o\n")
    check(tree, "--update-baseline", ".env")
    listed = json.loads((tree / ".configlint-baseline.json").read_text())["findings"]
    assert list(listed) == ["sub/.env"]


def test_the_baseline_of_keys_is_the_same_file_and_is_kept(tree: Path) -> None:
    write(tree, "notes.txt", f"{key('openai')}\n")
    home = tree.parent / "home"
    run("secrets", "--update-baseline", cwd=tree, home=home)
    check(tree, "--update-baseline")
    assert run("secrets", cwd=tree, home=home).status == 0
    run("secrets", "--update-baseline", cwd=tree, home=home)
    assert check(tree).status == 0
    assert key("openai") not in (tree / ".configlint-baseline.json").read_text()


def test_fix_leaves_what_is_listed_alone(tree: Path) -> None:
    check(tree, "--update-baseline")
    check(tree, "--fix=all")
    assert (tree / ".env").read_text() == WRONG


def test_a_baseline_of_another_name(tree: Path) -> None:
    missing = check(tree, "--baseline", "legacy.json")
    assert (missing.status, "--update-baseline creates it" in missing.stderr) == (2, True)
    check(tree, "--baseline", "legacy.json", "--update-baseline")
    assert (check(tree).status, check(tree, "--baseline", "legacy.json").status) == (1, 0)


@pytest.mark.parametrize("option", ["--fix", "--diff", "--watch"])
def test_what_it_excludes(option: str, tree: Path) -> None:
    assert check(tree, "--update-baseline", option).status == 2
    assert not (tree / ".configlint-baseline.json").exists()
