"""What the verbs share: gathering files, the machine they run on, and complaints."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator

import click

from configlint import checking, compiled, text
from configlint.diagnostics import Diagnostic
from configlint.document import Document
from configlint.engine.layers import Machine
from configlint.profiles import recognition
from configlint.records import Record

#: Folders that hold other people's files.
_FOREIGN = frozenset({"node_modules", ".git", ".venv", "venv", "__pycache__", "site-packages", ".tox", "vendor"})


class Files(Record):
    """The documents to check, and what could not be read. `unknown` are named files that no tool reads."""

    subjects: list[checking.Subject]
    failures: list[str]
    unknown: list[str]


class Selection:
    """The rules that --select and --ignore leave."""

    def __init__(self, select: str | None, ignore: str | None) -> None:
        self._select = _words(select)
        self._ignore = _words(ignore)
        self._check_names()

    def has(self, diagnostic: Diagnostic) -> bool:
        """Tell whether a diagnostic is wanted."""
        return (not self._select or _named(diagnostic.code, diagnostic.rule, self._select)) and not _named(
            diagnostic.code, diagnostic.rule, self._ignore
        )

    def _check_names(self) -> None:
        if not self._select and not self._ignore:
            return
        from configlint.rules.registry import all_rules

        for word in [*self._select, *self._ignore]:
            if not any(_named(rule.code, rule.name, [word]) for rule in all_rules()):
                raise click.UsageError(f"no rule is called {word!r}")


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def _named(code: str, name: str, words: list[str]) -> bool:
    return any(name == word or code.startswith(word.upper()) for word in words)


def machine(with_environment: bool) -> Machine:
    """Return this machine; without `with_environment` its variables are unknown."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    return Machine(os.path.expanduser("~"), os.getcwd(), dict(os.environ) if with_environment else None, system)


def known_tool(tool: str | None) -> str | None:
    """Return `tool`. Raises a usage error, with the nearest names, when there is no such tool."""
    tools: list[str] = compiled.load("index")["tools"]
    if tool is None or tool in tools:
        return tool
    from difflib import get_close_matches

    close = get_close_matches(tool, tools, 3)
    hint = f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(tools)}"
    raise click.UsageError(f"no tool is called {tool!r}; {hint}")


def gather(paths: tuple[str, ...], machine: Machine, tool: str | None, stdin_filename: str | None) -> Files:
    """Read the files that the command line names."""
    files = Files([], [], [])
    for name in paths or (".",):
        if name == "-":
            _add_stdin(files, machine, tool, stdin_filename)
        elif os.path.isdir(name):
            gc.enable()  # a whole tree may be long work
            for path in sorted(_walk(name)):
                _add(files, path, machine, None, named=False)
        else:
            _add(files, name, machine, tool, named=True)
    return files


def complain(failures: list[str]) -> None:
    """Say on standard error what could not be done."""
    for failure in failures:
        click.echo(f"configlint: {failure}", err=True)


def _walk(folder: str) -> Iterator[str]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _FOREIGN]
        yield from (os.path.normpath(os.path.join(root, name)) for name in names)


def _add(files: Files, path: str, machine: Machine, tool: str | None, *, named: bool) -> None:
    absolute = os.path.abspath(path)  # not realpath: the name of a symbolic link tells the tool
    matches = recognition.by_path(absolute, machine.home, named=named)
    format_name = recognition.format_of(absolute, matches)
    if (not matches and not named and format_name != "dotenv") or (format_name is None and tool is None):
        if named:
            files.unknown.append(path)
        return
    try:
        document = Document.load(path, format_name or _format_for(tool))
    except OSError as error:
        files.failures.append(f"{path}: {error.strerror or 'cannot be read'}")
        return
    except text.TextError as error:
        files.failures.append(f"{path}: {error}")
        return
    _take(files, document, absolute, machine, tool, named=named)


def _add_stdin(files: Files, machine: Machine, tool: str | None, name: str | None) -> None:
    if name is None and tool is None:
        raise click.UsageError("`-` needs --stdin-filename NAME or --tool ID, to know how to read it")
    path = name or "-"
    absolute = os.path.abspath(path)
    matches = recognition.by_path(absolute, machine.home, named=True)
    data = sys.stdin.buffer.read(text.MAX_BYTES + 1)
    try:
        if len(data) > text.MAX_BYTES:
            raise text.TextError("too large")
        document = Document(path, text.decode(data), recognition.format_of(absolute, matches) or _format_for(tool))
    except text.TextError as error:
        files.failures.append(f"{path}: {error}")
        return
    _take(files, document, absolute, machine, tool, named=True)


def _take(files: Files, document: Document, path: str, machine: Machine, tool: str | None, *, named: bool) -> None:
    subject = checking.subject(document, path, machine, tool, named=named)
    if subject is not None:
        files.subjects.append(subject)
    elif tool is not None:
        files.failures.append(f"{document.path}: {tool} reads no file like this")
    elif named:
        files.unknown.append(document.path)


def _format_for(tool: str | None) -> str:
    """Return the format of the first file that a tool reads."""
    from configlint.engine.layers import DIALECTS
    from configlint.profiles import load

    specs = load(tool).layers if tool is not None else []
    return next((DIALECTS[spec["format"]][0] for spec in specs if "format" in spec), "dotenv")
