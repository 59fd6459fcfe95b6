"""Names between a setting and what is sent: aliases, items picked from lists, agents in files of their own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.disk import DOTENV, Disk
from tests.engine.made_up import ENVIRONMENT, FILE, text, value
from tests.engine.one_source import CONTENT, found

ALIASES: dict[str, Any] = {
    "aliases": {"fast": "small", "small": {"model": "m-1"}, "a": "b", "b": "a"},
    "models": [{"id": "m-1"}, {"id": "m-2"}],
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("fast", "m-1"), ("small", "m-1"), ("other", "other"), ("a", "b")],
)
def test_a_name_is_followed_as_often_as_it_is_defined(name: str, expected: str) -> None:
    written = {"from": f"is:{name}", "through": ["key:aliases.'{it}'.model", "key:aliases.'{it}'"]}
    assert text(found(written, ALIASES)) == expected


def test_a_name_is_followed_before_the_tools_own_map() -> None:
    written = {"from": "is:fast", "through": ["key:aliases.{it}"], "map": {"small": "large"}}
    assert text(found(written, ALIASES)) == "large"


def test_an_item_of_a_list_is_found_by_what_it_says() -> None:
    assert text(found("index:models.[id=m-2]", CONTENT)) == "1"
    assert text(found("index:models.[id=m-3]", CONTENT)) is None


def test_the_head_of_a_markdown_file_is_read_and_nothing_else_of_it(disk: Disk) -> None:
    layer = {"path": "agent.md", "format": "front-matter", "mount": "agent", "scope": "project"}
    disk.write("repo/sub/agent.md", "---\nmodel: m-1\n---\nDo: this\n- and: [that\n")
    assert value(disk.read([layer]), "key:agent.model") == "m-1"
    disk.write("repo/sub/agent.md", "model: m-1\n---\n")
    assert value(disk.read([layer]), "key:agent.model") is None


def test_a_parser_may_refuse_a_key_that_is_there_twice(disk: Disk) -> None:
    disk.write("repo/sub/config.json", "a: 1\nb: {c: 1, c: 2}\n")
    assert disk.read([{**FILE, "format": "yaml"}]).refused is None
    refused = disk.read([{**FILE, "format": "yaml-unique"}]).refused
    assert refused is not None
    assert refused.message.endswith("config.json:2:11: Map keys must be unique")


def test_a_file_may_list_variables_that_another_one_must_not_set(disk: Disk) -> None:
    disk.write("repo/sub/config.json", '{"excluded": ["KEY"]}')
    disk.write("repo/sub/.env", "KEY=file\nOTHER=file\n")
    listed = {**DOTENV, "drop_variables_at": "excluded"}
    reading = disk.read([FILE, listed, ENVIRONMENT])
    assert (value(reading, "var:KEY"), value(reading, "var:OTHER")) == (None, "file")
    excepted = disk.read([FILE, {**listed, "drop_variables_except": "*/.env"}, ENVIRONMENT])
    assert value(excepted, "var:KEY") == "file"
