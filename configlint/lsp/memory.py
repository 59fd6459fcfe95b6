"""Answers about open files that stay right while the files that they were made of stay the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from configlint.files import text
from configlint.files.access import GivenFiles, LocalFiles
from configlint.records import Record

Answer = TypeVar("Answer")


class OpenFiles(LocalFiles):
    """The files of this machine, where those that an editor has open are as they are there: unsaved.

    `asked` are the paths that were read.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self.texts = texts
        self.asked: set[str] = set()

    def is_file(self, path: str) -> bool:
        """Return True if there is a file at `path`, saved or not."""
        return path in self.texts or super().is_file(path)

    def exists(self, path: str) -> bool:
        """Return True if there is a file or folder at `path`, saved or not."""
        return path in self.texts or super().exists(path)

    def names(self, folder: str) -> list[str]:
        """Return the names of what is in a folder, saved or not, sorted."""
        return sorted({*GivenFiles(self.texts).names(folder), *super().names(folder)})

    def read(self, path: str, max_bytes: int = text.MAX_BYTES, errors: str = "strict") -> text.Decoded:
        """Return the text of a file as the editor has it. Raises OSError, or TextError when it is not text."""
        self.asked.add(path)
        if path in self.texts:
            return text.decode(self.texts[path].encode(errors="surrogatepass"), max_bytes, errors)
        return super().read(path, max_bytes, errors)


class _Kept(Record):
    """An answer: what it is about, and the open files that were read for it, with their texts."""

    answer: object
    about: tuple[object, ...]
    read: Mapping[str, str]


class Memory:
    """Keeps answers from one state of the open files to the next, as long as the same ones are open."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], _Kept] = {}

    def once(
        self, key: tuple[str, ...], about: Sequence[object], files: OpenFiles, make: Callable[[], Answer]
    ) -> Answer:
        """Return what `make` gives, or what it gave `about` the same objects if it read nothing that changed since."""
        kept = self._kept.get(key)
        if kept is not None and _is_as_before(kept, about, files):
            answer: Answer = kept.answer  # type: ignore[assignment]  # what was kept under this key
            return answer
        before, files.asked = files.asked, set()
        answer = make()
        read = {path: files.texts[path] for path in files.asked if path in files.texts}
        files.asked |= before
        self._kept[key] = _Kept(answer, tuple(about), read)
        return answer


def _is_as_before(kept: _Kept, about: Sequence[object], files: OpenFiles) -> bool:
    same = len(about) == len(kept.about) and all(one is other for one, other in zip(about, kept.about, strict=True))
    return same and all(files.texts[path] == content for path, content in kept.read.items())
