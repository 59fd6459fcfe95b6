"""`configlint url`."""

from __future__ import annotations

import click

from configlint.cli import names, options
from configlint.cli.session import Failure, Session


@click.command("url")
@click.argument("base_url", metavar="BASE_URL")
@click.option(
    "--tool",
    "tools",
    metavar="ID",
    multiple=True,
    shell_complete=names.tools,
    help="Only this tool; may be given several times.",
)
@options.format_of("the requests", "json")
@options.color
@options.configuration
def command(base_url: str, tools: tuple[str, ...], output: str, color: str) -> None:
    """Show what each tool makes of BASE_URL, and what to write instead where that is wrong.

    BASE_URL may be a full endpoint, too (…/v1/chat/completions): then it shows what to write in each tool to reach it.
    Nothing is sent.

    \b
    Example:
      configlint url https://relay.example.com/v1 --tool codex --tool claude-code
    """
    from configlint.engine import urls
    from configlint.lint.url_table import url_rows
    from configlint.report import url as url_report
    from configlint.rules.context import Context
    from configlint.secrets.redaction import Redactor

    session = Session(color)
    knowledge = session.knowledge
    context = Context(knowledge, Redactor(knowledge), session.host)
    if "://" not in base_url and context.redactor.is_key(base_url):
        raise Failure("this looks like a key; a base URL begins with https:// or http://")
    if (url := urls.split(base_url.strip())) is None or urls.problem(url):
        problem = urls.problem(url) if url is not None else "it must start with https:// or http://"
        raise Failure(f"{base_url} is not a base URL: {problem}")
    names = [session.known_tool(tool) or "" for tool in tools] or knowledge.tools
    kinds = [kind for name in names for kind in knowledge.url_kinds(name)]
    rows = list(url_rows(context, kinds, base_url))
    if not tools and output == "text":
        rows = [row for row in rows if row.is_usual]
    if output == "json":
        session.out.json(url_report.as_json(base_url, rows))
    else:
        url_report.report(base_url, rows, session.out)
