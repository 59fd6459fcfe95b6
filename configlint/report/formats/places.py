"""Where findings are, as services show them that know only the repository."""

from __future__ import annotations

import os

from configlint.files import git


class Repository:
    """The repository that the program runs in; without one, the current directory."""

    def __init__(self) -> None:
        self.folder = git.root(os.getcwd()) or os.getcwd()

    def relative(self, path: str) -> str | None:
        """Return `path` relative to the repository, with slashes, or None when it is outside of it."""
        folder, name = os.path.split(os.path.abspath(path))
        for absolute in (os.path.join(folder, name), os.path.join(os.path.realpath(folder), name)):
            if absolute.startswith(os.path.join(self.folder, "")):
                return os.path.relpath(absolute, self.folder).replace(os.sep, "/")
        return None
