"""A setup rewritten for other tools, for people and as data. Keys that stand in a file are masked."""

from __future__ import annotations

import difflib
from typing import Any

import click

from configlint.convert.conversion import Conversion
from configlint.report.terminal import Style
from configlint.secrets import redaction
from configlint.secrets.masking import mask


def as_json(results: list[Conversion]) -> dict[str, Any]:
    """Return the object that `convert --format json` prints; several targets stand in `conversions`."""
    if len(results) == 1:
        return {"schema": 1, **_conversion(results[0])}
    return {"schema": 1, "conversions": [_conversion(one) for one in results]}


def _conversion(one: Conversion) -> dict[str, Any]:
    return {
        "from": one.source,
        "to": one.target,
        "files": [{"path": one.shown, "action": one.action, "content": _content(one)}],
        "environment": [{"name": variable.name, "why": variable.why} for variable in one.environment],
        "notes": [
            {"severity": note.severity, "field": note.field, "message": _shown(one, note.message)} for note in one.notes
        ],
    }


def report(results: list[Conversion], *, as_diff: bool, written: bool, style: Style) -> None:
    """Print the file (or the difference), the variables to set, and the notes."""
    done = {"create": "created", "update": "updated", "unchanged": "unchanged"}
    for one in results:
        click.echo(f"{style('bold', one.shown)} ({done[one.action] if written else one.action})", color=True)
        if as_diff:
            click.echo("".join(_diff(one)), nl=False)
        elif not written:
            click.echo(_content(one).rstrip("\n"))
        for variable in one.environment:
            click.echo(f"  {style('faint', 'set')}      {variable.name}: {variable.why}", color=True)
        for note in one.notes:
            severity = style(note.severity, f"{note.severity:<8}")
            click.echo(f"  {severity} {note.field}: {_shown(one, note.message)}", color=True)
        click.echo()


def _shown(one: Conversion, text: str) -> str:
    return redaction.redact(text, [document for document in (one.before, one.after) if document is not None])


def _content(one: Conversion) -> str:
    return _masked(one, one.after.text)


def _diff(one: Conversion) -> list[str]:
    before = _masked(one, one.before.text).splitlines(keepends=True) if one.before is not None else []
    after = _content(one).splitlines(keepends=True)
    lines = difflib.unified_diff(before, after, one.shown, one.shown)
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]


def _masked(one: Conversion, text: str) -> str:
    """Return a text with the keys masked that stood in the file before, or that stand in it now."""
    hidden = {*one.copied, *filter(redaction.looks_secret, redaction.values(one.after))}
    if one.before is not None:
        hidden |= set(redaction.values(one.before))
    for value in sorted(hidden, key=len, reverse=True):
        text = text.replace(value, redaction.safe_url(value) if "://" in value else mask(value))
    return text
