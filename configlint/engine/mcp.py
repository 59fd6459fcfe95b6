"""How a tool writes MCP servers in its files, as a typed record."""

from __future__ import annotations

from collections.abc import Mapping

from configlint.engine.language import Pattern, Syntax, Text
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain


class McpForm(Record):
    """Where a tool has its MCP servers, and how it writes one.

    `files` are the files by scope, the usual one first. `servers` is the path of the table (or of the list, whose items
    have their name in `name_field`) in such a file; `mount` is that of the layers with the files. `fields` has the
    tool's path for each part of a server. `transports` are those that the tool has ("stdio", "http" for Streamable
    HTTP, "sse"), each with what an entry also contains. `references` are the ways to refer to a variable; `names_all`
    says that the tool resolves only variables that `env_names` lists. `inherits` says that a local server gets all
    variables of the tool itself. `known` are further fields of an entry that the tool reads. `untyped` is the transport
    of an entry with a URL that says nothing about its transport. `is_strict` says that the tool does not start with an
    entry that lacks something. `bare_near` is what lies beside the file, or in a folder above it, where the servers may
    be at the top of the file.
    """

    files: Mapping[str, Text]
    servers: Pattern
    fields: Mapping[str, Pattern]
    transports: Mapping[str, Mapping[str, Plain]]
    mount: str = ""
    name_field: str = ""
    references: tuple[Syntax, ...] = ()
    names_all: bool = False
    inherits: bool = False
    timeout_unit: str = "ms"
    has_plain_names: bool = False
    known: tuple[str, ...] = ()
    untyped: str = "http"
    is_strict: bool = False
    bare_near: str = ""

    @property
    def route(self) -> Pattern:
        """The path of the servers in the tree that the tool reads."""
        return (self.mount, *self.servers) if self.mount else self.servers
