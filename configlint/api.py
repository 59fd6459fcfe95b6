"""What programs can ask configlint: pure functions from strings and an environment to records.

Nothing here prints, writes, opens a connection or ends the process, and nothing is read that was not handed over,
unless a `host` says otherwise: the command line hands over this machine, tests and other programs none. A file is
given as a SourceFile, or as an Input where it was read before.

    >>> from configlint import api
    >>> found = api.check([api.SourceFile("config.toml", text, tool="codex")])
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.document import formats
from configlint.document.document import Document
from configlint.engine.host import Host
from configlint.files import text
from configlint.lint.inputs import Input, format_of, input_of, matches_of
from configlint.lint.linter import Linter, in_order
from configlint.records import Record

if TYPE_CHECKING:
    from configlint.convert.files import Conversion, Failed, Named, Options
    from configlint.engine.reading import Reading
    from configlint.engine.requests import Request
    from configlint.lint.fixer import State
    from configlint.secrets.redaction import Redactors

#: How safe fixes are: "safe" ones keep what the file means, "unsafe" ones ask for a human eye.
SAFE, ALL = ("safe",), ("safe", "unsafe")
SAFETIES = {"safe": SAFE, "all": ALL}

_HOME = "/home/user"


class UnreadableError(Exception):
    """A file is not text, too large, or of no tool that is known; the message says which and why."""


class SourceFile(Record):
    """A file to look at: its path decides which tool reads it, unless `tool` is the id of one."""

    path: str
    content: str | bytes
    tool: str | None = None


#: What the functions below take files as.
Files = Iterable[SourceFile | Input]


class Workspace:
    """Files that are looked at together, on one machine.

    `select` decides which findings are reported: it is given what was found and the documents that were checked. With
    more than one of `processes`, many files are checked by several. What `redactors` know of the files is not looked
    for again.
    """

    def __init__(
        self,
        inputs: Sequence[Input],
        host: Host,
        select: Callable[[list[Diagnostic], list[Document]], list[Diagnostic]] | None = None,
        processes: int = 1,
        redactors: Redactors | None = None,
    ) -> None:
        self.inputs = list(inputs)
        self.host = host
        self._select = select
        self._processes = processes
        self._linter = Linter(host, redactors)

    def check(self) -> list[Diagnostic]:
        """Return what is wrong with the files. A fix stays only where fixing would apply it."""
        from configlint.lint.fixer import with_kept_promises

        state = self._state()
        if not any(one.fix is not None for one in state.diagnostics):
            return state.diagnostics
        return with_kept_promises(state, self._check, self.host)

    def fix(self, safeties: Sequence[str] = SAFE) -> tuple[State, State]:
        """Return the files as they are and as they are with what can be fixed fixed, each with what is wrong then."""
        from configlint.lint.fixer import Fixer

        before = self._state()
        return before, Fixer(self._check, self.host, safeties).fix(before)

    def write(self, before: State, after: State, failures: list[str]) -> tuple[State, dict[str, str]]:
        """Write what `fix` returned to the files, as Fixer.write does."""
        from configlint.lint.fixer import Fixer

        return Fixer(self._check, self.host, ()).write(before, after, failures)

    def explain(self) -> list[tuple[Reading, list[Request]]]:
        """Return what each tool reads in the files, and the requests that it would send."""
        from configlint.lint import readings

        return list(readings.explained(self.inputs, self.host))

    def _state(self) -> State:
        from configlint.lint.fixer import State

        return State(self.inputs, self._check(self.inputs), [])

    def _found(self, inputs: list[Input]) -> list[Diagnostic]:
        if self._processes > 1:
            from configlint.lint import parallel

            if parallel.is_worthwhile(inputs, self._processes):
                found = parallel.check(self._linter.check, inputs, self.host, self._processes)
                return in_order(found, inputs)
        return self._linter.check(inputs)

    def _check(self, inputs: list[Input]) -> list[Diagnostic]:
        found = self._found(inputs)
        return self._select(found, [one.document for one in inputs]) if self._select is not None else found


def workspace(
    files: Files,
    environment: Mapping[str, str] | None = None,
    knowledge: Knowledge | None = None,
    host: Host | None = None,
) -> Workspace:
    """Return files as something that can be asked several questions. Raises UnreadableError.

    `environment` is None where the variables are not known. `knowledge` is what configlint knows itself, if nothing
    else is given, and `host` a Linux machine without any other file.
    """
    known = knowledge or Knowledge()
    host = (host or Host(_HOME, "/work")).replace(environment=environment)
    return Workspace([one if isinstance(one, Input) else _input(one, known, host) for one in files], host)


def check(
    files: Files,
    environment: Mapping[str, str] | None = None,
    knowledge: Knowledge | None = None,
    host: Host | None = None,
) -> list[Diagnostic]:
    """Return what is wrong with files, by file and line. Raises UnreadableError."""
    return workspace(files, environment, knowledge, host).check()


def explain(
    files: Files,
    environment: Mapping[str, str] | None = None,
    knowledge: Knowledge | None = None,
    host: Host | None = None,
) -> list[Request]:
    """Return the requests that the tools would send with files. Raises UnreadableError."""
    return [one for _, requests in workspace(files, environment, knowledge, host).explain() for one in requests]


def fix(
    files: Files,
    environment: Mapping[str, str] | None = None,
    knowledge: Knowledge | None = None,
    host: Host | None = None,
    safeties: Sequence[str] = SAFE,
) -> State:
    """Return files with what can be fixed fixed, what was fixed, and what is still wrong. Raises UnreadableError."""
    return workspace(files, environment, knowledge, host).fix(safeties)[1]


def convert(
    files: Files | None,
    to: Sequence[str],
    environment: Mapping[str, str] | None = None,
    knowledge: Knowledge | None = None,
    host: Host | None = None,
    options: Options | None = None,
    *,
    tool: str | None = None,
    everything: bool = False,
    named: Named | None = None,
) -> tuple[list[Conversion], list[Failed]]:
    """Rewrite the setup in files for the tools `to` ("all" for all that can be written).

    Without files it is the `named` one, or looked for on the host; `tool` is the one it is taken from. With
    `everything` all its connections. Returns the results, and why others could not be made. Raises UnreadableError, and
    ConversionError when there is no setup.
    """
    from configlint.convert import files as target_files
    from configlint.convert import select
    from configlint.rules.context import Context
    from configlint.secrets.redaction import Redactor

    known = knowledge or Knowledge()
    space = workspace(files or (), environment, known, host)
    context = Context(known, Redactor(known), space.host)
    inputs = space.inputs if files is not None else None
    options = options or target_files.Options()
    found = []
    if named is not None:
        found = [select.from_catalog(named, context)]
    elif options.mcp != "only":
        found = select.sources(inputs, tool, context, everything=everything, besides=to)
    if options.model and found:
        found = [*found[:-1], select.with_model(found[-1], options.model)]  # that of the active connection
    servers = None
    if options.mcp:
        from configlint.convert.mcp import source
        from configlint.convert.source import ConversionError

        servers = source.found(inputs, tool or (found[0].tool if found else None), context, besides=to)
        if servers is None and not found:
            raise ConversionError("there are no MCP servers" + (" in this file" if inputs else " on this machine"))
    own = found[0].tool if found else servers.tool if servers is not None else ""
    names = [name for one in to for name in select.targets(one, own, context, only_servers=not found)]
    return select.convert_all(found, names, context, options, servers)


def _input(file: SourceFile, knowledge: Knowledge, host: Host) -> Input:
    path = os.path.join(host.directory, file.path)
    if file.tool is not None and file.tool.partition("@")[0] not in knowledge.tools:
        raise UnreadableError(f"no tool is called {file.tool}")
    matches = matches_of(path, knowledge, host, file.tool, named=True)
    format_name = format_of(path, knowledge, file.tool, matches)
    content = file.content.encode(errors="surrogatepass") if isinstance(file.content, str) else file.content
    try:
        decoded = text.decode(content, formats.max_bytes(format_name or "text"))
    except text.TextError as error:
        raise UnreadableError(f"{file.path}: {error}") from None
    if format_name is not None:
        document = Document(file.path, decoded, format_name)
        found = input_of(document, path, knowledge, host, file.tool, named=True, matches=matches)
        if found is not None:
            return found
    raise UnreadableError(f"{file.path} is not a config file of {file.tool or 'a known tool'}")
