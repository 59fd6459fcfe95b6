"""Bracketed, comma-separated items (in JSON, TOML and YAML's flow style) plus a change -> the edits that make it."""

from __future__ import annotations

from collections.abc import Callable

from configlint.document.change import Edit
from configlint.files.text import indentation, is_first_on_line, line_above, line_break, line_end, line_start
from configlint.records import Record


class Brackets(Record):
    """A table or list in brackets: the spans of its children in text order, and how its comments end.

    `comment_end(text, at)` returns the offset where a comment that starts at `at` ends (before the line break that
    ends it), or `at` if no comment starts there.
    """

    text: str
    start: int
    end: int
    children: list[tuple[int, int]]
    comment_end: Callable[[str, int], int]

    def add(self, render: Callable[[str | None], str], unit: str, spread: bool, pad: str = "") -> list[Edit]:
        """Add a child after the last one, laid out like it.

        `render` writes the child: on its own line with the given indentation or, given None, inline among its
        siblings. In empty brackets, the child gets its own line if `spread` is true, indented by `unit` more than
        the line of the brackets; otherwise it is inline, with `pad` on both sides.
        """
        if not self.children:
            return self._add_first(render, unit, spread, pad)
        start, end = self.children[-1]
        comma = self._skip(end)
        trailing = self.text[comma] == ","
        behind = comma + 1 if trailing else end
        if not is_first_on_line(self.text, start):
            new = self._gap() + render(None)
            return [Edit(behind, behind, f"{new}," if trailing else f",{new}")]
        indent = self.text[line_start(self.text, start) : start]
        at = self._rest_of_line(behind)
        new = line_break(self.text, start) + indent + render(indent)
        if trailing:
            return [Edit(at, at, f"{new},")]
        return [Edit(end, end, ","), Edit(at, at, new)]

    def _add_first(self, render: Callable[[str | None], str], unit: str, spread: bool, pad: str) -> list[Edit]:
        inside = self.text[self.start + 1 : self.end - 1]
        outer = indentation(self.text, self.end - 1 if "\n" in inside else self.start)
        newline = line_break(self.text, self.start)
        if not inside.strip():
            if not spread and "\n" not in inside:
                return [Edit(self.start + 1, self.end - 1, pad + render(None) + pad)]
            indent = outer + unit
            return [Edit(self.start + 1, self.end - 1, f"{newline}{indent}{render(indent)}{newline}{outer}")]
        if is_first_on_line(self.text, self.end - 1):
            at = line_start(self.text, self.end - 1)
            indent = outer + unit
            return [Edit(at, at, f"{indent}{render(indent)}{newline}")]
        at = self.start + 1 + len(inside.rstrip())
        return [Edit(at, at, " " + render(None))]

    def add_before(self, render: Callable[[str | None], str]) -> list[Edit]:
        """Add a child before the first one, laid out like it. There must be one."""
        start = self._skip(self.start + 1)
        if not is_first_on_line(self.text, start):
            return [Edit(start, start, f"{render(None)},{self._gap()}")]
        indent = self.text[line_start(self.text, start) : start]
        at = self._comments_above(start, self.start + 1)
        return [Edit(at, at, f"{indent}{render(indent)},{line_break(self.text, start)}")]

    def move_first(self, index: int) -> list[Edit]:
        """Move a child before the first one, with the comments that belong to it."""
        previous = self._skip(self.children[index - 1][1])
        start, last = self._skip(previous + 1), self.children[index][1]
        comma = self._skip(last)
        followed = self.text[comma] == ","
        lines = self._whole_lines(start, comma + 1 if followed else last)
        if lines is None or not is_first_on_line(self.text, self._skip(self.start + 1)):
            moved = self.text[start:comma].rstrip(" \t")  # with the comments before its comma
            if followed:
                gone = [Edit(*self._with_blanks(start, comma + 1), "")]
            elif self.text[previous + 1 : start].strip():
                gone = [Edit(previous, previous + 1, ""), Edit(start, comma, "")]
            else:
                gone = [Edit(previous, comma, "")]
            return [*self.add_before(lambda _: moved), *gone]
        first = self._comments_above(start, previous + 1)
        block = self.text[first : lines[1]]
        at = self._comments_above(self._skip(self.start + 1), self.start + 1)
        if followed:
            return [Edit(at, at, block), Edit(first, lines[1], "")]
        end = last - first
        return [
            Edit(at, at, f"{block[:end]},{block[end:]}"),
            Edit(previous, previous + 1, ""),
            Edit(first, lines[1], ""),
        ]

    def _comments_above(self, at: int, limit: int) -> int:
        """Return the start of the line of a child or, if comments are directly above it, of theirs."""
        at = line_start(self.text, at)
        while True:
            above = line_above(self.text, at)
            if above < limit or not self.text[above:at].strip() or self._rest_of_line(above) == above:
                return at
            at = above

    def drop(self, index: int) -> list[Edit]:
        """Remove a child and its comma, and the whole line if nothing else is on it."""
        inside = self.text[self.start + 1 : self.end - 1]
        last = self.children[index][1]
        comma = self._skip(last)
        followed = self.text[comma] == ","
        before = self.start if index == 0 else self._skip(self.children[index - 1][1])
        # Anything between the comma and the child (YAML has anchors and tags there) is removed with the child.
        start = self._skip(before + 1)
        end = comma + 1 if followed else last
        if len(self.children) == 1 and not (inside[: start - self.start - 1] + self.text[end : self.end - 1]).strip():
            return [Edit(self.start + 1, self.end - 1, "")]
        lines = self._whole_lines(start, end)
        if followed or index == 0:
            return [Edit(*(lines or self._with_blanks(start, end)), "")]
        # The last child has no comma after it, so the comma before it would be left over.
        if lines:
            return [Edit(before, before + 1, ""), Edit(*lines, "")]
        if self.text[before + 1 : start].strip():
            return [Edit(before, before + 1, ""), Edit(start, end, "")]
        return [Edit(before, end, "")]

    def _whole_lines(self, start: int, end: int) -> tuple[int, int] | None:
        rest = self._rest_of_line(end)
        if not is_first_on_line(self.text, start) or line_end(self.text, rest) != rest:
            return None
        return line_start(self.text, start), rest + len(line_break(self.text, rest))

    def _with_blanks(self, start: int, end: int) -> tuple[int, int]:
        """Extend the span over the spaces after the text or, if the text ends a line, over the spaces before it."""
        while self.text[end] in " \t":
            end += 1
        if line_end(self.text, end) == end:
            while self.text[start - 1] in " \t":
                start -= 1
        return start, end

    def _gap(self) -> str:
        """Return the whitespace between a comma and the next child on the same line."""
        if len(self.children) < 2:
            return " "
        at = start = self.children[-1][0]
        while self.text[at - 1] in " \t":
            at -= 1
        return self.text[at:start] if self.text[at - 1] == "," else " "

    def _rest_of_line(self, at: int) -> int:
        """Return the end of the line if only spaces and comments precede it, otherwise `at`."""
        end = at
        while True:
            while self.text[end : end + 1] in (" ", "\t"):
                end += 1
            behind = self.comment_end(self.text, end)
            if behind == end:
                break
            if line_end(self.text, end) < behind:
                return at
            end = behind
        return end if line_end(self.text, end) == end else at

    def _skip(self, at: int) -> int:
        """Return where the whitespace and comments that start at `at` end."""
        while True:
            char = self.text[at : at + 1]
            if char.isspace() or char == "\ufeff":
                at += 1
            else:
                end = self.comment_end(self.text, at)
                if end == at:
                    return at
                at = end
