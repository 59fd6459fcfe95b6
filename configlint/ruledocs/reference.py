"""Writes the reference of all rules, `configlint/rules/REFERENCE.md`, from their documentation.

`python -m configlint.ruledocs.reference` rewrites it after a change.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from configlint import rules
from configlint.catalog.knowledge import Knowledge
from configlint.ruledocs.page import Page, Shown, page
from configlint.rules.registry import all_rules

PATH = os.path.join(os.path.dirname(rules.__file__), "REFERENCE.md")
_FIXES = {"safe": "`--fix`", "unsafe": "`--fix=all`", "": ""}
_MARKS = {".toml": "toml", ".yml": "yaml", ".yaml": "yaml", ".json": "json", ".jsonc": "jsonc"}


def text() -> str:
    """Return the reference of all rules."""
    knowledge = Knowledge()
    pages = [page(rule, knowledge) for rule in sorted(all_rules(), key=lambda rule: rule.code)]
    return "\n".join(_lines(pages)) + "\n"


def _lines(pages: Iterable[Page]) -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield "Generated from the rules' documentation by `python -m configlint.ruledocs.reference`. `configlint rule NAME`"
    yield "shows the same, and which tools a rule can concern. Below each example is what configlint makes of it."
    yield ""
    yield "| code | rule | severity | fix |"
    yield "| --- | --- | --- | --- |"
    for one in pages:
        rule = one.rule
        yield f"| {rule.code} | [{rule.name}](#{rule.name}) | {rule.severity} | {_FIXES[rule.fix]} |"
    for one in pages:
        yield from ("", *lines_of(one))


def lines_of(one: Page) -> Iterator[str]:
    """Yield the lines about one rule, under a heading of the second level."""
    rule = one.rule
    yield f"## {rule.name}"
    yield ""
    fix = f", fixed by {_FIXES[rule.fix]}" if rule.fix else ""
    yield f"{rule.code}, {rule.severity}{fix}, since {rule.since}."
    yield ""
    for paragraph in (one.summary, *one.details.splitlines()):
        yield from (paragraph, "")
    yield from (f"**Why:** {one.why}", "", f"**Fix:** {one.fix}")
    for label, shown in (("Bad", one.bad), ("Good", one.good)):
        if shown is not None:
            yield from ("", *_example(label, shown))


def _example(label: str, shown: Shown) -> Iterator[str]:
    for number, (path, content) in enumerate(shown.files.items()):
        mark = _MARKS.get(os.path.splitext(path)[1], "sh")
        head = f"and `{path}`" if number else f"{label}: `{path}` ({shown.name})"
        yield from ([""] if number else [])
        yield from (head, "", f"```{mark}", content.rstrip(), "```")
    lines = [*shown.says, *([f"sends {shown.request}"] if shown.request else [])]
    lines += [f"write {shown.write}"] if shown.write else []
    if lines:
        yield from ("", "```text", *lines, "```")


def main() -> None:
    """Write the reference."""
    with open(PATH, "w", encoding="utf-8") as handle:
        handle.write(text())


if __name__ == "__main__":
    main()
