"""Converted files -> written together or not at all, with a receipt for each write that `configlint undo` reads.

Receipts form a stack in the state folder. Each has a folder with the paths and fingerprints of what was written, and a
copy of every file as it was before.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import time
from collections.abc import Iterator, Sequence
from typing import TypedDict

from configlint.convert.files import Conversion, Rewritten
from configlint.convert.source import ConversionError
from configlint.files import atomic, state
from configlint.records import Record


class _Entry(TypedDict):
    """One file in a receipt. `before` and `mode` are None for a file that did not exist."""

    path: str
    before: str | None
    after: str
    mode: int | None


class _Receipt(TypedDict):
    tools: list[str]
    files: list[_Entry]
    folders: list[str]


class Write(Record):
    """A write that can be undone: its number, its time (seconds since the epoch), for which tools it was, and where."""

    number: int
    time: float
    tools: tuple[str, ...]
    paths: tuple[str, ...]


class Undone(Record):
    """A file that was taken back; `is_deleted` is True for one that did not exist before the write."""

    path: str
    is_deleted: bool


class _File(Record):
    """A file that changes, and whether only its owner may read it then."""

    path: str
    before: bytes | None
    after: bytes
    is_private: bool


def write(results: Sequence[Conversion]) -> None:
    """Write every file that changes, or none of them. Files with a copied key are for their owner alone.

    Raises atomic.FileChangedError when a file is not what it was when it was read, and OSError when one cannot be
    written.
    """
    files = list(_files(results))
    for one in files:
        atomic.expect(one.path, one.before)
    if not files:
        return
    folders = list(dict.fromkeys(folder for one in files for folder in _missing_folders(one.path)))
    receipt: _Receipt = {
        "tools": [one.target for one in results],
        "files": [_entry(one) for one in files],
        "folders": folders,
    }
    number = _keep(receipt, files)
    try:
        for one in files:
            os.makedirs(os.path.dirname(one.path), exist_ok=True)
            atomic.write(one.path, one.after, one.before, mode=0o600 if one.is_private else None)
    except OSError:
        _take_back(number, receipt)
        raise


def writes() -> list[Write]:
    """Return the writes that can be undone, the latest first."""
    return [
        Write(
            number,
            os.stat(_place(number)).st_mtime,
            tuple(receipt["tools"]),
            tuple(entry["path"] for entry in receipt["files"]),
        )
        for number, receipt in _stack()
    ]


def undo(tool: str | None = None) -> list[Undone]:
    """Restore what the last write (or the last one for `tool`) changed, byte for byte.

    Raises ConversionError when there is nothing to take back, or a file has changed since; then nothing was changed.
    """
    number, receipt = next(
        ((number, one) for number, one in _stack() if tool is None or tool in one["tools"]), (0, None)
    )
    if receipt is None:
        raise ConversionError("there is nothing to undo" + (f" for {tool}" if tool is not None else ""))
    for index, entry in enumerate(receipt["files"]):
        if _fingerprint_of(entry["path"]) not in (entry["after"], entry["before"]):
            raise ConversionError(f"{entry['path']} has changed since it was written; nothing was undone")
        copy = _copy(number, index)
        if entry["before"] is not None and _fingerprint_of(copy) != entry["before"]:
            raise ConversionError(f"the backup {copy} is missing or has changed; nothing was undone")
    return _take_back(number, receipt)


def _take_back(number: int, receipt: _Receipt) -> list[Undone]:
    """Restore the files of a receipt that were changed, and drop it."""
    undone = []
    for index, entry in enumerate(receipt["files"]):
        if _fingerprint_of(entry["path"]) == entry["after"]:
            undone.append(Undone(entry["path"], entry["before"] is None))
            _restore(entry, _copy(number, index))
    for folder in reversed(receipt["folders"]):
        with contextlib.suppress(OSError):  # something else is in it by now
            os.rmdir(folder)
    shutil.rmtree(os.path.dirname(_place(number)))
    return undone


def _restore(entry: _Entry, copy: str) -> None:
    if entry["before"] is None:
        os.remove(entry["path"])
        return
    with open(copy, "rb") as handle:
        content = handle.read()
    atomic.overwrite(entry["path"], content, mode=entry["mode"])


def _files(results: Sequence[Conversion]) -> Iterator[_File]:
    """Yield the files that change. What several tools read is one file, which their results changed in turn."""
    by_path: dict[str, list[Rewritten]] = {}
    with_keys = set()
    for one in results:
        for file in one.files:
            # The file itself, not a link to it: a link that leads nowhere must be left when its file is taken back.
            path = os.path.realpath(file.after.path)
            by_path.setdefault(path, []).append(file)
            with_keys |= {path} if one.copied else set()
    for path, turns in by_path.items():
        before, after = turns[0].before, turns[-1].after.encode()
        content = before.encode() if before is not None else None
        if content != after:
            yield _File(path, content, after, path in with_keys)


def _entry(file: _File) -> _Entry:
    return {
        "path": file.path,
        "before": _fingerprint(file.before) if file.before is not None else None,
        "after": _fingerprint(file.after),
        "mode": stat.S_IMODE(os.stat(file.path).st_mode) if file.before is not None else None,
    }


# ---- the stack


def _keep(receipt: _Receipt, files: list[_File]) -> int:
    """Put a receipt on the stack, with copies of the files as they are, and return its number."""
    number = max((number for number, _ in _stack()), default=0) + 1
    while True:
        folder = os.path.dirname(_place(number))
        os.makedirs(os.path.dirname(folder), mode=0o700, exist_ok=True)
        try:
            os.mkdir(folder, 0o700)
            break
        except FileExistsError:  # of another run at the same time
            number += 1
    try:
        for index, one in enumerate(files):
            if one.before is not None:
                atomic.overwrite(_copy(number, index), one.before, mode=0o600)
        atomic.overwrite(_place(number), json.dumps(receipt, indent=1).encode(), mode=0o600)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return number


def _stack() -> Iterator[tuple[int, _Receipt]]:
    """Yield the receipts that can be read, the latest first."""
    try:
        names = os.listdir(os.path.dirname(os.path.dirname(_place(0))))
    except OSError:
        return
    for number in sorted((int(name) for name in names if name.isdecimal()), reverse=True):
        with contextlib.suppress(OSError, ValueError), open(_place(number), encoding="utf-8") as handle:
            yield number, json.load(handle)


def _place(number: int) -> str:
    return os.path.join(state.folder(), "writes", str(number), "receipt.json")


def _copy(number: int, index: int) -> str:
    """Return where a receipt has the copy of its file with this index."""
    return os.path.join(os.path.dirname(_place(number)), f"{index}.before")


def when(seconds: float) -> str:
    """Return a time for people, such as 2026-11-30 09:15."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


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
