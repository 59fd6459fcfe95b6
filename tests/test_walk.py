"""Which files `check DIR` opens: those that a tool may read and git does not ignore, and no others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configlint.catalog.knowledge import Knowledge
from configlint.files import git as git_module
from configlint.files import gitignore
from configlint.files.access import LocalFiles
from configlint.profiles.prefilter import Prefilter
from tests.cli import run
from tests.keys import key
from tests.test_reports import on_terminal

BAD = "OPENAI_BASE_URL=https://api.openai.com\n"


def write(folder: Path, path: str, text: str = BAD) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)


def found(project: Path, *arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> list[str]:
    """Return the files that `check` reports something about."""
    result = run("check", "--format", "json", *arguments, cwd=cwd or project, home=project.parent / "home", env=env)
    return [one["path"] for one in json.loads(result.stdout)["diagnostics"]]


# ---- what git ignores


def test_deeper_and_later_patterns_override_others(project: Path) -> None:
    git(project, "init")
    write(project, ".gitignore", "*.env\n!/kept.env\nout/\n")
    write(project, "sub/.gitignore", "!*.env\nlast.env\n")
    for name in ("a.env", "kept.env", "sub/a.env", "sub/kept.env", "sub/last.env", "sub/deep/a.env", "out/kept.env"):
        write(project, name)
    assert found(project) == ["kept.env", "sub/a.env", "sub/kept.env", "sub/deep/a.env"]
    assert found(project, cwd=project / "sub") == ["a.env", "kept.env", "deep/a.env"]
    assert set(found(project)) == visible_to_git(project) - {".gitignore", "sub/.gitignore"}


def test_git_ignores_nothing_that_it_tracks(project: Path) -> None:
    git(project, "init")
    write(project, ".gitignore", ".env*\n")
    for name in (".env", "sub/.env", "sub/.env.local"):
        write(project, name)
    git(project, "add", "--force", ".env", "sub/.env")
    assert found(project) == [".env", "sub/.env"]
    assert found(project, "sub") == ["sub/.env"]
    secret = key("openai")
    write(project, "sub/.env", f"OPENAI_API_KEY={secret}\n")
    result = run("secrets", "--format", "json", cwd=project, home=project.parent / "home")
    assert [one["path"] for one in json.loads(result.stdout)["diagnostics"]] == ["sub/.env"]


def test_a_folder_that_is_named_is_searched_even_if_git_ignores_it(project: Path) -> None:
    git(project, "init")
    write(project, ".gitignore", "out/\n")
    write(project, "out/.env")
    assert found(project) == []
    assert found(project, "out") == ["out/.env"]


def test_the_excludes_of_a_repository_and_of_its_user_apply(project: Path) -> None:
    git(project, "init")
    write(project, ".git/info/exclude", "mine.env\n")
    write(project.parent / "home", ".config/git/ignore", "users.env\n!mine.env\n")
    for name in ("mine.env", "users.env", "b.env"):
        write(project, name)
    assert found(project) == ["b.env"]
    write(project.parent / "home", ".gitconfig", "[core]\n\texcludesFile = ~/ignored\n")
    write(project.parent / "home", "ignored", "b.env\n")
    assert found(project) == ["users.env"]
    write(project.parent / "home", "xdg/git/ignore", "users.env\n")
    (project.parent / "home" / ".gitconfig").unlink()
    assert found(project, env={"XDG_CONFIG_HOME": str(project.parent / "home" / "xdg")}) == ["b.env"]


def test_a_worktree_shares_the_excludes(project: Path) -> None:
    main = project / "main"
    main.mkdir()
    git(main, "init")
    git(main, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--allow-empty", "-m", "x")
    git(main, "worktree", "add", "../tree")
    write(main, ".git/info/exclude", "mine.env\n")
    for name in ("mine.env", "b.env"):
        write(project / "tree", name)
    assert found(project, "tree") == ["tree/b.env"]


def test_a_repository_inside_another_has_its_own_rules(project: Path) -> None:
    git(project, "init")
    write(project, ".gitignore", "*.env\n")
    inner = project / "inner"
    inner.mkdir()
    git(inner, "init")
    write(inner, "a.env")
    assert found(project) == ["inner/a.env"]


TOKENS = ["a", "b", "ab", ".", "*", "**", "?", "[ab]", "[!a]", "[a-b]", "[b-a]", "[]a]", "[[:alpha:]]", "[[:none:]]"]
TOKENS += ["[a", "/", "/", "\\", "\\*", "\\ ", " ", "!", "#", "-", "[a\\]]", "[a-]", "é", "***", "\r", "\t"]
PATHS = [
    "a",
    "ab",
    "a.b",
    "a b",
    "[a]",
    "é",
    "#b",
    "b/a",
    "b/ab",
    "b/b/a",
    "b/b/é",
    "b/[a]/ab",
    "b/a-b/a",
    ".a/b",
    "!a/ab",
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init")
    for path in PATHS:
        write(folder, path, "")
    return folder


@given(lines=st.lists(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=5).map("".join), min_size=1, max_size=4))
@settings(max_examples=60)
def test_patterns_mean_what_they_mean_to_git(repository: Path, lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    (repository / ".gitignore").write_bytes(data)
    patterns = gitignore.Patterns(data)

    def is_ignored(path: str) -> bool:
        steps = path.split("/")
        return any(
            patterns.verdict("/".join(steps[:end]), steps[end - 1], is_folder=end < len(steps))
            for end in range(1, len(steps) + 1)
        )

    assert {path for path in PATHS if not is_ignored(path)} == visible_to_git(repository) & set(PATHS)


def test_git_is_asked_once_what_it_tracks(project: Path) -> None:
    git(project, "init")
    git(project, "config", "core.quotePath", "true")
    for name in ("a/é\nb.env", "c.env", "not.env"):
        write(project, name)
    git(project, "add", "a", "c.env")
    asked = git_module._tracked.cache_info().misses
    tracked = [name for name in ("a/é\nb.env", "c.env", "not.env") if LocalFiles().is_tracked(str(project / name))]
    assert tracked == ["a/é\nb.env", "c.env"]
    assert git_module._tracked.cache_info().misses == asked + 1
    git(project, "rm", "--cached", "c.env")
    assert not LocalFiles().is_tracked(str(project / "c.env"))


# ---- what is opened


def test_dependencies_and_caches_are_left_out(project: Path) -> None:
    for folder in ("node_modules/x", "py/lib", "target/debug", "vendor", "src"):
        write(project, f"{folder}/.env")
    write(project, "py/pyvenv.cfg", "")
    write(project, "target/CACHEDIR.TAG", "")
    assert found(project) == ["src/.env"]
    assert found(project, "vendor") == ["vendor/.env"]


def test_no_file_is_opened_that_no_tool_may_read(project: Path) -> None:
    strange = [
        "never.json",
        "nevermind.txt",
        "package.json",
        "data.json",
        "a/b.yaml",
        "values.yml",
        ".envoy.yaml",
        "x.toml",
        "README",
    ]
    strange += ["a.example.py", "custom/models.json", "a/settings.toml", "ignored/.env", "node_modules/.env"]
    for name in strange:
        write(project, name, "{}")
    write(project, ".gitignore", "ignored\n")
    write(project, ".env")
    os.mkfifo(project / "pipe.env")  # opening it would wait for ever
    code = (
        "import os, sys\n"
        "from configlint.cli import main\n"
        f"top = {str(project)!r} + os.sep\n"
        "def hook(event, arguments):\n"
        "    if event == 'open' and os.path.abspath(str(arguments[0])).startswith(top) and os.path.exists(arguments[0]):\n"
        "        print('opened', os.path.relpath(arguments[0], top), file=sys.stderr)\n"
        "sys.addaudithook(hook)\n"
        "sys.argv = ['configlint', 'check']\n"
        "main()\n"
    )
    environment = {**os.environ, "HOME": str(project.parent / "home")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    opened = [line.removeprefix("opened ") for line in done.stderr.splitlines()]
    # The last two show which programs read the .env.
    assert sorted(opened) == [".env", ".gitignore", "a.example.py", "package.json"]


@pytest.mark.parametrize("filling", ["", "q", "q.r"])
def test_no_name_that_a_profile_has_is_passed_over(filling: str) -> None:
    index = Knowledge().index
    prefilter = Prefilter(index)
    for pattern in [*(pattern for patterns in index.files.values() for pattern in patterns), *index.globs]:
        folder, name = ["x", *(step.replace("*", filling) for step in pattern.steps)][-2:]
        assert pattern.is_explicit or prefilter.may_be(folder, name), pattern


def test_files_are_found_under_every_kind_of_name(project: Path) -> None:
    settings = '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}}\n'
    named = [
        ".claude/settings.json",
        ".claude/settings.example.json",
        ".claude/settings.json.sample",
        "my-settings-2.json",
    ]
    for name in named:
        write(project, f"a/{name}", settings)
    for name in (".env", ".env.local", "prod.env", ".env.example"):
        write(project, f"b/{name}")
    assert set(found(project)) >= {
        *(f"a/{name}" for name in named),
        *(f"b/{name}" for name in (".env", ".env.local", "prod.env")),
    }


def test_a_deep_tree_and_links_in_circles_are_walked_once(project: Path) -> None:
    deep = "/".join(["d"] * 300)
    write(project, f"{deep}/.env")
    (project / "d" / "again").symlink_to(project, target_is_directory=True)
    assert found(project) == [f"{deep}/.env"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be read")
def test_a_folder_that_cannot_be_read_is_reported(project: Path) -> None:
    write(project, "a/.env")
    (project / "a").chmod(0)
    result = run("check", cwd=project, home=project.parent / "home")
    (project / "a").chmod(0o700)
    assert result.status == 2
    assert "a: Permission denied" in result.stderr


def test_a_missing_file_is_reported_whatever_its_name(project: Path) -> None:
    result = run("check", "nowhere", cwd=project, home=project.parent / "home")
    assert (result.status, result.stderr) == (2, "configlint: nowhere: No such file or directory\n")


# ---- progress


def test_a_long_walk_shows_progress_on_a_terminal_and_leaves_nothing_behind(project: Path) -> None:
    for number in range(50):
        write(project, f"{number}/.env", "")
    hurry = "from configlint.report import progress\nprogress.DELAY = progress._INTERVAL = 0"
    _, shown = on_terminal(project, hurry, "check")
    assert "51 folders" in shown
    assert shown.rsplit("\r", 1)[1] == ""
    _, quiet = on_terminal(project, "", "check")
    assert quiet == ""


def test_no_progress_off_a_terminal(project: Path) -> None:
    write(project, "a/.env")
    assert run("check", cwd=project, home=project.parent / "home").stderr == ""


def git(folder: Path, *arguments: str) -> str:
    if shutil.which("git") is None:
        pytest.skip("git is not there")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder.parent / "home")}
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout


def visible_to_git(folder: Path) -> set[str]:
    return set(git(folder, "ls-files", "-z", "--others", "--exclude-standard").split("\0")) - {""}
