from __future__ import annotations

from pathlib import Path

import pytest

from configlint.files.text import MAX_BYTES, LineIndex, TextError, decode, line_break, read, replaced, whole_lines


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_byte_order_mark_names_the_encoding_and_is_written_again(encoding: str) -> None:
    data = "a = 'é'\r\n".encode(encoding)
    decoded = decode(data)
    assert decoded.text == "a = 'é'\r\n"
    assert decoded.encode(decoded.text) == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\n\xff", r"not UTF-8 text \(line 2\)"),
        (b"a\0b", "not a text file"),
        (b"\xff\xfea", r"not UTF-16-LE text \(line 1\)"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(TextError, match=message):
        decode(data)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_bytes(b" " * MAX_BYTES)
    assert len(read(str(path)).text) == MAX_BYTES
    path.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(TextError, match="larger than 4 MiB"):
        read(str(path))


def test_offsets_become_lines_and_columns() -> None:
    lines = LineIndex("ab\r\n\ncd\re")
    assert [lines.position(offset) for offset in (0, 2, 4, 5, 9)] == [(1, 1), (1, 3), (2, 1), (3, 1), (3, 5)]
    assert [lines.span(line) for line in (1, 2, 3)] == [(0, 2), (4, 4), (5, 9)]
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("", 0, "\n"),
        ("ab", 1, "\n"),
        ("a\r\nb", 0, "\r\n"),
        ("a\r\nb", 3, "\r\n"),
        ("a\nb\r\n", 2, "\r\n"),
        ("a\rb", 2, "\r"),
    ],
)
def test_a_new_line_ends_like_its_neighbours(text: str, offset: int, expected: str) -> None:
    assert line_break(text, offset) == expected


@pytest.mark.parametrize(
    ("text", "span", "rest"),
    [
        ("a\nbc\nd\n", (2, 3), "a\nd\n"),
        ("a\r\nb\r\n", (3, 4), "a\r\n"),
        ("a\r\nb", (3, 4), "a"),
        ("a\nb\nc", (2, 5), "a"),
        ("a", (0, 1), ""),
    ],
)
def test_whole_lines_take_their_line_break_along(text: str, span: tuple[int, int], rest: str) -> None:
    start, end = whole_lines(text, *span)
    assert text[:start] + text[end:] == rest


def test_bytes_that_are_not_utf_8_are_kept_where_the_reader_puts_up_with_them() -> None:
    data = b'{"a": "x\xff\xe2\x82y", "b": 1}'
    with pytest.raises(TextError, match="line 1"):
        decode(data)
    decoded = decode(data, errors="surrogateescape")
    assert decoded.encode(decoded.text) == data
    assert replaced(decoded.text) == data.decode(errors="replace")
    assert decode(b"\xc3\xa9", errors="surrogateescape") == decode(b"\xc3\xa9")
