"""A Code Quality report of GitLab, which shows it in merge requests.

The format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.report.formats.findings import Findings
from configlint.report.gate import Own
from configlint.report.output import Output

_SEVERITIES = {ERROR: "major", WARNING: "minor", NOTE: "info"}


def show(findings: Findings, out: Output) -> None:
    """Print a list with an object for each diagnostic."""
    out.json(
        [
            {
                "description": findings.message(one),
                "check_name": f"{one.code} {one.rule}",
                "fingerprint": Own(fingerprint),
                "severity": _SEVERITIES[one.severity],
                "location": {"path": findings.path(one), "lines": {"begin": one.position[0]}},
            }
            for one, fingerprint in zip(findings.diagnostics, findings.fingerprints, strict=True)
        ]
    )
