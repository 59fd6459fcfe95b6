"""How verbs print data, and show that they are at work. Apart from `common`, which loads what reads configurations."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click


@contextmanager
def progress() -> Iterator[Callable[[], None] | None]:
    """Give what a walk calls for each folder, so that a terminal shows a long one; None where there is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from configlint.report.progress import Progress

    shown = Progress()
    try:
        yield shown.on_folder
    finally:
        shown.clear()


def print_json(data: Any) -> None:
    """Print data as JSON: in UTF-8, whatever the terminal's encoding is."""
    import json

    # Names of files may hold bytes that are no characters; JSON says them as \udcff.
    click.echo(json.dumps(data, ensure_ascii=False, indent=2).encode(errors="backslashreplace"))
