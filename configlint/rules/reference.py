"""Rules about references such as `${NAME}` in values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from configlint.diagnostics.diagnostic import ERROR
from configlint.diagnostics.fix import UNSAFE, replacement
from configlint.document.nodes import Route
from configlint.engine import interpolation
from configlint.engine.values import Place, Value
from configlint.rules.context import Connection, Finding
from configlint.rules.registry import rule


@rule("KEY008", "unexpanded-reference", ERROR, exclusive=True, fix=UNSAFE)
def unexpanded_reference(connection: Connection) -> Iterator[Finding]:
    """A reference (`${X}`, `{env:X}`, `$X` …) in a field where this tool does not resolve it: it is sent as it stands.

    Each tool has its own syntax, and some know it in one field and not in the next.

    Why: The provider gets the text of the reference for a key and answers 401, or the request goes to a host of that
    name.

    Mend: Write the reference in the tool's own syntax, which the report gives. Where it has none, let the tool read the
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
    if connection.profile.data.get("references") == "unknown":
        return
    values: list[tuple[str, Value | None]] = [("base URL", connection.request.base_url)]
    values += [("key", header.value) for header in connection.request.headers]
    values += [("model", connection.request.model)]
    for what, value in values:
        place = connection.mine(value)
        if value is None or place is None or value.text is None or value.place is None:
            continue
        reference = interpolation.foreign(value.text)
        if reference is None:
            continue
        name = interpolation.name_in(reference)
        is_whole = reference == value.text
        own = _in_own_syntax(connection, place, name, whole=is_whole)
        yield Finding(
            place,
            f"{connection.tool} does not resolve `{reference}` here: it becomes part of the {what} as it stands",
            help="" if is_whole and own else _instead(connection, value, place, name, own),
            sends=(connection.request.url or "") if what == "base URL" else "",
            write=own if is_whole else "",
            fix=replacement(place, own, old=reference, safety=UNSAFE) if own else None,
        )


def _in_own_syntax(connection: Connection, place: Place, name: str, *, whole: bool) -> str:
    """Return the reference to a variable as this tool writes it in the file at `place`, or an empty text.

    `whole` tells whether nothing else stands in the value.
    """
    readers = [layer.spec for layer in connection.reading.layers if layer.document is place.document]
    data = connection.profile.data
    sources = _interpolating([data.get("meanings"), data.get("headers")], place.route[-2:])
    syntaxes = [
        syntax
        for reader in [*readers, connection.profile.reading, *sources]
        for syntax in reader.get("interpolate", ())
        if syntax.get("from", "variable") == "variable" and (whole or not syntax.get("whole"))
    ]
    shown = str(syntaxes[-1]["syntax"]) if syntaxes else ""
    return shown.replace("NAME", name).replace("TEXT", name).replace(":-DEFAULT", "")


def _interpolating(part: Any, keys: Route) -> Iterator[Mapping[str, Any]]:
    """Yield the sources in a part of a profile that resolve references in what they read at one of `keys`."""
    if isinstance(part, list):
        for item in part:
            yield from _interpolating(item, keys)
    elif isinstance(part, Mapping):
        if "interpolate" in part and str(part.get("from")).rpartition(".")[2] in keys:
            yield part
        yield from _interpolating(list(part.values()), keys)


def _instead(connection: Connection, value: Value, place: Place, name: str, own: str) -> str:
    """Return how this tool would take the variable, if it can at all; `own` is how it writes a reference here."""
    if own:
        return f"Write {own}"
    named = [path.rpartition(".")[2] for path in connection.profile.name_fields]
    if named and place.route and str(place.route[-1]) not in named:
        return f"{connection.tool} takes the NAME of a variable in {' or '.join(named)}"
    if value.name and value.name != name:
        return f"It reads {value.name} from the shell, too: export {value.name}=${name} there, and remove this"
    if value.name:
        return f"It reads {name} from the shell by itself: remove this"
    return "It takes only the value itself"
