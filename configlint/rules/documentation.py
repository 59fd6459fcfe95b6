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


class Documentation(Record):
    """What a docstring says: the first paragraph, the paragraphs after it, and the examples."""

    summary: str
    details: str
    bad: Example | None
    good: Example | None


def read(rule: Rule) -> Documentation:
    """Take the docstring of a rule apart."""
    text = inspect.cleandoc(rule.documentation)
    prose, _, rest = text.partition("\nBad:\n")
    bad, _, good = rest.partition("\nGood:\n")
    summary, _, details = prose.strip().partition("\n\n")
    return Documentation(summary.strip(), details.strip(), _example(bad), _example(good))


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
