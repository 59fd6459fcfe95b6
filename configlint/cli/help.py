"""`configlint help`."""

from __future__ import annotations

import click


@click.command("help")
@click.argument("verb", required=False, metavar="[VERB]")
def command(verb: str | None) -> None:
    """Show the help of a verb, or the list of verbs."""
    context = click.get_current_context()
    root = context.find_root()
    if verb is None:
        click.echo(root.get_help())
        return
    found = root.command.get_command(root, verb) if isinstance(root.command, click.Group) else None
    if found is None:
        raise click.UsageError(f"no verb is called {verb!r}; `configlint help` lists them")
    click.echo(found.get_help(click.Context(found, root, verb)))
