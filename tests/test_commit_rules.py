"""What may allow a key in a commit: comments with a reason, and what was committed before. What allows it is named."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.keys import key
from tests.repositories import Repository

CONFIGLINT = str(Path(sys.executable).with_name("configlint"))
LINE = f"OPENAI_API_KEY={key('openai')}\n"
BASELINE = ".configlint-baseline.json"
#: Configurations that allow the key of `tests/a.env`, by file, with the line that does.
RULES = {
    "ignore": (".configlint.toml", 'select = ["ALL"]\nignore = ["SEC001"]\n'.replace('select = ["ALL"]', ""), 2),
    "per-file-ignores": (".configlint.toml", '[per-file-ignores]\n"tests/*" = ["committed-secret"]\n', 2),
    "select": (".configlint.toml", 'select = ["URL"]\n', 1),
    "shared file": ("pyproject.toml", '[project]\nname = "x"\n[tool.configlint]\nignore = ["SEC"]\n', 4),
    "exception": (
        ".configlint.toml",
        '[[exception]]\npath = "*.env"\nat = "OPENAI_API_KEY"\nrules = ["SEC001"]\nreason = "made up"\n',
        3,
    ),
    "folder": ("tests/.configlint.toml", 'ignore = ["committed-secret"]\n', 1),
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository.new(tmp_path / "above" / "repository")
    made.commit(**{"README.md": "# x\n"})
    return made


def secrets(repository: Repository, *arguments: str) -> tuple[int, str, str]:
    done = repository.run(CONFIGLINT, "secrets", *arguments, ok=False)
    assert "T3Blbk" not in done.stdout + done.stderr
    assert "internal error" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", RULES)
def test_a_configuration_counts_from_the_next_commit_on(repository: Repository, name: str) -> None:
    path, text, line = RULES[name]
    repository.stage("tests/a.env", LINE)
    for place in (path, f"../{os.path.basename(path)}"):  # untracked, and above the repository
        repository.write(place, text)
        assert secrets(repository, "--staged")[0] == 1
    repository.git("add", path)
    assert secrets(repository, "--staged")[0] == 1
    repository.git("commit", "--quiet", "--message", "x", "--", path)
    repository.write(path, "")  # what is on disk does not count
    status, output, errors = secrets(repository, "--staged")
    assert (status, output) == (0, "No key in 1 file, and 1 allowed.\n")
    assert errors == f"tests/a.env:1:16 is allowed by {path}:{line}\n"
    (allowed,) = json.loads(secrets(repository, "--staged", "--format", "json")[1])["allowed"]
    assert allowed == {"path": "tests/a.env", "line": 1, "column": 16, "by": f"{path}:{line}"}


def test_a_baseline_counts_from_the_next_commit_on(repository: Repository) -> None:
    repository.write("a.env", LINE)
    assert secrets(repository, "--update-baseline", "a.env")[0] == 0
    repository.git("add", "a.env")
    for path in ("../" + BASELINE, BASELINE):
        repository.write(path, (repository.folder / BASELINE).read_bytes())
        assert secrets(repository, "--staged")[0] == 1
        assert secrets(repository, "--staged", "--baseline", BASELINE)[0] == 2
    repository.git("add", BASELINE)
    status, _, errors = secrets(repository, "--staged")
    assert status == 1
    assert f"What {BASELINE} says in a commit counts for the ones after it: commit it first." in errors
    repository.git("commit", "--quiet", "--message", "x", "--", BASELINE)
    status, _, errors = secrets(repository, "--staged")
    digests = (repository.folder / BASELINE).read_text().splitlines()
    line = next(number for number, text in enumerate(digests, 1) if len(text.strip(' ",')) == 64)
    assert (status, errors) == (0, f"a.env:1:16 is allowed by {BASELINE}:{line}\n")


def test_a_broken_configuration_of_the_last_commit_is_not_a_pass(repository: Repository) -> None:
    repository.commit(**{".configlint.toml": "ignore = [\n"})
    repository.stage("a", "1\n")
    status, _, errors = secrets(repository, "--staged")
    assert status == 2
    assert ".configlint.toml:1:" in errors or ".configlint.toml:2:" in errors


def test_a_named_configuration_is_that_of_the_last_commit_unless_it_is_elsewhere(
    repository: Repository, tmp_path: Path
) -> None:
    repository.stage("a.env", LINE)
    repository.write("own.toml", 'ignore = ["SEC"]\n')
    assert secrets(repository, "--staged", "--config", "own.toml")[0] == 2
    (tmp_path / "own.toml").write_text('ignore = ["SEC"]\n')
    assert secrets(repository, "--staged", "--config", str(tmp_path / "own.toml"))[0] == 0
    repository.git("add", "own.toml")
    repository.git("commit", "--quiet", "--message", "x", "--", "own.toml")
    assert secrets(repository, "--staged", "--config", "own.toml")[0] == 0


@pytest.mark.parametrize("code", ["SEC001", "committed-secret"])
def test_an_ignore_needs_a_reason_to_allow_a_key(repository: Repository, code: str) -> None:
    repository.stage("a.env", LINE.strip() + f"  # configlint: ignore[{code}]\n")
    status, output, _ = secrets(repository, "--staged")
    assert status == 1
    assert "The comment in line 1 does not count, because it gives no reason." in output
    done = repository.run(CONFIGLINT, "check", "--tool", "openai-python", "a.env", ok=False)
    assert "[SEC001 committed-secret]" in done.stdout
    repository.stage("a.env", f"# configlint: ignore[{code}] given back already\n{LINE}")
    status, _, errors = secrets(repository, "--staged")
    assert (status, errors) == (0, "a.env:2:16 is allowed by a.env:1\n")
    done = repository.run(CONFIGLINT, "check", "--tool", "openai-python", "a.env", ok=False)
    assert "SEC001" not in done.stdout


def test_a_comment_about_a_whole_file_counts_from_the_next_commit_on(repository: Repository) -> None:
    comment = "# configlint: ignore-file[SEC001] all made up\n"
    repository.stage("a.env", comment + LINE)
    status, output, _ = secrets(repository, "--staged")
    assert status == 1
    assert "The comment in line 1 is new and about the whole file: commit it first." in output
    repository.commit(**{"a.env": comment})
    repository.stage("a.env", comment + LINE)
    assert secrets(repository, "--staged")[0] == 0


def test_a_key_is_new_if_any_of_its_lines_is(repository: Repository) -> None:
    begin, end = (f"-----{word} PRIVATE KEY-----" for word in ("BEGIN", "END"))
    body = "\n".join("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ" + key("azure") for _ in range(8))
    repository.commit(**{"k.pem": f"{begin}\nPLACEHOLDER\n{end}\n"})
    repository.stage("k.pem", f"{begin}\n{body}\n{end}\n")
    assert secrets(repository, "--staged")[0] == 1
    repository.git("commit", "--quiet", "--message", "x")
    repository.stage("k.pem", f"{begin}\n{body}\n{end}\nmore\n")
    assert secrets(repository, "--staged")[0] == 0


# ---- commits that were made already


def test_each_commit_since_another_is_judged_as_the_hook_would_have(repository: Repository) -> None:
    repository.git("tag", "start")
    repository.commit(**{"old.env": LINE})
    brought = repository.git("rev-parse", "HEAD").stdout.strip()
    repository.commit(**{"old.env": "", "b": "1\n"})
    status, output, errors = secrets(repository, "--since", "start")
    assert status == 1
    assert output.startswith("old.env:1:16: error: OpenAI ")
    assert f"commit {brought[:10]})" in output
    assert "git rebase" in errors
    (found,) = json.loads(secrets(repository, "--since", "start", "--format", "json")[1])["diagnostics"]
    assert found["secret"]["commit"] == brought
    assert secrets(repository, "--since", "HEAD~1")[0] == 0
    assert secrets(repository, "--since", "HEAD") == (0, "No key in 0 files.\n", "")
    assert secrets(repository, "--since", "start", "b")[0] == 0

    # Rules count for the commits after them, in both directions.
    repository.commit(**{".configlint.toml": 'ignore = ["SEC"]\n', "c.env": LINE})
    repository.commit(**{"d.env": LINE})
    repository.commit(**{".configlint.toml": ""})
    repository.commit(**{"e.env": LINE})
    output = secrets(repository, "--since", "HEAD~4")[1]
    assert [line.split(":")[0] for line in output.splitlines() if "error:" in line] == ["c.env", "e.env"]


def test_of_merges_only_what_no_parent_holds_is_new(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(theirs=LINE)
    repository.git("checkout", "--quiet", "main")
    repository.commit(ours="1\n")
    repository.git("merge", "--quiet", "--no-commit", "other")
    repository.stage("evil", LINE)
    repository.commit()
    output = secrets(repository, "--since", "other")[1]
    assert [line.split(":")[0] for line in output.splitlines() if "error:" in line] == ["evil"]
    assert secrets(repository, "--since", "HEAD~1")[1].count("error:") == 2


@pytest.mark.parametrize("reference", ["nowhere", "--all", "HEAD:README.md", ""])
def test_a_reference_that_is_no_commit_is_not_a_pass(repository: Repository, reference: str) -> None:
    status, _, errors = secrets(repository, f"--since={reference}")
    assert status == 2
    assert f"there is no commit {reference}" in errors


def test_options_that_exclude_each_other(repository: Repository) -> None:
    for arguments in (["--staged", "--since", "HEAD"], ["--since", "HEAD", "--update-baseline"]):
        assert secrets(repository, *arguments)[0] == 2
