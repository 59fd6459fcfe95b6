"""`configlint schema`."""

from __future__ import annotations

import click

from configlint.cli.session import Session


@click.command("schema")
@click.argument("name", type=click.Choice(["config", "profile", "provider", "keys", "sdk"]))
@click.option("--path", "only_path", is_flag=True, help="Print the path of the schema's file instead.")
def command(name: str, only_path: bool) -> None:
    """Print the JSON Schema of a configuration, a tool profile, or a file of providers, for editors and other programs.

    \b
    Example:
      configlint schema config > .configlint.schema.json    (and in .configlint.toml: #:schema .configlint.schema.json)
    """
    from configlint.settings import validation

    out = Session(only_known=True).out
    if only_path:
        out.line(validation.path_of(name))
    else:
        out.json(validation.whole(name))
