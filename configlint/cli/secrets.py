"""`configlint secrets`."""

from __future__ import annotations

import gc
import os
import sys

import click

from configlint.cli import options
from configlint.secrets.scanner import Finding, Scanner
from configlint.secrets.text_source import MAX_BYTES, printable
from configlint.settings.locate import path_above

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from configlint.lint.secret_exemptions import Configured
    from configlint.secrets.baseline import Baseline

#: How many of the files that were not read are named.
_FEW = 3
#: What to do about a key that is staged.
_WAYS_ON = """\
Take it out and `git add` the file again, or leave the file out of this commit: git restore --staged FILE
If it may stay, say why in its line (# configlint: ignore[committed-secret] REASON), or add it to the baseline:
configlint secrets --update-baseline FILE"""
#: As much is read at once; hardly any file that people write is larger, and room is made for all that is asked for.
_PIECE = 64 * 1024


@click.command("secrets")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--staged",
    is_flag=True,
    help="Look at what the next commit adds (to PATHs; files that it leaves alone are read whole).",
)
@click.option(
    "--baseline", metavar="FILE", help="The keys to leave out, instead of the nearest .configlint-baseline.json."
)
@click.option(
    "--update-baseline", is_flag=True, help="Write the keys found into the baseline, to leave them out later."
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="How to print findings.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output.")
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
        raise click.UsageError("--update-baseline looks at files as they are, not at what is staged")
    configured = _configured(paths)
    scanner, failures = Scanner(), list[str]()
    known = _baseline(baseline, update_baseline)
    if staged:
        scanned = _scan_staged(scanner, paths, failures)
    else:
        scanned = _scan(scanner, paths or (".",), stdin_filename, failures, no_gitignore)
    found = [findings for findings in scanned if findings]
    if configured is not None:
        failures += configured.apply([one for findings in found for one in findings])
    if update_baseline and known is not None and not failures:
        known.update(scanner.paths, [one for findings in found for one in findings if not one.is_ignored])
        _write(known)
    for findings in found:
        for one in findings:
            one.is_ignored = one.is_ignored or (known is not None and known.holds(one))
    keys = _report(scanner, found, failures, output, color, quiet)
    if keys and staged and output == "text" and not quiet:
        click.echo(_WAYS_ON, err=True)
    sys.exit(2 if failures else 1 if keys and not exit_zero else 0)


def _scan(
    scanner: Scanner, paths: tuple[str, ...], stdin_filename: str, failures: list[str], no_gitignore: bool
) -> Iterator[list[Finding]]:
    """Yield what is found in each file that the command line means."""
    for path in paths:
        if path == "-":
            yield scanner.scan(stdin_filename, sys.stdin.buffer.read(MAX_BYTES + 1))
        elif os.path.isdir(path):
            from configlint.cli.printing import progress
            from configlint.files import walk

            gc.enable()  # a whole tree may be long work
            with progress() as on_folder:
                for below, ignored in walk.walk(
                    path, failures, respect_gitignore=not no_gitignore, only_regular=True, on_folder=on_folder
                ):
                    if not ignored:
                        yield _scan_file(scanner, below, failures)
        else:
            yield _scan_file(scanner, path, failures)


def _scan_staged(scanner: Scanner, paths: tuple[str, ...], failures: list[str]) -> Iterator[list[Finding]]:
    """Yield what is found in the lines that the next commit adds, and in files among `paths` that it leaves alone."""
    from configlint.secrets import git_index, staged

    absolute = [os.path.abspath(path) for path in paths]
    try:
        os.chdir(git_index.top())  # where paths in the index start
        left = dict.fromkeys(os.path.relpath(path).replace(os.sep, "/") for path in absolute)
        for path, findings in staged.scan(scanner, list(left)):
            left.pop(path, None)
            yield findings
    except git_index.GitError as error:
        failures.append(staged.complaint(error))
        return
    for path in left:
        if os.path.islink(path):
            yield scanner.scan(path, os.fsencode(os.readlink(path)))  # that is what git holds of it
        elif not os.path.isdir(path):
            yield _scan_file(scanner, path, failures)


def _scan_file(scanner: Scanner, path: str, failures: list[str]) -> list[Finding]:
    try:
        data = _read(path)
    except OSError as error:
        failures.append(f"{path}: {error.strerror or 'cannot be read'}")
        return []
    return scanner.scan(path, data)


def _read(path: str) -> bytes:
    """Return what is in a file, or as much of it as tells that it is too large."""
    pieces, length = list[bytes](), 0
    with open(path, "rb", buffering=0) as handle:
        while length <= MAX_BYTES and (piece := handle.read(_PIECE)):
            pieces.append(piece)
            length += len(piece)
    return b"".join(pieces)


def _report(
    scanner: Scanner, found: list[list[Finding]], failures: list[str], output: str, color: str, quiet: bool
) -> int:
    """Print what was found and what could not be read. Returns how many keys there are that no comment allows."""
    keys = sum(not one.is_ignored for findings in found for one in findings)
    if output == "json":
        from configlint.cli.printing import print_json
        from configlint.report import secrets

        print_json(secrets.data(found, scanner))
    elif output == "sarif":
        from configlint.cli import session
        from configlint.report import sarif, secrets

        session.print_json(sarif.report([diagnostic for diagnostic, _ in secrets.diagnostics(found)], failures))
    elif output == "github":
        from configlint.report import github, secrets

        for line in github.report([diagnostic for diagnostic, _ in secrets.diagnostics(found)]):
            click.echo(line)
    elif keys:
        from configlint.report import secrets

        for line in secrets.text(found, color):
            click.echo(line, color=True)
    for failure in failures:
        click.echo(f"configlint: {printable(failure)}", err=True)
    if quiet:
        return keys
    if scanner.skipped:
        few = ", ".join(f"{printable(path)} ({why})" for path, why in scanner.skipped[:_FEW])
        click.echo(f"Not read: {few}{' …' if len(scanner.skipped) > _FEW else ''}", err=True)
    if output == "text":
        click.echo(scanner.summary(keys, sum(map(len, found)) - keys))
    return keys


def _configured(paths: tuple[str, ...]) -> Configured | None:
    """Return what the configurations for `paths` say about keys, or None where there is none."""
    named = options.named_configuration()
    if named == "" or (named is None and not any(map(path_above, paths or (".",)))):
        return None
    from configlint.cli import session
    from configlint.lint.secret_exemptions import Configured

    return Configured(session.settings(paths))


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
            raise click.BadParameter(f"no file {path}; --update-baseline makes it", param_hint="--baseline") from None
        return None
    except baseline.BaselineError as error:
        raise click.BadParameter(str(error), param_hint="--baseline") from None


def _write(known: Baseline) -> None:
    from configlint.secrets import baseline

    try:
        known.write()
    except baseline.BaselineError as error:
        raise click.BadParameter(str(error), param_hint="--baseline") from None
    number = known.number
    click.echo(f"{printable(known.path)} lists {number} key{'' if number == 1 else 's'} now.", err=True)
