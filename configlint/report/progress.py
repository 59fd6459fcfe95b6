"""Says on a terminal that a walk is still under way, when it takes long."""

from __future__ import annotations

import sys
from time import monotonic

#: Seconds before anything is said, and between two signs of life.
DELAY = 1.0
_INTERVAL = 0.2


class Progress:
    """One line on standard error, written over and over, and gone in the end."""

    def __init__(self) -> None:
        self._folders = 0
        self._next = monotonic() + DELAY
        self._line = ""

    def on_folder(self) -> None:
        """Count a folder."""
        self._folders += 1
        now = monotonic()
        if now >= self._next:
            self._next = now + _INTERVAL
            self._write(f"{self._folders} folders …")

    def clear(self) -> None:
        """Take the line away."""
        if self._line:
            self._write("")

    def _write(self, line: str) -> None:
        # Blanks, because not every terminal of Windows knows how to clear the rest of a line.
        print(f"\r{line:<{len(self._line)}}\r{line}", end="", file=sys.stderr, flush=True)
        self._line = line
