"""Keys that are known and put up with: a file that names them by salted hashes, so that only new ones are reported.

It holds neither keys nor line numbers, so it changes only when keys come and go. Reading never writes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

from configlint.files.contents import DISK, Files
from configlint.files.text import one_line
from configlint.secrets.scanner import Finding

NAME = ".configlint-baseline.json"
_SCHEMA = 1
_SALT_BYTES = 16
_MAX_BYTES = 16 * 1024 * 1024


class BaselineError(Exception):
    """A baseline cannot be read or written; the message says why."""


class Baseline:
    """The known keys of the files below the folder that the baseline at `path` stands in."""

    def __init__(self, path: str, salt: bytes, known: dict[str, set[str]], text: bytes = b"") -> None:
        self.path = path
        self._text = text
        self._folder = os.path.dirname(os.path.abspath(path))
        self._salt = salt
        self._known = known

    @classmethod
    def new(cls, path: str) -> Baseline:
        """Return a baseline without any key, with a salt of its own, not yet written."""
        return cls(path, os.urandom(_SALT_BYTES), {})

    @classmethod
    def load(cls, path: str, files: Files = DISK) -> Baseline:
        """Read a baseline from `files`. Raises BaselineError, and FileNotFoundError when there is none."""
        try:
            text = files.read(os.path.abspath(path), _MAX_BYTES)
            data = json.loads(text)
            known = {name: {str(digest) for digest in digests} for name, digests in data["known"].items()}
            schema, salt = data["schema"], bytes.fromhex(data["salt"])
        except FileNotFoundError:
            raise
        except OSError as error:
            raise BaselineError(f"{path}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BaselineError(f"{path}: this is no baseline; --update-baseline writes one") from None
        if schema != _SCHEMA:
            raise BaselineError(f"{path}: written by another version of configlint (schema {schema})")
        return cls(path, salt, known, text)

    def place(self, finding: Finding) -> str:
        """Return where a key is listed for the file it was found in, as `FILE:LINE`, "" if it is not."""
        digest = finding.digest(self._salt)
        if digest not in self._known.get(self._name(finding.path), ()):
            return ""
        path = os.path.relpath(self.path)
        line = self._text.count(b"\n", 0, self._text.find(digest.encode())) + 1
        return f"{self.path if path.startswith(os.pardir) else path}:{line}"

    def update(self, paths: Iterable[str], findings: Iterable[Finding]) -> None:
        """Take what was found in the files at `paths` for what is known there; other files that exist keep theirs."""
        read = {self._name(path) for path in paths}
        self._known = {
            name: digests
            for name, digests in self._known.items()
            if name not in read and os.path.lexists(os.path.join(self._folder, name))
        }
        for finding in findings:
            self._known.setdefault(self._name(finding.path), set()).add(finding.digest(self._salt))

    def write(self) -> None:
        """Write the file. Raises BaselineError."""
        from configlint.files import atomic

        known = {name: sorted(digests) for name, digests in sorted(self._known.items())}
        data: dict[str, Any] = {"schema": _SCHEMA, "salt": self._salt.hex(), "known": known}
        self._text = (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
        try:
            atomic.overwrite(self.path, self._text)
        except OSError as error:
            raise BaselineError(f"{self.path}: {error.strerror}") from None

    @property
    def number(self) -> int:
        """How many keys it holds."""
        return sum(map(len, self._known.values()))

    def _name(self, path: str) -> str:
        return one_line(os.path.relpath(path, self._folder)).replace(os.sep, "/")


def nearest() -> str:
    """Return where the baseline of the current directory is, or would be: in it or above, at the top of its repository.

    Without a repository it is in the current directory.
    """
    folder = here = os.getcwd()
    while not os.path.lexists(os.path.join(folder, NAME)):
        above = os.path.dirname(folder)
        if os.path.lexists(os.path.join(folder, ".git")):
            return os.path.join(folder, NAME)
        if above == folder:
            return os.path.join(here, NAME)
        folder = above
    return os.path.join(folder, NAME)
