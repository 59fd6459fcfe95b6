"""The settings that a setup needs in another tool's file, and what must be seen to beside them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from configlint.convert import merge
from configlint.convert.source import UNITS, ConversionError, Key, Setup, identifier, proposed_variable
from configlint.diagnostics.diagnostic import WARNING
from configlint.engine import templates
from configlint.engine.profile import Profile
from configlint.records import Record
from configlint.secrets import redaction


class Note(Record):
    """Something that does not go along, or that a person must see to. `field` is what it is about."""

    severity: str
    field: str
    message: str


class Variable(Record):
    """A variable that must be set: its name, why (or how), and its value where that is no key."""

    name: str
    why: str
    value: str = ""


class Plan:
    """What one kind of request of a tool needs for one base URL.

    `settings` are for its file, at `paths`; what stands at `unset` would beat them, and `id` names the connection
    there. `environment` has the variables that must be set. With `only_models` it is no more than what stands there for
    each model. Raises ConversionError when the tool has no way to take the key.
    """

    def __init__(
        self,
        setup: Setup,
        profile: Profile,
        kind: Mapping[str, Any],
        base: str,
        *,
        copy_key: bool,
        only_models: bool = False,
    ) -> None:
        self.settings: merge.Settings = {}
        self.environment: list[Variable] = []
        self.notes: list[Note] = []
        self.paths: set[str] = set()
        self._setup = setup
        self._tool = profile.name
        self._copies = copy_key
        self.id = identifier(setup, profile.data["target"].get("reserved", []))
        provider = setup.provider
        word = "".join(ch if ch.isalnum() else "_" for ch in self.id)
        self._names = {
            "id": self.id,
            "word": word.lower(),
            "WORD": word.upper(),
            "name": provider.name if provider is not None else self.id,
            "base_url": base,
            "model": setup.model,
            "small_model": setup.small_model,
            "key_id": self.id if setup.key.kind != "none" else None,
        }
        self.unset = [path for one in kind.get("unset", ()) if (path := self._expand(one)) is not None]
        ways = [entry for entry in kind["set"] if _carries_keys(entry)]
        key = self._key_as_written(ways)
        way = next((entry for entry in ways if _can_carry(entry, key)), None)
        if way is None and key.kind != "none":
            raise ConversionError(f"{self._tool} has no way to take this key")
        for entry in kind["set"]:
            if only_models and not lists_models(entry):
                continue
            if way is not None and entry is way:
                self._put_key(way, key)
            elif entry not in ways and (value := self._value(entry)) is not None:
                self._put(entry, value)

    def _value(self, entry: Mapping[str, Any]) -> Any:
        """Return what an entry says to write, or None where the setup has nothing for it."""
        setup = self._setup
        if "value" in entry:
            return self._expand(entry["value"]) if isinstance(entry["value"], str) else entry["value"]
        if "headers" in entry:
            return self._headers(entry)
        if "query" in entry:
            return dict(setup.query) or None
        if "timeout" in entry:
            return None if setup.timeout_ms is None else -(-setup.timeout_ms // UNITS[entry["timeout"]])
        return setup.retries if "retries" in entry else None

    def _headers(self, entry: Mapping[str, Any]) -> Any:
        """Return the headers that a person added, as a table or as lines; secrets only where they are copied."""
        headers: dict[str, str] = {}
        for name, value in self._setup.headers:
            if value.kind == "env" and "reference" in entry:
                headers[name] = entry["reference"].replace("NAME", value.name)
            elif value.kind != "literal" or (redaction.looks_secret(value.text or "") and not self._copies):
                self.notes.append(Note(WARNING, f"header {name}", "its value stays where it is: it may be a secret"))
            else:
                headers[name] = value.text or ""
        if entry["headers"] == "lines":
            return "\n".join(f"{name}: {value}" for name, value in headers.items()) or None
        return headers or None

    def _put(self, entry: Mapping[str, Any], value: Any) -> None:
        if "variable" in entry:
            name = self._expand(entry["variable"]) or ""
            self.environment.append(Variable(name, f"export {name}={shlex.quote(value)}", value))
            return
        path = self._expand(entry["path"])
        if path is None:
            return
        value = str(value) if entry.get("as") == "text" else value
        if "begins" in entry:
            value = {f"[^{self._expand(entry['begins'])}]": value}
        merge.put(self.settings, path, value)
        self.paths.add(path)

    def _expand(self, template: str) -> str | None:
        return templates.expand(template, self._names.get)

    def _key_as_written(self, ways: list[Mapping[str, Any]]) -> Key:
        """Return the key as it goes along: one that is written out becomes a variable, unless it is to be copied, and
        so does one that comes from a command which the target cannot run.
        """
        key = self._setup.key
        is_stuck = key.kind == "command" and not any(_can_carry(entry, key) for entry in ways)
        if not is_stuck and (key.kind != "literal" or self._copies):
            return key
        name = proposed_variable(self._setup)
        how = f"read -rs {name} && export {name}"
        where = f"{self._tool} does not ask for it in that way" if is_stuck else "it stays where it is"
        self.notes.append(Note(WARNING, "key", f"{where}; put it into a variable without showing it: {how}"))
        return Key("env", name)

    def _put_key(self, entry: Mapping[str, Any], key: Key) -> None:
        if key.kind == "none":
            self._put(entry, entry["value"])
        elif key.kind != "env":
            self._put(entry, key.text)
        elif "variable" in entry:
            own = self._expand(entry["variable"]) or key.name
            why = "the key" if own == key.name else f'the key: export {own}="${key.name}"'
            self.environment.append(Variable(own, why))
        else:
            form = entry.get("command") or entry["key"]
            self._put(entry, key.name if form == "name" else form.replace("NAME", key.name))
            self.environment.append(Variable(key.name, "the key"))


def further_models(setup: Setup, kind: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the models that stand beside the first one, where this kind of request has no place for a small model."""
    has_small = any("{small_model}" in str(entry.get("value")) for entry in kind["set"])
    return setup.further_models if has_small or not setup.small_model else (*setup.further_models, setup.small_model)


def lists_models(entry: Mapping[str, Any]) -> bool:
    """Tell whether a setting stands there once for each model."""
    return "{model}" in entry.get("path", "") or "{model}" in entry.get("begins", "")


def _carries_keys(entry: Mapping[str, Any]) -> bool:
    is_other_variable = "variable" in entry and "value" in entry
    return bool(entry.keys() & {"key", "command", "variable", "without_key"}) and not is_other_variable


def _can_carry(entry: Mapping[str, Any], key: Key) -> bool:
    """Tell whether a key can be written in the form of an entry."""
    if key.kind == "none":
        return "without_key" in entry
    if key.kind == "command":
        return "command" in entry
    if key.kind == "literal":
        return entry.get("key") == "literal"
    return "command" in entry or "variable" in entry or entry.get("key", "literal") != "literal"
