"""The command line: one module per verb, each imported only when it is called."""

import gc
import os
import sys

gc.disable()  # a run over a few files makes too little garbage to be worth a tenth of its time; see common.gather


def main() -> None:
    """Run the command line. Exit status: 0 nothing to report, 1 findings, 2 the job could not be done."""
    if sys.argv[1:3] == ["secrets", "--staged"] and not any(path.startswith("-") for path in sys.argv[3:]):
        # The hook of every commit, as a rule with nothing to say: loading click would be most of what it costs.
        from configlint.scanning import staged

        try:
            status = staged.run_if_clean(sys.argv[3:])
        except Exception:
            status = None  # the verb meets it, too, and reports it
        if status is not None:
            sys.stdout.flush()
            os._exit(status)
    from configlint.cli.main import main as run

    run()


__all__ = ["main"]
