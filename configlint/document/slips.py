"""A text that cannot be read, and where its reader stopped -> what the author probably slipped on, and the edits that
put it right.

Each slip is looked for at one place. What to write instead is only certain if the whole text can be read after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from configlint.document import formats
from configlint.document.change import ChangeRefusedError, Edit, splice
from configlint.document.nodes import Parsed, Problem
from configlint.files.text import LineIndex, line_end
from configlint.records import Record

#: So many slips are put right at once.
_MAX_SLIPS = 20
_INVISIBLE = {
    "\ufeff": "a byte order mark",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\u2060": "a word joiner",
    "\u00a0": "a no-break space",
}
_TYPOGRAPHIC = "“”„‟«»‘’‚"
#: The marks that git leaves around the two sides of a conflict.
_CONFLICT = r"(?m)^<{7} .*\n[\s\S]*?^={7}\r?\n[\s\S]*?^>{7} "
_CLOSING = {"{": "}", "[": "]"}
#: Brackets, with the strings and comments that hide them; a string over several lines without an end is `open`.
_TOKENS = {
    "json": r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*[\s\S]*?\*/|[{}\[\]]|(?P<open>(?!))|(?P<cut>")',
    "toml": r'"""(?:[^\\]|\\[\s\S])*?"""|\'\'\'[\s\S]*?\'\'\'|(?P<open>"""|\'\'\')[\s\S]*'
    r'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|(?P<cut>["\'])[^\n]*|#[^\n]*|[{}\[\]]',
}


class Slip(Record):
    """What to write, as a sentence, and the edits that do it; none where that is not certain."""

    advice: str
    edits: tuple[Edit, ...] = ()


class _Place(Record):
    """Where a reader stopped: the offset, and the line around it."""

    text: str
    at: int
    start: int
    end: int

    @property
    def line(self) -> str:
        return self.text[self.start : self.end]

    def edit(self, found: re.Match[str], new: str, group: int | str = 0) -> Edit:
        """Return the edit that replaces what was found in the line."""
        return Edit(self.start + found.start(group), self.start + found.end(group), new)

    def above(self) -> str:
        """Return the line above, or an empty string."""
        return self.text[: self.start].rstrip("\r\n").rpartition("\n")[2]


def find(text: str, format_name: str, problem: Problem) -> Slip | None:
    """Return the slip at which the reader of a format stopped, or None where none of the usual ones is there.

    Its edits put right all slips of the text, and are there only if it can be read after them.
    """
    first = _slip_at(text, format_name, problem)
    if first is None or not first.edits:
        return first
    edits: list[Edit] = []
    current, slip = text, first
    for _ in range(_MAX_SLIPS):
        edits = _added(edits, slip.edits)
        try:
            current = splice(text, tuple(edits))
        except ChangeRefusedError:
            break
        left = _syntax_problems(current, format_name)
        if not left or (format_name.startswith("dotenv") and problem.start not in {one.start for one in left}):
            return first.replace(edits=tuple(edits))
        following = _slip_at(current, format_name, left[0])
        if following is None or not following.edits:
            break
        slip = following
    return first.replace(edits=())


def _syntax_problems(text: str, format_name: str) -> list[Problem]:
    parsed: Parsed = formats.load(format_name).parse(text, format_name.partition("-")[2])
    return [one for one in parsed.problems if one.kind == "syntax"]


def _added(edits: list[Edit], new: tuple[Edit, ...]) -> list[Edit]:
    """Return edits of the original text, with those that were made for the text after them."""
    moved = [edit.replace(start=_before(edits, edit.start), end=_before(edits, edit.end)) for edit in new]
    return sorted([*edits, *moved], key=lambda one: (one.start, one.end))


def _before(edits: list[Edit], at: int) -> int:
    """Return where an offset of the text after `edits` was before them."""
    shift = 0
    for edit in edits:
        if edit.start + shift + len(edit.text) > at:
            break
        shift += len(edit.text) - (edit.end - edit.start)
    return at - shift


def _slip_at(text: str, format_name: str, problem: Problem) -> Slip | None:
    at = min(problem.start, len(text))
    if at and at == len(text):
        at = len(text.rstrip())  # what is missing at the end is missing after the last word
    start = text.rfind("\n", 0, at) + 1
    place = _Place(text, at, start, line_end(text, at))
    family = format_name.partition("-")[0]
    if conflict := re.search(_CONFLICT, text):
        line, _ = LineIndex(text).position(conflict.start())
        return Slip(f"Line {line} begins a merge conflict: keep one of its two sides, and remove the three marks")
    if problem.start >= len(text.rstrip()) and (slip := _left_open(text, family)):
        return slip
    for look in (_lone_return, _invisible, _typographic, _windows_path, *_OF_FORMAT.get(family, ())):
        slip = look(place, family)
        if slip is not None:
            return slip
    return None


# ---- in every format


def _lone_return(place: _Place, family: str) -> Slip | None:
    found = re.compile(r"\r+(?=\r\n)|\r(?!\n)").search(place.text, place.at, place.at + 2)
    if found is None:
        return None
    new = "" if place.text.startswith("\r\n", found.end()) else "\n"
    return Slip("End the line with a line feed: here is a carriage return alone", (Edit(*found.span(), new),))


def _invisible(place: _Place, family: str) -> Slip | None:
    for offset in range(place.at, max(place.at - 2, place.start - 1), -1):
        char = place.text[offset : offset + 1]
        if char in _INVISIBLE:
            what = f"Delete {_INVISIBLE[char]} (U+{ord(char):04X}), which is invisible here"
            return Slip(what, (Edit(offset, offset + 1, " " if char == "\u00a0" else ""),))
    return None


def _typographic(place: _Place, family: str) -> Slip | None:
    if family == "dotenv" or not any(char in _TYPOGRAPHIC for char in place.line):
        return None
    edits = tuple(
        place.edit(found, quote)
        for found in re.finditer(f"[{_TYPOGRAPHIC}]", place.line)
        for quote in ("'" if found[0] in "‘’‚" and family != "json" else '"',)
    )
    return Slip('Write straight quotes ("): typographic ones are characters like any other', edits)


def _left_open(text: str, family: str) -> Slip | None:
    """Find what is open at the end: brackets, or a string over several lines."""
    if family not in _TOKENS:
        return None
    opened: list[tuple[str, int]] = []
    for found in re.finditer(_TOKENS[family], text):
        token = found[0]
        if found["cut"]:
            return None
        if token in _CLOSING:
            opened.append((token, found.start()))
        elif token in _CLOSING.values() and opened:
            opened.pop()
        elif found["open"]:
            opened.append((found["open"], found.start()))
    if not opened:
        return None
    lines = LineIndex(text)
    where = ", ".join(f"{mark} at {':'.join(map(str, lines.position(at)))}" for mark, at in reversed(opened[-3:]))
    closing = " ".join(_CLOSING.get(mark, mark) for mark, _ in reversed(opened))
    return Slip(f"The file ends too early: add {closing} at its end for what is open ({where})")


def is_path(text: str) -> bool:
    """Return True if a string in double quotes, as it is written, is a Windows path with single backslashes."""
    return re.search(r"^(?:[A-Za-z]:\\|\\\\|\.{0,2}\\)\w", text) is not None


def _windows_path(place: _Place, family: str) -> Slip | None:
    """Find a backslash that starts an escape where a path was meant."""
    if family not in ("toml", "yaml", "json"):
        return None
    column = place.at - place.start
    for found in re.finditer(r'"(?:[^"\n]|\\")*"', place.line):
        inner = found[0][1:-1]
        if not (found.start() <= column <= found.end() and is_path(inner)):
            continue
        if family == "json" or "'" in inner or "\\\\" in inner:
            doubled = re.sub(r"\\\\|\\", lambda _: r"\\", inner)
            return Slip(
                "In double quotes a backslash starts an escape: double it", (place.edit(found, f'"{doubled}"'),)
            )
        advice = "In double quotes a backslash starts an escape: put the path in single quotes"
        return Slip(advice, (place.edit(found, f"'{inner}'"),))
    return None


# ---- dotenv


def _colon_in_dotenv(place: _Place, family: str) -> Slip | None:
    found = re.match(r"\s*(?:export\s+)?[A-Za-z_]\w*(\s*:\s+)\S", place.line)
    if found is None:
        return None
    return Slip("Write NAME=value, with = in place of the colon", (place.edit(found, "=", 1),))


def _shell_command(place: _Place, family: str) -> Slip | None:
    """Find the way in which other shells set a variable."""
    found = re.match(r"\s*(set(?:x|env)?\s+|-\s+)([A-Za-z_]\w*)(\s*=\s*|\s+)\S", place.line, re.IGNORECASE)
    if found is None:
        return None
    edits = (place.edit(found, "", 1), *((place.edit(found, "=", 3),) if found[3] != "=" else ()))
    return Slip("Write NAME=value, and nothing before it", edits)


def _json_in_dotenv(place: _Place, family: str) -> Slip | None:
    found = re.match(r"""\s*"([A-Za-z_]\w*)"\s*:\s*("[^"]*")\s*,?\s*$""", place.line)
    return Slip("Write NAME=value: this is not JSON", (place.edit(found, f"{found[1]}={found[2]}"),)) if found else None


def _open_quote(place: _Place, family: str) -> Slip | None:
    found = re.match(r"""[^=]*=\s*(["'])[^"']*$""", place.line)
    return Slip(f"Close the quote ({found[1]}) at the end of the value") if found is not None else None


# ---- TOML


def _open_header(place: _Place, family: str) -> Slip | None:
    found = re.match(r"\s*(\[\[?)[^\[\]#\n]*?[^\s\]#](?P<end>)\s*(?:#.*)?$", place.line)
    if found is None:
        return None
    return Slip(
        f"Close the name of the table with {']' * len(found[1])}", (place.edit(found, "]" * len(found[1]), "end"),)
    )


def _colon_in_toml(place: _Place, family: str) -> Slip | None:
    found = re.match(r"""\s*(?:[\w-]+|"[^"]*")(?:\.[\w-]+)*(\s*:\s*)\S""", place.line)
    return Slip("TOML separates key and value with =", (place.edit(found, " = ", 1),)) if found is not None else None


def _word(place: _Place, family: str) -> Slip | None:
    """Find a value without quotes, or a word as Python spells it."""
    found = re.match(r"""[^=\n]*=\s*([^\s"'\[\]{}#,][^"'\[\]{}#\n]*?)\s*(?:#.*)?$""", place.line)
    if found is None:
        return None
    if found[1].lower() in ("true", "false"):
        return Slip(f"Write {found[1].lower()} in lower case", (place.edit(found, found[1].lower(), 1),))
    if found[1].lower() in ("null", "none", "nil"):
        return Slip("TOML has no null: leave the line out")
    return Slip("Put the value in quotes", (place.edit(found, f'"{found[1]}"', 1),)) if "\\" not in found[1] else None


def _missing_comma(place: _Place, family: str) -> Slip | None:
    before = place.text[: place.at].rstrip()
    if before[-1:] not in "\"'}]0123456789el" or place.text[place.at : place.at + 1] not in tuple("\"'{["):
        return None
    return Slip("Write a comma between the two", (Edit(len(before), len(before), ","),))


# ---- JSON


def _wrong_mark(place: _Place, family: str) -> Slip | None:
    """Find `=` where a colon belongs, or a comma too many."""
    char = place.text[place.at : place.at + 1]
    if char == "=":
        return Slip("JSON separates key and value with a colon", (Edit(place.at, place.at + 1, ":"),))
    if char == "," and place.text[: place.at].rstrip()[-1:] == ",":
        return Slip("Delete the second comma", (Edit(place.at, place.at + 1, ""),))
    return None


def _python_word(place: _Place, family: str) -> Slip | None:
    found = re.match(r"True|False|None|TRUE|FALSE|NULL", place.text[place.at : place.end])
    if found is None:
        return None
    new = {"none": "null"}.get(found[0].lower(), found[0].lower())
    return Slip(f"Write {new}", (Edit(place.at, place.at + len(found[0]), new),))


def _open_string(place: _Place, family: str) -> Slip | None:
    found = re.match(r'"(?:[^"\\]|\\.)*$', place.text[place.at : place.end])
    return Slip('Close the string with " at the end of the value') if found is not None else None


def _open_flow(place: _Place, family: str) -> Slip | None:
    """Find a bracket in a line above that is still open where the next key begins."""
    found = re.match(r".*:\s*([\[{])[^\]}]*$", place.above())
    return Slip(f"Close the {found[1]} of the line above with {_CLOSING[found[1]]}") if found is not None else None


def _no_braces(place: _Place, family: str) -> Slip | None:
    if place.text.lstrip()[:1] == '"' and place.text[place.at : place.at + 1] == ":":
        return Slip("Put { before all of it and } after it")
    return None


# ---- YAML


def _tab(place: _Place, family: str) -> Slip | None:
    found = re.match(r"[ \t]*\t[ \t]*", place.line)
    if found is None:
        return None
    return Slip("Indent with spaces: YAML allows no tabs there", (place.edit(found, found[0].replace("\t", "  ")),))


def _no_blank(place: _Place, family: str) -> Slip | None:
    """Find a colon without a blank after it, in the line of the problem or the one above."""
    above = place.above()
    start = place.text.rfind(above, 0, place.start) if above else place.start
    for line, offset in ((above, start), (place.line, place.start)):
        found = re.match(r"""\s*(?:- )?[A-Za-z_][\w-]*:(?=[^\s:/\\])""", line)
        if found is not None:
            at = offset + found.end()
            return Slip("Write a blank after the colon", (Edit(at, at, " "),))
    return None


def _without_key(place: _Place, family: str) -> Slip | None:
    """Find a list where a key belongs, as its own key is missing."""
    is_item = re.match(r"- \S", place.line) is not None
    is_below_key = re.match(r"[\w-]+:\s+\S", place.above()) is not None
    return (
        Slip("Write the key that this list belongs to, with a colon, in the line above")
        if is_item and is_below_key
        else None
    )


def _missing_dash(place: _Place, family: str) -> Slip | None:
    """Find an item of a list that lacks its dash, between or after others."""
    lines = LineIndex(place.text)
    number, _ = lines.position(place.at)
    for candidate in (number, number - 1):
        if candidate < 2:
            continue
        (above_start, above_end), (start, end) = lines.span(candidate - 1), lines.span(candidate)
        dash = re.match(r"(\s*)- ", place.text[above_start:above_end])
        item = re.match(r"(\s*)[^\s#-]", place.text[start:end])
        if (
            dash is not None
            and item is not None
            and len(item[1]) <= len(dash[1]) + 2
            and ": " not in place.text[start:end]
        ):
            return Slip("Start each item of the list with a dash", (Edit(start, start + len(item[1]), f"{dash[1]}- "),))
    return None


def _to_be_quoted(place: _Place, family: str) -> Slip | None:
    """Find a value with a character that only quotes allow: `@`, `%`, a backtick, or a colon and a blank."""
    found = re.match(r"""\s*(?:- )?[\w-]+:\s+([^\s"'|>\[{#][^"'\n]*?)\s*$""", place.line)
    is_meant = found is not None and (found[1][0] in "@%`*&!" or ": " in found[1] or found[1].endswith(":"))
    if found is None or not is_meant:
        return None
    return Slip("Put the value in quotes", (place.edit(found, f'"{found[1]}"', 1),)) if "\\" not in found[1] else None


def _template(place: _Place, family: str) -> Slip | None:
    found = re.match(r"""\s*(?:- )?[\w-]+:\s+(\{\{[^"'\n]*\}\})\s*$""", place.line)
    return Slip("Put the value in quotes", (place.edit(found, f'"{found[1]}"', 1),)) if found is not None else None


_OF_FORMAT: dict[str, tuple[Callable[[_Place, str], Slip | None], ...]] = {
    "dotenv": (_colon_in_dotenv, _shell_command, _json_in_dotenv, _open_quote),
    "toml": (_open_header, _colon_in_toml, _word, _missing_comma, _open_quote),
    "json": (_wrong_mark, _python_word, _open_string, _no_braces, _missing_comma),
    "yaml": (_tab, _template, _open_flow, _without_key, _to_be_quoted, _missing_dash, _no_blank),
}
