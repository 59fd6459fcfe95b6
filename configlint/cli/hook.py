"""`configlint hook`."""

from __future__ import annotations

import sys

import click

from configlint.files import git_hook


class _Failure(click.ClickException):
    exit_code = 2


@click.group("hook")
def command() -> None:
    """Look for keys at every commit of this repository.

    Before anything is committed, git then runs `configlint secrets --staged`, and commits only when there is no key.
    For pre-commit.com, name this repository in .pre-commit-config.yaml instead: it has the hooks configlint and
    configlint-secrets.

    \b
    Example:
      configlint hook install
    """


@command.command("install")
def install() -> None:
    """Let git look for keys before each commit. A hook that is there goes on to run, after that."""
    hook = _place()
    try:
        git_hook.install(hook)
    except git_hook.HookError as error:
        raise _Failure(str(error)) from None
    click.echo(f"{hook} looks for keys now.")


@command.command("uninstall")
def uninstall() -> None:
    """Take it out again: the hook that was there is as it was."""
    hook = _place()
    try:
        done = git_hook.uninstall(hook)
    except git_hook.HookError as error:
        raise _Failure(str(error)) from None
    click.echo(f"{hook} {'is as it was before' if done else 'did not look for keys'}.")


@command.command("status")
def status() -> None:
    """Say whether git looks for keys here; if not, exit with 1."""
    hook = _place()
    try:
        installed = git_hook.is_installed(hook)
    except git_hook.HookError as error:
        raise _Failure(str(error)) from None
    click.echo(f"{hook} {'looks for keys' if installed else 'does not look for keys'}.")
    sys.exit(0 if installed else 1)


def _place() -> str:
    try:
        return git_hook.place()
    except git_hook.HookError as error:
        raise _Failure(str(error)) from None
