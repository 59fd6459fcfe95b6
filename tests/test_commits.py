"""What the next commit adds, as read from the index of real repositories."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.files import git_command, git_objects, text
from configlint.files.git_objects import Objects
from configlint.secrets import commits, text_source
from tests.repositories import Repository

MEGABYTE = 1024 * 1024


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository.new(tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    for name, value in made.environment.items():
        if name.startswith("GIT_"):
            monkeypatch.setenv(name, value)
    return made


def added(max_bytes: int = MEGABYTE) -> dict[str, list[str] | str]:
    """Return by path the lines that the next commit adds, or why a file was not read."""
    seen: dict[str, list[str] | str] = {}
    with Objects() as objects:
        for file in commits.next_commit(objects).files(max_bytes):
            if file.why:
                seen[text.one_line(file.path)] = file.why
            elif file.data is not None:
                lines = text_source.decode(file.data)[0].decode("latin-1").split("\n")
                numbers = file.added
                seen[text.one_line(file.path)] = [
                    line for number, line in enumerate(lines, 1) if line and number in numbers
                ]
    return seen


def test_nothing_is_staged(repository: Repository) -> None:
    assert added() == {}
    repository.commit(a="1\n")
    repository.write("a", "2\n")
    repository.write("new", "2\n")
    assert added() == {}


def test_the_first_commit(repository: Repository) -> None:
    repository.stage("a", "1\n2\n")
    repository.stage("folder/b", "3\n")
    assert added() == {"a": ["1", "2"], "folder/b": ["3"]}


def test_a_changed_file_adds_only_its_new_lines(repository: Repository) -> None:
    repository.commit(a="1\n2\n3\n")
    repository.stage("a", "2\n1\r\n4\n3\n3\n")
    assert added() == {"a": ["4", "3"]}


def test_only_what_is_staged_of_a_file(repository: Repository) -> None:
    repository.commit(a="1\n")
    repository.stage("a", "1\n2\n")
    repository.write("a", "1\n2\n3\n")
    assert added() == {"a": ["2"]}


def test_deleted_files_and_changed_modes_add_nothing(repository: Repository) -> None:
    repository.commit(a="1\n", b="2\n")
    repository.git("rm", "--quiet", "a")
    repository.git("update-index", "--chmod=+x", "b")
    assert added() == {}


def test_a_renamed_file_adds_what_it_did_not_hold(repository: Repository) -> None:
    text = "".join(f"{number}\n" for number in range(50))
    repository.commit(a=text, b=text * 2)
    repository.git("mv", "a", "moved")
    repository.git("mv", "b", "changed")
    repository.stage("changed", text * 2 + "more\n")
    assert added() == {"changed": ["more"]}


def test_a_copied_file_adds_all_of_it(repository: Repository) -> None:
    repository.commit(a="1\n")
    repository.stage("b", "1\n")
    assert added() == {"b": ["1"]}


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_of_a_symbolic_link_the_text_is_committed(repository: Repository) -> None:
    repository.commit(a="1\n", b="1\n")
    (repository.folder / "b").unlink()
    for name in ("link", "b"):
        (repository.folder / name).symlink_to("a/way")
        repository.git("add", name)
    assert added() == {"link": ["a/way"], "b": ["a/way"]}


def test_submodules_are_left_alone(repository: Repository, tmp_path: Path) -> None:
    inner = Repository.new(tmp_path / "inner")
    inner.commit(a="1\n")
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "sub")
    assert list(added()) == [".gitmodules"]
    repository.commit()
    repository.git("rm", "--quiet", "--cached", "sub")
    repository.git("mv", "sub", "elsewhere", ok=False)
    (repository.folder / "sub").rename(repository.folder.parent / "away")
    repository.stage("sub", "now a file\n")
    assert added() == {"sub": ["now a file"]}


def test_a_merge_adds_what_no_parent_holds(repository: Repository) -> None:
    repository.commit(a="1\n", both="1\n")
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(a="1\n2\n", both="other\n", theirs="3\n")
    repository.git("checkout", "--quiet", "main")
    repository.commit(both="ours\n")
    repository.git("merge", "--no-commit", "other", ok=False)
    assert added() == {"both": "in conflict"}
    repository.stage("both", "ours\nother\nnew\n")
    repository.stage("extra", "5\n")
    assert added() == {"both": ["new"], "extra": ["5"]}


def test_a_branch_called_like_a_merge_is_none(repository: Repository) -> None:
    repository.commit(a="1\n")
    repository.git("update-ref", "refs/heads/MERGE_HEAD", "HEAD")
    repository.stage("a", "1\n2\n")
    assert added() == {"a": ["2"]}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (b"line\nend", "line\\nend"),
        (b"not-\xff-utf8", "not-\\xff-utf8"),
        (b"sp ace\ttab\x1b[31m", "sp ace\\ttab\\x1b[31m"),
        ("grün".encode(), "grün"),
        (b":(top)a", ":(top)a"),
        (b'"quoted"', '"quoted"'),
    ],
)
def test_paths_of_any_bytes(repository: Repository, path: bytes, shown: str) -> None:
    repository.write(path, "1\n")
    repository.git("--literal-pathspecs", "add", "--", path)
    assert added() == {shown: ["1"]}


def test_utf_16_is_text(repository: Repository) -> None:
    repository.commit()
    repository.stage("a", "first\r\nsecond\r\n".encode("utf-16"))
    repository.commit()
    repository.stage("a", "first\r\nthird\r\n".encode("utf-16"))
    repository.write(".gitattributes", "* -diff -text\n")
    assert added() == {"a": ["third\r"]}


def test_large_files_are_named_and_not_read(repository: Repository) -> None:
    repository.stage("large", "x" * (MEGABYTE + 1))
    repository.stage("limit", "x" * MEGABYTE)
    repository.stage("more", "1\n")
    assert added() == {"large": "larger than 1 MiB", "limit": ["x" * MEGABYTE], "more": ["1"]}


def test_a_linked_work_tree_has_its_own_index(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(a="1\n")
    repository.git("worktree", "add", "--quiet", "../linked")
    linked = Repository(repository.folder.parent / "linked")
    linked.stage("a", "1\n2\n")
    assert added() == {}
    monkeypatch.chdir(linked.folder)
    assert added() == {"a": ["2"]}
    assert os.path.samefile(git_objects.top(), linked.folder)


def test_paths_start_at_the_top_wherever_one_stands(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.stage("a", "1\n")
    repository.stage("folder/b", "2\n")
    repository.git("config", "diff.relative", "true")
    monkeypatch.chdir(repository.folder / "folder")
    assert set(added()) == {"a", "folder/b"}
    assert os.path.samefile(git_objects.top(), repository.folder)


def test_the_index_that_a_hook_is_told_of(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(a="1\n")
    repository.write("a", "2\n")
    repository.git("add", "a", GIT_INDEX_FILE=".git/another")
    repository.git("read-tree", "HEAD")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/another")
    assert added() == {"a": ["2"]}


def test_what_a_repository_sets_runs_nothing_and_hides_nothing(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(a="1\n")
    repository.stage(".gitattributes", "* diff=evil filter=evil -diff binary\n")
    repository.git("commit", "--quiet", "--message", "x")
    repository.stage("a", "1\n2\n")
    evil = repository.write("evil", "#!/bin/sh\ntouch ran\ncat\n")
    evil.chmod(0o755)
    for name in (
        "diff.external", "diff.evil.command", "diff.evil.textconv", "core.fsmonitor", "filter.evil.clean",
        "filter.evil.smudge", "core.pager", "pager.diff", "interactive.diffFilter", "core.sshCommand", "core.askPass",
    ):  # fmt: skip
        repository.git("config", name, str(evil))
    repository.git("config", "alias.diff", f"!{evil}")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(evil))
    # A replaced object is not what will be pushed.
    staged = repository.git("rev-parse", ":a").stdout.strip()
    other = repository.git("hash-object", "-w", "--no-filters", ".gitattributes").stdout.strip()
    repository.git("replace", staged, other)
    (repository.folder / "ran").unlink(missing_ok=True)
    before = {path: path.stat() for path in sorted((repository.folder / ".git").rglob("*"))}
    assert added() == {"a": ["2"]}
    assert not (repository.folder / "ran").exists()
    after = {path: path.stat() for path in sorted((repository.folder / ".git").rglob("*"))}
    assert [(path, stat.st_mtime_ns) for path, stat in after.items()] == [
        (path, stat.st_mtime_ns) for path, stat in before.items()
    ]


@pytest.mark.parametrize("what", ["no repository", "no git", "broken", "object missing"])
def test_not_being_able_to_look_is_an_error(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    repository.stage("a", "1\n")
    match what:
        case "no repository":
            monkeypatch.chdir(tmp_path)
            monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
        case "no git":
            monkeypatch.setenv("PATH", str(tmp_path))
        case "broken":
            repository.write(".git/index", "no index")
        case "object missing":
            for path in (repository.folder / ".git" / "objects").rglob("*"):
                if path.is_file():
                    path.unlink()
    with pytest.raises(git_command.GitError):
        added()


@given(st.lists(st.sampled_from(["a", "b", "c"])), st.lists(st.sampled_from(["a", "b", "c", "d"])))
def test_added_lines_are_those_beyond_what_was_there(before: list[str], after: list[str]) -> None:
    old, new = ("".join(f"{line}\n" for line in lines).encode() for lines in (before, after))
    lines = [after[number - 1] for number in commits.added_lines(new, [old]) if number <= len(after)]
    for line in "abcd":
        assert lines.count(line) == max(0, after.count(line) - before.count(line))
