"""`configlint convert`."""

from __future__ import annotations

import os
import sys

import click

from configlint.cli import options, session
from configlint.engine.reading import Machine


@click.command("convert")
@click.argument("source", required=False, metavar="[SOURCE]")
@click.option("--to", "targets", metavar="TOOL,…", required=True, help="The tool to write for; several, or `all`.")
@click.option("--from", "source_tool", metavar="TOOL", help="The tool (or the file) whose setup is taken.")
@click.option("--scope", type=click.Choice(["user", "project", "local"]), help="Whose file to write.")
@click.option("--output", "path", metavar="FILE", help="Write for this file instead of the tool's own.")
@click.option("--all", "everything", is_flag=True, help="All connections, not only the active one.")
@click.option("--keys", type=click.Choice(["reference", "copy"]), default="reference", help="How a key goes along.")
@click.option("--force", is_flag=True, help="Also where the provider does not serve what the target speaks.")
@click.option("--write", "writes", is_flag=True, help="Write the files; without it they are only shown.")
@click.option("--diff", "as_diff", is_flag=True, help="Show what would change.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output.")
@options.configuration
def command(
    source: str | None,
    targets: str,
    source_tool: str | None,
    scope: str | None,
    path: str | None,
    everything: bool,
    keys: str,
    force: bool,
    writes: bool,
    as_diff: bool,
    output: str,
    color: str,
) -> None:
    """Rewrite a setup for another tool: base URL, key, model, headers and more.

    SOURCE is a config file; without one the setups on this machine are looked for. The base URL becomes what the target
    needs to get to the same provider; a key goes along as a reference. What the target cannot say is noted. Settings
    that are already in the target's file stay as they are. `configlint undo` takes the last --write back.

    \b
    Example:
      configlint convert ~/.codex/config.toml --to claude-code --diff
    """
    from configlint.convert import select
    from configlint.convert.source import ConversionError
    from configlint.report import convert, terminal

    if source is None and source_tool is not None and os.path.isfile(source_tool):
        source, source_tool = source_tool, None  # --from .env
    session.settings([source] if source is not None else [])
    machine = Machine.here(with_environment=True)
    try:
        besides = targets.split(",")
        origin = session.known_tool(source_tool)
        setups = select.setups(source, origin, machine, everything=everything, besides=besides)
        names = select.targets(targets, setups[0].tool)
        results, failures = select.convert_all(
            setups,
            [session.known_tool(name) or "" for name in names],
            machine,
            scope=scope,
            path=path,
            copy_key=keys == "copy",
            force=force,
        )
    except ConversionError as error:
        raise session.Failure(str(error)) from None
    if writes and results:
        from configlint.convert import undo

        try:
            undo.write(results, machine)
        except OSError as error:
            raise session.Failure(f"{error.filename}: {error.strerror}") from None
    if output == "json":
        session.print_json(convert.as_json(results))
    else:
        convert.report(results, as_diff=as_diff, written=writes, style=terminal.style(color))
    session.complain(failures)
    sys.exit(2 if failures and (targets != "all" or not results) else 0)
