"""JSON text, or a superset up to JSON5 -> a tree, with a note for everything that strict JSON does not allow.

Callers know which of these notes matter to the tool that reads the file.
"""

from __future__ import annotations

from configlint.document.nodes import MAX_DEPTH, Entry, List, Node, Parsed, Problem, Scalar, Table, UnreadableError
from configlint.files.text import LineIndex, line_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_JSON5_BLANKS = frozenset(
    "\v\f\xa0\ufeff\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_WORDS = {"true": True, "false": False, "null": None}
_JSON5_NUMBERS = {"Infinity": float("inf"), "NaN": float("nan")}
_JSON5_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}


def parse(text: str, dialect: str = "") -> Parsed:
    """Read one JSON value; the notes are of the kinds "comment", "block-comment", "trailing-comma" and "json5"."""
    reader = _Reader(text)
    try:
        return Parsed(reader.document(), reader.notes)
    except UnreadableError as error:
        return Parsed(None, [*reader.notes, error.problem])


class _Reader:
    """One pass over a text. Its methods take the offset where something starts and return where it ends."""

    def __init__(self, text: str) -> None:
        self.size = len(text)
        # With a NUL after the end, reading a character needs no bounds check.
        self.text = text + "\0"
        self.notes: list[Problem] = []

    def document(self) -> Node:
        root = self.value(self.blanks(0), 1)
        end = self.blanks(root.end)
        if end < self.size:
            self.fail(end, "expected nothing after the value")
        return root

    def fail(self, at: int, message: str, opened: int | None = None, end: int | None = None) -> NoReturn:
        if at >= self.size:
            at = self.size
            message += ", not the end of the text"
        if opened is not None:
            line, column = LineIndex(self.text).position(opened)
            message += f" ('{self.text[opened]}' was opened at {line}:{column})"
        raise UnreadableError(at, min(at + 1, self.size) if end is None else end, message)

    def json5(self, start: int, end: int, what: str) -> None:
        self.notes.append(Problem("json5", start, end, f"strict JSON has no {what}"))

    def blanks(self, at: int) -> int:
        text = self.text
        while True:
            char = text[at]
            if char in " \n\r\t":
                at += 1
            elif char == "/" and text[at + 1] in "/*":
                end = comment_end(text, at)
                if end > self.size:
                    line, column = LineIndex(text).position(at)
                    self.fail(self.size, f"expected '*/' for the comment opened at {line}:{column}")
                kind = "comment" if text[at + 1] == "/" else "block-comment"
                self.notes.append(Problem(kind, at, end, "strict JSON has no comments"))
                at = end
            elif char in _JSON5_BLANKS:
                self.json5(at, at + 1, "whitespace of this kind")
                at += 1
            else:
                return at

    def value(self, at: int, depth: int, opened: int | None = None) -> Node:
        char = self.text[at]
        if char in "\"'":
            value, end = self.string(at)
            return Scalar(at, end, value)
        if char == "{" or char == "[":
            if depth > MAX_DEPTH:
                self.fail(at, f"nested deeper than {MAX_DEPTH} levels")
            return self.table(at, depth) if char == "{" else self.list(at, depth)
        return self.word(at, opened)

    def table(self, start: int, depth: int) -> Table:
        table = Table(start, start)
        at = self.blanks(start + 1)
        while self.text[at] != "}":
            key, key_end = self.key(at, start)
            colon = self.blanks(key_end)
            if self.text[colon] != ":":
                self.fail(colon, "expected ':' after the key", start)
            value = self.value(self.blanks(colon + 1), depth + 1, start)
            table.add(Entry(key, at, key_end, value))
            at = self.comma(self.blanks(value.end), "}", start)
        table.end = at + 1
        return table

    def list(self, start: int, depth: int) -> List:
        items = List(start, start)
        at = self.blanks(start + 1)
        while self.text[at] != "]":
            items.items.append(self.value(at, depth + 1, start))
            at = self.comma(self.blanks(items.items[-1].end), "]", start)
        items.end = at + 1
        return items

    def comma(self, at: int, bracket: str, opened: int) -> int:
        if self.text[at] == ",":
            after = self.blanks(at + 1)
            if self.text[after] == bracket:
                self.notes.append(Problem("trailing-comma", at, at + 1, "strict JSON has no trailing commas"))
            return after
        if self.text[at] != bracket:
            self.fail(at, f"expected ',' or '{bracket}'", opened)
        return at

    def key(self, at: int, opened: int) -> tuple[str, int]:
        if self.text[at] in "\"'":
            return self.string(at)
        end = self.token(at)
        key = self.text[at:end]
        if not key.replace("$", "_").isidentifier():
            self.fail(at, "expected a key in quotes or '}'", opened)
        self.json5(at, end, "keys without quotes")
        return key, end

    def token(self, at: int) -> int:
        text = self.text
        while text[at].isalnum() or text[at] in "+-._$":
            at += 1
        return at

    def word(self, at: int, opened: int | None) -> Scalar:
        end = self.token(at)
        word = self.text[at:end]
        if word in _WORDS:
            return Scalar(at, end, _WORDS[word])
        if word.lower() in _WORDS:
            self.fail(at, f"expected '{word.lower()}' in lower case", end=end)
        if not word:
            self.fail(at, "expected a value", opened)
        try:
            return Scalar(at, end, self.number(at, end, word))
        except ValueError:
            # Not quoted in the message: a string without quotes could be a secret.
            self.fail(at, "expected a value (strings need quotes)", end=end)

    def number(self, start: int, end: int, word: str) -> int | float:
        digits = word.lstrip("+-")
        if digits not in _JSON5_NUMBERS:
            number = _from_json(word)
            if number is not None:
                return number  # type: ignore[no-any-return]
        number = _json5_number(digits)
        sign = word[: len(word) - len(digits)]
        if sign not in ("", "+", "-"):
            raise ValueError
        self.json5(start, end, "numbers in this notation")
        return -number if sign == "-" else number

    def string(self, start: int) -> tuple[str, int]:
        quote = self.text[start]
        close = self.closing_quote(start)
        body = self.text[start + 1 : close]
        if quote == "'":
            self.json5(start, close + 1, "single quotes")
        elif body.isprintable() and "\\" not in body:
            return body, close + 1
        else:
            value = _from_json(f'"{body}"')
            if value is not None:
                return value, close + 1
            value = self.json5_string(start + 1, body)
            self.json5(start, close + 1, "such escapes or control characters in strings")
            return value, close + 1
        return self.json5_string(start + 1, body), close + 1

    def closing_quote(self, start: int) -> int:
        text, quote = self.text, self.text[start]
        at = start
        while True:
            at = text.find(quote, at + 1)
            if at < 0:
                self.fail(
                    start,
                    f"expected a closing {quote} for the string",
                    end=min(line_end(text, start), self.size),
                )
            backslashes = at
            while text[backslashes - 1] == "\\":
                backslashes -= 1
            if (at - backslashes) % 2 == 0:
                return at

    def json5_string(self, offset: int, body: str) -> str:
        parts = []
        at = 0
        while True:
            backslash = body.find("\\", at)
            part = body[at:backslash] if backslash >= 0 else body[at:]
            if "\n" in part or "\r" in part:
                start = offset - 1
                self.fail(start, f"expected a closing {self.text[start]} on the same line as the string", end=offset)
            parts.append(part)
            if backslash < 0:
                break
            value, at = self.escape(offset, body, backslash + 1)
            parts.append(value)
        # Two escapes can form one character.
        return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")

    def escape(self, offset: int, body: str, at: int) -> tuple[str, int]:
        char = body[at]
        if char in "xu":
            end = at + (3 if char == "x" else 5)
            digits = body[at + 1 : end]
            if len(digits) != end - at - 1 or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
                self.fail(offset + at - 1, f"expected {end - at - 1} hexadecimal digits after \\{char}")
            return chr(int(digits, 16)), end
        if char in "123456789" or (char == "0" and body[at + 1 : at + 2].isdecimal()):
            self.fail(offset + at - 1, "expected no digit after \\")
        if char == "\r" and body[at + 1 : at + 2] == "\n":
            return "", at + 2
        if char in "\n\r\u2028\u2029":
            return "", at + 1
        return _JSON5_ESCAPES.get(char, char), at + 1


def _json5_number(digits: str) -> int | float:
    """Read a number without its sign. Raises ValueError."""
    if digits in _JSON5_NUMBERS:
        return _JSON5_NUMBERS[digits]
    if digits[:2] in ("0x", "0X"):
        if not (digits[2:].isalnum() and digits.isascii()):
            raise ValueError
        return int(digits, 16)
    # float() and int() accept more than JSON5 does: underscores, leading zeros, digits of other scripts.
    if not all(char in "0123456789.eE+-" for char in digits) or (digits[:1] == "0" and digits[1:2].isdigit()):
        raise ValueError
    return int(digits) if digits.isdigit() else float(digits)


def comment_end(text: str, at: int) -> int:
    """Return where the comment that starts at `at` ends, or `at` if no comment starts there.

    A comment that is never closed ends beyond the end of the text.
    """
    if text.startswith("/*", at):
        end = text.find("*/", at + 2)
        return len(text) if end < 0 else end + 2
    if not text.startswith("//", at):
        return at
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    for other in "\r\u2028\u2029\0":
        found = text.find(other, at, end)
        end = end if found < 0 else found
    return end


def _from_json(token: str) -> Any:
    """Return the value of a JSON number or string, or None if the standard library rejects it."""
    import json  # most settings files don't need it

    try:
        return json.loads(token)
    except json.JSONDecodeError:
        return None
