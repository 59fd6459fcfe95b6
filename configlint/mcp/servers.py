"""A tool's files -> its MCP servers, each as one record that says the same for every tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from configlint.document.nodes import Route, Table, plain
from configlint.engine.language import Pattern
from configlint.engine.mcp import McpForm
from configlint.engine.reading import Reading
from configlint.engine.tree import Tree, text_of
from configlint.mcp.values import Reference, Value, parse
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain

#: How many milliseconds there are in the units of timeouts.
_UNITS = {"ms": 1, "s": 1000}
#: The one header that most tools have a field of its own for.
AUTHORIZATION, BEARER = "Authorization", "Bearer "


class Server(Record):
    """An MCP server. `transport` is "stdio" (then there is a `command`, with its arguments), "http" or "sse" (then
    there is a `url`). `timeout_ms` is None for the tool's default. `others` are the fields that were not read.
    """

    name: str
    transport: str
    command: tuple[Value, ...] = ()
    env: Mapping[str, Value] = {}
    cwd: Value | None = None
    url: Value | None = None
    headers: Mapping[str, Value] = {}
    is_enabled: bool = True
    timeout_ms: int | None = None
    others: tuple[str, ...] = ()

    @property
    def values(self) -> Iterator[Value]:
        """All values of the server."""
        yield from self.command
        yield from self.env.values()
        yield from self.headers.values()
        yield from (one for one in (self.cwd, self.url) if one is not None)

    def is_same(self, other: Server) -> bool:
        """Return True if both names stand for one server: the same program, or the same URL."""
        return (self.transport == "stdio", self.command, self.url) == (
            other.transport == "stdio",
            other.command,
            other.url,
        )


def servers(reading: Reading) -> list[Server]:
    """Return the servers that a tool has with all that it reads."""
    form = reading.profile.mcp
    return servers_in(form, _merged(reading.tree, form.route)) if form is not None else []


def servers_in(form: McpForm, data: Plain) -> list[Server]:
    """Return the servers in a table (or list) of entries, each as the tool with this form understands it."""
    if form.name_field and isinstance(data, list):
        named = [(str(one.get(form.name_field, "")), one) for one in data if isinstance(one, dict)]
    else:
        named = [(name, one) for name, one in data.items() if isinstance(one, dict)] if isinstance(data, dict) else []
    found = (server_of(form, name, one) for name, one in named)
    return [one for one in found if one is not None]


def server_of(form: McpForm, name: str, data: dict[str, Plain]) -> Server | None:
    """Return an entry as a server; None for one that neither runs a program nor has a URL."""
    return _Entry(form, data).server(name)


def _merged(tree: Tree, route: Route) -> Plain:
    """Return what all layers together have at a route."""
    found = tree.find(route)
    if not found:
        return None
    if isinstance(found[0].node, Table):
        return {key: _merged(tree, (*route, key)) for key in tree.keys(route)}
    return plain(found[0].node)


class _Entry:
    def __init__(self, form: McpForm, data: dict[str, Plain]) -> None:
        self._form = form
        self._data = _flat(form, data)

    def server(self, name: str) -> Server | None:
        command, url = self._command(), self._url()
        if not command and url is None:
            return None
        return Server(
            name=name,
            transport="stdio" if command else self._transport(),
            command=command,
            env=self._env() if command else {},
            cwd=self._text("cwd"),
            url=None if command else url,
            headers={} if command else self._headers(),
            is_enabled=self._at("enabled") is not False and self._at("disabled") is not True,
            timeout_ms=self._timeout(),
            others=tuple(self._others()),
        )

    def _at(self, part: str) -> Plain:
        return at(self._data, self._form.fields[part]) if part in self._form.fields else None

    def _value(self, data: Plain) -> Value | None:
        text = text_of(data) if not isinstance(data, dict | list) else None
        return parse(text, self._form.references) if text is not None else None

    def _text(self, part: str) -> Value | None:
        return self._value(self._at(part))

    def _table(self, part: str) -> dict[str, Value]:
        data = self._at(part)
        found = {name: self._value(one) for name, one in data.items()} if isinstance(data, dict) else {}
        return {name: value for name, value in found.items() if value is not None}

    def _command(self) -> tuple[Value, ...]:
        command, arguments = self._at("command"), self._at("args")
        line = command if isinstance(command, list) else [command] if command else []
        line = [*line, *(arguments if isinstance(arguments, list) else [])] if line else []
        return tuple(value for one in line if (value := self._value(one)) is not None)

    def _url(self) -> Value | None:
        return self._text("http_url") or self._text("url") or self._text("sse_url")

    def _transport(self) -> str:
        if self._at("http_url"):
            return "http"
        if "sse_url" in self._form.fields:
            return "http" if self._at("url") else "sse"
        http, sse = (self._form.transports.get(name, {}) for name in ("http", "sse"))
        if not any(field in self._data for field in ("type", *http, *sse)):
            is_sse = "sse" in self._form.transports and str(self._at("url")).rstrip("/").endswith("/sse")
            return "sse" if is_sse else self._form.untyped
        marks = {field: value for field, value in sse.items() if http.get(field) != value} or {"type": "sse"}
        is_sse = all(str(self._data.get(field, "")).lower() == str(value) for field, value in marks.items())
        return "sse" if is_sse else "http"

    def _env(self) -> dict[str, Value]:
        names = self._at("env_names")
        listed = [str(one) for one in names] if isinstance(names, list) else []
        return {**{name: Value((Reference(name),)) for name in listed}, **self._table("env")}

    def _headers(self) -> dict[str, Value]:
        named = self._at("header_names")
        pairs = named.items() if isinstance(named, dict) else ()
        headers = {**self._table("headers"), **{name: Value((Reference(str(one)),)) for name, one in pairs}}
        token = self._at("bearer_name")
        return {**headers, AUTHORIZATION: Value((BEARER, Reference(str(token))))} if token else headers

    def _timeout(self) -> int | None:
        timeout = self._at("timeout")
        if isinstance(timeout, bool) or not isinstance(timeout, int | float):
            return None
        return round(timeout * _UNITS[self._form.timeout_unit])

    def _others(self) -> Iterator[str]:
        known = {path[0] for path in self._form.fields.values()} | {self._form.name_field, "type"}
        known |= {name for constants in self._form.transports.values() for name in constants}
        yield from (name for name, data in self._data.items() if name not in known and data not in (None, "", [], {}))


def _flat(form: McpForm, data: dict[str, Plain]) -> dict[str, Plain]:
    """Return an entry with the program, its arguments and its variables side by side: Zed had them in one table."""
    field = form.fields["command"][-1]
    command = data.get(field)
    if not isinstance(command, dict) or "path" not in command:
        return data
    inner = {name: one for name, one in command.items() if name != "path"}
    return {**data, **inner, field: command["path"]}


def at(data: Plain, path: Pattern) -> Plain:
    """Return what is at a path in plain data, None if nothing is."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def in_unit(milliseconds: int, unit: str) -> int:
    """Return a timeout in a unit, rounded up."""
    return -(-milliseconds // _UNITS[unit])
