"""Writes what was converted, and takes it back: each write leaves a receipt that `configlint undo` reads.

A receipt contains paths and fingerprints, not content: the original file is in the backup next to it.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from configlint.convert.conversion import Conversion
from configlint.convert.source import ConversionError
from configlint.engine.host import Host
from configlint.files import atomic, state
from configlint.records import Record


def write(results: list[Conversion], host: Host) -> None:
    """Write every file that changes, after the receipt for it. Files with a copied key are for their owner alone.

    Raises writing.FileChangedError when a file is not what it was when it was read, and OSError when it cannot be
    written. What was written until then can be taken back with `undo`.
    """
    files = list(_files(results))
    for one in files:
        atomic.expect(one.path, one.before)
    if files:
        folders = [folder for one in files for folder in _missing_folders(one.path)]
        receipt = {"files": [_entry(one) for one in files], "folders": list(dict.fromkeys(folders))}
        os.makedirs(os.path.dirname(_place(host)), mode=0o700, exist_ok=True)
        atomic.overwrite(_place(host), json.dumps(receipt, indent=1).encode(), mode=0o600)
    for one in files:
        os.makedirs(os.path.dirname(one.path), exist_ok=True)
        atomic.write(one.path, one.after, one.before, mode=0o600 if one.is_private else None)


def undo(host: Host) -> list[str]:
    """Restore what the last write changed, byte for byte. Returns the paths.

    Raises ConversionError when there is nothing to take back, or a file has changed since; then nothing was changed.
    """
    place = _place(host)
    try:
        with open(place, encoding="utf-8") as handle:
            receipt: dict[str, list[Any]] = json.load(handle)
    except (OSError, ValueError):
        raise ConversionError("there is nothing to undo") from None
    entries = receipt["files"]
    for entry in entries:
        if _fingerprint_of(entry["path"]) not in (entry["after"], entry["before"]):
            raise ConversionError(f"{entry['path']} has changed since it was written; nothing was undone")
        if entry["backup"] is not None and _fingerprint_of(entry["backup"]) != entry["before"]:
            raise ConversionError(f"the backup {entry['backup']} is missing or has changed; nothing was undone")
    for entry in entries:
        _restore(entry)
    for folder in reversed(receipt["folders"]):
        with suppress(OSError):  # something else has come to stand in it
            os.rmdir(folder)
    os.remove(place)
    return [entry["path"] for entry in entries]


class _File(Record):
    """A file that changes, and whether only its owner may read it then."""

    path: str
    before: bytes | None
    after: bytes
    is_private: bool


def _files(results: list[Conversion]) -> Iterator[_File]:
    """Yield the files that change. What several tools read is one file, which their results changed in turn."""
    by_path: dict[str, list[Conversion]] = {}
    for one in results:
        by_path.setdefault(os.path.abspath(one.after.path), []).append(one)
    for path, turns in by_path.items():
        before, after = turns[0].before, turns[-1].after.encode()
        content = before.encode() if before is not None else None
        if content != after:
            yield _File(path, content, after, any(one.copied for one in turns))


def _entry(file: _File) -> dict[str, Any]:
    """Return what undoing the write of one file takes, and keep a backup of the file."""
    path, before = file.path, file.before
    return {
        "path": path,
        "before": _fingerprint(before) if before is not None else None,
        "after": _fingerprint(file.after),
        "mode": stat.S_IMODE(os.stat(path).st_mode) if before is not None else None,
        "backup": state.back_up(path, before) if before is not None else None,
    }


def _restore(entry: dict[str, Any]) -> None:
    if entry["backup"] is None:
        with suppress(FileNotFoundError):
            os.remove(entry["path"])
        return
    with open(entry["backup"], "rb") as handle:
        content = handle.read()
    atomic.overwrite(entry["path"], content, mode=entry["mode"])
    os.remove(entry["backup"])


def _place(host: Host) -> str:
    return os.path.join(state.folder(), "last-write.json")


def _missing_folders(path: str) -> Iterator[str]:
    """Yield the folders that have to be made for a file, the outermost first."""
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        yield from _missing_folders(folder)
        yield folder


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _fingerprint_of(path: str) -> str | None:
    try:
        with open(path, "rb") as handle:
            return _fingerprint(handle.read())
    except OSError:
        return None
