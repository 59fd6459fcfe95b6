"""The one gate through which all text of a run goes: keys are masked, control characters escaped."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from configlint.document.document import Document
from configlint.records import cached_property
from configlint.secrets.redaction import Redactor

#: Marks around a string that is to be dressed up: a start for each role, and one end. They are not characters of any
#: script, so a file can at most get colour with them.
_ROLES = ("error", "warning", "note", "caret", "faint", "bold", "good", "written", "appended")
STARTS = {role: chr(0xFDD0 + number) for number, role in enumerate(_ROLES)}
END = chr(0xFDEF)
MARKS = frozenset([*STARTS.values(), END])
_SPLIT = re.compile(f"([{''.join(sorted(MARKS))}])")
#: Characters that reports have in them besides printable ones: without them, most are printable.
_HARMLESS = dict.fromkeys(map(ord, ("\n", "\t", *MARKS)))
#: Shorter strings are not keys, or could be a part of any word.
_LEAST = 6
#: A name in which underscores may separate the parts of a key.
_DERIVED = re.compile(r"[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)+")
#: Fields of JSON that hold paths.
_PATHS = frozenset({"path", "uri"})


class Own(str):
    """A string in which nothing comes from an input, a hash or a count: it is printed as it is."""

    __slots__ = ()


class Gate:
    """Masks keys wherever they are in any input of the run, and makes strings harmless for terminals and logs.

    It knows nothing of the inputs until they are added. A cautious gate, which is for what verbs say about inputs, also
    masks what only looks like a key.
    """

    def __init__(self, redactor: Redactor, *, is_cautious: bool = True) -> None:
        self._redactor = redactor
        self._is_cautious = is_cautious
        self._inputs: list[tuple[Document, Redactor]] = []
        self._hidden: set[str] = set()

    def add_environment(self, variables: Mapping[str, str]) -> None:
        """Mask the values of variables that are keys, or that are said to be."""
        for name, value in variables.items():
            if self._redactor.is_credential(name, value):
                self.hide(value)

    def add(self, document: Document, redactor: Redactor | None = None) -> None:
        """Take in a further input: its keys are masked from now on, and its path is shown as it is.

        `redactor` knows the keys that the document may have in it.
        """
        self._inputs.append((document, redactor or self._redactor))
        self._forget()

    def hide(self, value: str) -> None:
        """Mask this text wherever it appears: it is a key although it may not look like one."""
        if len(value) >= _LEAST:
            self._hidden.add(value)
            self._forget()

    def _forget(self) -> None:
        for name in ("_paths", "_keys", "_bare_keys"):
            self.__dict__.pop(name, None)

    def mask(self, value: str) -> str:
        """Return a form of a key that may be printed."""
        return self._redactor.mask(value)

    def text(self, text: str) -> str:
        """Return a string as it may be printed. Marks of roles stay, unless a key reaches across them."""
        if isinstance(text, Own):
            return text
        parts = _SPLIT.split(text)
        if len(parts) == 1:
            return self._masked(text)
        shown = [part if part in MARKS else self._masked(part) for part in parts]
        plain = self._masked("".join(part for part in parts if part not in MARKS))
        return "".join(shown) if plain == "".join(part for part in shown if part not in MARKS) else plain

    def data(self, data: object, name: str = "") -> object:
        """Return data with every text in it as it may be printed; `name` is the field that it is in."""
        if isinstance(data, str):
            return self.path(data) if name in _PATHS else self._masked(data, escaped=False)
        if isinstance(data, dict):
            return {self._masked(key, escaped=False): self.data(value, key) for key, value in data.items()}
        if isinstance(data, list | tuple):
            return [self.data(value, name) for value in data]
        return data

    def path(self, path: str) -> str:
        """Return a path as it may be printed: what in its names is certainly a key is masked."""
        return "".join(self._redactor.certain(step) for step in re.split(r"([/\\])", path))

    def excerpt(self, document: Document, start: int, end: int) -> str:
        """Return the text between two offsets of an input, with everything masked that is or could be a key."""
        return self._redactor.of(document).excerpt(start, end)

    def _masked(self, text: str, *, escaped: bool = True) -> str:
        if not text or isinstance(text, Own):
            return text
        for value in self._keys:
            if value in text:
                text = text.replace(value, self.mask(value))
        if self._bare_keys:  # a tool may make the name of a variable of what somebody wrote: sk-Ab1 -> SK_AB_1
            text = _DERIVED.sub(lambda name: "…" if self._is_of_key(name[0]) else name[0], text)
        pieces = self._paths.split(text) if self._paths is not None else [text]
        # What is at odd places is a path of the run.
        shown = [
            self.path(piece)
            if number % 2
            else self._redactor.text(piece)
            if self._is_cautious
            else self._without_keys(piece)
            for number, piece in enumerate(pieces)
        ]
        return printable("".join(shown)) if escaped else "".join(shown)

    def _without_keys(self, text: str) -> str:
        if self._is_cautious:
            return self._redactor.text(text)
        return re.sub(r"\S+", lambda match: self.path(match[0]), text)

    @cached_property
    def _keys(self) -> list[str]:
        """All keys that are known, the longest first."""
        found = {key for document, redactor in self._inputs for key in redactor.of(document).keys_without_words}
        return sorted(found | self._hidden, key=len, reverse=True)

    @cached_property
    def _bare_keys(self) -> list[str]:
        """The letters and digits of the keys, in small letters."""
        return [bare for key in self._keys if len(bare := _bare(key)) >= 2 * _LEAST]

    def _is_of_key(self, name: str) -> bool:
        bare = _bare(name)
        return any(key in bare for key in self._bare_keys)

    @cached_property
    def _paths(self) -> re.Pattern[str] | None:
        """What finds the paths of the inputs, the home folder and the current one, or None."""
        known = {document.path for document, _ in self._inputs} | {os.path.expanduser("~"), os.getcwd()}
        known |= {os.path.dirname(path) for path in known}
        long = sorted((path for path in known if len(path) > 3), key=len, reverse=True)
        return re.compile(f"({'|'.join(map(re.escape, long))})") if long else None


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def printable(text: str) -> str:
    """Return a string in which nothing can confuse a terminal or a log: no escape sequences, no invalid bytes.

    Line breaks and tabs stay, as a report makes them itself; strings from files are made one line before.
    """
    if text.translate(_HARMLESS).isprintable():
        return text
    text = text.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return "".join(ch if ch.isprintable() or ch in "\n\t" or ch in MARKS else _escaped(ch) for ch in text)


def one_line(text: str) -> str:
    """Return a string from a file or a file's name in one line."""
    text = text.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return "".join(ch if ch.isprintable() or ch in MARKS else _escaped(ch) for ch in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
