"""`configlint hook`."""

from __future__ import annotations

import sys

import click

from configlint.cli.session import Failure, plain_output
from configlint.files import git_hook


@click.group("hook")
def command() -> None:
    """Scan every commit of this repository for keys.

    Before each commit, git then runs `configlint secrets --staged`, and commits only when there is no key. For
    pre-commit.com, name this repository in .pre-commit-config.yaml instead: it has the hooks configlint and
    configlint-secrets.

    \b
    Example:
      configlint hook install
    """


@command.command("install")
def install() -> None:
    """Scan for keys before each commit. An existing hook still runs, after the scan."""
    hook = _place()
    try:
        git_hook.install(hook)
    except git_hook.HookError as error:
        raise Failure(str(error)) from None
    plain_output().line(f"{hook} now scans for keys.")


@command.command("uninstall")
def uninstall() -> None:
    """Remove it again, and restore the hook that was there."""
    hook = _place()
    try:
        done = git_hook.uninstall(hook)
    except git_hook.HookError as error:
        raise Failure(str(error)) from None
    plain_output().line(f"{hook} {'is as it was before' if done else 'did not scan for keys'}.")


@command.command("status")
def status() -> None:
    """Say whether commits are scanned here; if not, exit with 1."""
    hook = _place()
    try:
        installed = git_hook.is_installed(hook)
    except git_hook.HookError as error:
        raise Failure(str(error)) from None
    plain_output().line(f"{hook} {'scans for keys' if installed else 'does not scan for keys'}.")
    sys.exit(0 if installed else 1)


def _place() -> str:
    try:
        return git_hook.place()
    except git_hook.HookError as error:
        raise Failure(str(error)) from None
