"""The README shows what the program really prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TRANSCRIPTS = re.findall(r"^```console\n\$ configlint (.*)\n((?:.*\n)*?)```$", README, re.MULTILINE)


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) == README.count("```console")


@pytest.mark.parametrize(("command", "expected"), TRANSCRIPTS, ids=[command for command, _ in TRANSCRIPTS])
def test_transcript(command: str, expected: str, tmp_path: Path) -> None:
    result = run(*shlex.split(command), cwd=ROOT, home=tmp_path, env={"COLUMNS": "100"})
    assert (result.stdout + result.stderr).rstrip("\n") == expected.rstrip("\n")
