"""`configlint explain`."""

from __future__ import annotations

import sys

import click

from configlint import api
from configlint.cli import names, options
from configlint.cli.session import Session
from configlint.engine import requests
from configlint.lint import readings


@click.command("explain")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--tool",
    metavar="ID",
    shell_complete=names.tools,
    help="This tool's requests; with PATH, read it as a file of this tool.",
)
@click.option("--env", "with_environment", is_flag=True, help="With PATH: take this shell's variables into account.")
@options.format_of("requests", "json")
@options.color
@click.option("--all", "everything", is_flag=True, help="Also show connections that are not active.")
@options.configuration
def command(
    paths: tuple[str, ...],
    tool: str | None,
    with_environment: bool,
    output: str,
    color: str,
    everything: bool,
) -> None:
    """Show the exact request that a tool would send.

    Without PATH the files are found as the tool itself finds them (user, project, environment). With PATH only those
    files are read. Nothing is sent, and no helper command is run.

    \b
    Example:
      configlint explain --tool codex
    """
    session = Session(color, with_environment=with_environment or not paths)
    tool = session.known_tool(tool, paths)
    failures: list[str] = []
    if paths:
        files = session.files(paths, tool, respect_gitignore=True)
        failures = [
            *files.failures,
            *(f"{name}: not a config file of a known tool" for name in files.unknown),
        ]
        found = api.Workspace(files.inputs, session.host).explain()
    else:
        found = [(one, requests.explain(one)) for one in readings.discovered(session.knowledge, session.host, tool)]
        session.show([document for reading, _ in found for document in reading.documents])
    if output == "json":
        from configlint.report import explain

        session.out.json(explain.as_json(found, session.out.gate))
    else:
        from configlint.report import explain_text

        explain_text.report(found, session.out, everything=everything)
    session.complain(failures)
    sys.exit(2 if failures else 0)
