"""What stands around a value: the name it is assigned to, the table and the host it belongs to, and whose they are."""

from __future__ import annotations

import re

from configlint import compiled, globs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from configlint.scanning.sources import Source

#: How far around a value is looked, in lines and in characters of its own line.
_ABOVE, _BELOW, _WIDTH = 12, 6, 400

#: A name, what stands between a name and its value, and an authorization scheme.
_ASSIGNED = (
    r"([A-Za-z_$][\w$-]*(?:\.[\w$-]+)*)[\"'`]?[\])]?[\"'`]?"
    r"\s*(?:=>|:=|\?\?=|[=:(,]|\s)\s*"
    r"(?:[\"'`]{1,3}|[\[({]\s*[\"'`]?|\$'|\\+[\"'])?(?:[frbu]{1,2}[\"'])?"
    r"(?:(?:Bearer|Basic|Token|token|bearer|Key)(?:\s|%20)+)?$"
)
_PARTS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"
_HOSTS = r"https?://(?:[^\s/@\"'<>]*@)?([A-Za-z0-9.-]+)"


class Around:
    """What the surroundings say: whether the field takes a key, whose ("" where nothing tells), and its name."""

    __slots__ = ("field", "is_credential", "owner")

    def __init__(self, is_credential: bool, owner: str, field: str = "") -> None:
        self.is_credential = is_credential
        self.owner = owner
        self.field = field


def look(source: Source, start: int, end: int) -> Around:
    """Look around the value between two offsets: first along its line, then in the tree of the file, then nearby."""
    text = source.text
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    left = text[max(line_start, start - _WIDTH) : start]
    right = text[end : min(line_end if line_end >= 0 else len(text), end + _WIDTH)]
    name = _assigned(left)
    is_credential = is_credential_name(name) or _is_password(left, right)
    owner = owner_of(name) if is_credential else ""
    if is_credential and not owner:
        owner = _last(owners_in(left)) or _first(owners_in(right))
    if owner:
        return Around(True, owner, name)
    in_tree = _in_tree(source, start)
    if in_tree is not None and (in_tree.owner or in_tree.field):
        return in_tree
    is_credential |= in_tree is not None and in_tree.is_credential
    if not is_credential:
        return Around(_tells_in_prose(name, left), _last(owners_in(left)), name)
    owner = _nearby(text, line_start, line_end)
    if not owner and not _words("names", "of_any_model").isdisjoint(parts(name)):
        return Around(True, "", name)
    return Around(bool(owner), owner, name)


def parts(name: str) -> list[str]:
    """Return the words of a name in `camelCase`, `snake_case` or any other style, in small letters."""
    return [part.lower() for part in re.findall(_PARTS, name)]


def is_credential_name(name: str) -> bool:
    """Tell whether a field, variable or header of this name takes a key."""
    words = parts(name)
    variants = _words("names", "variants")
    while len(words) > 1 and (words[-1] in variants or words[-1].isdigit()):
        words.pop()
    if not words or words[-1] not in _words("names", "credential"):
        return False
    return len(words) == 1 or words[-2] not in _words("names", "no_credential_after")


def owner_of(name: str) -> str:
    """Return whose key a field, variable or table of this name is about, or an empty text."""
    known: dict[str, str] = compiled.load("near")["owners"]
    words = parts(name)
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            owner = known.get("".join(words[start : start + length]))
            if owner is not None:
                return owner
    return ""


def owner_at(host: str) -> str:
    """Return whose API answers at `host`, or an empty text."""
    near = compiled.load("near")
    host = host.lower()
    owner: str = near["hosts"].get(host, "")
    return owner or next((one for glob, one in near["host_globs"] if globs.matches(glob, host)), "")


def owners_in(text: str) -> Iterator[str]:
    """Yield whose hosts and names stand in a piece of text, in order."""
    known: dict[str, str] = compiled.load("near")["owners"]
    for match in re.finditer(rf"{_HOSTS}|[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*", text):
        owner = owner_at(match[1]) if match[1] is not None else ""
        owner = owner or _owner_named(parts(match[1] or match[0]), match[0][0].isupper() or bool(match[1]), known)
        if owner:
            yield owner


def _owner_named(words: list[str], capital: bool, known: dict[str, str]) -> str:
    """Return the owner that a word of a text names: as a whole, in two parts of it, or in one.

    Ordinary words count only with a capital or as part of a longer name.
    """
    capital |= len(words) > 1
    runs = ["".join(words), *("".join(words[at : at + 2]) for at in range(len(words) - 1))]
    ordinary = _words("prose", "ordinary")
    return next((known[run] for run in [*runs, *words] if run in known and (capital or run not in ordinary)), "")


def _assigned(left: str) -> str:
    match = re.search(_ASSIGNED, left)
    if match is None:
        return ""
    return match[1]


def _is_password(left: str, right: str) -> bool:
    """Tell whether a value stands in a URL where the password or the user does."""
    return right.startswith("@") and re.search(r"://[^\s/@\"']*:?$", left) is not None


def _tells_in_prose(name: str, left: str) -> bool:
    """Tell whether the words before a value say that it is somebody's key, though no field or variable does."""
    words = set(parts(left))
    if parts(name)[-1:] and parts(name)[-1] in _words("names", "credential"):
        return False  # what it is the name of was looked at: it is no credential
    says = not words.isdisjoint(_words("prose", "credential")) and words.isdisjoint(_words("prose", "no_credential"))
    return says and any(owners_in(left))


def _nearby(text: str, start: int, end: int) -> str:
    """Return whose host or name stands in the lines around, the nearest one above first."""
    above = text[max(0, start - 4000) : max(start - 1, 0)].split("\n")[-_ABOVE:]
    for line in reversed(above):
        owner = _last(owners_in(line[:_WIDTH]))
        if owner:
            return owner
    below = text[end + 1 : end + 4000].split("\n")[:_BELOW] if end >= 0 else []
    return next((owner for line in below for owner in owners_in(line[:_WIDTH])), "")


def _in_tree(source: Source, start: int) -> Around | None:
    """Look at the tables that hold a value, where the file is of a format that can be read."""
    found = source.field_at(start)
    if found is None:
        return None
    route, tables = found
    names = [step for step in route if isinstance(step, str)]
    field = names[-1] if names else ""
    beside = tables[-1]
    named_beside = str(beside.get("name") or beside.get("key") or "") if field in ("value", "default") else ""
    takes_key = any(map(is_credential_name, (*names[-2:], named_beside)))
    owner = owner_of(named_beside) or next((one for name in reversed(names) if (one := owner_of(name))), "")
    if not owner:
        owner = next((one for table in reversed(tables) if (one := _owner_in_table(table))), "")
    if owner:
        return Around(takes_key, owner, field) if takes_key else None
    if not takes_key:
        return None
    server = _server(names)
    if server:
        return Around(True, "", f"{field} of the MCP server {server}")
    tool = source.tool_taking_key(field)
    return Around(True, "", f"{field} of {tool}" if tool else "")


def _owner_in_table(table: dict[str, Any]) -> str:
    for name, value in table.items():
        if isinstance(value, str) and "".join(parts(name)) in _words("names", "beside"):
            owner = _first(owners_in(value)) or owner_of(value if len(value) < 40 else "")
            if owner:
                return owner
    return ""


def _server(names: list[str]) -> str:
    """Return the name of the MCP server whose variables or headers a route leads to, or an empty text."""
    for at, name in enumerate(names[:-2]):
        takes = any("env" in below.lower() or "header" in below.lower() for below in names[at + 2 :])
        if takes and name.lower().startswith("mcp"):
            return names[at + 1]
    return ""


def _words(table: str, name: str) -> frozenset[str]:
    words: frozenset[str] = compiled.load("words")[table][name]
    return words


def _first(owners: Iterable[str]) -> str:
    return next(iter(owners), "")


def _last(owners: Iterable[str]) -> str:
    last = ""
    for owner in owners:
        last = owner
    return last
