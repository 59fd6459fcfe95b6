"""Labelled config files, most of them from public issue threads: what must be found, and what must stay silent.

A case names rules and lines. Cases about rules or tools that do not exist yet are left out.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from configlint.catalog import store
from configlint.rules.registry import all_rules
from tests.cli import run
from tests.keys import filled

_NAMES = {rule.name for rule in all_rules()}
_TOOLS = set(store.load("index")["tools"])


def _is_ready(case: dict[str, Any]) -> bool:
    tools = {*case.get("args", [])[1::2], *([case["tool"]] if case["expect"] else [])}
    return all(one["rule"] in _NAMES for one in case["expect"]) and tools <= _TOOLS


def _cases() -> list[dict[str, Any]]:
    folder = Path(__file__).parent / "cases"
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return [case for case in cases if _is_ready(case)]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["id"])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    found = _check(case, case["files"], case["check"], tmp_path / "before")
    for one in case["expect"]:
        places = {
            (one["path"], one["line"]),
            *((other["path"], other["line"]) for other in one.get("or", ())),
        }
        assert any(where in places for rule, _, where in found if rule == one["rule"]), (one, found)
    allowed = {*case.get("allow", ()), *(one["rule"] for one in case["expect"])}
    assert _alarms(found, allowed) == []


@pytest.mark.parametrize("case", [one for one in _cases() if "fixed" in one], ids=lambda case: case["id"])
def test_mended_case_is_silent(case: dict[str, Any], tmp_path: Path) -> None:
    files = {path: text for path, text in {**case["files"], **case["fixed"]}.items() if text is not None}
    added = [path for path, text in case["fixed"].items() if text is not None and path not in case["check"]]
    check = [path for path in case["check"] if path in files] + added
    assert _alarms(_check(case, files, check, tmp_path / "after"), set(case.get("allow", ()))) == []


Found = list[tuple[str, str, tuple[str, int]]]


def _check(case: dict[str, Any], files: dict[str, str], check: list[str], folder: Path) -> Found:
    home, work = folder / "home", folder / "work"
    home.mkdir(parents=True)
    for path, text in files.items():
        target = work / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(filled(text).encode())
        target.chmod(int(case.get("modes", {}).get(path, "0600"), 8))
    if case.get("git"):
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        subprocess.run(["git", "init", "-q"], cwd=work, env=environment, check=True)
        if case["git"] == "add":
            subprocess.run(["git", "add", "."], cwd=work, env=environment, check=True)
    result = run("check", "--format", "json", *case.get("args", ()), *check, cwd=work, home=home)
    assert result.status in (0, 1), result.stderr
    diagnostics = json.loads(result.stdout)["diagnostics"]
    return [(one["rule"], one["severity"], (one["path"], one["range"]["start"]["line"])) for one in diagnostics]


def _alarms(found: Found, allowed: set[str]) -> Found:
    return [one for one in found if one[1] != "note" and one[0] not in allowed]
