"""The part of a profile that says how MCP servers are written for the tool, to a typed record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from configlint.catalog.parse_language import pattern, syntaxes, text
from configlint.engine.mcp import McpForm

Data = Mapping[str, Any]

#: The parts of a server, and the ways to talk to one.
_FIELDS = (
    *("command", "args", "env", "env_names", "cwd", "url", "http_url", "sse_url"),
    *("headers", "header_names", "bearer_name", "enabled", "disabled", "timeout"),
)
_TRANSPORTS = ("stdio", "http", "sse")


def parse_mcp(data: Data, target: Data) -> McpForm:
    """Return how a tool writes MCP servers; `target` has the files in which it does, unless `data` says others."""
    files: Mapping[str, str] = data.get("files") or target["files"]
    return McpForm(
        files={scope: text(file) for scope, file in files.items()},
        servers=pattern(data["servers"]),
        fields={name: pattern(data["fields"][name]) for name in _FIELDS if name in data["fields"]},
        transports={name: data[name] for name in _TRANSPORTS if name in data},
        mount=data.get("mount", ""),
        name_field=data.get("name", ""),
        references=syntaxes(data.get("references", ())),
        untyped=data.get("untyped", "http"),
        names_all=data.get("names_all", False),
        inherits=data.get("inherits", False),
        timeout_unit=data.get("timeout", "ms"),
        has_plain_names=data.get("plain_names", False),
        known=tuple(data.get("known", ())),
        is_strict=data.get("strict", False),
        bare_near=data.get("bare_near", ""),
    )
