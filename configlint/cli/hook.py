"""`configlint hook`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from configlint.cli.session import Failure, plain_output
from configlint.files import git_hook

_COMMIT, _PUSH = git_hook.NAMES


@click.group("hook")
def command() -> None:
    """Scan every commit of this repository for keys.

    Before each commit, git then runs `configlint secrets --staged`, and commits only when there is no key. Merges,
    rebases and cherry-picks pass by that hook; with --pre-push, git checks before each push all commits that it sends.
    For pre-commit.com, name this repository in .pre-commit-config.yaml instead: it has the hooks configlint and
    configlint-secrets.

    \b
    Example:
      configlint hook install
    """


@command.command("install")
@click.option("--pre-push", is_flag=True, help="Scan what is pushed instead of what is committed.")
def install(pre_push: bool) -> None:
    """Scan for keys before each commit. An existing hook still runs, after the scan."""
    with _failures():
        hook = git_hook.place(_PUSH if pre_push else _COMMIT)
        git_hook.install(hook)
    plain_output().line(f"{hook} now scans for keys.")


@command.command("uninstall")
def uninstall() -> None:
    """Remove it again, and restore the hooks that were there."""
    with _failures():
        done = [hook for hook in map(git_hook.place, git_hook.NAMES) if git_hook.uninstall(hook)]
        missing = [] if done else [f"{git_hook.place(_COMMIT)} did not scan for keys."]
    for line in [f"{hook} is as it was before." for hook in done] or missing:
        plain_output().line(line)


@command.command("status")
def status() -> None:
    """Say whether commits are scanned here.

    When they are made, or pushed; if neither, the exit status is 1.
    """
    with _failures():
        hooks = {hook: git_hook.is_installed(hook) for hook in map(git_hook.place, git_hook.NAMES)}
    for hook, installed in hooks.items():
        plain_output().line(f"{hook} {'scans for keys' if installed else 'does not scan for keys'}.")
    sys.exit(0 if any(hooks.values()) else 1)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except git_hook.HookError as error:
        raise Failure(str(error)) from None
