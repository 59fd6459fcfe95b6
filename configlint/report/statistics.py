"""How often each rule found something."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.report.output import Output


def as_json(diagnostics: list[Diagnostic]) -> list[dict[str, str | int]]:
    """Return an object for each rule that found something, most findings first."""
    count: dict[str, int] = {}
    for one in diagnostics:
        count[one.code] = count.get(one.code, 0) + 1
    rules = {one.code: one.rule for one in diagnostics}
    return [
        {"code": code, "rule": rules[code], "count": count[code]}
        for code in sorted(count, key=lambda code: (-count[code], code))
    ]


def text(diagnostics: list[Diagnostic], out: Output) -> Iterator[str]:
    """Yield the same for people, a line each."""
    lines = as_json(diagnostics)
    width = max((len(str(line["count"])) for line in lines), default=0)
    for line in lines:
        yield f"{line['count']:>{width}}  {out.style('bold', str(line['code']))}  {line['rule']}"
