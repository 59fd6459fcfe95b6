"""Replaces the names in templates: `{model}`, `{VARIABLE}`, `{VARIABLE:-default}`."""

from __future__ import annotations

from collections.abc import Callable

from configlint.engine.language import Template, Text


def expand(text: Text, lookup: Callable[[str], str | None]) -> str | None:
    """Replace every name in `text` by `lookup(name)`.

    Returns None when a name without a default has no value. An empty value counts as none where there is a default.
    """
    if isinstance(text, str):
        return text
    result = ""
    for literal, name, default in text.pieces:
        result += literal
        if name is None:
            continue
        value = lookup(name)
        if not value and default is not None:
            value = expand(default, lookup)
        if value is None:
            return None
        result += value
    return result


def of_name(name: str) -> Template:
    """Return the template that is nothing but a name."""
    return Template(f"{{{name}}}", (("", name, None), ("", None, None)))


def source(text: Text) -> str:
    """Return a string as the profile writes it."""
    return text if isinstance(text, str) else text.source


def needs_variable(text: Text) -> bool:
    """Return True if a template begins with a variable that has no default."""
    literal, name, default = ("", None, None) if isinstance(text, str) else text.pieces[0]
    return not literal and name is not None and default is None
