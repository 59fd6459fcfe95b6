"""MCP servers in a file: what of them the tool does not see, and what it hands on as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.catalog.knowledge import Knowledge
from configlint.engine import locate, templates
from configlint.engine.mcp import McpForm
from configlint.mcp.servers import server_of
from configlint.mcp.values import Reference, Value, parse, written
from tests.cli import run, write

FORMS = {name: form for name in Knowledge().tools if (form := Knowledge().profile(name).mcp) is not None}
each_tool = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def reports(folder: Path, path: str, text: str) -> list[tuple[str, str, str]]:
    """Return rule, message and help of what `check` reports about a file in a folder of its own."""
    home, work = folder / "home", folder / "work"
    home.mkdir()
    target = write(home if path.startswith("~/") else work, path.removeprefix("~/"), text)
    result = run("check", str(target), "--format", "json", cwd=work if work.exists() else home, home=home)
    return [(one["rule"], one["message"], one["help"]) for one in json.loads(result.stdout)["diagnostics"]]


@pytest.mark.parametrize(
    ("path", "text", "where"),
    [
        (".vscode/mcp.json", '{"mcpServers": {"a": {"command": "npx"}}}', "`servers`"),
        (".mcp.json", '{"servers": {"a": {"url": "https://x.example/mcp"}}}', "`mcpServers`"),
        (".claude/settings.json", '{"mcpServers": {"a": {"command": "npx"}}}', ".mcp.json (project)"),
        ("opencode.json", '{"mcpServers": {"a": {"command": "npx", "args": ["x"]}}}', "`mcp`"),
    ],
)
def test_servers_where_another_tool_has_them(path: str, text: str, where: str, tmp_path: Path) -> None:
    ((rule, _, help_),) = reports(tmp_path, path, text)
    assert rule == "misplaced-key"
    assert where in help_


@pytest.mark.parametrize(
    ("path", "text", "use"),
    [
        (".mcp.json", '{"mcpServers": {"a": {"command": "npx", "environment": {"A": "1"}}}}', "`env`"),
        ("~/.codex/config.toml", '[mcp_servers.a]\nurl = "https://x.example"\nheaders = {X = "1"}\n', "`http_headers`"),
        ("opencode.json", '{"mcp": {"a": {"type": "remote", "httpUrl": "https://x.example"}}}', "`url`"),
        ("opencode.json", '{"mcp": {"a": {"type": "local", "command": ["x"], "disabled": true}}}', "`enabled`: false"),
    ],
)
def test_fields_of_other_tools(path: str, text: str, use: str, tmp_path: Path) -> None:
    ((rule, message, help_),) = reports(tmp_path, path, text)
    assert rule == "unknown-key"
    assert "MCP server" in message
    assert use in help_


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".mcp.json", '{"mcpServers": {"a": {"command": "npx", "env": {"A": "{env:TOKEN}"}}}}'),
        (".cursor/mcp.json", '{"mcpServers": {"a": {"url": "https://x.example", "headers": {"X": "${TOKEN}"}}}}'),
        ("~/.codex/config.toml", '[mcp_servers.a]\ncommand = "npx"\nenv = {A = "${TOKEN}"}\n'),
        ("opencode.json", '{"mcp": {"a": {"type": "local", "command": ["x", "$TOKEN"]}}}'),
    ],
)
def test_references_that_the_tool_does_not_resolve(path: str, text: str, tmp_path: Path) -> None:
    ((rule, message, _),) = reports(tmp_path, path, text)
    assert rule == "unexpanded-reference"
    assert "TOKEN" in message


_OTHERS = ("${{ secrets.A_B }}", "{{ env.A_B }}", "${env:A_B}", "{env:A_B}", "$A_B", "%A_B%", "$env:A_B")


@pytest.mark.parametrize("reference", [*_OTHERS, "os.environ/A_B", "process.env.A_B", "os.environ['A_B']"])
def test_a_reference_in_the_syntax_of_any_other_tool(reference: str, tmp_path: Path) -> None:
    text = json.dumps({"mcpServers": {"a": {"command": "npx", "env": {"A": reference}}}})
    assert [rule for rule, _, _ in reports(tmp_path, ".mcp.json", text)] == ["unexpanded-reference"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".mcp.json", '{"mcpServers": {"a": {"type": "http", "url": "${BASE:-https://x.example}/mcp"}}}'),
        (".mcp.json", '{"mcpServers": {"a": {"command": "sh", "args": ["-c", "exec x --key $TOKEN"]}}}'),
        (
            "opencode.json",
            '{"mcp": {"a": {"type": "local", "command": ["npx", "mcp-remote@latest", "--header", "${A_B}"]}}}',
        ),
        (".vscode/mcp.json", '{"inputs": [], "servers": {"a": {"command": "${workspaceFolder}/x"}}}'),
        ("~/.gemini/settings.json", '{"mcpServers": {"a": {"httpUrl": "https://x.example/$PATH_PART"}}}'),
        ("opencode.json", '{"mcp": {"a": {"type": "local", "command": ["x"], "environment": {"A": "{env:B}"}}}}'),
    ],
)
def test_what_the_tool_reads_is_not_reported(path: str, text: str, tmp_path: Path) -> None:
    assert reports(tmp_path, path, text) == []


NAMES = st.from_regex(r"[A-Z][A-Z0-9_]{0,12}", fullmatch=True) | st.sampled_from(["CONTEXT7_API_KEY", "NAME", "TEXT"])
PARTS = st.text("ab $-{}:/", max_size=6) | NAMES.map(Reference)


@each_tool
@given(parts=st.lists(PARTS, max_size=4))
def test_a_value_that_can_be_written_means_the_same(form: McpForm, parts: list[str | Reference]) -> None:
    value = parse("".join(part for part in parts if isinstance(part, str)), ()) if not form.references else Value(())
    for part in parts if form.references else ():
        last = value.parts[-1:]
        if isinstance(part, str) and last and isinstance(last[0], str):
            value = Value((*value.parts[:-1], last[0] + part))
        elif part:
            value = Value((*value.parts, part))
    text = written(value, form.references)
    assert text is None or parse(text, form.references) == value


@each_tool
def test_a_field_has_one_meaning(form: McpForm) -> None:
    paths = list(form.fields.values())
    assert len(set(paths)) == len(paths)


@each_tool
def test_a_blank_around_a_field_makes_it_another(form: McpForm, tmp_path: Path) -> None:
    tool = next(name for name, one in FORMS.items() if one is form)
    path, field = next(iter(form.files.values())), next(iter(form.fields.values()))[0]
    name = str(templates.expand(path, lambda name: None) or locate.usual(path)).rpartition("/")[2]
    if not name.endswith(".json"):
        return
    entry = {f"{field} ": "x", **({form.name_field: "a"} if form.name_field else {})}
    content: object = [entry] if form.name_field else {"a": entry}
    for step in reversed(form.servers):
        content = {step: content}
    write(tmp_path, name, json.dumps(content))
    result = run("check", "--tool", tool, "--format", "json", name, cwd=tmp_path, home=tmp_path)
    (found,) = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "unknown-key"]
    assert f"`{field}`" in found["message"] + (found["help"] or "")


def test_an_entry_without_a_program_or_a_url_is_no_server() -> None:
    assert server_of(FORMS["goose"], "developer", {"type": "builtin", "enabled": True}) is None


@pytest.mark.parametrize("tool", FORMS)
def test_every_file_with_servers_is_one_that_the_tool_reads(tool: str) -> None:
    profile, form = Knowledge().profile(tool), FORMS[tool]
    for scope, path in form.files.items():
        layers = [layer for layer in profile.layers if path in layer.paths]
        assert [(layer.scope, layer.mount) for layer in layers] == [(scope, form.mount)], path


def test_a_file_that_is_not_read_is_reported_once(project: Path) -> None:
    write(project, ".claude/.mcp.json", '{"mcpServers": {"docs": {"command": "npx", "args": ["docs"]}}}')
    result = run("check", "--format", "json", cwd=project, home=project.parent / "home")
    assert [one["rule"] for one in json.loads(result.stdout)["diagnostics"]] == ["unread-file"]


@pytest.mark.parametrize("tool", FORMS)
def test_a_server_without_a_program_and_a_url_is_reported(tool: str, tmp_path: Path) -> None:
    form = FORMS[tool]
    path = templates.expand(form.files.get("user", form.files.get("project", "")), lambda name: None)
    if path is None or "args" not in form.fields or not path.endswith((".json", ".jsonc")):
        pytest.skip("it writes them in another format, or has no field for arguments")
    whole = {form.fields["command"][0]: "npx", form.fields["args"][0]: ["-y", "docs-mcp"]}
    for entry, count in ((whole, 0), ({form.fields["args"][0]: ["-y", "docs-mcp"]}, 1)):
        data: dict[str, object] = {"docs": entry}
        for step in reversed(form.servers):
            data = {step: data}
        folder = tmp_path / str(count)
        folder.mkdir()
        found = reports(folder, path, json.dumps(data))
        assert [rule for rule, _, _ in found].count("missing-option") == count, found


@pytest.mark.parametrize(
    ("path", "text", "rules"),
    [
        ("~/.codex/config.toml", "[mcp_servers.a]\nstartup_timeout_sec = 60\n", ["missing-option"]),
        (".codex/config.toml", "[mcp_servers.a.env]\nA = 'b'\n", []),  # the rest may be in the user's file
        ("~/.codex/config.toml", "[mcp_servers.a]\nenabled = false\n", []),
        ("opencode.json", '{"mcp": {"a": {"command": "npx", "args": ["x"]}}}', ["missing-option", "invalid-value"]),
        ("opencode.json", '{"mcp": {"a": {"url": "https://x.example"}}}', ["missing-option"]),
        ("opencode.json", '{"mcp": {"a": {"type": "stdio", "command": ["x"]}}}', ["invalid-value"]),
        ("opencode.json", '{"mcp": {"a": {"type": "local"}}}', ["missing-option"]),
        ("opencode.json", '{"mcp": {"a": {"enabled": false}}}', []),
    ],
)
def test_what_a_tool_that_refuses_such_servers_says(path: str, text: str, rules: list[str], tmp_path: Path) -> None:
    assert sorted(rule for rule, _, _ in reports(tmp_path, path, text)) == sorted(rules)


SERVER: dict[str, object] = {"command": "npx"}
#: Servers that no tool finds, by what is wrong with their place: what the table of servers gets, or the whole file.
UNFOUND: dict[str, dict[str, object]] = {
    "in a table of another tool": {"docs": {"mcpServers": {"docs": SERVER}}},
    "one level too low": {"group": {"docs": SERVER}},
    "a part beside the servers": {"docs": SERVER, "env": {"TOKEN": "x"}},
}


def _json_file(form: McpForm) -> str:
    path = templates.expand(form.files.get("project", form.files.get("user", "")), lambda name: None)
    if path is None or not path.endswith((".json", ".jsonc")) or form.name_field or "command" not in form.fields:
        pytest.skip("it has no JSON file with a table of servers")
    return path


def _misplaced(folder: Path, path: str, data: object) -> int:
    return [rule for rule, _, _ in reports(folder, path, json.dumps(data))].count("misplaced-key")


@each_tool
@pytest.mark.parametrize("content", UNFOUND.values(), ids=UNFOUND)
def test_servers_that_the_tool_takes_for_something_else(
    form: McpForm, content: dict[str, object], tmp_path: Path
) -> None:
    data: object = content
    for step in reversed(form.servers):
        data = {step: data}
    assert _misplaced(tmp_path, _json_file(form), data) == 1


@pytest.mark.parametrize(("tool", "beside", "count"), [("claude-code", "", 1), ("claude-code", ".claude-plugin/x", 0)])
def test_servers_at_the_top_of_a_file(tool: str, beside: str, count: int, tmp_path: Path) -> None:
    if beside:
        write(tmp_path, f"work/{beside}", "")
    assert _misplaced(tmp_path, _json_file(FORMS[tool]), {"docs": SERVER}) == count


@pytest.mark.parametrize("path", ["~/.gemini/settings.json", "~/.qwen/settings.json"])
def test_servers_in_a_table_of_settings_are_moved_to_the_top(path: str, tmp_path: Path) -> None:
    text = '{"security": {"auth": {"mcpServers": {"a": {"command": "npx"}}}}}'
    ((rule, _, help_),) = reports(tmp_path, path, text)
    assert rule == "misplaced-key"
    assert "top of the file" in help_
