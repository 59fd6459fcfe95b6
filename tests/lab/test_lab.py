"""The lab: its design covers every pair, its data is complete, and its report tells what drifted."""

from __future__ import annotations

import sys
import tomllib
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import record
from tests.lab import driver, matrix, model_ids, truth
from tests.lab.design import pairwise
from tests.recorder import Seen

FACTORS = st.dictionaries(
    st.sampled_from("abcde"), st.lists(st.sampled_from("12345"), min_size=1, max_size=5, unique=True), min_size=1
)
MATRICES = sorted({path.stem.split(".")[0] for path in matrix.MATRICES.glob("*.toml")})


@given(FACTORS)
def test_a_design_has_every_pair_of_levels_and_starts_with_one_change_at_a_time(factors: dict[str, list[str]]) -> None:
    rows = pairwise(factors)
    for one, other in combinations(factors, 2):
        pairs = {(row[one], row[other]) for row in rows}
        assert pairs == set(product(factors[one], factors[other]))
    alone = sum(len(levels) - 1 for levels in factors.values())
    assert all(sum(row[name] != rows[0][name] for name in factors) == 1 for row in rows[1 : alone + 1])


def test_excluded_pairs_do_not_occur_and_independent_factors_are_not_crossed() -> None:
    factors = {"a": ["1", "2", "3"], "b": ["1", "2", "3"], "c": ["1", "2"]}
    assert all(row["a"] != "2" or row["b"] != "3" for row in pairwise(factors, [{"a": "2", "b": "3"}]))
    assert len(pairwise(factors, independent=[["a", "b"]])) < len(pairwise(factors))


@pytest.mark.parametrize("tool", MATRICES)
def test_a_matrix_names_each_scenario_once_and_leaves_no_part_open(tool: str) -> None:
    cases = matrix.scenarios(tool)
    assert tool in driver.tools()
    assert len({case["name"] for case in cases}) == len(cases)
    texts = [text for case in cases for text in [*case["files"].values(), *case["env"].values()]]
    assert [text for text in texts if matrix.PART.search(text)] == []


@pytest.mark.parametrize("tool", driver.tools())
def test_a_driver_is_complete(tool: str) -> None:
    how = driver.load(tool)
    assert how.package.split(" ")[0] in ("npm", "PyPI")
    assert how.command([]) == [*how.wrap, *how.run]


def test_a_run_that_came_out_differently_is_reported(tmp_path: Path) -> None:
    script = tmp_path / "tool.py"
    script.write_text("import os, sys; sys.exit('no key: ' + os.environ.get('WHY', 'none was set'))")
    how = driver.Driver("made-up", "PyPI made-up", [sys.executable, str(script)])
    place = driver.Installed("2", [], tmp_path)
    sent = {"sent": {"path": "/v1/chat/completions", "headers": {}, "model": "m"}}
    rows = [
        _row("same", {"refused": "no key: none was set"}),
        _row("other words", {"refused": "Please log in first"}),
        _row("drifted", sent),
        _row("asked by a client", sent, argv=["made-up", "(then a client asks)"]),
        _row("code decides", {"unpredictable": "code"}),
        _row("elsewhere", {"sent": {**sent["sent"], "path": "http://[::1]:18999/v1/chat/completions"}}),
    ]
    findings = list(truth.repeat(rows, how, place))
    assert [(finding.case, finding.verdict) for finding in findings] == [
        ("same", truth.SAME),
        ("other words", truth.REWORDED),
        ("drifted", truth.DRIFTED),
        ("asked by a client", truth.NOT_RUNNABLE),
        ("elsewhere", truth.NOT_RUNNABLE),
    ]
    text = truth.report("made-up", "2", "1", findings)
    assert text.startswith("made-up 2 (recorded with 1): 1 same, 1 reworded, 1 drifted, 2 not runnable")
    assert "/v1/chat/completions m\n      now: stops: no key: none was set" in text


def _row(case: str, expect: dict[str, Any], argv: list[str] | None = None) -> dict[str, Any]:
    return {
        "tool": "made-up",
        "version": "1",
        "case": case,
        "files": {},
        "env": {},
        "argv": argv or [],
        "expect": expect,
    }


def test_the_main_call_is_the_one_that_offers_tools() -> None:
    def seen(model: str, *, tools: bool = False) -> Seen:
        return Seen("POST", "/v1/chat/completions", {}, model, generates=True, has_tools=tools)

    title, main = seen("small"), seen("large", tools=True)
    assert record.main_call([title, main]) == main
    assert record.main_call([title, seen("other")]) == title
    assert record.main_call([Seen("GET", "/v1/models", {}, None)]) is None


def test_new_ids_of_a_vendor_join_its_dated_list_and_nothing_else_changes() -> None:
    text = model_ids.MODELS.read_text(encoding="utf-8")
    old = tomllib.loads(text)
    published = {"openai": ["gpt-999", "text-embedding-999"], "moonshotai": ["kimi-k999"], "nobody": ["gpt-998"]}
    new = tomllib.loads(model_ids.merged(text, published, "models.dev, made up", date(2030, 1, 2)))
    for before, after in zip(old["list"], new["list"], strict=True):
        added = {"openai": ["gpt-999"], "moonshot": ["kimi-k999"]}.get(before["id"], [])
        assert sorted(after["models"]) == sorted({*before["models"], *added})
        assert (after["as_of"] == "2030-01-02") == bool(added)
    assert {**new, "list": []} == {**old, "list": []}
