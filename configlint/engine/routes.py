"""Paths into configuration trees as profiles write them.

Dotted; `'a.b'` quotes a key that holds a dot, a number picks from a list, `*` is any key, `[id={model}]` picks
the first item of a list (or entry of a table) whose `id` is that, `{name}` stands for a bound name.
"""

from __future__ import annotations

import re
from functools import cache

_STEP = re.compile(r"'([^']*)'|\[([^\]=]+)=([^\]]*)\]|([^.'\[\]]+)")
_NAME = re.compile(r"\{(\w+)\}")


@cache
def parse(route: str) -> tuple[str, ...]:
    """Split a path into its steps; `[key=value]` stays one step, names in braces stay as they are."""
    if not route:
        return ()
    return tuple(
        f"[{match[2]}={match[3]}]" if match[2] else match[1] if match[1] is not None else match[4]
        for match in _STEP.finditer(route)
    )


@cache
def names(text: str) -> tuple[str, ...]:
    """Return the names in braces in `text`."""
    return tuple(_NAME.findall(text))


def matches(pattern: tuple[str, ...], route: tuple[str | int, ...]) -> bool:
    """Tell whether `route` is one that `pattern` (with `*`) means."""
    return len(pattern) == len(route) and all(
        step in ("*", str(actual)) or step.startswith("{") for step, actual in zip(pattern, route, strict=True)
    )
