"""The README shows what the program really prints."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli import run

#: No program of this machine is found but git.
ENVIRONMENT = {"COLUMNS": "100", "PATH": os.path.dirname(shutil.which("git") or "")}
ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: A folder of the repository ("" for its root), what is called there, and what is printed.
TRANSCRIPT = r"^```console\n\$ (?:cd (.*) && )?configlint (.*)\n((?:.*\n)*?)```$"
TRANSCRIPTS = re.findall(TRANSCRIPT, README, re.MULTILINE)


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) == README.count("```console")


@pytest.mark.parametrize(("folder", "command", "expected"), TRANSCRIPTS, ids=[command for _, command, _ in TRANSCRIPTS])
def test_transcript(folder: str, command: str, expected: str, tmp_path: Path) -> None:
    result = run(*shlex.split(command), cwd=ROOT / folder, home=tmp_path, env=ENVIRONMENT)
    assert (result.stdout + result.stderr).rstrip("\n") == expected.rstrip("\n")
