"""Runs that find nothing, which is what most runs of a hook do. Loading click would be most of what they cost."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: With more or larger files, doing it all again where something is found would cost more than click does.
_FILES, _BYTES = 8, 64 * 1024


def run(arguments: list[str]) -> int | None:
    """Do all that the command line asks for when there is nothing to report, and return the exit status.

    Returns None, with nothing printed, where there is more to do or to say: the verb itself has to be run.
    """
    for words, verb in _VERBS.items():
        operands = arguments[len(words) :]
        if tuple(arguments[: len(words)]) == words and not any(one.startswith("-") for one in operands):
            try:
                return verb(operands)
            except Exception:
                return None  # the verb meets it, too, and reports it
    return None


def _staged(paths: list[str]) -> int | None:
    from configlint.secrets import staged

    return staged.run_if_clean(paths)


def _check(paths: list[str]) -> int | None:
    if not 0 < len(paths) <= _FILES or sum(map(os.path.getsize, paths)) > _BYTES or any(map(os.path.isdir, paths)):
        return None
    from configlint.settings.locate import path_above

    if any(map(path_above, paths)):
        return None
    from configlint.engine.reading import Machine
    from configlint.lint import linter
    from configlint.lint.discovery import Gatherer

    machine = Machine.here(with_environment=False)
    gatherer = Gatherer(machine, None)
    for path in paths:
        gatherer.add(path)
    files = gatherer.files
    if files.failures or files.unknown or files.skipped or linter.check(files.subjects, machine):
        return None
    from configlint.report import summary, terminal

    sys.stdout.write(f"{summary.line([], files, 0, terminal.style('auto'))}\n")
    return 0


_VERBS: dict[tuple[str, ...], Callable[[list[str]], int | None]] = {
    ("secrets", "--staged"): _staged,
    ("check",): _check,
}
