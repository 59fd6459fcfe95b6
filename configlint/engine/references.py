"""References such as `${NAME}` inside values, resolved as one tool does."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from configlint.engine import interpolation
from configlint.engine.reading import Reading
from configlint.engine.values import RefusedError, Value
from configlint.files import text


class References:
    """Resolves references for one reading. `note` is called with the name of each variable that is not known."""

    def __init__(self, reading: Reading, note: Callable[[str], None]) -> None:
        self._reading = reading
        self._note = note

    def resolve(self, value: Value, syntaxes: list[dict[str, Any]]) -> Value | None:
        """Return `value` with its references resolved. One that is nothing but a reference takes on its origin.

        Raises RefusedError where the tool stops over a variable that is not set.
        """
        if value.text is None:
            return value
        for syntax in syntaxes:
            whole = interpolation.find(syntax["syntax"], value.text, whole=True)
            if whole:
                return self._whole(value, syntax, whole[0])
        replaced = interpolation.replace(
            value.text, syntaxes, lambda syntax, reference: self._part(value, syntax, reference)
        )
        if replaced is None:
            return value.replace(text=None, place=None, via=value.written)
        return value if replaced == value.text else value.replace(text=replaced)

    def _whole(self, value: Value, syntax: Mapping[str, Any], reference: interpolation.Reference) -> Value | None:
        kind = syntax.get("from", "variable")
        if kind == "command":
            return Value(None, "command", via=value.written)
        if kind == "variable":
            variable = self._reading.variables.get(reference.name)
            if variable is not None and (variable.text or reference.default is None):
                return variable.replace(via=value.written)
            if variable is None and self._reading.machine.environment is None:
                self._note(reference.name)
                return Value(None, "env", reference.name, via=value.written)
        if kind == "file" and self._reading.is_static:
            self._note(reference.name)
            return Value(None, "file", reference.name, via=value.written)
        content = self._part(value, syntax, reference)
        if content is None:
            return None
        if kind == "file" and content != reference.text:
            return Value(content, "file", reference.name, via=value.written)
        return value.replace(text=content)

    def _part(self, value: Value, syntax: Mapping[str, Any], reference: interpolation.Reference) -> str | None:
        """Return the text that stands for a reference, or None when it is not known."""
        if syntax.get("from") == "file":
            if self._reading.is_static:
                self._note(reference.name)
                return None
            path = reference.name
            if path.startswith("~"):
                path = os.path.join(self._reading.machine.home, path[1:].lstrip("/"))
            elif value.place is not None:
                path = os.path.join(os.path.dirname(value.place.document.path), path)
            content = read_file(path)
            if content is not None:
                return content
        else:
            variable = self._reading.variables.get(reference.name)
            if variable is not None and (variable.text or reference.default is None):
                return variable.text
            if variable is None and self._reading.machine.environment is None:
                self._note(reference.name)
                return None
        unset = syntax.get("unset", "keep")
        if reference.default is not None and "DEFAULT" not in unset:
            return reference.default
        if unset == "keep":
            return reference.text
        if unset == "empty":
            return ""
        if unset.startswith("text:"):
            return str(unset[5:]).replace("NAME", reference.name)
        raise RefusedError(
            unset.replace("NAME", reference.name).replace("DEFAULT", reference.default or ""), value.written
        )


def read_file(path: str) -> str | None:
    """Return what stands in a file, without blanks at its ends, or None when it cannot be read."""
    try:
        return text.read(path).text.strip()
    except (OSError, text.TextError):
        return None
