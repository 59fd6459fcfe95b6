"""What was found, as workflow commands of GitHub Actions, which shows them next to the changed lines."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.report import message
from configlint.report.gate import Gate, one_line
from configlint.report.places import Repository
from configlint.settings.configuration import Finder


def report(diagnostics: list[Diagnostic], finder: Finder, gate: Gate) -> Iterator[str]:
    """Yield a line for each diagnostic."""
    repository = Repository()
    for one in diagnostics:
        command = "notice" if one.severity == NOTE else one.severity
        line, column = one.position
        end_line, end_column = one.document.lines.position(one.end)
        properties = {
            "title": f"{one.code} {one.rule}",
            "file": repository.relative(one.document.path) or one.document.path,
            "line": line,
            "endLine": end_line,
        }
        if line == end_line:  # GitHub takes columns only within one line
            properties |= {"col": column, "endColumn": end_column}
        settings = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
        yield f"::{command} {settings}::{_data(gate.text(message.in_full(one, finder)))}"


def _data(text: str) -> str:
    """Return a string as a workflow command has it: in one line."""
    return one_line(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
