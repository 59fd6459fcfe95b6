"""Searches for keys where the command line says, and reports them: what `configlint secrets` does.

Without the command-line library, which costs a hook more than the search does.
"""

from __future__ import annotations

import gc
import os
import sys

from configlint.files import contents, git_objects
from configlint.files.contents import DISK, Files
from configlint.lint.secret_scan import Rules, SecretScan
from configlint.report.gate import Gate
from configlint.secrets.text_source import MAX_BYTES
from configlint.settings.configuration import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from configlint.catalog.knowledge import Knowledge
    from configlint.files.git_objects import Objects
    from configlint.report.output import Output
    from configlint.secrets.baseline import Baseline
    from configlint.secrets.commits import Commit


class KeySearch:
    """One run of the verb. `configuration` and `baseline` are those that the command line names."""

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

    @property
    def gate(self) -> Gate:
        """What masks the keys in all that is printed about this run."""
        from configlint.secrets.redaction import Redactor

        return Gate(Redactor(self.last_rules.finder.base))

    def report(self, out: Output, output: str, *, is_quiet: bool) -> int:
        """Print what was found, and what could not be searched, as `output`. Returns the exit status."""
        from configlint.report import secrets

        keys = secrets.report(self.scan, self.failures, self.last_rules.finder, output, out)
        if not is_quiet:
            for remark in self.remarks:
                out.remark(remark)
            secrets.close(self.scan, output, out)
        return 2 if self.failures or self.scan.unread else 1 if keys else 0

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
