"""Rules about variables, and about values that another source overrides."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from configlint.catalog.providers import before_call
from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.diagnostics.fix import SAFE, Fix, moving
from configlint.document.nodes import Scalar, dotted
from configlint.engine import urls
from configlint.engine.language import FirstOf, Meaning, Refined, Source
from configlint.engine.model import UnreadVariable
from configlint.engine.requests import Request
from configlint.engine.resolver import Resolver
from configlint.engine.tables import is_switch
from configlint.engine.tree import text_of
from configlint.engine.values import Place, Value
from configlint.rules.connection import Connection
from configlint.rules.context import File, Finding, Shared
from configlint.rules.registry import CONNECTION, FILE, SHARED, rule
from configlint.rules.suggestion import misfiled


@rule("ENV001", "unread-variable", WARNING, since="0.1", about=FILE, fix=SAFE, uses=("unread_variables",))
def unread_variable(file: File) -> Iterator[Finding]:
    """A variable that this tool does not read, although its name is close to one that it does.

    Not reported if the variable belongs to other software, such as `OLLAMA_HOST` to Ollama's server, unless it holds a
    URL.

    Why: It has no effect: the tool goes to its default address, and takes the key along if it finds one.

    Fix: Use the name that the tool reads, which the report says.

    Bad:
        openai-python .env
        OPENAI_API_BASE=https://relay.example.com/v1

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://relay.example.com/v1
    """
    for unread, place in unread_in(file):
        is_others = unread.name in file.context.knowledge.index.common
        yield Finding(
            place,
            f"{file.tool} does not read {unread.name}",
            help=unread.advice or f"It reads {' or '.join(unread.replace_with)}",
            key=True,
            fix=None if is_others else _renaming(place, unread),
        )


def unread_in(file: File) -> Iterator[tuple[UnreadVariable, Place]]:
    """Yield the variables in a file that are set in vain, and where."""
    for unread in file.profile.unread_variables:
        value = file.variables.get(unread.name)
        if value is None or not value.text or value.place is None:
            continue
        if any(name in file.variables for name in (*unread.replace_with, *unread.advice.split())):
            continue
        if unread.name in file.context.knowledge.index.common and "://" not in value.text:
            continue
        if file.profile.dotenv == "application" and _is_read_by_program(file, unread.name):
            continue
        yield unread, value.place


def _is_read_by_program(file: File, name: str) -> bool:
    """Return True if the program that uses a library reads a variable itself, and hands its value on."""
    from configlint.files import sources

    return sources.mention(file.context.files, os.path.dirname(os.path.abspath(file.document.path)), name)


def _renaming(place: Place, unread: UnreadVariable) -> Fix | None:
    """Return the fix that gives a variable its right name, if there is one such name and the old one is a key."""
    if len(unread.replace_with) != 1 or place.route[-1] != unread.name:
        return None
    return moving(place.document, place.route, (*place.route[:-1], unread.replace_with[0]))


def wrong_switches(file: File) -> Iterator[Finding]:
    """Report the switches of a tool that are neither on nor off, and say where a key in one belongs.

    Of a tool that then takes it for off, only those that have a key or a URL: those were surely meant otherwise.
    """
    switches = file.profile.switches
    for name in switches.variables:
        value = file.variables.get(name)
        if value is None or value.place is None or not value.text or is_switch(value.text):
            continue
        held = misfiled(file.context, value.text)
        if held or switches.message:
            consequence = "does not start" if switches.message else "takes it for off"
            yield Finding(
                value.place,
                f"{name} is on or off{held and f', and this is {held}'}: {file.tool} {consequence}",
                help="Write true or false" + (_home_of_key(file, name, value.text) if held == "a key" else ""),
            )


def _home_of_key(file: File, switch: str, key: str) -> str:
    """Say which variable a key in `switch` belongs in: one of the provider that it is named after or that issued it."""
    catalog, shape = file.context.catalog, file.context.catalog.key_shape(key)
    words = switch.lower().split("_")
    for provider in (*(one for one in catalog.provider_ids() if one in words), *(shape.owners if shape else ())):
        for name in catalog.variables_of(provider):
            if name in file.profile.variables or name.endswith(file.profile.variable_endings):
                return f"; the key belongs in {name}"
    return ""


@rule("ENV003", "two-meanings", WARNING, since="0.1", about=SHARED)
def two_meanings(shared: Shared) -> Iterator[Finding]:
    """One variable is the base URL of two tools that append different paths to it.

    Reported only if files of both tools are next to the `.env`.

    Why: Whatever the value is, one of the two tools gets 404.

    Fix: Set the variable for one of them, and give the other its base URL in its own file.

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
    knowledge = shared.context.knowledge
    first, second, *_ = (
        f"{knowledge.profile(tool).name} sends to {shared.requests[tool].url}" for tool in prefixes.values()
    )
    yield Finding(
        shared.place,
        f"{shared.name} has two meanings here: {first}, and {second}",
        help="Set it for one of them, and give the other its base URL in its own file",
    )


def _prefix(request: Request) -> str:
    """Return the URL of a request up to what its wire API appends."""
    url = urls.split(request.url or "")
    return url.origin + before_call(url.path) if url is not None else ""


@rule("ENV002", "shadowed-value", WARNING, since="0.1", about=CONNECTION, depends=True)
def shadowed_value(connection: Connection) -> Iterator[Finding]:
    """Another source overrides this value.

    Reported only if the other source was looked at too: with `--env`, or when both files are checked together. If a
    project's file overrides the user's own, that is a note.

    Why: A change here does nothing, or works on one machine and not on the next.

    Fix: Remove one of the two.

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
    for value in connection.values:
        for loser in _losers(connection, value):
            yield from _shadowed(connection, value, loser)


def _losers(connection: Connection, winner: Value) -> Iterator[Value]:
    for before, after in connection.reading.overridden:
        if after.name == winner.name and after.place == winner.place and after.kind == "env":
            yield before
    if winner.kind == "env" and _is_of_shell(connection, winner):
        yield from _asked_later(connection, winner)
    if winner.place is None or winner.kind != "literal":
        return
    for found in connection.reading.tree.scalars(winner.place.route)[1:]:
        text = text_of(found.node.value) if isinstance(found.node, Scalar) else None
        if text is None or text == winner.text or found.place is None:
            continue
        if found.place.document is not winner.place.document:  # one file may be read as several
            yield Value(text, "literal", place=found.place)


def _is_of_shell(connection: Connection, value: Value) -> bool:
    return value.written is None or value.written.document is connection.context.host.shell


def _asked_later(connection: Connection, winner: Value) -> Iterator[Value]:
    """Yield the setting in a file that would count if a variable of the shell, which comes first, were not set."""
    resolver = connection.resolver
    for sources in _sources(connection.request, winner):
        values = (resolver.read(source).value for source in _plain(resolver, sources))
        first, later = (*islice((one for one in values if one is not None), 2), None, None)[:2]
        if first is None or first.name != winner.name or later is None or later.kind != "literal":
            continue
        if later.written is not None and later.text != winner.text:
            yield later


def _sources(request: Request, value: Value) -> Iterator[Sequence[Source]]:
    """Yield the lists of sources that a value of a request is from."""
    for meaning, part in (("base_url", request.base_url), ("model", request.model)):
        if part is value:
            yield (Meaning(meaning),)
    names = {header.name for header in request.headers if header.value is value}
    yield from (one.sources for one in (request.kind.auth if request.kind is not None else ()) if one.header in names)


def _plain(resolver: Resolver, sources: Iterable[Source]) -> Iterator[Source]:
    """Yield sources in their order, those of meanings in the place of these."""
    for source in sources:
        inner = source.source if isinstance(source, Refined) and source.when is None else source
        if isinstance(inner, Meaning) and inner.name in resolver.meanings:
            yield from _plain(resolver, resolver.meanings[inner.name])
        elif isinstance(inner, FirstOf):
            yield from inner.sources
        else:
            yield source


def _shadowed(connection: Connection, winner: Value, loser: Value) -> Iterator[Finding]:
    place = connection.in_checked_file(loser) or connection.in_checked_file(winner)
    if place is None:
        return
    counts, shell = winner.written, connection.context.host.shell
    name = winner.name or (dotted(counts.route) if counts is not None else "")
    own = loser.name or (dotted(loser.written.route) if loser.written is not None else name)
    if place != loser.written:
        message = f"This {name} overrides the one in the shell's environment"
        yield Finding(place, message, help="Remove it here if the shell's value is meant")
        return
    file = counts.document.path if counts is not None else "the environment"
    if counts is not None and counts.document is not shell:
        line, _ = counts.document.lines.position(getattr(counts.node, "start", 0))
        file = f"{file}:{line}"
    scopes = {one.document: one.layer.scope for one in connection.reading.loaded if one.document is not None}
    source = scopes.get(counts.document) if counts is not None else None
    is_default = scopes.get(place.document) == "user" and source in ("project", "local")
    where = " in this project" if is_default else ""
    yield Finding(
        place,
        f"This {own} has no effect{where}: {f'{name} in ' * (own != name)}{file} overrides it",
        help="Change it there, or remove one of the two",
        related=((counts, "this one counts"),) if counts is not None else (),
        severity=NOTE if is_default else None,
    )
