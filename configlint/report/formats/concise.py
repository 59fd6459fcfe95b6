"""One line for each finding, never wrapped: for editors, grep and problem matchers."""

from __future__ import annotations

from configlint.report.formats.findings import Findings
from configlint.report.layout import visible
from configlint.report.output import Output


def show(findings: Findings, out: Output) -> None:
    """Print `PATH:LINE:COLUMN: SEVERITY: MESSAGE [CODE RULE]` for each diagnostic, and what to write, if known."""
    for one in findings.diagnostics:
        line, column = one.position
        place = out.style("bold", f"{visible(one.document.path)}:{line}:{column}")
        write = f" (write {visible(one.write)})" if one.write else ""
        severity = out.style(one.severity, one.severity)
        out.line(f"{place}: {severity}: {visible(one.message)}{write} [{one.code} {one.rule}]")
