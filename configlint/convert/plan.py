"""A setup and a base URL -> the settings for another tool's file, and what the user must do in addition."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from configlint.convert import merge
from configlint.convert.source import UNITS, ConversionError, Key, Source, identifier, proposed_variable
from configlint.diagnostics.diagnostic import WARNING
from configlint.engine import templates
from configlint.engine.language import Text
from configlint.engine.model import Entry, Profile, Target, TargetKind
from configlint.records import Record
from configlint.secrets.redaction import Redactor

if TYPE_CHECKING:
    from configlint.document.nodes import Plain


class Note(Record):
    """Something that the target cannot express, or that the user must do. `field` is what it is about."""

    severity: str
    field: str
    message: str


class Variable(Record):
    """A variable that must be set: its name, why (or how), and its value unless that is a key."""

    name: str
    why: str
    value: str = ""


class Plan:
    """What one kind of request of a tool needs for one base URL.

    `settings` are for its file, at `paths`; the paths in `unset` would override them, and `id` is the name of the
    connection there. `environment` has the variables that must be set. With `only_models`, the plan has only the
    settings that exist per model. Raises ConversionError if the tool has no way to take the key.
    """

    def __init__(
        self,
        source: Source,
        profile: Profile,
        target: Target,
        kind: TargetKind,
        base: str,
        redactor: Redactor,
        *,
        copy_key: bool,
        only_models: bool = False,
    ) -> None:
        self.settings: merge.Settings = {}
        self.environment: list[Variable] = []
        self.notes: list[Note] = []
        self.paths: set[str] = set()
        self._source = source
        self._redactor = redactor
        self._tool = profile.name
        self._copies = copy_key
        self.id = identifier(source, target.reserved)
        word = "".join(ch if ch.isalnum() else "_" for ch in self.id)
        self._names = {
            "id": self.id,
            "word": word.lower(),
            "WORD": word.upper(),
            "name": source.provider.name if source.provider is not None else self.id,
            "base_url": base,
            "model": source.model,
            "small_model": source.small_model,
            "key_id": self.id if source.key.kind != "none" else None,
        }
        self.unset = [path for one in kind.unset if (path := self._expand(one)) is not None]
        ways = [entry for entry in kind.entries if _carries_keys(entry)]
        key = self._key_as_written(ways)
        way = next((entry for entry in ways if _can_carry(entry, key)), None)
        if way is None and key.kind != "none":
            raise ConversionError(f"{self._tool} has no setting for this kind of key")
        for entry in kind.entries:
            if only_models and not lists_models(entry):
                continue
            if way is not None and entry is way:
                self._put_key(way, key)
            elif entry not in ways and (value := self._value(entry)) is not None:
                self._put(entry, value)

    def _value(self, entry: Entry) -> Plain:
        """Return the value to write for an entry, or None if the setup has nothing for it."""
        source, value = self._source, entry.value
        if entry.content == "value":
            return value if value is None or isinstance(value, bool | int) else self._expand(value)
        if entry.content == "headers":
            return self._headers(entry)
        if entry.content == "query":
            return self._query()
        if entry.content == "timeout":
            return None if source.timeout_ms is None else -(-source.timeout_ms // UNITS[entry.unit])
        return source.retries if entry.content == "retries" else None

    def _headers(self, entry: Entry) -> Plain:
        """Return the user's custom headers, as a table or as lines; secret ones only if keys are copied."""
        headers: dict[str, Plain] = {}
        for name, value in self._source.headers:
            if value.kind == "env" and entry.reference:
                headers[name] = entry.reference.replace("NAME", value.name)
            elif value.kind != "literal" or self._is_kept_back(name, value.text or ""):
                self.notes.append(Note(WARNING, f"header {name}", "not copied, because its value may be a secret"))
            else:
                headers[name] = value.text or ""
        if entry.form == "lines":
            return "\n".join(f"{name}: {value}" for name, value in headers.items()) or None
        return headers or None

    def _query(self) -> Plain:
        """Return the query parameters of the base URL; secret ones only if keys are copied."""
        query: dict[str, Plain] = {}
        for name, value in self._source.query:
            if self._is_kept_back(name, value):
                self.notes.append(Note(WARNING, f"query {name}", "not copied, because its value may be a secret"))
            else:
                query[name] = value
        return query or None

    def _is_kept_back(self, name: str, value: str) -> bool:
        return not self._copies and self._redactor.is_credential(name, value)

    def _put(self, entry: Entry, value: Plain) -> None:
        if entry.variable is not None:
            name = self._expand(entry.variable) or ""
            self.environment.append(Variable(name, f"export {name}={shlex.quote(str(value))}", str(value)))
            return
        path = self._expand(entry.path) if entry.path is not None else None
        if path is None:
            return
        value = str(value) if entry.as_text else value
        if entry.prefix is not None:
            value = {f"[^{self._expand(entry.prefix)}]": value}
        merge.put(self.settings, path, value)
        self.paths.add(path)

    def _expand(self, text: Text) -> str | None:
        return templates.expand(text, self._names.get)

    def _key_as_written(self, ways: list[Entry]) -> Key:
        """Return the key as the target gets it: a literal becomes a variable unless it is to be copied, and so does the
        output of a command that the target cannot run.
        """
        key = self._source.key
        is_stuck = key.kind == "command" and not any(_can_carry(entry, key) for entry in ways)
        if not is_stuck and (key.kind != "literal" or self._copies):
            return key
        name = proposed_variable(self._source)
        how = f"read -rs {name} && export {name}"
        where = f"{self._tool} cannot run the command that prints it" if is_stuck else "it was not copied"
        self.notes.append(Note(WARNING, "key", f"{where}; set a variable without displaying the key: {how}"))
        return Key("env", name)

    def _put_key(self, entry: Entry, key: Key) -> None:
        if key.kind == "none":
            self._put(entry, str(entry.value))
        elif key.kind != "env":
            self._put(entry, key.text)
        elif entry.variable is not None:
            own = self._expand(entry.variable) or key.name
            why = "the key" if own == key.name else f'the key: export {own}="${key.name}"'
            self.environment.append(Variable(own, why))
        else:
            self._put(entry, key.name if entry.form == "name" else entry.form.replace("NAME", key.name))
            self.environment.append(Variable(key.name, "the key"))


def further_models(source: Source, kind: TargetKind) -> tuple[str, ...]:
    """Return the models other than the first one, including the small model if this kind of request has none."""
    has_small = any("{small_model}" in _written(entry.value) for entry in kind.entries)
    return (
        source.further_models if has_small or not source.small_model else (*source.further_models, source.small_model)
    )


def lists_models(entry: Entry) -> bool:
    """Return True if a setting exists once for each model."""
    return "{model}" in _written(entry.path) or "{model}" in _written(entry.prefix)


def _written(text: Text | bool | int | None) -> str:
    return str(text) if text is None or isinstance(text, bool | int) else templates.source(text)


def _carries_keys(entry: Entry) -> bool:
    return entry.content in ("key", "command") or entry.without_key


def _can_carry(entry: Entry, key: Key) -> bool:
    """Return True if the key can be written in the form of an entry."""
    if key.kind == "none" or entry.without_key:
        return key.kind == "none" and entry.without_key
    if key.kind == "command":
        return entry.content == "command"
    return (entry.form == "literal") == (key.kind == "literal")
