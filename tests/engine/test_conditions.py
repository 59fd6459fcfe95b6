from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from configlint.catalog.parse_language import condition
from configlint.engine import layers
from configlint.engine.resolver import Resolver
from configlint.engine.values import Holds
from configlint.files.access import LocalFiles
from tests.engine.made_up import ENVIRONMENT, FILE, USER_FILE, host, profile, read, resolver

CONTENT = {
    "text": "x",
    "empty": "",
    "flag": True,
    "off": False,
    "nothing": None,
    "table": {"k": "v"},
    "no_table": {},
    "list": ["a", "b"],
    "no_list": [],
    "providers": {"p": {"kind": "chat"}, "q": {"kind": "responses"}},
    "name": "KEY",
}
ENV = {"KEY": "sk-test-1", "EMPTY": ""}


def check(made: Resolver, **written: Any) -> Holds:
    """Return whether a condition holds, as the profile writes it."""
    return made.holds(condition(written))


def holds(**written: Any) -> bool:
    made = resolver(
        CONTENT,
        environment=ENV,
        bound={"provider": "p"},
        meanings={"meant": ["key:text"], "not_meant": ["key:nowhere"]},
    )
    return check(made, **written).is_true


@pytest.mark.parametrize(
    ("left", "true", "there"),
    [
        ("key:text", True, True),
        ("key:empty", False, True),
        ("key:flag", True, True),
        ("key:off", True, True),
        ("key:nothing", False, False),
        ("key:table", True, True),
        ("key:no_table", True, True),
        ("key:list", True, True),
        ("key:no_list", False, True),
        ("key:nowhere", False, False),
        ("key:providers.{provider}", True, True),
        ("key:providers.{unbound}", False, False),
        ("key:providers.*.kind", True, True),
        ("key:providers.*.nowhere", False, False),
        ("var:KEY", True, True),
        ("var:EMPTY", False, True),
        ("var:UNSET", False, False),
        ("named:name", True, True),
        ("named:text", False, False),
        ("provider", True, True),
        ("unbound", False, False),
        ("meant", True, True),
        ("not_meant", False, False),
        ("is:{provider}", True, True),
    ],
)
def test_whether_something_is_there(left: str, true: bool, there: bool) -> None:
    assert holds(**{left: True}) is true
    assert holds(**{left: False}) is not true
    assert holds(**{left: "?"}) is there


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("key:text", "x", True),
        ("key:text", "X", False),
        ("key:text", "{meant}", True),
        ("key:flag", "true", True),
        ("key:off", "false", True),
        ("key:nowhere", "x", False),
        ("key:empty", "", True),
        ("var:KEY", "sk-test-1", True),
        ("provider", "{provider}", True),
        ("key:text", "!x", False),
        ("key:text", "!y", True),
        ("key:empty", "!x", True),
        ("key:nowhere", "!x", False),
        ("provider", "!{provider}", False),
        ("var:KEY", "~^sk-", True),
        ("var:KEY", "~test", True),
        ("var:KEY", "~^test", False),
        ("key:nowhere", "~", False),
        ("key:text", ["y", "x"], True),
        ("key:text", ["y", "z"], False),
        ("key:text", [], False),
        ("key:nowhere", [False, "x"], True),
        ("key:list", "has a", True),
        ("key:list", "has c", False),
        ("key:providers", "has {provider}", True),
        ("key:providers", "has r", False),
        ("key:text", "has x", True),
        ("key:nowhere", "has x", False),
        ("key:nowhere", [False, "has x"], True),
        ("key:list", [False, "has c"], False),
        ("key:providers.*.kind", "responses", True),
        ("key:providers.*.kind", "gemini", False),
        ("key:providers.*.kind", "!chat", True),
        ("key:providers.*.kind", "~^resp", True),
    ],
)
def test_a_comparison(left: str, right: Any, expected: bool) -> None:
    assert holds(**{left: right}) is expected


def test_every_line_must_hold() -> None:
    assert holds(**{"key:text": "x", "var:KEY": True})
    assert not holds(**{"key:text": "x", "var:UNSET": True})
    assert holds()


def test_not_and_any() -> None:
    assert holds(**{"not": {"key:text": "y"}})
    assert not holds(**{"not": {"key:text": "x"}})
    assert holds(**{"not": {"key:text": "x", "var:UNSET": True}})
    assert holds(any=[{"var:UNSET": True}, {"key:text": "x"}])
    assert not holds(any=[{"var:UNSET": True}, {"key:text": "y"}])
    assert not holds(any=[])
    assert holds(any=[{"not": {"any": [{"var:UNSET": True}]}}])


def test_whether_a_folder_exists(tmp_path: Path) -> None:
    here = host({"HERE": str(tmp_path), "GONE": str(tmp_path / "gone")}, files=LocalFiles())
    made = Resolver(layers.read(profile(), here, {}))
    assert check(made, **{"exists:{HERE}": True}).is_true
    assert check(made, **{"exists:{GONE}": False, "exists:{UNSET}": False}).is_true


def test_a_reference_in_a_condition_is_resolved() -> None:
    with_references = {**FILE, "interpolate": [{"syntax": "${NAME}"}]}
    made = resolver({"kind": "${KIND}"}, environment={"KIND": "chat"}, layers=[ENVIRONMENT, with_references])
    assert check(made, **{"key:kind": "chat"}).is_true


def test_a_condition_says_what_it_does_not_know() -> None:
    assert check(resolver({}, environment=None), **{"var:KEY": True}) == Holds(False, frozenset({"KEY"}))


def test_a_condition_that_finds_nothing_says_which_file_was_not_read() -> None:
    made = Resolver(read(profile(layers=[USER_FILE, FILE]), None, {"model": "m"}, environment={}))
    assert check(made, **{"key:model": True}) == Holds(True)
    assert check(made, **{"key:trusted": False}) == Holds(True, frozenset({"~/config.json"}))


@pytest.mark.parametrize("right", ["{WANTED}", "!{WANTED}", "has {WANTED}"])
def test_what_a_condition_compares_with_may_be_unknown(right: str) -> None:
    found = check(resolver({"use": "a"}, environment=None), **{"key:use": right})
    assert found.unknowns == {"WANTED"}
