"""Reads a rule's docstring, which is its documentation."""

from __future__ import annotations

import inspect
import textwrap

from configlint.records import Record
from configlint.rules.registry import Rule


class Example(Record):
    """Files of a tool, path to text, that the rule reports or is silent about.

    `{key:PROVIDER}` stands for a made-up key, `{bom}` for a byte order mark. `mode` is that of the files, `is_tracked`
    says that git tracks them.
    """

    tool: str
    files: dict[str, str]
    mode: int = 0o600
    is_tracked: bool = False

    @property
    def asked(self) -> str | None:
        """The tool to check the files as; None for "any": the files tell."""
        return self.tool if self.tool != "any" else None


class Documentation(Record):
    """What a docstring says: what is wrong (the first paragraph), more about when it is reported, why it matters, how
    to fix it, and the examples. Each but the last two is one line of text per paragraph.
    """

    summary: str
    details: str
    why: str
    fix: str
    bad: Example | None
    good: Example | None


def read(rule: Rule) -> Documentation:
    """Take the docstring of a rule apart."""
    text = inspect.cleandoc(rule.documentation)
    prose, _, rest = text.partition("\nBad:\n")
    bad, _, good = rest.partition("\nGood:\n")
    summary, *more = [" ".join(paragraph.split()) for paragraph in prose.strip().split("\n\n")]
    why, fix = _labelled(more, "Why: "), _labelled(more, "Fix: ")
    details = [one for one in more if not one.startswith(("Why: ", "Fix: "))]
    return Documentation(summary, "\n".join(details), why, fix, _example(bad), _example(good))


def _labelled(paragraphs: list[str], label: str) -> str:
    return next((one.removeprefix(label) for one in paragraphs if one.startswith(label)), "")


def _example(block: str) -> Example | None:
    first, *others = textwrap.dedent(block).strip("\n").split("\n--- ")
    tool, _, first = first.partition(" ")
    if not tool:
        return None
    head, newline, rest = first.partition("\n")
    path, _, remark = head.partition(" (")
    mode, is_tracked = (0o644 if "readable by all" in remark else 0o600), "tracked by git" in remark
    first = path + newline + rest
    files = [part.partition("\n") for part in (first, *others)]
    return Example(tool, {path: text.rstrip("\n") + "\n" for path, _, text in files}, mode, is_tracked)
