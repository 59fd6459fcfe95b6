"""Files that a tool does not read, although another place or name would do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint.engine import templates
from tests.cli import run, write
from tests.replay import KNOWLEDGE

NEAR = {
    (tool, shown)
    for tool in KNOWLEDGE.tools
    for near in KNOWLEDGE.profile(tool).near_files
    if (shown := templates.expand(near.path, lambda name: None)) is not None
}


def rules(cwd: Path, home: Path, path: str) -> list[tuple[str, str]]:
    result = run("check", "--format", "json", path, cwd=cwd, home=home)
    return [(one["rule"], one["tool"]) for one in json.loads(result.stdout)["diagnostics"]]


@pytest.mark.parametrize("text", ["// a comment\n{", "{", "\ufeff{}", "<<<<<<< HEAD", "", '{"a": 1, "a": 2,}'])
def test_of_a_file_that_is_not_read_nothing_else_is_said(text: str, project: Path) -> None:
    home = project.parent / "home"
    for tool, near in sorted(NEAR):
        folder = home if near.startswith("~/") else project
        path = write(folder, near.removeprefix("~/"), text)
        found = rules(project, home, str(path))
        assert {rule for rule, reader in found if reader == tool} <= {"unread-file"}, near
        path.unlink()


def test_what_another_tool_reads_is_not_misnamed(project: Path) -> None:
    text = '[[hooks]]\nevent = "PreToolUse"\ncommand = "true"\n'
    write(project, ".kimi/config.toml", text)
    assert rules(project, project.parent / "home", ".kimi/config.toml") == []


def test_zed_reads_the_settings_of_a_project(project: Path) -> None:
    path = ".zed/settings.json"
    write(project, path, '// of this folder\n{"context_servers": {"a": {"command": "a", "args": []}},}\n')
    assert rules(project, project.parent / "home", path) == []


@pytest.mark.parametrize(
    ("path", "right"),
    [
        (".claude/setting.json", ".claude/settings.json"),
        (".gemini/setting.json", ".gemini/settings.json"),
        ("~/.qwen/setting.json", "~/.qwen/settings.json"),
        ("~/.codex/configs.toml", "~/.codex/config.toml"),
        ("~/.config/zed/setting.json", "~/.config/zed/settings.json"),
    ],
)
def test_a_name_with_an_s_too_many_or_too_few_leads_to_the_right_one(path: str, right: str, project: Path) -> None:
    home = project.parent / "home"
    target = write(home if path.startswith("~/") else project, path.removeprefix("~/"), "")
    result = run("check", "--format", "json", str(target), cwd=project, home=home)
    assert [one["help"] for one in json.loads(result.stdout)["diagnostics"]] == [f"It reads {right}"]


def test_no_name_that_a_tool_reads_is_called_a_misspelt_one() -> None:
    for name, patterns in KNOWLEDGE.index.files.items():
        stem, dot, rest = name.partition(".")
        alike = {f"{stem.rstrip('s')}{end}{dot}{rest}" for end in ("", "s")} - {name}
        wrong = {one.steps for one in patterns if Path(one.replace_with).name in alike}
        assert not wrong & {one.steps for one in patterns if not one.replace_with}, name
