"""Scans what the next commit adds: `configlint secrets --staged`, the way of every commit through the hook.

Nearly every commit is clean, so that way imports next to nothing: no command-line library, no re, no report.
"""

from __future__ import annotations

import os
import sys

from configlint.catalog.knowledge import Knowledge
from configlint.files.git_command import GitError
from configlint.secrets import git_index
from configlint.secrets.scanner import Scanner
from configlint.secrets.text_source import MAX_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from configlint.secrets.scanner import Finding


def scan(scanner: Scanner, paths: list[str]) -> Iterator[tuple[str, list[Finding]]]:
    """Yield the path of each file that the commit adds lines to, and what is found in these lines.

    With `paths` (from the top of the work tree, normalized), only of these files, and of those below these folders.
    Raises GitError.
    """
    for file in git_index.files(MAX_BYTES, _limit(paths)):
        if file.why:
            scanner.skipped.append((file.path, file.why))
        yield file.path, scanner.scan(file.path, file.data, file.added) if file.data is not None else []


def _limit(paths: list[str]) -> Callable[[str], bool] | None:
    if not paths or os.curdir in paths:
        return None
    files, folders = set(paths), tuple(f"{path}/" for path in paths if os.path.isdir(path))
    return lambda path: path in files or path.startswith(folders)


def run_if_clean(paths: list[str], *, is_quiet: bool) -> int | None:
    """Do all that `configlint secrets --staged PATH...` has to do when there is no key, and return the exit status.

    Returns None, with nothing printed, where there is more to do or to say: the verb itself has to be run. So has it
    where there is a configuration, which may name more kinds of keys: the caller has to look.
    """
    if not os.path.lexists(".git"):
        return None  # not at the top, where paths start, or not in a repository
    scanner, unseen = Scanner(Knowledge()), set(paths)
    try:
        for path, findings in scan(scanner, paths):
            if findings:
                return None
            unseen.discard(path)
    except GitError as error:
        sys.stderr.write(f"configlint: {complaint(error)}\n")
        return 2
    if unseen or scanner.skipped:
        return None
    if not is_quiet:
        sys.stdout.write(f"{scanner.summary()}\n")
    return 0


def complaint(error: GitError) -> str:
    """Say what could not be done."""
    return f"could not see what is staged: {error}"
