"""What holds for one version of a tool: parts of a profile say `since` which version they count, and `until` which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def select(profile: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return a profile as it is for `version`: without what came later or had gone by then.

    An entry of any list counts from `since` on and before `until`. `older` lists top-level keys that were different
    before a version.
    """
    chosen = {key: value for key, value in profile.items() if key != "older"}
    for change in sorted(profile.get("older", ()), key=lambda one: number(one["until"]), reverse=True):
        if number(version) < number(change["until"]):
            chosen |= {key: value for key, value in change.items() if key != "until"}
    return {key: _applying(value, number(version)) for key, value in chosen.items()} | {"version": version}


def is_versioned(node: Any) -> bool:
    """Return True if any part of a profile depends on the version."""
    if isinstance(node, Mapping):
        return "since" in node or "until" in node or any(map(is_versioned, node.values()))
    return isinstance(node, list) and any(map(is_versioned, node))


def boundaries(node: Any) -> set[str]:
    """Return the versions with which something in a profile changes."""
    if isinstance(node, Mapping):
        own = {str(node[key]) for key in ("since", "until") if key in node}
        return own.union(*map(boundaries, node.values()))
    return set().union(*map(boundaries, node)) if isinstance(node, list) else set()


def number(version: str) -> tuple[int, ...]:
    """Return a version as something to compare; parts that are not written count as 0."""
    parts = [int(part) for part in re.findall(r"\d+", version)[:4]]
    return (*parts, *[0] * (4 - len(parts)))


def _applying(node: Any, version: tuple[int, ...]) -> Any:
    if isinstance(node, Mapping):
        return {key: _applying(value, version) for key, value in node.items()}
    if isinstance(node, list):
        return [_applying(item, version) for item in node if _applies(item, version)]
    return node


def _applies(item: Any, version: tuple[int, ...]) -> bool:
    if not isinstance(item, Mapping):
        return True
    since, until = item.get("since"), item.get("until")
    return (since is None or number(since) <= version) and (until is None or version < number(until))
