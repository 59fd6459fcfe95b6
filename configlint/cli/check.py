"""`configlint check`."""

from __future__ import annotations

import sys

import click

from configlint import checking
from configlint.cli import common


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--tool", metavar="ID", help="Read PATH as a file of this tool.")
@click.option("--env", "with_environment", is_flag=True, help="Take this shell's environment variables into account.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="How to print findings.",
)
@click.option(
    "--select",
    metavar="CODES",
    help="Only these rules (codes, names, or beginnings of codes; comma between).",
)
@click.option("--ignore", metavar="CODES", help="Not these rules.")
@click.option("--notes", is_flag=True, help="Show notes in full.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output.")
@click.option("--stdin-filename", metavar="NAME", help="The name of the file that `-` reads from standard input.")
@click.option("-q", "--quiet", is_flag=True, help="Print only findings.")
@click.option("--no-gitignore", is_flag=True, help="In directories, also check files that a .gitignore names.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
def command(
    paths: tuple[str, ...],
    tool: str | None,
    with_environment: bool,
    output: str,
    select: str | None,
    ignore: str | None,
    notes: bool,
    statistics: bool,
    color: str,
    stdin_filename: str | None,
    quiet: bool,
    no_gitignore: bool,
    exit_zero: bool,
) -> None:
    """Find what is wrong in the config files of AI tools.

    PATH is a file, a directory, or `-` for standard input. Nothing is sent, and no environment variable is read
    unless --env is given, so the result is the same everywhere.

    \b
    Example:
      configlint check ~/.codex/config.toml
    """
    if statistics and output not in ("text", "json"):
        raise click.UsageError(f"--statistics does not go with --format {output}")
    machine = common.machine(with_environment)
    files = common.gather(paths, machine, common.known_tool(tool), stdin_filename, respect_gitignore=not no_gitignore)
    chosen = common.Selection(select, ignore)
    diagnostics = [one for one in checking.check(files.subjects, machine) if chosen.has(one)]
    if output == "json":
        from configlint.report import check_json

        common.print_json(check_json.report(diagnostics, len(files.subjects), statistics=statistics))
    elif output == "sarif":
        from configlint.report import sarif

        common.print_json(sarif.report(diagnostics, files.failures))
    elif output == "github":
        from configlint.report import github

        for line in github.report(diagnostics):
            click.echo(line)
    else:
        from configlint.report import terminal, text

        text.report(diagnostics, files, notes=notes, statistics=statistics, quiet=quiet, style=terminal.style(color))
    common.complain(files.failures)
    bad = any(one.severity != "note" for one in diagnostics)
    sys.exit(2 if files.failures else 1 if bad and not exit_zero else 0)
