"""What is known about rules, for people and as data."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.catalog.knowledge import Knowledge
from configlint.report.layout import filled
from configlint.report.output import Output
from configlint.ruledocs import docstring
from configlint.ruledocs.page import Page, Shown
from configlint.rules.registry import Rule

_FIXES = {"safe": "fixed by --fix", "unsafe": "fixed by --fix=all", "": "no fix"}


def as_json(pages: list[Page]) -> dict[str, object]:
    """Return the object that `rule --format json` prints."""
    return {"schema": 1, "rules": [_rule(page) for page in pages]}


def _rule(page: Page) -> dict[str, object]:
    return {
        "code": page.rule.code,
        "rule": page.rule.name,
        "severity": page.rule.severity,
        "fix": page.rule.fix or None,
        "since": page.rule.since,
        "summary": page.summary,
        "details": page.details or None,
        "why": page.why,
        "how_to_fix": page.fix,
        "tools": page.tools,
        "bad": _example(page.bad),
        "good": _example(page.good),
    }


def _example(shown: Shown | None) -> dict[str, object] | None:
    if shown is None:
        return None
    return {
        "tool": shown.tool,
        "files": [{"path": path, "content": text} for path, text in shown.files.items()],
        "request": shown.request or None,
        "says": shown.says,
        "write": shown.write or None,
    }


def report_all(rules: list[Rule], out: Output) -> None:
    """Print what each rule is about."""
    width = max(len(one.name) for one in rules)
    for one in rules:
        head = out.style("bold", f"{one.code:<8} {one.name:<{width}}")
        mark = {"safe": "--fix", "unsafe": "--fix=all", "": ""}[one.fix]
        out.line(f"{head}  {out.style(one.severity, f'{one.severity:<7}')}  {mark}".rstrip())
        out.line(filled(docstring.read(one).summary, "         ", "         "))
    out.line(f"\n{len(rules)} rules. `configlint rule NAME` explains one.")


def report(page: Page, knowledge: Knowledge, out: Output) -> None:
    """Print everything about one rule."""
    rule = page.rule
    facts = f"{out.style(rule.severity, rule.severity)}, {_FIXES[rule.fix]}, since {rule.since}"
    out.line(f"{out.style('bold', f'{rule.code} {rule.name}')}: {facts}\n")
    for text in [page.summary, *page.details.splitlines()]:
        out.line(filled(text, "", ""))
    for label, text in (("Why", page.why), ("Fix", page.fix), ("Tools", _concerned(page, knowledge))):
        out.line("\n" + _labelled(label, text, out))
    for label, shown in (("Bad", page.bad), ("Good", page.good)):
        if shown is not None:
            out.line("\n".join(["", *_shown(label, shown, out)]))
    out.line("\nTo suppress it in one place, write on that line or the line above:")
    out.line(f"    {out.style('bold', f'# configlint: ignore[{rule.name}] REASON')}")


def _concerned(page: Page, knowledge: Knowledge) -> str:
    """Return which tools a rule can concern."""
    if page.tools is None:
        return "any"
    return ", ".join(knowledge.name_of(tool) for tool in page.tools) or "none"


def _shown(label: str, shown: Shown, out: Output) -> Iterator[str]:
    for number, (path, text) in enumerate(shown.files.items()):
        yield f"     {path}" if number else f"{out.style('bold', f'{label}:')} {path} ({shown.name})"
        yield from (f"    {line}" for line in text.splitlines())
    for says in shown.says:
        yield _labelled("says", says, out)
    for what, text in (("sends", shown.request), ("write", shown.write)):
        if text:
            yield f"  {out.style('faint', f'{what:<5}')}  {text}"


def _labelled(label: str, text: str, out: Output) -> str:
    """Return a paragraph with its label in the margin."""
    margin = f"  {label:<5}  "
    return out.style("faint", margin) + filled(text, margin, " " * len(margin)).removeprefix(margin)
