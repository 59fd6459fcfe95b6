"""Rules about references such as `${NAME}` in values, and fields that hold the NAME of a variable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.diagnostics.diagnostic import ERROR
from configlint.diagnostics.fix import SAFE, UNSAFE, replacement
from configlint.document.nodes import Scalar, walk
from configlint.engine import interpolation
from configlint.engine.language import reads, syntaxes_of
from configlint.engine.tree import text_of
from configlint.engine.values import Place, Value
from configlint.files.example_files import is_rendered
from configlint.rules.connection import Connection
from configlint.rules.context import File, Finding
from configlint.rules.mcp import unresolved_references
from configlint.rules.registry import CONNECTION, rule


def _in_files(file: File) -> Iterator[Finding]:
    yield from unresolved_references(file)
    yield from _resolved_in_part(file)


def _resolved_in_part(file: File) -> Iterator[Finding]:
    """Report references of other tools that have one of this tool in them: `${env:NAME}` for `{env:NAME}`."""
    syntaxes = [one for one in file.layer.syntaxes if f"${one.head}" in file.document.text]
    for route, _, node in walk(file.document.root) if syntaxes else ():
        text = text_of(node.value) if isinstance(node, Scalar) else None
        reference = interpolation.foreign(text) if text else None
        inner = [found for one in syntaxes for found in interpolation.find(one, reference or "")]
        if reference is not None and inner and inner[0].text != reference:
            own = inner[0].text
            message = f"{file.tool} resolves only `{own}` in `{reference}`, and keeps the rest of it"
            fix = replacement(Place(file.document, route), own, old=reference, safety=SAFE)
            yield file.at(route, message, write=own if reference == text else "", fix=fix)


@rule("KEY008", "unexpanded-reference", ERROR, since="0.1", about=CONNECTION, fix=UNSAFE, in_files=_in_files)
def unexpanded_reference(connection: Connection) -> Iterator[Finding]:
    """A reference (`${X}`, `{env:X}`, `$X` …) in a field where this tool does not resolve it: it is sent literally, or
    handed to an MCP server as it is.

    Each tool has its own syntax, and some know it in one field and not in the next.

    Why: The provider gets the text of the reference as the key and answers 401, or the request goes to a host of that
    name.

    Fix: Write the reference in the tool's own syntax, which the report gives. If it has none, let the tool read the
    variable by itself.

    Bad:
        opencode opencode.json
        {"provider": {"lab": {"npm": "@ai-sdk/openai-compatible", "models": {"m": {}},
          "options": {"baseURL": "https://lab.example.org/v1", "apiKey": "${LAB_KEY}"}}}}

    Good:
        opencode opencode.json
        {"provider": {"lab": {"npm": "@ai-sdk/openai-compatible", "models": {"m": {}},
          "options": {"baseURL": "https://lab.example.org/v1", "apiKey": "{env:LAB_KEY}"}}}}
    """
    if connection.profile.resolves_unknown_references:
        return
    request = connection.request
    values: list[tuple[str, Value | None]] = [("base_url", request.base_url)]
    values += [("key", header.value) for header in request.headers]
    values += [("model", request.model)]
    for meaning, value in values:
        place = connection.in_checked_file(value)
        if value is None or place is None or value.text is None or value.place is None:
            continue
        reference = interpolation.foreign(value.text) or _left_in(value, place)
        if reference is None or is_rendered(place.document.path) or connection.context.is_for_flux(place, reference):
            continue
        name, what = interpolation.name_in(reference), meaning.replace("_url", " URL")
        beating = [one for one in request.unknowns.get(meaning, ()) if one.isidentifier() and one.isupper()]
        if name in beating:
            continue  # the tool reads the variable itself, and that counts more than what is written here
        is_whole = reference == value.text
        variable = value.name or next(iter(beating), "")
        own = _in_own_syntax(connection, place, name, is_whole=is_whole)
        if own == reference:
            yield Finding(
                place,
                f"{name} is not set: {connection.tool} sends `{reference}` literally as part of the {what}",
                help=f"Before you start {connection.tool}: export {name}=…",
            )
            continue
        yield Finding(
            place,
            f"{connection.tool} does not resolve `{reference}` here and sends it literally as part of the {what}",
            help="" if is_whole and own else _way_out(connection, variable, place, name, own),
            show_request=what == "base URL",
            write=own if is_whole else "",
            fix=replacement(place, own, old=reference, safety=UNSAFE) if own else None,
        )


def _left_in(value: Value, place: Place) -> str | None:
    """Return the reference that is written for a value, if the tool sends a text of its own with that name instead."""
    written = text_of(place.node.value) if isinstance(place.node, Scalar) else None
    reference = interpolation.foreign(written) if written is not None and value.kind == "literal" else None
    return reference if reference is not None and interpolation.name_in(reference) in (value.text or "") else None


@rule("KEY007", "key-in-name-field", ERROR, since="0.1", about=CONNECTION, fix=UNSAFE, uses=("name_fields",))
def key_in_name_field(connection: Connection) -> Iterator[Finding]:
    """A key is where the NAME of a variable is expected. The tool looks for a variable called like the key, and most
    tools print the key when they do not find it.

    Why: No key is sent, and the key ends up on the screen and in logs.

    Fix: Write the name of the variable here, and put the key in the variable. Replace a key that was shown or
    committed.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        env_key = "{key:relay}"

    Good:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        env_key = "RELAY_API_KEY"
    """
    for place, text in connection.names():
        if not connection.context.redactor.is_key(text):
            continue
        shape = connection.catalog.key_shape(text)
        usual = connection.catalog.variables_of(shape.issuer) if shape is not None and shape.is_strong else ()
        name = usual[0] if usual else _variable_for(connection)
        yield Finding(
            place,
            f"{place.route[-1]} expects the NAME of a variable, but this is a key",
            help="Put the key in a variable and its name here. Revoke the key if this file was shared",
            write=name,
            fix=replacement(
                place,
                name,
                old=text,
                safety=UNSAFE,
                description=f"Write {name}; the backup keeps the key, for you to put in that variable",
                keeps_backup=True,
            ),
        )


def _variable_for(connection: Connection) -> str:
    """Return a name for the variable with the key of a connection: RELAY_API_KEY for one called relay."""
    name = re.sub(r"[^A-Z0-9]+", "_", connection.request.connection.upper()).strip("_")
    return f"{name}_API_KEY" if name[:1].isalpha() else "API_KEY"


def _in_own_syntax(connection: Connection, place: Place, name: str, *, is_whole: bool) -> str:
    """Return the reference to a variable as this tool writes it in the file at `place`, or an empty text.

    `is_whole` says that the value is nothing else.
    """
    profile = connection.profile
    sources = [source for listed in profile.meanings.values() for source in listed]
    headers = [one for kind in profile.requests for one in kind.headers]
    loaded = [one.layer for one in connection.reading.loaded if one.document is place.document]
    syntaxes = [
        *(syntax for layer in loaded for syntax in layer.syntaxes),
        *profile.syntaxes,
        *(syntax for source in sources for syntax in syntaxes_of(source, place.route[-2:])),
        *(syntax for one in headers if reads(one.source, place.route[-2:]) for syntax in one.syntaxes),
    ]
    usable = [one for one in syntaxes if one.kind == "variable" and (is_whole or not one.is_whole)]
    return usable[-1].written(name) if usable else ""


def _way_out(connection: Connection, variable: str, place: Place, name: str, own: str) -> str:
    """Return how this tool would take the variable `name`, if it can at all.

    `own` is how it writes a reference here, and `variable` what it also reads the value from.
    """
    if own:
        return f"Write {own}"
    named = dict.fromkeys(str(path.steps[-1]) for path in connection.profile.name_fields)
    if named and place.route and str(place.route[-1]) not in named:
        return f"{connection.tool} takes the NAME of a variable in {' or '.join(named)}"
    if variable and variable != name:
        return f"It also reads {variable} from the shell: export {variable}=${name} there, and remove this"
    if variable:
        return f"It reads {name} from the shell by itself: remove this"
    return "Only the value itself works here"
