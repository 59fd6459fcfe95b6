"""Every fix of every labelled case, and of damaged ones."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli import write
from tests.fixing import check, track
from tests.keys import filled
from tests.labelled import Case, names

#: Cases whose fixed text has more, or something else, than the fix: the case, and in which way.
OTHERWISE = {
    "claude-code-wrong-plan-endpoint-kimi": "with a slash at the end",
    "codex-azure-incomplete-root": "with a deployment",
    "codex-query-in-base-azure": "with the table on one line",
    "codex-removed-wire-api": "with another model",
    "copilot-foreign-version-ark": "with another provider type",
    "opencode-misplaced-key-baseurl": "with the keys in another order",
    "promptfoo-key-in-name-field": "with another variable",
    "qwen-code-key-in-name-field": "with another variable",
}


def contents(case: Case, folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in case.files}


def report(case: Case, folder: Path, *arguments: str) -> dict[str, Any]:
    result = check(folder, "--format", "json", *arguments, *case.labels.get("args", ()), *case.labels["check"])
    assert result.status in (0, 1), result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def serious(found: dict[str, Any]) -> Counter[tuple[str, str]]:
    return Counter((one["path"], one["code"]) for one in found["diagnostics"] if one["severity"] != "note")


@pytest.mark.parametrize("name", names())
def test_every_fix_of_every_case(name: str, project: Path) -> None:
    case = Case.load(name)
    for path, text in case.files.items():
        write(project, path, filled(text)).chmod(int(case.labels.get("modes", {}).get(path, "0600"), 8))
    if "git" in case.labels:
        track(project)
    before, found = contents(case, project), report(case, project)
    fixable = Counter((one["path"], one["code"]) for one in found["diagnostics"] if one["fix"])

    fixed = report(case, project, "--fix=all")
    after = contents(case, project)
    assert not any(one["fix"] for one in fixed["diagnostics"])
    assert serious(fixed) <= serious(found) - fixable, "a finding stayed or is new"
    assert Counter((one["path"], one["code"]) for one in fixed["fixed"]) == fixable
    for path in case.files:
        touched = sum(one["path"] == path for one in fixed["fixed"])
        assert (before[path] == after[path]) == (touched == 0)
        assert changed_lines(before[path], after[path]) <= 5 * touched

    again = report(case, project, "--fix=all")
    assert (again["fixed"], contents(case, project)) == ([], after)
    if fixable and not serious(fixed) and case.is_fixed and name not in OTHERWISE:
        assert {path: text.decode() for path, text in after.items()} == {
            path: filled(text) for path, text in case.fixed.items()
        }


def changed_lines(before: bytes, after: bytes) -> int:
    lines = difflib.ndiff(before.decode("utf-8-sig").splitlines(), after.decode("utf-8-sig").splitlines())
    return sum(line[:2] in ("- ", "+ ") for line in lines)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_fixing_damaged_cases_is_idempotent(project: Path, data: st.DataObject) -> None:
    """Cut and doubled lines make files that nobody thought of."""
    case = Case.load(data.draw(st.sampled_from(names())))
    for path, text in case.files.items():
        lines = filled(text).splitlines(keepends=True)
        number = data.draw(st.integers(0, len(lines) - 1))
        lines[number : number + 1] = lines[number : number + 1] * data.draw(st.sampled_from((0, 2)))
        write(project, path, "".join(lines))
    fixed = report(case, project, "--fix=all")
    after = contents(case, project)
    assert not any(one["fix"] for one in fixed["diagnostics"])
    assert report(case, project, "--fix=all")["fixed"] == []
    assert contents(case, project) == after
