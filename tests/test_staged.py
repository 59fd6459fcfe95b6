"""`configlint secrets --staged` and the baseline, as a person or a hook calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.keys import key
from tests.repositories import Repository
from tests.test_startup import HEAVY

CONFIGLINT = str(Path(sys.executable).with_name("configlint"))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository.new(tmp_path / "repository")
    made.commit(**{"README.md": "# x\n"})
    return made


def secrets(repository: Repository, *arguments: str, folder: str = "", **environment: str) -> tuple[int, str, str]:
    """Run `configlint secrets`; return exit status, standard output and standard error."""
    done = repository.run(CONFIGLINT, "secrets", *arguments, ok=False, cwd=repository.folder / folder, **environment)
    assert "T3Blbk" not in done.stdout + done.stderr
    assert "internal error" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_clean_commit(repository: Repository) -> None:
    assert secrets(repository, "--staged") == (0, "No key in 0 files.\n", "")
    repository.stage(".env", "OPENAI_API_KEY=\nPORT=80\n")
    repository.write(".env", f"OPENAI_API_KEY={key('openai')}\n")
    assert secrets(repository, "--staged") == (0, "No key in 1 file.\n", "")
    assert secrets(repository, "--staged", ".env") == (0, "No key in 1 file.\n", "")
    repository.stage("folder/a", "1\n")
    assert secrets(repository, "--staged", folder="folder") == (0, "No key in 2 files.\n", "")


def test_a_staged_key_is_found_although_the_file_no_longer_has_it(repository: Repository) -> None:
    repository.stage("folder/.env", f"PORT=80\nOPENAI_API_KEY={key('openai')}\n")
    repository.write("folder/.env", "PORT=80\n")
    for folder in ("", "folder"):
        status, output, errors = secrets(repository, "--staged", folder=folder)
        assert status == 1
        assert output.startswith("folder/.env:2:16: error: OpenAI ")
        assert "git restore --staged" in errors
    status, output, _ = secrets(repository, "--staged", "--format", "json")
    assert status == 1
    assert [one["path"] for one in json.loads(output)["diagnostics"]] == ["folder/.env"]
    assert secrets(repository, "--staged", "--exit-zero")[0] == 0


def test_a_key_that_is_already_committed_does_not_count(repository: Repository) -> None:
    line = f"OPENAI_API_KEY={key('openai')}\n"
    repository.commit(**{".env": line})
    repository.stage(".env", f"PORT=80\n{line}")
    assert secrets(repository, "--staged")[0] == 0
    repository.stage(".env", f"PORT=80\n{line}ANTHROPIC_API_KEY={key('anthropic')}\n")
    status, output, _ = secrets(repository, "--staged")
    assert (status, output.count("error:")) == (1, 1)
    assert output.startswith(".env:3:19: ")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_encodings(repository: Repository, encoding: str) -> None:
    repository.stage(".env", f"NAME=grün\r\nOPENAI_API_KEY={key('openai')}\r\n".encode(encoding))
    status, output, _ = secrets(repository, "--staged")
    assert status == 1
    assert output.startswith(".env:2:16: ")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("path", [b"a\nb.env", b"\xff.env", b"a\x1b[31m.env"])
def test_paths_that_would_confuse_a_terminal(repository: Repository, path: bytes) -> None:
    repository.write(path, f"OPENAI_API_KEY={key('openai')}\n")
    repository.git("add", "--all")
    for arguments in ([], ["--format", "json"]):
        status, output, _ = secrets(repository, "--staged", *arguments)
        assert status == 1
        assert b"\x1b" not in output.encode()
        assert "a\nb.env" not in output


def test_what_cannot_be_searched_does_not_pass_unless_the_configuration_says_so(repository: Repository) -> None:
    more = 10 * 1024 * 1024 + 1
    repository.stage("binary", b"\0\1\2")
    repository.stage("images/large.png", b"\x89PNG\r\n\x1a\n" + bytes(more))
    assert secrets(repository, "--staged")[0] == 0
    repository.stage("data/large", b"x" * more)
    repository.stage("a.zip", b"PK\3\4 and so on")
    status, _, errors = secrets(repository, "--staged")
    assert status == 2
    assert "data/large was not searched: larger than 10 MiB" in errors
    assert "a.zip was not searched: compressed" in errors
    assert secrets(repository, "--staged", "--format", "json")[0] == 2
    # It is for a commit of its own to say so.
    repository.stage(".configlint.toml", 'unread-files = ["*.zip", "data/*"]\n')
    assert secrets(repository, "--staged")[0] == 2
    repository.git("commit", "--quiet", "--message", "x", "--", ".configlint.toml")
    assert secrets(repository, "--staged")[0] == 0


def test_text_is_found_whatever_its_encoding_and_what_is_around_it(repository: Repository) -> None:
    line = f"OPENAI_API_KEY={key('openai')}\n"
    for number, data in enumerate(
        [
            *(line.encode(f"utf-{width}-{end}") for width in (16, 32) for end in ("le", "be")),
            *(line.encode("utf-16") + end for end in (b"", b"\0", b"x")),
            *(before + line.encode() for before in (b"\0", b"\0\0\1", b"\xff\xfe", b"\xff\xfe\0\0", b"\x7fELF\1\0\0")),
            *(line.encode() + after for after in (b"\0", b"\0" * 1000)),
            (line + "\u4e2d\u6587\n" * 1000).encode("utf-16"),
        ]
    ):
        name = f"file{number}"
        repository.stage(name, data)
        assert secrets(repository, "--staged", name)[0] == 1, data[:20]


def test_files_that_the_commit_leaves_alone_are_read_as_a_whole(repository: Repository) -> None:
    """A hook framework names all files where nothing is staged: in CI, or for what is to be pushed."""
    old = f"OPENAI_API_KEY={key('openai')}\n"
    repository.commit(**{"old.env": old, "touched.env": old})
    repository.stage("touched.env", f"{old}PORT=80\n")
    status, output, _ = secrets(repository, "--staged", "old.env", "touched.env", "README.md")
    assert status == 1
    assert output.startswith("old.env:1:16: ")
    assert output.endswith("1 key in 3 files.\n")
    assert secrets(repository, "--staged", "touched.env", "README.md")[0] == 0
    assert secrets(repository, "--staged", "gone.env")[0] == 2
    # What the commit gives only another mode or name adds no line to it.
    repository.git("update-index", "--chmod=+x", "old.env")
    assert secrets(repository, "--staged", "old.env")[0] == 0
    repository.git("mv", "old.env", "new.env")
    assert secrets(repository, "--staged", "new.env")[0] == 0


def test_what_a_merge_brings_in_is_already_committed(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(**{"theirs.env": f"OPENAI_API_KEY={key('openai')}\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit(ours="1\n")
    repository.git("merge", "--quiet", "--no-commit", "other")
    assert secrets(repository, "--staged")[0] == 0
    assert secrets(repository, "--staged", "theirs.env")[0] == 0
    repository.stage("new.env", f"OPENAI_API_KEY={key('openai')}\n")
    assert secrets(repository, "--staged", "new.env", "theirs.env")[0] == 1


def test_paths_limit_what_is_looked_at(repository: Repository) -> None:
    for name in ("a/b/.env", "a/c.env", "d.env"):
        repository.stage(name, f"OPENAI_API_KEY={key('openai')}\n")
    for folder, paths, found in (
        ("", ["d.env"], {"d.env"}),
        ("", ["a"], {"a/b/.env", "a/c.env"}),
        ("", ["./a/", "README.md"], {"a/b/.env", "a/c.env"}),
        ("", ["."], {"a/b/.env", "a/c.env", "d.env"}),
        ("a", ["."], {"a/b/.env", "a/c.env"}),
        ("a", ["b/.env", "../d.env"], {"a/b/.env", "d.env"}),
        ("", ["README.md"], set()),
    ):
        status, output, _ = secrets(repository, "--staged", *paths, folder=folder)
        assert {line.split(":")[0] for line in output.split("\n") if "error:" in line} == found
        assert status == (1 if found else 0)


def test_an_ignore_file_hides_nothing_that_is_committed(repository: Repository) -> None:
    repository.commit(**{"a/.env": f"OPENAI_API_KEY={key('openai')}\n", ".gitignore": "a/\n*.local\n"})
    repository.write("b.local", f"OPENAI_API_KEY={key('openai')}\n")
    for arguments in ([], ["a"]):
        status, output, _ = secrets(repository, *arguments)
        assert status == 1
        assert [line.split(":")[0] for line in output.splitlines() if "error:" in line] == ["a/.env"]


@pytest.mark.skipif(not hasattr(os, "chown") or os.getuid() != 0, reason="needs another owner")
def test_a_repository_of_another_owner_is_not_a_pass(repository: Repository) -> None:
    repository.stage(".env", f"OPENAI_API_KEY={key('openai')}\n")
    for path in (repository.folder, repository.folder / ".git"):
        os.chown(path, 12345, 12345)
    for arguments in (["secrets", "--staged"], ["secrets", "--since", "HEAD"], ["secrets", "."], ["check", ".env"]):
        done = repository.run(CONFIGLINT, *arguments, ok=False)
        assert done.returncode == 2
        assert f"git config --global --add safe.directory {repository.folder}" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_links_are_read_as_git_stores_them(repository: Repository) -> None:
    repository.write("../outside.env", f"OPENAI_API_KEY={key('openai')}\n")
    (repository.folder / "link").symlink_to("../outside.env")
    assert secrets(repository, "--staged", "link")[0] == 0
    repository.git("add", "link")
    assert secrets(repository, "--staged", "link")[0] == 0


def test_a_reason_in_the_line_lets_a_key_pass(repository: Repository) -> None:
    reason = "# configlint: ignore[committed-secret] given back already"
    repository.stage("a.sh", f"export OPENAI_API_KEY={key('openai')}  {reason}\n")
    status, output, _ = secrets(repository, "--staged")
    assert (status, output) == (0, "No key in 1 file, and 1 allowed.\n")


def test_this_repository_passes_its_own_hook() -> None:
    root = Path(__file__).parents[1]
    done = subprocess.run([CONFIGLINT, "secrets", "."], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_scan_that_fails_is_not_a_pass(repository: Repository, tmp_path: Path) -> None:
    for arguments in (["--staged"], ["--staged", "--format", "json"]):
        status, _, errors = secrets(Repository(tmp_path / "none"), *arguments)
        assert (status, "could not see what is committed" in errors) == (2, True)
        assert errors.splitlines() == [
            one for one in errors.splitlines() if one.startswith("configlint: could not see")
        ]
        status, _, errors = secrets(repository, *arguments, PATH=str(tmp_path))
        assert (status, "git could not be started" in errors) == (2, True)
    repository.write(".git/index", "no index")
    assert secrets(repository, "--staged")[0] == 2


def test_a_clean_commit_imports_next_to_nothing(repository: Repository) -> None:
    repository.stage(".env", "OPENAI_BASE_URL=https://relay.example.com/v1\nOPENAI_MODEL=gpt-4o\n")
    code = (
        "import os, sys\n"
        "before = set(sys.modules)\n"
        "from configlint.cli import main\n"
        "sys.argv = ['configlint', 'secrets', '--staged', '.env']\n"
        "os._exit = lambda status: print(*(set(sys.modules) - before)) or sys.exit(status)\n"
        "main()\n"
    )
    imported = set(repository.run(sys.executable, "-c", code).stdout.split())
    assert "configlint.secrets.staged" in imported
    assert not imported & (HEAVY | {"click", "enum", "hashlib", "json", "re", "subprocess", "tempfile", "typing"})


def test_a_projects_own_kinds_of_keys_count(repository: Repository) -> None:
    value = key("zhipu").partition(".")[0]
    repository.stage("notes.txt", f"the door opens with acme_{value}\n")
    assert secrets(repository, "--staged")[0] == 0
    own = '[[key]]\nservice = "Door"\nprefix = "acme_"\nshape = "acme_[0-9a-f]{32}"\nstrength = "strong"\n'
    repository.stage(".configlint.toml", own)
    repository.git("commit", "--quiet", "--message", "x", "--", ".configlint.toml")
    status, output, errors = secrets(repository, "--staged")
    assert status == 1, output + errors


# ---- the baseline


def test_a_baseline_leaves_known_keys_out(repository: Repository) -> None:
    line = f"OPENAI_API_KEY={key('openai')}\n"
    repository.commit(**{"a/old.env": line, "b.env": line})
    assert secrets(repository)[0] == 1
    status, output, errors = secrets(repository, "--update-baseline")
    assert status == 0
    assert f"{repository.folder}/.configlint-baseline.json lists 2 keys now.\n" in errors
    assert output == "No key in 3 files, and 2 allowed.\n"
    written = (repository.folder / ".configlint-baseline.json").read_bytes()
    assert key("openai").encode() not in written

    # It lists values of one file, wherever in this file they are.
    repository.write("a/old.env", f"PORT=80\n{line}")
    repository.write("b.env", line + f"ANTHROPIC_API_KEY={key('anthropic')}\n")
    repository.write("c.env", line)
    status, output, _ = secrets(repository)
    assert [one.split(": ")[0] for one in output.split("\n") if "error:" in one] == ["b.env:2:19", "c.env:1:16"]
    # A commit does not bring the baseline for its own keys.
    repository.git("add", ".")
    status, output, errors = secrets(repository, "--staged")
    assert (status, output.count("error:")) == (1, 2)
    assert "commit it first" in errors
    repository.git("commit", "--quiet", "--message", "x", "--", ".configlint-baseline.json")
    assert secrets(repository, "--staged")[1].count("error:") == 2
    assert secrets(repository, folder="a")[0] == 0
    assert (repository.folder / ".configlint-baseline.json").read_bytes() == written


def test_an_update_changes_only_what_it_looked_at(repository: Repository) -> None:
    line = f"OPENAI_API_KEY={key('openai')}\n"
    for name in ("a.env", "b.env", "gone.env"):
        repository.write(name, line)
    secrets(repository, "--update-baseline")
    baseline = repository.folder / ".configlint-baseline.json"
    before = json.loads(baseline.read_bytes())
    secrets(repository, "--update-baseline")
    assert json.loads(baseline.read_bytes()) == before

    (repository.folder / "gone.env").unlink()
    repository.write("a.env", "")
    repository.write("b.env", "")
    secrets(repository, "--update-baseline", "a.env")
    after = json.loads(baseline.read_bytes())
    assert after == {**before, "known": {"b.env": before["known"]["b.env"]}}


def test_a_baseline_of_another_name(repository: Repository) -> None:
    repository.write(".env", f"OPENAI_API_KEY={key('openai')}\n")
    assert secrets(repository, "--baseline", "known.json")[0] == 2
    assert secrets(repository, "--baseline", "known.json", "--update-baseline")[0] == 0
    assert secrets(repository, "--baseline", "known.json")[0] == 0
    assert secrets(repository)[0] == 1


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"schema": 2, "salt": "", "known": {}}', '{"schema": 1, "salt": "x", "known": {}}']
)
def test_an_unreadable_baseline_is_not_a_pass(repository: Repository, content: str) -> None:
    repository.commit(**{".configlint-baseline.json": content})
    repository.stage(".env", f"OPENAI_API_KEY={key('openai')}\n")
    assert secrets(repository, "--staged")[0] == 2
    assert secrets(repository, "--update-baseline", ".env")[0] == 2


def test_a_baseline_is_not_updated_from_the_index(repository: Repository) -> None:
    assert secrets(repository, "--staged", "--update-baseline")[0] == 2
