"""Keys that were found, as diagnostics, so that every report can show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from configlint.diagnostics.diagnostic import ERROR, Diagnostic
from configlint.document.document import Document
from configlint.files.text import Decoded
from configlint.report import check_json, terminal
from configlint.secrets import key_fields, remediation
from configlint.secrets.scanner import CODE, RULE, Finding, Scanner
from configlint.secrets.text_source import Source, printable


class Covered(Document):
    """A file in which every key is covered with asterisks: reports quote what they are given."""

    def __init__(self, source: Source, findings: list[Finding]) -> None:
        parts: list[str] = []
        at, text = 0, source.decoded()
        for finding in findings:
            parts += [text[at : finding.start], "*" * (finding.end - finding.start)]
            at = finding.end
        self.path = printable(source.path)
        self.text = "".join((*parts, text[at:]))
        self.decoded = Decoded(self.text, "utf-8", b"")
        self.format = "text"
        self.dialect = ""
        self.root = None
        self.problems = []


def diagnostics(found: list[list[Finding]]) -> Iterator[tuple[Diagnostic, Finding]]:
    """Yield a diagnostic for every key that no comment allows; each list has what was found in one file."""
    for findings in found:
        if all(one.is_ignored for one in findings):
            continue
        source = findings[0].source
        profile, document = key_fields.profile_of(source), Covered(source, findings)
        for one in findings:
            if not one.is_ignored:
                yield (
                    Diagnostic(
                        code=CODE,
                        rule=RULE,
                        severity=ERROR,
                        message=remediation.message(one),
                        document=document,
                        start=one.start,
                        end=one.end,
                        tool=profile.id if profile is not None else "",
                        help=remediation.help_for(one, profile),
                    ),
                    one,
                )


def details(finding: Finding) -> dict[str, Any]:
    """Return what a report for programs says about a key beyond its place."""
    return {
        "provider": finding.provider or None,
        "kind": finding.kind,
        "field": finding.field or None,
        "masked": finding.masked,
        "fingerprint": finding.fingerprint,
    }


def text(found: list[list[Finding]], color: str) -> Iterator[str]:
    """Yield lines for people: a block per key."""
    style = terminal.style(color)
    for diagnostic, finding in diagnostics(found):
        place = style("bold", f"{printable(finding.path)}:{finding.line}:{finding.column}")
        yield f"{place}: {style('error', 'error')}: {diagnostic.message} [{CODE} {RULE}]"
        yield f"  {style('faint', 'help')}   {diagnostic.help}"
        yield ""


def data(found: list[list[Finding]], scanner: Scanner) -> dict[str, Any]:
    """Return the object that `secrets --format json` prints."""
    reported = list(diagnostics(found))
    report = check_json.report([diagnostic for diagnostic, _ in reported], scanner.files)
    for entry, (_, finding) in zip(report["diagnostics"], reported, strict=True):
        entry["secret"] = details(finding)
    report["skipped"] = [{"path": printable(path), "reason": why} for path, why in scanner.skipped]
    return report
