"""`configlint lsp`."""

from __future__ import annotations

import click


@click.command("lsp")
def command() -> None:
    """Serve an editor: findings while you type, fixes, the request at each base URL, completion.

    Editors start this program themselves and talk to it over standard input and output.

    \b
    Example:
      pip install 'configlint[lsp]'    (then, in the editor's settings, the command: configlint lsp)
    """
    import gc

    from configlint.cli.session import Failure

    gc.enable()  # a short run goes without, but each edit would leave 0.2 MB behind
    try:
        from configlint.lsp import server
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise Failure("the language server needs pygls: pip install 'configlint[lsp]'") from None
    server.serve()
