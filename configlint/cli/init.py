"""`configlint init`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from configlint import __version__
from configlint.cli.session import Failure, plain_output
from configlint.files import atomic
from configlint.settings.locate import FILE, path_in

_CONFIGURATION = """\
# Which findings of configlint count here. Every line is optional; `configlint rule` lists the rules.

# select = ["URL", "KEY"]              # only these: codes, names, or beginnings of codes
# ignore = ["insecure-http"]           # not these
# exclude = ["vendor/"]                # files that a walk through directories passes over

# [severity]
# redirected-key = "note"              # error and warning make the exit status 1, note does not

# [per-file-ignores]
# "tests/*" = ["placeholder-key"]
"""

_WORKFLOW = ".github/workflows/configlint.yml"
_STEPS = f"""\
name: configlint
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  configlint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
          fetch-depth: 0
      - uses: configlint/configlint@v{__version__}
"""


@click.command("init")
@click.option("--hook", is_flag=True, help="Also scan every commit for keys, as configlint hook install does.")
@click.option("--workflow", is_flag=True, help=f"Also write {_WORKFLOW}, which checks pushes and pull requests.")
def command(hook: bool, workflow: bool) -> None:
    """Set configlint up in the current directory.

    Writes a .configlint.toml in which every line is optional. Files that are there already stay as they are.

    \b
    Example:
      configlint init --hook --workflow
    """
    out = plain_output()
    there = path_in(os.curdir)
    if there is not None:
        out.line(f"{os.path.normpath(there)} is here already.")
    else:
        out.line(_written(FILE, _CONFIGURATION))
    if workflow:
        out.line(_written(_WORKFLOW, _STEPS))
    if hook:
        out.line(_hooked())
    out.line("Next:")
    for call, purpose in _offers(hook=hook, workflow=workflow):
        out.line(f"  {call:<27} {purpose}")


def _written(path: str, text: str) -> str:
    """Write a file unless there is one, and return what to say of it."""
    if os.path.lexists(path):
        return f"{path} is here already."
    try:
        os.makedirs(os.path.dirname(path) or os.curdir, exist_ok=True)
        atomic.write(path, text.encode(), None)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror or 'cannot be written'}") from None
    return f"Wrote {path}."


def _hooked() -> str:
    from configlint.files import git_hook

    try:
        hook = git_hook.place(git_hook.NAMES[0])
        git_hook.install(hook)
    except git_hook.HookError as error:
        raise Failure(str(error)) from None
    return f"{hook} now scans for keys."


def _offers(*, hook: bool, workflow: bool) -> Iterator[tuple[str, str]]:
    """Yield what there is to do next, and what for."""
    yield "configlint check", "find what is wrong in this folder"
    yield "configlint doctor", "find out why a tool does not work on this machine"
    if not hook:
        yield "configlint init --hook", "scan every commit for keys"
    if not workflow:
        yield "configlint init --workflow", "check pushes and pull requests on GitHub"
