"""What git keeps: the answer to a command, the content of objects, and the files of a commit.

Every commit through the hook loads this, so it imports next to nothing, and git is started without `subprocess`.
"""

from __future__ import annotations

import errno
import os

from configlint.files import git_command
from configlint.files.contents import Files
from configlint.files.git_command import GitError
from configlint.files.text import one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Self

_CHUNK = 1024 * 1024
_FAILED = " failed"
#: As many bytes say of what kind a file is.
_HEAD = 32


class TooLargeError(Exception):
    """An object has more bytes than were asked for; all but the first few, `head`, were skipped."""

    def __init__(self, head: bytes) -> None:
        super().__init__("too large")
        self.head = head


def output(*arguments: str) -> bytes:
    """Return what a git command prints about the repository that the process, or its hook, is in. Raises GitError."""
    with _Git(*arguments) as git:
        git.input.close()
        return git.output.read()


def output_for(given: bytes, *arguments: str) -> bytes:
    """Return what a git command prints that reads `given` from its standard input. Raises GitError."""
    import subprocess

    command = ["git", *git_command.SETTINGS, *arguments]
    done = subprocess.run(command, env=git_command.environment(of_commit=True), input=given, capture_output=True)
    if done.returncode != 0:
        raise GitError(_why_it_failed(arguments[0]))
    return done.stdout


def identify(revision: str) -> str:
    """Return the commit that a name such as `origin/main` means. Raises GitError if there is none."""
    git_command.expect_sound(os.curdir)
    try:
        found = output("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except GitError as error:
        raise (GitError(f"there is no commit {one_line(revision)}") if _is_unexplained(error) else error) from None
    return found.decode("ascii").strip()


def top() -> str:
    """Return the top of the work tree. Raises GitError."""
    # Hooks start there. Asking git costs as much as the scan of a small commit.
    if os.path.lexists(".git"):
        return os.getcwd()
    return os.fsdecode(output("rev-parse", "--show-toplevel").removesuffix(b"\n")) or os.getcwd()


class _Git:
    """A running git, with its standard input and output. Leaving the block waits for it, and raises if it failed."""

    def __init__(self, *arguments: str) -> None:
        self._command = ["git", *git_command.SETTINGS, *arguments]
        self._wait: Callable[[], int]
        try:
            self.input, self.output = self._start()
        except OSError as error:
            raise GitError(f"git could not be started: {error.strerror}") from None

    def _start(self) -> tuple[IO[bytes], IO[bytes]]:
        environment = git_command.environment(of_commit=True)
        if not hasattr(os, "posix_spawnp"):
            import subprocess

            process = subprocess.Popen(
                self._command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._wait = process.wait
            return process.stdin, process.stdout  # type: ignore[return-value]  # both are pipes
        # Importing subprocess would cost as much as everything else that a small commit takes.
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        try:
            process_id = os.posix_spawnp(
                "git",
                self._command,
                environment,
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, theirs_in, 0),
                    (os.POSIX_SPAWN_DUP2, theirs_out, 1),
                    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                ],
            )
        except OSError:
            os.close(ours_in)
            os.close(ours_out)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self._wait = lambda: os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1])
        return open(ours_in, "wb", buffering=0), open(ours_out, "rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.input.close()
        self.output.close()
        status = self._wait()
        if status != 0 and kind is None:
            raise GitError(_why_it_failed(self._command[len(git_command.SETTINGS) + 1]))


def _why_it_failed(verb: str) -> str:
    """Return what git says about this repository, which it says less clearly when it is asked for more."""
    import subprocess

    command = ["git", *git_command.SETTINGS, "rev-parse", "--show-toplevel"]
    done = subprocess.run(command, env=git_command.environment(of_commit=True), capture_output=True, check=False)
    return git_command.explained(os.fsdecode(done.stderr)) if done.returncode else f"git {verb}{_FAILED}"


def _is_unexplained(error: GitError) -> bool:
    return str(error).endswith(_FAILED)


class Objects(_Git):
    """Reads objects of the repository, one after another, from a single git."""

    def __init__(self) -> None:
        super().__init__("cat-file", "--batch")

    def read(self, name: str, max_bytes: int | None = None) -> bytes | None:
        """Return the content of an object, or None if there is none. Raises TooLargeError, and GitError."""
        if "\n" in name:
            return None  # git would take it for two names
        try:
            self.input.write(os.fsencode(name) + b"\n")
        except BrokenPipeError:
            raise GitError("git cat-file stopped") from None
        answer = self.output.readline().split()
        if not answer:
            raise GitError("git cat-file stopped")
        if not answer[-1].isdigit():
            return None
        size = int(answer[-1])
        if max_bytes is None or size <= max_bytes:
            data = self._take(size)
            self._take(1)  # a line end
            return data
        head = self._take(min(size, _HEAD))
        left = size + 1 - len(head)
        while left:
            left -= len(self._take(min(left, _CHUNK)))
        raise TooLargeError(head)

    def _take(self, length: int) -> bytes:
        data = self.output.read(length)
        if len(data) != length:
            raise GitError("git cat-file stopped")
        return data


class CommitFiles(Files):
    """The files of a commit, by the paths that they have in the work tree at `top`.

    Nothing else is there: no untracked file, and none outside the work tree.
    """

    def __init__(self, objects: Objects, commit: str, top: str) -> None:
        self._objects = objects
        self._commit = commit
        self._top = top

    def exists(self, path: str) -> bool:
        """Return True if the commit has something at `path`."""
        try:
            return self._content(path, 0) is not None
        except TooLargeError:
            return True

    def read(self, path: str, max_bytes: int) -> bytes:
        """Return the content of a file. Raises OSError if the commit has none or a larger one there, and GitError."""
        try:
            data = self._content(path, max_bytes)
        except TooLargeError:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path) from None
        if data is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return data

    def _content(self, path: str, max_bytes: int) -> bytes | None:
        below = os.path.relpath(path, self._top).replace(os.sep, "/")
        if below == os.pardir or below.startswith(f"{os.pardir}/"):
            return None
        return self._objects.read(f"{self._commit}:{below}", max_bytes)
