"""Workflow commands of GitHub Actions, which shows them next to the changed lines."""

from __future__ import annotations

from configlint.diagnostics.diagnostic import NOTE
from configlint.report.formats.findings import Findings
from configlint.report.gate import one_line
from configlint.report.output import Output


def show(findings: Findings, out: Output) -> None:
    """Print a line for each diagnostic."""
    for one in findings.diagnostics:
        command = "notice" if one.severity == NOTE else one.severity
        line, column = one.position
        end_line, end_column = one.document.lines.position(one.end)
        properties = {
            "title": f"{one.code} {one.rule}",
            "file": findings.path(one),
            "line": line,
            "endLine": end_line,
        }
        if line == end_line:  # GitHub takes columns only within one line
            properties |= {"col": column, "endColumn": end_column}
        settings = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
        out.line(f"::{command} {settings}::{_data(out.gate.text(findings.message(one)))}")


def _data(text: str) -> str:
    """Return a string as a workflow command has it: in one line."""
    return one_line(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
