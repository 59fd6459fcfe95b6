"""`configlint undo`."""

from __future__ import annotations

import click

from configlint.cli.session import Failure, Session


@click.command("undo")
def command() -> None:
    """Revert what the last `convert --write` changed.

    Refused when a file has changed since.

    \b
    Example:
      configlint undo
    """
    from configlint.convert import undo
    from configlint.convert.source import ConversionError

    session = Session(with_environment=True)
    try:
        restored = undo.undo(session.host)
    except ConversionError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{error.filename}: {error.strerror}") from None
    for path in restored:
        session.out.line(f"restored {path}")
