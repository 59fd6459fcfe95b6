"""The example in the README of the profile language is a profile that works, from its file to the request."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from configlint.catalog import build
from configlint.catalog.store import PROVIDERS
from configlint.document.document import Document
from configlint.engine import layers
from configlint.engine.profile import Profile
from configlint.engine.reading import Machine
from configlint.engine.requests import Request, explain
from tests.profiles.test_profiles import PROFILE_SCHEMA, SCHEMAS, complaints

README = (SCHEMAS / "README.md").read_text(encoding="utf-8")
BLOCKS = {match[1]: match[2] for match in re.finditer(r"^```\w+ (\S+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)}


def compiled(tmp_path: Path, sdks: str = "", **profiles: str) -> dict[str, Any]:
    """Compile profiles, by the names of their files, beside an empty catalogue."""
    tools, providers = tmp_path / "tools", tmp_path / "providers"
    (tools / "sdks").mkdir(parents=True)
    (providers / "data").mkdir(parents=True)
    (tools / "sdks" / "all.toml").write_text(sdks, encoding="utf-8")
    for name, text in profiles.items():
        (tools / f"{name}.toml").write_text(text, encoding="utf-8")
    for name, key in (("hosts", "retired"), ("models", "vendor"), ("keys", "key")):
        (providers / f"{name}.toml").write_text(f"{key} = []\n", encoding="utf-8")
    shutil.copy(Path(PROVIDERS) / "words.toml", providers)
    return build.compile_all(tools, providers)


def sends(tool: Profile, file: str, environment: dict[str, str], name: str = ".acme.toml") -> list[Request]:
    number = next(number for number, layer in enumerate(tool.layers) if layer.get("path") == name)
    given = {number: [Document.of(file, "toml", f"/nowhere/{name}")]}
    return explain(layers.read(tool, Machine("/nowhere/home", "/nowhere", environment), given))


def shown(request: Request) -> str:
    """Return a request as the README shows one."""
    (header,) = request.headers
    assert request.model is not None
    return f"POST {request.url}\n{header.name}: {header.scheme} (variable {header.value.name})\nmodel: {request.model.text}\n"


@pytest.fixture
def acme(tmp_path: Path) -> Profile:
    return Profile(compiled(tmp_path, acme=BLOCKS["profile"])["acme"])


def test_the_example_keeps_to_the_schema() -> None:
    assert complaints(PROFILE_SCHEMA, tomllib.loads(BLOCKS["profile"])) == []


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
    """Words in backticks that look like keys, on the left of tables and in lists, are keys of the schema."""
    known = set(re.findall(r'"([a-z_]+)": \{', (SCHEMAS / "profile.schema.json").read_text(encoding="utf-8")))
    named = set(re.findall(r"`\[*([a-z]+(?:_[a-z]+)*)\]*(?: = [^`]*)?`", README))
    assert named - known <= {"explain", "true", "false", "taplo"}


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
    parts = compiled(tmp_path, sdks=SDKS, parent=PARENT, child=CHILD)
    child = parts["child"]
    assert (child["tool"], child["no_key"]) == ("child", "")
    assert [layer.get("path") for layer in child["layers"]] == [".child.toml"]
    for key in ("meanings", "auth", "requests", "variables", "name_fields"):
        assert child[key] == parts["parent"][key]


def test_a_request_takes_over_those_of_its_sdk_that_speak_its_wire_api(tmp_path: Path) -> None:
    (request,) = compiled(tmp_path, sdks=SDKS, parent=PARENT)["parent"]["requests"]
    assert (request["join"], request["client"]) == (["append:/chat"], "httpx")
    assert request["when"] == {"key:on": True}


def test_what_a_request_says_itself_beats_its_sdk(tmp_path: Path) -> None:
    text = PARENT.replace('wire_api = "chat"', 'when = { "key:x" = true }\nclient = "fetch"')
    both = compiled(tmp_path, sdks=SDKS, parent=text)["parent"]["requests"]
    assert [one["wire_api"] for one in both] == ["responses", "chat"]
    assert [one["client"] for one in both] == ["fetch", "fetch"]
    assert [one["when"] for one in both] == [{"key:x": True}] * 2


def test_a_layer_takes_over_that_of_its_sdk(tmp_path: Path) -> None:
    text = PARENT.replace("environment = true", 'sdk = "acme-data"', 1)
    layer = compiled(tmp_path, sdks=SDKS, parent=text)["parent"]["layers"][0]
    assert (layer["mount"], layer["data"]) == ("builtin", {"a": {}})


def test_an_sdk_that_does_not_exist_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="acme-9"):
        compiled(tmp_path, sdks=SDKS, parent=PARENT.replace("acme-1", "acme-9"))


def test_what_a_tool_reads_by_name_is_collected(tmp_path: Path) -> None:
    parent = compiled(tmp_path, sdks=SDKS, parent=PARENT)["parent"]
    assert parent["variables"] == ["ACME_KEY"]
    assert parent["name_fields"] == ["key_name"]
    built_in = PARENT.replace('from = ["named:key_name"', 'from = ["named:known.a.env", "named:key_name"')
    data = '[[layers]]\nmount = "known"\ndata = { a = { env = ["A_KEY"] } }\n[meanings]'
    parent = compiled(tmp_path / "again", sdks=SDKS, parent=built_in.replace("[meanings]", data))["parent"]
    assert parent["name_fields"] == ["key_name"], "nobody writes into what the tool knows by itself"
