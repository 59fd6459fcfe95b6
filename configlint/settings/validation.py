"""Holds documents against the JSON Schemas that come with the program, and says where in the file what is wrong."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from configlint.diagnostics.diagnostic import span
from configlint.document.document import Document
from configlint.document.nodes import Route, dotted
from configlint.engine.values import Place
from configlint.secrets import redaction
from configlint.settings.accepting import Accepter

if TYPE_CHECKING:
    from jsonschema import ValidationError

_PACKAGE = os.path.dirname(os.path.dirname(__file__))
#: The published schemas, by what they describe, and where they are in the package.
SCHEMAS = {
    "config": "settings/config.schema.json",
    "profile": "profiles/profile.schema.json",
    "sdk": "profiles/sdk.schema.json",
    "provider": "providers/schema/provider.schema.json",
    "keys": "providers/schema/keys.schema.json",
}
_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a table",
    "string": "a text",
}


def path_of(name: str) -> str:
    """Return where the schema called `name` is."""
    return os.path.join(_PACKAGE, *SCHEMAS[name].split("/"))


@cache
def schema(name: str) -> dict[str, Any]:
    """Return a published schema."""
    with open(path_of(name), encoding="utf-8") as handle:
        loaded: dict[str, Any] = json.load(handle)
    return loaded


def whole(name: str) -> dict[str, Any]:
    """Return a published schema with the others in it that it refers to, so that it stands alone."""
    loaded = schema(name)
    others = {f"{other}.schema.json": schema(other) for other in SCHEMAS if other != name}
    text = json.dumps(loaded)
    named = {file: other for file, other in others.items() if f'"{file}#' in text}
    return {**loaded, "$defs": {**loaded.get("$defs", {}), **named}} if named else loaded


def complaints(document: Document, name: str, data: Any, at: Route = ()) -> list[str]:
    """Return what the schema called `name` has against `data`, which stands at `at` of a document."""
    if Accepter(lambda file: schema(file.removesuffix(".schema.json"))).accepts(f"{name}.schema.json", data):
        return []
    return refusals(document, name, data, at)


def refusals(document: Document, name: str, data: Any, at: Route = ()) -> list[str]:
    """Return what `complaints` does, told by the library for schemas."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    others = [(f"{other}.schema.json", Resource.from_contents(schema(other))) for other in SCHEMAS]
    registry: Registry[Any] = Registry().with_resources(others)
    validator = Draft202012Validator(schema(name), registry=registry)
    found = [one for error in validator.iter_errors(data) for one in _told(error)]
    return [complain(document, (*at, *route), message, key=key) for route, message, key in found]


def complain(document: Document, route: Route, message: str, *, key: bool = False) -> str:
    """Return a complaint about what stands at `route` of a document, or with `key` about its key."""
    start, _ = span(Place(document, route), key=key)
    line, column = document.lines.position(start)
    return f"{document.path}:{line}:{column}: {redaction.redact(message)}"


def did_you_mean(word: str, known: list[str]) -> str:
    """Return the end of a message that names what comes close to `word`, if anything does."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, 3)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _told(error: ValidationError) -> Iterator[tuple[Route, str, bool]]:
    """Yield (route, message, whether it is about the key there) for an error, or for its most telling cause."""
    while error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    route = tuple(error.absolute_path)
    what = dotted(route) if route else "the configuration"
    keyword = error.validator
    wanted: Any = error.validator_value
    given: Any = error.instance
    if keyword == "additionalProperties" and isinstance(given, dict) and wanted is False:
        around = error.schema if isinstance(error.schema, dict) else {}
        known = list(around.get("properties", ()))
        for name in given:
            if name not in known and not any(re.search(one, name) for one in around.get("patternProperties", ())):
                yield (*route, name), f"unknown key {name}{did_you_mean(name, known)}", True
    elif keyword == "required" and isinstance(given, dict):
        lacking = [name for name in wanted if name not in given]
        yield route, f"{what} lacks {' and '.join(lacking)}", True
    elif keyword == "type":
        yield route, f"{what} must be {_TYPES.get(str(wanted), str(wanted))}", False
    elif keyword == "enum":
        options = [str(one).lower() if isinstance(one, bool) else str(one) for one in wanted]
        yield route, f"{what} must be {' or '.join(options)}{did_you_mean(str(given), options)}", False
    elif keyword == "pattern":
        yield route, f"{what} must be of the form {wanted}", False
    elif wanted is False or error.schema is False:
        yield route, f"{what} must not be here", True
    else:
        yield route, f"{what}: {error.message[:200]}", False
