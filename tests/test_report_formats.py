"""Findings in the formats of services and editors, and where they are written to."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from configlint.report import formats
from tests.cli import Result, run, write

BAD = '{"note": "é😀", "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}}\n'
SETTINGS = ".claude/settings.json"


def check(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Result:
    return run("check", *arguments, cwd=folder, home=folder.parent / "home", env=env)


def data(folder: Path, output: str) -> Any:
    return json.loads(check(folder, "--format", output).stdout)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    write(tmp_path / "work", SETTINGS, BAD)
    return tmp_path / "work"


def test_concise_is_one_line_each_however_narrow_the_terminal_is(broken: Path) -> None:
    (line,) = check(broken, "--format", "concise", env={"COLUMNS": "20"}).stdout.splitlines()
    assert line.startswith(f"{SETTINGS}:1:46: error: ")
    assert line.endswith("(write http://127.0.0.1:4000) [URL001 duplicate-version]")


def test_gitlab_has_what_its_widget_needs(broken: Path) -> None:
    (one,) = data(broken, "gitlab")
    assert (one["severity"], one["check_name"]) == ("major", "URL001 duplicate-version")
    assert one["location"] == {"path": SETTINGS, "lines": {"begin": 1}}
    assert len(one["fingerprint"]) == 32
    assert "Write http://127.0.0.1:4000" in one["description"]


def test_rdjson_counts_columns_in_bytes_and_suggests_the_fix(broken: Path) -> None:
    (one,) = data(broken, "rdjson")["diagnostics"]
    assert one["location"]["range"]["start"] == {"line": 1, "column": len(BAD[:45].encode()) + 1}
    (suggestion,) = one["suggestions"]
    begin, end = (suggestion["range"][name]["column"] - 1 for name in ("start", "end"))
    fixed = BAD.encode()[:begin] + suggestion["text"].encode() + BAD.encode()[end:]
    check(broken, "--fix")
    assert (broken / SETTINGS).read_bytes() == fixed


def test_junit_has_a_failure_for_each_finding_and_an_error_for_each_failure(broken: Path) -> None:
    printed = check(broken, "--format", "junit", ".", "nowhere.toml").stdout
    root = ElementTree.fromstring(printed)  # noqa: S314  (our own output)
    assert (root.attrib["tests"], root.attrib["failures"], root.attrib["errors"]) == ("2", "1", "1")
    (failure,) = root.iter("failure")
    assert "POST http://127.0.0.1:4000/v1/v1/messages" in (failure.text or "")
    (error,) = root.iter("error")
    assert "nowhere.toml" in error.attrib["message"]


@pytest.mark.parametrize("name", formats.NAMES)
def test_every_format_names_the_place_and_exits_with_1(broken: Path, name: str) -> None:
    result = check(broken, "--format", name)
    assert result.status == 1
    assert SETTINGS in result.stdout


def test_a_report_goes_to_a_file_whole_and_without_colour(broken: Path) -> None:
    (broken / "report.txt").write_text("old")
    result = check(broken, "-o", "report.txt", env={"FORCE_COLOR": "1"})
    assert (result.status, result.stdout) == (1, "")
    assert (broken / "report.txt").read_text() == check(broken).stdout


def test_a_report_that_cannot_be_written_is_an_error(broken: Path) -> None:
    result = check(broken, "-o", "nowhere/report.txt")
    assert result.status == 2
    assert "nowhere/report.txt: No such file or directory" in result.stderr


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_variables_decide_about_colour(broken: Path, environment: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in check(broken, env=environment).stdout) is coloured


def test_names_of_rules_are_links_where_the_terminal_shows_them(broken: Path) -> None:
    shown = check(broken, env={"FORCE_HYPERLINK": "1"}).stdout
    page = re.search(r"\x1b]8;;(https://[^\x1b]*)\x1b\\URL001 duplicate-version\x1b]8;;\x1b\\", shown)
    assert page is not None
    assert page[1].endswith("/rules/duplicate-version/")
    assert "\x1b" not in check(broken).stdout


def test_excluded_files_are_passed_over_in_directories_only(broken: Path) -> None:
    assert check(broken, "--exclude", ".claude/").status == 0
    assert check(broken, "--exclude", "settings.json", ".").status == 0
    assert check(broken, "--exclude", "settings.json", SETTINGS).status == 1
    write(broken, ".configlint.toml", 'exclude = [".claude/*"]\n')
    assert check(broken).status == 0


def test_extend_select_adds_to_what_is_selected(broken: Path) -> None:
    assert check(broken, "--select", "KEY").status == 0
    assert check(broken, "--select", "KEY", "--extend-select", "URL001").status == 1
    write(broken, ".configlint.toml", 'ignore = ["duplicate-version"]\n')
    assert check(broken).status == 0
    assert check(broken, "--extend-select", "duplicate-version").status == 1


def test_show_files_and_show_settings(broken: Path) -> None:
    assert check(broken, "--show-files").stdout == f"{SETTINGS}: claude-code\n"
    settings = 'select = ["URL"]\nexclude = ["old/*"]\n\n[severity]\nURL001 = "note"\n'
    write(broken, ".configlint.toml", settings)
    shown = check(broken, "--show-settings").stdout
    assert shown.startswith("# .configlint.toml\n")
    assert tomllib.loads(shown) == tomllib.loads(settings)


def test_watch_checks_again_when_a_file_changes(broken: Path) -> None:
    home = {"HOME": str(broken.parent / "home"), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "configlint", "check", "--watch", "--format", "concise"]
    with subprocess.Popen(command, cwd=broken, env=home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as watching:
        assert watching.stdout is not None
        assert b"URL001" in watching.stdout.readline()
        time.sleep(0.1)
        write(broken, SETTINGS, BAD.replace("/v1", "/v1/messages"))
        assert b"URL004" in watching.stdout.readline()
        watching.terminate()
