"""Puts `configlint secrets --staged` into a repository's pre-commit hook, and takes it out again without a trace.

A hook that is a shell script gets a few lines behind its first one. Any other stays as it is, under another name, and
is called by a script of ours.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

from configlint.files import atomic, contents, git_command
from configlint.files.git_command import GitError

_NAME = "pre-commit"
_MAX_BYTES = 1024 * 1024
_MOVED = "pre-commit.before-configlint"
_BEGIN = "# >>> configlint ({}; `configlint hook uninstall` takes these lines out)\n"
_END = "# <<< configlint\n"
#: The word after `>>>`: whose file our lines are in.
_THEIRS, _OURS, _CALLING = "in a hook that was here", "no hook was here", f"another hook was here, now {_MOVED}"

_SHELL = rb"#! ?(?:/usr/bin/env )?(?:/\S*/)?(?:sh|bash|dash|ksh|zsh)(?: [^\r\n]*)?\n"
_LINES = rf"(?s){re.escape(_BEGIN)}.*?{re.escape(_END)}".replace(re.escape("{}"), "([^;\n]*)").encode()


class HookError(Exception):
    """The hook cannot be changed, or git not be asked; the message says why."""


def place() -> str:
    """Return the path of the pre-commit hook of the repository that the current directory is in.

    Raises HookError when there is none, or when its hooks are other repositories', too.
    """
    top = _ask("rev-parse", "--show-toplevel")
    folder = os.path.join(top, _ask("rev-parse", "--git-path", "hooks", cwd=top))
    own = [os.path.join(top, _ask("rev-parse", "--git-common-dir", cwd=top)), top]
    if not any(_is_below(folder, one) for one in own):
        raise HookError(
            f"core.hooksPath says {folder}, whose hooks run in other repositories, too. "
            f"To have it everywhere, call `configlint secrets --staged` in {os.path.join(folder, _NAME)} yourself"
        )
    return os.path.join(folder, _NAME)


def is_installed(hook: str) -> bool:
    """Return True if the hook at a path calls us. Raises HookError."""
    return re.search(_LINES, _read(hook) or b"") is not None and os.access(hook, os.X_OK)


def install(hook: str) -> None:
    """Let the hook at a path call us first, and what it did before then. Raises HookError."""
    before = _read(hook)
    if before is not None and re.search(_LINES, before):
        uninstall(hook)  # our lines may be older, or from a place that is no more
        before = _read(hook)
    try:
        os.makedirs(os.path.dirname(hook), exist_ok=True)
        if before is None:
            atomic.write(hook, f"#!/bin/sh\n{_lines(_OURS)}".encode(), None, mode=0o777 & ~atomic.umask())
        elif re.match(_SHELL, before) and not os.path.islink(hook) and os.access(hook, os.X_OK):
            first, rest = before.split(b"\n", 1)
            atomic.write(hook, first + b"\n" + _lines(_THEIRS).encode() + rest, before)
        else:
            _put_before(hook)
    except OSError as error:
        raise HookError(f"{error.filename}: {error.strerror}") from None


def uninstall(hook: str) -> bool:
    """Put the hook at a path back to what it was before `install`. Return False when it does not call us.

    Raises HookError.
    """
    now = _read(hook)
    match = re.search(_LINES, now) if now is not None else None
    if now is None or match is None:
        return False
    whose = match[1].decode()
    rest = now[: match.start()] + now[match.end() :]
    try:
        if whose == _THEIRS:
            atomic.write(hook, rest, now)
        elif rest != f"#!/bin/sh\n{_call() if whose == _CALLING else ''}".encode():
            raise HookError(f"{hook} has changed since it was installed; take the lines about configlint out yourself")
        elif whose == _CALLING:
            os.replace(os.path.join(os.path.dirname(hook), _MOVED), hook)
        else:
            os.remove(hook)
    except OSError as error:
        raise HookError(f"{error.filename}: {error.strerror}") from None
    return True


def _put_before(hook: str) -> None:
    """Give a hook another name, and let a script of ours that calls it take its place."""
    moved = os.path.join(os.path.dirname(hook), _MOVED)
    if os.path.lexists(moved):
        raise HookError(f"{moved} is in the way; it may be the hook of an installation before")
    os.rename(hook, moved)
    try:
        atomic.write(hook, f"#!/bin/sh\n{_lines(_CALLING)}{_call()}".encode(), None, mode=0o777 & ~atomic.umask())
    except OSError:
        os.rename(moved, hook)
        raise


def _lines(whose: str) -> str:
    python = shlex.quote(sys.executable.replace(os.sep, "/"))
    return (
        f"{_BEGIN.format(whose)}"
        f"if [ -x {python} ]; then\n"
        f"    {python} -P -m configlint secrets --staged || exit\n"
        "elif command -v configlint >/dev/null 2>&1; then\n"
        "    configlint secrets --staged || exit\n"
        "else\n"
        "    echo 'configlint is gone, so nobody looked for keys: install it, or take its lines out of this hook' >&2\n"
        "    exit 2\n"
        "fi\n"
        f"{_END}"
    )


def _call() -> str:
    # git would not have run it, either, if it may not be executed.
    return f'before="$(dirname "$0")/{_MOVED}"\nif [ -x "$before" ]; then exec "$before" "$@"; fi\n'


def _read(hook: str) -> bytes | None:
    try:
        return contents.read(hook, _MAX_BYTES)
    except FileNotFoundError:
        return b"" if os.path.islink(hook) else None
    except OSError as error:
        raise HookError(f"{hook}: {error.strerror}") from None


def _ask(*arguments: str, cwd: str | None = None) -> str:
    try:
        git_command.expect_sound(cwd or os.getcwd())
        command = ["git", *git_command.SETTINGS, *arguments]
        done = subprocess.run(
            command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=git_command.TIMEOUT
        )
    except OSError as error:
        raise HookError(f"git could not be started: {error.strerror}") from None
    except (GitError, subprocess.TimeoutExpired) as error:
        raise HookError(str(error)) from None
    if done.returncode != 0:
        raise HookError(git_command.explained(os.fsdecode(done.stderr)))
    return os.fsdecode(done.stdout).removesuffix("\n")


def _is_below(path: str, folder: str) -> bool:
    path, folder = os.path.realpath(path), os.path.realpath(folder)
    return path == folder or path.startswith(os.path.join(folder, ""))
