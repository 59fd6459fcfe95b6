"""The tool profiles: what is known of each tool, as data. See README.md for the language."""

from __future__ import annotations

from functools import cache

from configlint import compiled
from configlint.engine.profile import Profile


@cache
def load(tool: str) -> Profile:
    """Return the profile of a tool. Raises KeyError when there is none."""
    return Profile(compiled.load(tool))


def tools() -> list[str]:
    """Return the ids of all tools."""
    return list(compiled.load("index")["tools"])
