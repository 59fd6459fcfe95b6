"""Writes what the program prints now into the transcripts of the README: `python -m tests.update_readme`."""

from __future__ import annotations

import re
import shlex
import tempfile
from pathlib import Path

from tests.cli import run
from tests.test_readme import ROOT


def transcript(command: str) -> str:
    """Return a transcript of a command, run in the root of the repository."""
    with tempfile.TemporaryDirectory() as home:
        result = run(*shlex.split(command), cwd=ROOT, home=Path(home), env={"COLUMNS": "100"})
    shown = (result.stdout + result.stderr).rstrip("\n")
    return f"```console\n$ configlint {command}\n{shown}\n```"


if __name__ == "__main__":
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    pattern = re.compile(r"^```console\n\$ configlint (.*)\n(?:.*\n)*?```$", re.MULTILINE)
    readme.write_text(pattern.sub(lambda match: transcript(match[1]), text), encoding="utf-8")
