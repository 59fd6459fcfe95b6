"""What tools make of a base URL, for people and as data."""

from __future__ import annotations

from configlint.engine import urls
from configlint.lint.url_table import UrlRow
from configlint.report.layout import filled
from configlint.report.output import Output
from configlint.rules.suggestion import ENDPOINTS

#: More types of one tool than this are counted, not listed.
_MANY = 3


def as_json(base_url: str, rows: list[UrlRow]) -> dict[str, object]:
    """Return the object that `url --format json` prints."""
    shown = [
        {
            "tool": row.tool,
            "provider_type": next(iter(row.types), None),
            "provider_types": list(row.types),
            "wire_api": row.wire_api,
            "url": row.url,
            "write": row.write if row.write and _arrives(base_url, row) else None,
            "rule": row.rule.name if row.rule is not None else None,
        }
        for row in rows
    ]
    return {"schema": 1, "base_url": base_url, "urls": shown}


def report(base_url: str, rows: list[UrlRow], out: Output) -> None:
    """Print the tools in groups: those that send the same, or for an endpoint those that need the same base URL."""
    if _is_endpoint(base_url):
        _report_endpoint(base_url, rows, out)
        return
    groups: dict[tuple[str, str | None, str], list[UrlRow]] = {}
    for row in sorted(rows, key=lambda row: (row.rule is not None, row.url is None, row.wire_api)):
        groups.setdefault((row.wire_api, row.url, row.write), []).append(row)
    for (wire_api, url, write), several in groups.items():
        rule = several[0].rule
        sent = f"POST {url}" if url is not None else "sends nothing"
        state = out.style("good", "✓") if rule is None else out.style("error", "✗")
        out.line(f"{state} {out.style('bold', sent)}  {out.style('faint', wire_api)}")
        if rule is not None:
            better = f"write {out.style('good', write)}" if write else "no spelling of this base URL works"
            out.line(f"  {rule.name}: {better}")
        _list(several, out)


def _report_endpoint(endpoint: str, rows: list[UrlRow], out: Output) -> None:
    """Print what to write in each tool so that its requests arrive at an endpoint."""
    groups: dict[str, list[UrlRow]] = {}
    for row in rows:
        groups.setdefault(row.write if _arrives(endpoint, row) else "", []).append(row)
    for write, several in groups.items():
        if write:
            out.line(f"write {out.style('good', write)}")
            _list(several, out)
    arriving = {row.tool for write, several in groups.items() if write for row in several}
    if elsewhere := sorted({row.tool for row in groups.get("", ())} - arriving):
        out.line("These do not speak this wire API, or always append something else:")
        out.line(filled(", ".join(elsewhere), hanging="  "))


def _is_endpoint(url: str) -> bool:
    return url.partition("?")[0].rstrip("/").endswith(ENDPOINTS)


def _arrives(base_url: str, row: UrlRow) -> bool:
    """Return True if what is to be written leads to the endpoint that was asked for; a mere base URL asks for none."""
    if not _is_endpoint(base_url):
        return True
    wanted, reached = urls.split(base_url), urls.split(row.reaches or "")
    if wanted is None or reached is None:
        return False
    return (wanted.host, wanted.segments) == (reached.host, reached.segments)


def _list(several: list[UrlRow], out: Output) -> None:
    out.line(filled(", ".join(map(_name, several)), hanging="  ") + "\n")


def _name(row: UrlRow) -> str:
    if not row.types:
        return row.tool
    few = ", ".join(row.types[:_MANY])
    return f"{row.tool} ({few}{f' and {len(row.types) - _MANY} more' if len(row.types) > _MANY else ''})"
