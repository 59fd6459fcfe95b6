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


def write(folder: Path, path: str, text: str | bytes) -> Path:
    """Write a file, readable for its owner only, with the folders it needs, and return its path."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text if isinstance(text, bytes) else text.encode())
    target.chmod(0o600)
    return target


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
