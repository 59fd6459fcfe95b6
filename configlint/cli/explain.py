"""`configlint explain`."""

from __future__ import annotations

import sys

import click

from configlint.cli import options, session
from configlint.engine import requests
from configlint.engine.reading import Machine


@click.command("explain")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--tool", metavar="ID", help="This tool's requests; with PATH, read it as a file of this tool.")
@click.option("--env", "with_environment", is_flag=True, help="With PATH: take this shell's variables into account.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print requests.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output.")
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
    from configlint.lint import readings as explaining

    session.settings(paths)
    tool = session.known_tool(tool)
    failures: list[str] = []
    if paths:
        machine = Machine.here(with_environment=with_environment)
        files = session.gather(paths, machine, tool, None, respect_gitignore=True)
        failures = [
            *files.failures,
            *(f"{name}: not a config file of a known tool" for name in files.unknown),
        ]
        readings = explaining.of_files(files.subjects, machine)
    else:
        readings = explaining.discovered(Machine.here(with_environment=True), tool)
    found = [(reading, requests.explain(reading)) for reading in readings]
    if output == "json":
        from configlint.report import explain

        session.print_json(explain.as_json(found))
    else:
        from configlint.report import explain_text, terminal

        explain_text.report(found, everything=everything, style=terminal.style(color))
    session.complain(failures)
    sys.exit(2 if failures else 0)
