"""What is wrong with a file, as an editor marks it, and the changes that it offers."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING, Diagnostic
from configlint.files.text import indentation, line_break, line_start
from configlint.lint import fixer
from configlint.lsp.project import Snapshot
from configlint.lsp.protocol import offset, position, span
from configlint.ruledocs import address
from configlint.rules.registry import all_rules

SOURCE = "configlint"
_SEVERITIES = {
    ERROR: types.DiagnosticSeverity.Error,
    WARNING: types.DiagnosticSeverity.Warning,
    NOTE: types.DiagnosticSeverity.Information,
}
#: What starts a comment, by format; JSON has none unless its dialect allows it.
_COMMENTS = {"toml": "#", "yaml": "#", "dotenv": "#", "jsonc": "//", "json5": "//"}


def diagnostics(snapshot: Snapshot, path: str) -> list[types.Diagnostic]:
    """Return what is wrong with an open file."""
    document = snapshot.document(path)
    return [_diagnostic(snapshot, one) for one in snapshot.diagnostics if one.document is document]


def _diagnostic(snapshot: Snapshot, one: Diagnostic) -> types.Diagnostic:
    lines = [one.message, *([f"Sends {one.request}"] if one.request else [])]
    lines += [f"Write {one.write}"] if one.write else []
    lines += [one.help] if one.help else []
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(
                Path(other.document.path).absolute().as_uri(), span(other.document, other.offset, other.offset)
            ),
            snapshot.gate.text(other.message),
        )
        for other in one.related
    ]
    return types.Diagnostic(
        range=span(one.document, one.start, one.end),
        severity=_SEVERITIES[one.severity],
        code=one.code,
        code_description=types.CodeDescription(address.of_rule(one.rule)),
        source=SOURCE,
        message=snapshot.gate.text("\n".join(lines)),
        related_information=related or None,
        data=one.rule,
    )


def actions(snapshot: Snapshot, path: str, uri: str, at: types.Range) -> list[types.CodeAction]:
    """Return the changes to offer for a range: the fix of each finding there, all fixes, and comments that ignore."""
    document = snapshot.document(path)
    if document is None:
        return []
    start, end = offset(document, at.start), offset(document, at.end)
    here = [one for one in snapshot.diagnostics if one.document is document and one.start <= end and one.end >= start]
    fixable = snapshot.fixable(path)
    keys = {(one.code, one.start, one.end) for one in here}
    found = [_fix(snapshot, one, uri) for one in fixable if (one.code, one.start, one.end) in keys]
    if len(fixable) > 1 and (fixed := snapshot.fixed(path)) is not None and fixed != document.text:
        edit = types.TextEdit(span(document, 0, len(document.text)), fixed)
        kind = types.CodeActionKind("source.fixAll.configlint")
        found.append(types.CodeAction("Fix all that configlint can fix", kind, edit=_edit(uri, [edit])))
    found += [action for one in here if (action := _ignore(snapshot, one, uri)) is not None]
    return [one for one in found if one is not None]


def _fix(snapshot: Snapshot, one: Diagnostic, uri: str) -> types.CodeAction | None:
    (change,) = fixer.changes([one])
    if one.fix is None or change is None or change.as_utf8:
        return None
    edits = [types.TextEdit(span(one.document, edit.start, edit.end), edit.text) for edit in change.edits]
    review = "" if one.fix.safety == "safe" else " (review this)"
    return types.CodeAction(
        snapshot.gate.text(f"{one.fix.description}{review}"),
        types.CodeActionKind.QuickFix,
        diagnostics=[_diagnostic(snapshot, one)],
        is_preferred=one.fix.safety == "safe",
        edit=_edit(uri, edits),
    )


def _ignore(snapshot: Snapshot, one: Diagnostic, uri: str) -> types.CodeAction | None:
    """Return what puts a comment above the line of a finding, with room for the reason; None where it cannot be."""
    name, _, dialect = one.document.format.partition("-")
    comment = _COMMENTS.get(dialect) or _COMMENTS.get(name)
    if comment is None or not any(rule.code == one.code for rule in all_rules()):
        return None
    start = line_start(one.document.text, one.start)
    text = (
        f"{indentation(one.document.text, one.start)}{comment} configlint: ignore[{one.rule}] reason"
        f"{line_break(one.document.text, start)}"
    )
    edit = types.TextEdit(types.Range(position(one.document, start), position(one.document, start)), text)
    return types.CodeAction(
        f"Ignore {one.rule} here (give the reason)",
        types.CodeActionKind.QuickFix,
        diagnostics=[_diagnostic(snapshot, one)],
        edit=_edit(uri, [edit]),
    )


def _edit(uri: str, edits: list[types.TextEdit]) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(changes={uri: edits})
