"""MCP servers on their way from tool to tool: nothing changes, keys stay behind, and what is lost is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.engine import layers
from configlint.engine.host import Host
from configlint.files.access import LocalFiles
from configlint.mcp.servers import Server, server_of, servers
from configlint.mcp.values import Reference, Value
from tests.cli import run, write
from tests.keys import key

KNOWLEDGE = Knowledge()
TOOLS = [tool for tool in KNOWLEDGE.tools if KNOWLEDGE.profile(tool).mcp is not None and tool != "claude-code"]
KEY = key("openai")
each_tool = pytest.mark.parametrize("tool", TOOLS)


def entry(**fields: object) -> dict[str, object]:
    return fields


LOCAL = entry(type="stdio", command="npx", args=["-y", "@acme/files", "/data"], env={"MODE": "ro"})
WITH_TOKEN = entry(type="stdio", command="uvx", args=["acme-git"], env={"GIT_TOKEN": "${GIT_TOKEN}"})
REMOTE = entry(type="http", url="https://docs.example/mcp", headers={"X-Team": "core"})
WITH_HEADER = entry(type="http", url="https://d.example/mcp", headers={"Authorization": "Bearer ${D_TOKEN}"})
LITERAL = entry(type="stdio", command="npx", args=["acme"], env={"OPENAI_API_KEY": KEY})


def convert(folder: Path, entries: Mapping[str, object], tool: str, *more: str) -> dict[str, Any]:
    """Carry Claude Code's entries over to a tool, and return the conversion."""
    for name in ("home", "work"):
        (folder / name).mkdir(exist_ok=True)
    write(folder / "home", ".claude.json", json.dumps({"mcpServers": entries}))
    arguments = ["--from", "claude-code", "--to", tool, "--mcp", "only", "--write", "--format", "json", *more]
    result = run("convert", *arguments, cwd=folder / "work", home=folder / "home")
    assert KEY not in result.stdout + result.stderr
    data: dict[str, Any] = json.loads(result.stdout)
    first: dict[str, Any] = data.get("conversions", [data])[0]
    return first


def has(folder: Path, tool: str) -> dict[str, Server]:
    """Return the servers that a tool has on this machine."""
    host = Host(str(folder / "home"), str(folder / "work"), {}, files=LocalFiles())
    return {one.name: one for one in servers(layers.read(KNOWLEDGE.profile(tool), host))}


@each_tool
def test_a_server_arrives_as_it_is(tool: str, tmp_path: Path) -> None:
    result = convert(tmp_path, {"files": LOCAL, "docs": REMOTE}, tool)
    assert [(one["name"], one["carried"]) for one in result["mcp"]] == [("files", True), ("docs", True)]
    found, source = has(tmp_path, tool), has(tmp_path, "claude-code")
    for name, server in source.items():
        assert found[name].replace(others=()) == server


@pytest.mark.parametrize("tool", [*TOOLS, "claude-code"])
@pytest.mark.parametrize("transport", ["http", "sse"])
def test_a_transport_is_read_as_it_is_written(tool: str, transport: str) -> None:
    form = KNOWLEDGE.profile(tool).mcp
    assert form is not None
    if transport not in form.transports:
        return
    constants, url = form.transports[transport], "sse_url" if transport == "sse" else "url"
    path = form.fields.get(url, form.fields["url"])
    found = server_of(form, "docs", {**constants, path[-1]: "https://docs.example/mcp"})
    is_one = form.transports.get("sse") == form.transports.get("http") and url not in form.fields
    assert found is not None
    assert found.transport == ("http" if is_one else transport)


@each_tool
def test_variables_arrive_as_references_or_are_asked_for(tool: str, tmp_path: Path) -> None:
    result = convert(tmp_path, {"git": WITH_TOKEN}, tool)
    found = has(tmp_path, tool)["git"]
    assert found.env.get("GIT_TOKEN", Value((Reference("GIT_TOKEN"),))) == Value((Reference("GIT_TOKEN"),))
    assert "GIT_TOKEN" in {one["name"] for one in result["environment"]}


@each_tool
def test_a_header_with_a_token_arrives_or_is_named(tool: str, tmp_path: Path) -> None:
    result = convert(tmp_path, {"d": WITH_HEADER}, tool)
    header = has(tmp_path, tool)["d"].headers.get("Authorization")
    assert header == Value(("Bearer ", Reference("D_TOKEN"))) or "Authorization" in str(result["notes"])


@each_tool
def test_a_key_is_not_copied(tool: str, tmp_path: Path) -> None:
    result = convert(tmp_path, {"images": LITERAL}, tool)
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in (".claude.json",)]
    assert [path for path in written if KEY in path.read_text(encoding="utf-8")] == []
    assert "OPENAI_API_KEY" in {one["name"] for one in result["environment"]}


def test_a_key_is_copied_where_that_is_asked_for(tmp_path: Path) -> None:
    convert(tmp_path, {"images": LITERAL}, "opencode", "--keys", "copy")
    file = tmp_path / "home/.config/opencode/opencode.json"
    assert KEY in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0


@each_tool
def test_a_second_time_changes_nothing(tool: str, tmp_path: Path) -> None:
    entries = {"files": LOCAL, "git": WITH_TOKEN, "docs": REMOTE}
    convert(tmp_path, entries, tool)
    assert [file["action"] for file in convert(tmp_path, entries, tool)["files"]] == ["unchanged"]


@each_tool
def test_what_is_written_has_no_problem(tool: str, tmp_path: Path) -> None:
    convert(tmp_path, {"files": LOCAL, "git": WITH_TOKEN, "d": WITH_HEADER}, tool)
    (tmp_path / "home/.claude.json").unlink(missing_ok=True)
    for folder in ("home", "work"):
        checked = run("check", str(tmp_path / folder), cwd=tmp_path / folder, home=tmp_path / "home")
        assert "MCP" not in checked.stdout
        assert "unexpanded" not in checked.stdout


def test_another_server_of_the_same_name_keeps_nothing(tmp_path: Path) -> None:
    own = {"mcp": {"d": {"type": "remote", "url": "https://other.example", "headers": {"X-Key": "{env:OTHER}"}}}}
    file = write(tmp_path / "home", ".config/opencode/opencode.json", json.dumps(own))
    result = convert(tmp_path, {"d": REMOTE}, "opencode")
    assert "OTHER" not in file.read_text(encoding="utf-8")
    assert "replaces another server" in str(result["mcp"])


def test_the_same_server_keeps_what_only_the_target_has(tmp_path: Path) -> None:
    own = {"mcp": {"docs": {"type": "remote", "url": REMOTE["url"], "oauth": False, "headers": {"X-Own": "1"}}}}
    file = write(tmp_path / "home", ".config/opencode/opencode.json", json.dumps(own))
    convert(tmp_path, {"docs": REMOTE}, "opencode")
    kept = json.loads(file.read_text(encoding="utf-8"))["mcp"]["docs"]
    assert kept["oauth"] is False
    assert kept["headers"] == {"X-Own": "1", "X-Team": "core"}


@pytest.mark.parametrize(
    ("server", "tool", "reason"),
    [
        (entry(type="sse", url="https://o.example/sse"), "codex", "SSE"),
        (entry(type="http", url="https://o.example/${TENANT}"), "codex", "TENANT"),
        (entry(type="stdio", command="npx", args=["--key", "${ACME_KEY}"]), "zed", "ACME_KEY"),
    ],
)
def test_what_cannot_be_carried_says_why(server: dict[str, object], tool: str, reason: str, tmp_path: Path) -> None:
    result = convert(tmp_path, {"files": LOCAL, "other": server}, tool)
    (left,) = [one for one in result["mcp"] if not one["carried"]]
    assert left["name"] == "other"
    assert reason in left["notes"][0]


def test_a_file_that_counts_more_is_named(tmp_path: Path) -> None:
    write(
        tmp_path / "work",
        "opencode.json",
        json.dumps({"mcp": {"docs": {"type": "remote", "url": "https://x.example"}}}),
    )
    result = convert(tmp_path, {"docs": REMOTE}, "opencode")
    assert "opencode.json has another server of this name" in str(result["mcp"][0]["notes"])


def test_servers_go_along_with_a_connection(tmp_path: Path) -> None:
    config = 'model = "m"\nmodel_provider = "lab"\n[model_providers.lab]\nname = "Lab"\nenv_key = "LAB_KEY"\n'
    config += 'base_url = "https://relay.example.com/v1"\n[mcp_servers.files]\ncommand = "npx"\n'
    source = write(tmp_path / "home", ".codex/config.toml", config)
    arguments = ["convert", str(source), "--to", "qwen-code", "--format", "json"]
    result = json.loads(run(*arguments, "--mcp", cwd=tmp_path, home=tmp_path / "home").stdout)
    (file,) = result["files"]
    assert "relay.example.com" in file["content"]
    assert json.loads(file["content"])["mcpServers"]["files"]["command"] == "npx"
    assert "not converted" not in str(result["notes"])
    without = json.loads(run(*arguments, cwd=tmp_path, home=tmp_path / "home").stdout)
    assert "mcpServers" not in str(without["files"])
    assert "files (--mcp" in str(without["notes"])


def test_no_servers_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    result = run("convert", "--to", "codex", "--mcp", "only", cwd=tmp_path, home=tmp_path / "home")
    assert result.status == 2
    assert "no MCP servers" in result.stderr


def test_a_url_of_librechat_that_names_no_type_is_one_for_events(tmp_path: Path) -> None:
    servers = "mcpServers:\n  docs: {url: https://docs.example.com/sse}\n"
    write(tmp_path, "librechat.yaml", f"version: 1.3.1\n{servers}")
    arguments = ("convert", "librechat.yaml", "--to", "claude-code", "--mcp", "only", "--format", "json")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert json.loads(result.stdout)["mcp"][0]["transport"] == "sse"


def test_a_url_in_a_field_of_another_name(tmp_path: Path) -> None:
    server = {"httpUrl": "https://mcp.hub.example/mcp", "headers": {"Authorization": "Bearer $HUB_TOKEN"}}
    write(tmp_path, ".gemini/settings.json", json.dumps({"mcpServers": {"hub": server}}))
    arguments = ("convert", ".gemini/settings.json", "--to", "codex", "--mcp", "only")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert 'url = "https://mcp.hub.example/mcp"' in result.stdout
    assert 'bearer_token_env_var = "HUB_TOKEN"' in result.stdout


def test_servers_go_into_a_file_that_is_read(tmp_path: Path) -> None:
    """Codex reads the file of a project only once that is trusted."""
    write(tmp_path, ".mcp.json", json.dumps({"mcpServers": {"hub": {"command": "hub-mcp"}}}))
    arguments = ("convert", ".mcp.json", "--to", "codex", "--mcp", "only")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert "~/.codex/config.toml (create)" in result.stdout
    assert "written here: Codex CLI does not read .codex/config.toml here" in " ".join(result.stdout.split())
    chosen = run(*arguments, "--scope", "project", cwd=tmp_path, home=tmp_path / "home")
    assert ".codex/config.toml (create)" in chosen.stdout
    assert "~/" not in chosen.stdout


def test_servers_go_into_the_file_of_the_setup(tmp_path: Path) -> None:
    endpoint = {
        "name": "Hub",
        "apiKey": "${HUB_KEY}",
        "baseURL": "https://hub.example/v1",
        "models": {"default": ["m"]},
    }
    servers = {"hub": {"type": "streamable-http", "url": "https://mcp.hub.example/mcp"}}
    config = {"version": "1.2.8", "mcpServers": servers, "endpoints": {"custom": [endpoint]}}
    write(tmp_path, "librechat.yaml", json.dumps(config))
    result = run("convert", "librechat.yaml", "--to", "opencode", "--mcp", cwd=tmp_path, home=tmp_path / "home")
    assert "https://hub.example/v1" in result.stdout
    assert "https://mcp.hub.example/mcp" in result.stdout
    assert result.stdout.count("(create)") == 1


def test_a_command_after_a_scheme_is_said_to_be_run(tmp_path: Path) -> None:
    server = {
        "type": "http",
        "url": "http://127.0.0.1:7777/mcp",
        "headers": {"Authorization": "Bearer $(cat ~/.hub/token)"},
    }
    write(tmp_path, "crush.json", json.dumps({"mcp": {"hub": server}}))
    result = run("convert", "crush.json", "--to", "codex", "--mcp", "only", cwd=tmp_path, home=tmp_path / "home")
    assert 'bearer_token_env_var = "HUB_TOKEN"' in result.stdout
    assert 'export HUB_TOKEN="$(cat ~/.hub/token)"' in result.stdout


WITH_DEFAULTS = {
    "make": entry(type="stdio", command="npx", args=["make-mcp"], env={"MAKE_TEAM": "${MAKE_TEAM:-4711}"}),
    "docs": entry(type="http", url="${DOCS_URL:-https://docs.example}/mcp"),
}


@each_tool
def test_a_default_takes_the_place_of_a_reference_that_cannot_have_one(tool: str, tmp_path: Path) -> None:
    result = convert(tmp_path, WITH_DEFAULTS, tool)
    assert [one["carried"] for one in result["mcp"]] == [True, True]
    found = has(tmp_path, tool)
    for value, default in ((found["make"].env["MAKE_TEAM"], "4711"), (found["docs"].url, "https://docs.example/mcp")):
        assert value is not None
        assert value.literal == default or value.references[0].default in (default, "https://docs.example")


@each_tool
def test_docker_gets_a_key_from_its_own_environment(tool: str, tmp_path: Path) -> None:
    arguments = ["run", "-i", "--rm", "-e", f"HUB_TOKEN={KEY}", "-e", "HUB_MODE=ro", "hub/mcp"]
    result = convert(tmp_path, {"hub": entry(type="stdio", command="docker", args=arguments)}, tool)
    command = [value.literal for value in has(tmp_path, tool)["hub"].command]
    assert command == ["docker", "run", "-i", "--rm", "-e", "HUB_TOKEN", "-e", "HUB_MODE=ro", "hub/mcp"]
    assert "HUB_TOKEN" in {one["name"] for one in result["environment"]}


def test_a_program_in_a_table_of_its_own(tmp_path: Path) -> None:
    """As Zed had it."""
    command = {"path": "npx", "args": ["-y", "hub-mcp"], "env": {"HUB_MODE": "ro"}}
    write(tmp_path, ".config/zed/settings.json", json.dumps({"context_servers": {"hub": {"command": command}}}))
    arguments = ("convert", ".config/zed/settings.json", "--to", "codex", "--mcp", "only")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert 'command = "npx"\nargs = ["-y", "hub-mcp"]\n' in result.stdout
    assert 'HUB_MODE = "ro"' in result.stdout


def test_a_url_for_events_says_so_itself(tmp_path: Path) -> None:
    write(tmp_path, ".gemini/settings.json", json.dumps({"mcpServers": {"hub": {"url": "https://hub.example/sse"}}}))
    arguments = ("convert", ".gemini/settings.json", "--to", "claude-code", "--mcp", "only", "--format", "json")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert json.loads(result.stdout)["mcp"][0]["transport"] == "sse"


def test_what_has_no_counterpart_is_one_note(tmp_path: Path) -> None:
    fields = {"command": "hub-mcp", "enabled_tools": ["a"], "startup_timeout_sec": 9}
    toml = "[mcp_servers.hub]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in fields.items())
    write(tmp_path, ".codex/config.toml", toml)
    arguments = ("convert", ".codex/config.toml", "--to", "opencode", "--mcp", "only")
    said = " ".join(run(*arguments, cwd=tmp_path, home=tmp_path / "home").stdout.split())
    assert "MCP server hub: not carried over, as not all tools have it: enabled_tools, startup_timeout_sec" in said
