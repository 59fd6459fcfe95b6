"""The guide by symptom says all that is known about answers, and leads to every rule that can be the cause."""

from __future__ import annotations

import re

from configlint.doctor.steps import STEPS, step_of_rule
from configlint.doctor.verdicts import CASES, symptoms
from configlint.ruledocs import guide
from configlint.rules.registry import all_rules

LINES = list(guide.lines())


def test_every_symptom_and_every_rule_that_answers_a_question_is_in_it() -> None:
    headings = {line.removeprefix("### ") for line in LINES if line.startswith("### ")}
    assert headings == {one.heading for one in symptoms() if one.heading}
    linked = {code for line in LINES for code in re.findall(r"\[(\w+) [\w-]+\]", line)}
    assert linked == {rule.code for rule in all_rules() if step_of_rule(rule.code)}


def test_no_sentence_has_a_hole() -> None:
    assert [line for line in LINES if "{" in line and "rules/" not in line] == []
    assert [line for line in LINES if " ." in line or " ," in line or ".." in line.replace("…", "")] == []


def test_symptoms_ask_what_can_be_asked() -> None:
    for one in symptoms():
        assert one.step in STEPS
        assert not one.case or one.case in CASES
        re.compile(one.body), re.compile(one.unless)
