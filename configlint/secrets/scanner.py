"""Finds keys in the bytes of files. What `configlint secrets`, the hook and rule SEC001 have in common."""

from __future__ import annotations

from configlint.secrets import text_source
from configlint.secrets.candidates import Candidates, assigned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from configlint.catalog.knowledge import Knowledge
    from configlint.document.nodes import Route
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
    others, `field` what it is assigned to ("" where that was not looked at). `allowed_by` is where a comment, a
    baseline or a configuration says that it may be there (`a.py:3`), "" if nothing does; `commit` is what brought it.
    """

    __slots__ = (
        "_knowledge",
        "_match",
        "allowed_by",
        "column",
        "commit",
        "end",
        "field",
        "kind",
        "line",
        "path",
        "provider",
        "source",
        "start",
    )

    def __init__(
        self, knowledge: Knowledge, source: Source, match: Match, line: int, column: int, allowed_by: str
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
        self.allowed_by = allowed_by
        self.commit = ""

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
    def route(self) -> Route:
        """Where the key is in the tree of the file, () where that is not known."""
        field = self.source.field_at(self._match.start)
        return field[0] if field is not None else ()

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

    `paths` are those that were read; `skipped` has (path, why) of those that were not, or not all of them.
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

    def scan(self, path: str, data: bytes, lines: Container[int] | None = None) -> list[Finding]:
        """Return the keys in `data`, the content of the file to be shown as `path`, in order.

        With `lines`, only keys count that have a part on a line of these numbers (from 1). Those that a comment allows
        are among the findings, too.
        """
        text, why = text_source.decode(data)
        if why:
            self.skipped.append((path, why))
        if not text and data:
            return []
        self.paths.append(path)
        source = text_source.Source(path, text)
        starts = self._candidates.find(text, source.long_run)
        if source.is_configuration:
            starts = sorted({*starts, *assigned(text)})
        if not starts:
            return []
        if self._classifier is None:
            from configlint.secrets.classifier import Classifier

            self._classifier = Classifier(self.knowledge)
        return self._findings(source, self._classifier.find(source, starts), lines)

    def _findings(self, source: Source, matches: list[Match], lines: Container[int] | None) -> list[Finding]:
        found = []
        if matches:
            comments = _Comments(source, lines)
            for match in matches:
                line, column = source.position(match.start)
                if lines is None or any(map(lines.__contains__, range(line, source.position(match.end)[0] + 1))):
                    allowed = comments.line_that_allows(line)
                    allowed_by = f"{source.path}:{allowed}" if allowed else ""
                    found.append(Finding(self.knowledge, source, match, line, column, allowed_by))
        return found


class _Comments:
    """The comments of a file that allow a key in a line. `lines` are those that a commit adds, None where all count."""

    def __init__(self, source: Source, lines: Container[int] | None) -> None:
        self._source = source
        self._added = lines

    def line_that_allows(self, line: int) -> int:
        """Return the line of a comment that allows a key on `line`, 0 if none does."""
        if any(mark in self._source.line(line) for mark in _ALLOWED_HERE):
            return line
        if any(mark in self._source.line(line - 1) for mark in _ALLOWED_BELOW):
            return line - 1
        own = self._source.suppressions
        for comment in own.suppressing(CODE, RULE, line) if own is not None else ():
            # One about the whole file is a rule, and no commit brings a rule for its own keys.
            if comment.lines is not None or self._added is None or comment.line not in self._added:
                return comment.line
        return 0
