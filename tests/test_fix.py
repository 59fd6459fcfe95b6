"""`check --fix`, `--fix=all` and `--diff`: what they change, and what they leave alone."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli import backups, write
from tests.fixing import BAD, GOOD, check, track
from tests.keys import key

#: Only --fix=all fixes this: a host that nobody knows may serve without a version.
UNSURE = (
    'model_provider = "r"\n[model_providers.r]\nname = "R"\nbase_url = "https://relay.example.com"\nenv_key = "R_KEY"\n'
)


def test_fix_changes_the_file_and_says_so(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    result = check(project, "--fix", ".claude/settings.json")
    assert (result.status, result.stderr) == (0, "")
    assert file.read_text() == GOOD
    (backup,) = backups(project.parent / "home")
    assert result.stdout.splitlines() == [
        ".claude/settings.json:2:33: fixed: Write http://127.0.0.1:4000 [URL001 duplicate-version]",
        f".claude/settings.json: a backup is in ~/.local/state/configlint/backups/{backup.name}",
        "Fixed 1 finding in 1 file.",
        "",
        "No problems found (1 file checked).",
    ]
    assert backup.read_text() == BAD
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600 or os.name == "nt"


def test_a_second_run_changes_nothing(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    check(project, "--fix", ".claude/settings.json")
    before = file.stat()
    result = check(project, "--fix", ".claude/settings.json")
    assert result.stdout == "No problems found (1 file checked).\n"
    after = file.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_fix_leaves_alone_what_a_person_should_review(project: Path) -> None:
    file = write(project, ".codex/config.toml", UNSURE)
    result = check(project, "--fix", "--tool", "codex", ".codex/config.toml")
    assert result.status == 1
    assert "write  https://relay.example.com/v1 (--fix=all)" in result.stdout
    assert "1 fixable with --fix=all." in result.stdout
    assert file.read_text() == UNSURE
    assert check(project, "--fix=all", "--tool", "codex", ".codex/config.toml").status == 0
    assert file.read_text() == UNSURE.replace(".com", ".com/v1")


@pytest.mark.parametrize("arguments", [("--diff",), ("--diff", "--fix"), ("--fix=all", "--diff")])
def test_diff_shows_the_change_and_writes_nothing(project: Path, arguments: tuple[str, ...]) -> None:
    file = write(project, ".claude/settings.json", BAD)
    result = check(project, *arguments, ".claude/settings.json")
    assert result.status == 1
    assert result.stdout == (
        "--- .claude/settings.json\n+++ .claude/settings.json\n@@ -1,3 +1,3 @@\n {\n"
        '-  "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}  \n'
        '+  "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}  \n }\n'
    )
    assert result.stderr == "Would fix 1 finding in 1 file.\n"
    assert file.read_text() == BAD
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_diff_is_one_that_patch_understands(project: Path) -> None:
    lines = [f"# {number}\n" for number in range(40)]
    lines[3] = "OPENAI_BASE_URL=https://api.openai.com\n"
    lines[30] = "OPENAI_API_BASE=x\n"
    lines[39] = "OPENAI_MODEL=\n"
    file = write(project, ".env", "".join(lines).rstrip("\n"))
    diff = check(project, "--diff", "--tool", "openai-python", ".env").stdout
    subprocess.run(["patch", "-p0", "-s"], cwd=project, input=diff.encode(), check=True)
    patched = file.read_text()
    file.write_text("".join(lines).rstrip("\n"))
    check(project, "--fix", "--tool", "openai-python", ".env")
    assert file.read_text() == patched
    assert patched != "".join(lines).rstrip("\n")


def test_diff_takes_standard_input_and_fix_does_not(project: Path) -> None:
    name = ("--stdin-filename", ".claude/settings.json", "-")
    assert "+  " in check(project, "--diff", *name, stdin=BAD.encode()).stdout
    refused = check(project, "--fix", *name, stdin=BAD.encode())
    assert (refused.status, refused.stdout) == (2, "")
    assert "--diff" in refused.stderr


def test_json_lists_what_was_fixed_and_what_is_left(project: Path) -> None:
    write(project, ".claude/settings.json", BAD.replace("{\n", '{\n  "ANTHROPIC_MODEL": 1,\n'))
    report = json.loads(check(project, "--fix", "--format", "json", ".claude/settings.json").stdout)
    assert {one["code"] for one in report["fixed"]} == {"URL001", "FILE003"}
    assert report["summary"]["fixable"] == 0
    assert check(project, "--diff", "--format", "json", ".claude/settings.json").status == 2


def test_only_selected_rules_are_fixed(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD)
    check(project, "--fix", "--ignore", "URL001", ".claude/settings.json")
    assert file.read_text() == BAD


def test_every_file_of_a_directory_is_fixed(project: Path) -> None:
    one = write(project, "a/.claude/settings.json", BAD)
    other = write(project, "b/.env", "OPENAI_BASE_URL=https://api.openai.com\n")
    result = check(project, "--fix", ".")
    assert "Fixed 2 findings in 2 files." in result.stdout
    assert (one.read_text(), other.read_text()) == (GOOD, "OPENAI_BASE_URL=https://api.openai.com/v1\n")
    assert check(project, "--fix", ".").stdout == "No problems found (2 files checked).\n", "backups are not looked at"


def test_a_file_that_is_named_twice_is_fixed_once(project: Path) -> None:
    file = write(project, "sub/.env", "OPENAI_BASE_URL=https://api.openai.com\n")
    result = check(project, "--fix", "--tool", "openai-python", ".", "sub/.env", "sub/../sub/.env")
    assert result.stdout.endswith("Fixed 1 finding in 1 file.\n\nNo problems found (1 file checked).\n")
    assert (result.status, file.read_text()) == (0, "OPENAI_BASE_URL=https://api.openai.com/v1\n")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_file_with_two_names_is_fixed(project: Path) -> None:
    file = write(project, ".env", "OPENAI_BASE_URL=https://api.openai.com\n")
    (project / ".env.local").symlink_to(".env")
    assert check(project, "--fix", ".").status == 0
    assert file.read_text() == "OPENAI_BASE_URL=https://api.openai.com/v1\n"


def test_a_fix_may_be_followed_by_another_on_the_same_line(project: Path) -> None:
    text = "\ufeffOPENAI_API_BASE=https://api.openai.com\nOPENAI_API_KEY='\"K7Q2M9X4P1Z8\" '\n"
    file = write(project, ".env", text)
    check(project, "--fix", "--tool", "openai-python", ".env")
    assert file.read_text() == "OPENAI_BASE_URL=https://api.openai.com/v1\nOPENAI_API_KEY='K7Q2M9X4P1Z8'\n"


def test_a_value_that_comes_from_a_reference_is_left_alone(project: Path) -> None:
    text = "HOST=api.openai.com\nOPENAI_BASE_URL=https://${HOST}\n"
    file = write(project, ".env", text)
    report = json.loads(check(project, "--format", "json", "--tool", "openai-python", ".env").stdout)
    assert [(one["code"], one["fix"]) for one in report["diagnostics"]] == [("URL002", None)]
    check(project, "--fix=all", "--tool", "openai-python", ".env")
    assert file.read_text() == text


def test_a_part_of_a_value_is_fixed_in_place(project: Path) -> None:
    file = write(project, ".aider.conf.yml", "set-env:\n  - OPENAI_API_BASE=https://api.openai.com # mine\n")
    check(project, "--fix=all", ".aider.conf.yml")
    assert file.read_text() == "set-env:\n  - OPENAI_API_BASE=https://api.openai.com/v1 # mine\n"


def test_utf16_and_line_breaks_of_windows_survive(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD.replace("\n", "\r\n").encode("utf-16"))
    result = check(project, "--fix", ".claude/settings.json")
    assert "FILE009" in result.stdout
    assert file.read_bytes() == GOOD.replace("\n", "\r\n").encode()


def test_no_key_is_shown(project: Path) -> None:
    secret = key("relay")
    text = f'model_provider = "r"\n[model_providers.r]\nname = "R"\nbase_url = "https://r.example.com/v1"\nenv_key = "{secret}"\n'
    file = write(project, ".codex/config.toml", text)
    for arguments in (("--diff", "--fix=all"), ("--format", "json"), ("--fix=all",)):
        result = check(project, "--tool", "codex", *arguments, ".codex/config.toml")
        assert secret not in result.stdout + result.stderr
        assert secret[6:] not in result.stdout + result.stderr
    assert 'env_key = "R_API_KEY"' in file.read_text()
    assert secret in backups(project.parent / "home")[-1].read_text()


def test_a_repeated_key_in_a_file_that_is_broken_elsewhere_has_no_fix(project: Path) -> None:
    text = 'model = "a"\nmodel = "b"\n// c\n'
    file = write(project, "config.toml", text)
    report = json.loads(check(project, "--tool", "codex", "--format", "json", "config.toml").stdout)
    assert [(one["code"], one["fix"]) for one in report["diagnostics"]] == [("FILE011", None)]
    assert check(project, "--fix=all", "--tool", "codex", "config.toml").status == 1
    assert file.read_text() == text


def test_what_a_fix_loses_is_kept_even_where_git_tracks_the_file(project: Path) -> None:
    file = write(project, ".claude/settings.json", BAD.replace("{\n", "{ // mine\n"))
    track(project)
    check(project, "--fix", ".claude/settings.json")
    assert file.read_text() == GOOD
    assert "// mine" in backups(project.parent / "home")[-1].read_text()


def test_a_byte_that_is_not_utf_8_is_reported_and_no_fix_touches_it(project: Path) -> None:
    text = '{"env": {"ANTHROPIC_BASE_URL": "https://relay.example.com/v1/messages", "NOTE": "caf\udce9"}}\n'
    file = write(project, ".claude/settings.json", text.encode(errors="surrogateescape"))
    found = check(project, "--format", "concise", ".claude/settings.json").stdout
    assert "1:85: warning: This byte is not UTF-8: Claude Code reads it as U+FFFD" in found
    check(project, "--fix", ".claude/settings.json")
    assert file.read_bytes() == text.replace("/v1/messages", "").encode(errors="surrogateescape")


def test_a_byte_that_is_not_utf_8_stops_the_check_for_tools_that_stop_at_it(project: Path) -> None:
    write(project, ".codex/config.toml", b'model = "caf\xe9"\n')
    result = check(project, ".codex/config.toml")
    assert (result.status, "not UTF-8 text (line 1)" in result.stderr) == (2, True)
