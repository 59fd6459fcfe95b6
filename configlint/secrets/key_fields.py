"""What the profiles know about a file: whose it is, where it takes keys, and how it refers to a variable."""

from __future__ import annotations

import os
from collections.abc import Iterator

from configlint.catalog.knowledge import Knowledge
from configlint.document.document import Document
from configlint.engine.language import Syntax, syntaxes_of
from configlint.engine.model import Layer, Profile
from configlint.files import text
from configlint.profiles import recognition
from configlint.records import Record
from configlint.secrets.text_source import Source

#: The parts of an MCP server that hold names of variables.
_WITH_NAMES = ("env_names", "bearer_name", "header_names")


class Reader(Record):
    """The tool that reads a file, and as which of its layers."""

    profile: Profile
    layer: Layer


class KeyFields:
    """Tells, for the files of known tools, which fields take keys."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._last: tuple[Source, Reader | None] | None = None  # each key of a file asks

    def reader_of(self, source: Source) -> Reader | None:
        """Return the tool that reads this file, judged by path and content, or None."""
        if self._last is None or self._last[0] is not source:
            self._last = source, self._find_reader(source)
        return self._last[1]

    def _find_reader(self, source: Source) -> Reader | None:
        path = os.path.abspath(source.path)
        matches = recognition.by_path(self._knowledge, path, os.path.expanduser("~"), named=False)
        format_name = recognition.format_of(self._knowledge, path, matches)
        if not matches or format_name is None or len(source.data) > text.MAX_BYTES:
            return None
        document = Document.of(source.decoded(), format_name, source.path)
        found = recognition.confirmed(self._knowledge, matches, document)
        readers = [
            Reader(self._knowledge.profile(one.tool), recognition.layer_read(self._knowledge, one))
            for one in found
            if one.is_read
        ]
        return next((one for one in readers if one.profile.requests and not one.profile.is_fallback), None)

    def tool_taking_key(self, source: Source, field: str) -> str:
        """Return the name of the tool that takes a key in `field` of this file, or an empty text."""
        reader = self.reader_of(source)
        if reader is None:
            return ""
        takes_key = any(field in request.key_fields for request in reader.profile.requests)
        return reader.profile.name if takes_key else ""


def reference(reader: Reader, variable: str, *, for_server: bool = False) -> str:
    """Say how a file refers to a variable instead of holding its value, or return an empty string.

    `for_server` says that the value is handed to an MCP server.
    """
    profile = reader.profile
    if reader.layer.is_login:
        return f"keep it out of git: {profile.name} writes this file when you log in"
    if profile.containers is not None:
        return profile.containers.keys.replace("NAME", variable)
    syntaxes = profile.mcp.references if for_server and profile.mcp is not None else _syntaxes(reader)
    usable = [one for one in syntaxes if one.kind == "variable" and not one.has_fallback]
    if usable:
        return f"write {usable[-1].written(variable)} here, which {profile.name} replaces by the variable"
    if for_server and profile.mcp is not None:
        fields = profile.mcp.fields.items()
        named = dict.fromkeys(str(path[-1]) for part, path in fields if part in _WITH_NAMES)
    else:
        named = dict.fromkeys(str(path.steps[-1]) for path in profile.name_fields)
    return f"write the NAME of the variable ({variable}) into {' or '.join(named)}" if named else ""


def variable_read(profile: Profile, field: str, usual: str) -> str:
    """Return the variable that a tool takes a key from which is in `field`, or an empty string.

    It is what is assigned there, what is called like the field, or `usual`.
    """
    endings = tuple(filter(None, profile.variable_endings))
    for name in (field, field.upper().replace("-", "_"), usual):
        is_read = name in profile.variables or name.endswith(endings)
        if name.isupper() and name.isidentifier() and (name == field or is_read):
            return name
    return ""


def _syntaxes(reader: Reader) -> Iterator[Syntax]:
    for sources in reader.profile.meanings.values():
        for source in sources:
            yield from syntaxes_of(source)
    yield from reader.profile.syntaxes
    yield from reader.layer.syntaxes
