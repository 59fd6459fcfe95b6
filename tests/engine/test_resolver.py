from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from configlint.engine import layers
from configlint.engine.requests import explain
from configlint.engine.resolver import Bound, Resolver
from configlint.engine.values import RefusedError, Value
from tests.engine.made_up import ENVIRONMENT, FILE, USER_FILE, File, machine, profile, read, resolver, text


def value(source: Any, content: File = None, environment: Mapping[str, str] | None = None, **more: Any) -> Value | None:
    """Return what one source gives, with one file and a known environment."""
    return resolver({} if content is None else content, environment=environment or {}, **more).read(source)


# ---- kinds of sources

CONTENT = {
    "text": "x",
    "empty": "",
    "number": 4,
    "flag": True,
    "nothing": None,
    "table": {"k": "in"},
    "list": ["a", "b"],
    "models": [{"id": "m-1", "url": "one"}, {"id": "m-2", "url": "two"}],
    "dotted.key": {"k": "quoted"},
    "name": "ACME_KEY",
    "names": ["UNSET", "EMPTY", "ACME_KEY", "OTHER"],
    "helper": "pass show key",
}
ENV = {"ACME_KEY": "sk-test-1", "EMPTY": "", "OTHER": "sk-test-2", "P_KEY": "sk-test-3"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("key:text", "x"),
        ("key:empty", None),
        ("key:number", "4"),
        ("key:flag", "true"),
        ("key:nothing", None),
        ("key:table", None),
        ("key:list", None),
        ("key:table.k", "in"),
        ("key:list.1", "b"),
        ("key:list.2", None),
        ("key:'dotted.key'.k", "quoted"),
        ("key:dotted.key.k", None),
        ("key:models.[id=m-2].url", "two"),
        ("key:models.[id=m-3].url", None),
        ("key:models.[id={want}].url", "two"),
        ("key:{section}.k", "in"),
        ("key:{unbound}.k", None),
        ("key:{UNBOUND}.k", None),
        ("key:{ACME_KEY}", None),
        ("var:ACME_KEY", "sk-test-1"),
        ("var:EMPTY", None),
        ("var:UNSET", None),
        ("var:{upper}_KEY", "sk-test-3"),
        ("var:{unbound}_KEY", None),
        ("shell:ACME_KEY", "sk-test-1"),
        ("shell:UNSET", None),
        ("named:name", "sk-test-1"),
        ("named:names", "sk-test-1"),
        ("named:text", None),
        ("named:nowhere", None),
        ("is:text", "text"),
        ("is:", None),
        ("is:{section}/{ACME_KEY}", "table/sk-test-1"),
        ("is:{unbound}", None),
        ("is:{UNSET:-default}", "default"),
        ("is:{HOME}:{CWD}", "/nowhere/home:/nowhere/work"),
        ("is:{helper_meaning}!", "helped!"),
        ("meaning:helper_meaning", "helped"),
        ("meaning:section", "table"),
        ("meaning:unheard_of", None),
    ],
)
def test_a_source(source: str, expected: str | None) -> None:
    meanings = {"helper_meaning": ["key:nowhere", "is:helped"], "want": ["is:m-2"], "upper": ["is:P"]}
    found = value(source, CONTENT, ENV, bound={"section": "table"}, meanings=meanings)
    assert text(found) == expected


def test_the_first_source_that_is_present_counts() -> None:
    made = resolver(CONTENT, environment=ENV)
    assert text(made.first(["key:nowhere", "var:UNSET", "key:empty", "key:text", "is:never"])) == "x"
    assert made.first(["key:nowhere", "var:UNSET"]) is None
    assert made.first([]) is None


@pytest.mark.parametrize(
    ("source", "kind", "name", "written"),
    [
        ("key:text", "literal", "", "text"),
        ("var:ACME_KEY", "env", "ACME_KEY", None),
        ("named:name", "env", "ACME_KEY", "name"),
        ("is:text", "default", "", None),
        ("command:key:helper", "command", "", "helper"),
    ],
)
def test_a_value_says_where_it_comes_from(source: str, kind: str, name: str, written: str | None) -> None:
    found = value(source, CONTENT, ENV)
    assert found is not None
    assert (found.kind, found.name) == (kind, name)
    assert (found.written.route[-1] if found.written is not None else None) == written


def test_the_origin_survives_operations_and_maps() -> None:
    source = {"any": ["var:UNSET", "key:text"], "do": ["upper"], "map": {"X": "{ACME_KEY}"}}
    found = value(source, CONTENT, ENV)
    assert found is not None
    assert (found.text, found.kind) == ("sk-test-1", "literal")
    assert found.place is not None
    assert found.place.route == ("text",)


def test_a_helper_command_is_never_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    found = value("command:key:helper", {"helper": f"touch {trace}"})
    assert found is not None
    assert (found.text, found.kind) == (None, "command")
    assert not trace.exists()
    assert value("command:key:helper", {"helper": ""}) is None
    assert value("command:key:helper", {}) is None


def test_the_content_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(" sk-test-1\n", encoding="utf-8")
    reading = layers.read(profile(), machine({}))
    made = Resolver(reading, Bound({"which": "key"}, {}))
    found = made.read(f"file:{tmp_path}/{{which}}")
    assert found is not None
    assert (found.text, found.kind) == ("sk-test-1", "file")
    assert made.read(f"file:{tmp_path}/nope") is None
    assert made.read("file:{unbound}/key") is None


def test_a_shell_source_passes_over_what_files_set() -> None:
    layers = [ENVIRONMENT, {**FILE, "variables": "env"}]
    made = resolver({"env": {"KEY": "file", "NEW": "file"}}, environment={"KEY": "shell"}, layers=layers)
    assert text(made.read("var:KEY")) == "file"
    assert text(made.read("shell:KEY")) == "shell"
    assert made.read("shell:NEW") is None


def test_a_source_of_no_kind_is_a_mistake_in_the_profile() -> None:
    with pytest.raises(ValueError, match="unknown source"):
        value("path:x")


# ---- options of a source


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
    for source in ("key:empty", "var:EMPTY", "is:"):
        assert text(value({"from": source, **options}, CONTENT, ENV)) == expected


def test_a_profile_may_take_empty_texts_for_values() -> None:
    reading = {"empty": "value"}
    assert text(value("key:empty", CONTENT, reading=reading)) == ""
    assert value({"from": "key:empty", "empty": "unset"}, CONTENT, reading=reading) is None


def test_what_operations_leave_empty_counts_as_empty() -> None:
    assert value({"from": "is: ", "do": ["trim"]}) is None
    assert text(value({"from": "is: ", "do": ["trim"], "empty": "value"})) == ""


def test_options_apply_to_any_of_several() -> None:
    assert text(value({"any": ["key:empty", "key:text"], "empty": "value"}, CONTENT)) == ""


def test_of_several_the_first_that_leaves_something_counts() -> None:
    source = {"any": ["key:text", "is:a/b"], "do": ["before:/"]}
    assert text(value(source, CONTENT)) == "a"


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
    source = {"from": "key:m", "map": {"opus": "model-4", "best": "{ACME_KEY}", "lost": "{unbound}"}, **more}
    assert text(value(source, {"m": written}, ENV)) == expected


def test_options_work_in_order() -> None:
    source = {
        "from": "key:m",
        "interpolate": [{"syntax": "${NAME}"}],
        "do": ["upper", "before:-"],
        "map": {"SK": "found"},
    }
    assert text(value(source, {"m": "${ACME_KEY}"}, ENV)) == "found"


def test_a_condition_on_a_source() -> None:
    source = {"from": "key:text", "when": {"key:flag": "true", "var:UNSET": False}, "missing": "never"}
    assert text(value(source, CONTENT)) == "x"
    assert value(source, CONTENT, {"UNSET": "now set"}) is None


def test_a_source_that_must_not_be_missing() -> None:
    source = {"from": "named:name", "missing": "no {wanted}, no {unbound}"}
    meanings = {"wanted": ["key:name"]}
    assert text(value(source, CONTENT, ENV, meanings=meanings)) == "sk-test-1"
    with pytest.raises(RefusedError, match=r"^no ACME_KEY, no \{unbound\}$") as refused:
        value(source, CONTENT, {}, meanings=meanings)
    assert refused.value.place is not None
    assert refused.value.place.route == ("name",)


def test_a_name_field_without_missing_does_not_end_the_search() -> None:
    made = resolver(CONTENT, environment={"OTHER": "sk-test-2"})
    assert text(made.first(["named:name", "var:OTHER"])) == "sk-test-2"


# ---- meanings


def test_a_meaning_may_use_others() -> None:
    meanings = {"a": ["is:{b}+"], "b": ["meaning:c"], "c": ["key:nowhere", "is:c"]}
    assert text(value("meaning:a", meanings=meanings)) == "c+"


@pytest.mark.parametrize("meanings", [{"a": ["meaning:a", "is:x"]}, {"a": ["is:{b}", "is:x"], "b": ["is:{a}"]}])
def test_a_meaning_that_needs_itself_has_nothing_to_say_there(meanings: dict[str, Any]) -> None:
    assert text(value("meaning:a", meanings=meanings)) == "x"


def test_a_bound_name_beats_a_meaning() -> None:
    assert text(value("is:{n}", bound={"n": "bound"}, meanings={"n": ["is:meant"]})) == "bound"


def test_a_meaning_beats_a_variable() -> None:
    assert text(value("is:{PROVIDER}", environment={"PROVIDER": "set"}, meanings={"PROVIDER": ["is:meant"]})) == "meant"


def test_a_model_that_only_the_command_line_knows_stays_a_name() -> None:
    made = resolver({}, environment={}, meanings={"model": ["key:model"]})
    assert made.expand("/models/{model}") == "/models/{model}"
    assert made.read("key:models.{model}.x") is None
    assert resolver({}, environment={}, meanings={}).expand("{model}") == "{model}"


def test_what_a_tool_says_keeps_names_without_a_value() -> None:
    made = resolver(CONTENT, environment={}, bound={"provider": "p"})
    assert made.message("no key for {provider} ({UNSET}), see {HOME:-x}") == "no key for p ({UNSET}), see /nowhere/home"


@pytest.mark.parametrize("source", ["is:{p}", "meaning:p"])
def test_a_name_that_is_a_value_stands_where_its_key_does(source: str) -> None:
    tool = profile(
        layers=[{"data": {"theirs": {}}, "mount": "builtin"}, FILE],
        connections={"each": ["p.{p}", "builtin.{p}"]},
        meanings={"base_url": ["is:https://h.example"], "model": [source]},
    )
    ours, theirs = (request.model for request in explain(read(tool, {"p": {"mine": {}}}, environment={})))
    assert ours is not None
    assert ours.place is not None
    assert (ours.text, ours.kind, ours.place.route) == ("mine", "literal", ("p", "mine"))
    assert theirs is not None
    assert (theirs.text, theirs.kind, theirs.place) == ("theirs", "default", None)


# ---- tables and lists


def test_a_table_of_several_files() -> None:
    reading = read(
        profile(layers=[USER_FILE, FILE]), {"t": {"a": 1, "b": "x"}}, {"t": {"b": "y", "c": {}}}, environment={}
    )
    made = Resolver(reading)
    assert made.table("t") == [("a", "1"), ("b", "y")]
    assert made.table("nowhere") == []
    assert made.table("{unbound}") == []
    documents = {name: one.place.document for name, one in made.entries("t") if one.place is not None}
    assert documents == {"a": reading.layers[0].document, "b": reading.layers[1].document}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("names", ["UNSET", "EMPTY", "ACME_KEY", "OTHER"]),
        ("text", ["x"]),
        ("table", []),
        ("nowhere", []),
        ("models", []),
    ],
)
def test_items_of_a_list(path: str, expected: list[str]) -> None:
    assert [one.text for one in resolver(CONTENT).items(f"key:{path}")] == expected


# ---- what is not known


@pytest.mark.parametrize(
    ("source", "needs"),
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
def test_without_an_environment_it_says_which_variables_matter(source: str, needs: set[str]) -> None:
    made = resolver(CONTENT, environment=None, bound={"n": "P"}, meanings={"key": ["var:KEY", "var:OTHER"]})
    made.read(source)
    assert made.needs == needs


def test_what_is_known_needs_nothing() -> None:
    made = resolver(CONTENT, environment={})
    for source in ("var:KEY", "named:name", "key:nowhere"):
        assert made.read(source) is None
    assert made.needs == set()


def test_a_named_variable_of_an_unknown_environment() -> None:
    found = resolver(CONTENT, environment=None).read("named:name")
    assert found is not None
    assert (found.text, found.kind, found.name) == (None, "env", "ACME_KEY")
    assert found.via is not None
    assert found.via.route == ("name",)


def test_a_condition_that_finds_nothing_says_which_file_it_missed() -> None:
    made = Resolver(read(profile(layers=[USER_FILE, FILE]), None, {"model": "m"}, environment={}))
    assert made.holds({"key:model": True})
    assert made.needs == set()
    assert made.holds({"key:trusted": False})
    assert made.needs == {"~/config.json"}


def test_of_a_file_with_several_names_the_first_stands_for_it() -> None:
    several = {**USER_FILE, "path": ["~/a.json", "~/b.json"]}
    made = Resolver(read(profile(layers=[several, FILE]), None, {}, environment={}))
    made.read("key:url")
    assert made.needs == {"~/a.json"}


def test_a_value_that_is_not_known_is_still_the_first_present() -> None:
    made = resolver(CONTENT, environment=None)
    found = made.first(["named:name", "is:never"])
    assert found is not None
    assert found.name == "ACME_KEY"


def test_a_file_that_was_not_read_could_say_more() -> None:
    login = {"path": "~/login.json", "format": "json", "scope": "user", "mount": "login"}
    drop = {**USER_FILE, "path": "~/other.json", "drop": ["url"]}
    reading = read(profile(layers=[login, USER_FILE, drop, FILE]), None, None, None, {"model": "m"}, environment={})
    for source, expected in [
        ("key:model", set()),
        ("key:url", {"~/config.json"}),
        ("key:key", {"~/config.json", "~/other.json"}),
        ("key:login.key", {"~/login.json"}),
        ("var:KEY", set()),
    ]:
        made = Resolver(reading)
        made.read(source)
        assert made.needs == expected, source


def test_a_meaning_keeps_what_it_needs_for_whoever_asks_later() -> None:
    made = resolver({}, environment=None, meanings={"key": ["var:KEY", "is:x"]})
    made.meaning("key")
    made.needs.clear()
    assert text(made.meaning("key")) == "x"
    assert made.needs == {"KEY"}
    assert made.needs_of("key") == {"KEY"}
    assert made.needs_of("unheard_of") == frozenset()
