"""Writes what the program prints now into the transcripts of the README: `python -m tests.update_readme`."""

from __future__ import annotations

import re
import shlex
import tempfile
from pathlib import Path

from tests.cli import run
from tests.test_readme import ENVIRONMENT, ROOT, TRANSCRIPT


def transcript(folder: str, command: str) -> str:
    """Return a transcript of a command, run in a folder of the repository."""
    with tempfile.TemporaryDirectory() as home:
        result = run(*shlex.split(command), cwd=ROOT / folder, home=Path(home), env=ENVIRONMENT)
    shown = (result.stdout + result.stderr).rstrip("\n")
    start = f"cd {folder} && " if folder else ""
    return f"```console\n$ {start}configlint {command}\n{shown}\n```"


if __name__ == "__main__":
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    updated = re.sub(TRANSCRIPT, lambda match: transcript(match[1] or "", match[2]), text, flags=re.MULTILINE)
    readme.write_text(updated, encoding="utf-8")
