"""Where the key of a connection would come from, when none is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.document.nodes import Scalar, walk
from configlint.engine import layers
from configlint.engine.requests import requests_of
from configlint.engine.values import Place
from configlint.records import Record
from configlint.rules.connection import Connection

#: How much two names have in common that differ by a slip of the finger.
_SLIP = 0.92
_VARIABLE = r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b"


class Wanted(Record):
    """A variable that holds no key now; `place` is where a file asks for it, or None."""

    name: str
    place: Place | None = None


def variables_in(text: str) -> list[str]:
    """Return the names in a message or a reference that look like those of variables."""
    return re.findall(_VARIABLE, text)


def unset(look: Connection) -> list[Wanted]:
    """Return the variables that files name for a key and that have no value: by NAME, or in a reference."""
    found = [Wanted(name, place) for place, name in look.names()]
    found += [Wanted(name, place) for place, text in _written(look) for name in variables_in(text)]
    variables = look.reading.variables
    return [one for one in found if one.name not in variables or not variables[one.name].text]


def behind(look: Connection, name: str) -> Wanted:
    """Return the variable that is really missing where `name` is empty: what a file refers to for it, or itself."""
    named = unset(look)
    if named:
        return named[0]
    for document in look.reading.documents:
        place = Place(document, (name,))
        text = str(place.node.value) if isinstance(place.node, Scalar) else ""
        for one in variables_in(text):
            if one != name and one not in look.reading.variables:
                return Wanted(one, place)
    return Wanted(name)


def setting(look: Connection, name: str) -> str:
    """Return how to set a variable that is not set: from one that was meant for it, if there is such a one."""
    meant = misspelt(look, name)
    if meant:
        return f'{meant} is set, but {look.tool} reads {name}: export {name}="${meant}"'
    return f"Before you start {look.tool}: export {name}=…"


def misspelt(look: Connection, name: str) -> str:
    """Return a variable that is set and that can only be meant for one that is not, or an empty string.

    It lacks a word (GEMINI_KEY for GEMINI_API_KEY) or has a slip, and neither the tool nor any provider reads it.
    """
    import difflib

    of_providers = map(look.catalog.variables_of, look.catalog.provider_ids())
    read = look.profile.variables.union(*of_providers)
    words = set(name.split("_"))
    for other, value in look.reading.variables.items():
        if not value.text or other in read or other == name:
            continue
        own = set(other.split("_"))
        is_shorter = own < words and other.partition("_")[0] == name.partition("_")[0] and len(own) > 1
        if is_shorter or difflib.SequenceMatcher(None, other, name).ratio() > _SLIP:
            return other
    return ""


def advice(look: Connection) -> str:
    """Return what to do where no key is sent: the variable that files ask for, or the usual one of the tool."""
    wanted = unset(look)
    name = wanted[0].name if wanted else _usual(look)
    if name:
        return setting(look, name)
    fields = look.request.kind.key_fields if look.request.kind is not None else ()
    named = f"Set {' or '.join(dict.fromkeys(fields))}; " if fields else ""
    return f"{named}configlint tools {look.profile.id} lists where {look.tool} looks for one"


def _written(look: Connection) -> Iterator[tuple[Place, str]]:
    """Yield what is written in the fields for a key, in the table of the connection."""
    fields = look.request.kind.key_fields if look.request.kind is not None else ()
    for route in look.resolver.bound.routes.values():
        for found in look.reading.tree.find(route):
            document = found.place.document if found.place is not None else None
            for below, _, node in walk(found.node):
                text = str(node.value) if isinstance(node, Scalar) else ""
                if document is not None and str(below[-1]) in fields:
                    yield Place(document, (*found.route, *below)), text


def _usual(look: Connection) -> str:
    """Return the variable in which people give this tool a key for such a connection, or an empty string."""
    from configlint.convert.inputs.credentials import usual_variable

    host = look.context.host.replace(environment=None, shell=None)
    for request in requests_of(layers.read(look.profile, host)):
        if request.names == look.request.names and request.unknowns.get("key"):
            return usual_variable(request.unknowns["key"], look.profile)
    return ""
