"""What was found, in SARIF 2.1.0, the format of code scanning services."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from configlint import __version__
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.document import Document
from configlint.report.formats.findings import Findings
from configlint.report.formats.places import Repository
from configlint.report.gate import Own
from configlint.report.output import Output
from configlint.ruledocs import address, docstring
from configlint.rules.registry import all_rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"


def show(findings: Findings, out: Output) -> None:
    """Print the log of a run."""
    codes = list(dict.fromkeys(one.code for one in findings.diagnostics))
    out.json(
        {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "configlint",
                            "semanticVersion": __version__,
                            "informationUri": address.SITE,
                            "rules": [_rule(code, findings.diagnostics) for code in codes],
                        }
                    },
                    "invocations": [
                        {
                            "executionSuccessful": not findings.failures,
                            "toolExecutionNotifications": [
                                {"level": "error", "message": {"text": failure}} for failure in findings.failures
                            ],
                        }
                    ],
                    "originalUriBaseIds": {_ROOT: {"description": {"text": "The topmost folder of the repository"}}},
                    "columnKind": "unicodeCodePoints",
                    "results": [
                        _result(index, codes.index(one.code), findings)
                        for index, one in enumerate(findings.diagnostics)
                    ],
                }
            ],
        }
    )


def _rule(code: str, diagnostics: list[Diagnostic]) -> dict[str, object]:
    """Return what there is to know about a rule that found something."""
    example = next(one for one in diagnostics if one.code == code)
    described: dict[str, object] = {"id": code, "name": example.rule, "helpUri": address.of_rule(example.rule)}
    rule = next((rule for rule in all_rules() if rule.code == code), None)
    if rule is not None:
        said = docstring.read(rule)
        parts = {"": said.details, "Why it matters": said.why, "How to fix it": said.fix}
        text = [f"{head}: {part}" if head else part for head, part in parts.items() if part]
        markdown = [f"**{head}:** {part}" if head else part for head, part in parts.items() if part]
        described["shortDescription"] = {"text": said.summary}
        described["fullDescription"] = {"text": " ".join((said.summary, *said.details.split("\n"))).strip()}
        described["help"] = {
            "text": "\n\n".join((said.summary, *text)),
            "markdown": "\n\n".join((said.summary, *markdown)),
        }
    described["defaultConfiguration"] = {"level": rule.severity if rule is not None else example.severity}
    if code.startswith("SEC"):
        described["properties"] = {"tags": ["security"]}
    return described


def _result(index: int, rule: int, findings: Findings) -> dict[str, object]:
    """Return the result for the diagnostic at `index`; `rule` is the place of its rule in the list of rules."""
    one = findings.diagnostics[index]
    result: dict[str, object] = {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": findings.message(one)},
        "locations": [_location(one.document, one.start, one.end, findings.repository)],
        "partialFingerprints": {"finding/v1": Own(findings.fingerprints[index])},
        "properties": {"tool": one.tool, "also": list(one.also)},
    }
    if one.fix is not None and (edits := findings.edits[index]):
        result["fixes"] = [
            {
                "description": {"text": one.fix.description},
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(one.document.path, findings.repository),
                        "replacements": [
                            {
                                "deletedRegion": _region(one.document, edit.start, edit.end),
                                "insertedContent": {"text": edit.text},
                            }
                            for edit in edits
                        ],
                    }
                ],
                "properties": {"safety": one.fix.safety},
            }
        ]
    if one.related:
        result["relatedLocations"] = [
            {
                **_location(related.document, related.offset, related.offset, findings.repository),
                "message": {"text": related.message},
            }
            for related in one.related
        ]
    return result


def _location(document: Document, start: int, end: int, repository: Repository) -> dict[str, object]:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(document.path, repository),
            "region": _region(document, start, end),
        }
    }


def _artifact(path: str, repository: Repository) -> dict[str, str]:
    inside = repository.relative(path)
    if inside is None:
        return {"uri": Path(os.path.abspath(path)).as_uri()}
    return {"uri": quote(os.fsencode(inside)), "uriBaseId": _ROOT}


def _region(document: Document, start: int, end: int) -> dict[str, int]:
    line, column = document.lines.position(start)
    end_line, end_column = document.lines.position(end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
