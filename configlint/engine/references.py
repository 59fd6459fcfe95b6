"""References such as `${NAME}` inside values, resolved as one tool does."""

from __future__ import annotations

import os
from collections.abc import Sequence

from configlint.engine import interpolation
from configlint.engine.host import Host
from configlint.engine.interpolation import Reference
from configlint.engine.language import Syntax
from configlint.engine.reading import Reading
from configlint.engine.values import ABSENT, NOTHING_UNKNOWN, RefusedError, Resolved, Unknowns, Value
from configlint.files import text

#: Characters of no alphabet start here: what is escaped is hidden in them from the references.
_PRIVATE_USE = 0xF0000


def resolve_references(reading: Reading, value: Value, syntaxes: Sequence[Syntax]) -> Resolved:
    """Return `value` with its references resolved. One that is nothing but a reference takes on its origin.

    The syntaxes are looked for one after another in what the earlier ones left, but in no escaped character. Raises
    RefusedError where the tool stops over a variable that is not set.
    """
    if value.text is None:
        return Resolved(value)
    escapes = [syntax.text for syntax in syntaxes if syntax.kind == "escape"]
    for syntax in syntaxes:
        whole = interpolation.find(syntax, value.text, whole=True)
        if whole:
            return _whole(reading, value, syntax, whole[0])
    changed = value.text
    for number, escape in enumerate(escapes, _PRIVATE_USE):
        changed = changed.replace(escape, chr(number))
    for syntax in syntaxes:
        parts: list[str] = []
        at = 0
        for reference in interpolation.find(syntax, changed, whole=syntax.is_whole):
            part, unknowns = _part(reading, value, syntax, reference)
            if part is None:
                return Resolved(value.replace(text=None, place=None, via=value.written), unknowns)
            parts += [changed[at : reference.start], part]
            at = reference.end
        if parts:
            changed = "".join([*parts, changed[at:]])
    for number, escape in enumerate(escapes, _PRIVATE_USE):
        changed = changed.replace(chr(number), escape[-1])
    return Resolved(value if changed == value.text else value.replace(text=changed))


def _whole(reading: Reading, value: Value, syntax: Syntax, reference: Reference) -> Resolved:
    if syntax.kind == "command":
        return Resolved(Value(None, "command", via=value.written))
    if syntax.kind == "variable":
        variable = _variable(reading, value, syntax, reference.name)
        if variable is not None and (variable.text or reference.default is None):
            return Resolved(variable.replace(via=value.written))
        if variable is None and reading.host.environment is None:
            return Resolved(Value(None, "env", reference.name, via=value.written), frozenset((reference.name,)))
    if syntax.kind == "file" and reading.is_static:
        return Resolved(Value(None, "file", reference.name, via=value.written), frozenset((reference.name,)))
    content, unknowns = _part(reading, value, syntax, reference)
    if content is None:
        return ABSENT.among(unknowns)
    if syntax.kind == "file" and content != reference.text:
        return Resolved(Value(content, "file", reference.name, via=value.written))
    return Resolved(value.replace(text=content))


def _part(reading: Reading, value: Value, syntax: Syntax, reference: Reference) -> tuple[str | None, Unknowns]:
    """Return the text that a reference stands for, or None and what is not known."""
    if syntax.kind == "file":
        if reading.is_static:
            return None, frozenset((reference.name,))
        path = reference.name
        if path.startswith("~"):
            path = os.path.join(reading.host.home, path[1:].lstrip("/"))
        elif value.place is not None:
            path = os.path.join(os.path.dirname(value.place.document.path), path)
        content = read_file(reading.host, path)
        if content is not None:
            return content, NOTHING_UNKNOWN
    else:
        variable = _variable(reading, value, syntax, reference.name)
        if variable is not None and (variable.text or reference.default is None):
            return variable.text, NOTHING_UNKNOWN
        if variable is None and reading.host.environment is None:
            return None, frozenset((reference.name,))
    if reference.default is not None and syntax.has_fallback:
        return reference.default, NOTHING_UNKNOWN
    if syntax.unset == "keep":
        return reference.text, NOTHING_UNKNOWN
    instead = syntax.unset_text.replace("NAME", reference.name)
    if syntax.unset == "text":
        return instead, NOTHING_UNKNOWN
    raise RefusedError(instead.replace("DEFAULT", reference.default or ""), value.written)


def _variable(reading: Reading, value: Value, syntax: Syntax, name: str) -> Value | None:
    """Return a variable as a reference in `value` sees it."""
    variable = reading.variables.get(name)
    if not syntax.is_from_others or variable is None or variable.place is None or value.place is None:
        return variable
    return reading.process.get(name) if variable.place.document is value.place.document else variable


def read_file(host: Host, path: str) -> str | None:
    """Return what is in a file, without blanks at its ends, or None when it cannot be read.

    A relative path is relative to the folder that the tool runs in.
    """
    try:
        return host.files.read(os.path.join(host.directory, path)).text.strip()
    except (OSError, text.TextError):
        return None
