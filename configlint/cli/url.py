"""`configlint url`."""

from __future__ import annotations

import click

from configlint.cli import options, session


@click.command("url")
@click.argument("base_url", metavar="BASE_URL")
@click.option("--tool", "tools", metavar="ID", multiple=True, help="Only this tool; may be given several times.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output.")
@options.configuration
def command(base_url: str, tools: tuple[str, ...], output: str, color: str) -> None:
    """Show what each tool makes of BASE_URL, and what to write instead where that is wrong.

    BASE_URL may be a full endpoint, too (…/v1/chat/completions): then it shows what to write in each tool to get there.
    Nothing is sent.

    \b
    Example:
      configlint url https://relay.example.com/v1 --tool codex --tool claude-code
    """
    from configlint import profiles
    from configlint.catalog import lookup
    from configlint.lint import url_table
    from configlint.secrets import redaction

    session.settings()
    if "://" not in base_url and (lookup.whole_key_shape(base_url) or redaction.looks_secret(base_url)):
        raise session.Failure("this looks like a key; a base URL begins with https:// or http://")
    names = [session.known_tool(tool) or "" for tool in tools] or profiles.tools()
    joined = [one for name in names for one in url_table.join(profiles.load(name), base_url)]
    if not tools and output == "text":
        joined = [one for one in joined if one.usual]
    if output == "json":
        from configlint.report import url

        session.print_json(url.as_json(base_url, joined))
    else:
        from configlint.report import terminal, url

        url.report(base_url, joined, style=terminal.style(color))
