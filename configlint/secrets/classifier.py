"""The second look: which candidates are keys, and whose."""

from __future__ import annotations

import re
from functools import cache

from configlint.records import cached_property
from configlint.secrets.candidates import LONG, LONG_IN_CONFIGURATION, Candidates
from configlint.secrets.naming import Naming
from configlint.secrets.values import harmless, passwords, placeholders, private_keys, randomness, spellings
from configlint.secrets.words import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from configlint.catalog.knowledge import Knowledge
    from configlint.catalog.providers import KeyShape
    from configlint.secrets.nearby import Nearby
    from configlint.secrets.text_source import Source

_QUOTES = frozenset("\"'`\\\n")
_AFTER_WORD = frozenset("\"'`\\\r\n ,;<>(){}[]")
_BEFORE_VALUE = frozenset("\"'`=: \t>")
_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
#: No key in base64 is shorter.
_ENCODED = 24
_RUNS = r"[A-Za-z0-9_-]*"
#: How far after a telling name a value is looked for.
_LINE = 400
#: What ends a value without a shape, and what else may be in one that is written after its name.
_VALUE = r"[A-Za-z0-9_.+/~-]*={0,2}"
_ANY_VALUE = r"[^\s\"'`,;<>(){}\[\]\\]*"
#: What is between a name and its value in quotes, with a scheme, or after `=`, in the source of programs.
_BEFORE_QUOTED = (
    r"\\*[\"'`]?\]?\s*(?::=|=>|[=:])\s*(?:[\"'`]{1,3}|\\+[\"'])?(?:[Bb]earer |[Bb]asic |[Tt]oken )?(?<=[\"'` =])"
)
#: Shorter values without a shape are no keys, longer ones are texts.
_SHORTEST, _LONGEST = 16, 2000
#: What stands between a name and its value, where no word says that it is a key.
_AFTER_NAME = ("=", ":", '"', "'")
#: Some of these stands near a value that is a key: in its name, or in that of a table that holds it.
_TELLING = ("key", "token", "secret", "auth", "bearer", "credential", "passw", "pwd", "pat", "passphrase")
_REACH, _REACH_AFTER = 1000, 200
#: In a file with more keys than this, nobody wants to know whose each is.
_NAMED = 1_000
#: Values in values (base64 of base64) are read so deep.
_DEPTH = 3


class Match:
    """A key in a file: its offsets and value, whose it is ("" where nothing tells), and what kind of key.

    `field` is the name it is assigned to, as far as that was looked at.
    """

    __slots__ = ("end", "field", "kind", "owner", "start", "value", "variables")

    def __init__(
        self, start: int, end: int, value: str, owner: str, kind: str, variables: tuple[str, ...] = (), field: str = ""
    ):
        self.start = start
        self.end = end
        self.value = value
        self.owner = owner
        self.kind = kind
        self.variables = variables
        self.field = field

    def moved(self, start: int, end: int, kind: str = "") -> Match:
        """Return the same key at other offsets."""
        return Match(start, end, self.value, self.owner, kind or self.kind, self.variables, self.field)


class Classifier:
    """Tells keys from the rest, by what is known about kinds of keys and their owners."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._only_models = knowledge.beginnings.only_models
        shapes = knowledge.catalog.key_shapes
        self._shapes = [shape for shape in shapes if shape.is_for_models or not self._only_models]
        self._named = {name: shape for shape in reversed(self._shapes) for name in shape.named}
        self._names = (*self._named, *words().code_names, *words().variable_endings)
        self._after_id = {beginning: shape for shape in self._shapes for beginning in shape.after}
        self._naming = Naming(knowledge.owners, self._shapes)
        self._by_two: dict[str, list[KeyShape]] = {}
        self._depth, self._is_crowded = 0, False  # crowded: so many keys that nobody looks whose they are

    @cached_property
    def _nearby(self) -> Nearby:
        from configlint.secrets.nearby import Nearby

        return Nearby(self._knowledge)

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self._knowledge.beginnings)

    def _shapes_beginning_with(self, two: str) -> list[KeyShape]:
        """Return the kinds of keys, except shapeless ones, that may begin with two characters, in their order."""
        if two not in self._by_two:
            shapes = self._knowledge.catalog.shapes_beginning_with(two)
            self._by_two[two] = [shape for shape in shapes if shape.is_for_models or not self._only_models]
        return self._by_two[two]

    def find(self, source: Source, starts: list[int]) -> list[Match]:
        """Return the keys in a file, in order; `starts` are the offsets where there may be one."""
        found: list[Match] = []
        done, self._is_crowded = 0, False
        for start in starts:
            if start < done:
                continue
            match, done = self._judge(source, start)
            if match is not None and (not found or match.start >= found[-1].end):
                if not harmless.is_harmless(source, match.start, match.end, match.value):
                    found += (match, *self._secret_of(source, match))
                    self._is_crowded = len(found) > _NAMED
                done = max(done, found[-1].end if found else match.end)
        return found

    def _judge(self, source: Source, start: int) -> tuple[Match | None, int]:
        """Return the key at an offset, or None, and up to where there is nothing else to look for."""
        text = source.text
        start = spellings.after_escape(text, start)
        for beginning, look in self._at_marks:
            if text.startswith(beginning, start):
                return look(source, start)
        if text.startswith(self._names, start):
            return None if source.is_binary else self._after_name(source, start), 0
        is_of_shape, match = self._by_beginning(source, start)
        if is_of_shape or source.is_binary:
            return match, 0
        first, last = source.word_at(start)
        if start == first and private_keys.is_private_part(text, start):
            is_made_up = placeholders.is_made_up(text[start:last][:200])
            return None if is_made_up else Match(start, last, text[start:last], "", "private key"), last
        if last - start >= _ENCODED and start == first:
            inner, done = self._encoded(source, start)
            if inner is not None or done >= last:
                return inner, done
        if last - first > _LONGEST:
            return None, last  # a text in base64, or an image
        if not _may_be_assigned(source, start):
            return None, 0
        match = self._by_field(source, first, last)
        if match is None and source.is_configuration and text[last : last + 1] not in _AFTER_WORD:
            match = self._by_any_value(source, start)  # the word is only a part of the value
        return match, 0

    # ---- keys with a shape

    def _by_beginning(self, source: Source, start: int) -> tuple[bool, Match | None]:
        """Judge what begins like a key of a known kind.

        Returns whether it has the shape of one, and the key unless it is made up or public.
        """
        joined = self._in_pieces(source, start, _run_end(source.text, start))
        if joined is not None:
            return True, joined
        text = source.text
        for key in self._shapes_beginning_with(text[start : start + 2]):
            end = _matched(key, text, start) if text.startswith(key.prefix, start) else None
            if end is None or (source.is_binary and not key.is_strong):
                continue
            if key.is_strong or randomness.looks_random(_body(key, text[start:end])):
                return True, self._of_shape(source, key, start, end, text[start:end])
        return False, None

    def _in_pieces(self, source: Source, start: int, run_end: int) -> Match | None:
        """Return the key of a strong shape that a program joins of the run and of its neighbours."""
        text = source.text
        while text[start - 1 : start] == "-":  # candidates begin after dashes
            start -= 1
        if text[run_end : run_end + 1] not in _QUOTES and text[start - 1 : start] not in _QUOTES:
            return None
        pieces = spellings.joined(text, start, run_end)
        if pieces is None:
            return None
        first, last, value = pieces
        for key in self._shapes_beginning_with(value[:2]):
            if key.is_strong and value.startswith(key.prefix) and _matched(key, value, 0) == len(value):
                return self._of_shape(source, key, first, last, value)
        return None

    def _of_shape(self, source: Source, key: KeyShape, start: int, end: int, value: str) -> Match | None:
        """Return the key of a kind that a value between two offsets is, or None if it is made up or public."""
        if source.text.endswith(words().placeholders["public_after"], 0, start):
            return None
        if placeholders.is_made_up(_body(key, value)[:200]):
            return None
        if key.is_strong:
            field = "" if self._is_crowded else self._nearby.field(source, start, end)
            return Match(start, end, value, key.owner_name, key.name, key.variables, field)
        return self._weak(source, key, start, end, value)

    def _weak(self, source: Source, key: KeyShape, start: int, end: int, value: str) -> Match:
        """Name the provider of a key whose shape several share, by what is around it."""
        if self._is_crowded:
            return Match(start, end, value, "", "API key")
        field = self._nearby.field(source, start, end)
        for owner in self._nearby.whose(source, start, end):
            if owner in key.owners or not self._naming.has_own_shape(owner):
                return Match(start, end, value, *self._naming.named(owner, value), field)
        if len(key.owners) == 1 and key.prefix not in ("sk-", "sk_"):
            return Match(start, end, value, key.owner_name, key.name, key.variables, field)
        return Match(start, end, value, "", "API key", (), field)

    @cached_property
    def _at_marks(self) -> list[tuple[str | tuple[str, ...], Callable[[Source, int], tuple[Match | None, int]]]]:
        """What to look for at beginnings that no run of letters and digits has."""
        return [
            ((private_keys.PEM, private_keys.PUTTY, private_keys.XML), self._private_key),
            (words().password_urls, self._in_address),
            (("\\u00", "\\u{", "\\x", "\\0", "\\1", "&#", "%2", "%5"), self._escaped),
        ]

    def _private_key(self, source: Source, start: int) -> tuple[Match | None, int]:
        end = private_keys.end_of(source.text, start)
        if end is None:
            return None, 0
        value = source.text[start:end]
        return Match(start, end, value, "", "private key"), end

    def _in_address(self, source: Source, start: int) -> tuple[Match | None, int]:
        found = passwords.in_address(source.text, start)
        if found is None:
            return None, 0
        first, last = found
        return Match(first, last, source.text[first:last], "", "password in a URL"), last

    def _escaped(self, source: Source, start: int) -> tuple[Match | None, int]:
        """Look at a word with escapes as what it means, in its line."""
        from configlint.secrets.text_source import Source

        word = spellings.unescaped(source.text, start) if self._depth == 0 else None
        if word is None:
            return None, 0
        first, last, meant = word
        line_start, line_end = source.line_bounds(first, last)
        left = source.text[line_start:first]
        line = f"{left}{meant}{source.text[last:line_end]}"
        found = self._inside(Source(source.path, line.encode("latin-1")), LONG_IN_CONFIGURATION)
        match = next((one for one in found if one.start >= len(left) and one.end <= len(left) + len(meant)), None)
        return None if match is None else match.moved(first, last), last

    def _inside(self, source: Source, long: int) -> list[Match]:
        """Return the keys in a text that another one stands for."""
        self._depth += 1
        try:
            return self.find(source, self._candidates.find(source.data, long))
        finally:
            self._depth -= 1

    def _after_name(self, source: Source, start: int) -> Match | None:
        """Return the key that is on the same line after a telling name."""
        text = source.text
        end = _run_end(text, start)
        key = next((key for name, key in self._named.items() if text.startswith(name, start)), None)
        if key is None:
            before = _regex(_BEFORE_QUOTED).match(text, end)
            if before is None:
                return None
            at = before.end()
            is_of_shape, match = self._by_beginning(source, at)
            return match if is_of_shape else self._by_any_value(source, at)
        return _next_on_line(source, end, key, text[start:end])

    def _secret_of(self, source: Source, public: Match) -> Iterator[Match]:
        """Yield the secret of a pair whose public half was found before it: in calls, in a provider's own CSV file."""
        key = next((key for name, key in self._after_id.items() if public.value.startswith(name)), None)
        match = _next_on_line(source, public.end, key, "") if key is not None else None
        if match is not None:
            yield match

    # ---- keys without a shape

    def _by_field(self, source: Source, first: int, last: int) -> Match | None:
        """Judge a word that could be anything: it is a key where the name, the table or the host around it says so."""
        text = source.text
        value = text[first:last].rstrip(".")
        last = first + len(value)
        if value.endswith("=") and text[last : last + 1] in _RUN:
            return None  # a name, and after it its value
        is_long = len(value) >= LONG_IN_CONFIGURATION and not text.startswith("...", last)
        if not is_long or not randomness.is_random_value(value) or placeholders.is_in_template(text, first):
            return None
        bot = _regex(r"(?<![A-Za-z0-9_])[0-9]{6,12}:$").search(text, max(0, first - 14), first)
        if bot is not None:  # 1234567890:AbC…
            first, value = bot.start(), text[bot.start() : last]
        return self._in_field(source, first, last, value)

    def _by_any_value(self, source: Source, start: int) -> Match | None:
        """Judge what follows the name of a secret, whatever characters are in it."""
        text, quote = source.text, source.text[start - 1 : start]
        if quote not in _BEFORE_VALUE:
            return None
        if quote in "\"'`":
            value = text[start : start + _LONGEST].partition(quote)[0]
        else:
            value = _regex(_ANY_VALUE).match(text, start, start + _LONGEST)[0].rstrip(".:")  # type: ignore[index]
        if not _SHORTEST <= len(value) < _LONGEST or any(ch in value for ch in " \n\\"):
            return None
        is_expression = not source.is_configuration and placeholders.is_expression(text, start, value)
        if is_expression or not randomness.is_random_value(value) or not passwords.is_password(value):
            return None
        return self._in_field(source, start, start + len(value), value)

    def _in_field(self, source: Source, start: int, end: int, value: str) -> Match | None:
        from configlint.secrets.fields import Grade

        around = self._nearby.look(source, start, end)
        if around.grade is Grade.NONE:
            return None
        is_certain = around.grade is Grade.CERTAIN
        owner = "" if is_certain and self._is_crowded else self._naming.first_fitting(around.owners, value)
        if not owner:
            if not is_certain or (self._only_models and not around.is_for_models):
                return None
            return Match(start, end, value, "", f"key in {around.field}" if around.field else "key", (), around.field)
        return Match(start, end, value, *self._naming.named(owner, value), around.field)

    # ---- base64

    def _encoded(self, source: Source, start: int) -> tuple[Match | None, int]:
        """Return the key that base64 hides, as in Kubernetes secrets and in headers with user and password.

        The second value is where the base64 ends, 0 if it is no text.
        """
        decoded = spellings.from_base64(source.text, start) if self._depth < _DEPTH else None
        if decoded is None:
            return None, 0
        from configlint.secrets.text_source import Source

        inner, end = decoded
        for match in self._inside(Source("", inner.encode()), LONG):
            # A signed address in a token has a key in it, too, that is only a small part of it.
            if match.kind == "private key" or len(match.value) * 2 >= len(inner.strip()):
                return match.moved(start, end, f"{match.kind} in base64"), end
        return self._plain_in_base64(source, start, end, inner.strip()), end

    def _plain_in_base64(self, source: Source, start: int, end: int, value: str) -> Match | None:
        """Judge what base64 stands for by the field that it is in."""
        name = self._nearby.field(source, start, end).lower()
        password = passwords.in_pair(value) if name.endswith(("auth", "authorization", "basic")) else ""
        if password:
            return Match(start, end, password, "", "password in base64", (), name)
        if not _SHORTEST <= len(value) < _LONGEST or not randomness.is_random_value(value):
            return None
        match = self._in_field(source, start, end, value)
        return None if match is None else match.moved(start, end, f"{match.kind} in base64")


def _next_on_line(source: Source, end: int, key: KeyShape, field: str) -> Match | None:
    """Return the first value of a key's shape on the rest of a line."""
    line = source.text[end : end + _LINE].partition("\n")[0]
    match = re.search(rf"(?<![A-Za-z0-9/+=])\s*[=:]?[\s\"'>]*({key.expression})(?![A-Za-z0-9/+=])", line)
    if match is None or not randomness.looks_random(re.sub(r"[/+=]", "", match[1])):
        return None
    return Match(end + match.start(1), end + match.end(1), match[1], key.owner_name, key.name, key.variables, field)


def _body(key: KeyShape, value: str) -> str:
    """Return what is random in a key of a kind."""
    return value[len(key.prefix) :].replace(key.infix or "T3BlbkFJ", "")


def _may_be_assigned(source: Source, start: int) -> bool:
    """Return True, quickly, if a value may be where keys are: something near it says so."""
    text = source.text
    if source.is_configuration:
        near = text[max(0, start - _REACH) : start + _REACH_AFTER]
    else:
        above = text.rfind("\n", 0, max(text.rfind("\n", max(0, start - _LINE), start), 0)) + 1
        near = text[max(above, start - _LINE) : start]
        if near.rstrip().endswith(_AFTER_NAME) or near.endswith("(`"):
            return True
    near = near.lower()
    return "://" in near or any(word in near for word in _TELLING)


def _matched(key: KeyShape, text: str, start: int) -> int | None:
    """Return where a key of this shape ends that starts at `start` and is a whole word, or None."""
    match = _regex(key.expression).match(text, start)
    if match is None or (match.end() < len(text) and text[match.end()] in _RUN):
        return None
    return match.end()


def _run_end(text: str, start: int) -> int:
    return _regex(_RUNS).match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too


@cache
def _regex(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
