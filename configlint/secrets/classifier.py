"""The second look: which candidates are keys, and whose."""

from __future__ import annotations

import re
from functools import cache, cached_property

from configlint.secrets import placeholders, randomness
from configlint.secrets.candidates import LONG, LONG_IN_CONFIGURATION, Candidates
from configlint.secrets.words import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.catalog.knowledge import Knowledge
    from configlint.catalog.providers import KeyShape
    from configlint.secrets.nearby import Nearby
    from configlint.secrets.text_source import Source

_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
#: No key in base64 is shorter.
_ENCODED = 24
_RUNS = r"[A-Za-z0-9_-]*"
#: Lines longer than this were written by programs; only shapes that cannot be anything else count in them.
_LONG_LINE = 2000
#: How far behind a telling name a value is looked for.
_LINE = 400
#: What ends a value without a shape.
_VALUE = r"[A-Za-z0-9_.+/~-]*={0,2}"
#: What stands between a name and its value, where no word says that it is a key.
_BEHIND_NAME = r"(?:\([\"'`]|[\"':=]\s*[\"']?)$"
#: Some of these stands before a value that is a key: in its name, or in that of a table that holds it, not far away.
_TELLING = ("key", "token", "secret", "auth", "bearer", "credential", "passw", "pwd", "pat")
_REACH = 1000
_BASE64 = r"[A-Za-z0-9+/]+={0,2}"


class Match:
    """A key in a file: its offsets and value, whose it is ("" where nothing tells), and what kind of key.

    `field` is the name it is assigned to, as far as that was looked at.
    """

    __slots__ = ("end", "field", "kind", "owner", "start", "value", "variables")

    def __init__(
        self, start: int, end: int, value: str, owner: str, kind: str, variables: tuple[str, ...], field: str = ""
    ):
        self.start = start
        self.end = end
        self.value = value
        self.owner = owner
        self.kind = kind
        self.variables = variables
        self.field = field


class Classifier:
    """Tells keys from the rest, by what is known about kinds of keys and their owners."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._shapes = knowledge.catalog.key_shapes
        self._telling_names = tuple(name for shape in self._shapes for name in shape.named)
        self._by_two: dict[str, list[KeyShape]] = {}

    @cached_property
    def _nearby(self) -> Nearby:
        from configlint.secrets.nearby import Nearby

        return Nearby(self._knowledge)

    def _shapes_beginning_with(self, two: str) -> list[KeyShape]:
        """Return the kinds of keys, except shapeless ones, that may begin with two characters, in their order."""
        if two not in self._by_two:
            self._by_two[two] = [
                shape
                for shape in self._shapes
                if shape.strength != "context" and (not shape.prefix or shape.prefix[:2] == two)
            ]
        return self._by_two[two]

    def find(self, source: Source, starts: list[int]) -> list[Match]:
        """Return the keys that stand in a file, in order; `starts` are the offsets where there may be one."""
        made = source.is_made
        found: list[Match] = []
        for start in starts:
            if found and start < found[-1].end:
                continue
            match = self._judge(source, start, made)
            if match is not None:
                found.append(match)
        return found

    def _judge(self, source: Source, start: int, made: bool) -> Match | None:
        text = source.text
        start = _behind_escape(text, start)
        end = _regex(_RUNS).match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too
        match = self._by_beginning(source, start, end, made)
        if match is not None or made:
            return match
        if text.startswith(self._telling_names, start):
            return self._behind_name(text, start, end)
        run = text[start:end]
        if len(run) < LONG_IN_CONFIGURATION or _is_plain_name(run):
            return None
        may_be_assigned = _may_be_assigned(source, start)
        may_be_encoded = len(run) >= _ENCODED and "-" not in run
        if (
            not (may_be_assigned or may_be_encoded)
            or not randomness.may_be_random(run)
            or _is_in_long_line(text, start)
        ):
            return None
        match = self._by_surroundings(source, start, end) if may_be_assigned else None
        return match or (self._encoded(text, start, end) if may_be_encoded else None)

    def _by_beginning(self, source: Source, start: int, run_end: int, made: bool) -> Match | None:
        """Judge what begins like a key of a known kind; the run there ends at `run_end`."""
        text = source.text
        for key in self._shapes_beginning_with(text[start : start + 2]):
            if not text.startswith(key.prefix, start) or (made and key.strength == "weak"):
                continue
            end = _matched(key, text, start)
            if end is None:
                continue
            value = text[start:end]
            if text.endswith(_no_key("public_after"), 0, start):
                return None
            body = value[len(key.prefix) :].replace(key.infix or "T3BlbkFJ", "")
            if placeholders.is_made_up(body[:200]):
                return None
            if key.strength == "strong":
                return _match(key, start, end, value)
            if not randomness.looks_random(body) or _is_in_long_line(text, start):
                continue
            return self._weak(source, key, start, end, value)
        return None

    def _weak(self, source: Source, key: KeyShape, start: int, end: int, value: str) -> Match:
        """Name the provider of a key whose shape several share, by what stands around it."""
        around = self._nearby.look(source, start, end, value)
        owners = key.owners
        owner = around.owner
        if self._has_own_shape(owner) and owner not in owners:
            owner = self._nearby.owner_among(source, start, end, owners)
        if owner:
            return self._named_match(owner, start, end, value, around.field)
        name = "" if len(owners) > 1 or key.prefix in ("sk-", "sk_") else key.owner_name
        return Match(start, end, value, name, key.name, key.variables, around.field)

    def _by_surroundings(self, source: Source, start: int, end: int) -> Match | None:
        """Judge what could be anything: it is a key where the name, the table or the host around it says so."""
        text = source.text
        first, last = start, end
        while first > 0 and text[first - 1] in "+/.~":
            first = _run_before(text, first - 1)
        last = _regex(_VALUE).match(text, end).end()  # type: ignore[union-attr]  # it matches nothing, too
        value = text[first:last].rstrip(".")
        last = first + len(value)
        if value.endswith("=") and text[last : last + 1] in _RUN:
            return None  # a name, and behind it its value
        if text.startswith("...", last) or value.startswith(_no_key("encrypted")):
            return None
        if "/" in value and not _regex(_BASE64).fullmatch(value):
            return None  # a path
        plain = re.sub(r"[^A-Za-z0-9_-]", "-", value)
        if not 20 <= len(value) <= 2000 or "//" in value or not randomness.looks_random(plain[:300]):
            return None
        around = self._nearby.look(source, first, last, value)
        if not around.is_credential:
            return None
        if not around.owner or (self._has_own_shape(around.owner) and not self._fitting(around.owner, value)):
            if not around.is_certain:
                return None
            return Match(first, last, value, "", f"key in {around.field}" if around.field else "key", (), around.field)
        return self._named_match(around.owner, first, last, value, around.field)

    def _named_match(self, owner: str, start: int, end: int, value: str, field: str) -> Match:
        """Return a key of `owner`, called after the first of its shapes that fits."""
        name = self._knowledge.owners.names.get(owner, owner)
        fitting = self._fitting(owner, value)
        kind = fitting[0].name if fitting else "API key"
        variables: tuple[str, ...] = next((key.variables for key in self._shapes if key.owner == owner), ())
        return Match(start, end, value, name, kind, variables, field)

    def _fitting(self, owner: str, value: str) -> list[KeyShape]:
        """Return the kinds of keys of `owner` that a value may be."""
        return [
            key
            for key in self._shapes
            if owner in key.owners and value.startswith(key.prefix) and _regex(key.expression).fullmatch(value)
        ]

    def _has_own_shape(self, owner: str) -> bool:
        """Tell whether all keys of `owner` look like nobody else's, so that its name near other keys means little."""
        strengths = {key.strength for key in self._shapes if key.owner == owner}
        return strengths == {"strong"}

    def _behind_name(self, text: str, start: int, end: int) -> Match | None:
        """Return the key that stands on the same line behind a telling name."""
        key = next(key for key in self._shapes if text.startswith(tuple(key.named), start))
        line = text[end : end + _LINE].partition("\n")[0]
        match = re.search(rf"(?<![A-Za-z0-9/+=])\s*[=:]?[\s\"'>]*({key.expression})(?![A-Za-z0-9/+=])", line)
        if match is None or not randomness.looks_random(re.sub(r"[/+=]", "", match[1])):
            return None
        return _match(key, end + match.start(1), end + match.end(1), match[1])

    def _encoded(self, text: str, start: int, end: int) -> Match | None:
        """Return the key that base64 hides, as in Kubernetes secrets and in headers with user and password."""
        from binascii import Error, a2b_base64

        run = text[start:end].replace("_", "/")
        try:
            data = a2b_base64(run + "=" * (-len(run) % 4))
        except (Error, ValueError):
            return None
        if not data.isascii() or not data.decode().strip().isprintable():
            return None
        from configlint.secrets.text_source import Source

        for inner in self.find(Source("", data), Candidates(self._knowledge.beginnings).find(data, LONG)):
            if len(inner.value) * 2 < len(data):
                break  # such as the signed address of a file in a token
            while end < len(text) and text[end] == "=":
                end += 1
            return Match(start, end, inner.value, inner.owner, f"{inner.kind} in base64", inner.variables, inner.field)
        return None


def _is_plain_name(run: str) -> bool:
    """Tell whether a run is letters of one case, in words or not: no key without a beginning of its own is that."""
    return (run.islower() or run.isupper()) and _regex("[0-9]").search(run) is None


def _behind_escape(text: str, start: int) -> int:
    """Return where a run really starts that begins with the end of an escape (`\\n`, `%3D`, `\\u003d`)."""
    before = text[start - 1 : start]
    if before == "\\" and text[start : start + 1] == "u" and text[start + 1 : start + 3] == "00":
        return start + 5
    if before == "\\" and text[start : start + 1] in "nrt":
        return start + 1
    if before == "%" and text[start : start + 1] in "234" and text[start + 2 : start + 3].isalnum():
        return start + 2
    return start


def _may_be_assigned(source: Source, start: int) -> bool:
    """Tell, quickly, whether a value may stand where keys stand: something before it says so."""
    text = source.text
    if source.is_configuration:
        left = text[max(0, start - _REACH) : start]
    else:
        above = text.rfind("\n", 0, max(text.rfind("\n", 0, start), 0)) + 1
        left = text[max(above, start - 400) : start]
        if _regex(_BEHIND_NAME).search(left) is not None:
            return True
    left = left.lower()
    return "://" in left or any(word in left for word in _TELLING)


def _run_before(text: str, at: int) -> int:
    while at > 0 and text[at - 1] in _RUN:
        at -= 1
    return at


def _no_key(listed: str) -> tuple[str, ...]:
    """Return texts that tell what is no key: what "encrypted" values begin with, or what is only "public_after"."""
    return words().placeholders[listed]


def _matched(key: KeyShape, text: str, start: int) -> int | None:
    """Return where a key of this shape ends that starts at `start` and is a whole word, or None."""
    match = _regex(key.expression).match(text, start)
    if match is None or (match.end() < len(text) and text[match.end()] in _RUN):
        return None
    return match.end()


def _match(key: KeyShape, start: int, end: int, value: str) -> Match:
    return Match(start, end, value, key.owner_name, key.name, key.variables)


def _is_in_long_line(text: str, at: int) -> bool:
    start = text.rfind("\n", max(0, at - _LONG_LINE), at)
    end = text.find("\n", at, at + _LONG_LINE)
    return (start < 0 and at > _LONG_LINE) or (end < 0 and len(text) - at > _LONG_LINE)


@cache
def _regex(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
