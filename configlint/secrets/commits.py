"""What commits add: the next one, by git's index, and those that were made already.

git is asked for names and contents of objects only, so nothing that a repository sets (external diff, textconv,
attributes, replaced objects, a file monitor) is run or decides what is seen, nothing is fetched, and nothing written.
"""

from __future__ import annotations

import os

from configlint.files import contents, git_command, git_objects
from configlint.files.git_command import GitError
from configlint.files.git_objects import CommitFiles, Objects
from configlint.files.text import one_line
from configlint.secrets.text_source import decode, is_media

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

#: A file that was renamed adds what it did not hold under its old name.
_RENAMES = ("--find-renames", "-l1000")
_RAW = ("--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all", *_RENAMES)
_NOTHING, _SUBMODULE = "000000", "160000"
#: The files that say which keys are allowed.
_RULES = frozenset({".configlint.toml", ".configlint-baseline.json"})
#: How all files end that say it, profiles of tools among them.
_RULE_FILES = (".toml", ".configlint-baseline.json")
#: No commit has this name.
_NO_COMMIT = "0" * 40
_MERGED = "GITHEAD_"
_MAX_BYTES = 1024 * 1024

if TYPE_CHECKING:
    #: By path the object that a commit has there, and those that its parents have. The first is "" in a conflict, and
    #: None where nothing is added.
    Changes = dict[str, tuple[str | None, list[str]]]


class ChangedFile:
    """A file that a commit adds or changes.

    `path` starts at the top of the work tree. `data` is what the commit holds (of a symbolic link, its text). None
    stands for a file that the commit adds no line to (a new mode, another commit of a submodule, what a merge brings),
    and for one that was not read, with `why`.
    """

    __slots__ = ("_before", "_objects", "data", "path", "why")

    def __init__(self, path: str, data: bytes | None, why: str, before: list[str], objects: Objects) -> None:
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

    def __init__(self, data: bytes, before: list[str], objects: Objects) -> None:
        self._data = data
        self._before = before
        self._objects = objects
        self._numbers: set[int] | None = None

    def __contains__(self, number: object) -> bool:
        if self._numbers is None:
            before = [self._objects.read(name) or b"" for name in self._before]
            self._numbers = added_lines(decode(self._data)[0], [decode(one)[0] for one in before])
        return number in self._numbers


class Commit:
    """A commit. `id` is "" for the next one; `before` are the files of the commit that it is made on.

    `may_have_other_rules` is False if the commit before it in a list counts with the same configuration and baseline.
    """

    def __init__(
        self, id: str, before: CommitFiles, changes: Changes, objects: Objects, *, may_have_other_rules: bool = True
    ) -> None:
        self.id = id
        self.before = before
        self.may_have_other_rules = may_have_other_rules
        self._changes = changes
        self._objects = objects

    @property
    def folders(self) -> set[str]:
        """The folders that its files are in, and those above them up to the top, which is ""."""
        found = set[str]()
        for path in self._changes:
            folder = os.path.dirname(path)
            while folder not in found:
                found.add(folder)
                folder = os.path.dirname(folder)
        return found

    @property
    def own_rules(self) -> list[str]:
        """The names of the files in the commit that say which keys are allowed: they count from the next one on."""
        return [path for path in self._changes if os.path.basename(path) in _RULES]

    def files(self, max_bytes: int, is_wanted: Callable[[str], bool] | None = None) -> Iterator[ChangedFile]:
        """Yield the files that the commit adds or changes, without reading any larger than `max_bytes`.

        `is_wanted` tells by the path, which starts at the top of the work tree, whether a file is of interest.
        Raises GitError.
        """
        for path, (new, before) in self._changes.items():
            if is_wanted is None or is_wanted(path):
                yield self._file(path, new, before, max_bytes)

    def _file(self, path: str, new: str | None, before: list[str], max_bytes: int) -> ChangedFile:
        if not new:
            return ChangedFile(path, None, "in conflict" if new is not None else "", before, self._objects)
        try:
            data = self._objects.read(new, max_bytes)
        except git_objects.TooLargeError as error:
            why = "" if is_media(error.head) else f"larger than {max_bytes // 1024 // 1024} MiB"
            return ChangedFile(path, None, why, before, self._objects)
        if data is None:
            raise GitError(f"git has no content for {one_line(path)}")
        return ChangedFile(path, data, "", before, self._objects)


def next_commit(objects: Objects) -> Commit:
    """Return what is staged. Raises GitError if there is no git, no repository, or git fails."""
    git_command.expect_sound(".")
    changes = _staged()
    for parent in _other_parents(objects) if changes else ():
        # What comes from a branch that is being merged is committed there: a merge adds what no parent holds.
        others = _staged(parent)
        for path, (new, before) in changes.items():
            changes[path] = (new, before + others[path][1]) if path in others else (None, [])
    return Commit("", CommitFiles(objects, "HEAD", os.getcwd()), changes, objects)


def commits(objects: Objects, wanted: Iterable[str], known: Iterable[str]) -> Iterator[Commit]:
    """Yield the commits that are reached from `wanted`, but not from `known`, the oldest first. Raises GitError.

    `known` takes what git rev-list does, such as `--remotes`.
    """
    git_command.expect_sound(".")
    listed = git_objects.output("rev-list", "--reverse", "--topo-order", "--parents", *wanted, "--not", *known, "--")
    parents = {commit: before for commit, *before in map(str.split, listed.decode("ascii").splitlines())}
    if not parents:
        return
    # Of a merge, -c lists what differs from all parents.
    lines = "".join(f"{commit}\n" for commit in parents).encode()
    found = git_objects.output_for(lines, "diff-tree", "--stdin", "-c", "-r", "--root", *_RAW)
    changes = dict(_changes(found))
    previous = ""
    for commit, before in parents.items():
        parent = before[0] if before else _NO_COMMIT
        are_same = parent == previous and not any(path.endswith(_RULE_FILES) for path in changes.get(previous, ()))
        files = CommitFiles(objects, parent, os.getcwd())
        yield Commit(commit, files, changes.get(commit, {}), objects, may_have_other_rules=not are_same)
        previous = commit


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


def _staged(parent: str | None = None) -> Changes:
    """Return how the index differs from a commit, HEAD without one."""
    found = git_objects.output("diff", "--cached", *_RAW, *([parent] if parent is not None else []), "--")
    return dict(_changes(found)).get("", {})


def _changes(raw: bytes) -> Iterator[tuple[str, Changes]]:
    """Yield from git's raw format the commits ("" where it names none), and what they change."""
    fields = iter(raw.split(b"\0"))
    commit, changes = "", dict[str, "tuple[str | None, list[str]]"]()
    for field in fields:
        if not field.startswith(b":"):
            yield commit, changes
            commit, changes = field.decode("ascii"), {}
            continue
        parents = len(field) - len(field.lstrip(b":"))
        *given, status = field.decode("ascii").lstrip(":").split(" ")
        modes, objects = given[: parents + 1], given[parents + 1 :]
        path = next(fields)
        if parents == 1 and status[0] in "RC":
            path = next(fields)
        new = None if modes[-1] == _SUBMODULE or objects[-1] in objects[:-1] else objects[-1]
        before = [one for one, mode in zip(objects[:-1], modes, strict=False) if mode not in (_NOTHING, _SUBMODULE)]
        if status == "U":
            changes[os.fsdecode(path)] = ("", [])
        elif modes[-1] != _NOTHING:
            changes[os.fsdecode(path)] = (new, before)


def _other_parents(objects: Objects) -> list[str]:
    """Return the commits that the next commit merges."""
    # While the hook pre-merge-commit runs, only the environment tells.
    named = [name.removeprefix(_MERGED) for name in os.environ if name.startswith(_MERGED)]
    if named:
        return named
    if objects.read("MERGE_HEAD") is None:
        return []
    place = os.fsdecode(git_objects.output("rev-parse", "--git-path", "MERGE_HEAD").removesuffix(b"\n"))
    try:
        found = contents.read(place, _MAX_BYTES).decode("ascii", "replace").split()
        return [commit for commit in found if commit.isalnum()]
    except FileNotFoundError:
        return []  # what was found is a branch of that name
