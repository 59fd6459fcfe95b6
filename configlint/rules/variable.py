"""Rules about variables and about values that another source beats."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.catalog import lookup
from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.diagnostics.fix import SAFE, Fix, moving
from configlint.document.nodes import Scalar, dotted
from configlint.engine import urls
from configlint.engine.requests import Request
from configlint.engine.tree import text_of
from configlint.engine.values import Place, Value
from configlint.profiles import load
from configlint.rules.context import Connection, File, Finding, Shared
from configlint.rules.registry import rule


@rule("ENV001", "unread-variable", WARNING, about="file", fix=SAFE)
def unread_variable(file: File) -> Iterator[Finding]:
    """A variable that this tool does not read, although its name is close to one that it does.

    Why: It has no effect: the tool goes to its default address, and takes the key along if it finds one.

    Mend: Give it the name that the tool reads, which the report says.

    Bad:
        openai-python .env
        OPENAI_API_BASE=https://relay.example.com/v1

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://relay.example.com/v1
    """
    unread = file.profile.data.get("unread_variables", {})
    for name, value in file.variables.items():
        if name not in unread or not value.text:
            continue
        instead = unread[name]
        if any(word in file.variables for word in instead.split()) or value.place is None:
            continue
        yield Finding(
            value.place,
            f"{file.profile.name} does not read {name}",
            help=f"It reads {instead}" if " in " not in instead else f"Use {instead}",
            key=True,
            fix=_renaming(value.place, name, instead),
        )


def _renaming(place: Place, name: str, instead: str) -> Fix | None:
    """Return the fix that gives a variable its right name, where that is just one and the name is a key in the file."""
    if not instead.isidentifier() or place.route[-1] != name:
        return None
    return moving(place.document, place.route, (*place.route[:-1], instead))


@rule("ENV003", "two-meanings", WARNING, about="shared")
def two_meanings(shared: Shared) -> Iterator[Finding]:
    """One variable is the base URL of two tools that append different paths to it.

    Reported only where files of both tools stand beside the `.env`.

    Why: Whatever is written there, one of the two tools gets 404.

    Mend: Write the variable for one of them, and give the other its base URL in its own file.

    Bad:
        any .env
        ANTHROPIC_BASE_URL=http://localhost:5050/anthropic
        ANTHROPIC_API_KEY=local
        --- .claude/settings.json
        {"model": "sonnet"}
        --- opencode.json
        {"model": "anthropic/claude-sonnet-4-5"}

    Good:
        any .env
        ANTHROPIC_BASE_URL=http://localhost:5050/anthropic
        ANTHROPIC_API_KEY=local
        --- .claude/settings.json
        {"model": "sonnet"}
        --- opencode.json
        {"model": "anthropic/claude-sonnet-4-5",
         "provider": {"anthropic": {"options": {"baseURL": "http://localhost:5050/anthropic/v1"}}}}
    """
    prefixes: dict[str, str] = {}
    for tool, request in shared.requests.items():
        prefixes.setdefault(_prefix(request), tool)
    if len(prefixes) < 2:
        return
    first, second, *_ = (f"{load(tool).name} sends to {shared.requests[tool].url}" for tool in prefixes.values())
    yield Finding(
        shared.place,
        f"{shared.name} means two things here: {first}, and {second}",
        help="Write it for one of them, and give the other its base URL in its own file",
    )


def _prefix(request: Request) -> str:
    """Return the URL of a request up to what its wire API appends."""
    url = urls.split(request.url or "")
    return url.origin + lookup.before_call(url.path) if url is not None else ""


@rule("ENV002", "shadowed-value", WARNING, depends=True)
def shadowed_value(connection: Connection) -> Iterator[Finding]:
    """Another source beats this value.

    Reported only when the other source was looked at too: with `--env`, or when both files are checked together.
    Where a project's file beats the user's own, that is worth a note.

    Why: A change here does nothing, or works on one machine and not on the next.

    Mend: Remove one of the two.

    Bad:
        claude-code .claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000", "ANTHROPIC_AUTH_TOKEN": "local"}}
        --- .claude/settings.local.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8082"}}

    Good:
        claude-code .claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000", "ANTHROPIC_AUTH_TOKEN": "local"}}
        --- .claude/settings.local.json
        {"env": {"DISABLE_TELEMETRY": "1"}}
    """
    request = connection.request
    for value in (request.base_url, request.model, *(header.value for header in request.headers)):
        if value is None or value.written is None:
            continue
        for loser in _losers(connection, value):
            yield from _report(connection, value, loser)


def _losers(connection: Connection, winner: Value) -> Iterator[Value]:
    for before, after in connection.reading.overridden:
        if after.name == winner.name and after.place == winner.place and after.kind == "env":
            yield before
    if winner.place is None or winner.kind != "literal":
        return
    for found in connection.reading.tree.scalars(winner.place.route)[1:]:
        text = text_of(found.node.value) if isinstance(found.node, Scalar) else None
        if text is not None and text != winner.text and found.layer.document is not None:
            yield Value(text, "literal", place=Place(found.layer.document, found.route))


def _report(connection: Connection, winner: Value, loser: Value) -> Iterator[Finding]:
    place = connection.mine(loser) or connection.mine(winner)
    if place is None or winner.written is None:
        return
    name = winner.name or dotted(winner.written.route)
    if place == loser.written:
        file = winner.written.document.path
        line, _ = winner.written.document.lines.position(getattr(winner.written.node, "start", 0))
        scopes = {one.document: one.spec.get("scope") for one in connection.reading.layers if one.document is not None}
        beats = scopes.get(winner.written.document)
        is_default = scopes.get(place.document) == "user" and beats in ("project", "local")
        yield Finding(
            place,
            f"This {name} has no effect{' in this project' if is_default else ''}: {file}:{line} beats it",
            related=((winner.written, "this one counts"),),
            severity=NOTE if is_default else None,
        )
    else:
        yield Finding(place, f"This {name} beats the one in the environment of the shell")
