"""What does not go along when a setup is rewritten, and what the host must serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from configlint.convert.endpoint import Arrival
from configlint.convert.plan import Note, further_models, lists_models
from configlint.convert.source import Setup, proposed_variable
from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.engine import urls
from configlint.engine.profile import Profile
from configlint.engine.requests import Request

_BODIES = {
    "chat": '{"model":"MODEL","messages":[{"role":"user","content":"hi"}]}',
    "responses": '{"model":"MODEL","input":"hi"}',
    "messages": '{"model":"MODEL","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}',
    "gemini": '{"contents":[{"parts":[{"text":"hi"}]}]}',
}


def remarks(
    setup: Setup, profile: Profile, kind: Mapping[str, Any], request: Request, arriving: Arrival
) -> Iterator[Note]:
    """Yield a note for every part of a setup that the target's request does not have."""
    name = profile.name
    says = {field for entry in kind["set"] for field in entry}
    if request.wire_api != setup.wire_api:
        who = setup.host if arriving.assumed else f"{setup.host}, which serves it,"
        message = f"{name} speaks the {request.wire_api} API, and {who} must answer: {_curl(setup, request)}"
        yield Note(WARNING if arriving.assumed else NOTE, "wire_api", message)
    if "besides" in kind:
        yield Note(WARNING, "besides", kind["besides"])
    if "headers" not in says:
        yield from (Note(WARNING, f"header {header}", f"{name} takes no headers here") for header, _ in setup.headers)
    sent = urls.split(request.url or "")
    if setup.query and "query" not in says and (sent is None or not sent.query):
        lost = ", ".join(parameter for parameter, _ in setup.query)
        yield Note(WARNING, "query", f"{name} takes no query parameters here: {lost}")
    for field, value in (("timeout", setup.timeout_ms), ("retries", setup.retries)):
        if value is not None and field not in says:
            yield Note(NOTE, field, f"{name} has no such setting for a connection")
    others = further_models(setup, kind)
    if others and not any(map(lists_models, kind["set"])):
        yield Note(NOTE, "models", f"{name} takes no more of them here; left behind: {', '.join(others)}")
    if setup.model is None:
        yield Note(NOTE, "model", f"none is set: name one when you start {name}")
    elif request.model is None or request.model.text != setup.model:
        yield Note(WARNING, "model", f"{setup.model} could not be carried")
    yield from (Note(NOTE, field, f"{name} has no such setting") for field in setup.leftovers)
    if setup.mcp:
        yield Note(NOTE, "MCP servers", "not carried (yet)")


def _curl(setup: Setup, request: Request) -> str:
    """Return the command that proves that an endpoint answers. The key is a shell variable in it."""
    header = next(iter(request.headers), None)
    scheme = f"{header.scheme} " if header is not None and header.scheme else ""
    variable = setup.key.name or proposed_variable(setup)
    options = [f"-H '{header.name}: {scheme}'\"${variable}\""] if header is not None else []
    options += ["-H 'anthropic-version: 2023-06-01'"] if request.wire_api == "messages" else []
    body = _BODIES[request.wire_api].replace("MODEL", setup.model or "MODEL")
    return " ".join(["curl", f"'{request.url}'", *options, "-H 'content-type: application/json'", f"-d '{body}'"])
