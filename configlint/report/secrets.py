"""Keys that were found, as diagnostics, so that every report can show them."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import ERROR, Diagnostic
from configlint.document.document import Document
from configlint.report import check_json
from configlint.report.layout import visible
from configlint.report.output import Output
from configlint.secrets import remediation
from configlint.secrets.key_fields import KeyFields
from configlint.secrets.scanner import CODE, RULE, Finding, Scanner

#: A key in a file, with what there is to say about it.
Reported = tuple[Diagnostic, Finding]


def diagnostics(found: list[list[Finding]], knowledge: Knowledge) -> Iterator[Reported]:
    """Yield a diagnostic for every key that nothing allows; each list has what was found in one file."""
    fields = KeyFields(knowledge)
    for findings in found:
        if all(one.is_ignored for one in findings):
            continue
        source = findings[0].source
        profile = fields.profile_of(source)
        document = Document.of(_covered(source.decoded(), findings), "text", source.path)
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


def _covered(text: str, findings: list[Finding]) -> str:
    """Return a file's text with every key covered with asterisks: reports quote what they are given."""
    parts: list[str] = []
    at = 0
    for finding in findings:
        parts += [text[at : finding.start], "*" * (finding.end - finding.start)]
        at = finding.end
    return "".join((*parts, text[at:]))


def _details(finding: Finding) -> dict[str, object]:
    """Return what a report for programs says about a key beyond its place."""
    return {
        "provider": finding.provider or None,
        "kind": finding.kind,
        "field": finding.field or None,
        "masked": finding.masked,
        "fingerprint": finding.fingerprint,
    }


def text(reported: list[Reported], out: Output) -> None:
    """Print a block for each key."""
    for diagnostic, finding in reported:
        place = out.style("bold", f"{visible(finding.path)}:{finding.line}:{finding.column}")
        out.line(f"{place}: {out.style('error', 'error')}: {diagnostic.message} [{CODE} {RULE}]")
        out.line(f"  {out.style('faint', 'help')}   {diagnostic.help}\n")


def as_json(reported: list[Reported], scanner: Scanner) -> dict[str, object]:
    """Return the object that `secrets --format json` prints."""
    diagnostics = [diagnostic for diagnostic, _ in reported]
    return {
        **check_json.report(diagnostics, scanner.files),
        "diagnostics": [{**check_json.entry(one), "secret": _details(finding)} for one, finding in reported],
        "skipped": [{"path": path, "reason": why} for path, why in scanner.skipped],
    }
