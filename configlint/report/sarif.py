"""What was found, in SARIF 2.1.0, the format of code scanning services."""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from configlint import __version__
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.change import Change
from configlint.document.document import Document
from configlint.document.nodes import Route, dotted, walk
from configlint.lint import fixer
from configlint.report import message
from configlint.report.gate import Digest
from configlint.report.places import Repository
from configlint.ruledocs import docstring
from configlint.rules.registry import all_rules
from configlint.secrets.redaction import Redactor
from configlint.settings.configuration import Finder

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"


def report(diagnostics: list[Diagnostic], failures: list[str], finder: Finder) -> dict[str, object]:
    """Return the log that `--format sarif` prints. `failures` say what could not be checked."""
    repository, redactor = Repository(), Redactor(finder.base)
    codes = dict.fromkeys(one.code for one in diagnostics)
    prints = _fingerprints(diagnostics, repository, redactor)
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "configlint",
                        "semanticVersion": __version__,
                        "rules": [_rule(code, diagnostics) for code in codes],
                    }
                },
                "invocations": [
                    {
                        "executionSuccessful": not failures,
                        "toolExecutionNotifications": [
                            {"level": "error", "message": {"text": failure}} for failure in failures
                        ],
                    }
                ],
                "originalUriBaseIds": {_ROOT: {"description": {"text": "The topmost folder of the repository"}}},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _Result(one, change, repository, redactor).data(list(codes).index(one.code), fingerprint, finder)
                    for one, fingerprint, change in zip(diagnostics, prints, fixer.changes(diagnostics), strict=True)
                ],
            }
        ],
    }


def _rule(code: str, diagnostics: list[Diagnostic]) -> dict[str, object]:
    """Return what there is to know about a rule that found something."""
    example = next(one for one in diagnostics if one.code == code)
    described: dict[str, object] = {"id": code, "name": example.rule}
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


class _Result:
    """One diagnostic on its way into the log, with the change that its fix makes."""

    def __init__(
        self, diagnostic: Diagnostic, change: Change | None, repository: Repository, redactor: Redactor
    ) -> None:
        self._diagnostic = diagnostic
        self._change = change
        self._repository = repository
        self._redactor = redactor

    def data(self, rule: int, fingerprint: str, finder: Finder) -> dict[str, object]:
        """Return the result; `rule` is the place of its rule in the list of rules."""
        one = self._diagnostic
        result: dict[str, object] = {
            "ruleId": one.code,
            "ruleIndex": rule,
            "level": one.severity,
            "message": {"text": message.in_full(one, finder)},
            "locations": [_location(one.document, one.start, one.end, self._repository)],
            "partialFingerprints": {"finding/v1": Digest(fingerprint)},
            "properties": {"tool": one.tool, "also": list(one.also)},
        }
        if (fix := self._fix()) is not None:
            result["fixes"] = [fix]
        if one.related:
            result["relatedLocations"] = [
                {
                    **_location(related.document, related.offset, related.offset, self._repository),
                    "message": {"text": related.message},
                }
                for related in one.related
            ]
        return result

    def _fix(self) -> dict[str, object] | None:
        """Return the fix; None where it cannot be expressed as edits, or not without a key in them."""
        one, change = self._diagnostic, self._change
        if one.fix is None or change is None:
            return None
        hidden = self._redactor.of(one.document).values
        texts = [edit.text for edit in change.edits]
        if not texts or change.as_utf8 or any(self._redactor.text(text) != text for text in texts):
            return None
        if any(value and value in text for value in hidden for text in texts):
            return None
        return {
            "description": {"text": one.fix.description},
            "artifactChanges": [
                {
                    "artifactLocation": _artifact(one.document.path, self._repository),
                    "replacements": [
                        {
                            "deletedRegion": _region(one.document, edit.start, edit.end),
                            "insertedContent": {"text": edit.text},
                        }
                        for edit in change.edits
                    ],
                }
            ],
            "properties": {"safety": one.fix.safety},
        }


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


def _fingerprints(diagnostics: list[Diagnostic], repository: Repository, redactor: Redactor) -> list[str]:
    """Return for each diagnostic what tells it from others, and stays when lines move or the value changes."""
    seen: Counter[str] = Counter()
    found = []
    for one in diagnostics:
        path = repository.relative(one.document.path) or os.path.basename(one.document.path)
        identity = "\n".join((one.code, path, _spot(one, redactor)))
        seen[identity] += 1
        found.append(hashlib.sha256(f"{identity}\n{seen[identity]}".encode(errors="replace")).hexdigest()[:32])
    return found


def _spot(one: Diagnostic, redactor: Redactor) -> str:
    """Return the route to the value that a diagnostic is about; where it is about none, the line without its keys."""
    values = _values(one.document)
    for _, end, route in reversed(values[: bisect_right(values, one.start, key=lambda value: value[0])]):
        if one.start < end:
            return dotted(route)
        if len(route) == 1:
            break  # what comes before is over, too
    line, _ = one.position
    return redactor.of(one.document).excerpt(*one.document.lines.span(line)).strip()


def _values(document: Document) -> list[tuple[int, int, Route]]:
    """Return where each value starts, with its key, where it ends, and the route to it, in the order of the starts."""
    return sorted(
        (
            (entry.key_start if entry is not None else node.start, node.end, route)
            for route, entry, node in walk(document.root)
        ),
        key=lambda value: value[0],
    )
