"""The examples in a rule's documentation behave as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from configlint import checking
from configlint.diagnostics import NOTE, Diagnostic
from configlint.document import Document
from configlint.engine.layers import DIALECTS
from configlint.engine.reading import Machine
from configlint.profiles import load, recognition
from configlint.rules import documentation
from configlint.rules.documentation import Example
from configlint.rules.registry import Rule, all_rules
from tests.keys import filled

RULES = all_rules()


def check(example: Example, folder: Path) -> list[Diagnostic]:
    """Write an example to disk, where its path says, and check it as a user would."""
    home, work = folder / "home", folder / "work"
    work.mkdir(parents=True)
    path = home / example.path[2:] if example.path.startswith("~/") else work / example.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(filled(example.text), encoding="utf-8")
    machine = Machine(str(home), str(work))
    matches = recognition.by_path(str(path), str(home), named=True)
    wanted = [match for match in matches if match.tool == example.tool]
    spec = recognition.layer_of(load(example.tool), wanted[0]) if wanted else {}
    format_name = DIALECTS[spec["format"]][0] if "format" in spec else recognition.format_of(str(path), matches)
    assert format_name is not None
    document = Document.load(str(path), format_name)
    tool = None if wanted else example.tool
    subject = checking.subject(document, str(path), machine, tool, named=True)
    assert subject is not None
    assert example.tool in {match.tool for match in [*subject.matches, *subject.assumed]}
    return checking.check([subject], machine)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_documentation_is_complete(rule: Rule) -> None:
    text = documentation.read(rule)
    assert text.summary.endswith(".")
    if rule.name in ("byte-order-mark", "shadowed-value"):
        return  # their examples need bytes, or two files; see test_rules.py
    assert text.bad is not None
    assert text.good is not None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_bad_example_is_reported_and_good_one_is_silent(rule: Rule, tmp_path: Path) -> None:
    text = documentation.read(rule)
    if text.bad is not None:
        assert rule.code in {one.code for one in check(text.bad, tmp_path / "bad")}
    if text.good is not None:
        assert [
            f"{one.code} {one.message}" for one in check(text.good, tmp_path / "good") if one.severity != NOTE
        ] == []
