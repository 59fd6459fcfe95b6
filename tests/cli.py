"""Runs the command line the way a user does, but inside the test's process."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest
from click.testing import CliRunner

from configlint.cli import main


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
    """Run `configlint ARGUMENTS` in `cwd`, with `home` as the home folder and only `env` in the environment.

    An error inside the program is raised.
    """
    environment = {"HOME": str(home), "USERPROFILE": str(home), "PATH": os.environ["PATH"], "CONFIGLINT_DEBUG": "1"}
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, {**environment, **(env or {})}, clear=True),
        mock.patch.object(sys, "argv", ["configlint", *arguments]),
        mock.patch("os._exit", sys.exit),
        CliRunner().isolation(stdin) as (stdout, stderr, _),
        pytest.raises(SystemExit) as end,
    ):
        main()
    assert isinstance(end.value.code, int)
    return Result(end.value.code, stdout.getvalue().decode(), stderr.getvalue().decode())


def backups(home: Path) -> list[Path]:
    """Return the backups that were kept for the user with this home folder, the oldest first."""
    return sorted((home / ".local/state/configlint/backups").glob("*"), key=lambda path: path.stat().st_mtime_ns)
