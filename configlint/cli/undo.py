"""`configlint undo`."""

from __future__ import annotations

import click

from configlint.cli import session
from configlint.engine.reading import Machine


@click.command("undo")
def command() -> None:
    """Take back what the last `convert --write` changed.

    Refused when a file has changed since.

    \b
    Example:
      configlint undo
    """
    from configlint.convert import undo
    from configlint.convert.source import ConversionError

    try:
        restored = undo.undo(Machine.here(with_environment=True))
    except ConversionError as error:
        raise session.Failure(str(error)) from None
    except OSError as error:
        raise session.Failure(f"{error.filename}: {error.strerror}") from None
    for path in restored:
        click.echo(f"restored {path}")
