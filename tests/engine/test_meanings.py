from __future__ import annotations

from typing import Any

import pytest

from configlint.catalog.parse_language import source
from configlint.catalog.parse_language import text as template
from configlint.engine.requests import explain
from configlint.engine.values import ABSENT
from tests.engine.made_up import FILE, profile, read, resolver, text
from tests.engine.one_source import CONTENT, found


def test_a_meaning_may_use_others() -> None:
    meanings = {"a": ["is:{b}+"], "b": ["meaning:c"], "c": ["key:nowhere", "is:c"]}
    assert text(found("meaning:a", meanings=meanings)) == "c+"


@pytest.mark.parametrize("meanings", [{"a": ["meaning:a", "is:x"]}, {"a": ["is:{b}", "is:x"], "b": ["is:{a}"]}])
def test_a_meaning_that_needs_itself_is_absent_there(meanings: dict[str, Any]) -> None:
    assert text(found("meaning:a", meanings=meanings)) == "x"


def test_a_bound_name_beats_a_meaning() -> None:
    assert text(found("is:{n}", bound={"n": "bound"}, meanings={"n": ["is:meant"]})) == "bound"


def test_a_meaning_beats_a_variable() -> None:
    assert text(found("is:{PROVIDER}", environment={"PROVIDER": "set"}, meanings={"PROVIDER": ["is:meant"]})) == "meant"


def test_a_model_that_only_the_command_line_knows_stays_a_name() -> None:
    made = resolver({}, environment={}, meanings={"model": ["key:model"]})
    assert text(made.expand(template("/models/{model}"))) == "/models/{model}"
    assert made.read(source("key:models.{model}.x")) == ABSENT
    assert text(resolver({}, environment={}, meanings={}).expand(template("{model}"))) == "{model}"


def test_a_message_keeps_names_without_a_value() -> None:
    made = resolver(CONTENT, environment={}, bound={"provider": "p"})
    message = made.message(template("no key for {provider} ({UNSET}), see {HOME:-x}"))
    assert message == "no key for p ({UNSET}), see /nowhere/home"
    empty = resolver(CONTENT, environment={}, bound={"model": ""})
    assert empty.message(template("unknown model: '{model}'")) == "unknown model: ''"


@pytest.mark.parametrize("written", ["is:{p}", "meaning:p"])
def test_a_bound_name_that_is_a_value_has_the_place_of_its_key(written: str) -> None:
    tool = profile(
        layers=[{"data": {"theirs": {}}, "mount": "builtin"}, FILE],
        connections={"each": ["p.{p}", "builtin.{p}"]},
        meanings={"base_url": ["is:https://h.example"], "model": [written]},
    )
    ours, theirs = (request.model for request in explain(read(tool, {"p": {"mine": {}}}, environment={})))
    assert ours is not None
    assert ours.place is not None
    assert (ours.text, ours.kind, ours.place.route) == ("mine", "literal", ("p", "mine"))
    assert theirs is not None
    assert (theirs.text, theirs.kind, theirs.place) == ("theirs", "default", None)
