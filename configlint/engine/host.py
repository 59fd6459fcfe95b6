"""The machine that a tool runs on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping

from configlint.files import dotfiles
from configlint.files.access import LocalFiles, NoFiles, folders_up
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.document import Document


class Host(Record):
    """What a tool finds around itself.

    `environment` is None where it is not known (which is not the same as empty), `shell` the same as a document, where
    findings about variables need a place. `root` is where absolute paths of profiles begin, `files` is what can be seen
    of the disk. `project` is the topmost folder of the project for a tool that finds it by marks of its own, or "" for
    one that takes the root of the git work tree.
    """

    home: str
    directory: str
    environment: Mapping[str, str] | None = None
    system: str = "linux"
    root: str = "/"
    shell: Document | None = None
    files: NoFiles = NoFiles()
    project: str = ""

    @classmethod
    def local(cls, *, with_environment: bool) -> Host:
        """Return this machine; without `with_environment` its variables are unknown."""
        system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
        environment = dict(os.environ) if with_environment else None
        return cls(os.path.expanduser("~"), os.getcwd(), environment, system, files=LocalFiles())

    @property
    def repository(self) -> str | None:
        """The root of the git work tree around `directory`, or None."""
        return self.files.repository(self.directory)

    @property
    def top(self) -> str:
        """The topmost folder of the project that `directory` belongs to; outside of one, `directory`."""
        return self.project or self.repository or self.directory

    def home_of(self, path: str) -> str:
        """Return the folder that is the home folder for a file (absolute): the user's own, in the spelling of `path`,
        or a copy of it in a repository of dotfiles.
        """
        around = dotfiles.home_around(path, self.files.names)
        if around or path.startswith(os.path.join(self.home, "")):
            return around or self.home
        up = folders_up(os.path.dirname(path))
        return next((folder for folder in up if self.files.is_same(folder, self.home)), self.home)

    def folders_up(self) -> Iterator[str]:
        """Yield `directory` and all folders above it, the nearest first."""
        return folders_up(self.directory)

    def variable(self, name: str) -> str | None:
        """Return a variable of the environment, or one of the folders that profiles may name."""
        if name in ("HOME", "CWD"):
            return self.home if name == "HOME" else self.directory
        if name == "GIT":
            return self.repository or self.directory
        if name == "PROJECT":
            return self.top
        return self.environment.get(name) if self.environment is not None else None
