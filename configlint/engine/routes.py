"""Paths into configuration trees as profiles write them.

Dotted; `'a.b'` quotes a key that holds a dot, a number picks from a list, `*` is any key, `[id={model}]` picks
the first item of a list (or entry of a table) whose `id` is that, `[nearest={CWD}]` the entry named after that folder
or the nearest above it, `{name}` stands for a bound name.
"""

from __future__ import annotations

import re
from functools import cache

_STEP = r"'([^']*)'|\[([^\]=]+)=((?:[^\[\]]|\[[^\[\]]*\])*)\]|([^.'\[\]]+)"


@cache
def parse(route: str) -> tuple[str, ...]:
    """Split a path into its steps; `[key=value]` stays one step, names in braces stay as they are."""
    if not any(mark in route for mark in "'["):
        return tuple(route.split(".")) if route else ()
    return tuple(
        f"[{match[2]}={match[3]}]" if match[2] else match[1] if match[1] is not None else match[4]
        for match in re.finditer(_STEP, route)
    )


@cache
def names(text: str) -> tuple[str, ...]:
    """Return the names in braces in `text`."""
    return tuple(part.partition("}")[0] for part in text.split("{")[1:] if "}" in part)


def matches(pattern: tuple[str, ...], route: tuple[str | int, ...]) -> bool:
    """Return True if `route` is one that `pattern` (with `*`) means."""
    if len(pattern) != len(route):
        return False
    for step, actual in zip(pattern, route, strict=True):
        if step not in (actual, "*") and step != str(actual) and not step.startswith("{"):
            return False
    return True
