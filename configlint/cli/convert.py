"""`configlint convert`."""

from __future__ import annotations

import os
import sys

import click

from configlint import api
from configlint.cli import names, options
from configlint.cli.session import Failure, Session


@click.command("convert")
@click.argument("source", required=False, metavar="[SOURCE]")
@click.option(
    "--to",
    "targets",
    metavar="TOOL,…",
    shell_complete=names.targets,
    help="The tool to write for; several, or `all`.",
)
@click.option("--list-targets", "lists", is_flag=True, help="List the tools and the files that can be written.")
@click.option("--from", "source_tool", metavar="TOOL", help="The tool (or the file) whose setup is taken.")
@click.option(
    "--mcp",
    type=click.Choice(["too", "only"]),
    is_flag=False,
    flag_value="too",
    metavar="[only]",
    help="Take MCP servers along, or convert nothing else.",
)
@click.option("--shell", type=click.Choice(["posix", "fish", "powershell"]), help="For --to shell: whose commands.")
@click.option("--scope", type=click.Choice(["user", "project", "local"]), help="Whose file to write.")
@click.option("--output", "path", metavar="FILE", help="Write this file instead of the tool's own; `-` prints it.")
@click.option("--provider", metavar="ID", help="In place of a source: this provider, as `configlint providers` has it.")
@click.option("--key-env", "variable", metavar="NAME", help="With --provider: the variable that has the key.")
@click.option("--model", metavar="ID", help="The model, in place of the setup's own.")
@click.option("--all", "everything", is_flag=True, help="All connections, not only the active one.")
@click.option("--keys", type=click.Choice(["reference", "copy"]), default="reference", help="How to pass the key on.")
@click.option("--force", is_flag=True, help="Also where the provider does not serve the target's wire API.")
@click.option("--write", "writes", is_flag=True, help="Write the files; without it they are only shown.")
@click.option("--diff", "as_diff", is_flag=True, help="Show what would change.")
@options.format_of("the result", "json")
@options.color
@options.configuration
def command(
    source: str | None,
    targets: str | None,
    lists: bool,
    source_tool: str | None,
    mcp: str | None,
    shell: str | None,
    scope: str | None,
    path: str | None,
    provider: str | None,
    variable: str | None,
    model: str | None,
    everything: bool,
    keys: str,
    force: bool,
    writes: bool,
    as_diff: bool,
    output: str,
    color: str,
) -> None:
    """Rewrite a setup for another tool: base URL, key, model, headers and more.

    SOURCE is a config file; without one, configlint looks for setups on this machine. The base URL becomes what the
    target needs to reach the same provider; the key is passed on as a reference. What the target cannot express is
    noted. Settings that are already in the target's file are kept. `configlint undo` reverts the last --write.

    \b
    Example:
      configlint convert ~/.codex/config.toml --to claude-code --diff
    """
    from configlint.convert.files import Named, Options
    from configlint.convert.outputs.catalog import output_named, outputs
    from configlint.convert.source import ConversionError
    from configlint.report import convert
    from configlint.secrets.redaction import Redactor

    if lists:
        session = Session(color)
        convert.list_targets(session.knowledge, session.out)
        return
    if targets is None:
        raise click.UsageError("Missing option '--to'. configlint convert --list-targets lists the tools.")
    if provider is None and variable is not None:
        raise click.UsageError("--key-env goes with --provider")
    if source is None and source_tool is not None and os.path.isfile(source_tool):
        source, source_tool = source_tool, None  # --from .env
    session = Session(color, with_environment=True)
    paths = (source,) if source is not None else ()
    names = [name.strip() for name in targets.split(",") if name.strip()]
    names = [name if name == "all" else output_named(name) or session.known_tool(name, paths) or name for name in names]
    if path is not None and (len(names) > 1 or names == ["all"]):
        raise click.UsageError("--output takes one tool: several would be written into the same file")
    printed = [name for name in names if name in outputs() and not outputs()[name].is_file]
    if writes and printed and path is None:
        raise click.UsageError(f"{printed[0]} is printed, not written: --output FILE says where it goes")
    source_tool = session.known_tool(source_tool, paths)
    inputs = None
    if source is not None:
        files = session.files((source,), source_tool, respect_gitignore=True)
        if files.failures:
            raise Failure(files.failures[0])
        if files.unknown:
            raise Failure(f"{source} does not say which tool reads it: pass --from TOOL")
        inputs = files.inputs
    knowledge = session.knowledge_for(source) if source is not None else session.knowledge
    try:
        results, failures = api.convert(
            inputs,
            names,
            session.host.environment,
            knowledge,
            session.host,
            Options(
                scope=scope,
                path=path if path != "-" else None,
                copy_key=keys == "copy",
                force=force,
                mcp=mcp or "",
                shell=shell or "",
                model=model or "",
            ),
            tool=source_tool,
            everything=everything,
            named=Named(provider, variable) if provider is not None else None,
        )
    except ConversionError as error:
        raise Failure(str(error)) from None
    convert.hide_keys(results, session.out.gate)
    if writes and results and path != "-":
        from configlint.convert import undo

        try:
            undo.write(results)
        except OSError as error:
            raise Failure(": ".join(filter(None, (error.filename, error.strerror)))) from None
    redactor = Redactor(knowledge)
    if output == "json":
        session.out.json(convert.as_json(results, failures, redactor))
    elif path == "-":
        convert.contents(results, redactor, session.out)
    else:
        convert.report(results, redactor, session.out, as_diff=as_diff, written=writes)
    session.complain([f"{one.target}: {one.message}" for one in failures])
    if failures and (targets != "all" or not results):
        sys.exit(2)
    sys.exit(1 if any(note.severity == "error" for one in results for note in one.notes) else 0)
