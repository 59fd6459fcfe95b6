"""Rule SEC001 in `check`: a key counts where git would take it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli import run
from tests.keys import key


def codes(folder: Path) -> list[str]:
    result = run("check", "--select", "SEC001", "-q", ".claude/settings.json", cwd=folder, home=folder / "home")
    return [line.rpartition("[")[2] for line in result.stdout.splitlines() if line.endswith("committed-secret]")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".claude").mkdir()
    (tmp_path / "home").mkdir()
    settings = f'{{"permissions": {{"allow": ["Bash(OPENROUTER_API_KEY={key("openrouter")} node x.js)"]}}}}\n'
    (tmp_path / ".claude/settings.json").write_text(settings)
    return tmp_path


def init(folder: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=folder, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}, check=True)


def test_outside_a_repository_a_key_is_not_reported(project: Path) -> None:
    assert codes(project) == []


def test_a_file_that_git_would_add_counts(project: Path) -> None:
    init(project)
    assert codes(project) == ["SEC001 committed-secret]"]


def test_a_file_that_git_ignores_may_contain_a_key_unless_it_is_tracked(project: Path) -> None:
    init(project)
    (project / ".gitignore").write_text(".claude/\n")
    assert codes(project) == []
    subprocess.run(["git", "add", "-f", ".claude/settings.json"], cwd=project, check=True)
    assert codes(project) == ["SEC001 committed-secret]"]


def test_a_comment_of_another_scanner_counts_here_too(project: Path) -> None:
    init(project)
    (project / ".claude/settings.json").write_text(f'{{\n"model": "{key("openrouter")}"  // gitleaks:allow\n}}\n')
    assert codes(project) == []
