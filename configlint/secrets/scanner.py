"""Finds keys in the bytes of files. What `configlint secrets`, the hook and rule SEC001 have in common."""

from __future__ import annotations

from configlint.secrets import text_source
from configlint.secrets.candidates import Candidates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from configlint.catalog.knowledge import Knowledge
    from configlint.secrets.classifier import Classifier, Match
    from configlint.secrets.text_source import Source

#: The rule that reports keys.
CODE, RULE = "SEC001", "committed-secret"

#: Comments of other scanners that silence a finding on their own line, or on the line below.
_ALLOWED_HERE = ("gitleaks:allow", "pragma: allowlist secret", "pragma: whitelist secret")
_ALLOWED_BELOW = ("pragma: allowlist nextline secret",)


class Finding:
    """A key in a file. Its value is in no attribute that a report would print.

    `start` and `end` are offsets in the text (code points), `line` and `column` count from 1. `provider` is whose key
    it is ("" where nothing tells), `kind` what kind of key, `masked` how to show it, `fingerprint` what tells it from
    others, `field` what it is assigned to ("" where that was not looked at). A comment may allow it: `is_ignored`.
    """

    __slots__ = (
        "_knowledge",
        "_match",
        "column",
        "end",
        "field",
        "is_ignored",
        "kind",
        "line",
        "path",
        "provider",
        "source",
        "start",
    )

    def __init__(
        self, knowledge: Knowledge, source: Source, match: Match, line: int, column: int, *, is_ignored: bool
    ) -> None:
        self._knowledge = knowledge
        self._match = match
        self.source = source
        self.path = source.path
        self.line = line
        self.column = column
        self.start = source.character(match.start)
        self.end = self.start + match.end - match.start
        self.provider = match.owner
        self.kind = match.kind
        self.field = match.field
        self.is_ignored = is_ignored

    @property
    def end_line(self) -> int:
        """The line that the key ends in, from 1."""
        return self.source.position(self._match.end)[0]

    @property
    def end_column(self) -> int:
        """The column behind the key's last character, from 1."""
        return self.source.position(self._match.end)[1]

    @property
    def masked(self) -> str:
        """The beginning that all such keys have, and the last characters of a long one."""
        from configlint.secrets.masking import mask

        return mask(self._match.value, self._knowledge.catalog)

    @property
    def fingerprint(self) -> str:
        """Eight digits that are the same wherever this key stands, and from which nothing leads back to it."""
        return self.digest(b"configlint")[:8]

    @property
    def variables(self) -> list[str]:
        """Variables that commonly hold such a key."""
        return list(self._match.variables)

    def digest(self, salt: bytes) -> str:
        """Return a hash of the value, other for every salt (64 hexadecimal digits)."""
        import hmac

        return hmac.digest(salt, self._match.value.encode(), "sha256").hex()

    def __repr__(self) -> str:
        return f"Finding({self.path!r}, {self.line}, {self.column}, {self.provider!r}, {self.kind!r})"


class Scanner:
    """Looks through files, one after another, for keys of the kinds that `knowledge` has.

    `paths` are those that were read; `skipped` has (path, why) of those that are no text or too large.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.paths: list[str] = []
        self.skipped: list[tuple[str, str]] = []
        self.knowledge = knowledge
        self._candidates = Candidates(knowledge.beginnings)
        self._classifier: Classifier | None = None  # loaded with the first candidate

    @property
    def files(self) -> int:
        """How many files were read."""
        return len(self.paths)

    def summary(self, keys: int = 0, allowed: int = 0) -> str:
        """Say in a line what came of it; `allowed` are keys that a comment or the baseline allows."""
        also = f", and {allowed} that a comment or the baseline allows" if allowed else ""
        return f"{_many(keys, 'key') if keys else 'No key'} in {_many(self.files, 'file')}{also}."

    def scan(self, path: str, data: bytes, lines: Container[int] | None = None) -> list[Finding]:
        """Return the keys in `data`, the content of the file to be shown as `path`, in order.

        With `lines`, only keys that begin on a line of these numbers (from 1) count. Those that a comment allows are
        among the findings, too, as ignored ones.
        """
        text, why = text_source.decode(data)
        if why:
            self.skipped.append((path, why))
            return []
        self.paths.append(path)
        source = text_source.Source(path, text)
        starts = self._candidates.find(text, source.long_run)
        if not starts:
            return []
        if self._classifier is None:
            from configlint.secrets.classifier import Classifier

            self._classifier = Classifier(self.knowledge)
        return self._findings(source, self._classifier.find(source, starts), lines)

    def _findings(self, source: Source, matches: list[Match], lines: Container[int] | None) -> list[Finding]:
        found = []
        if matches:
            allowed = _Allowed(source)
            for match in matches:
                line, column = source.position(match.start)
                if lines is None or line in lines:
                    found.append(
                        Finding(self.knowledge, source, match, line, column, is_ignored=allowed.is_allowed(line))
                    )
        return found


def _many(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


class _Allowed:
    """The comments of a file that allow a key in a line."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._own = None
        if b"configlint:" in source.data:
            from configlint.diagnostics import suppressions

            self._own = suppressions.Suppressions(source.decoded())

    def is_allowed(self, line: int) -> bool:
        here, above = self._source.line(line), self._source.line(line - 1)
        if any(mark in here for mark in _ALLOWED_HERE) or any(mark in above for mark in _ALLOWED_BELOW):
            return True
        return self._own is not None and self._own.suppress(CODE, RULE, line)
