"""Scans what the next commit adds: `configlint secrets --staged`, the way of every commit through the hook.

Nearly every commit is clean, so that way imports next to nothing: no command-line library, no re, no report.
"""

from __future__ import annotations

import os
import sys

from configlint.catalog.knowledge import Knowledge
from configlint.files.git_command import GitError
from configlint.files.git_objects import Objects
from configlint.files.words import many
from configlint.secrets import commits
from configlint.secrets.scanner import Scanner
from configlint.secrets.text_source import MAX_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from configlint.secrets.commits import Commit


def limit(paths: list[str]) -> Callable[[str], bool] | None:
    """Return what tells which files `paths` mean: files, and folders with all below. None if they mean all.

    They start at the top of the work tree and are normalized.
    """
    if not paths or os.curdir in paths:
        return None
    files, folders = set(paths), tuple(f"{path}/" for path in paths if os.path.isdir(path))
    return lambda path: path in files or path.startswith(folders)


def run_if_clean(paths: list[str], is_configured: Callable[[Commit], bool], *, is_quiet: bool) -> int | None:
    """Do all that `configlint secrets --staged PATH...` has to do when there is no key, and return the exit status.

    Returns None, with nothing printed, where there is more to do or to say: the verb itself has to be run. So has it
    where a configuration counts for a commit, which may name more kinds of keys.
    """
    if not os.path.lexists(".git"):
        return None  # not at the top, where paths start, or not in a repository
    scanner, unseen = Scanner(Knowledge()), set(paths)
    try:
        with Objects() as objects:
            commit = commits.next_commit(objects)
            if is_configured(commit):
                return None
            for file in commit.files(MAX_BYTES, limit(paths)):
                if file.why or (file.data is not None and scanner.scan(file.path, file.data, file.added)):
                    return None
                unseen.discard(file.path)
    except GitError as error:
        sys.stderr.write(f"configlint: {complaint(error)}\n")
        return 2
    if unseen or scanner.skipped:
        return None
    if not is_quiet:
        sys.stdout.write(f"{summary(0, scanner.files)}\n")
    return 0


def summary(keys: int, files: int, allowed: int = 0) -> str:
    """Return a line that says what was found in so many files; `allowed` are keys that may be there."""
    also = f", and {allowed} allowed" if allowed else ""
    return f"{many(keys, 'key') if keys else 'No key'} in {many(files, 'file')}{also}."


def complaint(error: GitError) -> str:
    """Say what could not be done."""
    return f"could not see what is committed: {error}"
