"""`configlint schema`."""

from __future__ import annotations

import click

from configlint.cli import session


@click.command("schema")
@click.argument("name", type=click.Choice(["config", "profile", "provider", "keys", "sdk"]))
@click.option("--path", "only_path", is_flag=True, help="Say where the schema's file is.")
def command(name: str, only_path: bool) -> None:
    """Print the JSON Schema of a configuration, a tool profile, or a file of providers, for editors and other programs.

    \b
    Example:
      configlint schema config > .configlint.schema.json    (and in .configlint.toml: #:schema .configlint.schema.json)
    """
    from configlint.settings import validation

    if only_path:
        click.echo(validation.path_of(name))
    else:
        session.print_json(validation.whole(name))
