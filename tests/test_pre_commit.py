"""The hooks of .pre-commit-hooks.yaml, run by the real pre-commit: it clones this repository and installs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from configlint.catalog.knowledge import Knowledge
from tests.keys import key
from tests.repositories import Repository

ROOT = Path(__file__).parents[1]
CONFIG = """\
repos:
- repo: {repository}
  rev: {commit}
  hooks:
  - id: configlint
  - id: configlint-secrets
    exclude: ^fixtures/
"""

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs a checkout")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it has installed, for all tests here."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a configuration that names this checkout, committed or not."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    ours = Repository.new(tmp_path_factory.mktemp("configlint"))
    for name in listed.stdout.decode().split("\0"):
        source = ROOT / name
        if name and source.is_file() and not name.startswith(("tests/", "examples/")):
            ours.write(name, source.read_bytes())
    ours.git("add", "--all")
    ours.commit()
    commit = ours.git("rev-parse", "HEAD").stdout.strip()
    return CONFIG.format(repository=ours.folder.as_posix(), commit=commit)


@pytest.fixture
def repository(tmp_path: Path, config: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(home))
    made = Repository.new(tmp_path / "repository")
    made.commit(**{".pre-commit-config.yaml": config})
    pre_commit(made, "install", "--hook-type=pre-commit", "--hook-type=pre-merge-commit")
    return made


def pre_commit(repository: Repository, *arguments: str, ok: bool = True) -> tuple[int, str]:
    done = repository.run(sys.executable, "-m", "pre_commit", *arguments, ok=ok)
    return done.returncode, done.stdout + done.stderr


def commit(repository: Repository, *arguments: str) -> tuple[int, str]:
    done = repository.git("commit", "--message", "x", *arguments, ok=False)
    output = done.stdout + done.stderr
    assert "T3Blbk" not in output
    assert "internal error" not in output
    return done.returncode, output


def test_hooks_stop_what_is_wrong_and_let_the_rest_pass(repository: Repository) -> None:
    line = f"OPENAI_API_KEY={key('openai')}\r\n"
    repository.stage("folder/.env", f"PORT=80\r\n{line}".encode("utf-16"))
    status, output = commit(repository)
    assert status == 1
    assert "folder/.env:2:16: error: OpenAI " in output
    assert "FILE" in output  # no tool reads it in this encoding, either

    repository.stage(".claude/settings.json", f'{{"env": {{"ANTHROPIC_API_KEY": "{key("anthropic")}"}}}}\n')
    assert commit(repository)[1].count("SEC001") == 2  # one in each file
    repository.git("rm", "--quiet", "--force", ".claude/settings.json")

    # What is staged is checked, not what is in the file now.
    repository.write("folder/.env", "PORT=80\r\n")
    assert commit(repository)[0] == 1
    repository.git("add", "folder/.env")
    status, output = commit(repository)
    assert (status, output.count("Passed")) == (0, 2)

    repository.stage(".claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}}')
    repository.stage("package.json", '{"name": "x"}')
    status, output = commit(repository)
    assert status == 1
    assert "URL001" in output
    assert "package.json" not in output
    repository.stage(".claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}}')
    repository.stage("fixtures/key.txt", line)
    assert commit(repository)[0] == 0

    # In CI nothing is staged, and all files are meant; for a push, those that changed.
    repository.stage("old.env", line)
    assert commit(repository, "--no-verify")[0] == 0
    for arguments in (["--all-files"], ["--from-ref=HEAD~1", "--to-ref=HEAD"], ["--files", "old.env"]):
        status, output = pre_commit(repository, "run", "configlint-secrets", *arguments, ok=False)
        assert status == 1, output
        assert "old.env:1:16: error: OpenAI " in output
        assert "fixtures/key.txt" not in output
    assert pre_commit(repository, "run", "configlint-secrets", "--from-ref=HEAD~2", "--to-ref=HEAD~1")[0] == 0


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_links_and_merges(repository: Repository) -> None:
    (repository.folder / "link").symlink_to("nowhere")
    repository.git("add", "link")
    assert commit(repository)[0] == 0
    repository.git("checkout", "--quiet", "-b", "other")
    repository.stage("key.txt", f"OPENAI_API_KEY={key('openai')}\n")
    assert commit(repository, "--no-verify")[0] == 0
    repository.git("checkout", "--quiet", "main")
    repository.stage("a", "1\n")
    assert commit(repository)[0] == 0
    # The key is committed already; a merge adds nothing to that.
    repository.git("merge", "--no-edit", "other")
    assert (repository.folder / "key.txt").exists()


def test_the_hook_is_given_every_file_of_a_repository_that_check_would_find() -> None:
    wanted = re.compile(YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")[0]["files"])
    index = Knowledge().index
    patterns = [*(one for several in index.files.values() for one in several), *index.globs]
    paths = {"/".join(one.steps).replace("*", "x") for one in patterns if one.anchor != "home" and one.steps != ("/",)}
    assert {path for path in paths if not wanted.search(path)} == set()
