"""Keys that were found, as diagnostics, so that every report can show them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import ERROR, Diagnostic
from configlint.document.document import Document
from configlint.files.words import many
from configlint.lint.secret_scan import SecretScan
from configlint.report import check_json, formats
from configlint.report.gate import Own
from configlint.report.layout import fitting, visible
from configlint.report.output import Output
from configlint.secrets import remediation
from configlint.secrets.key_fields import KeyFields
from configlint.secrets.scanner import CODE, RULE, Finding
from configlint.secrets.staged import summary
from configlint.settings.finder import Finder

#: As many allowed keys are listed.
_FEW = 10
#: What to do about a key that is staged, or committed.
_WAYS_ON = """\
Take it out and `git add` the file again, or leave the file out of this commit: git restore --staged FILE
If it may stay, say why on its line (# configlint: ignore[committed-secret] REASON), or commit a baseline with it first:
configlint secrets --update-baseline FILE"""
_WAYS_ON_AFTER = "Take it out of the commit itself (git rebase -i): a later commit leaves it in the history."
#: So many keys of one file are shown as text. The other formats have all of them.
_SHOWN = 200

#: A key in a file, with what there is to say about it.
Reported = tuple[Diagnostic, Finding]


def diagnostics(found: list[list[Finding]], knowledge: Knowledge) -> Iterator[Reported]:
    """Yield a diagnostic for every key that nothing allows; each list has what was found in one file."""
    fields = KeyFields(knowledge)
    for findings in found:
        if all(one.allowed_by for one in findings):
            continue
        source = findings[0].source
        reader = fields.reader_of(source)
        document = Document.of(_covered(source.decoded(), findings), "text", source.path)
        for one in findings:
            if not one.allowed_by:
                yield (
                    Diagnostic(
                        code=CODE,
                        rule=RULE,
                        severity=ERROR,
                        message=remediation.message(one),
                        document=document,
                        start=one.start,
                        end=one.end,
                        tool=reader.profile.id if reader is not None else "",
                        help=remediation.help_for(one, reader),
                    ),
                    one,
                )


def _covered(text: str, findings: list[Finding]) -> str:
    """Return a file's text with every key covered with asterisks: reports quote what they are given."""
    parts: list[str] = []
    at = 0
    for finding in findings:
        parts += [text[at : finding.start], re.sub(r"[^\r\n]", "*", text[finding.start : finding.end])]
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
        "commit": Own(finding.commit) if finding.commit else None,
    }


def report(scan: SecretScan, failures: list[str], finder: Finder, output: str, out: Output) -> int:
    """Print what was found, and what could not be searched. Returns how many keys there are that nothing allows."""
    keys = sum(not one.allowed_by for found in scan.found for one in found)
    unread = [f"{path} was not searched: {why}" for path, why in scan.unread]
    if output != "text" or keys:
        reported = list(diagnostics(scan.found, finder.base))
        if output == "json":
            out.json(as_json(reported, scan))
        elif output in formats.NAMES:
            formats.show(output, [diagnostic for diagnostic, _ in reported], [*failures, *unread], finder, out)
        else:
            text(reported, out)
    for failure in [*failures, *unread]:
        out.error(failure)
    return keys


def close(scan: SecretScan, output: str, out: Output) -> None:
    """Print which keys are allowed and by what, how many there are, and what to do."""
    if scan.unread:
        out.remark("If such files may stay unsearched, list them in unread-files of .configlint.toml.")
    found = [one for findings in scan.found for one in findings]
    allowed = [one for one in found if one.allowed_by]
    for one in allowed[:_FEW]:
        out.remark(f"{visible(one.path)}:{one.line}:{one.column} is allowed by {visible(one.allowed_by)}")
    if allowed[_FEW:]:
        out.remark(f"… and {many(len(allowed) - _FEW, 'more key')} (--format json lists all)")
    if output == "text":
        keys = len(found) - len(allowed)
        out.line(summary(keys, len(scan.paths), len(allowed)))
        if keys and scan.is_of_commits:
            out.remark(_WAYS_ON_AFTER if any(one.commit for one in found) else _WAYS_ON)


def text(reported: list[Reported], out: Output) -> None:
    """Print a block for each key; of the keys in one file only so many as a person would read."""
    shown: Counter[str] = Counter()
    for diagnostic, finding in reported:
        shown[finding.path] += 1
        if shown[finding.path] > _SHOWN:
            continue
        place = f"{visible(finding.path)}:{finding.line}:{finding.column}"
        said = fitting(f"{diagnostic.message} [{CODE} {RULE}]", taken=len(f"{place}: error: "), indent=4)
        out.line(f"{out.style('bold', place)}: {out.style('error', 'error')}: {said}")
        out.line(f"  {out.style('faint', 'help')}   {fitting(diagnostic.help, taken=9, indent=9)}\n")
    for path, number in shown.items():
        if number > _SHOWN:
            out.line(f"{visible(path)}: {many(number - _SHOWN, 'more key')}\n")


def as_json(reported: list[Reported], scan: SecretScan) -> dict[str, object]:
    """Return the object that `secrets --format json` prints."""
    diagnostics = [diagnostic for diagnostic, _ in reported]
    allowed = [one for found in scan.found for one in found if one.allowed_by]
    return {
        **check_json.report(diagnostics, len(scan.paths)),
        "diagnostics": [{**check_json.entry(one), "secret": _details(finding)} for one, finding in reported],
        "allowed": [
            {"path": one.path, "line": one.line, "column": one.column, "by": one.allowed_by} for one in allowed
        ],
        "skipped": [{"path": path, "reason": why} for path, why in scan.unread],
    }
