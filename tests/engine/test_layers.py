from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from configlint.document.nodes import dotted
from configlint.engine import files, layers
from configlint.engine.reading import Machine, Reading
from configlint.engine.requests import explain
from configlint.engine.resolver import Resolver
from tests.engine.made_up import ENVIRONMENT, FILE, USER_FILE, document, machine, profile, read, resolver, text

DOTENV = {"path": ".env", "format": "dotenv", "variables": ""}


class Disk:
    """A home folder and a folder to work in (in a git repository), with files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "home").mkdir()
        (root / "repo" / "sub" / "deep").mkdir(parents=True)
        (root / "repo" / ".git").mkdir()

    def write(self, path: str, content: str = "{}") -> str:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
        return str(place)

    def machine(self, environment: Mapping[str, str] | None = None, at: str = "repo/sub", **more: Any) -> Machine:
        variables = {} if environment is None else environment
        return Machine(str(self.root / "home"), str(self.root / at), variables, root=str(self.root / "system"), **more)

    def found(self, spec: Mapping[str, Any], environment: Mapping[str, str] | None = None, **more: Any) -> list[str]:
        """Return the files of a layer, lowest rank first, relative to the disk."""
        paths = files.find(spec, self.machine(environment, **more))
        return [str(Path(path).relative_to(self.root)) for path in paths]

    def read(self, specs: list[dict[str, Any]], environment: Mapping[str, str] | None = None, **more: Any) -> Reading:
        return layers.read(profile(layers=specs), self.machine(environment, **more))


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


# ---- where files are


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("~/.tool/config.json", "home/.tool/config.json"),
        (".tool.json", "repo/sub/.tool.json"),
        ("deep/x.json", "repo/sub/deep/x.json"),
        ("../x.json", "repo/sub/../x.json"),
        ("git:/.tool.json", "repo/.tool.json"),
        ("/etc/tool/config.json", "system/etc/tool/config.json"),
        ("{CWD}/x.json", "repo/sub/x.json"),
        ("{HOME}/x.json", "home/x.json"),
        ("{GIT}/x.json", "repo/x.json"),
        ("{DIR}/x.json", "other/x.json"),
        ("{DIR:-~/.tool}/x.json", "other/x.json"),
        ("{NONE:-~/.tool}/x.json", "home/.tool/x.json"),
        ("{EMPTY:-~/.tool}/x.json", "home/.tool/x.json"),
        ("{NONE:-{NOTHING:-~/.config}/tool}/x.json", "home/.config/tool/x.json"),
        ("{NAME:-x}.json", "repo/sub/named.json"),
    ],
)
def test_a_path_leads_to_a_file(disk: Disk, path: str, place: str) -> None:
    disk.write(place)
    assert disk.found({"path": path}, {"DIR": str(disk.root / "other"), "EMPTY": "", "NAME": "named"}) == [place]


def test_without_its_variable_there_is_no_layer(disk: Disk) -> None:
    disk.write("repo/sub/x.json")
    assert disk.found({"path": "{NONE}/x.json"}) == []
    assert files.locate("{NONE}/x.json", "/w", disk.machine()) is None


def test_with_an_empty_variable_there_is_no_layer(disk: Disk) -> None:
    assert files.locate("{EMPTY}/x.json", "/w", disk.machine({"EMPTY": ""})) is None


def test_a_tilde_in_a_variable_is_an_ordinary_character(disk: Disk) -> None:
    disk.write("home/.tool/x.json")
    assert disk.found({"path": "{DIR:-~/.tool}/x.json"}, {"DIR": "~/.tool"}) == []
    disk.write("repo/sub/~/.tool/x.json")
    assert disk.found({"path": "{DIR:-~/.tool}/x.json"}, {"DIR": "~/.tool"}) == ["repo/sub/~/.tool/x.json"]


def test_a_tilde_in_a_variable_of_a_default_is_an_ordinary_character(disk: Disk) -> None:
    disk.write("home/.cfg/tool/x.json")
    assert disk.found({"path": "{DIR:-{BASE:-~/.config}/tool}/x.json"}, {"BASE": "~/.cfg"}) == []


def test_a_tilde_in_a_variable_behind_the_home_folder_is_an_ordinary_character(disk: Disk) -> None:
    disk.write("home/a~b.json")
    assert disk.found({"path": "~/{NAME}.json"}, {"NAME": "a~b"}) == ["home/a~b.json"]


def test_outside_a_repository_git_is_the_folder_itself(disk: Disk) -> None:
    disk.write("elsewhere/.tool.json")
    assert disk.found({"path": "git:/.tool.json"}, at="elsewhere") == ["elsewhere/.tool.json"]


def test_another_system_has_another_path(disk: Disk) -> None:
    disk.write("system/etc/t.json")
    disk.write("system/Library/t.json")
    spec = {"path": "/etc/t.json", "path_on": {"macos": "/Library/t.json"}}
    assert disk.found(spec) == ["system/etc/t.json"]
    assert disk.found(spec, system="macos") == ["system/Library/t.json"]
    assert disk.found(spec, system="windows") == ["system/etc/t.json"]


def test_of_a_list_of_paths_the_first_that_exists_counts(disk: Disk) -> None:
    spec = {"path": ["a.json", "b.json", "c.json"]}
    disk.write("repo/sub/c.json")
    assert disk.found(spec) == ["repo/sub/c.json"]
    disk.write("repo/sub/b.json")
    assert disk.found(spec) == ["repo/sub/b.json"]


def test_a_folder_is_no_file(disk: Disk) -> None:
    disk.write("repo/sub/a.json/x")
    disk.write("repo/sub/b.json")
    assert disk.found({"path": ["a.json", "b.json"]}) == ["repo/sub/b.json"]


UP = ["t.json", "repo/t.json", "repo/sub/t.json", "repo/sub/deep/t.json"]


@pytest.mark.parametrize(
    ("up", "at", "expected"),
    [
        (None, "repo/sub/deep", ["repo/sub/deep/t.json"]),
        ("repository", "repo/sub/deep", UP[1:]),
        ("repository", "repo", ["repo/t.json"]),
        ("repository", "", ["t.json"]),
        (True, "repo/sub", UP[:3]),
    ],
)
def test_upward_the_nearest_beats_the_others(disk: Disk, up: Any, at: str, expected: list[str]) -> None:
    for path in UP:
        disk.write(path)
    spec = {"path": "t.json"} if up is None else {"path": "t.json", "up": up}
    assert disk.found(spec, at=at) == expected


def test_upward_a_list_of_paths_gives_the_nearest_file_alone(disk: Disk) -> None:
    for path in ("repo/a.json", "repo/sub/b.json"):
        disk.write(path)
    assert disk.found({"path": ["a.json", "b.json"], "up": "repository"}, at="repo/sub/deep") == ["repo/sub/b.json"]


def test_then_is_tried_when_nothing_was_found(disk: Disk) -> None:
    spec = {"path": ".env", "up": "repository", "then": ["~/.tool/.env", "~/.env"]}
    disk.write("home/.env")
    assert disk.found(spec) == ["home/.env"]
    disk.write("home/.tool/.env")
    assert disk.found(spec) == ["home/.tool/.env"]
    disk.write("repo/.env")
    assert disk.found(spec) == ["repo/.env"]
    disk.write("repo/sub/.env")
    assert disk.found(spec) == ["repo/sub/.env"]


def test_the_repository_is_the_nearest_folder_with_git(disk: Disk) -> None:
    assert disk.machine(at="repo/sub/deep").repository == str(disk.root / "repo")
    disk.write("repo/sub/.git", "gitdir: elsewhere")
    assert disk.machine(at="repo/sub/deep").repository == str(disk.root / "repo" / "sub")


# ---- rank


def value(reading: Reading, source: str) -> str | None:
    return text(Resolver(reading).read(source))


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
    found = Resolver(reading).read("key:builtin.openai.url")
    assert found is not None
    assert (found.text, found.kind, found.place) == ("https://api.example.com", "default", None)


def test_a_layer_may_hang_on_what_lies_below(disk: Disk) -> None:
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


def test_a_file_of_a_template_may_differ_from_it(disk: Disk) -> None:
    tool = profile(
        layers=[{"path": "a.json", "template": "t"}, {"path": "b.json", "template": "t", "on_error": "refuse"}],
        templates={"t": {"format": "json", "on_error": "ignore", "mount": "m"}},
    )
    assert tool.layers[0] == {"path": "a.json", "template": "t", "format": "json", "on_error": "ignore", "mount": "m"}
    assert tool.layers[1]["on_error"] == "refuse"
    assert tool.mounts == {"m"}


def test_a_table_that_is_called_like_a_mount_is_not_taken_for_it(disk: Disk) -> None:
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


def test_a_variable_of_a_file_says_where_it_stands(disk: Disk) -> None:
    disk.write("repo/sub/.env", "A=1\nKEY=sk-test-1\n")
    found = Resolver(disk.read([DOTENV])).read("var:KEY")
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


# ---- files that cannot be used

BROKEN = ['{"model": }', '{"model": "m",}', '{"model": "m" /* ! */}', "[]", '"m"', "", "\xff"]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_stops_the_tool(disk: Disk, content: str) -> None:
    (disk.root / "repo/sub/config.json").write_bytes(content.encode("latin-1"))
    reading = disk.read([FILE])
    assert reading.refused is not None
    assert "config.json" in reading.refused.message
    assert value(reading, "key:model") is None
    assert all(request.refused is not None for request in explain(reading))


@pytest.mark.parametrize("content", BROKEN)
def test_a_tool_may_go_on_without_a_broken_file(disk: Disk, content: str) -> None:
    disk.write("home/config.json", '{"model": "user"}')
    (disk.root / "repo/sub/config.json").write_bytes(content.encode("latin-1"))
    reading = disk.read([USER_FILE, {**FILE, "on_error": "ignore"}])
    assert reading.refused is None
    assert value(reading, "key:model") == "user"


def test_a_file_may_be_broken_by_a_reference_in_it(disk: Disk) -> None:
    disk.write("home/config.json", '{"model": "user"}')
    disk.write("repo/sub/config.json", '{"model": "ours", "list": [{"key": "Bearer {env:KEY}"}]}')
    spec = {**FILE, "forbids": ["{env:TEXT}"], "interpolate": [{"syntax": "{env:TEXT}"}]}
    assert str(disk.read([USER_FILE, spec], {"KEY": "k"}).refused) == "`{env:KEY}` is not allowed here"
    assert value(disk.read([USER_FILE, {**spec, "on_error": "ignore"}], {"KEY": "k"}), "key:model") == "user"
    assert value(disk.read([USER_FILE, {**spec, "forbids_except": ["list.*.key"]}], {}), "key:model") == "ours"
    disk.write("repo/sub/config.json", '{"model": "ours"}')
    assert value(disk.read([USER_FILE, spec]), "key:model") == "ours"


def test_a_dropped_file_loses_its_variables_too(disk: Disk) -> None:
    disk.write("repo/sub/config.json", '{"env": {"KEY": "file"}, "model": 5}')
    spec = {**FILE, "variables": "env", "on_error": "ignore", "tables": {"": {"keys": {"model": "string"}}}}
    assert value(disk.read([ENVIRONMENT, spec], {"KEY": "shell"}), "var:KEY") == "shell"


@pytest.mark.parametrize(
    ("format_name", "content", "accepted"),
    [
        ("json", '{"model": "m"}', True),
        ("json", '{"model": "m"} // c', False),
        ("json-comments", '{"model": "m"} // c', True),
        ("json-comments", '{"model": "m",}', False),
        ("jsonc", '{"model": "m",} // c', True),
        ("jsonc", "{model: 'm'}", False),
        ("json5", "{model: 'm'}", True),
        ("toml", 'model = "m"', True),
        ("toml", "model = m", False),
        ("yaml", "model: m", True),
        ("yaml", "model: m\n---\nmodel: n", True),
        ("yaml", "model: {", False),
        ("yaml-1.1", "model: m", True),
        ("dotenv", "model=m\n= !\n", True),
    ],
)
def test_each_format_is_as_tolerant_as_its_reader(disk: Disk, format_name: str, content: str, accepted: bool) -> None:
    disk.write("repo/sub/f", content)
    reading = disk.read([{"path": "f", "format": format_name}])
    assert (reading.refused is None) is accepted
    assert value(reading, "key:model") == ("m" if accepted else None)


def test_a_yaml_switch_is_a_boolean_only_in_the_old_version(disk: Disk) -> None:
    disk.write("repo/sub/f", "model: no")
    assert value(disk.read([{"path": "f", "format": "yaml"}]), "key:model") == "no"
    assert value(disk.read([{"path": "f", "format": "yaml-1.1"}]), "key:model") == "false"


def test_a_file_may_have_to_be_a_list(disk: Disk) -> None:
    spec = {"path": "f", "format": "yaml", "root": "list", "mount": "models"}
    disk.write("repo/sub/f", "- name: a\n- name: b\n")
    reading = disk.read([spec])
    assert value(reading, "key:models.1.name") == "b"
    assert value(reading, "key:models.[name=a].name") == "a"
    disk.write("repo/sub/f", "name: a\n")
    refused = disk.read([spec]).refused
    assert refused is not None
    assert refused.message == "f holds a table"


def test_a_file_that_is_one_text(disk: Disk) -> None:
    disk.write("home/.tool/key", "sk-test-1\n")
    spec = {"path": "~/.tool/key", "format": "text", "root": "text", "mount": "stored"}
    assert value(disk.read([spec]), "key:stored") == "sk-test-1"


# ---- files that were named: nothing else is looked at


def test_only_the_files_that_were_named_are_read() -> None:
    reading = read(profile(layers=[ENVIRONMENT, USER_FILE, FILE]), None, {"model": "m"})
    assert value(reading, "key:model") == "m"
    assert [spec["path"] for spec in reading.unread] == ["~/config.json"]


def test_what_an_administrator_could_say_is_not_waited_for() -> None:
    system = {"path": "/etc/t.json", "format": "json", "scope": "system"}
    managed = {"path": "/etc/m.json", "format": "json", "scope": "managed"}
    reading = read(profile(layers=[system, managed, DOTENV, FILE]), None, None, None, {"model": "m"})
    assert reading.unread == []


def test_a_named_file_is_read_whether_it_is_trusted_or_not() -> None:
    made = resolver({"model": "m"}, layers=[{**FILE, "when": {"var:TRUSTED": True}}], environment={})
    assert text(made.read("key:model")) == "m"


ALSO_A_DOTENV = "KEY=file\nURL=https://${HOST}/${UNSET:-v1}\n"


@pytest.mark.parametrize(
    ("order", "environment", "expected"),
    [
        ([ENVIRONMENT, FILE], {}, "file"),
        ([ENVIRONMENT, FILE], {"KEY": "shell"}, "shell"),
        ([FILE], {"KEY": "shell"}, None),
    ],
)
def test_a_dotenv_file_of_no_layer_counts_where_the_environment_does_and_less(
    order: list[dict[str, Any]], environment: dict[str, str], expected: str | None
) -> None:
    given = {-1: [document(ALSO_A_DOTENV, "dotenv", "/nowhere/work/.env")]}
    reading = layers.read(profile(layers=order), machine(environment), given)
    assert value(reading, "var:KEY") == expected


def test_references_in_a_dotenv_file_of_no_layer_are_resolved() -> None:
    given = {-1: [document(ALSO_A_DOTENV, "dotenv", "/nowhere/work/.env")]}
    reading = layers.read(profile(), machine({"HOST": "h.example"}), given)
    assert value(reading, "var:URL") == "https://h.example/v1"


def test_references_in_a_table_of_variables_wait_until_they_are_read(disk: Disk) -> None:
    disk.write("repo/sub/config.json", '{"env": {"KEY": "${OTHER}", "OTHER": "x"}}')
    spec = {**FILE, "variables": "env", "interpolate": [{"syntax": "${NAME}"}]}
    assert value(disk.read([ENVIRONMENT, spec]), "var:KEY") == "${OTHER}"


# ---- variables that the tool itself sets


def exported(content: dict[str, Any], *exports: dict[str, Any], environment: dict[str, str] | None = None) -> Reading:
    return read(profile(exports=list(exports)), content, environment=environment or {})


KEYS = {"list": "key:api-key", "to": "{name}_API_KEY", "upper": True, "malformed": "api-key: provider=key"}


def test_an_option_becomes_a_variable() -> None:
    reading = exported({"base": "b"}, {"from": ["var:T_BASE", "key:base"], "to": "BASE"}, environment={"BASE": "shell"})
    assert value(reading, "var:BASE") == "b"
    assert (
        value(exported({}, {"from": ["key:base"], "to": "BASE"}, environment={"BASE": "shell"}), "var:BASE") == "shell"
    )


def test_a_list_of_options_becomes_variables() -> None:
    reading = exported({"api-key": ["open-ai=sk-test-1", " x = a=b "]}, KEYS)
    assert value(reading, "var:OPEN-AI_API_KEY") == "sk-test-1"
    assert value(reading, "var:X_API_KEY") == "a=b"
    assert value(exported({"api-key": "x=sk-test-1"}, KEYS), "var:X_API_KEY") == "sk-test-1"


def test_a_list_may_name_the_variables_themselves() -> None:
    spec = {"list": "key:set-env", "to": "{name}", "malformed": "!"}
    assert value(exported({"set-env": ["my_Var=1"]}, spec), "var:my_Var") == "1"


def test_later_exports_win() -> None:
    first = {"list": "key:set-env", "to": "{name}", "malformed": "!"}
    content = {"set-env": ["X_API_KEY=first"], "api-key": ["x=second"]}
    assert value(exported(content, first, KEYS), "var:X_API_KEY") == "second"
    assert value(exported(content, KEYS, first), "var:X_API_KEY") == "first"


@pytest.mark.parametrize("written", [["no mark"], ["x=1", "no mark"], {"x": "1"}, "no mark"])
def test_an_option_that_is_malformed_stops_the_tool(written: Any) -> None:
    refused = exported({"api-key": written}, KEYS).refused
    assert refused is not None
    assert (refused.message, refused.rule) == ("api-key: provider=key", "invalid-value")
    assert refused.place is not None
    assert refused.place.route[0] == "api-key"


def test_an_option_that_is_not_known_is_not_malformed() -> None:
    spec = {**FILE, "interpolate": [{"syntax": "${NAME}"}]}
    reading = read(profile(layers=[ENVIRONMENT, spec], exports=[KEYS]), {"api-key": ["${PAIR}"]}, environment=None)
    assert reading.refused is None


@pytest.mark.parametrize(
    ("route", "shown"),
    [
        ((), "the top of the file"),
        (("a",), "a"),
        (("a", 0, "b"), "a[0].b"),
        (("a", "x.y", "b c"), 'a."x.y"."b c"'),
    ],
)
def test_a_place_as_people_write_it(route: tuple[str | int, ...], shown: str) -> None:
    assert dotted(route) == shown
