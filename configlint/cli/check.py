"""`configlint check`."""

from __future__ import annotations

import sys

import click

from configlint.cli import options, session
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.engine.reading import Machine
from configlint.lint import linter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from configlint.lint.fixer import State
    from configlint.lint.inputs import Subject

#: How safe the fixes are that --fix applies.
_SAFETIES = {"safe": ("safe",), "all": ("safe", "unsafe")}


class _Check(click.Command):
    """The command, with an option that may have a value: click would take the path behind --fix for it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        spelled = {"--fix=all": "--fix-all", "--fix=safe": "--fix"}
        return super().parse_args(ctx, [spelled.get(one, one) for one in args[:end]] + args[end:])


@click.command("check", cls=_Check)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--tool", metavar="ID", help="Read PATH as a file of this tool.")
@click.option("--env", "with_environment", is_flag=True, help="Take this shell's environment variables into account.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="How to print findings.",
)
@click.option(
    "--select",
    metavar="CODES",
    help="Only these rules (codes, names, or beginnings of codes; comma between).",
)
@click.option("--ignore", metavar="CODES", help="Not these rules.")
@click.option("--notes", is_flag=True, help="Show notes in full.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output.")
@click.option("--stdin-filename", metavar="NAME", help="The name of the file that `-` reads from standard input.")
@click.option("--fix", flag_value="safe", help="Mend what has a safe fix; --fix=all also what needs a human eye.")
@click.option("--fix-all", "fix", flag_value="all", hidden=True)
@click.option("--diff", "as_diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Print only findings.")
@click.option("--no-gitignore", is_flag=True, help="In directories, also check files that a .gitignore names.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@options.configuration
def command(
    paths: tuple[str, ...],
    tool: str | None,
    with_environment: bool,
    output: str,
    select: str | None,
    ignore: str | None,
    notes: bool,
    statistics: bool,
    fix: str | None,
    as_diff: bool,
    color: str,
    stdin_filename: str | None,
    quiet: bool,
    no_gitignore: bool,
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
        raise click.UsageError(f"--diff does not go with --format {output}")
    if fix and not as_diff and "-" in paths:
        raise click.UsageError("--fix cannot write into standard input; --diff shows the changes")
    if statistics and output not in ("text", "json"):
        raise click.UsageError(f"--statistics does not go with --format {output}")
    finder = session.settings(stdin_filename or "." if path == "-" else path for path in paths)
    machine = Machine.here(with_environment=with_environment)
    files = session.gather(paths, machine, session.known_tool(tool), stdin_filename, respect_gitignore=not no_gitignore)
    chosen = session.selection(select, ignore, finder, files)

    def look(subjects: list[Subject]) -> list[Diagnostic]:
        documents = [one.document for one in subjects]
        return chosen.of(linter.check(subjects, machine), documents, with_environment=with_environment)

    diagnostics = look(files.subjects)
    fixed: list[Diagnostic] | None = None
    backups: dict[str, str] = {}
    if fix or as_diff:
        from configlint.lint.fixer import Mender, State

        mender = Mender(look, machine, _SAFETIES[fix or "safe"])
        start = State(files.subjects, diagnostics, [])
        after = mender.mend(start)
        if as_diff:
            _show(start, after)
            _leave(diagnostics, files.failures, exit_zero=exit_zero)
        after, backups = mender.write(start, after, files.failures)
        files, diagnostics, fixed = files.replace(subjects=after.subjects), after.diagnostics, after.fixed
    elif any(one.fix is not None for one in diagnostics):
        from configlint.lint.fixer import with_possible_fixes

        diagnostics = with_possible_fixes(diagnostics)
    if output == "json":
        from configlint.report import check_json

        session.print_json(check_json.report(diagnostics, len(files.subjects), statistics=statistics, fixed=fixed))
    elif output == "sarif":
        from configlint.report import sarif

        session.print_json(sarif.report(diagnostics, files.failures))
    elif output == "github":
        from configlint.report import github

        for line in github.report(diagnostics):
            click.echo(line)
    else:
        from configlint.report import terminal, text

        if fixed and not quiet:
            from configlint.report import fixed as mended

            for line in mended.text(fixed, backups, terminal.style(color)):
                click.echo(line, color=True)
        text.report(diagnostics, files, notes=notes, statistics=statistics, quiet=quiet, style=terminal.style(color))
    _leave(diagnostics, files.failures, exit_zero=exit_zero)


def _show(before: State, after: State) -> None:
    """Print what would be mended: the differences, and on standard error how much that is."""
    from configlint.report import fixed

    for old, new in zip(before.subjects, after.subjects, strict=True):
        if old.document is not new.document:
            click.echo(fixed.difference(old.document, new.document), nl=False)
    click.echo(fixed.summary(after.fixed, "Would fix"), err=True)


def _leave(diagnostics: list[Diagnostic], failures: list[str], *, exit_zero: bool) -> NoReturn:
    """Say what could not be done, and end with the exit status."""
    session.complain(failures)
    bad = any(one.severity != "note" for one in diagnostics)
    sys.exit(2 if failures else 1 if bad and not exit_zero else 0)
