"""What is known about tools, for people and as data."""

from __future__ import annotations

from configlint.catalog.index import Index
from configlint.engine.model import Evidence
from configlint.report.layout import filled
from configlint.report.output import Output
from configlint.report.tool_facts import EXAMPLE, Choice, Tool

_FIELDS = {"base_url": "Base URL", "model": "Model"}


def as_json(found: list[Tool]) -> dict[str, object]:
    """Return the object that `tools --format json` prints."""
    return {"schema": 1, "tools": [_tool(one) for one in found]}


def _tool(one: Tool) -> dict[str, object]:
    return {
        "tool": one.id,
        "name": one.name,
        "version": one.version,
        "evidence": _evidence_data(one.evidence),
        "files": [
            {"path": file.path, "scope": file.scope or None, "format": file.format or None} for file in one.files
        ],
        "fields": {name: [_choice(choice) for choice in choices] for name, choices in one.fields.items()},
        "keys": [{"header": header, **_choice(one)} for header, choices in one.keys.items() for one in choices],
        "requests": [
            {"provider_types": list(row.types), "wire_api": row.wire_api, "base_url": EXAMPLE, "url": row.url}
            for row in one.requests
        ],
        "convert": {
            "files": [{"path": path, "scope": scope} for path, scope in one.written.files],
            "why_none": one.written.why_none or None,
        },
    }


def _choice(one: Choice) -> dict[str, object]:
    return {"provider_types": list(one.types), "when": one.when or None, "from": list(one.sources)}


def _evidence_data(evidence: Evidence) -> dict[str, object]:
    data = {
        "date": evidence.date,
        "how": evidence.how,
        "package": evidence.package,
        "recordings": evidence.recordings,
        "source": list(evidence.sources),
    }
    return {name: value for name, value in data.items() if value}


def report_all(index: Index, out: Output) -> None:
    """Print a line per tool."""
    width = max(map(len, index.tools))
    lines = []
    for tool in index.tools:
        one = index.summaries[tool]
        line = f"{one.version:<8.8}  {one.how:<8}  {' '.join(one.wire_apis)}"
        lines.append(f"{out.style('bold', f'{tool:<{width}}')}  {line}".rstrip())
    out.line("\n".join(lines))
    out.line(f"\n{len(index.tools)} tools. `configlint tools ID` shows one in full.")


def report(one: Tool, out: Output) -> None:
    """Print everything about one tool."""
    out.line(f"{out.style('bold', one.name)} ({one.id}) {one.version}")
    for line in _evidence(one.evidence):
        out.line(filled(line))
    if one.files:
        _heading("Reads these files (later ones override earlier ones)", out)
        width = max(len(file.path) for file in one.files)
        for file in one.files:
            out.line(f"  {file.path:<{min(width, 60)}}  {out.style('faint', file.scope)}".rstrip())
    for name, choices in one.fields.items():
        _choices(_FIELDS[name], choices, out)
    for header, choices in one.keys.items():
        _choices(f"Key, sent as {header}", choices, out)
    _heading(f"Requests with the base URL {EXAMPLE}", out)
    for row in one.requests:
        kind = f"{', '.join(row.types[:3])}{' …' if len(row.types) > 3 else ''}: " if row.types else ""
        out.line(filled(f"{kind}{row.wire_api}"))
        out.line(f"    {row.url or 'sends nothing'}")
    if one.written.files:
        _heading("`configlint convert` writes", out)
        for path, scope in one.written.files:
            out.line(f"  {path}  {out.style('faint', scope)}")
    elif one.written.why_none:
        _heading("`configlint convert` writes nothing", out)
        out.line(filled(one.written.why_none))


def _choices(what: str, choices: list[Choice], out: Output) -> None:
    for choice in choices:
        kinds = f" for {', '.join(choice.types)}" if choice.types else f" ({choice.when})" if choice.when else ""
        _heading(filled(f"{what}{kinds}: the first of these that is set", ""), out)
        for source in choice.sources:
            out.line(filled(source))


def _heading(text: str, out: Output) -> None:
    out.line(f"\n{out.style('bold', text)}")


def _evidence(evidence: Evidence) -> list[str]:
    first = f"{evidence.how} {evidence.date}" + (f", {evidence.package}" if evidence.package else "")
    if evidence.recordings:
        first += f", {evidence.recordings} recordings"
    return [first, *evidence.sources]
