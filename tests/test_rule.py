"""`configlint rule`, and the reference that is made from the same documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.ruledocs import applicability, docstring, reference
from configlint.rules.registry import Rule, all_rules
from tests.cli import Result, run

RULES = all_rules()
KNOWLEDGE = Knowledge()


def rule(folder: Path, *arguments: str) -> Result:
    return run("rule", *arguments, cwd=folder, home=folder)


def as_json(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(rule(folder, *arguments, "--format", "json").stdout)["rules"]
    return found


def test_the_list_has_every_rule_in_80_columns(tmp_path: Path) -> None:
    result = rule(tmp_path)
    lines = result.stdout.splitlines()
    assert result.status == 0
    assert max(map(len, lines)) <= 80
    assert sorted(f"{one.code} {one.name}" for one in RULES) == [
        " ".join(line.split()[:2]) for line in lines[:-1] if line and not line.startswith(" ")
    ]


@pytest.mark.parametrize("name", ["duplicate-version", "URL001", "url001"])
def test_a_rule_is_explained_with_the_request_that_goes_wrong(name: str, tmp_path: Path) -> None:
    result = rule(tmp_path, name)
    assert result.status == 0
    assert result.stdout.startswith("URL001 duplicate-version: error, fixed by --fix, since 0.1\n")
    for part in ("Why", "Fix", "Bad: ", "Good: ", "Claude Code", "# configlint: ignore[duplicate-version] REASON"):
        assert part in result.stdout
    assert "sends  POST https://openrouter.ai/api/v1/v1/messages" in result.stdout
    assert "sends  POST https://openrouter.ai/api/v1/messages" in result.stdout
    assert "write  https://openrouter.ai/api\n" in result.stdout


@pytest.mark.parametrize(("name", "near"), [("duplicate-versoin", "duplicate-version"), ("URL01", "URL001")])
def test_an_unknown_rule_names_near_ones(name: str, near: str, tmp_path: Path) -> None:
    result = rule(tmp_path, name)
    assert (result.status, result.stdout) == (2, "")
    assert near in result.stderr.partition("did you mean")[2]


def test_json_has_the_same(tmp_path: Path) -> None:
    (one,) = as_json(tmp_path, "KEY001")
    assert (one["code"], one["rule"], one["severity"], one["fix"]) == ("KEY001", "key-host-mismatch", "error", None)
    assert one["tools"] is None
    assert one["bad"]["request"] == "POST https://api.openai.com/v1/chat/completions"
    assert one["bad"]["files"][0]["path"] == ".env"
    assert "<openrouter key>" in one["bad"]["files"][0]["content"]
    assert len(one["bad"]["says"]) == 1
    assert one["good"]["says"] == []
    assert {one["code"] for one in as_json(tmp_path)} == {one.code for one in RULES}


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_a_rule_says_why_and_how_to_fix_it(one: Rule, tmp_path: Path) -> None:
    text = docstring.read(one)
    assert text.why.endswith(".")
    assert text.fix.endswith(".")
    shown = rule(tmp_path, one.code).stdout
    examples = [line for line in shown.splitlines() if line.startswith("    ")]
    assert max(len(line) for line in shown.splitlines() if line not in examples and "://" not in line) <= 80


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_a_rule_concerns_the_tool_of_its_example(one: Rule) -> None:
    text = docstring.read(one)
    concerned = applicability.tools(one, KNOWLEDGE)
    assert concerned is None or (text.bad is not None and text.bad.tool in concerned)
    assert concerned is None or set(concerned) <= set(KNOWLEDGE.tools)


@pytest.mark.parametrize("one", [one for one in RULES if one.uses or one.probes], ids=lambda one: one.name)
def test_everything_that_a_rule_uses_leads_to_a_tool(one: Rule) -> None:
    for part in one.uses:
        assert applicability.tools(one.replace(uses=(part,), probes=()), KNOWLEDGE), part
    for base in one.probes:
        assert applicability.tools(one.replace(uses=(), probes=(base,)), KNOWLEDGE), base


def test_the_reference_is_current() -> None:
    """If this fails: python -m configlint.ruledocs.reference."""
    assert Path(reference.PATH).read_text(encoding="utf-8") == reference.text()


def test_no_text_about_rules_has_a_key_in_it(tmp_path: Path) -> None:
    for text in (reference.text(), json.dumps(as_json(tmp_path))):
        words = "".join(ch if ch.isalnum() or ch in "-_." else " " for ch in text).split()
        assert [word for word in words if KNOWLEDGE.catalog.whole_key_shape(word)] == []
        assert [
            word for word in words if (shape := KNOWLEDGE.catalog.key_shape(word)) and shape.strength == "strong"
        ] == []
