"""Files as the scan reads them: bytes in UTF-8 (or Latin-1), and where in them lines, columns and fields are."""

from __future__ import annotations

import os

from configlint.records import cached_property
from configlint.secrets.candidates import LONG, LONG_IN_CONFIGURATION
from configlint.secrets.words import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from configlint.diagnostics.suppressions import Suppressions
    from configlint.document.nodes import Node, Route, ScalarValue

    Field = tuple[Route, list[dict[str, ScalarValue]]]

#: Larger files were not written by people, and no commit should wait for them.
MAX_BYTES = 10 * 1024 * 1024
#: Among so many bytes of a file that is not text there are control characters, which none has that is.
_HEAD = 1024
_OF_TEXT = bytes({*range(32, 256), *b"\t\n\v\f\r\x1b"})
#: More than this is not read as a tree of fields.
_MAX_TREE = 1024 * 1024
#: What is farther away in the same line says nothing about a value.
_LONG_LINE = 2000
_WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/.~-"

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: Text in UTF-16 or UTF-32 that is mostly ASCII has more than one NUL character among so many bytes.
_WIDE = 8
#: Where among four bytes of such a text most are NUL.
_ZEROS = {
    "x000": "utf-32-le",
    "000x": "utf-32-be",
    "x0x0": "utf-16-le",
    "0x0x": "utf-16-be",
}
#: How files begin in which text is compressed as a whole: zip (and office documents), gzip, bzip2, xz, zstd, 7z, rar.
_COMPRESSED = (
    *(b"PK\3\4", b"\x1f\x8b\x08", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\7"),
    *(b"BZh%d1AY&SY" % level for level in range(1, 10)),
)
#: How images, fonts and sound begin.
_MEDIA = (
    *(b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\0\0\1\0", b"II*\0", b"MM\0*", b"8BPS"),
    *(b"wOFF", b"wOF2", b"OTTO", b"OggS", b"ID3", b"fLaC", b"\x1aE\xdf\xa3"),
)


class Source:
    """One file. `path` is how to show it; `data` are its bytes, in UTF-8 as a rule."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.name = os.path.basename(path)
        self._text: str | None = None
        self._encoding: str | None = None
        self._starts: list[int] | None = None
        self._counted = (0, 0)
        self._fields: list[tuple[int, int, Field]] | None = None
        self._format: str | None = "?"
        self._is_configuration: bool | None = None
        self._word = (0, 0)
        self._is_ascii: bool | None = None

    @property
    def text(self) -> str:
        """The bytes as characters, one each: keys and the names around them are ASCII, and offsets stay the same."""
        if self._text is None:
            self._text = self.data.decode("latin-1")
        return self._text

    @property
    def is_configuration(self) -> bool:
        """Whether the file sets things for programs rather than being one, or text for people."""
        if self._is_configuration is None:
            named = words().configuration_named
            self._is_configuration = self.format is not None or self.name.lower().startswith(named)
        return self._is_configuration

    @property
    def format(self) -> str | None:
        """The format in which the fields of the file are read: "" if it is configuration in none, None if it is none.

        A file with an extension that is not known is JSON if it begins so.
        """
        if self._format == "?":
            from configlint.files.example_files import plain_name

            extension = plain_name(self.name).lower().rpartition(".")[2]
            self._format = words().configuration.get(extension)
            if self._format is None and self.data[:100].lstrip()[:1] in (b"{", b"["):
                self._format = "json" if self.data.rstrip()[-1:] in (b"}", b"]") else None
        return self._format

    @cached_property
    def suppressions(self) -> Suppressions | None:
        """The comments that are for configlint, or None if there are none."""
        if b"configlint:" not in self.data:
            return None
        from configlint.diagnostics.suppressions import Suppressions

        return Suppressions(self.decoded())

    @cached_property
    def is_binary(self) -> bool:
        """Whether the file is not a text: there, only what cannot be anything but a key counts."""
        if not self.data[:_HEAD].translate(None, _OF_TEXT):
            return False
        try:
            self.data.decode()
        except UnicodeDecodeError:
            return True
        return False

    @property
    def long_run(self) -> int:
        """How long a run of letters and digits must be that may be a key though it begins like none that is known."""
        return LONG_IN_CONFIGURATION if self.is_configuration else LONG

    def line_bounds(self, start: int, end: int) -> tuple[int, int]:
        """Return where the line of a value begins and ends; of a long line, where it is cut off."""
        first = self.text.rfind("\n", max(0, start - _LONG_LINE), start) + 1
        last = self.text.find("\n", end, end + _LONG_LINE)
        return (
            first or max(0, start - _LONG_LINE),
            last if last >= 0 else min(len(self.data), end + _LONG_LINE),
        )

    def word_at(self, offset: int) -> tuple[int, int]:
        """Return where the word around an offset begins and ends: letters, digits, `+ / . ~ - _` and `=` at its end.

        It begins no further than a line's width before.
        """
        if not self._word[0] <= offset < self._word[1]:
            text, first = self.text, offset
            left = text[max(self._word[1], offset - _LONG_LINE) : offset]
            first = offset - len(left) + len(left.rstrip(_WORD))
            last = offset
            while last < len(text):
                piece = text[last : last + _LONG_LINE]
                rest = piece.lstrip(_WORD)
                last += len(piece) - len(rest)
                if rest:
                    break
            while text[last : last + 1] == "=":
                last += 1
            self._word = first, last
        return self._word

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, from 1, the column in characters."""
        from bisect import bisect_right

        number = bisect_right(self._lines, offset)
        return number, len(self._decode(self._lines[number - 1], offset)) + 1

    def character(self, offset: int) -> int:
        """Return how many characters stand before an offset. Quick for one offset behind the other."""
        if self._is_ascii is None:
            self._is_ascii = self.data.isascii()
        if self._is_ascii:
            return offset
        before, characters = self._counted if self._counted[0] <= offset else (0, 0)
        characters += len(self._decode(before, offset))
        self._counted = offset, characters
        return characters

    def decoded(self) -> str:
        """Return the text as people see it."""
        return self._decode(0, len(self.data))

    def line(self, number: int) -> str:
        """Return a line (from 1), or an empty text where there is none."""
        if not 0 < number <= len(self._lines):
            return ""
        end = self._lines[number] - 1 if number < len(self._lines) else len(self.data)
        return self._decode(self._lines[number - 1], end)

    @property
    def _lines(self) -> list[int]:
        """The offsets where lines start."""
        if self._starts is None:
            self._starts, at = [0], self.data.find(b"\n")
            while at >= 0:
                self._starts.append(at + 1)
                at = self.data.find(b"\n", at + 1)
        return self._starts

    def _decode(self, start: int, end: int) -> str:
        if self._encoding is None:
            try:
                self.data.decode()
                self._encoding = "utf-8"
            except UnicodeDecodeError:
                self._encoding = "latin-1"
        return self.data[start:end].decode(self._encoding, "replace")

    # ---- the file as a tree

    def field_at(self, offset: int) -> Field | None:
        """Return the route to the value that an offset is in, and the tables that hold it (single values only).

        None where the file is in no format with tables, or cannot be read.
        """
        if self._fields is None:
            self._fields = self._read_fields()
        if not self._fields:
            return None
        from bisect import bisect_right

        at = self.character(offset)
        place = bisect_right(self._fields, at, key=lambda field: field[0]) - 1
        return self._fields[place][2] if place >= 0 and at < self._fields[place][1] else None

    def _read_fields(self) -> list[tuple[int, int, Field]]:
        if not self.format or len(self.data) > _MAX_TREE:
            return []
        from configlint.document import document

        root = document.Document.of(self.decoded(), self.format, self.path).root
        return sorted(_leaves(root, (), []), key=lambda field: field[0])


def _leaves(node: Node | None, route: Route, tables: list[dict[str, ScalarValue]]) -> Iterator[tuple[int, int, Field]]:
    from configlint.document.nodes import List, Scalar, Table

    if isinstance(node, Scalar):
        yield node.start, node.end, (route, tables or [{}])
    elif isinstance(node, Table):
        single = {key: one.value.value for key, one in node.entries.items() if isinstance(one.value, Scalar)}
        for key, entry in node.entries.items():
            if key not in node.merged:
                yield from _leaves(entry.value, (*route, key), [*tables, single])
    elif isinstance(node, List):
        for index, item in enumerate(node.items):
            yield from _leaves(item, (*route, index), tables)


def decode(data: bytes) -> tuple[bytes, str]:
    """Return the text in `data` in UTF-8, and why something of it cannot be searched ("" as a rule).

    Data that is not text is searched as it is, without its NUL characters: programs keep strings in it.
    """
    if len(data) > MAX_BYTES:
        return b"", "" if is_media(data) else f"larger than {MAX_BYTES // 1024 // 1024} MiB"
    why = "compressed" if data.startswith(_COMPRESSED) else ""
    if b"\0" not in data:
        return data.removeprefix(b"\xef\xbb\xbf"), why
    text, encoding = data.replace(b"\0", b" "), _encoding(data)
    if encoding is None:
        return text, why
    decoded = data.decode(encoding, "replace").removeprefix("\ufeff").encode(errors="replace")
    # Few NUL characters: Chinese, say, or bytes that only begin like UTF-16.
    return decoded if data.count(0) * _WIDE > len(data) else decoded + b"\n" + text, why


def is_media(head: bytes) -> bool:
    """Return True if a file that begins with `head` is an image, a font, sound or video, with hardly a text in it."""
    return head.startswith(_MEDIA) or head[4:8] == b"ftyp"


def _encoding(data: bytes) -> str | None:
    """Return in which encoding there is text in data with NUL characters: by its mark, or by where they are."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    return _ZEROS.get("".join("0" if data[at::4].count(0) * 8 > len(data) else "x" for at in range(4)))
