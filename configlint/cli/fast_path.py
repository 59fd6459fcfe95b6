"""Runs with few options, as those of hooks are. Loading click would be most of what they cost."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from configlint.secrets.commits import Commit

#: With more or larger files, doing it all again where something is found would cost more than click does.
_FILES, _BYTES = 8, 64 * 1024


def run(arguments: list[str]) -> int | None:
    """Do all that the command line asks for where it is simple, and return the exit status.

    Returns None, with nothing printed, where there is more to do or to say: the verb itself has to be run.
    """
    for words, verb in _VERBS.items():
        if tuple(arguments[: len(words)]) == words:
            operands = [one for one in arguments[len(words) :] if one not in ("-q", "--quiet")]
            if not any(one.startswith("-") for one in operands):
                try:
                    return verb(operands, len(operands) < len(arguments) - len(words))
                except Exception:
                    return None  # the verb meets it, too, and reports it
    return None


def _staged(paths: list[str], is_quiet: bool) -> int | None:
    from configlint.secrets import staged

    status = staged.run_if_clean(paths, _is_configured, is_quiet=is_quiet)
    return _searched(paths, is_quiet) if status is None else status


def _searched(paths: list[str], is_quiet: bool) -> int:
    from configlint.cli.key_search import KeySearch
    from configlint.report.output import Output

    here = os.getcwd()
    try:
        run = KeySearch(None, None)
        run.commits(tuple(paths), None, None)
    except Exception:
        os.chdir(here)
        raise
    return run.report(Output(run.gate), "text", is_quiet=is_quiet)


def _is_configured(commit: Commit) -> bool:
    from configlint.settings.locate import path_in

    return any(path_in(os.path.abspath(folder), commit.before) is not None for folder in commit.folders)


def _check(paths: list[str], is_quiet: bool) -> int | None:
    if not 0 < len(paths) <= _FILES or sum(map(os.path.getsize, paths)) > _BYTES or any(map(os.path.isdir, paths)):
        return None
    from configlint.settings.locate import path_above

    if any(map(path_above, paths)):
        return None
    from configlint.catalog.knowledge import Knowledge
    from configlint.engine.host import Host
    from configlint.lint.discovery import Discovery
    from configlint.lint.linter import Linter
    from configlint.settings.finder import Finder

    host = Host.local(with_environment=False)
    discovery = Discovery(host, Finder(Knowledge(), ""), None)
    for path in paths:
        discovery.add(path)
    files = discovery.files
    if files.failures or files.unknown or files.skipped or Linter(host).check(files.inputs):
        return None
    if not is_quiet:
        from configlint.report import summary
        from configlint.report.color import dressed, takes_color

        line = summary.line([], len(files.inputs), style=dressed if takes_color(sys.stdout) else None)
        sys.stdout.write(f"{line}\n")
    return 0


def _url(operands: list[str], is_quiet: bool) -> int | None:
    from configlint.engine import urls
    from configlint.settings.locate import path_above

    given = urls.split(operands[0]) if len(operands) == 1 else None
    if given is None or urls.problem(given) or is_quiet or path_above(os.curdir):
        return None
    from configlint.catalog.knowledge import Knowledge
    from configlint.engine.host import Host
    from configlint.lint.url_table import url_rows
    from configlint.report import url
    from configlint.report.gate import Gate
    from configlint.report.output import Output
    from configlint.rules.context import Context
    from configlint.secrets.redaction import Redactor

    knowledge = Knowledge()
    redactor = Redactor(knowledge)
    context = Context(knowledge, redactor, Host.local(with_environment=False))
    kinds = [kind for name in knowledge.tools for kind in knowledge.url_kinds(name)]
    rows = [row for row in url_rows(context, kinds, operands[0]) if row.is_usual]
    url.report(operands[0], rows, Output(Gate(redactor)))
    return 0


def _doctor(tools: list[str], is_quiet: bool) -> int | None:
    from configlint.catalog.knowledge import Knowledge
    from configlint.settings.finder import Finder

    finder = Finder(Knowledge())
    knowledge = finder.of(os.getcwd()).knowledge
    if is_quiet or any(tool.partition("@")[0] not in knowledge.tools for tool in tools):
        return None
    from configlint.doctor.machine import examined
    from configlint.engine.host import Host
    from configlint.lint.selection import Selection
    from configlint.report import doctor
    from configlint.report.gate import Gate
    from configlint.report.output import Output
    from configlint.secrets.redaction import Redactors

    host, redactors = Host.local(with_environment=True), Redactors()
    found = examined(tools, knowledge, redactors.of(knowledge), host, Selection(None, None, finder))
    gate = Gate(redactors.of(knowledge))
    gate.add_environment(host.environment or {})
    for document in (document for one in found for document in one.reading.documents):
        gate.add(document, redactors.of(finder.of_file(document.path).knowledge))
    doctor.report(found, host, Output(gate), in_full=bool(tools))
    return 1 if any(one.problems for one in found) else 0


_VERBS: dict[tuple[str, ...], Callable[[list[str], bool], int | None]] = {
    ("secrets", "--staged"): _staged,
    ("check",): _check,
    ("url",): _url,
    ("doctor",): _doctor,
}
