"""What is known about rules, for people and as data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import click

from configlint.profiles import load
from configlint.report.terminal import Style
from configlint.ruledocs import docstring
from configlint.ruledocs.page import Page, Shown
from configlint.rules.registry import Rule

_WIDTH = 80
_FIXES = {"safe": "fixed by --fix", "unsafe": "fixed by --fix=all", "": "no fix"}


def as_json(pages: list[Page]) -> dict[str, Any]:
    """Return the object that `rule --format json` prints."""
    return {"schema": 1, "rules": [_rule(page) for page in pages]}


def _rule(page: Page) -> dict[str, Any]:
    return {
        "code": page.rule.code,
        "rule": page.rule.name,
        "severity": page.rule.severity,
        "fix": page.rule.fix or None,
        "since": page.rule.since,
        "summary": page.summary,
        "details": page.details or None,
        "why": page.why,
        "mend": page.mend,
        "tools": page.tools,
        "bad": _example(page.bad),
        "good": _example(page.good),
    }


def _example(shown: Shown | None) -> dict[str, Any] | None:
    if shown is None:
        return None
    return {
        "tool": shown.tool,
        "files": [{"path": path, "content": text} for path, text in shown.files.items()],
        "request": shown.request or None,
        "says": shown.says,
        "write": shown.write or None,
    }


def report_all(rules: list[Rule], *, style: Style) -> None:
    """Print what each rule is about."""
    width = max(len(one.name) for one in rules)
    for one in rules:
        head = style("bold", f"{one.code:<8} {one.name:<{width}}")
        mark = {"safe": "--fix", "unsafe": "--fix=all", "": ""}[one.fix]
        click.echo(f"{head}  {style(one.severity, f'{one.severity:<7}')}  {mark}".rstrip(), color=True)
        click.echo(_wrapped(docstring.read(one).summary, "         "))
    click.echo(f"\n{len(rules)} rules. `configlint rule NAME` explains one.")


def report(page: Page, *, style: Style) -> None:
    """Print everything about one rule."""
    rule = page.rule
    facts = f"{style(rule.severity, rule.severity)}, {_FIXES[rule.fix]}, since {rule.since}"
    click.echo(f"{style('bold', f'{rule.code} {rule.name}')}: {facts}\n", color=True)
    for text in [page.summary, *page.details.splitlines()]:
        click.echo(_wrapped(text))
    for label, text in (("Why", page.why), ("Mend", page.mend), ("Tools", concerned(page) or "none")):
        click.echo("\n" + _labelled(label, text, style), color=True)
    for label, shown in (("Bad", page.bad), ("Good", page.good)):
        if shown is not None:
            click.echo("\n".join(["", *_shown(label, shown, style)]), color=True)
    click.echo("\nTo silence it in one place, write on its line or the line above:")
    click.echo(f"    {style('bold', f'# configlint: ignore[{rule.name}] REASON')}", color=True)


def concerned(page: Page) -> str:
    """Return which tools a rule can concern."""
    return ", ".join(load(tool).name for tool in page.tools) if page.tools is not None else "any"


def _shown(label: str, shown: Shown, style: Style) -> Iterator[str]:
    name = shown.name
    for number, (path, text) in enumerate(shown.files.items()):
        yield f"{style('bold', f'{label}:')} {path} ({name})" if not number else f"     {path}"
        yield from (f"    {line}" for line in text.splitlines())
    for says in shown.says:
        yield _labelled("says", says, style)
    for what, text in (("sends", shown.request), ("write", shown.write)):
        if text:
            yield f"  {style('faint', f'{what:<5}')}  {text}"


def _labelled(label: str, text: str, style: Style) -> str:
    """Return a paragraph with its label in the margin."""
    lines = textwrap.wrap(text, _WIDTH - 9, break_on_hyphens=False, break_long_words=False)
    margin = style("faint", f"{label:<5}")
    return "\n".join([f"  {margin}  {lines[0]}", *(f"         {line}" for line in lines[1:])])


def _wrapped(text: str, indent: str = "") -> str:
    lines = textwrap.wrap(text, _WIDTH - len(indent), break_on_hyphens=False, break_long_words=False)
    return "\n".join(f"{indent}{line}" for line in lines)
