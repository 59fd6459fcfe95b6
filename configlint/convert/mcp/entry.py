"""A server -> the entry that another tool has for it, and what is lost on the way."""

from __future__ import annotations

import re

from configlint.convert.mcp.references import Prepared, variable_name
from configlint.convert.plan import Note, Variable
from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.engine.mcp import McpForm
from configlint.engine.model import Profile
from configlint.mcp.servers import AUTHORIZATION, BEARER, Server, in_unit
from configlint.mcp.values import Reference, Value, written
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain

#: What people call the transports.
_TRANSPORTS = {"stdio": "local servers", "http": "servers over Streamable HTTP", "sse": "servers over SSE"}

#: Variables that a system itself sets for everybody.
_ALWAYS_SET = frozenset({"HOME", "LOGNAME", "PATH", "PWD", "SHELL", "TMPDIR", "USER", "USERPROFILE"})


class Entry(Record):
    """An entry under its name, with the variables that it needs, and notes on what the tool cannot express."""

    name: str
    data: dict[str, Plain]
    variables: tuple[Variable, ...]
    notes: tuple[Note, ...]


class NotCarriedError(Exception):
    """The tool cannot have this server. The message says why."""


def entry_of(prepared: Prepared, profile: Profile, form: McpForm) -> Entry:
    """Return the entry for a server. Raises NotCarriedError if the tool cannot have it."""
    return _Writing(prepared, profile, form).entry()


class _Writing:
    def __init__(self, prepared: Prepared, profile: Profile, form: McpForm) -> None:
        self._server: Server = prepared.server
        self._tool = profile.name
        self._form = form
        self._variables = list(prepared.variables)
        self._notes: list[Note] = []
        self._data: dict[str, Plain] = {}
        self._field = f"MCP server {self._server.name}"

    def entry(self) -> Entry:
        server, form = self._server, self._form
        if server.transport not in form.transports:
            raise NotCarriedError(f"{self._tool} has no {_TRANSPORTS[server.transport]}")
        is_switch = "enabled" in form.fields or "disabled" in form.fields
        if not server.is_enabled and not is_switch:
            raise NotCarriedError(f"it is switched off, and {self._tool} has no setting for that")
        name = plain_name(server.name) if form.has_plain_names else server.name
        for key, constant in form.transports[server.transport].items():
            self._data[key] = _constant(constant, name)
        if server.transport == "stdio":
            self._put_program()
        else:
            self._put_address()
        if not server.is_enabled:
            self._put("enabled" if "enabled" in form.fields else "disabled", "disabled" in form.fields)
        if server.timeout_ms is not None and not self._put("timeout", in_unit(server.timeout_ms, form.timeout_unit)):
            self._note(NOTE, f"{self._tool} has no timeout for a server")
        if server.others:
            self._note(NOTE, f"not carried over, as not all tools have it: {', '.join(server.others)}")
        return Entry(name, self._data, tuple(dict.fromkeys(self._variables)), tuple(self._notes))

    # ---- parts

    def _put_program(self) -> None:
        command = [self._whole(value, "arguments") for value in self._server.command]
        if "args" in self._form.fields:
            self._put("command", command[0])
            if command[1:]:
                self._put("args", list(command[1:]))
        else:
            self._put("command", list(command))
        for name, value in self._server.env.items():
            self._put_variable(name, value)
        cwd = self._server.cwd
        if cwd is not None and not self._put("cwd", self._whole(cwd, "cwd")):
            self._note(WARNING, f"{self._tool} has no setting for the folder (cwd) in which the program runs")

    def _put_variable(self, name: str, value: Value) -> None:
        own = value.only is not None and value.only.kind == "variable" and value.only.name == name
        if value.literal is None and "env_names" in self._form.fields:
            self._hand_on(name)
            self._need(name, value, is_own=own)
            return
        text = self._text(value)
        if text is not None:
            self._put("env", text, name)
            self._need_all(value)
        elif self._form.inherits:
            self._note(NOTE, f"{self._tool} hands {name} on to the program from its own environment")
            self._need(name, value, is_own=own)
        else:
            self._note(WARNING, f"{self._tool} cannot give the program {name}: it has no references to variables")

    def _put_address(self) -> None:
        server, fields = self._server, self._form.fields
        part = "sse_url" if server.transport == "sse" and "sse_url" in fields else "url"
        if server.url is not None:
            self._put(part, self._whole(server.url, "URLs"))
        for name, value in server.headers.items():
            self._put_header(name, value)

    def _put_header(self, name: str, value: Value) -> None:
        fields = self._form.fields
        is_token = name.lower() == AUTHORIZATION.lower() and value.parts[:1] == (BEARER,)
        if is_token and "bearer_name" in fields and len(value.references) == 1 and len(value.parts) == 2:
            self._put("bearer_name", value.references[0].name)
            self._need_all(value)
            return
        if value.literal is None and "header_names" in fields:
            whole = value.only.name if value.only is not None else variable_name(self._server.name, name, "header")
            self._put("header_names", whole, name)
            self._need(whole, value, is_own=value.only is not None)
            return
        text = self._text(value)
        if text is None:
            self._note(WARNING, f"{self._tool} has no references to variables here: the header {name} is missing")
            return
        self._put("headers", text, name)
        self._need_all(value)
        if self._form.names_all:
            for one in value.references:
                self._hand_on(one.name)

    # ---- values

    def _whole(self, value: Value, where: str) -> str:
        """Return a value that the entry cannot do without. Raises NotCarriedError."""
        text = self._text(value) if not (value.references and self._form.names_all) else None
        if text is None:
            names = ", ".join(one.name for one in value.references)
            why = f"does not resolve references such as {names}" if names else "would take a part of it for a reference"
            raise NotCarriedError(f"{self._tool} {why} in {where}")
        self._need_all(value)
        return text

    def _text(self, value: Value) -> str | None:
        return written(value, self._form.references)

    def _need(self, name: str, value: Value, *, is_own: bool) -> None:
        """Ask for a variable that must have a value."""
        if is_own:
            self._need_all(value)
        elif not any(one.name == name for one in self._variables):
            shell = "".join(part if isinstance(part, str) else _in_shell(part) for part in value.parts)
            self._variables.append(Variable(name, command=f'export {name}="{shell}"'))

    def _need_all(self, value: Value) -> None:
        for one in value.references:
            known = any(variable.name == one.name for variable in self._variables)
            known = known or one.name in _ALWAYS_SET
            if one.kind == "variable" and one.default is None and not known:
                self._variables.append(Variable(one.name, f"for the MCP server {self._server.name}"))

    def _hand_on(self, name: str) -> None:
        path = self._form.fields["env_names"]
        names = self._data.setdefault(path[0], [])
        if isinstance(names, list) and name not in names:
            names.append(name)

    def _put(self, part: str, value: Plain, *below: str) -> bool:
        """Write a part of the server; return False if the tool has no field for it."""
        if part not in self._form.fields:
            return False
        *tables, last = (*self._form.fields[part], *below)
        table = self._data
        for step in tables:
            inner = table.setdefault(step, {})
            assert isinstance(inner, dict)  # noqa: S101  (fields of tools do not overlap)
            table = inner
        table[last] = value
        return True

    def _note(self, severity: str, message: str) -> None:
        self._notes.append(Note(severity, self._field, message))


def plain_name(name: str) -> str:
    """Return a name of letters, digits, - and _."""
    return re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-") or "server"


def _in_shell(reference: Reference) -> str:
    """Return a reference as a POSIX shell has it, between double quotes."""
    return f"${{{reference.name}}}" if reference.default is None else f"${{{reference.name}:-{reference.default}}}"


def _constant(constant: object, name: str) -> Plain:
    """Return a constant of a profile as plain data; {name} in it is the server's."""
    if isinstance(constant, str):
        return constant.replace("{name}", name)
    if isinstance(constant, tuple | list):
        return [_constant(one, name) for one in constant]
    return constant if isinstance(constant, bool | int | float) else str(constant)
