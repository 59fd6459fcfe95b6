"""`configlint undo`."""

from __future__ import annotations

import click

from configlint.cli import common
from configlint.engine.reading import Machine


@click.command("undo")
def command() -> None:
    """Take back what the last `convert --write` changed.

    Refused when a file has changed since.

    \b
    Example:
      configlint undo
    """
    from configlint.convert import receipts
    from configlint.convert.setup import ConversionError

    try:
        restored = receipts.undo(Machine.here(with_environment=True))
    except ConversionError as error:
        raise common.Failure(str(error)) from None
    except OSError as error:
        raise common.Failure(f"{error.filename}: {error.strerror}") from None
    for path in restored:
        click.echo(f"restored {path}")
