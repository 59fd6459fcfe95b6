"""What the tests of `check --fix` have in common: a project, a file with one safe fix, and a git repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.cli import Result, run

BAD = '{\n  "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}  \n}\n'
GOOD = BAD.replace("/v1", "")


def check(project: Path, *arguments: str, stdin: bytes | None = None) -> Result:
    """Run `configlint check` in a project, next to which the home folder is."""
    return run("check", *arguments, cwd=project, home=project.parent / "home", stdin=stdin)


def track(project: Path) -> None:
    """Let git track all files of a project."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    for command in (("init", "-q"), ("add", "-f", ".")):
        subprocess.run(["git", *command], cwd=project, env=environment, check=True)
