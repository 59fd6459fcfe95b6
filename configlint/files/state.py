"""What configlint keeps between runs: backups and receipts, for their owner alone and outside of every repository."""

from __future__ import annotations

import hashlib
import os

from configlint.files import atomic, contents


def folder() -> str:
    """Return the folder for what is kept: in XDG_STATE_HOME, or in LOCALAPPDATA on Windows. It need not exist."""
    if os.name == "nt":
        above = os.environ.get("LOCALAPPDATA") or os.path.join(os.path.expanduser("~"), "AppData", "Local")
    else:
        above = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(above, "configlint")


def write(name: str, data: bytes) -> str:
    """Keep `data` under a name (with slashes), and return the path. Raises OSError."""
    path = os.path.join(folder(), *name.split("/"))
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    atomic.overwrite(path, data, mode=0o600)
    return path


def back_up(path: str, data: bytes) -> str:
    """Keep `data`, the content of the file at `path`, and return the path of the backup. Raises OSError."""
    source = hashlib.sha256(os.fsencode(os.path.abspath(path))).hexdigest()[:8]
    number = 1
    while True:
        name = f"backups/{os.path.basename(path)}.{source}.{number}"
        kept = _content(os.path.join(folder(), name), len(data) + 1)
        if kept == data:
            return os.path.join(folder(), name)
        if kept is None:
            return write(name, data)
        number += 1


def _content(path: str, max_bytes: int) -> bytes | None:
    try:
        return contents.read(path, max_bytes)
    except FileNotFoundError:
        return None
