"""`configlint secrets`."""

from __future__ import annotations

import gc
import os
import sys

import click

from configlint.catalog.knowledge import Knowledge
from configlint.cli import options
from configlint.files import contents
from configlint.files.words import many
from configlint.report import formats
from configlint.secrets.scanner import Finding, Scanner
from configlint.secrets.text_source import MAX_BYTES
from configlint.settings.locate import path_above

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from configlint.report.output import Output
    from configlint.secrets.baseline import Baseline
    from configlint.settings.configuration import Finder

#: How many of the files that were not read are named.
_FEW = 3
#: What to do about a key that is staged.
_WAYS_ON = """\
Take it out and `git add` the file again, or leave the file out of this commit: git restore --staged FILE
If it may stay, say why on its line (# configlint: ignore[committed-secret] REASON), or add it to the baseline:
configlint secrets --update-baseline FILE"""


@click.command("secrets")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--staged",
    is_flag=True,
    help="Check what the next commit adds (to PATHs; files that are not staged are read whole).",
)
@click.option(
    "--baseline", metavar="FILE", help="The keys to leave out, instead of the nearest .configlint-baseline.json."
)
@click.option(
    "--update-baseline", is_flag=True, help="Write the keys found into the baseline, to leave them out later."
)
@options.format_of("findings", "json", *formats.NAMES)
@options.color
@click.option("--stdin-filename", metavar="NAME", default="-", help="What to call the file that `-` reads.")
@click.option("-q", "--quiet", is_flag=True, help="Print only findings.")
@click.option("--no-gitignore", is_flag=True, help="In directories, also read files that a .gitignore names.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are keys.")
@options.configuration
def command(
    paths: tuple[str, ...],
    staged: bool,
    baseline: str | None,
    update_baseline: bool,
    output: str,
    color: str,
    stdin_filename: str,
    quiet: bool,
    no_gitignore: bool,
    exit_zero: bool,
) -> None:
    """Find keys in files of any kind, before they are committed.

    PATH is a file, a directory, or `-` for standard input; without any it is the current directory. No key is printed,
    and nothing is sent.

    \b
    Example:
      configlint secrets .env src/
    """
    if staged and update_baseline:
        raise click.UsageError("--update-baseline reads files as they are, not what is staged")
    finder = _finder(paths)
    run = _Run(finder, paths)
    known = _baseline(baseline, update_baseline)
    found = list(run.staged(paths)) if staged else list(run.files(paths or (".",), stdin_filename, no_gitignore))
    found = [findings for findings in found if findings]
    run.exempt(found)
    if update_baseline and known is not None and not run.failures:
        known.update(run.scanner.paths, [one for findings in found for one in findings if not one.is_ignored])
        _write(known)
        run.remarks.append(f"{known.path} lists {many(known.number, 'key')} now.")
    for findings in found:
        for one in findings:
            one.is_ignored = one.is_ignored or (known is not None and known.contains(one))
    keys = run.report(found, output, color, quiet)
    if keys and staged and output == "text" and not quiet:
        run.out.remark(_WAYS_ON)
    sys.exit(2 if run.failures else 1 if keys and not exit_zero else 0)


class _Run:
    """One run over files; `finder` is None where there is no configuration."""

    def __init__(self, finder: Finder | None, paths: tuple[str, ...]) -> None:
        self._finder = finder
        self.scanner = Scanner(_knowledge(finder, paths))
        self.failures: list[str] = []
        self.remarks: list[str] = []

    def files(self, paths: tuple[str, ...], stdin_filename: str, no_gitignore: bool) -> Iterator[list[Finding]]:
        """Yield what is found in each file that the command line means."""
        for path in paths:
            if path == "-":
                yield self.scanner.scan(stdin_filename, sys.stdin.buffer.read(MAX_BYTES + 1))
            elif os.path.isdir(path):
                from configlint.cli.session import progress
                from configlint.files import walk

                gc.enable()  # a whole tree may take long
                with progress() as on_folder:
                    for below, ignored in walk.walk(
                        path, self.failures, respect_gitignore=not no_gitignore, only_regular=True, on_folder=on_folder
                    ):
                        if not ignored:
                            yield self._scan_file(below)
            else:
                yield self._scan_file(path)

    def staged(self, paths: tuple[str, ...]) -> Iterator[list[Finding]]:
        """Yield what is found in the lines that the next commit adds, and in unstaged files among `paths`."""
        from configlint.files.git_command import GitError
        from configlint.secrets import git_index, staged

        absolute = [os.path.abspath(path) for path in paths]
        try:
            os.chdir(git_index.top())  # where paths in the index start
            left = dict.fromkeys(os.path.relpath(path).replace(os.sep, "/") for path in absolute)
            for path, findings in staged.scan(self.scanner, list(left)):
                left.pop(path, None)
                yield findings
        except GitError as error:
            self.failures.append(staged.complaint(error))
            return
        for path in left:
            if os.path.islink(path):
                yield self.scanner.scan(path, os.fsencode(os.readlink(path)))  # that is what git stores of it
            elif not os.path.isdir(path):
                yield self._scan_file(path)

    def exempt(self, found: list[list[Finding]]) -> None:
        """Mark the keys as ignored that a configuration exempts."""
        if self._finder is not None:
            from configlint.lint.secret_exemptions import exempt

            exempt(self._finder, [one for findings in found for one in findings])

    def _scan_file(self, path: str) -> list[Finding]:
        try:
            data = contents.read(path, MAX_BYTES + 1)
        except OSError as error:
            self.failures.append(f"{path}: {error.strerror or 'cannot be read'}")
            return []
        return self.scanner.scan(path, data)

    def report(self, found: list[list[Finding]], output: str, color: str, quiet: bool) -> int:
        """Print what was found and what could not be read. Returns how many keys there are that nothing allows."""
        keys = sum(not one.is_ignored for findings in found for one in findings)
        out = self.out = _output(self.scanner.knowledge, color)
        if output != "text" or keys:
            self._report_findings(found, output, out)
        for failure in self.failures:
            out.error(failure)
        if quiet:
            return keys
        for remark in self.remarks:
            out.remark(remark)
        if self.scanner.skipped:
            few = ", ".join(f"{path} ({why})" for path, why in self.scanner.skipped[:_FEW])
            out.remark(f"Not read: {few}{' …' if len(self.scanner.skipped) > _FEW else ''}")
        if output == "text":
            out.line(self.scanner.summary(keys, sum(map(len, found)) - keys))
        return keys

    def _report_findings(self, found: list[list[Finding]], output: str, out: Output) -> None:
        from configlint.report import secrets
        from configlint.settings.configuration import Finder

        reported = list(secrets.diagnostics(found, self.scanner.knowledge))
        diagnostics = [diagnostic for diagnostic, _ in reported]
        finder = self._finder or Finder(self.scanner.knowledge, "")
        if output == "json":
            out.json(secrets.as_json(reported, self.scanner))
        elif output in formats.NAMES:
            formats.show(output, diagnostics, self.failures, finder, out)
        else:
            secrets.text(reported, out)


def _output(knowledge: Knowledge, color: str) -> Output:
    from configlint.cli.session import opened_output
    from configlint.report.gate import Gate
    from configlint.secrets.redaction import Redactor

    return opened_output(Gate(Redactor(knowledge)), color)


def _finder(paths: tuple[str, ...]) -> Finder | None:
    """Return what finds configurations, or None where there is none for `paths`."""
    named = options.named_configuration()
    if named == "" or (named is None and not any(map(path_above, paths or (".",)))):
        return None
    from configlint.settings.configuration import Finder

    return Finder(Knowledge(), named)


def _knowledge(finder: Finder | None, paths: tuple[str, ...]) -> Knowledge:
    """Return what kinds of keys to look for: those of the configuration that counts for the first of `paths`."""
    if finder is None:
        return Knowledge()
    first = os.path.abspath(paths[0] if paths else ".")
    return finder.of(first if os.path.isdir(first) else os.path.dirname(first)).knowledge


def _baseline(path: str | None, to_be_written: bool) -> Baseline | None:
    """Return the baseline at `path`, or the nearest one. Without any, that is a new one if it is to be written."""
    from configlint.secrets import baseline

    place = path or baseline.nearest()
    try:
        return baseline.Baseline.load(place)
    except FileNotFoundError:
        if to_be_written:
            return baseline.Baseline.new(place)
        if path is not None:
            message = f"no file {path}; --update-baseline creates it"
            raise click.BadParameter(message, param_hint="--baseline") from None
        return None
    except baseline.BaselineError as error:
        raise click.BadParameter(str(error), param_hint="--baseline") from None


def _write(known: Baseline) -> None:
    from configlint.secrets import baseline

    try:
        known.write()
    except baseline.BaselineError as error:
        raise click.BadParameter(str(error), param_hint="--baseline") from None
