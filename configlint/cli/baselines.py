"""The baseline of a run: the one that the command line names, or the nearest."""

from __future__ import annotations

import os

from configlint.files.contents import DISK, Files
from configlint.secrets import baseline
from configlint.secrets.baseline import Baseline, BaselineError

_OPTION = "--baseline"


def load(named: str | None, part: str, files: Files = DISK, *, is_wanted: bool = False) -> Baseline | None:
    """Return one part of the baseline in `files`; if there is none yet and it `is_wanted`, a new one, else None.

    Raises a usage error where it cannot be read, or is named and not there.
    """
    place = named or (baseline.nearest() if files is DISK else os.path.join(_top(), baseline.NAME))
    try:
        return Baseline.load(place, part, home_of(place, files))
    except FileNotFoundError:
        if is_wanted:
            return Baseline.new(place, part)
        if named is not None:
            raise _misused(f"no file {place}; --update-baseline creates it") from None
        return None
    except BaselineError as error:
        raise _misused(str(error)) from None


def write(known: Baseline) -> None:
    """Write a baseline. Raises a usage error where that does not work."""
    try:
        known.write()
    except BaselineError as error:
        raise _misused(str(error)) from None


def _misused(message: str) -> Exception:
    import click  # a hook that meets a key does without

    return click.BadParameter(message, param_hint=_OPTION)


def home_of(path: str, files: Files) -> Files:
    """Return where a file is that the command line names: no commit has one that is outside of the work tree."""
    return DISK if files is DISK or os.path.relpath(path, _top()).startswith(os.pardir) else files


def _top() -> str:
    from configlint.files import git_objects  # most runs read no commit

    return git_objects.top()
