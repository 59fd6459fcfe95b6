"""What `check` found, as data."""

from __future__ import annotations

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.ruledocs import address


def report(
    diagnostics: list[Diagnostic], files: int, *, statistics: bool = False, fixed: list[Diagnostic] | None = None
) -> dict[str, object]:
    """Return the object that `check --format json` prints.

    With `statistics` it also has how often each rule found something, and with `fixed` what was fixed.
    """
    count = dict.fromkeys(("error", "warning", "note"), 0)
    for one in diagnostics:
        count[one.severity] += 1
    data: dict[str, object] = {
        "schema": 1,
        "diagnostics": [entry(one) for one in diagnostics],
        "summary": {
            "files": files,
            "errors": count["error"],
            "warnings": count["warning"],
            "notes": count["note"],
            "fixable": sum(one.fix is not None for one in diagnostics),
        },
    }
    if fixed is not None:
        data["fixed"] = [entry(one) for one in fixed]
    if statistics:
        from configlint.report.statistics import as_json

        data["statistics"] = as_json(diagnostics)
    return data


def entry(one: Diagnostic) -> dict[str, object]:
    """Return the object for one finding."""
    return {
        "code": one.code,
        "rule": one.rule,
        "severity": one.severity,
        "message": one.message,
        "help": one.help or None,
        "request": one.request or None,
        "write": one.write or None,
        "path": one.document.path,
        "tool": one.tool,
        "also": list(one.also),
        "range": {"start": _position(one, one.start), "end": _position(one, one.end)},
        "url": address.of_rule(one.rule),
        "fix": {"safety": one.fix.safety, "description": one.fix.description} if one.fix is not None else None,
    }


def _position(one: Diagnostic, offset: int) -> dict[str, int]:
    line, column = one.document.lines.position(offset)
    return {"line": line, "column": column}
