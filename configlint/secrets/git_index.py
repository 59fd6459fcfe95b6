"""What the next commit adds: the files in git's index that differ from what is committed.

git is asked for names and contents of objects only, so nothing that a repository sets (external diff, textconv,
attributes, replaced objects, a file monitor) is run or decides what is seen, nothing is fetched, and nothing written.
"""

from __future__ import annotations

import os

from configlint.files import contents, git_command
from configlint.files.git_command import GitError
from configlint.files.text import one_line
from configlint.secrets.text_source import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from typing import IO, Self

_DIFF = ("diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
#: A file that was renamed adds what it did not hold under its old name.
_RENAMES = ("--find-renames", "-l1000")
_SUBMODULE = "160000"
_MERGED = "GITHEAD_"
_CHUNK = 1024 * 1024


class _TooLargeError(Exception):
    """An object has more bytes than were asked for; they were skipped."""


class StagedFile:
    """A file that the next commit adds or changes.

    `path` starts at the top of the work tree. `data` is what the commit would hold (of a symbolic link, its text). None
    stands for a file that the commit adds no line to (a new mode, another commit of a submodule, what a merge brings),
    and for one that was not read, with `why`.
    """

    __slots__ = ("_before", "_objects", "data", "path", "why")

    def __init__(self, path: str, data: bytes | None, why: str, before: list[str], objects: _Objects) -> None:
        self.path = path
        self.data = data
        self.why = why
        self._before = before
        self._objects = objects

    @property
    def added(self) -> Container[int]:
        """The numbers (from 1) of the lines that the commit adds. To be used before the next file is asked for."""
        return _AddedLines(self.data or b"", self._before, self._objects)


class _AddedLines:
    """Numbers of lines, worked out when somebody asks for one: most files hold nothing that anybody would."""

    def __init__(self, data: bytes, before: list[str], objects: _Objects) -> None:
        self._data = data
        self._before = before
        self._objects = objects
        self._numbers: set[int] | None = None

    def __contains__(self, number: object) -> bool:
        if self._numbers is None:
            before = [self._objects.read(name) or b"" for name in self._before]
            self._numbers = added_lines(decode(self._data)[0], [decode(one)[0] for one in before])
        return number in self._numbers


def files(max_bytes: int, is_wanted: Callable[[str], bool] | None = None) -> Iterator[StagedFile]:
    """Yield the files that the next commit adds or changes, without reading any larger than `max_bytes`.

    `is_wanted` tells by the path, which starts at the top of the work tree, whether a file is of interest.
    Raises GitError when there is no git, no repository, or git fails.
    """
    git_command.expect_sound(".")
    changes = _changes()
    if not changes:
        return
    with _Objects() as objects:
        for parent in _other_parents(objects):
            # What comes from a branch that is being merged is committed there: a merge adds what no parent holds.
            others = _changes(parent)
            for path, (new, before) in changes.items():
                changes[path] = (new, before + others[path][1]) if path in others else (None, [])
        for path, (new, before) in changes.items():
            if is_wanted is not None and not is_wanted(path):
                continue
            if not new:
                yield StagedFile(path, None, "in conflict" if new is not None else "", before, objects)
                continue
            try:
                data, why = objects.read(new, max_bytes), ""
            except _TooLargeError:
                data, why = None, f"larger than {max_bytes // 1024 // 1024} MiB"
            else:
                if data is None:
                    raise GitError(f"git has no content for {one_line(path)}")
            yield StagedFile(path, data, why, before, objects)


def top() -> str:
    """Return the top of the work tree. Raises GitError."""
    # Hooks start there. Asking git costs as much as the scan of a small commit.
    if os.path.lexists(".git"):
        return os.getcwd()
    return os.fsdecode(_output("rev-parse", "--show-toplevel").removesuffix(b"\n")) or os.getcwd()


def added_lines(text: bytes, before: list[bytes]) -> set[int]:
    """Return the numbers (from 1) of the lines of a text that were in none of the texts before it.

    A line that moved is not new, and neither is one that only ends in another way.
    """
    from collections import Counter

    known: Counter[bytes] = Counter()
    for one in before:
        known |= Counter(map(_without_return, one.split(b"\n")))
    added = set()
    for number, line in enumerate(map(_without_return, text.split(b"\n")), 1):
        if known[line] > 0:
            known[line] -= 1
        else:
            added.add(number)
    return added


def _without_return(line: bytes) -> bytes:
    return line.removesuffix(b"\r")


def _changes(parent: str | None = None) -> dict[str, tuple[str | None, list[str]]]:
    """Return by path the object that is staged, and the one that a commit (HEAD) has there.

    The staged one is "" in a conflict, and None where nothing is added.
    """
    fields = _output(*_DIFF, *_RENAMES, *([parent] if parent is not None else []), "--").split(b"\0")
    changes: dict[str, tuple[str | None, list[str]]] = {}
    at = 0
    while at + 1 < len(fields):
        old_mode, mode, old, new, status = fields[at].decode("ascii").split(" ")
        at += 2 if status[0] in "RC" else 1
        path = os.fsdecode(fields[at])
        at += 1
        if status == "U":
            changes[path] = ("", [])
        elif status != "D":
            was_file = old_mode not in (":000000", f":{_SUBMODULE}")
            changes[path] = (new if mode != _SUBMODULE and old != new else None, [old] if was_file else [])
    return changes


def _other_parents(objects: _Objects) -> list[str]:
    """Return the commits that the next commit merges."""
    # While the hook pre-merge-commit runs, only the environment tells.
    named = [name.removeprefix(_MERGED) for name in os.environ if name.startswith(_MERGED)]
    if named:
        return named
    if objects.read("MERGE_HEAD") is None:
        return []
    place = os.fsdecode(_output("rev-parse", "--git-path", "MERGE_HEAD").removesuffix(b"\n"))
    try:
        commits = contents.read(place, _CHUNK).decode("ascii", "replace").split()
        return [commit for commit in commits if commit.isalnum()]
    except FileNotFoundError:
        return []  # what was found is a branch of that name


def _output(*arguments: str) -> bytes:
    with _Git(*arguments) as git:
        git.input.close()
        return git.output.read()


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
    return git_command.explained(os.fsdecode(done.stderr)) if done.returncode else f"git {verb} failed"


class _Objects(_Git):
    """Reads objects of the repository, one after another, from a single git."""

    def __init__(self) -> None:
        super().__init__("cat-file", "--batch")

    def read(self, name: str, max_bytes: int | None = None) -> bytes | None:
        """Return the content of an object, or None when there is none. Raises _TooLargeError."""
        try:
            self.input.write(name.encode("ascii") + b"\n")
        except BrokenPipeError:
            raise GitError("git cat-file stopped") from None
        head = self.output.readline().split()
        if head and not head[-1].isdigit():
            return None
        size = int(head[-1]) if head else 0
        if max_bytes is None or size <= max_bytes:
            data = self._take(size)
            self._take(1)  # a line end
            return data
        left = size + 1
        while left:
            left -= len(self._take(min(left, _CHUNK)))
        raise _TooLargeError

    def _take(self, length: int) -> bytes:
        data = self.output.read(length)
        if len(data) != length:
            raise GitError("git cat-file stopped")
        return data
