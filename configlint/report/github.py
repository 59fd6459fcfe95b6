"""What was found, as workflow commands of GitHub Actions: it shows them beside the changed lines."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.report import message
from configlint.report.places import Repository


def report(diagnostics: list[Diagnostic]) -> Iterator[str]:
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
        yield f"::{command} {settings}::{_data(message.in_full(one))}"


def _data(text: str) -> str:
    """Return a text as it stands behind a workflow command: in one line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
