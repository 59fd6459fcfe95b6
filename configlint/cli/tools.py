"""`configlint tools`."""

from __future__ import annotations

import click

from configlint.cli import options, session


@click.command("tools")
@click.argument("tool", required=False, metavar="[ID]")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output.")
@options.configuration
def command(tool: str | None, output: str, color: str) -> None:
    """List the tools that configlint knows, or show what it knows about one: files, fields, keys, requests, evidence.

    ID may have a version behind it (codex@0.94).

    \b
    Example:
      configlint tools codex
    """
    from configlint import profiles
    from configlint.report import terminal, tool_facts, tools

    session.settings()
    named = session.known_tool(tool)
    found = [tool_facts.of_tool(profiles.load(name)) for name in ([named] if named else profiles.tools())]
    if output == "json":
        session.print_json(tools.as_json(found))
    elif named is None:
        tools.report_all(found, style=terminal.style(color))
    else:
        tools.report(found[0], style=terminal.style(color))
