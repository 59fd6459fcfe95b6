"""Writes what was converted, and takes it back: each write leaves a receipt that `configlint undo` reads.

A receipt holds paths and fingerprints of contents, no content: what a file was before stands in the backup beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from configlint import writing
from configlint.convert.conversion import Conversion
from configlint.convert.setup import ConversionError
from configlint.engine.reading import Machine


def write(results: list[Conversion], machine: Machine) -> None:
    """Write every file that changes, after the receipt for it. Files with a copied key are for their owner alone."""
    changed = [one for one in results if one.action != "unchanged"]
    entries = [
        {
            "path": os.path.abspath(one.after.path),
            "before": _fingerprint(one.before.encode()) if one.before is not None else None,
            "after": _fingerprint(one.after.encode()),
            "backup": _backup(one) if one.before is not None else None,
        }
        for one in changed
    ]
    if not entries:
        return
    receipt = _place(machine)
    os.makedirs(os.path.dirname(receipt), mode=0o700, exist_ok=True)
    for one, entry in zip(changed, entries, strict=True):
        if one.before is not None and entry["backup"] is not None:
            writing.write(str(entry["backup"]), one.before.encode(), None, mode=0o600)
    writing.write(receipt, json.dumps({"files": entries}, indent=1).encode(), None, mode=0o600)
    for one in changed:
        os.makedirs(os.path.dirname(os.path.abspath(one.after.path)), exist_ok=True)
        expected = one.before.encode() if one.before is not None else None
        writing.write(one.after.path, one.after.encode(), expected, mode=0o600 if one.copied else None)


def undo(machine: Machine) -> list[str]:
    """Restore what the last write changed, byte for byte. Returns the paths.

    Raises ConversionError when there is nothing to take back, or a file has changed since.
    """
    receipt = _place(machine)
    try:
        with open(receipt, encoding="utf-8") as handle:
            entries: list[dict[str, Any]] = json.load(handle)["files"]
    except (OSError, ValueError, KeyError):
        raise ConversionError("there is nothing to undo") from None
    for entry in entries:
        if _read(entry["path"]) not in (entry["after"], entry["before"]):
            raise ConversionError(f"{entry['path']} has changed since it was written; nothing was undone")
        if entry["backup"] is not None and _read(entry["backup"]) != entry["before"]:
            raise ConversionError(f"the backup {entry['backup']} is missing or has changed; nothing was undone")
    for entry in entries:
        if entry["backup"] is None:
            if os.path.exists(entry["path"]):
                os.remove(entry["path"])
        else:
            with open(entry["backup"], "rb") as handle:
                content = handle.read()
            writing.write(entry["path"], content, None)
            os.remove(entry["backup"])
    os.remove(receipt)
    return [entry["path"] for entry in entries]


def _place(machine: Machine) -> str:
    state = machine.variable("XDG_STATE_HOME") or os.path.join(machine.home, ".local", "state")
    return os.path.join(state, "configlint", "last-write.json")


def _backup(one: Conversion) -> str:
    return os.path.abspath(one.after.path) + ".configlint.bak"


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: str) -> str | None:
    try:
        with open(path, "rb") as handle:
            return _fingerprint(handle.read())
    except OSError:
        return None
