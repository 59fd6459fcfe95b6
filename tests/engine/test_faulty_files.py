"""Files that a tool cannot use as they are."""

from __future__ import annotations

import pytest

from configlint.engine.requests import explain
from tests.engine.disk import Disk
from tests.engine.made_up import ENVIRONMENT, FILE, USER_FILE, value

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
        ("json-line-comments", '{"model": "m",} // c', True),
        ("json-line-comments", '{"model": "m"} /* c */', False),
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


def test_a_byte_order_mark_may_make_a_file_invalid(disk: Disk) -> None:
    disk.write("repo/sub/f", '\ufeff{"model": "m"}')
    spec = {"path": "f", "format": "json"}
    assert disk.read([spec]).refused is None
    refused = disk.read([{**spec, "refuses_mark": True}]).refused
    assert refused is not None
    assert refused.message == "f starts with a byte order mark"


def test_a_yaml_switch_is_a_boolean_only_in_the_old_version(disk: Disk) -> None:
    disk.write("repo/sub/f", "model: no")
    assert value(disk.read([{"path": "f", "format": "yaml"}]), "key:model") == "no"
    assert value(disk.read([{"path": "f", "format": "yaml-1.1"}]), "key:model") == "false"


@pytest.mark.parametrize("written", ["2024-10-21", "1_000", "1_0.5", "0x_1"])
def test_what_is_beyond_the_core_schema_is_text_to_npms_yaml(disk: Disk, written: str) -> None:
    spec = {"path": "f", "format": "yaml-unique", "tables": {"": {"keys": {"model": "string"}}}}
    disk.write("repo/sub/f", f"model: {written}")
    assert value(disk.read([spec]), "key:model") == written


def test_a_file_may_have_to_be_a_list(disk: Disk) -> None:
    spec = {"path": "f", "format": "yaml", "root": "list", "mount": "models"}
    disk.write("repo/sub/f", "- name: a\n- name: b\n")
    reading = disk.read([spec])
    assert value(reading, "key:models.1.name") == "b"
    assert value(reading, "key:models.[name=a].name") == "a"
    disk.write("repo/sub/f", "name: a\n")
    refused = disk.read([spec]).refused
    assert refused is not None
    assert refused.message == "f must be a list, not a table"


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "---\n"])
def test_an_empty_file_may_be_no_table(disk: Disk, content: str) -> None:
    spec = {"path": "config.yaml", "format": "yaml-1.1"}
    disk.write("repo/sub/config.yaml", content)
    assert disk.read([spec]).refused is None
    assert str(disk.read([{**spec, "root": "table"}]).refused) == "config.yaml must be a table, not empty"
    disk.write("repo/sub/config.yaml", "{}\n")
    assert disk.read([{**spec, "root": "table"}]).refused is None


def test_a_file_that_is_one_text(disk: Disk) -> None:
    disk.write("home/.tool/key", "sk-test-1\n")
    spec = {"path": "~/.tool/key", "format": "text", "root": "text", "mount": "stored"}
    assert value(disk.read([spec]), "key:stored") == "sk-test-1"
