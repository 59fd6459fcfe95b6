"""`configlint completion`."""

from __future__ import annotations

import os

import click
from click.shell_completion import get_completion_class

#: Where each shell looks for the completions of a user's programs.
_PLACES = {
    "bash": "~/.local/share/bash-completion/completions/configlint",
    "fish": "~/.config/fish/completions/configlint.fish",
    "zsh": "~/.zfunc/_configlint",
}
_ZSH = "zsh finds it if ~/.zshrc has, before compinit: fpath+=~/.zfunc"


@click.command("completion")
@click.argument("shell", type=click.Choice(sorted(_PLACES)))
@click.option("--install", is_flag=True, help="Write it to where the shell looks for it.")
def command(shell: str, install: bool) -> None:
    """Print what makes a shell complete verbs, options and the names of tools, providers and rules.

    \b
    Example:
      configlint completion bash --install
    """
    from configlint.cli.session import Failure, plain_output
    from configlint.files import atomic

    described = get_completion_class(shell)
    assert described is not None  # noqa: S101  (click knows all three)
    script = described(
        click.get_current_context().find_root().command, {}, "configlint", "_CONFIGLINT_COMPLETE"
    ).source()
    if not install:
        click.echo(script, nl=False)
        return
    path = os.path.expanduser(_PLACES[shell])
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        atomic.overwrite(path, script.encode())
    except OSError as error:
        raise Failure(f"{path}: {error.strerror or 'cannot be written'}") from None
    plain_output().remark(f"Wrote {_PLACES[shell]}; it counts in new shells." + (f"\n{_ZSH}" if shell == "zsh" else ""))
