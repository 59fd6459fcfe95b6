"""Tells quickly that data keeps to a schema.

Importing jsonschema takes three times as long as a bare interpreter's start, and every run in a project with a
configuration would pay for it. Only a yes counts: where the answer is no, or a schema has a keyword that is not known
here, jsonschema has to look.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

#: Keywords that say nothing about data, or are looked at with others.
_SILENT = {
    *("$schema", "$id", "$defs", "$comment", "title", "description", "format", "then", "else"),
    *("properties", "patternProperties", "additionalProperties", "items"),
}
_TYPES = {"array": list, "boolean": bool, "integer": int, "object": dict, "string": str}


class Accepter:
    """Holds data against schemas; `schema` returns the one that is in the file of a name."""

    def __init__(self, schema: Callable[[str], dict[str, Any]]) -> None:
        self._schema = schema

    def accepts(self, file: str, data: object) -> bool:
        """Tell whether data certainly keeps to the schema in a file."""
        try:
            return self._keeps(data, self._schema(file), file)
        except (KeyError, TypeError, RecursionError):
            return False

    def _keeps(self, data: object, schema: Any, file: str) -> bool:
        """Tell whether data keeps to a schema. Raises KeyError or TypeError where that is not known."""
        if isinstance(schema, bool):
            return schema
        parts: list[tuple[Any, Any]] = []
        if isinstance(data, dict):
            parts = [(value, one) for name, value in data.items() for one in _of_property(name, schema)]
        elif isinstance(data, list) and "items" in schema:
            parts = [(value, schema["items"]) for value in data]
        return all(self._holds(keyword, wanted, data, schema, file) for keyword, wanted in schema.items()) and all(
            self._keeps(value, one, file) for value, one in parts
        )

    def _holds(self, keyword: str, wanted: Any, data: Any, schema: dict[str, Any], file: str) -> bool:
        """Tell whether one keyword of a schema is content with data."""
        if keyword in _SILENT:
            return True
        if keyword == "$ref":
            return self._keeps(data, *self._referred(wanted, file))
        if keyword in ("allOf", "anyOf", "oneOf"):
            kept = [self._keeps(data, one, file) for one in wanted]
            return all(kept) if keyword == "allOf" else any(kept) if keyword == "anyOf" else kept.count(True) == 1
        if keyword == "not":
            return not self._keeps(data, wanted, file)
        if keyword == "if":
            return self._keeps(data, schema.get("then" if self._keeps(data, wanted, file) else "else", True), file)
        if keyword == "propertyNames":
            return not isinstance(data, dict) or all(self._keeps(name, wanted, file) for name in data)
        if keyword == "contains":
            return not isinstance(data, list) or any(self._keeps(value, wanted, file) for value in data)
        return _PLAIN[keyword](data, wanted)

    def _referred(self, reference: str, file: str) -> tuple[Any, str]:
        other, _, pointer = reference.partition("#")
        target: Any = self._schema(other or file)
        for step in pointer.strip("/").split("/"):
            target = target[step] if step else target
        return target, other or file


def _of_property(name: str, schema: dict[str, Any]) -> list[Any]:
    """Return the schemas that the value behind a name has to keep to."""
    own = [schema["properties"][name]] if name in schema.get("properties", ()) else []
    own += [one for pattern, one in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
    return own or [schema.get("additionalProperties", True)]


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


#: Keywords that look at data alone.
_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "const": lambda data, wanted: type(data) is type(wanted) and data == wanted,
    "dependentRequired": lambda data, wanted: (
        not isinstance(data, dict) or all(data.keys() >= {*wanted[name]} for name in data.keys() & wanted.keys())
    ),
    "enum": lambda data, wanted: any(type(data) is type(one) and data == one for one in wanted),
    "maximum": lambda data, wanted: type(data) is not int or data <= wanted,
    "maxItems": lambda data, wanted: not isinstance(data, list) or len(data) <= wanted,
    "minimum": lambda data, wanted: type(data) is not int or data >= wanted,
    "minItems": lambda data, wanted: not isinstance(data, list) or len(data) >= wanted,
    "minLength": lambda data, wanted: not isinstance(data, str) or len(data) >= wanted,
    "minProperties": lambda data, wanted: not isinstance(data, dict) or len(data) >= wanted,
    "pattern": lambda data, wanted: not isinstance(data, str) or re.search(wanted, data) is not None,
    "required": lambda data, wanted: not isinstance(data, dict) or data.keys() >= {*wanted},
    "type": lambda data, wanted: any(type(data) is _TYPES[one] for one in _listed(wanted)),
    "uniqueItems": lambda data, wanted: not isinstance(data, list) or len({*map(repr, data)}) == len(data),
}
