"""What stands around a value: the name it is assigned to, the table and the host it belongs to, and whose they are."""

from __future__ import annotations

import re
from functools import cached_property

from configlint.files import globs
from configlint.secrets.words import words as secret_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from configlint.catalog.knowledge import Knowledge
    from configlint.document.nodes import ScalarValue
    from configlint.secrets.key_fields import KeyFields
    from configlint.secrets.text_source import Source

#: How far around a value is looked, in lines and in characters of its own line.
_ABOVE, _BELOW, _WIDTH = 12, 6, 400
#: How many characters before a value in running text speak about it.
_NEAR = 120

#: A name, what stands between a name and its value, and an authorization scheme.
_ASSIGNED = (
    r"([A-Za-z_$][\w$-]*(?:\.[\w$-]+)*)\\*[\"'`]?[\])]?\\*[\"'`]?"
    r"\s*(?:=>|:=|:-|\?\?=?|\|\||[=:(,>]|\s)\s*"
    r"(?:[\"'`]{1,3}|[\[({]\s*[\"'`]?|\$'|\\+[\"'])?(?:[frbu]{1,2}[\"'])?"
    r"(?:(?:Bearer|Basic|Token|token|bearer|Key)(?:\s|%20)+)?$"
)
_PARTS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"
_HOSTS = r"(?:https?|wss?)://(?:[^\s/@\"'<>]*@)?([A-Za-z0-9.-]+)"


class Context:
    """What the surroundings say: whether the field takes a key, whose ("" where nothing tells), and its name.

    `is_certain` says that the field takes a key whoever the owner is.
    """

    __slots__ = ("field", "is_certain", "is_credential", "owner")

    def __init__(self, is_credential: bool, owner: str, field: str = "", *, is_certain: bool = False) -> None:
        self.is_credential = is_credential
        self.is_certain = is_certain
        self.owner = owner
        self.field = field


class Nearby:
    """Looks around values, by what is known about the owners of keys."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._owners = knowledge.owners

    @cached_property
    def _key_fields(self) -> KeyFields:
        from configlint.secrets.key_fields import KeyFields

        return KeyFields(self._knowledge)

    def look(self, source: Source, start: int, end: int, value: str) -> Context:
        """Look around the value between two offsets: along its line, then in the tree of the file, then nearby."""
        text = source.text
        line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        left = text[max(line_start, start - _WIDTH) : start]
        right = text[end : min(line_end if line_end >= 0 else len(text), end + _WIDTH)]
        name = _assigned(left)
        if _says_nothing(name) or not re.sub(r"</?\w+>", "", left).strip("\"'`- \t"):
            name = _name_before(left) or _name_at_end(_line_above(text, line_start)) or name
        is_credential = is_credential_name(name) or _is_password(left, right)
        is_certain = is_credential and (bool(self.owner_of(name)) or _is_certain(source, name))
        owner = self.owner_of(name) if is_credential else ""
        if is_credential and not owner:
            owner = _last(self.owners_in(left)) or _first(self.owners_in(right))
        if owner:
            return Context(True, owner, name, is_certain=is_certain)
        may_be_item = not name or _says_nothing(name) or bool(self.owner_of(name))
        in_tree = self._in_tree(source, start) if is_credential or may_be_item else None
        if in_tree is not None and (in_tree.owner or in_tree.field):
            return in_tree
        is_credential |= in_tree is not None and in_tree.is_credential
        if not is_credential:
            tells = self._tells_in_prose(name, left) or self._is_under_owner(name, left, value)
            return Context(tells, _last(self.owners_in(left[-_NEAR:])), name)
        owner = self._nearby(text, line_start, line_end, hosts_only=not _is_neutral(name))
        return Context(is_certain or bool(owner), owner, name, is_certain=is_certain)

    def owner_among(self, source: Source, start: int, end: int, owners: Container[str]) -> str:
        """Return the first of `owners` whose host or name stands near a value, or an empty text."""
        text = source.text
        line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        line = text[max(line_start, start - _WIDTH) : line_end if 0 <= line_end < end + _WIDTH else end + _WIDTH]
        found = [*self.owners_in(line), *self._owners_nearby(text, line_start, line_end)]
        return next((owner for owner in found if owner in owners), "")

    def owner_of(self, name: str) -> str:
        """Return whose key a field, variable or table of this name is about, or an empty text."""
        known = self._owners.by_word
        words = parts(name)
        for length in range(len(words), 0, -1):
            for start in range(len(words) - length + 1):
                owner = known.get("".join(words[start : start + length]))
                if owner is not None:
                    return owner
        return ""

    def owner_at(self, host: str) -> str:
        """Return whose API answers at `host`, or an empty text."""
        host = host.lower()
        owner = self._owners.hosts.get(host, "")
        return owner or next((one for glob, one in self._owners.host_globs if globs.matches(glob, host)), "")

    def owners_in(self, text: str, *, hosts_only: bool = False) -> Iterator[str]:
        """Yield whose hosts (and names, unless `hosts_only`) stand in a piece of text, in order."""
        known = self._owners.by_word
        before, end = "", 0
        for match in re.finditer(rf"{_HOSTS}|[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*", text):
            word = match[1] or match[0]
            owner = self.owner_at(word) if "." in word else ""
            words = parts(word)
            if not owner and not hosts_only:
                both = before + "".join(words) if text[end : match.start()] == " " else ""
                owner = known.get(both) or _owner_named(words, match[0][0].isupper() or bool(match[1]), known)
            if owner:
                yield owner
            before, end = "".join(words), match.end()

    def _is_under_owner(self, name: str, left: str, value: str) -> bool:
        """Tell whether a value stands behind a provider's bare name, or is handed to what is called after a provider.

        Hashes and ids stand in all kinds of places: only a mix of small letters, capitals and digits counts.
        """
        mixed = any(ch.islower() for ch in value) and any(ch.isupper() for ch in value) and any(map(str.isdigit, value))
        if not mixed or not value.isalnum():
            return False
        called = re.search(r"([\w.:]+)\(\s*[\"'`]$", left)
        if called is not None:
            return any(self.owners_in(called[1].replace("::", ".")))
        return "".join(parts(name)) in self._owners.by_word and left.rstrip("\"'` ")[-1:] in (":", "=")

    def _tells_in_prose(self, name: str, left: str) -> bool:
        """Tell whether the words before a value say that it is somebody's key, though no field or variable does."""
        if left.rstrip("\"'` ")[-1:] == "=" or left[-1:] in ("@", "/", "-", ".", "#"):
            return False  # the name before it was looked at and is no credential, or it is a part of something longer
        words = set(parts(left[-_NEAR // 2 :]))
        says = not words.isdisjoint(_words("prose", "credential")) and words.isdisjoint(
            _words("prose", "no_credential")
        )
        return says and not is_no_credential(name) and any(self.owners_in(left[-_NEAR:]))

    def _nearby(self, text: str, start: int, end: int, *, hosts_only: bool) -> str:
        """Return whose host or name stands in the lines around, the nearest one above first."""
        return _first(self._owners_nearby(text, start, end, hosts_only=hosts_only))

    def _owners_nearby(self, text: str, start: int, end: int, *, hosts_only: bool = False) -> Iterator[str]:
        above = text[max(0, start - 4000) : max(start - 1, 0)].split("\n")[-_ABOVE:]
        for line in reversed(above):
            yield from reversed(list(self.owners_in(line[:_WIDTH], hosts_only=hosts_only)))
        below = text[end + 1 : end + 4000].split("\n")[:_BELOW] if end >= 0 else []
        for line in below:
            yield from self.owners_in(line[:_WIDTH], hosts_only=hosts_only)

    def _in_tree(self, source: Source, start: int) -> Context | None:
        """Look at the tables that hold a value, where the file is of a format that can be read."""
        found = source.field_at(start)
        if found is None:
            return None
        route, tables = found
        names = [step for step in route if isinstance(step, str)]
        field = names[-1] if names else ""
        beside = tables[-1]
        named_beside = str(beside.get("name") or beside.get("key") or "") if field in ("value", "default") else ""
        takes_key = is_credential_name(field) or is_credential_name(named_beside) or self._is_item_of_keys(route, names)
        owner = self.owner_of(named_beside) or next(
            (one for name in reversed(names) if (one := self.owner_of(name))), ""
        )
        if not owner:
            owner = next((one for table in reversed(tables) if (one := self._owner_in_table(table))), "")
        if owner:
            if not takes_key:
                return None
            return Context(True, owner, field, is_certain=bool(_server(names)) or _is_certain(source, field))
        if not takes_key:
            return None
        server = _server(names)
        if server:
            return Context(True, "", f"{field} of the MCP server {server}", is_certain=True)
        tool = self._key_fields.tool_taking_key(source, field)
        return Context(True, "", f"{field} of {tool}" if tool else "", is_certain=bool(tool))

    def _is_item_of_keys(self, route: tuple[str | int, ...], names: list[str]) -> bool:
        """Return True if a value is one of several keys: in a list of keys, or under its owner's name in a table."""
        last = route[-1] if route else ""
        if isinstance(last, int):
            return len(names) > 1 and is_credential_name(names[-1])
        return len(names) > 1 and is_credential_name(names[-2]) and (_says_nothing(last) or bool(self.owner_of(last)))

    def _owner_in_table(self, table: dict[str, ScalarValue]) -> str:
        for name, value in table.items():
            if isinstance(value, str) and "".join(parts(name)) in _words("names", "beside"):
                owner = _first(self.owners_in(value)) or self.owner_of(value if len(value) < 40 else "")
                if owner:
                    return owner
        return ""


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


def _owner_named(words: list[str], capital: bool, known: Mapping[str, str]) -> str:
    """Return the owner that a word of a text names: as a whole, in two parts of it, or in one.

    Ordinary words count only with a capital or as part of a longer name.
    """
    capital |= len(words) > 1
    runs = ["".join(words), *("".join(words[at : at + 2]) for at in range(len(words) - 1))]
    ordinary = _words("prose", "ordinary")
    return next((known[run] for run in [*runs, *words] if run in known and (capital or run not in ordinary)), "")


def _assigned(left: str) -> str:
    match = re.search(_ASSIGNED, left)
    if match is None or (match[1] == "key" and left.endswith(">")):  # <key> holds a name
        return ""
    return match[1]


def _is_password(left: str, right: str) -> bool:
    """Tell whether a value stands in a URL where the password or the user does."""
    return right.startswith("@") and re.search(r"://[^\s/@\"']*:?$", left) is not None


def _says_nothing(name: str) -> bool:
    """Tell whether the name of a value leaves open what it is the value of."""
    return name.lower() in _words("names", "of_any_value")


def _line_above(text: str, line_start: int) -> str:
    end = max(line_start - 1, 0)
    return text[max(text.rfind("\n", 0, end) + 1, end - _WIDTH) : end]


def _name_before(text: str) -> str:
    """Return the last name in a piece of text that says something, if it is one that takes a key, or an empty text."""
    names = re.findall(r"[A-Za-z_][\w.-]*", re.sub(r"</?\w+>", " ", text))
    while names and _says_nothing(names[-1]):
        names.pop()
    return names[-1] if names and is_credential_name(names[-1]) else ""


def _name_at_end(line: str) -> str:
    """Return the name that a line ends with, if it is one that takes a key, or an empty text."""
    match = re.search(r"([A-Za-z_][\w .-]*)[\"'`*)\]]*\s*(?:</\w+>|[:={(\[,>\\|-]|\s)*$", line)
    return match[1].split()[-1] if match is not None and is_credential_name(match[1]) else ""


def _is_neutral(name: str) -> bool:
    """Tell whether a name could be that of any provider's key: no word in it says that it belongs to something else."""
    listed = ("credential", "variants", "of_any_provider", "of_any_model")
    return all(
        len(word) == 1 or word.isdigit() or any(word in _words("names", one) for one in listed) for word in parts(name)
    )


def _is_certain(source: Source, name: str) -> bool:
    """Tell whether a field that takes keys takes nothing else: `apiKey` (not just `key`), or a key of some model."""
    words = parts(name)
    if not _words("names", "of_any_model").isdisjoint(words):
        return True
    return source.is_configuration and "".join(words).removeprefix("x") in _words("names", "unmistakable")


def is_no_credential(name: str) -> bool:
    """Tell whether a name has the word for a key, but in a sense of its own: a cache key."""
    words = parts(name)
    return bool(words) and words[-1] in _words("names", "credential") and not is_credential_name(name)


def _server(names: list[str]) -> str:
    """Return the name of the MCP server whose variables or headers a route leads to, or an empty text."""
    for at, name in enumerate(names[:-2]):
        takes = any("env" in below.lower() or "header" in below.lower() for below in names[at + 2 :])
        if takes and name.lower().endswith("servers"):
            return names[at + 1]
    return ""


def _words(table: str, name: str) -> frozenset[str]:
    return (secret_words().names if table == "names" else secret_words().prose)[name]


def _first(owners: Iterable[str]) -> str:
    return next(iter(owners), "")


def _last(owners: Iterable[str]) -> str:
    last = ""
    for owner in owners:
        last = owner
    return last
