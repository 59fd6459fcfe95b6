"""The command line: one module per verb, each imported only when it is called."""

from configlint.cli.main import main

__all__ = ["main"]
