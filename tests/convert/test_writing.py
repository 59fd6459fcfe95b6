"""`convert --write` and `undo`, byte for byte."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from configlint.files import atomic
from tests.cli import Result, run
from tests.keys import key

CODEX = """model = "gpt-example"
model_provider = "lab"

[model_providers.lab]
name = "Lab"
base_url = "https://relay.example.com/v1"
env_key = "LAB_KEY"
"""
#: With everything that an editor may leave in a file: a byte order mark, CR LF, tabs, no line end.
SETTINGS = b'\xef\xbb\xbf{\r\n\t"permissions" : {"allow": ["Bash(ls)"]},\r\n\t"env": {"A": "1"}}'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in (".codex", ".claude"):
        (tmp_path / name).mkdir()
    (tmp_path / ".codex/config.toml").write_text(CODEX)
    (tmp_path / ".claude/settings.json").write_bytes(SETTINGS)
    return tmp_path


def convert(home: Path, *options: str, to: str = "claude-code") -> Result:
    return run("convert", "--from", "codex", "--to", to, *options, cwd=home, home=home)


def undo(home: Path, *arguments: str) -> Result:
    return run("undo", *arguments, cwd=home, home=home)


def contents(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_nothing_is_written_unless_asked(home: Path) -> None:
    before = contents(home)
    for options in ((), ("--diff",), ("--format", "json")):
        assert convert(home, *options).status == 0
    assert contents(home) == before


@pytest.mark.parametrize("target", ["claude-code", "opencode", "aider", "litellm", "openai-python,anthropic-python"])
def test_undo_restores_byte_for_byte(home: Path, target: str) -> None:
    before = contents(home)
    folders = {path for path in home.rglob("*") if path.is_dir()}
    assert convert(home, "--write", to=target).status == 0
    assert contents(home) != before
    result = undo(home)
    assert (result.status, result.stderr) == (0, "")
    assert contents(home) == before
    assert {path for path in home.rglob("*") if path.is_dir()} - folders <= {
        home / ".local",
        home / ".local/state",
        home / ".local/state/configlint",
        home / ".local/state/configlint/writes",
    }
    again = undo(home)
    assert (again.status, again.stderr) == (2, "Error: there is nothing to undo\n")


def test_each_undo_goes_back_one_write(home: Path) -> None:
    settings = home / ".claude/settings.json"
    stages = [settings.read_bytes()]
    for host in ("relay.example.com", "other.example.com", "third.example.com"):
        (home / ".codex/config.toml").write_text(CODEX.replace("relay.example.com", host))
        convert(home, "--write")
        stages.append(settings.read_bytes())
        assert host.encode() in stages[-1]
    assert undo(home, "--list").stdout.count("claude-code: ") == 3
    for stage in reversed(stages[:-1]):
        assert undo(home).status == 0
        assert settings.read_bytes() == stage


def test_undo_for_one_tool_leaves_the_writes_for_others(home: Path) -> None:
    convert(home, "--write", to="opencode")
    convert(home, "--write", to="aider")
    result = undo(home, "opencode")
    assert result.stdout == f"deleted {home}/.config/opencode/opencode.json\n"
    assert (home / ".aider.conf.yml").exists()


def test_several_files_are_written_together_or_not_at_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    convert(home, "--write", to="aider")
    before = contents(home)
    write = atomic.write

    def full(path: str, *arguments: Any, **options: Any) -> None:
        if path.endswith("opencode.json"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, *arguments, **options)

    monkeypatch.setattr(atomic, "write", full)
    result = convert(home, "--write", to="claude-code,opencode")
    assert (result.status, result.stderr) == (2, "Error: No space left on device\n")
    assert contents(home) == before
    assert "deleted" in undo(home).stdout  # of the write that succeeded
    assert not (home / ".aider.conf.yml").exists()


@pytest.mark.skipif(os.name == "nt", reason="no symbolic links there")
def test_a_link_that_leads_nowhere_is_there_after_undo(home: Path) -> None:
    link = home / ".aider.conf.yml"
    link.symlink_to(home / "dotfiles.yml")
    convert(home, "--write", to="aider")
    assert (home / "dotfiles.yml").exists()
    undo(home)
    assert link.is_symlink()
    assert not link.exists()


def test_undo_is_refused_when_a_file_changed_since(home: Path) -> None:
    convert(home, "--write", to="claude-code,opencode")
    settings = home / ".claude/settings.json"
    settings.write_bytes(settings.read_bytes() + b"\n")
    before = contents(home)
    result = undo(home)
    assert result.status == 2
    assert "settings.json has changed since it was written; nothing was undone" in result.stderr
    assert contents(home) == before


def test_undo_is_refused_without_its_backup(home: Path) -> None:
    convert(home, "--write")
    (home / ".local/state/configlint/writes/1/0.before").unlink()
    before = contents(home)
    result = undo(home)
    assert result.status == 2
    assert "backup" in result.stderr
    assert contents(home) == before


@pytest.mark.skipif(os.name == "nt", reason="no symbolic links or modes there")
def test_symbolic_link_and_mode_stay(home: Path) -> None:
    (home / "dotfiles").mkdir()
    real = home / "dotfiles/claude.json"
    link = home / ".claude/settings.json"
    link.rename(real)
    link.symlink_to(real)
    real.chmod(0o640)
    convert(home, "--write")
    assert link.is_symlink()
    assert b"relay.example.com" in real.read_bytes()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    undo(home)
    assert link.is_symlink()
    assert real.read_bytes() == SETTINGS


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_a_file_with_a_copied_key_is_only_for_its_owner(home: Path) -> None:
    secret = key("relay")
    (home / ".codex/config.toml").write_text(
        CODEX.replace('env_key = "LAB_KEY"', f'experimental_bearer_token = "{secret}"')
    )
    settings = home / ".claude/settings.json"
    settings.chmod(0o644)
    assert convert(home, "--write", "--keys", "copy", to="claude-code,opencode").status == 0
    for path in (settings, home / ".config/opencode/opencode.json"):
        assert secret in path.read_text(encoding="utf-8-sig")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    undo(home)
    assert stat.S_IMODE(settings.stat().st_mode) == 0o644


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_cannot_be_written_is_an_error(home: Path) -> None:
    (home / ".claude/settings.json").chmod(0o444)
    result = convert(home, "--write")
    assert result.status == 2
    assert "Permission denied" in result.stderr


def test_a_second_conversion_changes_nothing(home: Path) -> None:
    convert(home, "--write")
    before = contents(home)
    result = convert(home, "--write", "--format", "json")
    assert {one["action"] for one in json.loads(result.stdout)["files"]} == {"unchanged"}
    assert contents(home) == before


def test_a_file_in_a_project_is_converted_as_a_whole(home: Path) -> None:
    """Codex reads no provider from a project's file, but a person may keep their own file in a repository."""
    path = home / "dotfiles/.codex/config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(CODEX)
    result = run("convert", str(path), "--to", "opencode", cwd=home, home=home / "elsewhere")
    assert "https://relay.example.com/v1" in result.stdout
