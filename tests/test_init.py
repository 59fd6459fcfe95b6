"""`configlint init`: what it writes, and what it leaves alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from configlint.cli.init import _WORKFLOW
from tests.cli import Result, run, write
from tests.repositories import Repository


def init(folder: Path, *arguments: str) -> Result:
    return run("init", *arguments, cwd=folder, home=folder.parent)


def test_the_configuration_says_nothing_until_a_line_is_uncommented(tmp_path: Path) -> None:
    result = init(tmp_path)
    assert (result.status, "Wrote .configlint.toml." in result.stdout) == (0, True)
    path = tmp_path / ".configlint.toml"
    assert tomllib.loads(path.read_text()) == {}
    path.write_text(re.sub(r"(?m)^# (?=[\[\"]|\w+ = )", "", path.read_text()))
    assert tomllib.loads(path.read_text())["select"] == ["URL", "KEY"]
    assert run("check", "--show-settings", cwd=tmp_path, home=tmp_path).status == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [(".configlint.toml", 'ignore = ["URL"]\n'), ("pyproject.toml", '[tool.configlint]\nignore = ["URL"]\n')],
)
def test_what_is_there_is_not_overwritten(path: str, text: str, tmp_path: Path) -> None:
    write(tmp_path, path, text)
    write(tmp_path, _WORKFLOW, "name: mine\n")
    result = init(tmp_path, "--workflow")
    assert (result.status, f"{path} is here already." in result.stdout) == (0, True)
    assert (tmp_path / path).read_text() == text
    assert (tmp_path / _WORKFLOW).read_text() == "name: mine\n"
    assert path == ".configlint.toml" or not (tmp_path / ".configlint.toml").exists()


def test_the_hook_and_the_workflow_are_offered_and_made_when_wanted(tmp_path: Path) -> None:
    repository = Repository.new(tmp_path / "repository")
    offered = init(repository.folder).stdout
    assert "configlint init --hook" in offered
    assert "configlint init --workflow" in offered
    made = init(repository.folder, "--hook", "--workflow").stdout
    assert "init --hook" not in made
    assert run("hook", "status", cwd=repository.folder, home=tmp_path).status == 0
    assert "configlint/configlint@v" in (repository.folder / _WORKFLOW).read_text()


def test_without_a_repository_there_is_no_hook(tmp_path: Path) -> None:
    assert init(tmp_path, "--hook").status == 2
