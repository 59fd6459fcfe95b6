"""Recording a tool, here one that is made up, gives rows that the replay understands."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests import record

TOOL = """
import json, os, sys, urllib.request
base = json.load(open(os.path.expanduser("~/.tool.json")))["url"]
key = os.environ.get("TOOL_KEY") or sys.exit("no key, no answer")
body = json.dumps({"model": "m", "messages": []}).encode()
headers = {"authorization": "Bearer " + key, "X-Team": "red"}
print(urllib.request.urlopen(urllib.request.Request(base + "//chat/completions?x=1", body, headers)).read())
"""


def test_each_case_becomes_a_row(tmp_path: Path) -> None:
    script = tmp_path / "tool.py"
    script.write_text(TOOL)
    cases = tmp_path / "cases.toml"
    cases.write_text(
        f'tool = "made-up"\nversion = "1"\nrun = ["{sys.executable}", "{script}"]\n'
        '[[case]]\nname = "v1"\nfiles = { "~/.tool.json" = \'{"url": "{P}/v1"}\' }\nenv = { TOOL_KEY = "k" }\n'
        '[[case]]\nname = "no key"\nfiles = { "~/.tool.json" = \'{"url": "{P}/v1"}\' }\n'
    )
    sent, refused = record.record(cases)
    headers = {"authorization": "Bearer k"}
    assert sent["expect"]["sent"] == {
        "path": "/v1//chat/completions?x=1",
        "headers": headers,
        "others": {},
        "model": "m",
    }
    assert "pong" not in json.dumps(sent)
    assert refused["expect"] == {"refused": "no key, no answer"}
    assert refused["outcome"] == "no key, no answer"


TOOL_CASES = """
tool = "made-up"
version = "1"
[[case]]
name = "unreached"
files = { "~/.tool.json" = '{"url": "http://127.0.0.1:1"}' }
env = { TOOL_KEY = "k" }
[[case]]
name = "query"
files = { "~/.tool.json" = '{"url": "{P}/v1?k=1"}' }
env = { TOOL_KEY = "k" }
[[case]]
name = "no key"
files = { "~/.tool.json" = '{"url": "{P}/v1"}' }
expect = { says = ["a key is missing"] }
"""


def test_what_happened_is_recognised(tmp_path: Path) -> None:
    script = tmp_path / "tool.py"
    script.write_text(TOOL)
    cases = tmp_path / "cases.toml"
    cases.write_text(f'run = ["{sys.executable}", "{script}"]\n{TOOL_CASES}')
    unreached, query, refused = (row["expect"] for row in record.record(cases))
    assert unreached == {"not_here": True}
    assert query["sent"]["path"] == "/v1?k=1//chat/completions?x=1"
    assert refused == {"refused": "no key, no answer", "says": ["a key is missing"]}


def test_a_header_that_the_setup_names_is_kept(tmp_path: Path) -> None:
    script = tmp_path / "tool.py"
    script.write_text(TOOL)
    cases = tmp_path / "cases.toml"
    setup = '{"url": "{P}/v1", "headers": {"x-team": "red"}, "host": "accept"}'
    cases.write_text(
        f'tool = "made-up"\nversion = "1"\nrun = ["{sys.executable}", "{script}"]\n'
        f'[[case]]\nname = "v1"\nfiles = {{ "~/.tool.json" = \'{setup}\' }}\nenv = {{ TOOL_KEY = "k" }}\n'
    )
    (row,) = record.record(cases)
    assert row["expect"]["sent"]["others"] == {"x-team": "red"}


def test_a_tool_that_is_not_installed_is_named(tmp_path: Path) -> None:
    cases = tmp_path / "cases.toml"
    cases.write_text('tool = "made-up"\nversion = "1"\npackage = "PyPI made-up"\nrun = ["no-such-program"]\n')
    with pytest.raises(SystemExit, match="no-such-program is not on the PATH: install PyPI made-up first"):
        list(record.record(cases))


def test_a_new_row_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "made-up.jsonl"
    row = {"version": "1", "case": "v1", "expect": {"refused": "x"}}
    record.keep([row, {**row, "case": "other"}], path)
    record.keep([{**row, "expect": {"refused": "y"}}], path)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(one["case"], one["expect"]["refused"]) for one in rows] == [("other", "x"), ("v1", "y")]
