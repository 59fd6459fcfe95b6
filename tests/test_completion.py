"""What shells complete, and how they come to it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli import run


def completed(folder: Path, line: str) -> list[str]:
    """Return what the shell offers at the end of a command line."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1), "_CONFIGLINT_COMPLETE": "bash_complete"}
    return [one.partition(",")[2] for one in run(cwd=folder, home=folder, env=words).stdout.splitlines()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("configlint exp", "explain"),
        ("configlint check --tool claude", "claude-code"),
        ("configlint check --select URL001,dupl", "URL001,duplicate-version"),
        ("configlint convert --to codex,aid", "codex,aider"),
        ("configlint tools cod", "codex"),
        ("configlint providers deeps", "deepseek"),
        ("configlint rule dup", "duplicate-version"),
    ],
)
def test_names_are_completed(tmp_path: Path, line: str, expected: str) -> None:
    assert expected in completed(tmp_path, line)


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_the_script_is_one_that_its_shell_reads(tmp_path: Path, shell: str) -> None:
    script = run("completion", shell, cwd=tmp_path, home=tmp_path).stdout
    assert "_CONFIGLINT_COMPLETE" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)


def test_installing_writes_where_the_shell_looks(tmp_path: Path) -> None:
    result = run("completion", "bash", "--install", cwd=tmp_path, home=tmp_path)
    assert result.status == 0
    written = tmp_path / ".local/share/bash-completion/completions/configlint"
    assert written.read_text() == run("completion", "bash", cwd=tmp_path, home=tmp_path).stdout


def test_help_of_a_verb_is_its_own(tmp_path: Path) -> None:
    assert (
        run("help", "url", cwd=tmp_path, home=tmp_path).stdout
        == run("url", "--help", cwd=tmp_path, home=tmp_path).stdout
    )
    unknown = run("help", "chek", cwd=tmp_path, home=tmp_path)
    assert unknown.status == 2
    assert "no verb is called 'chek'" in unknown.stderr
