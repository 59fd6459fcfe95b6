"""What is known and put up with: a file of salted hashes of keys and findings, so that only new ones are reported.

It holds neither keys nor line numbers, so it changes only when they come and go. Reading never writes it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from configlint.files.contents import DISK, Files
from configlint.files.text import one_line

NAME = ".configlint-baseline.json"
#: The parts of a baseline: keys are for `secrets`, findings for `check`.
KEYS, FINDINGS = "known", "findings"
_SCHEMA = 1
_SALT_BYTES = 16
_MAX_BYTES = 16 * 1024 * 1024


class BaselineError(Exception):
    """A baseline cannot be read or written; the message says why."""


class Baseline:
    """One `part` of the baseline at `path`: what is known of the files below its folder. The other parts are kept."""

    def __init__(self, path: str, salt: bytes, parts: Mapping[str, Mapping[str, Sequence[str]]], part: str) -> None:
        self.path = path
        self.salt = salt
        self._parts = dict(parts)
        self._part = part
        self._known = {name: list(digests) for name, digests in parts.get(part, {}).items()}
        self._folder = os.path.dirname(os.path.abspath(path))
        self._text = b""

    @classmethod
    def new(cls, path: str, part: str) -> Baseline:
        """Return a baseline of nothing, with a salt of its own, not yet written."""
        return cls(path, os.urandom(_SALT_BYTES), {}, part)

    @classmethod
    def load(cls, path: str, part: str, files: Files = DISK) -> Baseline:
        """Read a baseline from `files`. Raises BaselineError, and FileNotFoundError when there is none."""
        try:
            text = files.read(os.path.abspath(path), _MAX_BYTES)
            import json  # most runs have no baseline

            data = json.loads(text)
            schema, salt = data.pop("schema"), bytes.fromhex(data.pop("salt"))
            parts = {
                name: {file: [str(digest) for digest in digests] for file, digests in known.items()}
                for name, known in data.items()
            }
        except FileNotFoundError:
            raise
        except OSError as error:
            raise BaselineError(f"{path}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BaselineError(f"{path}: this is no baseline; --update-baseline writes one") from None
        if schema != _SCHEMA:
            raise BaselineError(f"{path}: written by another version of configlint (schema {schema})")
        found = cls(path, salt, parts, part)
        found._text = text
        return found

    def listed(self, path: str) -> list[str]:
        """Return the hashes that are listed for a file."""
        return self._known.get(self._name(path), [])

    def place(self, path: str, digest: str) -> str:
        """Return where a hash is listed for a file, as `FILE:LINE`, "" if it is not."""
        if digest not in self.listed(path):
            return ""
        here = os.path.relpath(self.path)
        line = self._text.count(b"\n", 0, self._text.find(digest.encode())) + 1
        return f"{self.path if here.startswith(os.pardir) else here}:{line}"

    def update(self, found: Mapping[str, Sequence[str]]) -> None:
        """List these hashes for these files, by path, and no others; other files that exist keep theirs."""
        new = {self._name(path): sorted(digests) for path, digests in found.items()}
        kept = {name: old for name, old in self._known.items() if os.path.lexists(os.path.join(self._folder, name))}
        self._known = {name: digests for name, digests in {**kept, **new}.items() if digests}

    def write(self) -> None:
        """Write the file. Raises BaselineError."""
        import json

        from configlint.files import atomic

        self._parts[self._part] = dict(sorted(self._known.items()))
        data = {"schema": _SCHEMA, "salt": self.salt.hex(), **dict(sorted(self._parts.items(), reverse=True))}
        self._text = (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
        try:
            atomic.overwrite(self.path, self._text)
        except OSError as error:
            raise BaselineError(f"{self.path}: {error.strerror}") from None

    @property
    def number(self) -> int:
        """How many it lists."""
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
