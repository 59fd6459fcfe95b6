"""Runs the command line the way a user does, but inside the test's process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from click.testing import CliRunner

from configlint.cli.main import command


class Result(NamedTuple):
    """What a run left behind."""

    status: int
    stdout: str
    stderr: str


def run(
    *arguments: str, cwd: Path, home: Path, env: dict[str, str] | None = None, stdin: bytes | None = None
) -> Result:
    """Run `configlint ARGUMENTS` in `cwd`, with `home` as the home folder and only `env` in the environment."""
    environment = {"HOME": str(home), "USERPROFILE": str(home), "PATH": os.environ["PATH"], **(env or {})}
    before = os.getcwd()
    os.chdir(cwd)
    try:
        with mock.patch.dict(os.environ, environment, clear=True):
            result = CliRunner().invoke(command, arguments, input=stdin, catch_exceptions=False)
    finally:
        os.chdir(before)
    return Result(result.exit_code, result.stdout, result.stderr)
