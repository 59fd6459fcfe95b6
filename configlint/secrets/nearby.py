"""What is around a value: the name it is assigned to, the table and the host it belongs to, and whose they are."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from configlint.files import globs
from configlint.records import cached_property
from configlint.secrets import fields
from configlint.secrets.fields import Grade
from configlint.secrets.words import words as secret_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from configlint.catalog.knowledge import Knowledge
    from configlint.document.nodes import Route, ScalarValue
    from configlint.secrets.key_fields import KeyFields
    from configlint.secrets.text_source import Source

#: How far around a value is looked, in lines and in characters of its own line.
_ABOVE, _BELOW, _WIDTH = 12, 8, 400
#: How many characters before a value in running text speak about it.
_NEAR = 120

#: A name, perhaps a type, what is between them and the value, and an authorization scheme.
_ASSIGNED = (
    r"([A-Za-z_$][\w$-]*(?:\.[\w$-]+)*)\\*[\"'`]?[\])]?\\*[\"'`]?"
    r"(?:(?:\s+|\s*:\s*&?(?:'static\s+)?)(?:string|str|String|SecretStr)\??(?=\s*=))?"
    r"\s*(?:=>|:{1,3}=|:-|\?\?=?|[?.+]=|\|\||\bor\b|[=:(>]|,(?=\s*[\"'`\[({$\\])|\s)\s*"
    r"(?:[\"'`]{1,3}|[\[({]\s*[\"'`]?|\$'|\\+[\"'])?(?:[frbu]{1,2}[\"'])?"
    r"(?:(?:Bearer|Basic|Token|token|bearer|Key)(?:\s|%20)+)?$"
)
#: The field with the address of what describes a JSON file.
_SCHEMA = '"$schema"'
_HOSTS = r"(?:https?|wss?)://(?:[^\s/@\"'<>]*@)?([A-Za-z0-9.-]+)"


class Context:
    """What the surroundings say: whether the field takes a key, its name, and whose keys are spoken of.

    `owners` yields them, the likeliest first. Reading them costs most of what looking around costs. `is_for_models`
    says that the field takes a key for some model, or for a tool that agents use.
    """

    __slots__ = ("field", "grade", "is_for_models", "owners")

    def __init__(self, grade: Grade, field: str, owners: Iterator[str], *, is_for_models: bool = False) -> None:
        self.grade = grade
        self.field = field
        self.owners = owners
        self.is_for_models = is_for_models or fields.is_for_models(field)


class _Place:
    """A value in its line: offsets, and what is left and right of it."""

    __slots__ = ("end", "left", "line_end", "line_start", "right", "source", "start", "value")

    def __init__(self, source: Source, start: int, end: int) -> None:
        text = source.text
        self.source, self.start, self.end = source, start, end
        self.value = text[start:end]
        self.line_start, self.line_end = source.line_bounds(start, end)
        self.left = text[max(self.line_start, start - _WIDTH) : start]
        self.right = text[end : min(self.line_end, end + _WIDTH)]


class Nearby:
    """Looks around values, by what is known about the owners of keys."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._owners = knowledge.owners
        self._spoken_of = lru_cache(maxsize=256)(lambda text: tuple(self._owners_in(text)))

    @cached_property
    def _key_fields(self) -> KeyFields:
        from configlint.secrets.key_fields import KeyFields

        return KeyFields(self._knowledge)

    def look(self, source: Source, start: int, end: int) -> Context:
        """Look around the value between two offsets: along its line, then in the tree of the file, then nearby."""
        place = _Place(source, start, end)
        name = self._name(place)
        grade = self._grade(place, name)
        may_be_item = not name or fields.says_nothing(name) or bool(self.owner_of(name))
        is_open = grade is Grade.LIKELY or (grade is Grade.NONE and may_be_item)
        in_tree = self._in_tree(source, start) if is_open else None
        if in_tree is not None and in_tree.grade > grade:
            owners = self._whose(place, name, in_tree.owners, in_tree.grade)
            return Context(in_tree.grade, in_tree.field, owners, is_for_models=in_tree.is_for_models)
        if grade is not Grade.NONE:
            owners = in_tree.owners if in_tree is not None else iter(())
            return Context(grade, name, self._whose(place, name, owners, grade))
        if self._is_handed_to_client(place):
            return Context(Grade.CERTAIN, name, self._whose(place, name, iter(()), Grade.CERTAIN), is_for_models=True)
        if self._tells_in_prose(name, place.left) or self._is_under_owner(name, place):
            return Context(Grade.LIKELY, name, reversed(self.owners_in(place.left[-_NEAR:])))
        return Context(Grade.NONE, name, iter(()))

    def whose(self, source: Source, start: int, end: int) -> Iterator[str]:
        """Yield whose hosts and names are around a value, the likeliest first."""
        place = _Place(source, start, end)
        in_tree = self._in_tree(source, start)
        owners = in_tree.owners if in_tree is not None else iter(())
        return self._whose(place, self._name(place), owners, Grade.CERTAIN, named=True)

    def field(self, source: Source, start: int, end: int) -> str:
        """Return the name that a value is assigned to, or an empty string."""
        return self._name(_Place(source, start, end))

    def owner_of(self, name: str) -> str:
        """Return whose key a field, variable or table of this name is about, or an empty string."""
        known = self._owners.by_word
        words = fields.parts(name)
        for length in range(len(words), 0, -1):
            for start in range(len(words) - length + 1):
                owner = known.get("".join(words[start : start + length]))
                if owner is not None:
                    return owner
        return ""

    def owner_at(self, host: str) -> str:
        """Return whose API answers at `host`, or an empty string."""
        host = host.lower()
        owner = self._owners.hosts.get(host, "")
        return owner or next((one for glob, one in self._owners.host_globs if globs.matches(glob, host)), "")

    def owners_in(self, text: str) -> list[str]:
        """Return whose hosts and names are in a piece of text, in order."""
        return [owner for owner, _ in self._spoken_of(text)]

    def _hosts_in(self, text: str) -> list[str]:
        return [owner for owner, is_host in self._spoken_of(text) if is_host]

    def _owners_in(self, text: str) -> Iterator[tuple[str, bool]]:
        """Yield whose hosts and names are in a piece of text, and which of the two."""
        known = self._owners.by_word
        before, end = "", 0
        for match in re.finditer(rf"{_HOSTS}|[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*", text):
            word = match[1] or match[0]
            host = self.owner_at(word) if "." in word else ""
            words = () if host else fields.parts(word)
            if host:
                yield host, True
            elif words:
                both = before + "".join(words) if text[end : match.start()] == " " else ""
                owner = known.get(both) or _owner_named(words, match[0][0].isupper() or bool(match[1]), known)
                if owner:
                    yield owner, False
            before, end = "".join(words), match.end()

    # ---- the field

    def _name(self, place: _Place) -> str:
        """Return the name that a value is assigned to, on its line or on the one above."""
        left = place.left
        name = _assigned(left)
        if fields.says_nothing(name) or not re.sub(r"</?\w+>", "", left).strip("\"'`- \t"):
            name = _name_before(left) or _name_at_end(_line_above(place.source.text, place.line_start)) or name
        return name

    def _grade(self, place: _Place, name: str) -> Grade:
        grade = fields.grade(name)
        if grade is Grade.LIKELY and place.source.is_configuration and name.isupper() and "_" in name:
            grade = Grade.CERTAIN if not _is_of_web_page(name) else grade
        return max(grade, _grade_in_url(place))

    def _is_under_owner(self, name: str, place: _Place) -> bool:
        """Return True if a value follows a provider's bare name, or is handed to what is called after a provider.

        Hashes and ids are in all kinds of places: only a mix of small letters, capitals and digits counts.
        """
        if not _is_mixed(place.value):
            return False
        called = _called(place.left)
        if called:
            return any(self.owners_in(called))
        if place.left.endswith(","):  # in a table of values
            name = place.left[:-1].rpartition(",")[2]
        is_owner = "".join(fields.parts(name)) in self._owners.by_word
        return is_owner and place.left.rstrip("\"'` ")[-1:] in (":", "=", ",")

    def _is_handed_to_client(self, place: _Place) -> bool:
        """Return True if a value is the first that a provider's client is made with."""
        called = _called(place.left)
        is_client = not secret_words().names["clients"].isdisjoint(fields.parts(called))
        return is_client and any(self.owners_in(called))

    def _tells_in_prose(self, name: str, left: str) -> bool:
        """Return True if the words before a value say that it is somebody's key, though no field or variable does."""
        if left.rstrip("\"'` ")[-1:] == "=" or left[-1:] in ("@", "/", "-", ".", "#", ","):
            return False  # the name before it was looked at and is no credential, or it is a part of something longer
        prose = secret_words().prose
        words = set(fields.parts(left[-_NEAR // 2 :]))
        says = not words.isdisjoint(prose["credential"]) and words.isdisjoint(prose["no_credential"])
        return says and not fields.is_other_key(name) and any(self.owners_in(left[-_NEAR:]))

    # ---- whose it is

    def _whose(
        self, place: _Place, name: str, in_tree: Iterator[str], grade: Grade, *, named: bool = False
    ) -> Iterator[str]:
        """Yield the owners that are spoken of: by the field, by hosts, by tables, by other names.

        Unless `named`, names on other lines count only for a field that could be anybody's. What is a key for certain,
        and beside it the URL of a host that is nobody's, is no other host's.
        """
        own = self.owner_of(name) if fields.is_credential_name(name) else ""
        if own:
            yield own
        if grade is Grade.CERTAIN and self._is_for_unknown_host(place):
            return
        yield from self._hosts_in(place.right)
        yield from reversed(self._hosts_in(place.left))
        is_anybodys = named or fields.is_neutral(name)
        yield from self._around(place, self._hosts_in, group_only=not is_anybodys)
        yield from in_tree
        yield from reversed(self.owners_in(place.left))
        yield from self.owners_in(place.right)
        if is_anybodys:
            yield from self._around(place, self.owners_in)

    def _around(
        self, place: _Place, owners_of: Callable[[str], list[str]], *, group_only: bool = False
    ) -> Iterator[str]:
        """Yield the owners in the lines above and below, the nearest first.

        `group_only` leaves out what is beyond a comment or an empty line in a file of variables.
        """
        text = place.source.text
        above = text[max(0, place.line_start - 4000) : max(place.line_start - 1, 0)].split("\n")[-_ABOVE:]
        below = text[place.line_end + 1 : place.line_end + 4000].split("\n")[:_BELOW]
        above = [line for line in above if _SCHEMA not in line]  # which says whose file it is, not whose keys
        if group_only and place.source.format == "":
            below = list(takewhile(lambda line: line.strip()[:1] not in ("", "#"), below))
        for distance in range(max(len(above), len(below))):
            if distance < len(above):
                yield from reversed(owners_of(above[-1 - distance][:_WIDTH]))
            if distance < len(below):
                yield from owners_of(below[distance][:_WIDTH])

    # ---- the tree

    def _is_for_unknown_host(self, place: _Place) -> bool:
        """Return True if the table that holds a value also has the URL of a host that is no known provider's."""
        found = place.source.field_at(place.start)
        beside = found[1][-1].items() if found is not None and found[1] else ()
        urls = [text for name, text in beside if isinstance(text, str) and _says_whose(name)]
        hosts = [match[1] for text in urls for match in re.finditer(_HOSTS, text)]
        return bool(hosts) and not any(map(self.owner_at, hosts))

    def _in_tree(self, source: Source, start: int) -> Context | None:
        """Look at the tables that hold a value, where the file is of a format that can be read."""
        found = source.field_at(start)
        if found is None:
            return None
        route, tables = found
        names = [step for step in route if isinstance(step, str)]
        field = names[-1] if names else ""
        beside = _name_beside(field, tables[-1])
        grade = max(fields.grade(field), fields.grade(beside), self._grade_of_item(route, names))
        owners = self._owners_in_tree(names, beside, tables)
        if grade is Grade.NONE:
            return None
        server = _server(names)
        if server:
            return Context(Grade.CERTAIN, f"{field} of the MCP server {server}", owners, is_for_models=True)
        tool = self._key_fields.tool_taking_key(source, field)
        if tool:
            return Context(Grade.CERTAIN, f"{field} of {tool}", owners, is_for_models=True)
        return Context(grade, beside or field, owners)

    def _owners_in_tree(self, names: list[str], beside: str, tables: list[dict[str, ScalarValue]]) -> Iterator[str]:
        for name in (beside, *reversed(names)):
            owner = self.owner_of(name)
            if owner:
                yield owner
        for table in reversed(tables):
            owner = self._owner_in_table(table)
            if owner:
                yield owner

    def _grade_of_item(self, route: Route, names: list[str]) -> Grade:
        """Return the grade of one of several keys: in a list of keys, or under its owner's name in a table."""
        last = route[-1] if route else ""
        if len(names) < 2:
            return Grade.NONE
        if isinstance(last, int):
            return fields.grade(names[-1])
        is_below = fields.says_nothing(last) or bool(self.owner_of(last))
        return fields.grade(names[-2]) if is_below else Grade.NONE

    def _owner_in_table(self, table: dict[str, ScalarValue]) -> str:
        for name, value in table.items():
            if isinstance(value, str) and _says_whose(name):
                owner = next(iter(self.owners_in(value)), "") or self.owner_of(value if len(value) < 40 else "")
                if owner:
                    return owner
        return ""


def _says_whose(name: str) -> bool:
    return "".join(fields.parts(name)) in secret_words().names["beside"]


def _owner_named(words: tuple[str, ...], capital: bool, known: Mapping[str, str]) -> str:
    """Return the owner that a word of a text names: as a whole, in two parts of it, or in one.

    Ordinary words count only with a capital or as part of a longer name.
    """
    capital |= len(words) > 1
    runs = ["".join(words), *("".join(words[at : at + 2]) for at in range(len(words) - 1))]
    ordinary = secret_words().prose["ordinary"]
    return next((known[run] for run in [*runs, *words] if run in known and (capital or run not in ordinary)), "")


def _assigned(left: str) -> str:
    match = re.search(_ASSIGNED, left)
    if match is None or (match[1] == "key" and left.endswith(">")):  # <key> holds a name
        return ""
    return match[1]


def _grade_in_url(place: _Place) -> Grade:
    """Return the grade of a password in a URL, or of what is there in place of a user."""
    if not place.right.startswith("@"):
        return Grade.NONE
    if re.search(r"://[^\s/@\"':]*:$", place.left) is not None:
        return Grade.CERTAIN
    return Grade.LIKELY if place.left.endswith("://") else Grade.NONE


def _is_of_web_page(name: str) -> bool:
    words, listed = fields.parts(name), secret_words().names["of_web_pages"]
    return any("".join(words[:length]) in listed for length in (1, 2))


def _called(left: str) -> str:
    """Return the name of the function whose first argument follows, or an empty string."""
    match = re.search(r"([\w.:]+)\(\s*[\"'`]$", left)
    return match[1].replace("::", ".") if match is not None else ""


def _is_mixed(value: str) -> bool:
    is_mixed = any(ch.islower() for ch in value) and any(ch.isupper() for ch in value) and any(map(str.isdigit, value))
    return is_mixed and value.isalnum()


def _line_above(text: str, line_start: int) -> str:
    end = max(line_start - 1, 0)
    return text[max(text.rfind("\n", 0, end) + 1, end - _WIDTH) : end]


def _name_before(text: str) -> str:
    """Return the last name in a text that says something, if it is one that takes a key, or an empty string."""
    names = re.findall(r"[A-Za-z_][\w.-]*", re.sub(r"</?\w+>", " ", text))
    while names and fields.says_nothing(names[-1]):
        names.pop()
    return names[-1] if names and fields.is_credential_name(names[-1]) else ""


def _name_at_end(line: str) -> str:
    """Return the name that a line ends with, if it is one that takes a key, or an empty string."""
    match = re.search(r"([A-Za-z_][\w .-]*)[\"'`*)\]]*\s*(?:</\w+>|[:={(\[,>\\|-]|\s)*$", line)
    return match[1].split()[-1] if match is not None and fields.is_credential_name(match[1]) else ""


def _name_beside(field: str, table: Mapping[str, ScalarValue]) -> str:
    """Return the name of a variable that is given beside its value: `name: X, value: Y`."""
    return str(table.get("name") or table.get("key") or "") if field in ("value", "default") else ""


def _server(names: list[str]) -> str:
    """Return the name of the MCP server whose variables or headers a route leads to, or an empty string."""
    for at, name in enumerate(names[:-2]):
        takes = any("env" in below.lower() or "header" in below.lower() for below in names[at + 2 :])
        if takes and name.lower().endswith("servers"):
            return names[at + 1]
    return ""
