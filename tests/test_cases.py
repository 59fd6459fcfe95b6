"""Labelled config files: what must be found, what must stay silent, and how it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.labelled import Case, alarms, findings, names


@pytest.mark.parametrize("name", names())
def test_finds_what_is_wrong_and_nothing_else(name: str, tmp_path: Path) -> None:
    case = Case.load(name)
    report = case.report(case.files, case.labels["check"], tmp_path)
    assert report == (case.folder / "expected.txt").read_text(encoding="utf-8"), (
        "The report differs. If it is better, `python -m tests.update_cases` writes the new one."
    )
    expected = case.labels.get("expect", [])
    for one in expected:
        rules = {one["rule"], *one.get("rules", ())}
        places = {(one["path"], one["line"]), *((other["path"], other["line"]) for other in one.get("or", ()))}
        assert any(found.rule in rules and (found.path, found.line) in places for found in findings(report)), one
    allowed = {
        *case.labels.get("allow", ()),
        *(rule for one in expected for rule in (one["rule"], *one.get("rules", ()))),
    }
    assert alarms(report, allowed) == []


@pytest.mark.parametrize("name", [name for name in names() if Case.load(name).is_fixed])
def test_fixed_case_is_silent(name: str, tmp_path: Path) -> None:
    case = Case.load(name)
    report = case.report(case.fixed, case.checked_when_fixed(), tmp_path)
    assert alarms(report, set(case.labels.get("allow", ()))) == []
