"""The command line: one module per verb, each imported only when it is called."""

import gc
import os
import sys

from configlint.cli import fast_path

gc.disable()  # a run over a few files makes too little garbage to be worth a tenth of its time; see Gatherer.add


def main() -> None:
    """Run the command line. Exit status: 0 nothing to report, 1 findings, 2 the job could not be done."""
    status = fast_path.run(sys.argv[1:])
    if status is not None:
        sys.stdout.flush()
        os._exit(status)
    from configlint.cli.main import main as run

    run()


__all__ = ["main"]
