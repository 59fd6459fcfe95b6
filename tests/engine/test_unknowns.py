"""What is not known, and what could supply it."""

from __future__ import annotations

import pytest

from configlint.catalog.parse_language import source, sources
from configlint.engine.resolver import Resolver
from configlint.engine.values import ABSENT, RefusedError, Resolved
from tests.engine.made_up import FILE, USER_FILE, profile, read, resolver, text
from tests.engine.one_source import CONTENT


@pytest.mark.parametrize(
    ("written", "unknowns"),
    [
        ("var:KEY", {"KEY"}),
        ("shell:KEY", {"KEY"}),
        ("is:{KEY}", {"KEY"}),
        ("var:{n}_KEY", {"P_KEY"}),
        ("meaning:key", {"KEY", "OTHER"}),
        ("key:text", set()),
        ("is:x", set()),
    ],
)
def test_without_an_environment_a_source_says_which_variables_matter(written: str, unknowns: set[str]) -> None:
    made = resolver(CONTENT, environment=None, bound={"n": "P"}, meanings={"key": ["var:KEY", "var:OTHER"]})
    assert made.read(source(written)).unknowns == unknowns


@pytest.mark.parametrize("written", ["var:KEY", "named:name", "key:nowhere"])
def test_what_is_known_to_be_absent_has_no_unknowns(written: str) -> None:
    assert resolver(CONTENT, environment={}).read(source(written)) == ABSENT


def test_a_named_variable_of_an_unknown_environment() -> None:
    value = resolver(CONTENT, environment=None).read(source("named:name")).value
    assert value is not None
    assert (value.text, value.kind, value.name) == (None, "env", "ACME_KEY")
    assert value.via is not None
    assert value.via.route == ("name",)


def test_of_a_file_with_several_names_the_first_is_reported() -> None:
    several = {**USER_FILE, "path": ["~/a.json", "~/b.json"]}
    made = Resolver(read(profile(layers=[several, FILE]), None, {}, environment={}))
    assert made.read(source("key:url")) == Resolved(None, frozenset({"~/a.json"}))


def test_a_value_that_is_not_known_is_still_the_first_present() -> None:
    value = resolver(CONTENT, environment=None).first(sources(["named:name", "is:never"])).value
    assert value is not None
    assert (value.text, value.name) == (None, "ACME_KEY")


def test_what_could_have_come_first_stays_unknown() -> None:
    assert resolver(CONTENT, environment=None).first(sources(["var:KEY", "is:x"])).unknowns == {"KEY"}
    assert resolver(CONTENT, environment=None).first(sources(["is:x", "var:KEY"])).unknowns == set()


@pytest.mark.parametrize(
    ("written", "unknowns"),
    [
        ("key:model", set()),
        ("key:url", {"~/config.json"}),
        ("key:key", {"~/config.json", "~/other.json"}),
        ("key:login.key", {"~/login.json"}),
        ("var:KEY", set()),
    ],
)
def test_a_file_that_was_not_read_could_say_more(written: str, unknowns: set[str]) -> None:
    login = {"path": "~/login.json", "format": "json", "scope": "user", "mount": "login"}
    drop = {**USER_FILE, "path": "~/other.json", "drop": ["url"]}
    reading = read(profile(layers=[login, USER_FILE, drop, FILE]), None, None, None, {"model": "m"}, environment={})
    assert Resolver(reading).read(source(written)).unknowns == unknowns


def test_a_meaning_keeps_its_unknowns_for_everyone_who_asks() -> None:
    made = resolver({}, environment=None, meanings={"key": ["var:KEY", "is:x"]})
    for _ in range(2):
        assert text(made.meaning("key")) == "x"
        assert made.meaning("key").unknowns == {"KEY"}
    assert made.meaning("unheard_of") == ABSENT


def test_nothing_is_missing_after_a_source_that_could_have_a_value() -> None:
    listed = sources(["var:KEY", {"from": "key:key", "missing": "set a key"}])
    assert resolver({}, environment=None).first(listed) == Resolved(None, frozenset({"KEY"}))
    with pytest.raises(RefusedError, match="set a key"):
        resolver({}, environment={}).first(listed)


def test_a_list_is_not_searched_for_a_prefix_without_a_value() -> None:
    made = Resolver(read(profile(layers=[USER_FILE, FILE]), None, {}, environment={}))
    assert made.read(source({"list": "key:list", "prefix": "{unbound}="})) == ABSENT
