"""What was fixed, or would be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import SequenceMatcher

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.document import Document
from configlint.files.words import many
from configlint.report.gate import Gate
from configlint.report.layout import visible
from configlint.report.output import Output

#: How many lines a difference shows around each change.
_CONTEXT = 3


def text(fixed: list[Diagnostic], backups: dict[str, str], out: Output) -> Iterator[str]:
    """Yield a line for every finding that was fixed and for every backup, and a sum.

    `backups` has the path of the backup for the path of each file that has one.
    """
    for one in fixed:
        line, column = one.position
        place = out.style("bold", f"{visible(one.document.path)}:{line}:{column}")
        done = visible(one.fix.description) if one.fix is not None else ""
        yield f"{place}: {out.style('good', 'fixed')}: {done} [{one.code} {one.rule}]"
    for path, backup in backups.items():
        yield f"{visible(path)}: a backup is in {visible(_from_home(backup))}"
    yield f"{summary(fixed, 'Fixed')}\n"


def summary(fixed: list[Diagnostic], verb: str) -> str:
    """Say how many findings were fixed, in how many files: "Fixed 2 findings in 1 file."."""
    files = len({one.document.path for one in fixed})
    return f"{verb} {many(len(fixed), 'finding')} in {many(files, 'file')}."


def difference(before: Document, after: Document, gate: Gate) -> str:
    """Return the unified diff between two states of a file."""
    old, new = _lines(before, gate), _lines(after, gate)
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


def _lines(document: Document, gate: Gate) -> list[tuple[str, str]]:
    """Return each line of a file as it is, and as it may be shown."""
    lines: list[tuple[str, str]] = []
    mark = "\ufeff" if document.decoded.bom else ""
    start = 0
    for line in document.text.split("\n"):
        end = start + len(line)
        ending = "\n" if end < len(document.text) else ""
        if line or ending:
            lines.append((mark + line + ending, mark + gate.excerpt(document, start, end) + ending))
        mark, start = "", end + 1
    return lines


def _range(start: int, end: int) -> str:
    """Return the part of a hunk's head that tells its lines in one of the two files."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + (length > 0)},{length}"


def _from_home(path: str) -> str:
    """Return a path as a person would write it."""
    home = os.path.join(os.path.expanduser("~"), "")
    return f"~/{path.removeprefix(home)}" if path.startswith(home) else path
