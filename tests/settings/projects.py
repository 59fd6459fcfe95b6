"""A project with a configuration, and the command line in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.cli import Result, run, write

RELAY = "http://relay.example.com/v1"
ACME = """
[[provider]]
id = "acme"
name = "Acme LLM"
hosts = ["llm.acme.com", "*.llm.acme.com"]
variables = ["ACME_LLM_KEY"]
[provider.apis.chat]
base_url = "https://llm.acme.com/openai/v1"
[provider.apis.messages]
base_url = "https://llm.acme.com/anthropic"
[provider.apis.responses]
served = false

[[key]]
provider = "acme"
prefix = "acme-"
shape = "acme-[0-9a-f]{32}"
strength = "strong"
"""
ACME_KEY = "acme-" + "0123456789abcdef" * 2
AGENT = """
tool = "acme-agent"
name = "Acme Agent"
version = "1.0"
evidence = { date = "2026-11-24", how = "docs" }
meanings = { base_url = ["key:url"], model = ["key:model"] }
[[layers]]
path = ".acme.toml"
scope = "project"
format = "toml"
[[requests]]
wire_api = "chat"
join = ["strip-slash", "append:/chat/completions"]
auth = [{ header = "authorization", scheme = "Bearer", from = ["key:api_key", "var:ACME_LLM_KEY"] }]
"""
SETTINGS = '{"env": {"ANTHROPIC_BASE_URL": "http://relay.example.com", "ANTHROPIC_AUTH_TOKEN": "local"}}\n'


def exception(key: str, rules: str = '"insecure-http"', path: str = ".claude/settings.json") -> str:
    """Return the table that excuses what rules find at a key of a file."""
    return f'[[exception]]\npath = "{path}"\nat = "{key}"\nrules = [{rules}]\nreason = "The lab has no certificate"\n'


class Project:
    """A folder with files, and the command line in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.home = folder / "home"
        self.folder.mkdir()
        self.home.mkdir()

    def write(self, path: str, text: str) -> Path:
        """Write a file, readable for its owner only."""
        return write(self.folder, path, text)

    def run(self, *arguments: str, cwd: str = ".", stdin: bytes | None = None) -> Result:
        """Run the program in a folder of the project."""
        return run(*arguments, cwd=self.folder / cwd, home=self.home, stdin=stdin)

    def rules(self, *arguments: str, cwd: str = ".") -> list[str]:
        """Return PATH:RULE of what `check` reports, notes included."""
        result = self.run("check", "--format", "json", *arguments, cwd=cwd)
        assert result.stderr == ""
        return [f"{one['path']}:{one['rule']}" for one in json.loads(result.stdout)["diagnostics"]]


def configurations() -> st.SearchStrategy[dict[str, Any]]:
    """Return what makes up configurations, most of them wrong."""
    keys = ["select", "ignore", "severity", "provider", "key", "exception", "per-file-ignores", "x"]
    names = st.sampled_from([*keys[:-1], "tools", "id", "hosts", "apis", "chat", "path"])
    scalars = st.one_of(st.text("aURL01-*/", max_size=6), st.integers(), st.booleans())
    values = st.recursive(
        scalars,
        lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(names, inner, max_size=3)),
        max_leaves=8,
    )
    return st.dictionaries(st.sampled_from(keys), values, max_size=4)
