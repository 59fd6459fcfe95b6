"""The tool profiles: what is known of each tool, as data. See README.md for the language."""

from __future__ import annotations

from functools import cache

from configlint.catalog import store
from configlint.engine.profile import Profile


@cache
def load(tool: str) -> Profile:
    """Return the profile of a tool: in its newest version, or of `codex@0.94` in that one.

    Raises KeyError when there is none.
    """
    name, _, version = tool.partition("@")
    if not version:
        return Profile(store.load(name))
    try:
        data = store.load(f"{name}@")
    except KeyError:
        return Profile(store.load(name))  # nothing in it depends on the version
    from configlint.engine import versions

    return Profile(versions.select(data, version))


def tools() -> list[str]:
    """Return the ids of all tools."""
    return list(store.load("index")["tools"])
