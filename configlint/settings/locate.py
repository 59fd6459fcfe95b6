"""Whether there is a configuration for a folder. Every run asks, so this imports next to nothing."""

from __future__ import annotations

import os

from configlint.files.contents import DISK, Files

#: The file that holds it, and the one that may hold it in its table `tool.configlint`.
FILE, SHARED_FILE = ".configlint.toml", "pyproject.toml"
NAMES = frozenset({FILE, SHARED_FILE})
#: A larger file is no configuration that a person wrote.
_MAX_BYTES = 4 * 1024 * 1024


def path_in(folder: str, files: Files = DISK) -> str | None:
    """Return the path of the configuration in `folder`, or None; a shared file is at least known to mention it."""
    path = os.path.join(folder, FILE)
    if files.exists(path):
        return path
    path = os.path.join(folder, SHARED_FILE)
    try:
        return path if b"configlint" in files.read(path, _MAX_BYTES) else None
    except OSError:
        return None


def path_above(path: str, files: Files = DISK) -> str | None:
    """Return the nearest configuration: in the folder at `path` or of the file there, or above it."""
    folder, below = os.path.abspath(path), ""
    while folder != below:
        if (found := path_in(folder, files)) is not None:
            return found
        folder, below = os.path.dirname(folder), folder
    return None
