"""The first look at a file: where in it a key may stand. Fast, and it misses nothing that the second look would take.

A candidate is a whole run of letters, digits, `-` and `_` (no dash first) that begins as some kind of key does or is
long, or a place where a beginning with other characters in it stands. Two engines find the same: plain Python, and one
expression for google-re2, which reads whole trees several times as fast (the extra `configlint[fast]`).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from configlint.catalog.words import Beginnings

    Engine = Callable[[bytes, int], list[int]]

#: No beginning with what belongs to it is shorter.
SHORTEST = 15
#: Runs as long as this are candidates whatever they begin with: in files of any kind, and in configuration.
LONG, LONG_IN_CONFIGURATION = 32, 20
#: No run needs to be looked at beyond this to tell.
_LONGEST = 100
#: As many bytes are read in plain Python before importing and compiling something faster pays.
_PATIENCE = 400_000

_RUN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_DIGITS = b"0123456789"
_DASH = ord("-")
_TABLE = bytes(code if code in _RUN else 32 for code in range(256))
#: All characters of runs as one, so that a search finds long ones.
_SHAPE, _LONG_ENOUGH = bytes(ord("a") if code in _RUN else 32 for code in range(256)), b"a" * SHORTEST

#: What the names of secrets have in them, in configuration, and so much of a line is looked at after one.
_NAMES, _WIDTH = (b"key", b"secret", b"token", b"passw", b"pwd"), 200
_REST_OF_NAME, _BEFORE_VALUE = _RUN + b"\"' ]", b"=: \t\"'>"
#: What cannot be in a value becomes a blank.
_WORDS = bytes(32 if code in b"\"'`,;(){}[]<>\\\r\t" else code for code in range(256))
#: What several marks, names and endings have in common: one search finds all that have it.
_SHARED = (b"://", b"secret", b"token", b"authorization", b"key", b"passw")
#: So many characters before a run, or before what is shared, tell most of what is not wanted from what is.
_TELLING_RUN, _TELLING = 3, 2
#: `=` and `:` in URLs inside URLs: the last character would pass for the beginning of a run.
_ESCAPES = (b"%3D", b"%3d", b"%3A", b"%3a")


class Starts:
    """How keys begin, as bytes: `runs` with a run, `marks` with other characters among the first ones.

    After each of the `names` a key may follow, as after a name with one of the `endings`; with each of the `escapes` a
    character of one may be written. `before_runs` are the marks after which a run comes that is long enough for a key:
    where it begins in them, by what is before it. `shared` are parts that several of the other marks, the names and the
    endings have in common, in small letters: those that have it and how far into them it is, by what is before it.
    `alone` are all others. `last_before_runs` are the characters with which what is before a run may end.
    """

    def __init__(self, beginnings: Beginnings) -> None:
        self.runs = tuple(one.encode() for one in beginnings.runs)
        self.marks = tuple(one.encode() for one in beginnings.marks)
        self.names = tuple(one.encode() for one in beginnings.names)
        self.endings = tuple(one.encode() for one in beginnings.endings)
        self.escapes = tuple(one.encode() for one in beginnings.escapes)
        self.before_runs: dict[bytes, list[tuple[bytes, int]]] = {}
        self.shared: dict[bytes, dict[bytes, list[tuple[bytes, int]]]] = {}
        self.alone: list[bytes] = []
        for one in (*self.marks, *self.names, *self.endings):
            self._add(one, beginnings.followed.get(one.decode(), 0))
        self.last_before_runs = frozenset(before[-1] for before in self.before_runs)
        self._depths = {one: depth for several in self.before_runs.values() for one, depth in several}
        either = (*self.runs, *self.names)
        self._width = min(map(len, either), default=0)
        self._by_first: dict[bytes, tuple[bytes, ...]] = {}
        for one in either:
            first = one[: self._width]
            self._by_first[first] = (*self._by_first.get(first, ()), one)

    def _add(self, one: bytes, followed: int) -> None:
        """Note how to look for a mark, a name or an ending, which so many characters of a run follow at least."""
        depth = len(one.rstrip(_RUN))
        if depth >= _TELLING_RUN and len(one) - depth + followed >= SHORTEST:
            self.before_runs.setdefault(one[depth - _TELLING_RUN : depth], []).append((one, depth))
            return
        part = next((part for part in _SHARED if part in one.lower()), None)
        if part is None:
            self.alone.append(one)
            return
        depth = one.lower().index(part)
        before = one[depth - _TELLING : depth].lower() if depth >= _TELLING else b""
        self.shared.setdefault(part, {}).setdefault(before, []).append((one, depth))

    def may_begin(self, data: bytes, at: int) -> bool:
        """Return True if a run there may begin as a key does, as far as its first characters tell: most do not."""
        return data[at : at + self._width] in self._by_first or data.startswith(b"-", at)

    def marks_before(self, data: bytes, begin: int) -> Iterator[int]:
        """Yield where marks start that the run at an offset follows."""
        for mark, depth in self.before_runs.get(data[max(0, begin - _TELLING_RUN) : begin], ()):
            start = begin - depth
            if start >= 0 and data.startswith(mark, start) and not _is_in_run(data, start):
                yield start

    def counts(self, mark: bytes, data: bytes, at: int) -> bool:
        """Return True if a mark that stands there is followed by all that has to follow."""
        depth = self._depths.get(mark)
        return depth is None or len(_run_at(data, at + depth)) >= SHORTEST

    def begins(self, run: bytes, long: int) -> bool:
        """Return True if a whole run is a candidate.

        Outside of configuration, where long names abound, a digit has to be among the first characters of a long run.
        """
        if len(run) < SHORTEST:
            return run.startswith(self.names)
        if run.startswith(self._by_first.get(run[: self._width], ())):
            return True
        return len(run) >= long and (long < LONG or run[:long].translate(None, _DIGITS) != run[:long])


class Candidates:
    """Finds candidates, in the way that is the fastest for as much as it has been given."""

    def __init__(self, beginnings: Beginnings) -> None:
        self._known = Starts(beginnings)
        self._engine: Engine | None = None
        self._patience = _PATIENCE

    def find(self, data: bytes, long: int) -> list[int]:
        """Return where candidates start; `long` is how long a run must be that begins like no known key."""
        if self._engine is not None:
            return self._engine(data, long)
        self._patience -= len(data)
        if self._patience < 0:
            self._engine = fast(self._known)
        return plain(self._known, data, long)


def plain(known: Starts, data: bytes, long: int) -> list[int]:
    """Find candidates in plain Python."""
    if b"%" in data and b"%3" in data:
        for escape in _ESCAPES:
            data = data.replace(escape, b"   ")
    starts = {*_long_runs(known, data, long)}
    starts |= {at for one in known.alone for at in _places(data, one) if _is_wanted(known, one, data, at, long)}
    lower = data.lower()
    for part, by_two in known.shared.items():
        always = by_two.get(b"", [])
        for at in _places(lower, part):
            for one, depth in (*always, *by_two.get(lower[max(0, at - _TELLING) : at], ())):
                start = at - depth
                if start >= 0 and data.startswith(one, start) and _is_wanted(known, one, data, start, long):
                    starts.add(start)
    for first in {escape[:1] for escape in known.escapes}:
        starts |= {at for at in _places(data, first) if data.startswith(known.escapes, at)}
    return sorted(starts)


def _is_wanted(known: Starts, one: bytes, data: bytes, at: int, long: int) -> bool:
    """Return True if a mark, a name or the ending of one that stands somewhere is a candidate there."""
    if one in known.endings:
        return long >= LONG and _is_assigned(data, at + len(one))
    return not _is_in_run(data, at)


def _after_names(known: Starts, data: bytes, long: int, first: int, last: int) -> list[int]:
    """Return where, between two offsets, names end that a value of some length is assigned to.

    Configuration has `assigned` for that.
    """
    places = ((one, at) for one in known.endings for at in _places(data, one, first, last))
    return [at for one, at in places if _is_wanted(known, one, data, at, long)]


def _is_assigned(data: bytes, end: int) -> bool:
    """Return True if a value of some length is assigned to the name that goes on at an offset."""
    rest = data[end : end + _WIDTH].partition(b"\n")[0].lstrip(_REST_OF_NAME)
    value = rest.lstrip(_BEFORE_VALUE).translate(_WORDS).partition(b" ")[0]
    return rest[:1] in (b"=", b":") and len(value) >= SHORTEST


def _places(data: bytes, part: bytes, first: int = 0, last: int | None = None) -> list[int]:
    """Return where a part is in bytes, between two offsets."""
    places: list[int] = []
    at = data.find(part, first, last)
    while at >= 0:
        places.append(at)
        at = data.find(part, at + 1, last)
    return places


def _long_runs(known: Starts, data: bytes, long: int) -> Iterator[int]:
    """Yield where the runs start that are long enough for a key and begin as one does, or that are long; and the marks
    that such runs follow.
    """
    shape = data.translate(_SHAPE)
    begin = shape.find(_LONG_ENOUGH)
    while begin >= 0:
        end = shape.find(b" ", begin + SHORTEST)
        end = len(data) if end < 0 else end
        if data[begin - 1] in known.last_before_runs:
            yield from known.marks_before(data, begin)
        if end - begin >= long or known.may_begin(data, begin):
            run = data[begin:end].lstrip(b"-")
            if known.begins(run, long):
                yield end - len(run)
        begin = shape.find(_LONG_ENOUGH, end)


def assigned(data: bytes) -> list[int]:
    """Return where values start in configuration that are assigned to names of secrets, in no order.

    These are candidates whatever characters they are made of.
    """
    starts: list[int] = []
    lower = data.lower()
    for name in _NAMES:
        for at in _places(lower, name):
            end = at + len(name)
            line = data[end : end + _WIDTH].partition(b"\n")[0]
            rest = line.lstrip(_REST_OF_NAME)
            value = rest.lstrip(_BEFORE_VALUE)
            if rest[:1] in (b"=", b":") and len(value) >= SHORTEST:
                starts.append(end + len(line) - len(value))
    return starts


def _is_in_run(data: bytes, at: int) -> bool:
    """Return True if what is at `at` does not begin a run."""
    while at and data[at - 1] == _DASH:  # dashes before a run do not belong to it: ${NAME:-VALUE}
        at -= 1
    return at > 0 and data[at - 1] in _RUN


def _at_mark(known: Starts, data: bytes, at: int, long: int) -> list[int]:
    """Return the candidates at a mark that an expression has found, and has not looked behind."""
    starts: list[int] = []
    while data.startswith(known.marks, at):
        here = [mark for mark in known.marks if data.startswith(mark, at)]
        if any(known.counts(mark, data, at) for mark in here):
            starts.append(at)
        end = at + max(map(len, here))
        while data[end - 1] in _RUN:  # a run may begin in the mark, or right behind it
            end -= 1
        run = _run_at(data, end).lstrip(b"-")
        if known.begins(run, long):
            starts.append(data.find(run, end))
        at = end
        while data.startswith(b"-", at) and not data.startswith(known.marks, at):
            at += 1
    return starts


def fast(known: Starts) -> Engine:
    """Return a finder that uses google-re2, or plain Python where that is not installed."""
    try:
        import re2
    except ImportError:
        return lambda data, long: plain(known, data, long)
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    either = b"|".join(map(re2.escape, (*known.marks, *known.runs, *known.names)))
    # Without groups, and with as few states as will do: what more would tell is cheaper to find out here.
    with_digit = b"|".join(
        b"[A-Za-z_-]{%d,%d}[0-9][A-Za-z0-9_-]{%d,}" % (before, before + 7, LONG - 8 - before)
        for before in range(0, LONG, 8)
    )
    anywhere = {long: known.escapes + known.endings * (long >= LONG) for long in (LONG, LONG_IN_CONFIGURATION)}
    expressions = {
        long: re2.compile(
            rb"(?:^|%%3[DdAa]|[^A-Za-z0-9_-])-*(?:%s|%s)|%s"
            % (either, any_run, b"|".join(map(re2.escape, anywhere[long]))),
            options,
        )
        for long, any_run in ((LONG, with_digit), (LONG_IN_CONFIGURATION, b"[A-Za-z0-9_-]{%d}" % LONG_IN_CONFIGURATION))
    }

    def find(data: bytes, long: int) -> list[int]:
        starts: list[int] = []
        for match in expressions[long].finditer(data):
            at, end = match.span()
            found = data[at:end]
            starts += _after_names(known, data, long, at, end)
            if found in known.endings:
                continue
            if found.startswith(known.escapes):
                starts.append(at)
            if found.endswith(known.marks):
                starts += _at_mark(
                    known, data, end - max(len(mark) for mark in known.marks if found.endswith(mark)), long
                )
                continue
            if found.startswith(_ESCAPES):
                found = found[3:]
            elif found[0] not in _RUN:  # what stands before
                found = found[1:]
            at = end - len(found.lstrip(b"-"))
            if known.begins(_run_at(data, at), long):
                starts.append(at)
        return sorted(set(starts))

    return find


def _run_at(data: bytes, at: int) -> bytes:
    return data[at : at + _LONGEST].translate(_TABLE).partition(b" ")[0]
