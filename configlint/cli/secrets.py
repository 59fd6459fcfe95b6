"""`configlint secrets`."""

from __future__ import annotations

import gc
import os
import sys

import click

from configlint.cli import options
from configlint.files import contents, git_objects
from configlint.files.contents import DISK, Files
from configlint.files.words import many
from configlint.lint.secret_scan import Rules, SecretScan
from configlint.report import formats
from configlint.secrets.text_source import MAX_BYTES
from configlint.settings.configuration import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from configlint.catalog.knowledge import Knowledge
    from configlint.files.git_objects import Objects
    from configlint.secrets.baseline import Baseline
    from configlint.secrets.commits import Commit


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
    run = _Run(options.named_configuration(), baseline)
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
    keys = run.report(output, color, is_quiet=quiet)
    sys.exit(2 if run.failures or scan.unread else 1 if keys and not exit_zero else 0)


class _Run:
    """One run. `configuration` and `baseline` are those that the command line names."""

    def __init__(self, configuration: str | None, baseline: str | None) -> None:
        # They are looked for from here, wherever the run goes.
        self._configuration = os.path.abspath(configuration) if configuration else configuration
        self._baseline = os.path.abspath(baseline) if baseline is not None else None
        self.scan = SecretScan()
        self.failures: list[str] = []
        self.remarks: list[str] = []
        self.last_rules = Rules(DISK, "")

    def rules(self, files: Files, baseline: Baseline | None) -> Rules:
        """Return what counts for `files`."""
        named = shown(self._configuration) if self._configuration else self._configuration
        if named and files is not DISK:
            from configlint.cli import baselines

            files = baselines.home_of(named, files)
        self.last_rules = Rules(files, named, baseline)
        return self.last_rules

    def baseline(self, files: Files, *, is_wanted: bool = False) -> Baseline | None:
        """Return the baseline for `files`; if there is none yet and it `is_wanted`, a new one."""
        from configlint.cli import baselines
        from configlint.secrets.baseline import KEYS

        return baselines.load(self._baseline, KEYS, files, is_wanted=is_wanted)

    def files(self, paths: tuple[str, ...], stdin_filename: str, rules: Rules, *, no_gitignore: bool) -> None:
        """Search the files that the command line means."""
        knowledge = rules.knowledge_for(paths[0])
        for path in paths:
            if path == "-":
                self.scan.data(stdin_filename, sys.stdin.buffer.read(MAX_BYTES + 1), rules, knowledge)
            elif os.path.isdir(path):
                from configlint.cli.session import progress
                from configlint.files import walk

                gc.enable()  # a whole tree may take long
                rest = set() if no_gitignore else self._tracked_though_ignored(path)
                with progress() as on_folder:
                    for below, ignored in walk.walk(
                        path, self.failures, respect_gitignore=not no_gitignore, only_regular=True, on_folder=on_folder
                    ):
                        if not ignored:
                            rest.discard(os.path.normpath(below))
                            self._file(below, rules, knowledge)
                for below in sorted(rest):  # in folders that git ignores, which the walk does not enter
                    self._file(below, rules, knowledge)
            else:
                self._file(path, rules, knowledge)

    def _tracked_though_ignored(self, folder: str) -> set[str]:
        from configlint.files import git
        from configlint.files.git_command import GitError

        try:
            found = git.tracked_though_ignored(folder)
        except GitError as error:
            self.failures.append(str(error))
            return set()
        return {path for path in found if os.path.isfile(path) and not os.path.islink(path)}

    def commits(self, paths: tuple[str, ...], since: str | None, pushed: str | None) -> None:
        """Search the lines that commits add: those after `since`, those `pushed` to a remote, or else the next one.

        Of `paths`, those that the next commit leaves alone are searched as a whole.
        """
        from configlint.files.git_command import GitError
        from configlint.secrets import staged

        absolute = [os.path.abspath(path) for path in paths]
        try:
            os.chdir(git_objects.top())  # where paths in commits start
            relative = [os.path.relpath(path).replace(os.sep, "/") for path in absolute]
            with git_objects.Objects() as objects:
                rules, seen = None, set[str]()
                for commit in _wanted(objects, since, pushed):
                    if rules is None or commit.may_have_other_rules:
                        rules = self.rules(commit.before, self.baseline(commit.before))
                    seen.update(self.scan.commit(commit, rules, staged.limit(relative)))
                    self._explain(commit)
                if since is None and pushed is None and rules is not None:
                    for path in dict.fromkeys(one for one in relative if one not in seen):
                        self._unstaged(path, rules)
        except GitError as error:
            self.failures.append(staged.complaint(error))

    def report(self, output: str, color: str, *, is_quiet: bool) -> int:
        """Print what was found, and what could not be searched. Returns how many keys there are that nothing allows."""
        from configlint.cli.session import opened_output
        from configlint.report import secrets
        from configlint.report.gate import Gate
        from configlint.secrets.redaction import Redactor

        out = opened_output(Gate(Redactor(self.last_rules.finder.base)), color)
        keys = secrets.report(self.scan, self.failures, self.last_rules.finder, output, out)
        if not is_quiet:
            for remark in self.remarks:
                out.remark(remark)
            secrets.close(self.scan, output, out)
        return keys

    def _explain(self, commit: Commit) -> None:
        """Say what to do about keys that a commit adds."""
        if any(not one.allowed_by and one.commit == commit.id for found in self.scan.found for one in found):
            for path in commit.own_rules:
                self.remarks.append(f"What {path} says in a commit counts for the ones after it: commit it first.")

    def _unstaged(self, path: str, rules: Rules) -> None:
        if os.path.islink(path):  # git stores its text
            self.scan.data(path, os.fsencode(os.readlink(path)), rules, rules.knowledge_for(path))
        elif not os.path.isdir(path):
            self._file(path, rules, rules.knowledge_for(path))

    def _file(self, path: str, rules: Rules, knowledge: Knowledge) -> None:
        try:
            data = contents.read(path, MAX_BYTES + 1)
        except OSError as error:
            self.failures.append(f"{path}: {error.strerror or 'cannot be read'}")
            return
        self.scan.data(path, data, rules, knowledge)


def _wanted(objects: Objects, since: str | None, pushed: str | None) -> Iterator[Commit]:
    """Yield the commits that are to be searched."""
    from configlint.secrets import commits

    if since is not None:
        yield from commits.commits(objects, ["HEAD"], [git_objects.identify(since)])
    elif pushed is not None:
        # As git tells the hook: local ref, its commit, remote ref, its commit; zeros for what is not there.
        lines = [line.split() for line in sys.stdin.read().splitlines()]
        ids = [(line[1], line[3]) for line in lines if len(line) == 4]
        known = [theirs for _, theirs in ids if objects.read(f"{theirs}^{{commit}}") is not None]
        wanted = [ours for ours, _ in ids if ours.strip("0")]
        if wanted:
            yield from commits.commits(objects, wanted, [*known, f"--remotes={pushed}"])
    else:
        yield commits.next_commit(objects)
