"""Checks many documents on all cores: those that do not depend on each other go to different processes."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.document import Document
from configlint.engine.host import Host
from configlint.lint.inputs import Input, components

#: With fewer documents, starting processes would cost more than it saves.
LEAST = 200

#: Finds out what is wrong with documents.
Check = Callable[[Sequence[Input]], list[Diagnostic]]


def check(check_here: Check, inputs: Sequence[Input], host: Host, processes: int) -> list[Diagnostic]:
    """Return what `check_here` does, in no particular order, with the work shared between processes.

    A process that does not finish is done without: its share is checked here.
    """
    shares = _shares(inputs, host, processes)
    documents = [one.document for one in inputs]
    running = [(share, _start(check_here, share, documents)) for share in shares[1:]]
    found = check_here(shares[0])
    for share, process in running:
        result = _result(process, documents)
        found += result if result is not None else check_here(share)
    return found


def is_worthwhile(inputs: Sequence[Input], processes: int) -> bool:
    """Return True if there is enough to do, and processes can be started that know all that this one does."""
    return processes > 1 and len(inputs) >= LEAST and hasattr(os, "fork")


def _shares(inputs: Sequence[Input], host: Host, processes: int) -> list[list[Input]]:
    """Return the inputs in as many shares of about the same size."""
    shares: list[list[Input]] = [[] for _ in range(processes)]
    for component in sorted(components(inputs, host), key=len, reverse=True):
        min(shares, key=len).extend(component)
    return shares


def _start(check_here: Check, share: list[Input], documents: list[Document]) -> tuple[int, int]:
    """Start a process that checks a share. Returns its number, and the file that its result can be read from."""
    source, target = os.pipe()
    process = os.fork()
    if process:
        os.close(target)
        return process, source
    status = 1
    try:
        os.close(source)
        with os.fdopen(target, "wb") as stream:
            _Pickler(stream, documents).dump(check_here(share))
        status = 0
    finally:
        os._exit(status)


def _result(process: tuple[int, int], documents: list[Document]) -> list[Diagnostic] | None:
    number, source = process
    with os.fdopen(source, "rb") as stream:
        data = stream.read()
    _, status = os.waitpid(number, 0)
    if status:
        return None
    found: list[Diagnostic] = _Unpickler(data, documents).load()
    return found


class _Pickler(pickle.Pickler):
    """Writes diagnostics with the number of each document instead of the document."""

    def __init__(self, stream: Any, documents: list[Document]) -> None:
        super().__init__(stream)
        self._numbers = {id(document): number for number, document in enumerate(documents)}

    def persistent_id(self, obj: object) -> int | None:
        return self._numbers.get(id(obj)) if isinstance(obj, Document) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, documents: list[Document]) -> None:
        super().__init__(BytesIO(data))
        self._documents = documents

    def persistent_load(self, pid: int) -> Document:
        return self._documents[pid]
