"""Tries out a profile: `python -m tests.try_profile TOOL`.

Prints what the schema does not allow in the file, by line and column, or else each recording of the tool that the
profile predicts differently. Exits with 1 if there is any, with 0 if there is none.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from configlint.catalog import store
from configlint.settings.configuration import SettingsError
from configlint.settings.reading import load
from configlint.settings.validation import complaints

PROFILES = Path(__file__).parents[1] / "tool_profiles"


def problems(path: Path) -> list[str]:
    """Return what is wrong with the file of a profile, each with file, line and column."""
    try:
        document = load(str(path))
    except SettingsError as error:
        return error.complaints
    return complaints(document, "profile", document.data())


def misses(tool: str) -> Iterator[str]:
    """Compile the profiles, and yield each recording of a tool that is not predicted, with the reason."""
    store.write()
    from tests import replay  # which reads what has just been compiled

    with tempfile.TemporaryDirectory() as folder:
        for number, recording in enumerate(replay.recordings(tool)):
            why = replay.miss(recording, replay.predict(recording, Path(folder, str(number))))
            if why is not None:
                yield f"{recording.name}: {why}"


def main(tool: str) -> int:
    """Print what is wrong; return the status."""
    found = problems(PROFILES / f"{tool}.toml") or list(misses(tool))
    print("\n".join(found) or f"{tool}: every recording is predicted")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
