"""The second look: which candidates are keys, and whose."""

from __future__ import annotations

import re

from configlint.catalog import store
from configlint.secrets import randomness
from configlint.secrets.candidates import LONG, LONG_IN_CONFIGURATION, Candidates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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


class Leak:
    """A key in a file: its offsets and value, whose it is ("" where nothing tells), and what kind of key.

    `field` is the name it is assigned to, as far as that was looked at.
    """

    __slots__ = ("end", "field", "kind", "owner", "start", "value", "variables")

    def __init__(self, start: int, end: int, value: str, owner: str, kind: str, variables: list[str], field: str = ""):
        self.start = start
        self.end = end
        self.value = value
        self.owner = owner
        self.kind = kind
        self.variables = variables
        self.field = field


def find(source: Source, starts: list[int]) -> list[Leak]:
    """Return the keys that stand in a file, in order; `starts` are the offsets where there may be one."""
    made = source.is_made
    found: list[Leak] = []
    for start in starts:
        if found and start < found[-1].end:
            continue
        leak = _judge(source, start, made)
        if leak is not None:
            found.append(leak)
    return found


def _judge(source: Source, start: int, made: bool) -> Leak | None:
    text = source.text
    start = _behind_escape(text, start)
    end = _regex(_RUNS).match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too
    leak = _by_beginning(source, start, end, made)
    if leak is not None or made:
        return leak
    if text.startswith(_telling_names(), start):
        return _behind_name(text, start, end)
    run = text[start:end]
    if len(run) < LONG_IN_CONFIGURATION or _is_plain_name(run):
        return None
    may_be_assigned = _may_be_assigned(source, start)
    may_be_encoded = len(run) >= _ENCODED and "-" not in run
    if not (may_be_assigned or may_be_encoded) or not randomness.may_be_random(run) or _is_in_long_line(text, start):
        return None
    leak = _by_surroundings(source, start, end) if may_be_assigned else None
    return leak or (_encoded(text, start, end) if may_be_encoded else None)


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


def _by_beginning(source: Source, start: int, run_end: int, made: bool) -> Leak | None:
    """Judge what begins like a key of a known kind; the run there ends at `run_end`."""
    text = source.text
    for key in _keys_beginning_with(text[start : start + 2]):
        if not text.startswith(key["prefix"], start) or (made and key["strength"] == "weak"):
            continue
        if not key["prefix"] and run_end - start < key["lengths"][0] and text[run_end : run_end + 1] != ".":
            continue
        end = _matched(key, text, start)
        if end is None:
            continue
        value = text[start:end]
        if text.endswith(_no_key("public_after"), 0, start):
            return None
        body = value[len(key["prefix"]) :].replace(key.get("infix") or "T3BlbkFJ", "")
        if randomness.is_placeholder(body[:200]):
            return None
        if key["strength"] == "strong":
            return _leak(key, start, end, value)
        if not randomness.looks_random(body) or _is_in_long_line(text, start):
            continue
        return _weak(source, key, start, end, value)
    return None


def _weak(source: Source, key: dict[str, Any], start: int, end: int, value: str) -> Leak:
    """Name the provider of a key whose shape several share, by what stands around it."""
    from configlint.secrets import nearby

    around = nearby.look(source, start, end, value)
    owners = (key["owner"], *key.get("shared_with", ()))
    owner = around.owner
    if _has_own_shape(owner) and owner not in owners:
        owner = nearby.owner_among(source, start, end, owners)
    if owner:
        return _named_leak(owner, start, end, value, around.field)
    name = "" if len(owners) > 1 or key["prefix"] in ("sk-", "sk_") else key["owner_name"]
    return Leak(start, end, value, name, key["name"], key["variables"], around.field)


def _by_surroundings(source: Source, start: int, end: int) -> Leak | None:
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
    from configlint.secrets import nearby

    around = nearby.look(source, first, last, value)
    if not around.is_credential:
        return None
    if not around.owner or (_has_own_shape(around.owner) and not _fitting(around.owner, value)):
        if not around.is_certain:
            return None
        return Leak(first, last, value, "", f"key in {around.field}" if around.field else "key", [], around.field)
    return _named_leak(around.owner, first, last, value, around.field)


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


def _named_leak(owner: str, start: int, end: int, value: str, field: str) -> Leak:
    """Return a key of `owner`, called after the first of its shapes that fits."""
    name = store.load("near")["names"].get(owner, owner)
    fitting = _fitting(owner, value)
    kind = fitting[0]["name"] if fitting else "API key"
    variables: list[str] = next((key["variables"] for key in _keys() if key["owner"] == owner), [])
    return Leak(start, end, value, name, kind, variables, field)


def _fitting(owner: str, value: str) -> list[dict[str, Any]]:
    """Return the kinds of keys of `owner` that a value may be."""
    return [
        key
        for key in _keys()
        if owner in (key["owner"], *key.get("shared_with", ()))
        and value.startswith(key["prefix"])
        and _regex(key["shape"]).fullmatch(value)
    ]


def _has_own_shape(owner: str) -> bool:
    """Tell whether all keys of `owner` look like nobody else's, so that its name near other keys means little."""
    strengths = {key["strength"] for key in _keys() if key["owner"] == owner}
    return strengths == {"strong"}


def _no_key(listed: str) -> tuple[str, ...]:
    """Return texts that tell what is no key: what "encrypted" values begin with, or what is only "public_after"."""
    texts: tuple[str, ...] = store.load("words")["placeholders"][listed]
    return texts


def _telling_names() -> tuple[str, ...]:
    """Return the beginnings of names behind which values of a shape with characters of its own stand."""
    global _names
    if _names is None:
        _names = tuple(name for key in _keys() for name in key.get("named", ()))
    return _names


_names: tuple[str, ...] | None = None


def _behind_name(text: str, start: int, end: int) -> Leak | None:
    """Return the key that stands on the same line behind a telling name."""
    key = next(key for key in _keys() if text.startswith(tuple(key.get("named", ())), start))
    line = text[end : end + _LINE].partition("\n")[0]
    match = re.search(rf"(?<![A-Za-z0-9/+=])\s*[=:]?[\s\"'>]*({key['shape']})(?![A-Za-z0-9/+=])", line)
    if match is None or not randomness.looks_random(re.sub(r"[/+=]", "", match[1])):
        return None
    return _leak(key, end + match.start(1), end + match.end(1), match[1])


def _encoded(text: str, start: int, end: int) -> Leak | None:
    """Return the key that base64 hides: Kubernetes keeps secrets that way, and a header with user and password does."""
    from binascii import Error, a2b_base64

    run = text[start:end].replace("_", "/")
    try:
        data = a2b_base64(run + "=" * (-len(run) % 4))
    except (Error, ValueError):
        return None
    if not data.isascii() or not data.decode().strip().isprintable():
        return None
    from configlint.secrets.text_source import Source

    for inner in find(Source("", data), Candidates().find(data, LONG)):
        if len(inner.value) * 2 < len(data):
            break  # such as the signed address of a file in a token
        while end < len(text) and text[end] == "=":
            end += 1
        return Leak(start, end, inner.value, inner.owner, f"{inner.kind} in base64", inner.variables, inner.field)
    return None


def _matched(key: dict[str, Any], text: str, start: int) -> int | None:
    """Return where a key of this shape ends that starts at `start` and is a whole word, or None."""
    match = _regex(key["shape"]).match(text, start)
    if match is None or (match.end() < len(text) and text[match.end()] in _RUN):
        return None
    return match.end()


def _leak(key: dict[str, Any], start: int, end: int, value: str) -> Leak:
    return Leak(start, end, value, key["owner_name"], key["name"], key["variables"])


def _is_in_long_line(text: str, at: int) -> bool:
    start = text.rfind("\n", max(0, at - _LONG_LINE), at)
    end = text.find("\n", at, at + _LONG_LINE)
    return (start < 0 and at > _LONG_LINE) or (end < 0 and len(text) - at > _LONG_LINE)


def _keys() -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = store.load("keys")
    return keys


def _keys_beginning_with(two: str) -> list[dict[str, Any]]:
    """Return the kinds of keys, except shapeless ones, that may begin with two characters, in the catalogue's order."""
    if two not in _by_two:
        _by_two[two] = [
            key for key in _keys() if key["strength"] != "context" and (not key["prefix"] or key["prefix"][:2] == two)
        ]
    return _by_two[two]


_by_two: dict[str, list[dict[str, Any]]] = {}
_compiled: dict[str, re.Pattern[str]] = {}


def _regex(expression: str) -> re.Pattern[str]:
    if expression not in _compiled:
        _compiled[expression] = re.compile(expression)
    return _compiled[expression]
