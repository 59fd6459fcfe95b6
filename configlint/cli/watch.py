"""`configlint check --watch`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NoReturn

import click

from configlint.lint.discovery import Files

#: Seconds between two looks at the files.
_PAUSE = 1.0


def watch(files: Callable[[], Files]) -> NoReturn:
    """Run this very command again, without --watch, whenever one of `files` changes, comes or goes; until Ctrl-C."""
    arguments = [one for one in sys.argv[1:] if one != "--watch"]
    before: dict[str, tuple[int, int]] | None = None
    while True:
        now = _state(files())
        if now != before:
            before = now
            click.clear()
            subprocess.run([sys.executable, "-m", "configlint", *arguments], check=False)
            click.echo("Waiting for changes (Ctrl-C ends)", err=True)
        time.sleep(_PAUSE)


def _state(files: Files) -> dict[str, tuple[int, int]]:
    """Return for each file when it was changed, and its size."""
    found = {}
    for item in files.inputs:
        try:
            status = os.stat(item.document.path)
        except OSError:
            continue
        found[item.document.path] = (status.st_mtime_ns, status.st_size)
    return found
