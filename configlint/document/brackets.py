"""Changes of what stands in brackets with commas between, as JSON, TOML and flow style YAML have."""

from __future__ import annotations

from collections.abc import Callable

from configlint.document.change import Edit
from configlint.files.text import indentation, is_first_on_line, line_break, line_end, line_start
from configlint.records import Record


class Brackets(Record):
    """A table or list in brackets, the spans of its children in the order of the text, and its comments.

    `comment_end(text, at)` returns where a comment that starts at `at` ends (in front of a line break that
    ends it), or `at` when none starts there.
    """

    text: str
    start: int
    end: int
    children: list[tuple[int, int]]
    comment_end: Callable[[str, int], int]

    def add(self, render: Callable[[str | None], str], unit: str, spread: bool, pad: str = "") -> list[Edit]:
        """Add a child behind the last one, in the layout of that one.

        `render` writes the child, for a line of its own with the given indentation or, given None, for a
        place among others on a line. In empty brackets the child gets a line of its own, `unit` deeper than
        that of the brackets, if `spread` says so, and else `pad` on both sides.
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

    def drop(self, index: int) -> list[Edit]:
        """Take out one child with its comma; its line goes, too, if it stands alone there."""
        inside = self.text[self.start + 1 : self.end - 1]
        last = self.children[index][1]
        comma = self._skip(last)
        followed = self.text[comma] == ","
        before = self.start if index == 0 else self._skip(self.children[index - 1][1])
        # What stands between the comma and the child (YAML has anchors and tags there) goes with the child.
        start = self._skip(before + 1)
        end = comma + 1 if followed else last
        if len(self.children) == 1 and not (inside[: start - self.start - 1] + self.text[end : self.end - 1]).strip():
            return [Edit(self.start + 1, self.end - 1, "")]
        lines = self._whole_lines(start, end)
        if followed or index == 0:
            return [Edit(*(lines or self._with_blanks(start, end)), "")]
        # The last child without a comma behind it: the comma before it would be one too many.
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
        """Take the blanks behind the text along, or those before it if it ends a line."""
        while self.text[end] in " \t":
            end += 1
        if line_end(self.text, end) == end:
            while self.text[start - 1] in " \t":
                start -= 1
        return start, end

    def _gap(self) -> str:
        """Return what stands between a comma and the next child on the same line."""
        if len(self.children) < 2:
            return " "
        at = start = self.children[-1][0]
        while self.text[at - 1] in " \t":
            at -= 1
        return self.text[at:start] if self.text[at - 1] == "," else " "

    def _rest_of_line(self, at: int) -> int:
        """Return where the line ends if nothing but blanks and comments stands between, else `at`."""
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
        """Return where the blanks and comments that start at `at` end."""
        while True:
            char = self.text[at : at + 1]
            if char.isspace() or char == "\ufeff":
                at += 1
            else:
                end = self.comment_end(self.text, at)
                if end == at:
                    return at
                at = end
