"""What was mended, or would be. Keys in it are masked."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.document import Document
from configlint.report.terminal import Style
from configlint.secrets import redaction

#: How many lines a difference shows around each change.
_CONTEXT = 3


def text(fixed: list[Diagnostic], backups: dict[str, str], style: Style) -> Iterator[str]:
    """Yield a line for every finding that was mended and for every backup, and a sum.

    `backups` has the path of the backup for the path of each file that has one.
    """
    for one in fixed:
        line, column = one.position
        place = style("bold", f"{one.document.path}:{line}:{column}")
        done = one.fix.description if one.fix is not None else ""
        yield f"{place}: {style('good', 'fixed')}: {done} [{one.code} {one.rule}]"
    for path, backup in backups.items():
        yield f"{path}: the file as it was is in {backup}"
    yield f"{summary(fixed, 'Fixed')}\n"


def summary(fixed: list[Diagnostic], verb: str) -> str:
    """Say how many findings were mended, in how many files: "Fixed 2 findings in 1 file."."""
    findings, files = len(fixed), len({one.document.path for one in fixed})
    return f"{verb} {findings} finding{'s' * (findings != 1)} in {files} file{'s' * (files != 1)}."


def difference(before: Document, after: Document) -> str:
    """Return the unified diff between two states of a file."""
    old, new = _lines(before), _lines(after)
    result = [f"--- {before.path}\n", f"+++ {after.path}\n"]
    # The lines are compared as they are, so that a change inside a key shows as one, and masked when they are printed.
    for group in SequenceMatcher(None, [text for text, _ in old], [text for text, _ in new]).get_grouped_opcodes(
        _CONTEXT
    ):
        first, last = group[0], group[-1]
        result.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n")
        for verb, old_start, old_end, new_start, new_end in group:
            if verb == "equal":
                result += [" " + shown for _, shown in old[old_start:old_end]]
                continue
            result += ["-" + shown for _, shown in old[old_start:old_end]]
            result += ["+" + shown for _, shown in new[new_start:new_end]]
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in result)


def _lines(document: Document) -> list[tuple[str, str]]:
    """Return each line of a file as it is, and as it may be shown."""
    lines: list[tuple[str, str]] = []
    mark = "\ufeff" if document.decoded.bom else ""
    start = 0
    for line in document.text.split("\n"):
        end = start + len(line)
        ending = "\n" if end < len(document.text) else ""
        if line or ending:
            lines.append((mark + line + ending, mark + redaction.excerpt(document, start, end) + ending))
        mark, start = "", end + 1
    return lines


def _range(start: int, end: int) -> str:
    """Return the part of a hunk's head that tells its lines in one of the two files."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + (length > 0)},{length}"
