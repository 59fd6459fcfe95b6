"""The part of a profile that says how a setup is written for the tool, to typed records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from configlint.catalog.parse_language import pattern, text
from configlint.engine.model import Entry, Target, TargetKind

Data = Mapping[str, Any]

#: What an entry may say to write, and the field that then has its form; the first that is there decides.
_CONTENTS = ("headers", "query", "timeout", "retries", "command", "key")


def parse_target(data: Data) -> Target:
    """Return how a setup is written for a tool."""
    return Target(
        files={scope: text(file) for scope, file in data["files"].items()},
        kinds=tuple(map(_kind, data.get("kinds", ()))),
        new=data.get("new", {}),
        reserved=tuple(data.get("reserved", ())),
        carried=tuple(map(pattern, data.get("carried", ()))),
        allow_lists=tuple(map(pattern, data.get("allow_lists", ()))),
    )


def _kind(data: Data) -> TargetKind:
    return TargetKind(
        data["wire_api"],
        tuple(map(_entry, data["set"])),
        tuple(map(text, data.get("unset", ()))),
        data.get("note", ""),
    )


def _entry(data: Data) -> Entry:
    value = data.get("value")
    # A variable without a value is the one that holds the key.
    usual = "value" if "value" in data else "key"
    content = next((name for name in _CONTENTS if name in data), usual)
    return Entry(
        content=content,
        path=text(data["path"]) if "path" in data else None,
        variable=text(data["variable"]) if "variable" in data else None,
        value=text(value) if isinstance(value, str) else value,
        form=str(data[content]) if content in ("headers", "key", "command") and content in data else "",
        reference=data.get("reference", ""),
        unit=data.get("timeout", ""),
        as_text=data.get("as") == "text",
        prefix=text(data["prefix"]) if "prefix" in data else None,
        without_key=data.get("without_key", False),
    )
