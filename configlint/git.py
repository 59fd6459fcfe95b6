"""What git knows about files and folders."""

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
    folder, name = os.path.split(os.path.realpath(path))
    return _ask(folder, "ls-files", "--error-unmatch", "--", f":(literal){name}") is not None


def would_commit(path: str) -> bool:
    """Tell whether git tracks the file at `path`, or would with `git add .`; without git it does neither."""
    folder, name = os.path.split(os.path.realpath(path))
    listing = ("ls-files", "--cached", "--others", "--exclude-standard")
    return bool(_ask(folder, *listing, "--", f":(literal){name}"))


def exclude_files(top: str) -> list[str]:
    """Return the files that say what git ignores in the repository at `top`, beside those called .gitignore.

    They need not exist; what counts more stands behind.
    """
    folder = _git_folder(top)
    home = os.path.expanduser("~")
    settings = os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git")
    users: str | None = None
    configured = [os.path.join(settings, "config"), os.path.join(home, ".gitconfig"), os.path.join(folder, "config")]
    if any(map(_may_name_excludes, ("/etc/gitconfig", *configured))):
        users = _ask(top, "config", "--type=path", "--get", "core.excludesFile")
    if users is None:
        users = os.path.join(settings, "ignore")
    return [users, os.path.join(folder, "info", "exclude")]


def _git_folder(top: str) -> str:
    """Return where git keeps what all worktrees of a repository share."""
    folder = os.path.join(top, ".git")
    linked = _read(folder).removeprefix(b"gitdir: ").strip()  # a worktree or a submodule has a file there
    if linked:
        folder = os.path.join(top, os.fsdecode(linked))
    return os.path.join(folder, os.fsdecode(_read(os.path.join(folder, "commondir")).strip()))


def _may_name_excludes(configuration: str) -> bool:
    text = _read(configuration).lower()
    return b"excludesfile" in text or b"[include" in text


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as handle:
            return handle.read(1024 * 1024)
    except OSError:
        return b""


def _ask(folder: str, *arguments: str) -> str | None:
    """Return what git answers in `folder`, or None when it refuses, or is not there."""
    import subprocess

    # A hook's GIT_DIR and GIT_INDEX_FILE are about the repository of the commit, not about the file's own.
    environment = {variable: value for variable, value in os.environ.items() if not variable.startswith("GIT_")}
    # A repository may name programs in its own configuration; this is the one that reading the index would run.
    command = ["git", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    except OSError:
        return None
    return os.fsdecode(done.stdout).rstrip("\n") if done.returncode == 0 else None
