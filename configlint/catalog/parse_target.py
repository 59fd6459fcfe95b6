"""The part of a profile that says how a setup is written for the tool, to typed records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from configlint.catalog.parse_language import pattern, text
from configlint.engine.target import Entry, Target, TargetKind

Data = Mapping[str, Any]

#: What an entry may say to write, and the field that then has its form; the first that is there decides.
_CONTENTS = ("headers", "query", "timeout", "retries", "command", "argv", "file", "key", "ask")


def parse_target(data: Data) -> Target:
    """Return how a setup is written for a tool."""
    return Target(
        files={scope: text(file) for scope, file in data["files"].items()},
        kinds=tuple(_kind(kind, data) for kind in data.get("kinds", [{}] if "set" in data else ())),
        new=data.get("new", {}),
        reserved=tuple(data.get("reserved", ())),
        carried=tuple(map(pattern, data.get("carried", ()))),
        allow_lists=tuple(map(pattern, data.get("allow_lists", ()))),
        deny_lists=tuple(map(pattern, data.get("deny_lists", ()))),
        of_provider=tuple(data.get("of_provider", ())),
        is_named=data.get("named", False),
    )


def _kind(data: Data, target: Data) -> TargetKind:
    """Return a kind of request. What a kind sets comes after what all kinds of the target do."""
    shared = () if "native" in data else target.get("set", ())
    return TargetKind(
        entries=tuple(map(_entry, (*shared, *data.get("set", ())))),
        names=data.get("with", {}),
        native=data.get("native", {}),
        models=data.get("models", ""),
        unset=tuple(map(text, (*target.get("unset", ()), *data.get("unset", ())))),
        note=data.get("note", target.get("note", "")),
    )


def _entry(data: Data) -> Entry:
    value = data.get("value")
    # A variable without a value is the one that holds the key.
    usual = "value" if "value" in data else "key"
    content = next((name for name in _CONTENTS if name in data), usual)
    return Entry(
        content=content,
        path=text(data["path"]) if "path" in data else None,
        beside=data.get("beside", ""),
        variable=text(data["variable"]) if "variable" in data else None,
        value=text(value) if isinstance(value, str) else value,
        form=str(data[content]) if content in ("headers", "key", "command", "file", "ask") and content in data else "",
        reference=data.get("reference", ""),
        unit=data.get("timeout", ""),
        type=data.get("as", ""),
        prefix=text(data["prefix"]) if "prefix" in data else None,
        without_key=data.get("without_key", False),
        needs=tuple(data.get("needs", ())),
    )
