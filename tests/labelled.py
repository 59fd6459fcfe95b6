"""Labelled cases: config files, most of them from public issue threads, and what must be found in them.

A case is a folder of `tests/cases`:

- `case.toml`: where it comes from, how `check` is called, and what it must find (`[[expect]]`: a rule and its line)
- `input/`: the files, in which `{key:PROVIDER}` stands for a made-up key
- `expected.txt`: the full report on them
- `fixed/`: the files that a person changes or adds to fix it (`removed` in case.toml lists those to delete)
"""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from tests.cli import run, write
from tests.keys import filled

CASES = Path(__file__).parent / "cases"
_HEAD = r"(?P<path>[^\n]+?):(?P<line>\d+):\d+: (?P<severity>error|warning|note): .*\[\w+ (?P<rule>[a-z0-9-]+)\]"
_ALSO = r"  also +on lines? ([\d, ]+)"


class Found(NamedTuple):
    """A finding in a report."""

    rule: str
    severity: str
    path: str
    line: int


class Case(NamedTuple):
    """A labelled case in its folder."""

    folder: Path
    labels: dict[str, Any]

    @classmethod
    def load(cls, name: str) -> Case:
        """Read the case called `name`."""
        folder = CASES / name
        return cls(folder, tomllib.loads((folder / "case.toml").read_text(encoding="utf-8")))

    @property
    def files(self) -> dict[str, str]:
        """The files as people wrote them."""
        return _files(self.folder / "input")

    @property
    def fixed(self) -> dict[str, str]:
        """The files after a person fixed them."""
        changed = _files(self.folder / "fixed")
        return {path: text for path, text in {**self.files, **changed}.items() if path not in self.removed}

    @property
    def removed(self) -> list[str]:
        """The files that fixing deletes."""
        removed: list[str] = self.labels.get("removed", [])
        return removed

    @property
    def is_fixed(self) -> bool:
        """Whether it says how to fix it."""
        return (self.folder / "fixed").is_dir() or bool(self.removed)

    def checked_when_fixed(self) -> list[str]:
        """Return the files to check after the fix: those checked before, and new ones."""
        new = [path for path in self.fixed if path not in self.files]
        return [path for path in self.labels["check"] if path in self.fixed] + new

    def report(self, files: dict[str, str], check: list[str], folder: Path) -> str:
        """Return what `configlint check` says about `check`, with these files in an empty folder."""
        home, work = folder / "home", folder / "work"
        home.mkdir(parents=True)
        work.mkdir()
        for path, text in files.items():
            write(work, path, filled(text)).chmod(int(self.labels.get("modes", {}).get(path, "0600"), 8))
        if "git" in self.labels:
            environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
            subprocess.run(["git", "init", "-q"], cwd=work, env=environment, check=True)
            if self.labels["git"] == "add":
                subprocess.run(["git", "add", "."], cwd=work, env=environment, check=True)
        result = run("check", "--notes", *self.labels.get("args", ()), *check, cwd=work, home=home)
        assert result.status in (0, 1), result.stderr
        return result.stdout


def names() -> list[str]:
    """Return the names of all cases."""
    return sorted(path.parent.name for path in CASES.glob("*/case.toml"))


def findings(report: str) -> list[Found]:
    """Return the findings in a report."""
    found: list[Found] = []
    for line in report.splitlines():
        if head := re.fullmatch(_HEAD, line):
            found.append(Found(head["rule"], head["severity"], head["path"], int(head["line"])))
        elif also := re.match(_ALSO, line):
            found += [found[-1]._replace(line=int(number)) for number in also[1].split(",")]
    return found


def alarms(report: str, allowed: set[str]) -> list[Found]:
    """Return the errors and warnings in a report that are not of these rules."""
    return [one for one in findings(report) if one.severity != "note" and one.rule not in allowed]


def _files(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in paths}
