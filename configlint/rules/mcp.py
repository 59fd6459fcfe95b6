"""What rules say about the MCP servers in a file: in the wrong table, under other tools' names, not whole, or with
references that this tool does not resolve.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from configlint.diagnostics import fix as fixes
from configlint.diagnostics.diagnostic import WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, replacement
from configlint.document.nodes import List, Node, Route, Scalar, Table, resolve, walk
from configlint.engine import interpolation, locate, routes
from configlint.engine.mcp import McpForm
from configlint.engine.values import Place
from configlint.files.access import folders_up
from configlint.files.example_files import is_rendered
from configlint.mcp.values import Reference, Value, parse, written
from configlint.rules.context import File, Finding

#: Parts of a server whose values mean something else under another tool's name for them.
_OTHER_MEANING = frozenset({"enabled", "disabled", "timeout"})
#: The parts of which a server has one.
_TRANSPORTS = frozenset({"command", "url", "http_url", "sse_url"})
#: The parts that are tables themselves.
_INNER_TABLES = frozenset({"env", "headers"})
#: Programs that resolve references in their arguments by themselves: shells, and what a package runner starts.
_SHELLS = frozenset({"sh", "bash", "zsh", "fish", "dash", "cmd", "cmd.exe", "powershell", "pwsh"})
_RESOLVING = frozenset({"mcp-remote"})


def misplaced_servers(file: File) -> Iterator[Finding]:
    """Report tables of servers that are where other tools have them."""
    form, root = file.profile.mcp, resolve(file.document.root)
    if form is None or not isinstance(root, Table) or file.layer.format.startswith("dotenv"):
        return
    if file.replace_with:  # unread-file says that of the whole file
        return
    known = {key for rule in file.layer.tables if not rule.pattern for key in rule.replace_with}
    for path in file.context.knowledge.index.mcp_tables:
        names = routes.parse(path)
        is_for_servers = _is_for_servers(file, form)
        if (names == form.servers and is_for_servers) or names[0] in known or not _has_servers(file, names):
            continue
        if not is_for_servers:
            read = " or ".join(f"{locate.usual(one)} ({scope})" for scope, one in form.files.items())
            yield file.at(names, f"{file.tool} does not look for MCP servers here", help=f"It reads {read}", key=True)
            continue
        own = ".".join(form.servers)
        is_alike = form.name_field == "" and not any(_foreign_fields(file, form, names))
        yield file.at(
            names,
            f"{file.tool} does not look for MCP servers in `{path}`",
            help=f"It reads `{own}`" if is_alike else f"It reads `{own}`, whose entries have other fields",
            key=True,
            fix=fixes.moving(file.document, names, form.servers, safety=SAFE) if is_alike else None,
        )
    if is_for_servers:
        yield from _at_the_top(file, form)
        for route, entry in _entries(file, form.servers):
            yield from _beside_servers(file, form, route, entry)


def _at_the_top(file: File, form: McpForm) -> Iterator[Finding]:
    """Report servers at the top of a file that has little else, without a table around them."""
    if not form.mount or file.document.at(form.servers[:1]) is not None or not _has_servers(file, ()):
        return
    folders, files = folders_up(os.path.dirname(os.path.abspath(file.document.path))), file.context.files
    if not form.bare_near or not any(files.exists(os.path.join(one, form.bare_near)) for one in folders):
        first = next(route for route, _ in _entries(file, ()))
        yield file.at(
            first,
            f"{file.tool} does not look for MCP servers at the top of the file",
            help=f"Put them in `{'.'.join(form.servers)}`",
            key=True,
        )


def _beside_servers(file: File, form: McpForm, route: Route, entry: Table) -> Iterator[Finding]:
    """Report an entry that the tool takes for a server, but which is a part of one, or has servers in it."""
    own, name = ".".join(form.servers), str(route[-1])
    known = file.context.knowledge.index
    if {known.mcp_fields.get(key, "") for key in entry.entries} & _TRANSPORTS:
        return
    if known.mcp_fields.get(name) in _INNER_TABLES:
        what = f"{file.tool} takes `{name}` for a server of that name here"
        yield file.at(route, what, help="Move it into the server that it is for", key=True)
    for names in ((), *map(routes.parse, known.mcp_tables)):
        if _has_servers(file, (*route, *names)):
            inner = ".".join(map(str, (*route, *names)))
            what = f"{file.tool} does not look for MCP servers in `{inner}`"
            yield file.at((*route, *names), what, help=f"It reads `{own}`", key=True)


def foreign_fields(file: File) -> Iterator[Finding]:
    """Report fields of servers that other tools have for what has another name here."""
    form = file.profile.mcp
    if form is None or not _is_for_servers(file, form):
        return
    for route in _spaced_fields(file, form):
        bare = str(route[-1]).strip()
        fix = fixes.moving(file.document, route, (*route[:-1], bare), safety=SAFE)
        yield _ignored(file, route, f"Write `{bare}`, without blanks around it", fix)
    for route, part in _foreign_fields(file, form, form.servers):
        own = form.fields.get(part)
        opposite = {"enabled": "disabled", "disabled": "enabled"}.get(part, "")
        if own is None and opposite in form.fields:
            turned = "false" if opposite == "enabled" else "true"
            yield _ignored(file, route, f"Use `{'.'.join(form.fields[opposite])}`: {turned} switches the server off")
        elif own is not None and part in _OTHER_MEANING:
            yield _ignored(
                file, route, f"Use `{'.'.join(own)}`" + (f", in {form.timeout_unit}" if part == "timeout" else "")
            )
        elif own is not None:
            fix = fixes.moving(file.document, route, (*route[:-1], *own))
            yield _ignored(file, route, f"Use `{'.'.join(own)}`", fix)


def unresolved_references(file: File) -> Iterator[Finding]:
    """Report references to variables that reach the server, or its program, as they are."""
    form = file.profile.mcp
    if form is None or not _is_for_servers(file, form) or not (form.references or "env_names" in form.fields):
        return
    if is_rendered(file.document.path):
        return
    for route, entry in _entries(file, form.servers):
        for below, _, node in walk(entry):
            if not isinstance(node, Scalar) or not isinstance(node.value, str):
                continue
            reference = _unresolved(node.value, form)
            if reference is None or not _part_at(form, below):
                continue
            if not _is_resolved_by_program(entry, form, below):
                yield _unresolved_at(file, form, (*route, *below), reference)


def incomplete_servers(file: File) -> Iterator[Finding]:
    """Report servers that lack what the tool needs to start them or to call them."""
    form = file.profile.mcp
    if form is None or not _is_for_servers(file, form):
        return
    parts = file.context.knowledge.index.mcp_fields
    consequence = f"{file.tool} does not start" if form.is_strict else f"{file.tool} cannot use this server"
    for route, entry in _entries(file, form.servers):
        said = {parts.get(key, "") for key in entry.entries}
        if not said & _TRANSPORTS:
            if _is_whole(file, form, entry, said):
                fields = " or ".join(f"`{'.'.join(form.fields[one])}`" for one in sorted(_TRANSPORTS & {*form.fields}))
                yield file.at(route, f"The MCP server has no {fields}: {consequence}", key=True)
            continue
        constants = form.transports.get("stdio" if "command" in said else "http", {})
        for key, value in constants.items() if form.is_strict else ():
            if key not in entry.entries:
                advice = f'Add "{key}": "{value}"'
                yield file.at(route, f"`{key}` of the MCP server is missing: {consequence}", help=advice, key=True)


def server_urls(file: File) -> Iterator[tuple[Place, str]]:
    """Yield the URLs of the servers in a file that its tool reads them from, each with its place."""
    form = file.profile.mcp
    if form is None or not _is_for_servers(file, form):
        return
    fields = [form.fields[part] for part in ("url", "http_url", "sse_url") if part in form.fields]
    for route, entry in _entries(file, form.servers):
        for below, _, node in walk(entry):
            if below in fields and isinstance(node, Scalar) and isinstance(node.value, str):
                yield Place(file.document, (*route, *below)), node.value


# ---- parts


def _is_whole(file: File, form: McpForm, entry: Table, said: set[str]) -> bool:
    """Return True if an entry is no addition to one in another file: it has arguments, or in a strict tool a type,
    or more than whether the server is on in the user's own file.
    """
    if "args" in said or not form.is_strict:
        return "args" in said
    switches = {form.fields[part][0] for part in ("enabled", "disabled") if part in form.fields}
    is_said = bool((_own_fields(form) - switches) & {*entry.entries})
    return is_said and (file.layer.scope == "user" or "type" in entry.entries)


def _is_for_servers(file: File, form: McpForm) -> bool:
    """Return True if the tool looks for servers in this file."""
    layer = file.layer
    return bool(layer.paths) and layer.mount == form.mount and not layer.format.startswith("dotenv")


def _entries(file: File, names: Route) -> Iterator[tuple[Route, Table]]:
    holder = file.document.at(names)
    pairs: Iterable[tuple[str | int, Node]] = ()
    if isinstance(holder, Table):
        pairs = ((key, entry.value) for key, entry in holder.entries.items())
    elif isinstance(holder, List):
        pairs = enumerate(holder.items)
    for key, value in pairs:
        node = resolve(value)
        if isinstance(node, Table):
            yield (*names, key), node


def _has_servers(file: File, names: Route) -> bool:
    """Return True if what is at a path looks like servers: each entry has a program or a URL."""
    known = file.context.knowledge.index.mcp_fields
    found = [{known.get(key, "") for key in entry.entries} for _, entry in _entries(file, names)]
    return bool(found) and all(parts & _TRANSPORTS for parts in found)


def _foreign_fields(file: File, form: McpForm, names: Route) -> Iterator[tuple[Route, str]]:
    """Yield the fields of servers that the tool does not know and others do, and which part of a server they are."""
    own, parts = _own_fields(form), file.context.knowledge.index.mcp_fields
    for route, entry in _entries(file, names):
        for key in entry.entries:
            if key not in own and key in parts:
                yield (*route, key), parts[key]


def _own_fields(form: McpForm) -> set[str]:
    own = {path[0] for path in form.fields.values()} | {form.name_field, "type", *form.known}
    return own | {key for constants in form.transports.values() for key in constants}


def _spaced_fields(file: File, form: McpForm) -> Iterator[Route]:
    own = _own_fields(form)
    for route, entry in _entries(file, form.servers):
        yield from ((*route, key) for key in entry.entries if key != key.strip() and key.strip() in own)


def _ignored(file: File, route: Route, advice: str, fix: fixes.Fix | None = None) -> Finding:
    message = f"Unknown key `{route[-1]}` of an MCP server: {file.tool} ignores it"
    return file.at(route, message, help=advice, key=True, severity=WARNING, fix=fix)


def _part_at(form: McpForm, below: Route) -> str:
    """Return the part of a server that a route in its entry is in, or an empty string."""
    names = tuple(step for step in below if isinstance(step, str))
    return next((part for part, path in form.fields.items() if names[: len(path)] == path), "")


def _is_resolved_by_program(entry: Table, form: McpForm, below: Route) -> bool:
    """Return True for an argument in which the server's program, or a shell, resolves references itself."""
    if _part_at(form, below) not in ("command", "args"):
        return False
    parts = (entry.entries.get(form.fields[part][0]) for part in ("command", "args") if part in form.fields)
    nodes = [resolve(part.value) for part in parts if part is not None]
    words = [one for node in nodes for one in (map(resolve, node.items) if isinstance(node, List) else [node])]
    names = [os.path.basename(str(word.value)) for word in words if isinstance(word, Scalar)]
    return names[:1] != [] and (names[0] in _SHELLS or any(name.partition("@")[0] in _RESOLVING for name in names))


def _unresolved(text: str, form: McpForm) -> str | None:
    """Return the first reference to a variable that the tool leaves as it is, or None."""
    for part in parse(text, form.references).parts:
        found = interpolation.foreign(part) if isinstance(part, str) else None
        if found is not None and interpolation.name_in(found).isupper():
            return found
    return None


def _unresolved_at(file: File, form: McpForm, route: Route, reference: str) -> Finding:
    place, name = Place(file.document, route), interpolation.name_in(reference)
    own = written(Value((Reference(name),)), form.references)
    part = _part_at(form, route[len(form.servers) + 1 :])
    return file.at(
        route,
        f"{file.tool} does not resolve `{reference}` here and hands it on literally",
        help="" if own else _other_way(form, part, name),
        write=own or "",
        fix=replacement(place, own, old=reference, safety=UNSAFE) if own else None,
    )


def _other_way(form: McpForm, part: str, name: str) -> str:
    """Return how a tool without references gives a variable to a server."""
    fields = {part: ".".join(path) for part, path in form.fields.items()}
    if part == "env":
        return f'List the name in `{fields["env_names"]}`: ["{name}"]'
    if part == "headers" and "bearer_name" in fields:
        return f"Use `{fields['bearer_name']}` or `{fields['header_names']}`, which take the NAME of a variable"
    return f"Put it into a variable that the program reads, and list that in `{fields['env_names']}`"
