"""Reviewdog's format, which carries findings and suggested changes into the review of many services.

The format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.document.document import Document
from configlint.report.formats.findings import Findings
from configlint.report.output import Output
from configlint.ruledocs import address

_SEVERITIES = {ERROR: "ERROR", WARNING: "WARNING", NOTE: "INFO"}


def show(findings: Findings, out: Output) -> None:
    """Print one object with all diagnostics."""
    out.json(
        {
            "source": {"name": "configlint", "url": address.SITE},
            "diagnostics": [
                {
                    "message": findings.message(one),
                    "location": {"path": findings.path(one), "range": _range(one.document, one.start, one.end)},
                    "severity": _SEVERITIES[one.severity],
                    "code": {"value": one.code, "url": address.of_rule(one.rule)},
                    "suggestions": [
                        {"range": _range(one.document, edit.start, edit.end), "text": edit.text} for edit in edits
                    ],
                }
                for one, edits in zip(findings.diagnostics, findings.edits, strict=True)
            ],
        }
    )


def _range(document: Document, start: int, end: int) -> dict[str, object]:
    return {"start": _position(document, start), "end": _position(document, end)}


def _position(document: Document, offset: int) -> dict[str, int]:
    """Return a line and a column from 1; reviewdog counts columns in bytes of UTF-8."""
    line, _ = document.lines.position(offset)
    start, _ = document.lines.span(line)
    return {"line": line, "column": len(document.text[start:offset].encode(errors="replace")) + 1}
