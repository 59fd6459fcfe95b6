"""Where the key of a connection would come from, when none is sent."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document.document import Document
from configlint.document.nodes import Entry, Scalar, Table, route_at, walk
from configlint.engine import layers, locate, urls
from configlint.engine.headers import Header
from configlint.engine.requests import requests_of
from configlint.engine.values import Place
from configlint.files.words import is_one_edit
from configlint.records import Record
from configlint.rules.connection import Connection

#: Words in the names of variables that only say that it is a key.
_KEY_WORDS = frozenset({"API", "KEY", "TOKEN", "AUTH", "SECRET", "MY"})
_VARIABLE = r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b"


class Wanted(Record):
    """A variable that holds no key now; `place` is where a file asks for it, or None."""

    name: str
    place: Place | None = None


def words_for(header: Header) -> str:
    """Return where the key in a header comes from."""
    value = header.value
    if value.kind == "env":
        return value.name
    return {"file": f"what is in {value.name}", "command": "what the helper command prints"}.get(value.kind, "the key")


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
    place = look.reading.variables[meant].place if meant else None
    if place is not None and place.document is not look.context.host.shell:
        return f"{place.document.path} sets {meant}, but {look.tool} reads {name}: rename it"
    if meant:
        return f'{meant} is set, but {look.tool} reads {name}: export {name}="${meant}"'
    for document in _unread(look):
        own = {key: str(entry.value.value) for key, entry in _settings(document) if isinstance(entry.value, Scalar)}
        other = name if own.get(name) else next((one for one in own if own[one] and _is_meant(look, one, name)), "")
        if other:
            but = _why_unread(look, document) if other == name else f"reads {name}"
            return f"{document.path} sets {other}, but {look.tool} {but}: export {name}=…"
    return f"Before you start {look.tool}: export {name}=…"


def _why_unread(look: Connection, document: Document) -> str:
    """Say that the tool does not read a file, and which one it reads instead, if it stops at the first it finds."""
    first = locate.read_instead(look.profile.layers, look.context.host, os.path.abspath(document.path))
    return f"reads only {first}, the first that it finds" if first else "does not read that file"


def misspelt(look: Connection, name: str) -> str:
    """Return a variable that is set and that can only be meant for one that is not, or an empty string.

    It lacks a word (GEMINI_KEY for GEMINI_API_KEY) or has a slip, and neither the tool nor any provider reads it.
    """
    found = (other for other, value in look.reading.variables.items() if value.text)
    return next((other for other in found if _is_meant(look, other, name)), "")


def _is_meant(look: Connection, other: str, name: str) -> bool:
    """Return True if one variable can only be meant for another one."""
    words, own = set(name.split("_")), set(other.split("_"))
    is_shorter = own < words and other.partition("_")[0] == name.partition("_")[0] and len(own) > 1
    whose = words - _KEY_WORDS
    may_be_longer = bool(whose) and whose <= own and bool(own & _KEY_WORDS)
    is_slip = is_one_edit(other, name)
    if other == name or other in look.profile.variables or not (is_shorter or may_be_longer or is_slip):
        return False
    of_providers = [look.catalog.variables_of(one) for one in look.catalog.provider_ids()]
    if any(other in one for one in of_providers):
        return False
    # GOOGLE_GEMINI_KEY has all words of GEMINI_API_KEY that say whose it is, and more only of the same provider
    related = {word for one in of_providers if name in one for variable in one for word in variable.split("_")}
    return is_shorter or is_slip or own <= words | related | _KEY_WORDS


def _unread(look: Connection) -> Iterator[Document]:
    """Yield the `.env` files that are beside what the tool reads, or in this folder, and that it does not read."""
    host, read = look.context.host, {document.path for document in look.reading.documents}
    folders = [host.directory, *(os.path.dirname(path) for path in read if os.path.isabs(path))]
    for path in dict.fromkeys(os.path.join(folder, ".env") for folder in folders):
        document = Document.found(path, "dotenv", host.files) if path not in read and host.files.is_file(path) else None
        if document is not None:
            yield document


def _settings(document: Document) -> Iterator[tuple[str, Entry]]:
    yield from document.root.entries.items() if isinstance(document.root, Table) else ()


def host_beside(place: Place | None, overridden: Iterable[Diagnostic]) -> str:
    """Return the host of the base URL that is in the same file as a key, and overridden by that of another file."""
    for one in overridden:
        node = one.document.at(route_at(one.document.root, one.start))
        url = urls.split(str(node.value)) if isinstance(node, Scalar) else None
        if place is not None and one.document is place.document and url is not None:
            return url.host
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
    for request in requests_of(layers.read(look.profile, host, faulty_too=True)):
        if request.names == look.request.names and request.unknowns.get("key"):
            needs = request.unknowns["key"]
            own = (name for provider in look.providers for name in provider.variables if name in needs)
            return usual_variable(needs, look.profile) or next(own, "")
    return ""
