from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.catalog import parse_language
from configlint.engine import templates
from tests.formats.format_checks import CASES

NAMES = {"a": "1", "b_2": "two", "EMPTY": "", "HOME": "/home/x", "braces": "{a}"}


def expand(template: str) -> str | None:
    return templates.expand(parse_language.text(template), NAMES.get)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("{a}", "1"),
        ("x{a}y{b_2}z", "x1ytwoz"),
        ("{nobody}", None),
        ("{a}{nobody}", None),
        ("{EMPTY}", ""),
        ("{EMPTY:-default}", "default"),
        ("{nobody:-default}", "default"),
        ("{a:-default}", "1"),
        ("{nobody:-}", ""),
        ("{nobody:-{HOME}/.x}/y", "/home/x/.x/y"),
        ("{nobody:-{EMPTY:-{a}}}", "1"),
        ("{nobody:-{nothing}}", None),
        ("{a:-{nothing}}", "1"),
        ("{nobody:-a:-b}", "a:-b"),
        ("{braces}", "{a}"),
        ("{}", "{}"),
        ("{_}", "{_}"),
        ("{not a name}", "{not a name}"),
        ("{not-a-name}", "{not-a-name}"),
        ('{"json": {a}}', '{"json": 1}'),
        ("{a", "{a"),
        ("a}", "a}"),
        ("{{a}}", "{1}"),
        ("{a{b_2}", "{atwo"),
    ],
)
def test_names_are_replaced(template: str, expected: str | None) -> None:
    assert expand(template) == expected


@CASES
@given(st.text(st.sampled_from("{}:-a_ ${é"), max_size=20))
def test_any_text_is_a_template(template: str) -> None:
    assert isinstance(expand(template), str | None)
    assert templates.source(parse_language.text(template)) == template


@CASES
@given(st.text(max_size=20), st.text(max_size=20))
def test_a_value_is_not_read_as_a_template(value: str, around: str) -> None:
    around = around.replace("{", "").replace("}", "")
    template = parse_language.text(f"{around}{{a}}{around}")
    assert templates.expand(template, {"a": value}.get) == around + value + around
