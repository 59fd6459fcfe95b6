"""A setup rewritten for other tools, for people and as data."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from configlint.catalog.knowledge import Knowledge
from configlint.convert.files import Conversion, Failed, Rewritten
from configlint.convert.outputs.catalog import outputs
from configlint.convert.plan import Note, Variable
from configlint.engine import locate
from configlint.report.gate import Gate
from configlint.report.layout import fitting, visible
from configlint.report.output import Output
from configlint.secrets.redaction import Redactor


def as_json(results: list[Conversion], failures: list[Failed], redactor: Redactor) -> dict[str, object]:
    """Return the object that `convert --format json` prints; several targets, and failures, are in `conversions`."""
    shown = [_conversion(one, redactor) for one in results]
    shown += [{"to": one.target, "error": one.message} for one in failures]
    if failures:
        return {"schema": 1, "conversions": shown}
    return {"schema": 1, **shown[0]} if len(shown) == 1 else {"schema": 1, "conversions": shown}


def _conversion(one: Conversion, redactor: Redactor) -> dict[str, object]:
    return {
        "from": one.source,
        "to": one.target,
        "files": [
            {"path": file.shown, "action": file.action, "content": _content(file, one.copied, redactor)}
            for file in one.files
        ],
        "environment": [_variable(variable) for variable in one.environment],
        "notes": [{"severity": note.severity, "field": note.field, "message": note.message} for note in one.notes],
        "mcp": [
            {"name": server.name, "transport": server.transport, "carried": server.is_carried, "notes": server.notes}
            for server in one.mcp
        ],
    }


def _variable(variable: Variable) -> dict[str, object]:
    value = {"value": variable.value} if variable.value else {}
    return {"name": variable.name, "action": variable.action, "why": variable.why, **value}


def report(results: list[Conversion], redactor: Redactor, out: Output, *, as_diff: bool, written: bool) -> None:
    """Print the files (or the differences), the variables to set, and the notes."""
    done = {"create": "created", "update": "updated", "unchanged": "unchanged"}
    for one in results:
        if one.is_printed:
            out.line(_content(one.files[0], one.copied, redactor).rstrip("\n"))
            for said in [*(f"first: {_command(variable)}" for variable in one.environment), *map(_said, one.notes)]:
                out.error(said)
            continue
        for file in one.files:
            out.line(f"{out.style('bold', file.shown)} ({done[file.action] if written else file.action})")
            if as_diff:
                out.line("".join(_diff(file, one.copied, redactor)).rstrip("\n"))
            elif not written:
                out.line(_content(file, one.copied, redactor).rstrip("\n"))
        if one.environment:
            out.line(f"  before you start {one.target}:")
        for variable in one.environment:
            out.line(f"    {_command(variable)}")
        for note in one.notes:
            severity = out.style(note.severity, f"{note.severity:<8}")
            said, curl, command = f"{visible(note.field)}: {visible(note.message)}".partition(" curl ")
            out.line(f"  {severity} {fitting(said, taken=11, indent=11)}")
            if curl:  # in one line of its own, to be pasted
                out.line(f"  curl {command}")
        out.line()


def _command(variable: Variable) -> str:
    """Return the line of a shell that sets (or unsets) a variable, with what it is for unless that is the key."""
    command = variable.command or f"export {variable.name}=…"
    purpose = f"  # {variable.purpose}" if variable.purpose not in ("", "the key") else ""
    return visible(f"{command}{purpose}")


def _said(note: Note) -> str:
    return f"{note.severity}: {visible(note.field)}: {visible(note.message)}"


def list_targets(knowledge: Knowledge, out: Output) -> None:
    """Print the tools that configlint can write for, each with its files by scope."""
    for tool in knowledge.tools:
        target = knowledge.profile(tool).target
        if target is not None:
            files = ", ".join(f"{locate.usual(file)} ({scope})" for scope, file in target.files.items())
            out.line(f"{out.style('bold', f'{tool:<18}')} {knowledge.name_of(tool):<22} {files}")
    for name, output in outputs().items():
        out.line(f"{out.style('bold', f'{name:<18}')} {output.about}")


def contents(results: list[Conversion], redactor: Redactor, out: Output) -> None:
    """Print nothing but the content of the files."""
    for one in results:
        for file in one.files:
            out.line(_content(file, one.copied, redactor).rstrip("\n"))


def hide_keys(results: list[Conversion], gate: Gate) -> None:
    """Let the gate mask the keys that are in the files before or after, or were copied."""
    for one in results:
        for file in one.files:
            for document in (file.before, file.after):
                if document is not None:
                    gate.add(document)
        for key in one.copied:
            gate.hide(key)


def _content(file: Rewritten, copied: Iterable[str], redactor: Redactor) -> str:
    return _masked(file, file.after.text, copied, redactor)


def _diff(file: Rewritten, copied: Iterable[str], redactor: Redactor) -> list[str]:
    before = _masked(file, file.before.text, copied, redactor) if file.before is not None else ""
    after = _content(file, copied, redactor)
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), file.shown, file.shown
    )
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]


def _masked(file: Rewritten, text: str, copied: Iterable[str], redactor: Redactor) -> str:
    """Return a string with the keys masked that were in the file before, or that are in it now."""
    hidden = {*copied, *filter(redactor.looks_secret, redactor.of(file.after).values)}
    if file.before is not None:
        hidden |= set(redactor.of(file.before).values)
    for value in sorted(hidden, key=len, reverse=True):
        text = text.replace(value, redactor.url(value) if "://" in value else redactor.mask(value))
    return text
