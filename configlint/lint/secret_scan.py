"""Files and commits -> the keys in them, and what a configuration or a baseline says about each."""

from __future__ import annotations

import os

from configlint.catalog.knowledge import Knowledge
from configlint.files.contents import DISK, Files
from configlint.secrets.scanner import Finding, Scanner
from configlint.secrets.text_source import MAX_BYTES
from configlint.settings.finder import Finder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from configlint.secrets.baseline import Baseline
    from configlint.secrets.commits import Commit


class Rules:
    """What a configuration and a baseline say about keys.

    Both are read from `files`, unless the command line names others: `configuration` as in Finder, and `baseline`.
    Raises SettingsError and BaselineError.
    """

    def __init__(self, files: Files = DISK, configuration: str | None = None, baseline: Baseline | None = None) -> None:
        self.finder = Finder(Knowledge(), configuration, files)
        self._baseline = baseline

    def knowledge_for(self, path: str) -> Knowledge:
        """Return what is known where a file or folder is: its own kinds of keys included."""
        return (self.finder.of(os.path.abspath(path)) if os.path.isdir(path) else self.finder.of_file(path)).knowledge

    def allow(self, found: list[Finding]) -> None:
        """Mark the keys that may be where they are."""
        for one in found:
            settings = self.finder.of_file(one.path)
            if not one.allowed_by and settings.document is not None:
                from configlint.lint import secret_exemptions

                one.allowed_by = secret_exemptions.place(settings, one)
            if not one.allowed_by and self._baseline is not None:
                one.allowed_by = self._baseline.place(one.path, one.digest(self._baseline.salt))

    def may_be_unread(self, path: str) -> bool:
        """Return True if the configuration says that a file need not be read."""
        settings = self.finder.of_file(path)
        return any(settings.means(glob, path) for glob in settings.unread_files)


class SecretScan:
    """Collects the keys of files and commits. `found` has a list for each file with any.

    `unread` has (path, why) of those that could not be searched and had to be, `paths` those that were searched.
    `is_of_commits` says that commits were among them.
    """

    def __init__(self) -> None:
        self.found: list[list[Finding]] = []
        self.unread: list[tuple[str, str]] = []
        self.is_of_commits = False
        self._scanners: dict[int, Scanner] = {}
        self._seen: set[tuple[str, str]] = set()

    @property
    def paths(self) -> list[str]:
        """The paths of the files that were searched, each once."""
        return list(dict.fromkeys(path for scanner in self._scanners.values() for path in scanner.paths))

    def digests(self, salt: bytes) -> dict[str, list[str]]:
        """Return for each file that was searched the hashes of its keys that nothing allows, each once."""
        known: dict[str, dict[str, None]] = {path: {} for path in self.paths}
        for one in (one for found in self.found for one in found if not one.allowed_by):
            known[one.path][one.digest(salt)] = None
        return {path: list(digests) for path, digests in known.items()}

    def data(self, path: str, data: bytes, rules: Rules, knowledge: Knowledge) -> None:
        """Search the content of a file, of which all lines count."""
        scanner = self._scanner(knowledge)
        self._take(scanner.scan(path, data), scanner, rules)

    def commit(self, commit: Commit, rules: Rules, is_wanted: Callable[[str], bool] | None = None) -> list[str]:
        """Search the lines that a commit adds. Returns the paths of its files. Raises GitError.

        A key that an earlier commit brought into the same file counts once.
        """
        self.is_of_commits = True
        paths = []
        for file in commit.files(MAX_BYTES, is_wanted):
            paths.append(file.path)
            scanner = self._scanner(rules.knowledge_for(file.path))
            if file.why:
                scanner.skipped.append((file.path, file.why))
            found = scanner.scan(file.path, file.data, file.added) if file.data is not None else []
            for one in found:
                one.commit = commit.id
            new = [one for one in found if not commit.id or (one.path, one.fingerprint) not in self._seen]
            self._seen.update((one.path, one.fingerprint) for one in new)
            self._take(new, scanner, rules)
        return paths

    def _scanner(self, knowledge: Knowledge) -> Scanner:
        scanner = self._scanners.get(id(knowledge))
        if scanner is None:
            scanner = self._scanners[id(knowledge)] = Scanner(knowledge)
        return scanner

    def _take(self, found: list[Finding], scanner: Scanner, rules: Rules) -> None:
        self.unread += [one for one in scanner.skipped if not rules.may_be_unread(one[0])]
        scanner.skipped.clear()
        rules.allow(found)
        if found:
            self.found.append(found)
