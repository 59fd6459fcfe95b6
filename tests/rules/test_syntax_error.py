"""Files that no parser can read: they are broken, and it is still known whose they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write
from tests.keys import filled
from tests.labelled import Case, names

#: What makes a file of each format unreadable, written at its end.
SLIPS = {".yaml": ['\n\t- "a\n', '\nlast: "a\n'], ".yml": ["\n\t- a\n"], ".toml": ["\n[last\n"], ".json": ["\n{"]}
#: Cases about something else that is reported instead, and files of programs that nobody knows by name.
OTHERS = {"aider-unread-file-config", "codex-duplicate-key", "clean-generic-json", "toml-model-host-mismatch-openmanus"}


#: The file of each case in each way that it can be broken: case, path and what is added.
BROKEN = [
    (name, path, slip)
    for name in sorted({*names()} - OTHERS)
    for path in Case.load(name).files
    for slip in SLIPS.get(Path(path).suffix, ())
]


@pytest.mark.parametrize(("name", "path", "slip"), BROKEN)
def test_a_file_of_a_known_tool_is_reported(name: str, path: str, slip: str, project: Path) -> None:
    write(project, path, filled(Case.load(name).files[path]) + slip)
    report = run("check", "--format", "json", path, cwd=project, home=project.parent / "home")
    assert "syntax-error" in [one["rule"] for one in json.loads(report.stdout)["diagnostics"]]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/config.yaml", 'title: "a\nbase_url: https://api.openai.com\n'),
        ("chart/values.yaml", 'image: "a\n'),
        ("config.toml", "[server\nhost = 1\n"),
    ],
)
def test_a_broken_file_of_another_program_is_not_judged(path: str, text: str, project: Path) -> None:
    write(project, path, text)
    report = run("check", "--format", "json", cwd=project, home=project.parent / "home")
    assert json.loads(report.stdout)["diagnostics"] == []
