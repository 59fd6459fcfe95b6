"""The command line: one module per verb, each imported only when it is called."""

import gc
import io
import os
import sys

from configlint.cli import fast_path

gc.disable()  # a run over a few files makes too little garbage to be worth a tenth of its time; see Gatherer.add


def main() -> None:
    """Run the command line. Exit status: 0 nothing to report, 1 findings, 2 the job could not be done."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # what its encoding lacks is shown as \u2713
    status = fast_path.run(sys.argv[1:])
    if status is None:
        from configlint.cli.main import run

        status = run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        status = 2
    os._exit(status)  # nothing is left to tidy up, and the interpreter's own tidying takes a tenth of a short run


__all__ = ["main"]
