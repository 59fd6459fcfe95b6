"""Findings as plain text, for services that show a message beside the file."""

from __future__ import annotations

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.profiles import load


def in_full(one: Diagnostic) -> str:
    """Return the message of a diagnostic and, each in a line, what there is to say about it."""
    lines = [one.message]
    if one.request:
        lines.append(f"Sends {one.request}")
    if one.write:
        lines.append(f"Write {one.write}")
    if one.help:
        lines.append(one.help)
    if one.also:
        lines.append(f"The same in {', '.join(load(tool).name for tool in one.also)}")
    return "\n".join(lines)
