"""What `explain` found, as data."""

from __future__ import annotations

from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.engine.values import Place, Value
from configlint.report.gate import Gate


def as_json(found: list[tuple[Reading, list[Request]]], gate: Gate) -> dict[str, object]:
    """Return the object that `explain --format json` prints."""
    return {"schema": 1, "requests": [_request(request, gate) for _, requests in found for request in requests]}


def _request(request: Request, gate: Gate) -> dict[str, object]:
    result: dict[str, object] = {
        "tool": request.tool,
        "connection": request.connection,
        "active": request.active,
        "wire_api": request.wire_api or None,
        "method": "POST",
        "url": request.url,
        "auth": _auth(request, gate),
        "model": request.model.text if request.model is not None else None,
        "origins": {
            "base_url": _origin(request.base_url),
            "model": _origin(request.model),
            "key": _origin(request.headers[0].value if request.headers else None),
        },
    }
    if request.refused is not None:
        result["refused"] = request.refused.message
    if request.unknown:
        result["unknown"] = request.unknown
    if unknown := sorted({name for names in request.unknowns.values() for name in names}):
        result["depends_on"] = unknown
    return result


def _auth(request: Request, gate: Gate) -> dict[str, object]:
    if not request.headers:
        return {"header": None, "scheme": None, "key": {"kind": "none", "name": None, "masked": None}}
    header = request.headers[0]
    return {"header": header.name, "scheme": header.scheme, "key": _key(header.value, header.text, gate)}


def _key(value: Value, sent: str | None, gate: Gate) -> dict[str, object]:
    own = "literal" if value.written is not None else "none"  # what a tool sends where nobody gave it a key
    kind = own if value.kind == "default" else value.kind
    return {"kind": kind, "name": value.name or None, "masked": gate.mask(sent) if sent else None}


def _origin(value: Value | None) -> dict[str, object] | None:
    if value is None:
        return None
    result: dict[str, object] = {}
    if value.kind == "env":
        result["env"] = value.name
    if value.written is not None:
        result |= place(value.written)
    return result or {"default": True}


def place(where: Place) -> dict[str, object]:
    """Return where a value is written: the file, and line and column from 1."""
    entry, node = where.entry, where.node
    start = node.start if node is not None else entry.key_start if entry is not None else 0
    line, column = where.document.lines.position(start)
    return {"path": where.document.path, "line": line, "column": column}
