"""Run the real tools with converted MCP servers: python -m tests.convert.real.mcp [TOOL …]

Servers as several tools have them are converted for each tool in mcp.toml, in a fresh home folder. The tool is
installed and asked for its servers; it must list them, start the local one with its arguments and variables,
and reach the remote one at its path with its headers. The outcome is written into mcp_results.json.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tests.convert.real import mcp_server
from tests.convert.real.run import ROOT
from tests.lab import driver
from tests.lab.driver import Driver, Installed
from tests.recorder import ask

HERE = Path(__file__).parent
#: What the servers refer to.
VARIABLES = {"LAB_TOKEN": "made-up-token", "LAB_TEAM": "core"}
#: The servers as some tools have them, with the file that they are in. {SERVER}, {RECORD} and {ORIGIN} are filled in.
SOURCES = {
    "claude-code": (
        ".claude.json",
        """{"mcpServers": {
 "files": {"type": "stdio", "command": "python3", "args": ["{SERVER}", "{RECORD}", "one"],
  "env": {"LAB_TOKEN": "${LAB_TOKEN}", "LAB_MODE": "ro"}},
 "docs": {"type": "http", "url": "{ORIGIN}/mcp",
  "headers": {"Authorization": "Bearer ${LAB_TOKEN}", "X-Team": "${LAB_TEAM}", "X-Fixed": "yes"}}}}""",
    ),
    "codex": (
        ".codex/config.toml",
        """[mcp_servers.files]
command = "python3"
args = ["{SERVER}", "{RECORD}", "one"]
env_vars = ["LAB_TOKEN"]
env = { LAB_MODE = "ro" }
[mcp_servers.docs]
url = "{ORIGIN}/mcp"
bearer_token_env_var = "LAB_TOKEN"
env_http_headers = { X-Team = "LAB_TEAM" }
http_headers = { X-Fixed = "yes" }
""",
    ),
    "opencode": (
        ".config/opencode/opencode.json",
        """{"mcp": {
 "files": {"type": "local", "command": ["python3", "{SERVER}", "{RECORD}", "one"],
  "environment": {"LAB_TOKEN": "{env:LAB_TOKEN}", "LAB_MODE": "ro"}},
 "docs": {"type": "remote", "url": "{ORIGIN}/mcp",
  "headers": {"Authorization": "Bearer {env:LAB_TOKEN}", "X-Team": "{env:LAB_TEAM}", "X-Fixed": "yes"}}}}""",
    ),
    "vscode-copilot": (
        ".config/Code/User/mcp.json",
        """{"servers": {
 "files": {"type": "stdio", "command": "python3", "args": ["{SERVER}", "{RECORD}", "one"],
  "env": {"LAB_TOKEN": "${env:LAB_TOKEN}", "LAB_MODE": "ro"}},
 "docs": {"type": "http", "url": "{ORIGIN}/mcp",
  "headers": {"Authorization": "Bearer ${env:LAB_TOKEN}", "X-Team": "${env:LAB_TEAM}", "X-Fixed": "yes"}}}}""",
    ),
    "crush": (
        ".config/crush/crush.json",
        """{"mcp": {
 "files": {"type": "stdio", "command": "python3", "args": ["{SERVER}", "{RECORD}", "one"],
  "env": {"LAB_TOKEN": "$LAB_TOKEN", "LAB_MODE": "ro"}},
 "docs": {"type": "http", "url": "{ORIGIN}/mcp",
  "headers": {"Authorization": "Bearer $LAB_TOKEN", "X-Team": "$LAB_TEAM", "X-Fixed": "yes"}}}}""",
    ),
}
#: What must arrive at the servers.
STARTED = {"arguments": ["one"], "variables": {"LAB_TOKEN": "made-up-token", "LAB_MODE": "ro"}}
REACHED = {"authorization": "Bearer made-up-token", "x-team": "core", "x-fixed": "yes"}


def main(names: list[str]) -> int:
    """Try the tools of these names, or all; return how many failed with some source."""
    tools = tomllib.loads((HERE / "mcp.toml").read_text(encoding="utf-8"))
    place = HERE / "mcp_results.json"
    results = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    failed = 0
    for name in names or tools:
        lists = tools[name].pop("list", [])
        tool = Driver(name, **tools[name])
        installed = driver.install(tool)
        outcomes = {origin: attempt(tool, installed, origin, lists) for origin in SOURCES}
        failed += any(False in one.values() for one in outcomes.values())
        results[name] = {"package": f"{tool.package} {installed.version}", "from": outcomes}
        print(f"{name:<12} {json.dumps(outcomes)}", flush=True)
        place.write_text(json.dumps(dict(sorted(results.items())), indent=1) + "\n", encoding="utf-8")
    return failed


def attempt(tool: Driver, installed: Installed, origin: str, lists: list[str]) -> dict[str, bool]:
    """Convert the servers of one tool for another, ask that for them, and return what it did with them.

    `lists` is the command that prints them, where that does not connect to them.
    """
    path, text = SOURCES[origin]
    folder = Path(tempfile.mkdtemp(prefix="configlint-", dir=os.environ.get("CONFIGLINT_REAL_HOMES")))
    home, work, record = folder / "home", folder / "work", folder / "record"
    try:
        work.mkdir(parents=True)
        with mcp_server.running() as (address, seen):
            source = folder / "source" / path
            source.parent.mkdir(parents=True)
            source.write_text(_filled(text, record, address), encoding="utf-8")
            convert(source, origin, tool.tool, home, work)
            path = os.pathsep.join([*map(str, installed.programs), os.environ["PATH"]])
            variables = {"HOME": str(home), "PATH": path, "NO_COLOR": "1", **VARIABLES, **tool.env}
            output = ask(lists, variables, work, tool.patience) if lists else ""
            output += ask(tool.run, variables, work, tool.patience)
        starts = [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []
        return {
            "listed": "files" in output and "docs" in output,
            "started": any(
                _has(one["variables"], STARTED["variables"]) for one in starts if one["arguments"] == ["one"]
            ),
            "reached": any(one["path"] == "/mcp" and _has(one["headers"], REACHED) for one in seen),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def convert(source: Path, origin: str, name: str, home: Path, work: Path) -> None:
    """Write the servers of a file into those of a tool."""
    options = ["--from", origin, "--to", name, "--mcp", "only", "--write", "--format", "json"]
    command = [sys.executable, "-m", "configlint", "convert", str(source), *options]
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    home.mkdir(exist_ok=True)
    subprocess.run(command, check=True, cwd=work, env=environment, capture_output=True)


def _filled(text: str, record: Path, origin: str) -> str:
    server = str(HERE / "mcp_server.py")
    return text.replace("{SERVER}", server).replace("{RECORD}", str(record)).replace("{ORIGIN}", origin)


def _has(found: dict[str, str], wanted: object) -> bool:
    return isinstance(wanted, dict) and all(found.get(name) == value for name, value in wanted.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
