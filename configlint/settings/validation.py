"""Validates documents against the JSON Schemas that come with the program, and says what is wrong at which place."""

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
from configlint.files.words import did_you_mean
from configlint.settings.fast_schema import Accepter

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
    "string": "a string",
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
    """Return a published schema with the others in it that it refers to, so that it is complete."""
    loaded = schema(name)
    others = {f"{other}.schema.json": schema(other) for other in SCHEMAS if other != name}
    text = json.dumps(loaded)
    named = {file: other for file, other in others.items() if f'"{file}#' in text}
    return {**loaded, "$defs": {**loaded.get("$defs", {}), **named}} if named else loaded


def complaints(document: Document, name: str, data: object, at: Route = ()) -> list[str]:
    """Return what is wrong with `data`, which is at `at` of a document, by the schema called `name`."""
    if Accepter(lambda file: schema(file.removesuffix(".schema.json"))).accepts(f"{name}.schema.json", data):
        return []
    return refusals(document, name, data, at)


def refusals(document: Document, name: str, data: object, at: Route = ()) -> list[str]:
    """Return what `complaints` does, as jsonschema sees it."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    others = [(f"{other}.schema.json", Resource.from_contents(schema(other))) for other in SCHEMAS]
    registry: Registry[Any] = Registry().with_resources(others)
    validator = Draft202012Validator(schema(name), registry=registry)
    found = [one for error in validator.iter_errors(data) for one in _described(error)]
    return [complain(document, (*at, *route), message, key=key) for route, message, key in found]


def complain(document: Document, route: Route, message: str, *, key: bool = False) -> str:
    """Return a complaint about what is at `route` of a document, or with `key` about its key."""
    start, _ = span(Place(document, route), key=key)
    line, column = document.lines.position(start)
    return f"{document.path}:{line}:{column}: {message}"


def _described(error: ValidationError) -> Iterator[tuple[Route, str, bool]]:
    """Yield (route, message, whether it is about the key there) for an error, or for its most telling cause."""
    while error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    route = tuple(error.absolute_path)
    what = dotted(route) if route else "the configuration"
    keyword = error.validator
    wanted: Any = error.validator_value
    given: object = error.instance
    if keyword == "additionalProperties" and isinstance(given, dict) and wanted is False:
        around = error.schema if isinstance(error.schema, dict) else {}
        known = list(around.get("properties", ()))
        for name in given:
            if name not in known and not any(re.search(one, name) for one in around.get("patternProperties", ())):
                yield (*route, name), f"unknown key {name}{did_you_mean(name, known)}", True
    elif keyword == "required" and isinstance(given, dict):
        lacking = [name for name in wanted if name not in given]
        yield route, f"{what} has no {' and no '.join(lacking)}", True
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
