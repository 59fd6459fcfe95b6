"""Text of `KEY=value` lines -> a table, as npm's dotenv reads it.

Any `#` outside quotes starts a comment, backticks quote, too, quotes escape nothing but a line break, and a value whose
quote is not the last thing on its line keeps its quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from configlint.document.nodes import Entry, Parsed, Problem, Scalar, Table

#: Where a line ends for JavaScript, and what it takes for blanks, as in a character class.
_LINE_ENDS = "\r\n\u2028\u2029"
_BLANKS = "\t\v\f \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff"
_SPACE = f"[{_BLANKS}{_LINE_ENDS}]"
_SPACES = "".join(map(chr, range(0x2000, 0x200B))) + _BLANKS.replace("\u2000-\u200a", "") + _LINE_ENDS
_QUOTES = "'\"`"
#: A name with what separates it from its value, as npm's dotenv looks for it.
_NAME = re.compile(
    rf"(?<![^{_LINE_ENDS}])[{_BLANKS}]*(?:export{_SPACE}+)?([\w.-]+)(?:{_SPACE}*=|:(?:\r\n|{_SPACE}))",
    re.ASCII,
)
_UNQUOTED = re.compile(r"[^#\r\n]*")
_LINE = re.compile(f"[^{_LINE_ENDS}]+")
#: What may follow a closing quote: at most a comment. Compiled where it is used: most files have no quotes.
_REST = rf"[{_BLANKS}]*(?:#[^{_LINE_ENDS}]*)?(?![^{_LINE_ENDS}])"


def parse(text: str) -> Parsed:
    """Read the variables; a line that is not a variable is a problem, but the other lines are still read."""
    return _Reader(text).parsed


class _Reader:
    """Reads a text as npm's dotenv does, but in time that grows with its length only. `parsed` is the result."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._quotes: dict[str, tuple[list[int], list[int]]] = {}
        root = Table(0, len(text))
        problems: list[Problem] = []
        end = 0
        while found := _NAME.search(text, end):
            problems += self._unread(end, found.start())
            value, end = self._value(found.end())
            root.add(Entry(found[1], found.start(1), found.end(1), value))
        self.parsed = Parsed(root, problems + self._unread(end, len(text)))

    def _value(self, at: int) -> tuple[Scalar, int]:
        """Return the value after a separator, and where it ends."""
        text = self._text
        start = at
        while start < len(text) and text[start] in _SPACES:  # a quoted value may begin on a later line
            start += 1
        close = self._closing_quote(start)
        if close is not None:
            content = re.sub(r"\r\n?", "\n", text[start + 1 : close])
            return Scalar(start, close + 1, _with_line_breaks(content, text[start])), close + 1
        found = _UNQUOTED.match(text, at)
        line = found[0] if found is not None else ""
        content = line.strip(_SPACES)
        start = at + line.index(content)
        is_quoted = len(content) > 1 and content[0] == content[-1] and content[0] in _QUOTES
        value = content[1:-1] if is_quoted else content
        return Scalar(start, start + len(content), _with_line_breaks(value, content[:1])), at + len(line)

    def _closing_quote(self, start: int) -> int | None:
        """Return where the quote at an offset is closed: by the next one without a backslash before it or, if something
        other than a comment follows that one, by the last one before it that nothing else follows.
        """
        text, quote = self._text, self._text[start : start + 1]
        if not quote or quote not in _QUOTES:
            return None
        if quote not in self._quotes:
            every = [one.start() for one in re.finditer(quote, text)]
            escaped = [at for at in every if text[at - 1 : at] == "\\"]
            plain = [at for at in every if text[at - 1 : at] != "\\"]
            self._quotes[quote] = plain, [at for at in escaped if self._rest.match(text, at + 1)]
        plain, escaped = self._quotes[quote]
        number = bisect_right(plain, start)
        end = plain[number] if number < len(plain) else len(text)
        if end < len(text) and self._rest.match(text, end + 1):
            return end
        number = bisect_right(escaped, end) - 1
        return escaped[number] if number >= 0 and escaped[number] > start else None

    @property
    def _rest(self) -> re.Pattern[str]:
        return re.compile(_REST)

    def _unread(self, start: int, end: int) -> list[Problem]:
        """Return the lines between two offsets that are neither empty nor comments."""
        lines = [(one.start(), one[0].strip(_SPACES)) for one in _LINE.finditer(self._text, start, end)]
        found = [(self._text.index(line, at), line) for at, line in lines if line and not line.startswith("#")]
        return [Problem("syntax", at, at + len(line), "expected KEY=value") for at, line in found]


def _with_line_breaks(content: str, quote: str) -> str:
    return content.replace("\\n", "\n").replace("\\r", "\r") if quote == '"' else content
