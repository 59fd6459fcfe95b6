"""The command line: one module per verb, each imported only when it is called."""

import gc

gc.disable()  # a run over a few files makes too little garbage to be worth a tenth of its time; see common.gather

from configlint.cli.main import main  # noqa: E402

__all__ = ["main"]
