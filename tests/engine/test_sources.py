"""The kinds of sources of values."""

from __future__ import annotations

from pathlib import Path

import pytest

from configlint.catalog.parse_language import path, source, sources
from configlint.engine import layers
from configlint.engine.resolver import Resolver
from configlint.engine.tree_reader import Bound
from configlint.engine.values import ABSENT
from configlint.files.access import LocalFiles
from tests.engine.made_up import ENVIRONMENT, FILE, USER_FILE, host, profile, read, resolver, text
from tests.engine.one_source import CONTENT, ENV, found


@pytest.mark.parametrize(
    ("written", "expected"),
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
        ("key:trust.[nearest={CWD}]", "the nearest"),
        ("key:trust.[nearest={HOME}]", "above all"),
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
def test_a_source(written: str, expected: str | None) -> None:
    meanings = {"helper_meaning": ["key:nowhere", "is:helped"], "want": ["is:m-2"], "upper": ["is:P"]}
    assert text(found(written, CONTENT, ENV, bound={"section": "table"}, meanings=meanings)) == expected


def test_the_first_source_that_is_present_counts() -> None:
    made = resolver(CONTENT, environment=ENV)
    assert text(made.first(sources(["key:nowhere", "var:UNSET", "key:empty", "key:text", "is:never"]))) == "x"
    assert made.first(sources(["key:nowhere", "var:UNSET"])) == ABSENT
    assert made.first([]) == ABSENT


@pytest.mark.parametrize(
    ("written", "kind", "name", "key"),
    [
        ("key:text", "literal", "", "text"),
        ("var:ACME_KEY", "env", "ACME_KEY", None),
        ("named:name", "env", "ACME_KEY", "name"),
        ("is:text", "default", "", None),
        ("command:key:helper", "command", "", "helper"),
    ],
)
def test_a_value_says_where_it_comes_from(written: str, kind: str, name: str, key: str | None) -> None:
    value = found(written, CONTENT, ENV).value
    assert value is not None
    assert (value.kind, value.name) == (kind, name)
    assert (value.written.route[-1] if value.written is not None else None) == key


def test_the_origin_survives_operations_and_maps() -> None:
    value = found({"any": ["var:UNSET", "key:text"], "do": ["upper"], "map": {"X": "{ACME_KEY}"}}, CONTENT, ENV).value
    assert value is not None
    assert (value.text, value.kind) == ("sk-test-1", "literal")
    assert value.place is not None
    assert value.place.route == ("text",)


def test_a_helper_command_is_never_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    value = found("command:key:helper", {"helper": f"touch {trace}"}).value
    assert value is not None
    assert (value.text, value.kind) == (None, "command")
    assert not trace.exists()
    assert found("command:key:helper", {"helper": ""}) == ABSENT
    assert found("command:key:helper", {}) == ABSENT


def test_the_content_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(" sk-test-1\n", encoding="utf-8")
    reading = layers.read(profile(), host({}, files=LocalFiles()))
    made = Resolver(reading, Bound({"which": "key"}))
    value = made.read(source(f"file:{tmp_path}/{{which}}")).value
    assert value is not None
    assert (value.text, value.kind) == ("sk-test-1", "file")
    assert made.read(source(f"file:{tmp_path}/nope")) == ABSENT
    assert made.read(source("file:{unbound}/key")) == ABSENT


def test_a_shell_source_ignores_what_files_set() -> None:
    specs = [ENVIRONMENT, {**FILE, "variables": "env"}]
    made = resolver({"env": {"KEY": "file", "NEW": "file"}}, environment={"KEY": "shell"}, layers=specs)
    assert text(made.read(source("var:KEY"))) == "file"
    assert text(made.read(source("shell:KEY"))) == "shell"
    assert made.read(source("shell:NEW")) == ABSENT


def test_a_source_of_an_unknown_kind_is_a_mistake_in_the_profile() -> None:
    with pytest.raises(ValueError, match="unknown source"):
        source("path:x")


# ---- tables and lists


def test_a_table_of_several_files() -> None:
    reading = read(
        profile(layers=[USER_FILE, FILE]), {"t": {"a": 1, "b": "x"}}, {"t": {"b": "y", "c": {}}}, environment={}
    )
    made = Resolver(reading)
    assert made.table(path("t")) == [("a", "1"), ("b", "y")]
    assert made.table(path("nowhere")) == []
    assert made.table(path("{unbound}")) == []
    documents = {name: value.place.document for name, value in made.entries(path("t")) if value.place is not None}
    user, project = reading.loaded
    assert documents == {"a": user.document, "b": project.document}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("names", ["UNSET", "EMPTY", "ACME_KEY", "OTHER"]),
        ("text", ["x"]),
        ("table", []),
        ("nowhere", []),
        ("models", []),
    ],
)
def test_items_of_a_list(where: str, expected: list[str]) -> None:
    assert [value.text for value in resolver(CONTENT).items(source(f"key:{where}")).values] == expected
