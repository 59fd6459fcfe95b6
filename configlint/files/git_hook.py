"""Puts `configlint secrets` into a repository's hooks, and takes it out again without a trace.

A hook that is a shell script gets a few lines behind its first one. Any other stays as it is, under another name, and
is called by a script of ours.
"""

from __future__ import annotations

import os
import re
import shlex
import site
import subprocess
import sys

from configlint.files import atomic, contents, git_command
from configlint.files.git_command import GitError

#: What is run in each hook, and what is done around it: what git says to `pre-push` on standard input is for the hook
#: that was there before, too.
_CALLS = {"pre-commit": "{} secrets --staged", "pre-push": 'printf \'%s\\n\' "$pushed" | {} secrets --pushed "$1"'}
_BEFORE = {"pre-commit": "", "pre-push": "pushed=$(cat)\n"}
_AFTER = {"pre-commit": "", "pre-push": '[ -z "$pushed" ] || exec <<CONFIGLINT\n$pushed\nCONFIGLINT\n'}
NAMES = tuple(_CALLS)
_MAX_BYTES = 1024 * 1024
_MOVED = "{}.before-configlint"
_BEGIN = "# >>> configlint ({}; `configlint hook uninstall` takes these lines out)\n"
_END = "# <<< configlint\n"
#: What is after `>>>`: whose file our lines are in.
_THEIRS, _OURS, _CALLING = "in a hook that was here", "no hook was here", f"another hook was here, now {_MOVED}"

_SHELL = rb"#! ?(?:/usr/bin/env )?(?:/\S*/)?(?:sh|bash|dash|ksh|zsh)(?: [^\r\n]*)?\n"
_LINES = rf"(?s){re.escape(_BEGIN)}.*?{re.escape(_END)}".replace(re.escape("{}"), "([^;\n]*)").encode()


class HookError(Exception):
    """The hook cannot be changed, or git not be asked; the message says why."""


def place(name: str) -> str:
    """Return the path of the hook with a name in the repository that the current directory is in.

    Raises HookError when there is none, or when its hooks are other repositories', too.
    """
    top = _ask("rev-parse", "--show-toplevel")
    folder = os.path.join(top, _ask("rev-parse", "--git-path", "hooks", cwd=top))
    own = [os.path.join(top, _ask("rev-parse", "--git-common-dir", cwd=top)), top]
    if not any(_is_below(folder, one) for one in own):
        raise HookError(
            f"core.hooksPath says {folder}, whose hooks run in other repositories, too. "
            f"To have it everywhere, call `configlint secrets --staged` in {os.path.join(folder, name)} yourself"
        )
    return os.path.join(folder, name)


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
        folder, name = os.path.split(hook)
        os.makedirs(folder, exist_ok=True)
        if before is None:
            atomic.write(hook, f"#!/bin/sh\n{_lines(name, _OURS)}".encode(), None, mode=0o777 & ~atomic.umask())
        elif re.match(_SHELL, before) and not os.path.islink(hook) and os.access(hook, os.X_OK):
            first, rest = before.split(b"\n", 1)
            atomic.write(hook, first + b"\n" + _lines(name, _THEIRS).encode() + rest, before)
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
    folder, name = os.path.split(hook)
    is_called = match[1].decode() == _CALLING.format(name)
    rest = now[: match.start()] + now[match.end() :]
    try:
        if match[1].decode() == _THEIRS:
            atomic.write(hook, rest, now)
        elif rest != f"#!/bin/sh\n{_call(name) if is_called else ''}".encode():
            raise HookError(f"{hook} has changed since it was installed; take the lines about configlint out yourself")
        elif is_called:
            os.replace(os.path.join(folder, _MOVED.format(name)), hook)
        else:
            os.remove(hook)
    except OSError as error:
        raise HookError(f"{error.filename}: {error.strerror}") from None
    return True


def _put_before(hook: str) -> None:
    """Give a hook another name, and let a script of ours that calls it take its place."""
    folder, name = os.path.split(hook)
    moved = os.path.join(folder, _MOVED.format(name))
    if os.path.lexists(moved):
        raise HookError(f"{moved} is in the way; it may be the hook of an installation before")
    os.rename(hook, moved)
    try:
        script = f"#!/bin/sh\n{_lines(name, _CALLING.format(name))}{_call(name)}"
        atomic.write(hook, script.encode(), None, mode=0o777 & ~atomic.umask())
    except OSError:
        os.rename(moved, hook)
        raise


def _lines(name: str, whose: str) -> str:
    python = shlex.quote(sys.executable.replace(os.sep, "/"))
    ours = _CALLS[name].format(f"{python} {_isolation()} -m configlint")
    found = _CALLS[name].format("(unset PYTHONPATH PYTHONHOME; exec configlint") + ")"
    return (
        f"{_BEGIN.format(whose)}"
        f"{_BEFORE[name]}"
        f"if [ -x {python} ]; then\n"
        f"    {ours} || exit\n"
        "elif command -v configlint >/dev/null 2>&1; then\n"
        f"    {found} || exit\n"
        "else\n"
        "    echo 'configlint is gone, so nobody looked for keys: install it, or take its lines out of this hook' >&2\n"
        "    exit 2\n"
        "fi\n"
        f"{_AFTER[name]}"
        f"{_END}"
    )


def _isolation() -> str:
    """Return what keeps Python from running modules of PYTHONPATH or of the work tree in place of ours."""
    is_users_own = os.path.realpath(__file__).startswith(os.path.realpath(site.getusersitepackages()))
    return "-E -P" if is_users_own else "-I"  # -I would not find a program in the user's own packages


def _call(name: str) -> str:
    # git would not have run it, either, if it may not be executed.
    return f'before="$(dirname "$0")/{_MOVED.format(name)}"\nif [ -x "$before" ]; then exec "$before" "$@"; fi\n'


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
