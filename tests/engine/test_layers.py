from __future__ import annotations

from typing import Any

import pytest

from configlint.catalog.parse_language import source
from configlint.engine import layers
from configlint.engine.layers import VARIABLES
from configlint.engine.resolver import Resolver
from tests.engine.disk import DOTENV, Disk
from tests.engine.made_up import ENVIRONMENT, FILE, USER_FILE, document, host, profile, read, value

# ---- rank


def test_later_layers_beat_earlier_ones(disk: Disk) -> None:
    disk.write("home/config.json", '{"model": "user", "url": "user"}')
    disk.write("repo/sub/config.json", '{"model": "project"}')
    reading = disk.read([USER_FILE, FILE])
    assert value(reading, "key:model") == "project"
    assert value(reading, "key:url") == "user"
    assert value(disk.read([FILE, USER_FILE]), "key:model") == "user"


@pytest.mark.parametrize(("order", "expected"), [([ENVIRONMENT, DOTENV], "file"), ([DOTENV, ENVIRONMENT], "shell")])
def test_the_environment_is_a_layer_like_others(disk: Disk, order: list[dict[str, Any]], expected: str) -> None:
    disk.write("repo/sub/.env", "KEY=file\n")
    reading = disk.read(order, {"KEY": "shell"})
    assert value(reading, "var:KEY") == expected
    assert value(reading, "shell:KEY") == "shell"


def test_without_an_environment_layer_the_tool_reads_no_shell(disk: Disk) -> None:
    assert value(disk.read([FILE], {"KEY": "shell"}), "var:KEY") is None


def test_what_was_overridden_is_remembered(disk: Disk) -> None:
    disk.write("repo/sub/.env", "KEY=file\nSAME=x\n")
    reading = disk.read([ENVIRONMENT, DOTENV], {"KEY": "shell", "SAME": "x"})
    assert [(before.text, after.text) for before, after in reading.overridden] == [("shell", "file")]


def test_built_in_data_is_found_and_has_no_place(disk: Disk) -> None:
    reading = disk.read([{"data": {"openai": {"url": "https://api.example.com"}}, "mount": "builtin"}])
    found = Resolver(reading).read(source("key:builtin.openai.url")).value
    assert found is not None
    assert (found.text, found.kind, found.place) == ("https://api.example.com", "default", None)


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_layer_may_depend_on_the_environment_whatever_its_rank(disk: Disk, order: list[int]) -> None:
    disk.write("repo/sub/config.json", '{"model": "project"}')
    wanted: list[dict[str, Any]] = [{**FILE, "when": {"shell:USE_FILE": True}}, ENVIRONMENT]
    assert value(disk.read([wanted[number] for number in order], {"USE_FILE": "1"}), "key:model") == "project"
    assert value(disk.read([wanted[number] for number in order], {}), "key:model") is None


@pytest.mark.parametrize(
    ("take", "expected"),
    [
        ({}, ["x", "1.0", "true", None, None, None]),
        ({"variables_take": "strings"}, ["x", None, None, None, None, None]),
        ({"variables_take": "any"}, ["x", "1", "true", "null", "a,", "[object Object]"]),
    ],
)
def test_values_of_a_table_of_variables(take: dict[str, Any], expected: list[str | None], disk: Disk) -> None:
    disk.write("repo/sub/config.json", '{"env": {"A": "x", "B": 1.0, "C": true, "D": null, "E": ["a", null], "F": {}}}')
    reading = disk.read([{**FILE, "variables": "env", **take}])
    assert [value(reading, f"var:{name}") for name in "ABCDEF"] == expected


def test_a_value_that_the_tool_ignores_sets_no_variable(disk: Disk) -> None:
    disk.write("repo/sub/config.json", '{"MODEL": 45, "URL": "x"}')
    table = {"keys": {"MODEL": "string"}, "on_wrong": "ignore"}
    reading = disk.read([{**FILE, "variables": "", "tables": {"": table}}])
    assert (value(reading, "var:MODEL"), value(reading, "var:URL")) == (None, "x")


def test_a_layer_may_depend_on_the_layers_below(disk: Disk) -> None:
    disk.write("repo/sub/config.json", '{"model": "project"}')
    trusted = {**FILE, "when": {"key:trusted.'{CWD}'": "yes"}}
    disk.write("home/config.json", '{"model": "user"}')
    assert value(disk.read([USER_FILE, trusted]), "key:model") == "user"
    disk.write("home/config.json", f'{{"trusted": {{"{disk.root}/repo/sub": "yes"}}}}')
    assert value(disk.read([USER_FILE, trusted]), "key:model") == "project"
    disk.write("home/config.json", f'{{"trusted": {{"{disk.root}/repo": "yes"}}}}')
    assert value(disk.read([USER_FILE, trusted]), "key:model") is None


def test_a_document_in_a_variable(disk: Disk) -> None:
    inline = {"inline": "var:TOOL_CONFIG", "format": "jsonc"}
    disk.write("repo/sub/config.json", '{"model": "file", "url": "file"}')
    reading = disk.read([ENVIRONMENT, FILE, inline], {"TOOL_CONFIG": '{"model": "variable", /* ! */}'})
    assert value(reading, "key:model") == "variable"
    assert value(reading, "key:url") == "file"
    assert value(disk.read([ENVIRONMENT, FILE, inline]), "key:model") == "file"


def test_a_setting_may_name_a_further_file(disk: Disk) -> None:
    further = {"inline": "file:{other}", "format": "dotenv", "variables": ""}
    meanings = {"other": ["key:env-file"]}
    disk.write("repo/sub/config.json", '{"env-file": "keys.env"}')
    assert disk.read([FILE, further], meanings=meanings).variables.get("KEY") is None
    disk.write("repo/sub/keys.env", "KEY=k\n")
    variable = disk.read([FILE, further], meanings=meanings).variables["KEY"]
    assert variable.text == "k"
    assert variable.place is not None
    assert variable.place.document.path == "keys.env"


def test_a_file_of_a_template_may_differ_from_it(disk: Disk) -> None:
    tool = profile(
        layers=[{"path": "a.json", "template": "t"}, {"path": "b.json", "template": "t", "on_error": "refuse"}],
        templates={"t": {"format": "json", "on_error": "ignore", "mount": "m"}},
    )
    first, second = tool.layers
    assert (first.paths, first.format, first.mount) == (("a.json",), "json", "m")
    assert (second.paths, second.format, second.mount) == (("b.json",), "json", "m")
    assert (first.ignores_errors, second.ignores_errors) == (True, False)
    assert tool.mounts == {"m"}


def test_a_table_with_the_name_of_a_mount_is_not_read_as_the_mount(disk: Disk) -> None:
    login = {"path": "login.json", "format": "json", "mount": "login"}
    disk.write("repo/sub/config.json", '{"login": {"key": "sk-test-1"}}')
    assert value(disk.read([login, FILE]), "key:login.key") is None


# ---- variables that files set


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"env": {"KEY": "x"}}', "x"),
        ('{"env": {"KEY": 8080}}', "8080"),
        ('{"env": {"KEY": true}}', "true"),
        ('{"env": {"KEY": ""}}', None),
        ('{"env": {"KEY": null}}', "shell"),
        ('{"env": {"KEY": ["x"]}}', "shell"),
        ('{"env": "KEY=x"}', "shell"),
        ('{"KEY": "x"}', "shell"),
    ],
)
def test_a_table_of_variables(disk: Disk, content: str, expected: str | None) -> None:
    disk.write("repo/sub/config.json", content)
    reading = disk.read([ENVIRONMENT, {**FILE, "variables": "env"}], {"KEY": "shell"})
    assert value(reading, "var:KEY") == expected


def test_a_variable_of_a_file_says_where_it_is(disk: Disk) -> None:
    disk.write("repo/sub/.env", "A=1\nKEY=sk-test-1\n")
    found = Resolver(disk.read([DOTENV])).read(source("var:KEY")).value
    assert found is not None
    assert (found.kind, found.name) == ("env", "KEY")
    assert found.place is not None
    assert found.place.route == ("KEY",)
    assert found.place.document.name == ".env"


def test_a_file_of_variables_alone_gives_no_keys(disk: Disk) -> None:
    disk.write("repo/sub/.env", "model=x\n")
    assert value(disk.read([DOTENV]), "key:model") is None
    assert value(disk.read([{**DOTENV, "mount": "vars"}]), "key:vars.model") == "x"


def variables(disk: Disk, **layer: Any) -> set[str]:
    disk.write("repo/sub/.env", "TOOL_HOME=1\nTOOL_KEY=2\nOTHER_KEY=3\nOTHER=4\n")
    return set(disk.read([{**DOTENV, **layer}]).variables)


def test_variables_that_a_file_may_not_set(disk: Disk) -> None:
    assert variables(disk) == {"TOOL_HOME", "TOOL_KEY", "OTHER_KEY", "OTHER"}
    assert variables(disk, drop_variables=["TOOL_*"]) == {"OTHER_KEY", "OTHER"}
    assert variables(disk, drop_variables=["TOOL_KEY", "OTHER"]) == {"TOOL_HOME", "OTHER_KEY"}
    assert variables(disk, keep_variables=["*_KEY"]) == {"TOOL_KEY", "OTHER_KEY"}
    assert variables(disk, keep_variables=["*_KEY"], drop_variables=["TOOL_*"]) == {"OTHER_KEY"}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({"HOST": "h"}, "https://h/v1"), ({}, "https:///v1")],
)
def test_references_in_a_dotenv_file(disk: Disk, environment: dict[str, str], expected: str) -> None:
    disk.write("repo/sub/.env", "URL=https://${HOST}/v1\n")
    spec = {**DOTENV, "interpolate": [{"syntax": "${NAME}", "unset": "empty"}]}
    assert value(disk.read([ENVIRONMENT, spec], environment), "var:URL") == expected


def test_a_reference_to_a_line_before_it(disk: Disk) -> None:
    disk.write("repo/sub/.env", "HOST=h.example\nURL=https://${HOST}/v1\n")
    spec = {**DOTENV, "interpolate": [{"syntax": "${NAME}", "unset": "empty"}]}
    assert value(disk.read([ENVIRONMENT, spec]), "var:URL") == "https://h.example/v1"


# ---- files that were named: nothing else is looked at


def test_only_the_files_that_were_named_are_read() -> None:
    reading = read(profile(layers=[ENVIRONMENT, USER_FILE, FILE]), None, {"model": "m"})
    assert value(reading, "key:model") == "m"
    assert [path for _, path in reading.unread] == ["~/config.json"]


def test_files_of_an_administrator_are_not_expected() -> None:
    system = {"path": "/etc/t.json", "format": "json", "scope": "system"}
    managed = {"path": "/etc/m.json", "format": "json", "scope": "managed"}
    reading = read(profile(layers=[system, managed, DOTENV, FILE]), None, None, None, {"model": "m"})
    assert reading.unread == []


def test_a_named_file_is_read_whether_it_is_trusted_or_not() -> None:
    tool = profile(layers=[{**FILE, "when": {"var:TRUSTED": True}}])
    assert value(read(tool, {"model": "m"}, environment={}), "key:model") == "m"


ALSO_A_DOTENV = "KEY=file\nURL=https://${HOST}/${UNSET:-v1}\n"


@pytest.mark.parametrize(
    ("order", "environment", "expected"),
    [
        ([ENVIRONMENT, FILE], {}, "file"),
        ([ENVIRONMENT, FILE], {"KEY": "shell"}, "shell"),
        ([FILE], {"KEY": "shell"}, None),
    ],
)
def test_a_dotenv_file_without_a_layer_counts_as_environment_that_the_real_one_overrides(
    order: list[dict[str, Any]], environment: dict[str, str], expected: str | None
) -> None:
    given = {VARIABLES: [document(ALSO_A_DOTENV, "dotenv", "/nowhere/work/.env")]}
    reading = layers.read(profile(layers=order), host(environment), given)
    assert value(reading, "var:KEY") == expected


def test_references_in_a_dotenv_file_without_a_layer_are_resolved() -> None:
    given = {VARIABLES: [document(ALSO_A_DOTENV, "dotenv", "/nowhere/work/.env")]}
    reading = layers.read(profile(), host({"HOST": "h.example"}), given)
    assert value(reading, "var:URL") == "https://h.example/v1"


def test_references_in_a_table_of_variables_wait_until_they_are_read(disk: Disk) -> None:
    disk.write("repo/sub/config.json", '{"env": {"KEY": "${OTHER}", "OTHER": "x"}}')
    spec = {**FILE, "variables": "env", "interpolate": [{"syntax": "${NAME}"}]}
    assert value(disk.read([ENVIRONMENT, spec]), "var:KEY") == "${OTHER}"
