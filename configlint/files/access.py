"""What the program may see of a machine's files: all of them, only those that it was given, or none."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping

from configlint.files import git, text
from configlint.files.git import Located
from configlint.files.git_command import GitError
from configlint.files.text import Decoded


def folders_up(folder: str) -> Iterator[str]:
    """Yield a folder and all folders above it, the nearest first."""
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


class NoFiles:
    """There is nothing. Base of the others. `failures` are questions about files that could not be answered."""

    @property
    def failures(self) -> list[str]:
        """Why some questions could not be answered, each reason once."""
        return []

    def is_file(self, path: str) -> bool:
        """Return True if there is a file at `path`."""
        return False

    def exists(self, path: str) -> bool:
        """Return True if there is a file or folder at `path`."""
        return self.is_file(path)

    def names(self, folder: str) -> list[str]:
        """Return the names of what is in a folder, sorted; none where it cannot be looked into."""
        return []

    def is_same(self, path: str, other: str) -> bool:
        """Return True if two paths lead to the same file or folder: by a link, or spelled in another case."""
        return path == other

    def real_path(self, path: str) -> str:
        """Return where a path leads, with symbolic links followed."""
        return path

    def read(self, path: str, max_bytes: int = text.MAX_BYTES, errors: str = "strict") -> Decoded:
        """Return the text of a file; `errors` as for text.decode.

        Raises OSError when it cannot be read, TextError when it is not text.
        """
        raise FileNotFoundError(path)

    def readers(self, path: str) -> list[str]:
        """Return who can read a file besides its owner: "its group", "everybody"."""
        return []

    def repository(self, folder: str) -> str | None:
        """Return the root of the git work tree around a folder, or None."""
        return next((one for one in folders_up(folder) if self.exists(os.path.join(one, ".git"))), None)

    def is_in_repository(self, path: str) -> bool:
        """Return True if a file is in the folder of a git repository, tracked or not."""
        return False

    def is_tracked(self, path: str) -> bool:
        """Return True if git tracks a file."""
        return False

    def would_commit(self, path: str) -> bool:
        """Return True if git tracks a file, or would after `git add .`."""
        return False


class GivenFiles(NoFiles):
    """The files of a mapping from absolute paths to strings."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def is_file(self, path: str) -> bool:
        """Return True if the mapping has `path`."""
        return path in self._texts

    def exists(self, path: str) -> bool:
        """Return True if the mapping has `path`, or something below it."""
        return path in self._texts or any(other.startswith(path.rstrip("/") + "/") for other in self._texts)

    def names(self, folder: str) -> list[str]:
        """Return the names of what the mapping has in a folder, sorted."""
        prefix = folder.rstrip("/") + "/"
        below = (path.removeprefix(prefix) for path in self._texts if path.startswith(prefix))
        return sorted({rest.partition("/")[0] for rest in below})

    def read(self, path: str, max_bytes: int = text.MAX_BYTES, errors: str = "strict") -> Decoded:
        """Return the text of a file. Raises FileNotFoundError, or TextError when it is too large."""
        if path not in self._texts:
            raise FileNotFoundError(path)
        return text.decode(self._texts[path].encode(errors="surrogatepass"), max_bytes, errors)


class LocalFiles(NoFiles):
    """The files of this machine, and what git says of them.

    What is in a folder, which folders are the same, where a repository begins, and what git says is asked once: a run
    is about one state of the machine.
    """

    def __init__(self) -> None:
        self._failures: dict[str, None] = {}
        self._is_tracked: dict[str, bool] = {}
        self._would_commit: dict[str, bool] = {}
        self._located: dict[str, Located] = {}
        self._repositories: dict[str, str | None] = {}
        self._names: dict[str, list[str]] = {}
        self._is_same: dict[tuple[str, str], bool] = {}

    @property
    def failures(self) -> list[str]:
        """Why some questions could not be answered, each reason once."""
        return list(self._failures)

    def is_file(self, path: str) -> bool:
        """Return True if there is a file at `path`."""
        return os.path.isfile(path)

    def exists(self, path: str) -> bool:
        """Return True if there is a file or folder at `path`."""
        return os.path.exists(path)

    def names(self, folder: str) -> list[str]:
        """Return the names of what is in a folder, sorted; none where it cannot be looked into."""
        if folder not in self._names:
            try:
                self._names[folder] = sorted(os.listdir(folder))
            except OSError:
                self._names[folder] = []
        return self._names[folder]

    def is_same(self, path: str, other: str) -> bool:
        """Return True if two paths lead to the same file or folder: by a link, or spelled in another case."""
        if path == other:
            return True
        if (path, other) not in self._is_same:
            try:
                self._is_same[path, other] = os.path.samefile(path, other)
            except OSError:
                self._is_same[path, other] = False
        return self._is_same[path, other]

    def real_path(self, path: str) -> str:
        """Return where a path leads, with symbolic links followed."""
        return os.path.realpath(path)

    def read(self, path: str, max_bytes: int = text.MAX_BYTES, errors: str = "strict") -> Decoded:
        """Return the text of a file. Raises OSError when it cannot be read, TextError when it is not text."""
        return text.read(path, max_bytes, errors)

    def readers(self, path: str) -> list[str]:
        """Return who can read a file besides its owner; nobody on Windows, where modes do not tell."""
        if os.name == "nt":
            return []
        try:
            mode = os.stat(path).st_mode
        except OSError:
            return []
        return [name for bit, name in ((stat.S_IRGRP, "its group"), (stat.S_IROTH, "everybody")) if mode & bit]

    def repository(self, folder: str) -> str | None:
        """Return the root of the git work tree around a folder, or None."""
        return git.root(folder, self._repositories)

    def is_in_repository(self, path: str) -> bool:
        """Return True if a file is in the folder of a git repository, tracked or not."""
        return self._place(path).top is not None

    def is_tracked(self, path: str) -> bool:
        """Return True if git tracks a file; without git it tracks nothing."""
        if path not in self._is_tracked:
            self._is_tracked[path] = self._asked(git.is_tracked, path)
        return self._is_tracked[path]

    def would_commit(self, path: str) -> bool:
        """Return True if git tracks a file, or would after `git add .`."""
        if path not in self._would_commit:
            self._would_commit[path] = self._asked(git.would_commit, path)
        return self._would_commit[path]

    def _place(self, path: str) -> Located:
        if path not in self._located:
            self._located[path] = git.located(path, self._repositories)
        return self._located[path]

    def _asked(self, question: Callable[[Located], bool], path: str) -> bool:
        try:
            return question(self._place(path))
        except GitError as error:
            self._failures[str(error)] = None
            return False


class Overlay(NoFiles):
    """Other files, some of which have another content: that of a mapping from absolute paths to strings."""

    def __init__(self, below: NoFiles, texts: Mapping[str, str]) -> None:
        self._below = below
        self._over = GivenFiles(texts)

    def is_file(self, path: str) -> bool:
        """Return True if there is a file at `path`."""
        return self._over.is_file(path) or self._below.is_file(path)

    def exists(self, path: str) -> bool:
        """Return True if there is a file or folder at `path`."""
        return self._over.exists(path) or self._below.exists(path)

    def names(self, folder: str) -> list[str]:
        """Return the names of what is in a folder, sorted."""
        return sorted({*self._over.names(folder), *self._below.names(folder)})

    def read(self, path: str, max_bytes: int = text.MAX_BYTES, errors: str = "strict") -> Decoded:
        """Return the text of a file. Raises OSError when it cannot be read, TextError when it is not text."""
        return (self._over if self._over.is_file(path) else self._below).read(path, max_bytes, errors)
