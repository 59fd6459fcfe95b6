"""A setup and the request of its conversion -> notes on what is lost, and on what the host must serve."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.convert.endpoint import Destination
from configlint.convert.plan import Note, further_models, lists_models
from configlint.convert.source import Source, proposed_variable
from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.engine import minimal, urls
from configlint.engine.model import Profile, TargetKind
from configlint.engine.requests import Request


def losses(
    source: Source, profile: Profile, kind: TargetKind, request: Request, destination: Destination
) -> Iterator[Note]:
    """Yield a note for every part of a setup that is missing from the target's request."""
    name = profile.name
    written = {entry.content for entry in kind.entries}
    if request.wire_api != source.wire_api:
        who = source.host if destination.is_assumed else f"{source.host} (which serves it)"
        message = f"{name} speaks the {request.wire_api} API, and {who} must answer: {_curl(source, request)}"
        yield Note(WARNING if destination.is_assumed else NOTE, "wire_api", message)
    if kind.note:
        yield Note(WARNING, "other files", kind.note)
    if "headers" not in written:
        yield from (
            Note(WARNING, f"header {header}", f"{name} cannot send custom headers here") for header, _ in source.headers
        )
    sent = urls.split(request.url or "")
    if source.query and "query" not in written and (sent is None or not sent.query):
        lost = ", ".join(parameter for parameter, _ in source.query)
        yield Note(WARNING, "query", f"{name} cannot send query parameters here: {lost}")
    for field, value in (("timeout", source.timeout_ms), ("retries", source.retries)):
        if value is not None and field not in written:
            yield Note(NOTE, field, f"{name} has no such setting for a connection")
    others = further_models(source, kind)
    if others and not any(map(lists_models, kind.entries)):
        yield Note(NOTE, "models", f"{name} supports only one here; omitted: {', '.join(others)}")
    if source.model is None:
        yield Note(NOTE, "model", f"no model is set: choose one when you start {name}")
    elif request.model is None or request.model.text != source.model:
        yield Note(WARNING, "model", f"{source.model} could not be converted")
    yield from (Note(NOTE, field, f"{name} has no such setting") for field in source.leftovers)
    if source.mcp:
        yield Note(NOTE, "MCP servers", "not converted (yet)")


def _curl(source: Source, request: Request) -> str:
    """Return a command to test whether the endpoint answers. The key in it is a shell variable."""
    header = next(iter(request.headers), None)
    scheme = f"{header.scheme} " if header is not None and header.scheme else ""
    variable = source.key.name or proposed_variable(source)
    key = [(header.name, f"{scheme}${variable}")] if header is not None else []
    headers = [*key, *minimal.own_headers(request.wire_api).items()]
    return minimal.curl(request.url or "", headers, minimal.body(request.wire_api, source.model or "MODEL"))
