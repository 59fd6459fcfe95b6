"""The options of a source: conditions, references, operations, maps."""

from __future__ import annotations

from typing import Any

import pytest

from configlint.catalog.parse_language import sources
from configlint.engine.values import ABSENT, RefusedError
from tests.engine.made_up import resolver, text
from tests.engine.one_source import CONTENT, ENV, found


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, None),
        ({"empty": "unset"}, None),
        ({"empty": "value"}, ""),
        ({"empty": "value", "map": {"": "mapped"}}, "mapped"),
        ({"do": ["append:x"]}, "x"),
    ],
)
def test_an_empty_text(options: dict[str, Any], expected: str | None) -> None:
    for written in ("key:empty", "var:EMPTY", "is:"):
        assert text(found({"from": written, **options}, CONTENT, ENV)) == expected


def test_a_profile_may_take_empty_texts_for_values() -> None:
    as_values = {"empty": "value"}
    assert text(found("key:empty", CONTENT, reading=as_values)) == ""
    assert found({"from": "key:empty", "empty": "unset"}, CONTENT, reading=as_values) == ABSENT


def test_a_text_that_operations_empty_counts_as_empty() -> None:
    assert found({"from": "is: ", "do": ["trim"]}) == ABSENT
    assert text(found({"from": "is: ", "do": ["trim"], "empty": "value"})) == ""


def test_options_apply_to_any_of_several() -> None:
    assert text(found({"any": ["key:empty", "key:text"], "empty": "value"}, CONTENT)) == ""


def test_of_several_the_first_with_something_left_counts() -> None:
    written = {"any": ["key:text", "is:a/b"], "do": ["before:/"]}
    assert text(found(written, CONTENT)) == "a"


@pytest.mark.parametrize(
    ("written", "more", "expected"),
    [
        ("opus", {}, "model-4"),
        ("opus ", {}, None),
        ("other", {}, None),
        ("other", {"else": "keep"}, "other"),
        ("best", {}, "sk-test-1"),
        ("lost", {"else": "keep"}, None),
    ],
)
def test_a_map(written: str, more: dict[str, Any], expected: str | None) -> None:
    mapped = {"from": "key:m", "map": {"opus": "model-4", "best": "{ACME_KEY}", "lost": "{unbound}"}, **more}
    assert text(found(mapped, {"m": written}, ENV)) == expected


def test_options_work_in_order() -> None:
    written = {
        "from": "key:m",
        "interpolate": [{"syntax": "${NAME}"}],
        "do": ["upper", "before:-"],
        "map": {"SK": "found"},
    }
    assert text(found(written, {"m": "${ACME_KEY}"}, ENV)) == "found"


def test_a_condition_on_a_source() -> None:
    written = {"from": "key:text", "when": {"key:flag": "true", "var:UNSET": False}, "missing": "never"}
    assert text(found(written, CONTENT)) == "x"
    assert found(written, CONTENT, {"UNSET": "now set"}) == ABSENT


def test_a_source_that_must_not_be_missing() -> None:
    written = {"from": "named:name", "missing": "no {wanted}, no {unbound}"}
    meanings = {"wanted": ["key:name"]}
    assert text(found(written, CONTENT, ENV, meanings=meanings)) == "sk-test-1"
    with pytest.raises(RefusedError, match=r"^no ACME_KEY, no \{unbound\}$") as refused:
        found(written, CONTENT, {}, meanings=meanings)
    assert refused.value.place is not None
    assert refused.value.place.route == ("name",)


def test_a_name_field_without_missing_does_not_end_the_search() -> None:
    made = resolver(CONTENT, environment={"OTHER": "sk-test-2"})
    assert text(made.first(sources(["named:name", "var:OTHER"]))) == "sk-test-2"
