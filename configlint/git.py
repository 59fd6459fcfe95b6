"""What git knows about a file."""

from __future__ import annotations

import os


def root(folder: str) -> str | None:
    """Return the topmost folder of the repository that `folder` (absolute) is in, or None when it is in none."""
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def is_tracked(path: str) -> bool:
    """Tell whether git tracks the file at `path`; without git it tracks nothing."""
    import subprocess

    folder, name = os.path.split(os.path.realpath(path))
    # A hook's GIT_DIR and GIT_INDEX_FILE are about the repository of the commit, not about the file's own.
    environment = {variable: value for variable, value in os.environ.items() if not variable.startswith("GIT_")}
    # A repository may name programs in its own configuration; this is the one that reading the index would run.
    command = ["git", "-c", "core.fsmonitor=false", "ls-files", "--error-unmatch", "--", f":(literal){name}"]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0
