"""The example in the README of the profile language is a profile that works, from its file to the request."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from configlint.catalog import build, codecs
from configlint.catalog.parse_language import condition, operations, path
from configlint.catalog.store import WORDS
from configlint.document.document import Document
from configlint.engine import layers
from configlint.engine.host import Host
from configlint.engine.model import Profile
from configlint.engine.operations import NAMES
from configlint.engine.requests import Request, explain
from tests.profiles.profile_files import SCHEMAS, complaints, schema

README = (SCHEMAS / "README.md").read_text(encoding="utf-8")
BLOCKS = {match[1]: match[2] for match in re.finditer(r"^```\w+ (\S+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)}


def built(tmp_path: Path, sdks: str = "", **profiles: str) -> dict[str, Profile]:
    """Build profiles, by the names of their files, next to an empty catalog, and load them again."""
    tools, providers = tmp_path / "tools", tmp_path / "providers"
    (tools / "sdks").mkdir(parents=True)
    (providers / "data").mkdir(parents=True)
    (tools / "sdks" / "all.toml").write_text(sdks, encoding="utf-8")
    for name, text in profiles.items():
        (tools / f"{name}.toml").write_text(text, encoding="utf-8")
    for name, key in (("hosts", "retired"), ("models", "vendor"), ("keys", "key"), ("service_keys", "key")):
        (providers / f"{name}.toml").write_text(f"{key} = []\n", encoding="utf-8")
    parts = build.build_all(tools, providers, Path(WORDS))
    loaded = {name: codecs.profiles().decode(parts[name]) for name in profiles}
    return {name: profile for name, profile in loaded.items() if isinstance(profile, Profile)}


def sends(tool: Profile, file: str, environment: dict[str, str], name: str = ".acme.toml") -> list[Request]:
    number = next(layer.number for layer in tool.layers if layer.paths == (name,))
    given = {number: [Document.of(file, "toml", f"/nowhere/{name}")]}
    return explain(layers.read(tool, Host("/nowhere/home", "/nowhere", environment), given))


def shown(request: Request) -> str:
    """Return a request as the README shows one."""
    (header,) = request.headers
    assert request.model is not None
    return f"POST {request.url}\n{header.name}: {header.scheme} (variable {header.value.name})\nmodel: {request.model.text}\n"


@pytest.fixture
def acme(tmp_path: Path) -> Profile:
    return built(tmp_path, acme=BLOCKS["profile"])["acme"]


def test_the_example_matches_the_schema() -> None:
    assert complaints(schema("profile"), tomllib.loads(BLOCKS["profile"])) == []


def test_the_example_sends_what_the_readme_says(acme: Profile) -> None:
    (request,) = sends(acme, BLOCKS[".acme.toml"], {"LAB_KEY": "sk-test-1"})
    assert request.refused is None
    assert shown(request) == BLOCKS["request"]


def test_the_example_refuses_like_the_tool(acme: Profile) -> None:
    file = BLOCKS[".acme.toml"]
    (request,) = sends(acme, file, {})
    assert request.refused is not None
    assert request.refused.message == "No key for gateway lab"
    other, missing = sends(acme, file.replace('gateway = "lab"', 'gateway = "home"'), {"LAB_KEY": "sk-test-1"})
    assert not other.active
    assert missing.refused is not None
    assert missing.refused.message == "There is no gateway home"


def test_every_field_that_the_readme_names_exists() -> None:
    """Words in backticks that look like keys, on the left of tables and in lists, are fields or operations."""
    known = set(re.findall(r'"([a-z_]+)": \{', (SCHEMAS / "profile.schema.json").read_text(encoding="utf-8")))
    named = set(re.findall(r"`\[*([a-z]+(?:_[a-z]+)*)\]*(?: = [^`]*)?`", README))
    assert named - known - NAMES <= {"explain", "true", "false", "taplo"}


# ---- what a profile takes over

PARENT = """
tool = "parent"
version = "1"
no_key = "log in"
[[layers]]
environment = true
[[layers]]
path = ".acme.toml"
format = "toml"
[meanings]
base_url = ["key:url"]
model = ["key:model"]
[[auth]]
header = "api-key"
from = ["named:key_name", "var:ACME_KEY"]
[[requests]]
sdk = "acme-1"
wire_api = "chat"
"""
CHILD = """
tool = "child"
extends = "parent"
version = "1"
no_key = ""
[[layers]]
path = ".child.toml"
format = "toml"
"""
SDKS = """
[[acme-1]]
wire_api = "responses"
join = ["append:/responses"]
[[acme-1]]
wire_api = "chat"
client = "httpx"
when = { "key:on" = true }
join = ["append:/chat"]
[acme-data]
mount = "builtin"
data = { a = {} }
"""


def test_a_fork_takes_over_all_it_does_not_say(tmp_path: Path) -> None:
    profiles = built(tmp_path, sdks=SDKS, parent=PARENT, child=CHILD)
    parent, child = profiles["parent"], profiles["child"]
    assert child.id == "child"
    assert [request.no_key for request in parent.requests] == ["log in"]
    assert [request.no_key for request in child.requests] == [""]
    assert [layer.paths for layer in child.layers] == [(".child.toml",)]
    assert child.requests == tuple(request.replace(no_key="") for request in parent.requests)
    for field in ("meanings", "auth", "variables", "name_fields"):
        assert getattr(child, field) == getattr(parent, field)


def test_a_request_takes_over_those_of_its_sdk_that_use_its_wire_api(tmp_path: Path) -> None:
    (request,) = built(tmp_path, sdks=SDKS, parent=PARENT)["parent"].requests
    assert (request.join, request.client) == (operations(["append:/chat"]), "httpx")
    assert request.when == condition({"key:on": True})


def test_what_a_request_says_itself_overrides_its_sdk(tmp_path: Path) -> None:
    text = PARENT.replace('wire_api = "chat"', 'when = { "key:x" = true }\nclient = "fetch"')
    both = built(tmp_path, sdks=SDKS, parent=text)["parent"].requests
    assert [request.wire_api for request in both] == ["responses", "chat"]
    assert [request.client for request in both] == ["fetch", "fetch"]
    assert [request.when for request in both] == [condition({"key:x": True})] * 2


def test_a_layer_takes_over_that_of_its_sdk(tmp_path: Path) -> None:
    text = PARENT.replace("environment = true", 'sdk = "acme-data"', 1)
    layer = built(tmp_path, sdks=SDKS, parent=text)["parent"].layers[0]
    assert (layer.mount, layer.built_in) == ("builtin", {"a": {}})


def test_an_sdk_that_does_not_exist_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="acme-9"):
        built(tmp_path, sdks=SDKS, parent=PARENT.replace("acme-1", "acme-9"))


def test_what_a_tool_reads_by_name_is_collected(tmp_path: Path) -> None:
    parent = built(tmp_path, sdks=SDKS, parent=PARENT)["parent"]
    assert parent.variables == {"ACME_KEY"}
    assert parent.name_fields == (path("key_name"),)
    known = PARENT.replace('from = ["named:key_name"', 'from = ["named:known.a.env", "named:key_name"')
    data = '[[layers]]\nmount = "known"\ndata = { a = { env = ["A_KEY"] } }\n[meanings]'
    parent = built(tmp_path / "again", sdks=SDKS, parent=known.replace("[meanings]", data))["parent"]
    assert parent.name_fields == (path("key_name"),), "nobody writes into what the tool knows by itself"
