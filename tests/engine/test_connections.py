from __future__ import annotations

from typing import Any

import pytest

from configlint.engine import connections
from configlint.engine.requests import explain
from configlint.engine.values import RefusedError
from tests.engine.made_up import ENVIRONMENT, FILE, USER_FILE, WORK, File, profile, read

CONTENT = {
    "use": "b",
    "providers": {
        "a": {"url": "https://a.example", "models": {"m": {}, "n": {}}},
        "b": {"url": "https://b.example", "off": True},
        "c.d": {"url": "https://cd.example"},
    },
    "list": [{"name": "first"}, {"name": "second"}],
}


def names(settings: dict[str, Any], content: File = CONTENT, **more: Any) -> list[dict[str, str]]:
    """Return the bound names of every connection."""
    found = connections.connections_of(read(profile(connections=settings, **more), content, environment={}))
    return [dict(resolver.bound.names) for resolver in found.resolvers]


def active(settings: dict[str, Any], content: File = CONTENT, **environment: str) -> tuple[list[str], str | None]:
    """Return the active connections by name, and the message where there is none."""
    found = connections.connections_of(read(profile(connections=settings), content, environment=environment))
    listed = zip(found.resolvers, found.active, strict=True)
    marked = ["/".join(resolver.bound.names.values()) for resolver, is_active in listed if is_active]
    return marked, found.missing.message if found.missing is not None else None


# ---- which connections there are


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ("providers.{p}", [{"p": "a"}, {"p": "b"}, {"p": "c.d"}]),
        (["providers.{p}"], [{"p": "a"}, {"p": "b"}, {"p": "c.d"}]),
        ("providers.{p}.models.{m}", [{"p": "a", "m": "m"}, {"p": "a", "m": "n"}]),
        ("providers.'c.d'", [{}]),
        ("list.{n}", [{"n": "0"}, {"n": "1"}]),
        ("nowhere.{p}", []),
        ("use.{p}", []),
        ("", [{}]),
        (
            ["providers.{p}.models.{m}", "providers.{p}"],
            [{"p": "a", "m": "m"}, {"p": "a", "m": "n"}, {"p": "a"}, {"p": "b"}, {"p": "c.d"}],
        ),
        (["providers.{p}", "builtin.{p}"], [{"p": "a"}, {"p": "b"}, {"p": "c.d"}, {"p": "z"}]),
    ],
)
def test_a_pattern_binds_names(each: Any, expected: list[dict[str, str]]) -> None:
    builtin = {"data": {"a": {}, "z": {}}, "mount": "builtin"}
    assert names({"each": each}, layers=[builtin, ENVIRONMENT, FILE]) == expected


def test_without_patterns_there_is_one_connection() -> None:
    found = connections.connections_of(read(profile(), CONTENT, environment={}))
    assert [resolver.bound.names for resolver in found.resolvers] == [{}]
    assert [request.connection for request in explain(read(profile(), {}, environment={}))] == ["default"]


def test_connections_of_several_files() -> None:
    tool = profile(connections={"each": "p.{p}"}, layers=[USER_FILE, FILE])
    found = connections.connections_of(read(tool, {"p": {"a": {}, "b": {}}}, {"p": {"b": {}, "c": {}}}, environment={}))
    assert [resolver.bound.names["p"] for resolver in found.resolvers] == ["a", "b", "c"]


def test_what_fails_the_condition_is_not_a_connection() -> None:
    assert names({"each": "providers.{p}", "when": {"key:providers.{p}.off": False}}) == [{"p": "a"}, {"p": "c.d"}]
    assert names({"each": "providers.{p}", "when": {"p": ["a", "b"]}}) == [{"p": "a"}, {"p": "b"}]


def test_a_name_that_is_not_bound_makes_a_path_absent() -> None:
    tool = profile(
        connections={"each": ["providers.{p}", "list.{n}"]},
        meanings={"base_url": ["key:providers.{p}.url", "key:list.{n}.url", "is:https://default.example"]},
    )
    sent = explain(read(tool, CONTENT, environment={}))
    assert [request.url for request in sent][-2:] == ["https://default.example/chat"] * 2
    assert sent[0].url == "https://a.example/chat"


def test_a_key_of_a_bound_name_stays_one_step() -> None:
    tool = profile(connections={"each": "providers.{p}"}, meanings={"base_url": ["key:providers.{p}.url"]})
    assert explain(read(tool, CONTENT, environment={}))[2].url == "https://cd.example/chat"


def test_there_are_never_more_than_a_thousand() -> None:
    content: File = {"providers": {str(number): {} for number in range(connections.MAX_CONNECTIONS + 5)}}
    assert len(names({"each": "providers.{p}"}, content)) == connections.MAX_CONNECTIONS


# ---- which connection is used

CHOICE: dict[str, Any] = {"of": "{p}", "is": ["var:USE", "key:use"]}
BY_NAME = {"each": "providers.{p}", "active": CHOICE, "missing": "no {chosen}"}


def test_without_a_choice_all_are_active() -> None:
    assert active({"each": "providers.{p}"}) == (["a", "b", "c.d"], None)
    assert active(BY_NAME, {**CONTENT, "use": ""}) == (["a", "b", "c.d"], None)


def test_the_first_may_be_the_active_one() -> None:
    assert active({"each": "providers.{p}", "active": "first"}) == (["a"], None)


def test_the_configuration_names_the_active_one() -> None:
    assert active(BY_NAME) == (["b"], None)
    assert active(BY_NAME, USE="c.d") == (["c.d"], None)


def test_several_may_be_active() -> None:
    settings = {**BY_NAME, "each": "providers.{p}.models.{m}"}
    assert active(settings, USE="a") == (["a/m", "a/n"], None)


def test_the_tool_may_take_only_the_first_of_several() -> None:
    settings = {"each": "providers.{p}.models.{m}", "active": {**CHOICE, "several": "first"}}
    assert active(settings, USE="a") == (["a/m"], None)
    assert active(settings, {**CONTENT, "use": ""}) == (["a/m", "a/n"], None)


def test_the_tool_may_take_the_first_where_none_is_named_or_there() -> None:
    settings = {"each": "providers.{p}", "active": {**CHOICE, "otherwise": "first"}}
    assert active(settings) == (["b"], None)
    assert active(settings, USE="nobody") == (["a"], None)
    assert active(settings, {**CONTENT, "use": ""}) == (["a"], None)


def test_what_may_name_another_leaves_all_active() -> None:
    tool = profile(connections={"each": "providers.{p}", "active": {**CHOICE, "otherwise": "first"}})
    found = connections.connections_of(read(tool, {**CONTENT, "use": ""}, environment=None))
    assert found.active == [True, True, True]


def test_the_active_one_does_not_exist() -> None:
    assert active(BY_NAME, USE="nobody") == ([], "no nobody")
    assert active(BY_NAME, {"use": "nobody"}) == ([], "no nobody")


def test_there_are_none() -> None:
    assert active({"each": "providers.{p}"}, {}) == ([], None)
    assert active({"each": "providers.{p}", "missing": "define one"}, {}) == ([], "define one")
    assert active({**BY_NAME, "missing": "no {chosen}"}, {}) == ([], None)


def missing(content: File, settings: dict[str, Any], *others: File, layers: list[Any] | None = None) -> RefusedError:
    tool = profile(connections=settings, layers=layers or [ENVIRONMENT, FILE])
    found = connections.connections_of(read(tool, content, *others, environment={})).missing
    assert found is not None
    return found


def test_a_choice_that_does_not_exist_is_reported_where_it_is_written() -> None:
    found = missing({"use": "nobody"}, BY_NAME)
    assert found.rule == "undefined-provider"
    assert found.place is not None
    assert found.place.route == ("use",)
    assert missing({"use": "nobody"}, {**BY_NAME, "missing_rule": "wrong-model-form"}).rule == "wrong-model-form"


def test_what_the_tool_knows_elsewhere_is_not_missing() -> None:
    settings = {**BY_NAME, "missing_when": {"key:strict": True}, "elsewhere": "{chosen} is known online"}
    tool = profile(connections=settings)
    found = connections.connections_of(read(tool, {"use": "nobody"}, environment={}))
    assert (found.missing, found.elsewhere) == (None, "nobody is known online")
    assert missing({"use": "nobody", "strict": "yes"}, settings).rule == "undefined-provider"


def test_a_file_that_was_not_read_may_define_it() -> None:
    assert missing(None, BY_NAME, {"use": "nobody"}, layers=[USER_FILE, FILE]).rule is None
    assert missing({}, BY_NAME, {"use": "nobody"}, layers=[USER_FILE, FILE]).rule == "undefined-provider"
    assert (
        missing(
            None, {**BY_NAME, "each": ["providers.{p}", "other.{p}"]}, {"use": "nobody"}, layers=[USER_FILE, FILE]
        ).rule
        is None
    )
    dropped = {**USER_FILE, "drop": ["providers"]}
    assert missing(None, BY_NAME, {"use": "nobody"}, layers=[dropped, FILE]).rule == "undefined-provider"


# ---- what stops the tool


def stops(content: File = CONTENT, **data: Any) -> list[str]:
    found = connections.stops(read(profile(connections={"each": "providers.{p}"}, **data), content, environment={}))
    return [refused.message for refused in found]


def test_a_refusal_stops_everything() -> None:
    refuse = [{"when": {"key:use": "b"}, "message": "{unbound} no b in {CWD}"}]
    assert stops(refuse=refuse) == ["{unbound} no b in /nowhere/work"]
    sent = explain(read(profile(connections={"each": "providers.{p}"}, refuse=refuse), CONTENT, environment={}))
    assert [request.refused and request.refused.message for request in sent] == ["{unbound} no b in /nowhere/work"] * 3
    assert [request.url for request in sent] == [None] * 3
    assert stops({"use": "a"}, refuse=refuse) == []


def test_one_connection_may_stop_all() -> None:
    refuse = [
        {"each": True, "when": {"key:providers.{p}.off": "true"}, "message": "{p} is off", "at": "providers.{p}.off"}
    ]
    assert stops(refuse=refuse) == ["b is off"]
    tool = profile(connections={"each": "providers.{p}"}, refuse=refuse)
    (found,) = connections.stops(read(tool, CONTENT, environment={}))
    assert found.place is not None
    assert found.place.route == ("providers", "b", "off")
    assert all(request.refused is not None for request in explain(read(tool, CONTENT, environment={})))


def test_a_tool_that_stops_without_connections_still_says_why() -> None:
    tool = profile(connections={"each": "providers.{p}"}, refuse=[{"when": {"key:x": False}, "message": "no x"}])
    (only,) = explain(read(tool, {}, environment={}))
    assert only.refused is not None
    assert only.refused.message == "no x"


def test_an_unknown_variable_stops_nothing() -> None:
    tool = profile(refuse=[{"when": {"key:use": "b", "var:ACME_MODEL": False}, "message": "no model"}])
    assert len(connections.stops(read(tool, CONTENT, environment={}))) == 1
    assert connections.stops(read(tool, CONTENT, environment={"ACME_MODEL": "x"})) == []
    assert connections.stops(read(tool, CONTENT)) == []


def test_what_a_file_that_was_not_read_may_say_stops_nothing() -> None:
    layers = [ENVIRONMENT, USER_FILE, FILE]
    tool = profile(layers=layers, refuse=[{"when": {"key:login": False}, "message": "no login"}])
    assert connections.stops(read(tool, None, "{}")) == []
    assert [refused.message for refused in connections.stops(read(tool, "{}", "{}"))] == ["no login"]


def test_a_refusal_may_point_at_a_variable_that_a_file_sets() -> None:
    layers = [ENVIRONMENT, {"path": ".env", "format": "dotenv", "variables": ""}]
    refuse = [{"when": {"var:ACME_TYPE": "x"}, "message": "no x", "at": "var:ACME_TYPE", "rule": "invalid-value"}]
    (found,) = connections.stops(read(profile(layers=layers, refuse=refuse), "A=1\nACME_TYPE=x\n"))
    assert found.place is not None
    assert (found.place.document.path, found.place.route) == (f"{WORK}/.env", ("ACME_TYPE",))


@pytest.mark.parametrize(
    ("removed", "expected"),
    [
        ({"path": "use"}, ["Acme removed `use`: Use other"]),
        ({"path": "use", "since": "2.0"}, ["Acme 2.0 removed `use`: Use other"]),
        ({"path": "use", "value": "b"}, ['Acme removed `use = "b"`: Use other']),
        ({"path": "use", "value": "a"}, []),
        ({"path": "providers.*.off"}, ["Acme removed `off`: Use other"]),
        ({"path": "nowhere"}, []),
    ],
)
def test_a_removed_option_may_stop_the_tool(removed: dict[str, str], expected: list[str]) -> None:
    assert stops(name="Acme", removed=[{**removed, "advice": "Use other", "stops": True}]) == expected
    assert stops(name="Acme", removed=[{**removed, "advice": "Use other"}]) == []


def test_what_stops_the_tool_points_at_the_option() -> None:
    removed = [{"path": "providers", "rename": "gateways", "stops": True}]
    (found,) = connections.stops(read(profile(removed=removed), CONTENT, environment={}))
    assert found.place is not None
    assert (found.place.route, found.rule) == (("providers",), "removed-option")


@pytest.mark.parametrize(
    ("removed", "help_shown"),
    [
        ({"advice": "Start it with --use {value}"}, "Start it with --use b"),
        ({"rename": "used"}, "Use used"),
        ({"write": "c"}, "Use c"),
        ({"drop": True}, "Remove it"),
    ],
)
def test_a_removed_option_says_what_to_do_instead(removed: dict[str, Any], help_shown: str) -> None:
    assert stops(name="Acme", removed=[{"path": "use", "stops": True, **removed}]) == [
        f"Acme removed `use`: {help_shown}"
    ]


def test_a_broken_file_comes_first() -> None:
    first, second = stops("{", refuse=[{"when": {"key:use": False}, "message": "no use"}])
    assert first.startswith("config.json:1:")
    assert second == "no use"
