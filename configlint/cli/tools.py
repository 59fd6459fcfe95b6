"""`configlint tools`."""

from __future__ import annotations

import click

from configlint.cli import names, options
from configlint.cli.session import Session


@click.command("tools")
@click.argument("tool", required=False, metavar="[ID]", shell_complete=names.tools)
@options.format_of("it", "json")
@options.color
@options.configuration
def command(tool: str | None, output: str, color: str) -> None:
    """List the tools that configlint knows, or show what it knows about one: files, fields, keys, requests, evidence.

    ID may be followed by a version (codex@0.94).

    \b
    Example:
      configlint tools codex
    """
    from configlint.report import tools

    session = Session(color, only_known=True)
    named, knowledge = session.known_tool(tool), session.knowledge
    if output == "text" and named is None:
        tools.report_all(knowledge.index, session.out)
        return
    from configlint.report import tool_facts
    from configlint.rules.context import Context
    from configlint.secrets.redaction import Redactor

    context = Context(knowledge, Redactor(knowledge), session.host)
    found = [tool_facts.of_tool(knowledge.profile(name), context) for name in ([named] if named else knowledge.tools)]
    if output == "json":
        session.out.json(tools.as_json(found))
    else:
        tools.report(found[0], session.out)
