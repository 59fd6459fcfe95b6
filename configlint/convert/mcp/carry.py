"""MCP servers and a target tool -> the tool's file with these servers in it, read back on the whole machine."""

from __future__ import annotations

import os

from configlint.convert import merge
from configlint.convert.files import Carried, Conversion, Drafts, Options, Rewritten, format_of, parsed, shown
from configlint.convert.mcp.entry import Entry, NotCarriedError, entry_of
from configlint.convert.mcp.references import prepared
from configlint.convert.mcp.source import Servers
from configlint.convert.plan import Note, Variable
from configlint.convert.source import ConversionError
from configlint.diagnostics.diagnostic import WARNING
from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.document.nodes import Route
from configlint.engine import layers, locate
from configlint.engine.mcp import McpForm
from configlint.engine.model import Layer, Profile
from configlint.files import text
from configlint.files.access import Overlay
from configlint.mcp.servers import Server, at, server_of, servers
from configlint.rules.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain


#: What losses say about servers that are left behind is about this field.
_FIELD = "MCP servers"


def carry(found: Servers, profile: Profile, context: Context, options: Options, drafts: Drafts) -> Conversion:
    """Return what is written for a target with servers merged into its files by name.

    Raises ConversionError if nothing else is written, and it can have none of the servers.
    """
    earlier = drafts.earlier
    try:
        if profile.mcp is None:
            raise ConversionError(f"configlint does not know how {profile.name} writes MCP servers")
        result = _read_there(_Carrying(found, profile, profile.mcp, context, options, drafts), profile.name)
    except ConversionError as error:
        if earlier is None:
            raise
        left = tuple(Carried(one.name, one.transport, False, (str(error),)) for one in found.servers)
        return earlier.replace(notes=(*_others(earlier), Note(WARNING, _FIELD, str(error))), mcp=left)
    if earlier is None:
        return result
    known = {one.name for one in earlier.environment}
    return earlier.replace(
        files=_joined(earlier, result),
        environment=(*earlier.environment, *(one for one in result.environment if one.name not in known)),
        notes=(*_others(earlier), *result.notes),
        copied=(*earlier.copied, *result.copied),
        mcp=result.mcp,
    )


def _read_there(first: _Carrying, name: str) -> Conversion:
    """Return what is written into the usual file, or into one that the tool reads, unless the user chose."""
    result = first.conversion()
    for scope in () if first.is_read else first.further_scopes():
        other = first.again(scope)
        made = other.conversion()
        if other.is_read:
            why = f"written here: {name} does not read {result.files[0].shown} here"
            return made.replace(notes=(Note(WARNING, made.files[0].shown, why), *made.notes))
    return result


def _joined(earlier: Conversion, result: Conversion) -> tuple[Rewritten, ...]:
    """Return the files of both, each once; those that the second one changed further as it left them."""
    later = {one.after.path: one for one in result.files}
    known = {one.after.path for one in earlier.files}
    return (
        *(later.get(one.after.path, one) for one in earlier.files),
        *(one for one in result.files if one.after.path not in known),
    )


def _others(conversion: Conversion) -> list[Note]:
    return [note for note in conversion.notes if note.field != _FIELD]


class _Carrying:
    def __init__(
        self,
        found: Servers,
        profile: Profile,
        form: McpForm,
        context: Context,
        options: Options,
        drafts: Drafts,
    ) -> None:
        self._given = (found, profile, form, context)
        self._drafts = drafts
        self.is_read = True
        self._found = found
        self._profile = profile
        self._form = form
        self._context = context
        self._host = context.host
        self._options = options
        self._earlier = drafts.earlier
        self._path, layer = self._file()
        self._before, draft = drafts.load(self._path, format_of(profile, layer.number))
        self._document = parsed(draft or self._new(format_of(profile, layer.number)))
        self._environment: list[Variable] = []
        self._notes: list[Note] = []
        self._copied: list[str] = []

    def conversion(self) -> Conversion:
        outcomes = [self._carry(server) for server in self._found.servers]
        if not any(one.is_carried for one in outcomes):
            reasons = "; ".join(f"{one.name}: {one.notes[-1]}" for one in outcomes)
            raise ConversionError(f"none of the MCP servers can be carried over ({reasons})")
        return Conversion(
            source=self._found.tool,
            target=self._profile.id,
            files=(Rewritten(shown(self._path, self._host), self._before, self._document),),
            environment=tuple(dict.fromkeys(self._environment)),
            notes=tuple(dict.fromkeys(self._notes)),
            copied=tuple(self._copied),
            mcp=tuple(outcomes),
        )

    def further_scopes(self) -> list[str]:
        """Return the other scopes of which the tool has a file, unless the user named the one to write."""
        others = [scope for scope, path in self._located().items() if path != self._path]
        return [] if self._options.is_bound else others

    def again(self, scope: str) -> _Carrying:
        """Return the same for the file of another scope."""
        return _Carrying(*self._given, self._options.replace(scope=scope), self._drafts)

    # ---- the file

    def _file(self) -> tuple[str, Layer]:
        """Return the file to write: the one that is there, of those that count for the scope."""
        form, wanted = self._form, self._options.scope
        if wanted is not None and wanted not in form.files:
            raise ConversionError(f"{self._profile.name} has no {wanted} file for MCP servers")
        usual = self._found.scope if self._found.scope in form.files else next(iter(form.files))
        scope = wanted or self._scope_of_setup() or usual
        template = form.files[scope]
        own = next(layer for layer in self._profile.layers if template in layer.paths and layer.mount == form.mount)
        target = self._profile.target
        is_same = target is not None and template in target.files.values()
        named = self._options.path if is_same or self._options.mcp == "only" else None
        located = named or locate.to_write(template, self._profile.layers, self._host)
        if located is None:
            raise ConversionError(f"cannot determine where {self._profile.name} keeps its {scope} file")
        if named is not None or self._host.files.is_file(located):
            return located, own
        alike = (
            one for one in self._profile.layers if (one.scope, one.mount, one.tables) == (scope, own.mount, own.tables)
        )
        others = [(path, layer) for layer in alike for path in locate.find(layer, self._host)]
        return others[-1] if others else (located, own)

    def _scope_of_setup(self) -> str:
        """Return the scope of the file into which the rest of the setup goes, if that can have the servers, too."""
        path = self._earlier.after.path if self._earlier is not None else ""
        return next((scope for scope, located in self._located().items() if located == path), "")

    def _located(self) -> dict[str, str | None]:
        """Return the tool's files for MCP servers, by scope."""
        known = self._profile.layers
        return {scope: locate.to_write(one, known, self._host) for scope, one in self._form.files.items()}

    def _new(self, format_name: str) -> Document:
        target = self._profile.target
        is_own = target is not None and self._form.files.items() & target.files.items()
        empty = Document(self._path, text.decode(b"{}\n" if format_name == "json" else b""), format_name)
        return merge.merge(empty, dict(target.new)) if target is not None and is_own else empty

    # ---- one server

    def _carry(self, server: Server) -> Carried:
        redactor = self._context.redactor
        try:
            ready = prepared(self._as_known(server), self._form, redactor, copy_key=self._options.copy_key)
            entry = entry_of(ready, self._profile, self._form)
            document, notes = self._merged(entry)
        except (NotCarriedError, ChangeRefusedError) as error:
            self._notes.append(Note(WARNING, f"MCP server {server.name}", f"not carried over: {error}"))
            return Carried(server.name, server.transport, False, (str(error),))
        self._document = document
        notes = [*entry.notes, *notes, *self._overridden(entry)]
        self._notes += notes
        self._environment += entry.variables
        return Carried(server.name, server.transport, True, tuple(note.message for note in notes))

    def _as_known(self, server: Server) -> Server:
        """Return a server with the transport that the target's own entry for its URL has: not every tool says which."""
        _, data = self._existing(server.name)
        was = server_of(self._form, server.name, data) if data is not None else None
        is_known = was is not None and was.url is not None and was.is_same(server)
        return server.replace(transport=was.transport) if was is not None and is_known else server

    def _merged(self, entry: Entry) -> tuple[Document, list[Note]]:
        """Return the file with an entry, and notes. An entry of another server under that name is replaced as a whole:
        what it may do, and its keys, are not for the new one.
        """
        notes = []
        document, field = self._document, f"MCP server {entry.name}"
        route, data = self._existing(entry.name)
        was = server_of(self._form, entry.name, data) if data is not None else None
        becomes = server_of(self._form, entry.name, entry.data)
        assert becomes is not None  # noqa: S101  (it has a command or a URL)
        if data is not None and (was is None or not was.is_same(becomes) or was.transport != becomes.transport):
            document = document.apply(document.remove(route))
            notes.append(Note(WARNING, field, "replaces another server of this name"))
        settings: merge.Settings = {}
        below = settings
        for step in self._form.servers:
            below = below.setdefault(step, {})  # type: ignore[assignment]
        below[f"[{self._form.name_field}={entry.name}]" if self._form.name_field else entry.name] = entry.data
        document = merge.merge(document, settings)
        self._check_keys(document)
        return document, notes

    def _existing(self, name: str) -> tuple[Route, dict[str, Plain] | None]:
        """Return where an entry of this name is in the file, and what it contains; None if there is none."""
        holder = at(self._document.data(), self._form.servers)
        if isinstance(holder, list):
            for index, one in enumerate(holder):
                if isinstance(one, dict) and one.get(self._form.name_field) == name:
                    return (*self._form.servers, index), one
        one = holder.get(name) if isinstance(holder, dict) else None
        return (*self._form.servers, name), one if isinstance(one, dict) else None

    def _check_keys(self, document: Document) -> None:
        """Raise NotCarriedError if a key would be written out although keys are not to be copied."""
        found = self._context.redactor.of(document).keys
        keys = [document.text[one.start : one.end] for one in found]
        new = [key for key in keys if key not in self._document.text]
        if new and not self._options.copy_key:
            raise NotCarriedError(
                "it has a key where there can be no reference to a variable: --keys copy writes it out"
            )
        self._copied += new

    def _overridden(self, entry: Entry) -> list[Note]:
        """Return a note if the tool, with all its files on this machine, has something else under the name."""
        files = Overlay(self._host.files, {os.path.abspath(self._path): self._document.text})
        reading = layers.read(self._profile, self._host.replace(files=files))
        has = next((one for one in servers(reading) if one.name == entry.name), None)
        becomes = server_of(self._form, entry.name, entry.data)
        if has is not None and becomes is not None and has.is_same(becomes) and has.is_enabled == becomes.is_enabled:
            return []
        places = [one.place for one in reading.tree.find((*self._form.route, entry.name)) if one.place is not None]
        other = next((one for one in places if one.document.path != self._path), None)
        self.is_read = self.is_read and other is not None
        why = (
            f"{shown(other.document.path, self._host)} has another server of this name, which counts"
            if other is not None
            else f"{self._profile.name} does not read {shown(self._path, self._host)} here"
        )
        return [Note(WARNING, f"MCP server {entry.name}", why)]
