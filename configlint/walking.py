"""The files below a directory, as far as they are a person's own."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pathspec import GitIgnoreSpec

#: Folders that hold other people's files.
FOREIGN = frozenset({"node_modules", ".git", ".venv", "venv", "__pycache__", "site-packages", ".tox", "vendor"})


def walk(top: str, failures: list[str], *, respect_gitignore: bool = True) -> Iterator[tuple[str, bool]]:
    """Yield the files below `top`, sorted, and whether a `.gitignore` names them.

    What cannot be read is added to `failures`.
    """
    above: list[tuple[str, GitIgnoreSpec]] = []
    if respect_gitignore:
        above = [found for folder in _up_to_repository(os.path.abspath(top)) for found in _ignore_file(folder)]
    yield from _descend(top, above, failures, respect_gitignore)


def _descend(
    folder: str, above: list[tuple[str, GitIgnoreSpec]], failures: list[str], respect_gitignore: bool
) -> Iterator[tuple[str, bool]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        failures.append(f"{folder}: {error.strerror or 'cannot be read'}")
        return
    here = [*above, *_ignore_file(folder)] if respect_gitignore else above
    for entry in entries:
        path = os.path.normpath(entry.path)
        is_folder = entry.is_dir(follow_symlinks=False)
        ignored = _is_ignored(os.path.abspath(path), is_folder, here)
        if not is_folder:
            yield path, ignored
        elif not ignored and entry.name not in FOREIGN:
            yield from _descend(path, here, failures, respect_gitignore)


def _up_to_repository(folder: str) -> Iterable[str]:
    """Return the folders above `folder` whose `.gitignore` speaks for it, the topmost first; none without a `.git`."""
    above: list[str] = []
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return []
        above.insert(0, parent)
        folder = parent
    return above


def _ignore_file(folder: str) -> list[tuple[str, GitIgnoreSpec]]:
    """Return the patterns of a folder's `.gitignore` with the folder they are relative to, if there are any."""
    path = os.path.join(folder, ".gitignore")
    if not os.path.isfile(path):
        return []
    from configlint import text

    try:
        lines = text.read(path).text.splitlines()
    except (OSError, text.TextError):
        return []
    from pathspec import GitIgnoreSpec

    return [(os.path.abspath(folder), GitIgnoreSpec.from_lines(lines))]


def _is_ignored(path: str, is_folder: bool, specs: list[tuple[str, GitIgnoreSpec]]) -> bool:
    for folder, spec in reversed(specs):
        relative = os.path.relpath(path, folder).replace(os.sep, "/") + ("/" if is_folder else "")
        verdict = spec.check_file(relative).include
        if verdict is not None:
            return verdict
    return False
