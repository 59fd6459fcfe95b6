"""A setup rewritten for other tools, for people and as data."""

from __future__ import annotations

import difflib

from configlint.convert.conversion import Conversion
from configlint.report.gate import Gate
from configlint.report.layout import visible
from configlint.report.output import Output
from configlint.secrets.redaction import Redactor


def as_json(results: list[Conversion], redactor: Redactor) -> dict[str, object]:
    """Return the object that `convert --format json` prints; several targets are in `conversions`."""
    shown = [_conversion(one, redactor) for one in results]
    return {"schema": 1, **shown[0]} if len(shown) == 1 else {"schema": 1, "conversions": shown}


def _conversion(one: Conversion, redactor: Redactor) -> dict[str, object]:
    return {
        "from": one.source,
        "to": one.target,
        "files": [{"path": one.shown, "action": one.action, "content": _content(one, redactor)}],
        "environment": [{"name": variable.name, "why": variable.why} for variable in one.environment],
        "notes": [{"severity": note.severity, "field": note.field, "message": note.message} for note in one.notes],
    }


def report(results: list[Conversion], redactor: Redactor, out: Output, *, as_diff: bool, written: bool) -> None:
    """Print the file (or the difference), the variables to set, and the notes."""
    done = {"create": "created", "update": "updated", "unchanged": "unchanged"}
    for one in results:
        out.line(f"{out.style('bold', one.shown)} ({done[one.action] if written else one.action})")
        if as_diff:
            out.line("".join(_diff(one, redactor)).rstrip("\n"))
        elif not written:
            out.line(_content(one, redactor).rstrip("\n"))
        for variable in one.environment:
            out.line(f"  {out.style('faint', 'set')}      {visible(variable.name)}: {visible(variable.why)}")
        for note in one.notes:
            severity = out.style(note.severity, f"{note.severity:<8}")
            out.line(f"  {severity} {visible(note.field)}: {visible(note.message)}")
        out.line()


def hide_keys(results: list[Conversion], gate: Gate) -> None:
    """Let the gate mask the keys that are in the files before or after, or were copied."""
    for one in results:
        for document in (one.before, one.after):
            if document is not None:
                gate.add(document)
        for key in one.copied:
            gate.hide(key)


def _content(one: Conversion, redactor: Redactor) -> str:
    return _masked(one, one.after.text, redactor)


def _diff(one: Conversion, redactor: Redactor) -> list[str]:
    before = _masked(one, one.before.text, redactor).splitlines(keepends=True) if one.before is not None else []
    after = _content(one, redactor).splitlines(keepends=True)
    lines = difflib.unified_diff(before, after, one.shown, one.shown)
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]


def _masked(one: Conversion, text: str, redactor: Redactor) -> str:
    """Return a string with the keys masked that were in the file before, or that are in it now."""
    hidden = {*one.copied, *filter(redactor.looks_secret, redactor.of(one.after).values)}
    if one.before is not None:
        hidden |= set(redactor.of(one.before).values)
    for value in sorted(hidden, key=len, reverse=True):
        text = text.replace(value, redactor.url(value) if "://" in value else redactor.mask(value))
    return text
