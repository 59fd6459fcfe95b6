"""What the verbs share: gathering files, the machine they run on, and complaints."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import click

from configlint.catalog import store
from configlint.cli import options
from configlint.cli.printing import print_json as print_json
from configlint.cli.printing import progress
from configlint.engine.reading import Machine
from configlint.files.text import MAX_BYTES
from configlint.lint.discovery import Files, Gatherer
from configlint.lint.selection import Selection
from configlint.rules.selectors import exactness
from configlint.settings.configuration import Finder, SettingsError


class Failure(click.ClickException):
    """The job could not be done; the message says why."""

    exit_code = 2


def known_tool(tool: str | None) -> str | None:
    """Return `tool`. Raises a usage error, with the nearest names, when there is no such tool."""
    tools: list[str] = store.load("index")["tools"]
    name = tool.partition("@")[0] if tool is not None else None
    if name is None or name in tools:
        return tool
    from difflib import get_close_matches

    close = get_close_matches(name, tools, 3)
    hint = f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(tools)}"
    raise click.UsageError(f"no tool is called {tool!r}; {hint}")


def settings(paths: Iterable[str] = ()) -> Finder:
    """Return the configurations of a run.

    What those for `paths` (without any, the current directory) bring is put beside what the program knows.
    """
    try:
        finder = Finder(options.named_configuration())
        for path in list(paths) or ["."]:
            absolute = os.path.abspath(path)
            finder.of(absolute if os.path.isdir(absolute) else os.path.dirname(absolute))
    except SettingsError as error:
        complain(error.complaints)
        sys.exit(2)
    return finder


def selection(select: str | None, ignore: str | None, finder: Finder, files: Files) -> Selection:
    """Return what decides which findings are reported, by the command line and the configuration of each file.

    Raises a usage error where a word names no rule, and leaves with status 2 where a configuration cannot be used.
    """
    try:
        for subject in files.subjects:
            finder.of(os.path.dirname(os.path.abspath(subject.document.path)))
    except SettingsError as error:
        complain(error.complaints)
        sys.exit(2)
    return Selection(_rules(select), _rules(ignore), finder)


def _rules(listed: str | None) -> list[str] | None:
    words = [word.strip() for word in listed.split(",") if word.strip()] if listed is not None else None
    if words:
        from configlint.rules.registry import all_rules

        for word in words:
            if not any(exactness(rule.code, rule.name, [word]) for rule in all_rules()):
                raise click.UsageError(f"no rule is called {word!r}{near_rules(word)}")
    return words


def near_rules(word: str) -> str:
    """Return the end of a message that names the rules whose name comes close to `word`."""
    from difflib import get_close_matches

    from configlint.rules.registry import all_rules

    close = get_close_matches(word, [name for rule in all_rules() for name in (rule.name, rule.code)], 3)
    return f"; did you mean {' or '.join(close)}?" if close else "; `configlint rule` lists all"


def gather(
    paths: tuple[str, ...], machine: Machine, tool: str | None, stdin_filename: str | None, *, respect_gitignore: bool
) -> Files:
    """Read the files that the command line names; without any, those below the current directory."""
    with progress() as on_folder:
        gatherer = Gatherer(machine, tool, respect_gitignore=respect_gitignore, on_folder=on_folder)
        for name in paths or (".",):
            if name == "-":
                if stdin_filename is None and tool is None:
                    raise click.UsageError("`-` needs --stdin-filename NAME or --tool ID, to know how to read it")
                gatherer.add_data(sys.stdin.buffer.read(MAX_BYTES + 1), stdin_filename or "-")
            else:
                gatherer.add(name)
    return gatherer.files


def complain(failures: list[str]) -> None:
    """Say on standard error what could not be done."""
    for failure in failures:
        from configlint.secrets.text_source import printable

        click.echo(f"configlint: {printable(failure)}", err=True)
