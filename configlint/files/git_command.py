"""How git is called: so that a repository can neither run programs nor decide what is seen.

Every commit through the hook loads this, so it imports next to nothing.
"""

from __future__ import annotations

import os
import stat

#: A file monitor is a program that a repository names in its configuration, and that reading the index would run.
SETTINGS = ("-c", "core.fsmonitor=false", "-c", "diff.relative=false")
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
#: Seconds that git may take for an answer.
TIMEOUT = 60
#: What git reads in a repository before it answers anything.
_FILES = ("HEAD", "config", "config.worktree", "index", "commondir", "info/exclude", "packed-refs")


class GitError(Exception):
    """git cannot be asked, or does not answer; the message says why."""


def environment(*, of_commit: bool = False) -> dict[str, str]:
    """Return the environment to run git in: with `of_commit` it is about the repository that a hook runs for.

    Otherwise variables such as GIT_DIR, which are about that repository, are left out.
    """
    inherited = {name: value for name, value in os.environ.items() if of_commit or not name.startswith("GIT_")}
    return {**inherited, **_ENVIRONMENT}


def expect_sound(top: str, folder: str = "") -> None:
    """Raise GitError if git would wait for ever in the repository at `top`, because something is not a file there.

    With `folder` (absolute, as `top` then), also because of what says there and above what git ignores.
    """
    while folder and folder.startswith(top):
        _expect_file(os.path.join(folder, ".gitignore"))
        folder = os.path.dirname(folder) if folder != top else ""
    own = os.path.join(top, ".git")
    if not os.path.isdir(own):
        _expect_file(own)
        return
    for name in _FILES:
        _expect_file(os.path.join(own, *name.split("/")))


def _expect_file(path: str) -> None:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise GitError(f"{path} is not a regular file")


def explained(message: str) -> str:
    """Return what git says about a failure in a line, with what to do where that is known."""
    lines = [line.removeprefix("fatal: ") for line in message.strip().splitlines() if line.strip()]
    if "dubious ownership" in message or "safe.directory" in message:
        return f"{lines[0]}; if you trust it: git config --global --add safe.directory {_quoted_folder(message)}"
    return lines[0] if lines else "git failed"


def _quoted_folder(message: str) -> str:
    parts = message.split("'")
    return parts[1] if len(parts) > 1 else "FOLDER"
