"""What git knows about files and folders."""

from __future__ import annotations

import os
from functools import lru_cache

from configlint.files import contents, git_command
from configlint.files.git_command import GitError
from configlint.records import Record

#: As much is read of a file of git's own.
_MAX_BYTES = 1024 * 1024


class Located(Record):
    """Where a file is, with links followed: its folder and name; `top` is as for `root`."""

    folder: str
    name: str
    top: str | None


def root(folder: str, known: dict[str, str | None] | None = None) -> str | None:
    """Return the topmost folder of the repository that `folder` (absolute) is in, or None when it is in none.

    `known` has what was returned for other folders; what is found is added.
    """
    known = {} if known is None else known
    passed = []
    while folder not in known:
        passed.append(folder)
        parent = os.path.dirname(folder)
        if os.path.exists(os.path.join(folder, ".git")):
            known[folder] = folder
        elif parent == folder:
            known[folder] = None
        else:
            folder = parent
    known.update(dict.fromkeys(passed, known[folder]))
    return known[folder]


def located(path: str, known: dict[str, str | None]) -> Located:
    """Return where the file at `path` is; `known` as for `root`."""
    folder, name = os.path.split(os.path.realpath(path))
    return Located(folder, name, root(folder, known))


def is_tracked(file: Located) -> bool:
    """Return True if git tracks a file; without git it tracks nothing."""
    path = os.path.join(file.folder, file.name)
    return file.top is not None and os.path.relpath(path, file.top).replace(os.sep, "/") in tracked(file.top)


def tracked(top: str) -> frozenset[str]:
    """Return the paths of all files that git tracks in the repository at `top`, from there and with slashes.

    git is asked only once: rules ask about each file many times.
    """
    try:
        index = os.stat(os.path.join(_work_tree_folder(top), "index"))
    except OSError:
        return frozenset()  # nothing was ever added
    return _tracked(top, index.st_mtime_ns, index.st_size)


@lru_cache(maxsize=4)
def _tracked(top: str, changed: int, size: int) -> frozenset[str]:
    """Return the tracked files; `changed` and `size` are those of the index that lists them."""
    return frozenset((ask(top, "ls-files", "-z") or "").split("\0"))


def tracked_though_ignored(folder: str) -> list[str]:
    """Return the paths of the files below `folder` that git tracks although it is told to ignore them.

    Raises GitError if git refuses to say.
    """
    listing = ("ls-files", "-z", "--cached", "--ignored", "--exclude-standard")
    found = (ask(folder, *listing) or "") if root(os.path.abspath(folder)) is not None else ""
    return [os.path.normpath(os.path.join(folder, path)) for path in found.split("\0") if path]


def would_commit(file: Located) -> bool:
    """Return True if git tracks a file, or would with `git add .`; without git it does neither."""
    listing = ("ls-files", "--cached", "--others", "--exclude-standard")
    return file.top is not None and bool(ask(file.folder, *listing, "--", f":(literal){file.name}"))


def exclude_files(top: str) -> list[str]:
    """Return the files that say what git ignores in the repository at `top`, beside those called .gitignore.

    They need not exist; what counts more comes later.
    """
    folder = _git_folder(top)
    home = os.path.expanduser("~")
    settings = os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git")
    users: str | None = None
    configured = [os.path.join(settings, "config"), os.path.join(home, ".gitconfig"), os.path.join(folder, "config")]
    if any(map(_may_name_excludes, ("/etc/gitconfig", *configured))):
        users = ask(top, "config", "--type=path", "--get", "core.excludesFile")
    if users is None:
        users = os.path.join(settings, "ignore")
    return [users, os.path.join(folder, "info", "exclude")]


def _git_folder(top: str) -> str:
    """Return where git keeps what all work trees of a repository share."""
    folder = _work_tree_folder(top)
    return os.path.join(folder, os.fsdecode(_read(os.path.join(folder, "commondir")).strip()))


def _work_tree_folder(top: str) -> str:
    """Return where git keeps what belongs to one work tree."""
    folder = os.path.join(top, ".git")
    linked = _read(folder).removeprefix(b"gitdir: ").strip()  # a further work tree or a submodule has a file there
    return os.path.join(top, os.fsdecode(linked)) if linked else folder


def _may_name_excludes(configuration: str) -> bool:
    text = _read(configuration).lower()
    return b"excludesfile" in text or b"[include" in text


def _read(path: str) -> bytes:
    try:
        return contents.read(path, _MAX_BYTES)
    except OSError:
        return b""


def ask(folder: str, *arguments: str) -> str | None:
    """Return what git answers in `folder`, or None when it has no answer, or is not there.

    Raises GitError where it refuses because somebody else owns the repository, or does not come to an end.
    """
    import subprocess

    folder = os.path.abspath(folder)
    top = root(folder)
    if top is not None:
        git_command.expect_sound(top, folder)
    command = ["git", *git_command.SETTINGS, *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=git_command.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=git_command.TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} does not answer in {folder}") from None
    except OSError:
        return None
    if done.returncode != 0 and b"safe.directory" in done.stderr:
        raise GitError(git_command.explained(os.fsdecode(done.stderr)))
    return os.fsdecode(done.stdout).rstrip("\n") if done.returncode == 0 else None
