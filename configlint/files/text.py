"""Bytes to text and offsets to lines and columns."""

from __future__ import annotations

from bisect import bisect_right

from configlint.files import contents
from configlint.records import Record

#: Larger files are no configuration written by people; reading them would only cost time and memory.
MAX_BYTES = 4 * 1024 * 1024

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


class TextError(Exception):
    """The bytes are not text that a tool could read, or there are too many of them."""


class Decoded(Record):
    """Text without its byte order mark, and how it was stored."""

    text: str
    encoding: str
    bom: bytes
    errors: str = "strict"

    def encode(self, text: str) -> bytes:
        """Return `text` as bytes, stored the way this file is stored."""
        return self.bom + text.encode(self.encoding, self.errors)


def decode(data: bytes, max_bytes: int = MAX_BYTES, errors: str = "strict") -> Decoded:
    """Decode `data` as UTF-8, or as the encoding its byte order mark names.

    Raises TextError when it is neither, or larger than `max_bytes`. With "surrogateescape" for `errors`, bytes that are
    not UTF-8 are kept as lone surrogates; `replaced` is what readers that do not mind make of them.
    """
    if len(data) > max_bytes:
        raise TextError(f"larger than {max_bytes // 1024 // 1024} MiB")
    bom, encoding = next((known for known in _BOMS if data.startswith(known[0])), (b"", "utf-8"))
    used = "strict"
    try:
        try:
            text = data[len(bom) :].decode(encoding)
        except UnicodeDecodeError:
            text = data[len(bom) :].decode(encoding, errors)
            used = errors
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TextError(f"not {encoding.upper()} text (line {line})") from None
    if "\0" in text:
        raise TextError("not a text file (it holds NUL characters)")
    return Decoded(text, encoding, bom, used)


def replaced(text: str) -> str:
    """Return a string in which U+FFFD stands for each sequence of kept bytes that is not UTF-8."""
    if text.isascii():
        return text
    return text.encode(errors="surrogateescape").decode(errors="replace")


def read(path: str, max_bytes: int = MAX_BYTES, errors: str = "strict") -> Decoded:
    """Read a text file of at most `max_bytes`; `errors` as for decode.

    Raises OSError when it cannot be read and TextError when it is not text or too large.
    """
    return decode(contents.read(path, max_bytes + 1), max_bytes, errors)


def one_line(text: str) -> str:
    """Return a string in which nothing can confuse a terminal or a log: no line breaks, no bytes that are not UTF-8."""
    if text.isascii() and text.isprintable():
        return text
    shown = text.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in shown)


def line_start(text: str, offset: int) -> int:
    """Return where the line that `offset` is in starts (a lone carriage return ends a line, too)."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_above(text: str, start: int) -> int:
    """Return where the line above the one that starts at `start` starts."""
    return line_start(text, start - (2 if text.endswith("\r\n", 0, start) else 1))


def line_end(text: str, offset: int) -> int:
    """Return where the line that `offset` is in ends: before its line break."""
    end = text.find("\n", offset)
    if end < 0:
        end = len(text)
    carriage_return = text.find("\r", offset, end)
    return end if carriage_return < 0 else carriage_return


def line_break(text: str, offset: int) -> str:
    """Return the line break that ends the line of `offset`, else the one before that line, else a newline."""
    at = line_end(text, offset)
    if at == len(text):
        at = line_start(text, offset) - 1
        if at > 0 and text[at - 1] == "\r":
            at -= 1
    if at < 0:
        return "\n"
    return "\r\n" if text.startswith("\r\n", at) else text[at]


def indentation(text: str, offset: int) -> str:
    """Return the blanks that the line of `offset` starts with."""
    start = at = line_start(text, offset)
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return text[start:at]


def is_first_on_line(text: str, offset: int) -> bool:
    """Return True if nothing but blanks stands before `offset` on its line."""
    return not text[line_start(text, offset) : offset].strip()


def whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of the lines that `start` to `end` touch, with their line breaks.

    The last line of a string that ends without a line break has the break before it instead.
    """
    start, end = line_start(text, start), line_end(text, end)
    if end < len(text):
        return start, end + (2 if text.startswith("\r\n", end) else 1)
    if start and text[start - 2 : start] == "\r\n":
        return start - 2, end
    return max(start - 1, 0), end


class LineIndex:
    """Offsets (code points from 0) of one text as lines and columns (from 1)."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def position(self, offset: int) -> tuple[int, int]:
        """Return (line, column) of `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, line: int) -> tuple[int, int]:
        """Return the offsets where `line` (from 1) starts and ends, its line break left out."""
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self._text)
        if end > start and self._text[end - 1] == "\r":
            end -= 1
        return start, end

    def __len__(self) -> int:
        return len(self._starts)
