"""`configlint hook` in real repositories, with the kinds of hooks that people have."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from pathlib import Path

import pytest

from tests.keys import key
from tests.repositories import Repository

CONFIGLINT = str(Path(sys.executable).with_name("configlint"))

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes and links")

#: Hooks that were there before: their content and mode. All leave a trace when they run.
BEFORE = {
    "shell": (b"#!/bin/sh\ntouch ran\n", 0o755),
    "strict": (b"#! /usr/bin/env bash\nset -eu\n\ntouch ran\n# no line end", 0o700),
    "python": (f"#!{sys.executable}\nopen('ran', 'w')\n".encode(), 0o755),
    "dispatcher": (b'#!/bin/sh\n[ "$(basename "$0")" = pre-commit ] && touch ran\n', 0o755),
    "latin": (b"#!/bin/sh\n# \xff\xfe\r\ntouch ran\n", 0o755),
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository.new(tmp_path / "repository")
    made.commit()
    return made


def hook(repository: Repository, verb: str, status: int = 0, cwd: Path | None = None) -> str:
    done = repository.run(CONFIGLINT, "hook", *verb.split(), ok=False, cwd=cwd)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def commits(repository: Repository, **environment: str) -> bool:
    """Return True if what is staged could be committed."""
    done = repository.git("commit", "--quiet", "--message", "x", ok=False, **environment)
    assert "T3Blbk" not in done.stdout + done.stderr
    return done.returncode == 0


def state(repository: Repository) -> dict[str, tuple[bytes, int, str]]:
    """Return the hooks by name: content, mode, and where it points if it is a link."""
    hooks = repository.folder / ".git" / "hooks"
    paths = sorted(hooks.rglob("*")) if hooks.is_dir() else []
    return {
        path.name: (
            path.read_bytes(),
            stat.S_IMODE(path.lstat().st_mode),
            os.readlink(path) if path.is_symlink() else "",
        )
        for path in paths
    }


def put(repository: Repository, content: bytes, mode: int) -> Path:
    path = repository.write(".git/hooks/pre-commit", content)
    path.chmod(mode)
    return path


def test_commits_with_keys_are_stopped(repository: Repository) -> None:
    before = state(repository)
    hook(repository, "status", 1)
    hook(repository, "install")
    hook(repository, "status")
    repository.stage("folder/.env", f"OPENAI_API_KEY={key('openai')}\n".encode("utf-16"))
    assert not commits(repository)
    repository.write("folder/.env", "OPENAI_API_KEY=\n")
    assert not commits(repository)
    # Only what is staged counts, also where git makes an index for this commit alone.
    repository.stage("folder/.env", "OPENAI_API_KEY=\n")
    repository.write("folder/.env", f"OPENAI_API_KEY={key('openai')}\n")
    assert commits(repository)
    for arguments in (["--all"], ["--", "folder/.env"]):
        done = repository.git("commit", "--quiet", "--message", "x", *arguments, ok=False)
        assert done.returncode == 1
        assert "folder/.env:1:16: error: OpenAI " in done.stdout + done.stderr
    hook(repository, "uninstall")
    assert state(repository) == before
    hook(repository, "status", 1)
    assert "did not scan for keys" in hook(repository, "uninstall")


@pytest.mark.parametrize("name", BEFORE)
def test_an_existing_hook_also_runs_and_is_restored_on_uninstall(repository: Repository, name: str) -> None:
    put(repository, *BEFORE[name])
    before = state(repository)
    for _ in range(2):  # installing twice is as good as once
        hook(repository, "install")
    repository.stage("a", f"{key('openai')}\n")
    assert not commits(repository)
    assert not (repository.folder / "ran").exists()
    repository.stage("a", "1\n")
    assert commits(repository)
    assert (repository.folder / "ran").exists()
    hook(repository, "uninstall")
    assert state(repository) == before


def test_the_failure_of_an_existing_hook_still_stops_a_commit(repository: Repository) -> None:
    put(repository, f"#!{sys.executable}\nraise SystemExit(3)\n".encode(), 0o755)
    hook(repository, "install")
    repository.stage("a", "1\n")
    assert not commits(repository)


def test_a_hook_that_is_not_executable_still_does_not_run(repository: Repository) -> None:
    put(repository, b"#!/bin/sh\ntouch ran\n", 0o644)
    before = state(repository)
    hook(repository, "install")
    repository.stage("a", "1\n")
    assert commits(repository)
    assert not (repository.folder / "ran").exists()
    hook(repository, "uninstall")
    assert state(repository) == before


def test_a_symbolic_link_stays_one(repository: Repository) -> None:
    script = repository.write("scripts/pre-commit", "#!/bin/sh\ntouch ran\n")
    script.chmod(0o755)
    (repository.folder / ".git" / "hooks").mkdir(exist_ok=True)
    (repository.folder / ".git" / "hooks" / "pre-commit").symlink_to("../../scripts/pre-commit")
    before = state(repository)
    hook(repository, "install")
    assert script.read_text() == "#!/bin/sh\ntouch ran\n"
    repository.stage("a", "1\n")
    assert commits(repository)
    assert (repository.folder / "ran").exists()
    hook(repository, "uninstall")
    assert state(repository) == before


def test_lines_that_people_add_to_the_hook_stay(repository: Repository) -> None:
    path = put(repository, *BEFORE["shell"])
    hook(repository, "install")
    path.write_bytes(path.read_bytes() + b"touch more\n")
    hook(repository, "uninstall")
    assert path.read_bytes() == BEFORE["shell"][0] + b"touch more\n"
    path.unlink()
    hook(repository, "install")
    path.write_bytes(path.read_bytes() + b"touch more\n")
    assert "take the lines about configlint out yourself" in hook(repository, "uninstall", 2)


def test_hooks_in_another_folder(repository: Repository, tmp_path: Path) -> None:
    repository.git("config", "core.hooksPath", "my hooks")
    assert "my hooks/pre-commit" in hook(repository, "install")
    assert not (repository.folder / ".git" / "hooks" / "pre-commit").exists()
    repository.stage("a", f"{key('openai')}\n")
    assert not commits(repository)
    hook(repository, "uninstall", cwd=repository.write("folder/x", "").parent)
    assert not (repository.folder / "my hooks" / "pre-commit").exists()

    repository.git("config", "core.hooksPath", str(tmp_path / "shared"))
    assert "other repositories" in hook(repository, "install", 2)
    assert not (tmp_path / "shared").exists()


def test_a_linked_work_tree_shares_the_hook(repository: Repository) -> None:
    repository.git("worktree", "add", "--quiet", "../linked")
    linked = Repository(repository.folder.parent / "linked")
    hook(linked, "install")
    linked.stage("a", f"{key('openai')}\n")
    assert not commits(linked)
    linked.stage("a", "1\n")
    assert commits(linked)


def test_files_of_the_repository_are_not_imported(repository: Repository) -> None:
    hook(repository, "install")
    for name in ("configlint", "marshal", "os", "re", "json"):
        repository.write(f"{name}.py", "raise SystemExit(0)\n")
    repository.stage("a", f"{key('openai')}\n")
    assert not commits(repository)


def test_a_missing_program_stops_the_commit(repository: Repository, tmp_path: Path) -> None:
    hook(repository, "install")
    path = repository.folder / ".git" / "hooks" / "pre-commit"
    path.write_text(re.sub(r"/\S*python\S*", "/nowhere/python", path.read_text()))
    repository.stage("a", "1\n")
    bare = f"{Path(shutil.which('git') or '').parent}:/usr/bin:/bin"
    assert not commits(repository, PATH=bare)
    assert commits(repository, PATH=f"{Path(CONFIGLINT).parent}:{bare}")


def test_no_repository(tmp_path: Path) -> None:
    for verb in ("install", "uninstall", "status"):
        assert "not a git repository" in hook(Repository(tmp_path / "none"), verb, 2)


# ---- what passes by the hook before a commit


@pytest.fixture
def pushing(repository: Repository) -> Repository:
    """Return a repository with a remote, a hook that scans what is pushed, and a branch with a key."""
    remote = Repository(repository.folder.parent / "remote")
    remote.git("init", "--quiet", "--bare")
    repository.git("remote", "add", "origin", str(remote.folder))
    repository.git("push", "--quiet", "--set-upstream", "origin", "main")
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(**{"theirs.env": f"OPENAI_API_KEY={key('openai')}\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit(ours="1\n")
    return repository


def pushes(repository: Repository, *arguments: str) -> bool:
    done = repository.git("push", "--quiet", *(arguments or ("origin", "HEAD")), ok=False)
    assert "T3Blbk" not in done.stdout + done.stderr
    return done.returncode == 0


@pytest.mark.parametrize(
    "commands",
    [
        ["merge --quiet --no-edit other"],
        ["cherry-pick other"],
        ["checkout --quiet other", "rebase --quiet main"],
        ["checkout --quiet other", "rm --quiet theirs.env", "commit --quiet --message gone"],
        ["checkout --quiet other", "tag --annotate --message x v1"],
    ],
)
def test_every_commit_of_a_push_is_scanned(pushing: Repository, commands: list[str]) -> None:
    hook(pushing, "install --pre-push")
    for command in commands:
        pushing.git(*command.split())
    assert not pushes(pushing)
    assert not pushes(pushing, "origin", "HEAD:refs/heads/new", "main:old")
    assert not pushes(pushing, "--tags") or "tag" not in commands[-1]
    pushing.git("checkout", "--quiet", "main~1" if "merge" not in commands[0] else "main^")
    assert pushes(pushing, "origin", "HEAD:refs/heads/clean")
    assert pushes(pushing, "origin", ":clean")
    hook(pushing, "uninstall")
    assert not (pushing.folder / ".git" / "hooks" / "pre-push").exists()


def test_the_hook_before_a_push_that_was_there_hears_what_git_says(pushing: Repository) -> None:
    script = 'printf "%s:" "$@" > heard\ncat >> heard\n'
    for name, start in (("shell", "#!/bin/sh\n"), ("other", "#!/usr/bin/env -S sh -e\n")):
        path = pushing.write(".git/hooks/pre-push", start + script)
        path.chmod(0o755)
        pushing.git("commit", "--quiet", "--allow-empty", "--message", "x")
        assert pushes(pushing)
        heard = (pushing.folder / "heard").read_text()
        before = heard.split()[-1]
        hook(pushing, "install --pre-push")
        pushing.git("commit", "--quiet", "--allow-empty", "--message", "x")
        assert pushes(pushing)
        again = (pushing.folder / "heard").read_text()
        assert again.split()[0] == heard.split()[0], name
        assert again.splitlines()[-1].split()[-1] == heard.split()[1] != before
        hook(pushing, "uninstall")
        assert path.read_text() == start + script


def test_modules_of_the_environment_are_not_run(repository: Repository, tmp_path: Path) -> None:
    hook(repository, "install")
    for name in ("configlint/__init__", "re", "click", "sitecustomize"):
        (tmp_path / "planted" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "planted" / f"{name}.py").write_text(
            f"import os\nopen({str(tmp_path / 'ran')!r}, 'w')\nos._exit(0)\n"
        )
    repository.stage("a", f"{key('openai')}\n")
    planted = {"PYTHONPATH": str(tmp_path / "planted"), "PYTHONHOME": ""}
    assert not commits(repository, **planted)
    path = repository.folder / ".git" / "hooks" / "pre-commit"
    path.write_text(re.sub(r"/\S*python\S*", "/nowhere/python", path.read_text()))
    assert not commits(repository, **planted, PATH=f"{Path(CONFIGLINT).parent}:{os.environ['PATH']}")
    assert not (tmp_path / "ran").exists()
