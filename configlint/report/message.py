"""Findings as plain text, for services that show a message next to the file."""

from __future__ import annotations

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.settings.finder import Finder


def in_full(one: Diagnostic, finder: Finder) -> str:
    """Return the message of a diagnostic and, each on a line of its own, what else there is to say."""
    lines = [one.message]
    if one.request:
        lines.append(f"Sends {one.request}")
    if one.write:
        lines.append(f"Write {one.write}")
    if one.help:
        lines.append(one.help)
    if one.also:
        lines.append(f"The same in {', '.join(other_tools(one, finder))}")
    return "\n".join(lines)


def other_tools(one: Diagnostic, finder: Finder) -> list[str]:
    """Return the names of the further tools that a diagnostic is about."""
    knowledge = finder.of_file(one.document.path).knowledge
    return [knowledge.name_of(tool) for tool in one.also]
