"""Scans what the next commit adds: `configlint secrets --staged`, the way of every commit through the hook.

Nearly every commit is clean, so that way imports next to nothing: no command-line library, no re, no report.
"""

from __future__ import annotations

import os
import sys

from configlint.scanning import index
from configlint.scanning.scanner import Scanner
from configlint.scanning.sources import MAX_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from configlint.scanning.scanner import Finding


def scan(scanner: Scanner, seen: set[str]) -> Iterator[list[Finding]]:
    """Yield what is found in the lines that the commit adds to each file; paths are from the top, and go into `seen`.

    Raises index.GitError.
    """
    for file in index.files(MAX_BYTES):
        seen.add(file.path)
        if file.data is None:
            scanner.skipped.append((file.path, file.why))
        else:
            yield scanner.scan(file.path, file.data, file.added)


def run_if_clean(paths: list[str]) -> int | None:
    """Do all that `configlint secrets --staged PATH...` has to do when there is no key, and return the exit status.

    Returns None, with nothing printed, where there is more to say: the verb itself has to be run.
    """
    if not os.path.lexists(".git"):
        return None  # not at the top, where paths start, or not in a repository
    scanner, seen = Scanner(), set[str]()
    try:
        if any(scan(scanner, seen)) or scanner.skipped or not seen.issuperset(paths):
            return None
    except index.GitError as error:
        sys.stderr.write(f"configlint: {complaint(error)}\n")
        return 2
    sys.stdout.write(f"{scanner.summary()}\n")
    return 0


def complaint(error: index.GitError) -> str:
    """Say what could not be done."""
    return f"could not see what is staged: {error}"
