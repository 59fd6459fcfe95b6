"""`configlint undo`."""

from __future__ import annotations

import click

from configlint.cli.session import Failure, Session


@click.command("undo")
@click.argument("tool", required=False, metavar="[TOOL]")
@click.option("--list", "lists", is_flag=True, help="List the writes that can be undone, the latest first.")
def command(tool: str | None, lists: bool) -> None:
    """Revert what the last `convert --write` changed, or the last one for TOOL.

    Each further `undo` goes one write back. Refused when a file has changed since.

    \b
    Example:
      configlint undo
    """
    from configlint.convert import undo
    from configlint.convert.source import ConversionError

    session = Session(with_environment=True)
    tool = session.known_tool(tool, ())
    if lists:
        for one in undo.writes():
            session.out.line(f"{undo.when(one.time)}  {', '.join(one.tools)}: {', '.join(one.paths)}")
        return
    try:
        undone = undo.undo(tool)
    except ConversionError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(": ".join(filter(None, (error.filename, error.strerror)))) from None
    for file in undone:
        session.out.line(f"{'deleted' if file.is_deleted else 'restored'} {file.path}")
