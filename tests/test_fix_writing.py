"""How `check --fix` writes files: what stays as it is, and what survives when it fails or is killed."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

from configlint.lint import fixer
from tests.cli import write
from tests.fixing import BAD, GOOD, check, track


def test_no_backup_of_what_git_tracks(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    track(project)
    result = check(project, "--fix", ".claude/settings.json")
    assert file.read_text() == GOOD
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]
    assert "backup" not in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_mode_and_symbolic_link_are_kept(project: Path) -> None:
    target = write(project, "dotfiles/claude.json", BAD)
    target.chmod(0o640)
    link = project / ".claude/settings.json"
    link.parent.mkdir()
    link.symlink_to("../dotfiles/claude.json")
    check(project, "--fix", ".claude/settings.json")
    assert link.is_symlink()
    assert target.read_text() == GOOD
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_file_that_changed_meanwhile_is_left_alone(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    other = write(project, "sub/.claude/settings.json", BAD)
    real = fixer.Fixer.fix

    def fix_late(self: fixer.Fixer, start: fixer.State) -> fixer.State:
        file.write_text("{}")
        return real(self, start)

    with mock.patch.object(fixer.Fixer, "fix", fix_late):
        result = check(project, "--fix", ".claude/settings.json", "sub/.claude/settings.json")
    assert result.status == 2
    assert result.stderr == "configlint: .claude/settings.json: changed since it was read; nothing was written\n"
    assert (file.read_text(), other.read_text()) == ("{}", GOOD)
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]
    assert ".claude/settings.json:2:33: error" in result.stdout, "it is still in what was read"


@pytest.mark.parametrize("failing", ["tempfile.mkstemp", "os.replace", "os.fsync"])
def test_a_failure_while_writing_leaves_the_old_file(project: Path, failing: str) -> None:
    file = write(project, ".claude/settings.json", BAD)
    track(project)
    with mock.patch(failing, side_effect=OSError(28, "No space left on device")):
        result = check(project, "--fix", ".claude/settings.json")
    assert (result.status, file.read_text()) == (2, BAD)
    assert result.stderr == "configlint: .claude/settings.json: No space left on device\n"
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]
    assert "1 error in 1 file." in result.stdout


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="modes stop nobody here")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_read_only_stays_as_it_is(project: Path, what: str) -> None:
    file = write(project, ".claude/settings.json", BAD)
    (file if what == "file" else file.parent).chmod(0o500)
    result = check(project, "--fix", ".claude/settings.json")
    names = [path.name for path in file.parent.iterdir()]
    file.parent.chmod(0o700)
    assert (result.status, file.read_text(), names) == (2, BAD, ["settings.json"])
    assert result.stderr == "configlint: .claude/settings.json: Permission denied\n"


def test_a_read_only_file_leaves_no_backup_behind(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    with mock.patch("os.access", return_value=False):
        result = check(project, "--fix", ".claude/settings.json")
    assert (result.status, file.read_text()) == (2, BAD)
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_after_a_kill_the_file_is_either_the_old_or_the_new_one(project: Path) -> None:
    padding = "".join(f"# {number}\n" for number in range(20_000))
    old = f"{padding}OPENAI_BASE_URL=https://api.openai.com\n"
    new = old.replace(".com\n", ".com/v1\n")
    file = write(project, ".env", old)
    track(project)
    command = (
        "import sys\nfrom configlint.files import atomic\n"
        "path, old, new = sys.argv[1], open(sys.argv[2], 'rb').read(), open(sys.argv[3], 'rb').read()\n"
        "print('ready', flush=True)\n"
        "while True:\n    atomic.write(path, new, old)\n    atomic.write(path, old, new)\n"
    )
    sources = [write(project, name, text) for name, text in (("old", old), ("new", new))]
    rng = random.Random(1)
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", command, str(file), *map(str, sources)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert file.read_text() in (old, new)
        file.write_text(old)
