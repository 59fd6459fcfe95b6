"""`configlint check`."""

from __future__ import annotations

import os
import sys

import click

from configlint import api
from configlint.cli import names, options
from configlint.cli.session import Session
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.files.contents import DISK
from configlint.files.words import many
from configlint.report import formats

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from configlint.document.document import Document
    from configlint.lint.discovery import Files
    from configlint.lint.fixer import State


@click.command("check", cls=options.FixingCommand)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--tool",
    metavar="ID",
    shell_complete=names.tools,
    help="Read PATH as a file of this tool; in a folder, the files that it could read.",
)
@click.option("--env", "with_environment", is_flag=True, help="Take this shell's environment variables into account.")
@options.format_of("findings", "json", *formats.NAMES)
@click.option(
    "--select",
    metavar="CODES",
    shell_complete=names.rules,
    help="Only these rules (codes, names, or beginnings of codes; separated by commas).",
)
@click.option(
    "--extend-select",
    metavar="CODES",
    shell_complete=names.rules,
    help="These rules besides the selected ones, also where a configuration ignores them.",
)
@click.option("--ignore", metavar="CODES", shell_complete=names.rules, help="Not these rules.")
@click.option(
    "--extend-ignore", metavar="CODES", shell_complete=names.rules, help="Not these rules either, besides ignored ones."
)
@click.option("--notes", is_flag=True, help="Show notes in full.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@options.color
@click.option("--stdin-filename", metavar="NAME", help="The name of the file that `-` reads from standard input.")
@options.fixes("Apply safe fixes; --fix=all also those that you should review.")
@click.option("--diff", "as_diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Print only findings, and pass over files of no known tool.")
@click.option("--no-gitignore", is_flag=True, help="In directories, also check files that a .gitignore names.")
@click.option("--exclude", metavar="GLOB", multiple=True, help="In directories, pass over these files.")
@click.option(
    "--baseline", metavar="FILE", help="The findings to leave out, instead of the nearest .configlint-baseline.json."
)
@click.option("--update-baseline", is_flag=True, help="Write the findings into the baseline, to leave them out later.")
@click.option("--show-files", is_flag=True, help="List the files that would be checked, with the tools that read them.")
@click.option("--show-settings", is_flag=True, help="Show the configuration that counts in the current directory.")
@click.option("--watch", "to_watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@options.configuration
def command(
    paths: tuple[str, ...],
    tool: str | None,
    with_environment: bool,
    output: str,
    select: str | None,
    extend_select: str | None,
    ignore: str | None,
    extend_ignore: str | None,
    notes: bool,
    statistics: bool,
    fix: str | None,
    as_diff: bool,
    color: str,
    stdin_filename: str | None,
    quiet: bool,
    no_gitignore: bool,
    exclude: tuple[str, ...],
    baseline: str | None,
    update_baseline: bool,
    show_files: bool,
    show_settings: bool,
    to_watch: bool,
    exit_zero: bool,
) -> None:
    """Find what is wrong in the config files of AI tools.

    PATH is a file, a directory, or `-` for standard input. Nothing is sent, and no environment variable is read
    unless --env is given, so the result is the same everywhere.

    \b
    Example:
      configlint check ~/.codex/config.toml
    """
    if as_diff and output != "text":
        raise click.UsageError(f"--diff cannot be combined with --format {output}")
    if fix and not as_diff and "-" in paths:
        raise click.UsageError("--fix cannot write to standard input; --diff shows the changes")
    if to_watch and "-" in paths:
        raise click.UsageError("--watch needs files, not standard input")
    if statistics and output not in ("text", "json"):
        raise click.UsageError(f"--statistics cannot be combined with --format {output}")
    if update_baseline and options.configuration_files() is not DISK:
        raise click.UsageError("--config-from excludes --update-baseline")
    if update_baseline and (fix or as_diff or to_watch):
        raise click.UsageError("--update-baseline writes what is found as it is: fix it before, or leave it to later")
    session = Session(color, with_environment=with_environment)
    selection = session.selection(select, extend_select, ignore, extend_ignore)
    tool = session.known_tool(tool, tuple(stdin_filename or "." if path == "-" else path for path in paths))
    if show_settings:
        from configlint.report import configuration

        session.out.line(configuration.settings(session.here))
        return

    def read(session: Session) -> Files:
        return session.files(paths, tool, stdin_filename, respect_gitignore=not no_gitignore, exclude=exclude)

    if to_watch:
        from configlint.cli.watch import watch

        watch(lambda: read(Session()))
    files = read(session)
    if show_files:
        from configlint.report import configuration

        for line in configuration.files(files.inputs):
            session.out.line(line)
        _leave([], files.failures, session, exit_zero=exit_zero)
    known = _Known(baseline, is_wanted=update_baseline)

    def selected(found: list[Diagnostic], documents: list[Document]) -> list[Diagnostic]:
        reported = selection.of(found, documents, with_environment=with_environment)
        return reported if update_baseline else known.without(reported)

    workspace = api.Workspace(files.inputs, session.host, selected, _cores(), session.redactors)
    fixed: list[Diagnostic] | None = None
    backups: dict[str, str] = {}
    if fix or as_diff:
        before, after = workspace.fix(api.SAFETIES[fix or "safe"])
        session.show([one.document for one in after.inputs])
        if as_diff:
            _show(before, after, session)
            _leave(before.diagnostics, files.failures, session, exit_zero=exit_zero)
        after, backups = workspace.write(before, after, files.failures)
        files, diagnostics, fixed = files.replace(inputs=after.inputs), after.diagnostics, after.fixed
    else:
        diagnostics = workspace.check()
    if update_baseline and not files.failures:
        known.update([one.document for one in files.inputs], diagnostics)
        diagnostics = known.without(diagnostics)
    files.failures.extend(session.host.files.failures)
    if not files.inputs and not quiet:  # a hook passes on what was changed, whatever it is
        files.failures.extend(
            f"{name} is not a config file of a known tool; --tool ID says whose it is" for name in files.unknown
        )
        files.unknown.clear()
    out, finder = session.out, session.finder
    if output == "json":
        from configlint.report import check_json

        out.json(check_json.report(diagnostics, len(files.inputs), statistics=statistics, fixed=fixed))
    elif output in formats.NAMES:
        formats.show(output, diagnostics, files.failures, finder, out)
    else:
        from configlint.report import text

        if fixed and not quiet:
            from configlint.report import fixed as fixed_report

            for line in fixed_report.text(fixed, backups, out):
                out.line(line)
        text.report(diagnostics, files, out, finder, notes=notes, statistics=statistics, quiet=quiet)
    if known.remark and not quiet:
        out.remark(known.remark)
    _leave(diagnostics, files.failures, session, exit_zero=exit_zero)


class _Known:
    """What a baseline lists; `remark` says what came of that."""

    def __init__(self, named: str | None, *, is_wanted: bool) -> None:
        from configlint.cli import baselines
        from configlint.secrets.baseline import FINDINGS

        self._baseline = baselines.load(named, FINDINGS, options.configuration_files(), is_wanted=is_wanted)
        self.remark = ""

    def without(self, found: list[Diagnostic]) -> list[Diagnostic]:
        """Leave out the findings that are listed."""
        if self._baseline is None or not self._baseline.number:
            return found
        from configlint.lint import baseline

        new = baseline.unlisted(found, self._baseline)
        if len(new) < len(found) and not self.remark:
            self.remark = f"{self._baseline.path} leaves out {many(len(found) - len(new), 'finding')}."
        return new

    def update(self, documents: list[Document], found: list[Diagnostic]) -> None:
        """List what was found in documents."""
        from configlint.cli import baselines
        from configlint.lint import baseline

        if self._baseline is not None:
            baseline.update(self._baseline, documents, found)
            baselines.write(self._baseline)
            self.remark = f"{self._baseline.path} lists {many(self._baseline.number, 'finding')} now."


def _cores() -> int:
    """Return how many cores this process may use: in a container, often fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _show(before: State, after: State, session: Session) -> None:
    """Print what would be fixed: the differences, and on standard error how much that is."""
    from configlint.report import fixed

    for old, new in zip(before.inputs, after.inputs, strict=True):
        if old.document is not new.document:
            session.out.line(fixed.difference(old.document, new.document, session.out.gate), end="")
    session.out.remark(fixed.summary(after.fixed, "Would fix"))


def _leave(diagnostics: list[Diagnostic], failures: list[str], session: Session, *, exit_zero: bool) -> NoReturn:
    """Say what could not be done, and end with the exit status."""
    session.complain(failures)
    bad = any(one.severity != "note" for one in diagnostics)
    sys.exit(2 if failures else 1 if bad and not exit_zero else 0)
