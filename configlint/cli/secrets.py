"""`configlint secrets`."""

from __future__ import annotations

import sys

import click

from configlint.cli import options
from configlint.cli.key_search import KeySearch
from configlint.cli.session import opened_output
from configlint.files.contents import DISK
from configlint.files.words import many
from configlint.report import formats


@click.command("secrets")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--staged",
    is_flag=True,
    help="Check what the next commit adds (to PATHs; files that are not staged are read whole).",
)
@click.option("--since", metavar="REF", help="Check what each commit after REF adds.")
@click.option("--pushed", metavar="REMOTE", hidden=True, help="Check the commits that git names to the hook pre-push.")
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
    since: str | None,
    pushed: str | None,
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
    and nothing is sent. Commits are judged by the configuration and the baseline of the commit before them.

    \b
    Example:
      configlint secrets .env src/
    """
    given = (("--staged", staged), ("--since", since is not None), ("--pushed", pushed is not None))
    of_commits = [name for name, is_given in given if is_given]
    if len(of_commits) > 1:
        raise click.UsageError(f"{' and '.join(of_commits)} exclude each other")
    files = options.configuration_files()
    if files is not DISK and (of_commits or update_baseline):
        raise click.UsageError(f"--config-from excludes {', '.join([*of_commits, '--update-baseline'])}")
    if of_commits and update_baseline:
        raise click.UsageError(f"--update-baseline reads files as they are, not what {of_commits[0]} means")
    run = KeySearch(options.named_configuration(), baseline)
    known = None
    if of_commits:
        run.commits(paths, since, pushed)
    else:
        known = run.baseline(files, is_wanted=update_baseline)
        rules = run.rules(files, None if update_baseline else known)
        run.files(paths or (".",), stdin_filename, rules, no_gitignore=no_gitignore)
    scan = run.scan
    if update_baseline and known is not None and not run.failures:
        from configlint.cli import baselines

        known.update(scan.digests(known.salt))
        baselines.write(known)
        run.remarks.append(f"{known.path} lists {many(known.number, 'key')} now.")
        run.rules(DISK, known).allow([one for found in scan.found for one in found])
    status = run.report(opened_output(run.gate, color), output, is_quiet=quiet)
    sys.exit(0 if status == 1 and exit_zero else status)
