"""A setup and a base URL -> the settings for another tool's files, and what the user must do in addition."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from configlint.convert import merge, naming
from configlint.convert.reference import NONE, Reference
from configlint.convert.source import UNITS, ConversionError, Source
from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.engine import templates
from configlint.engine.language import Syntax, Text
from configlint.engine.model import Profile
from configlint.engine.target import Entry, TargetKind
from configlint.records import Record
from configlint.secrets.redaction import Redactor

if TYPE_CHECKING:
    from configlint.document.nodes import Plain


#: How many tokens a quarter of the context is at most, where a tool wants to know how long an answer may be.
_MOST_OUTPUT = 32_000


class Note(Record):
    """Something that the target cannot express, or that the user must do.

    `field` is what it is about; `listed` is what its message lists at its end.
    """

    severity: str
    field: str
    message: str
    listed: tuple[str, ...] = ()

    @property
    def lead(self) -> str:
        """The message without what it lists."""
        return self.message.removesuffix(", ".join(self.listed))

    def with_listed(self, listed: Iterable[str]) -> Note:
        """Return the same note with something else at its end."""
        texts = tuple(dict.fromkeys(listed))
        return self.replace(message=self.lead + ", ".join(texts), listed=texts)


class Variable(Record):
    """A variable that must be set: its name, what it is for, and its value unless that is a key.

    With the `action` "unset", it must not be set. `command` sets (or unsets) it in a shell, where it is known how.
    """

    name: str
    purpose: str = ""
    value: str = ""
    action: str = "set"
    command: str = ""

    @property
    def why(self) -> str:
        """What the variable is for, and how it is set."""
        return ": ".join(filter(None, (self.purpose, self.command)))

    @property
    def origin(self) -> tuple[str, str, str]:
        """Where its value comes from, whatever that is for."""
        return self.command, self.value, self.action


class Plan:
    """What one kind of request of a tool needs for one base URL.

    `settings` are for its files, by the name of the file beside the target's ("" for the target's own), and `paths` are
    those of the target's file; the paths in `unset` would override them. `environment` has the variables that must be
    set, and `assumed` what is known of their values. `syntaxes` are those of references in the target's file. With
    `only_models`, the plan has only the settings that exist per model. Raises ConversionError if the tool has no way to
    take the key.
    """

    def __init__(
        self,
        source: Source,
        profile: Profile,
        kind: TargetKind,
        names: Mapping[str, str | None],
        redactor: Redactor,
        *,
        syntaxes: Sequence[Syntax] = (),
        copy_key: bool,
        only_models: bool = False,
    ) -> None:
        self.settings: dict[str, merge.Settings] = {"": {}}
        self.environment: list[Variable] = []
        self.assumed: dict[str, str] = {}
        self.notes: list[Note] = []
        self.paths: set[str] = set()
        if kind.native and source.key.is_dummy:  # the tool knows that this server asks for none
            source = source.replace(key=NONE)
        self._source = source
        self._redactor = redactor
        self._tool = profile.name
        self._syntaxes = syntaxes
        self._copies = copy_key
        self._names = names
        self._commands: dict[str, str] = {}
        self.unset = [path for one in kind.unset if (path := self._expand(one)) is not None]
        ways = [entry for entry in kind.entries if _carries_keys(entry)]
        if source.key.is_dummy:  # what is no key is better in the file
            ways.sort(key=lambda entry: entry.variable is not None)
        key = self._key_as_written(ways)
        way = next((entry for entry in ways if self._takes(entry, key)), None)
        if way is None and key.kind != "none":
            raise ConversionError(f"{self._tool} has no setting for this kind of key")
        for entry in kind.entries:
            if any(not names.get(name) for name in entry.needs) or (only_models and not lists_models(entry)):
                continue
            if way is not None and entry is way:
                self._put_key(way, key)
            elif entry not in ways and (value := self._value(entry)) is not None:
                self._put(entry, value)

    def _value(self, entry: Entry) -> Plain:
        """Return the value to write for an entry, or None if the setup has nothing for it."""
        source, value = self._source, entry.value
        if entry.content == "value":
            return value if value is None or isinstance(value, bool | int) else self._by_reference(entry, value)
        if entry.content == "headers":
            return self._headers(entry)
        if entry.content == "query":
            return {name: text for name, text in source.query if not self._is_kept_back(name, text)} or None
        if entry.content == "timeout":
            return None if source.timeout_ms is None else -(-source.timeout_ms // UNITS[entry.unit])
        return source.retries if entry.content == "retries" else None

    def _by_reference(self, entry: Entry, value: Text) -> str | None:
        """Return what a template stands for, with a reference in place of an address that is in a variable."""
        text, address = self._expand(value), self._source.address
        if text is None or address is None or not text.startswith(address.value) or entry.path is None or entry.beside:
            return text
        rest = text[len(address.value) :]
        ways = [one for one in self._syntaxes if one.kind == "variable" and "DEFAULT" not in one.text]
        way = min((one for one in ways if not (rest and one.is_whole)), key=lambda one: len(one.text), default=None)
        if way is None or rest[:1] not in ("", "/"):
            return text
        self.assumed[address.variable] = address.value
        self.environment.append(Variable(address.variable, "the base URL"))
        return way.written(address.variable) + rest

    def _headers(self, entry: Entry) -> Plain:
        """Return the user's custom headers, as a table or as one string; secret ones only if keys are copied."""
        headers: dict[str, Plain] = {}
        for name, value in self._source.headers:
            if value.kind == "env" and (entry.form == "names" or entry.reference):
                headers[name] = value.name if entry.form == "names" else entry.reference.replace("NAME", value.name)
                self.environment.append(Variable(value.name, f"the header {name}"))
            elif value.kind == "literal" and entry.form != "names" and not self._is_kept_back(name, value.text):
                headers[name] = value.text
        if entry.form == "lines":
            return "\n".join(f"{name}: {value}" for name, value in headers.items()) or None
        if entry.form == "pairs":
            return ",".join(f"{name}={value}" for name, value in headers.items()) or None
        return headers or None

    def _is_kept_back(self, name: str, value: str) -> bool:
        """Return True for the value of a header or parameter that may be a secret, unless keys are to be copied."""
        return not self._copies and self._redactor.is_credential(name, value)

    def _put(self, entry: Entry, value: Plain) -> None:
        if entry.variable is not None:
            name = self._expand(entry.variable) or ""
            self.environment.append(
                Variable(name, value=str(value), command=f"export {name}={shlex.quote(str(value))}")
            )
            if entry.content == "headers":
                sent = ", ".join(header for header, _ in self._source.headers)
                self.notes.append(Note(NOTE, "headers", f"{self._tool} takes them from the variable {name}: {sent}"))
            return
        path = self._expand(entry.path) if entry.path is not None else None
        if path is None:
            return
        if entry.type == "text":
            value = str(value)
        elif entry.type == "number" and isinstance(value, str):
            value = int(value)
        if entry.prefix is not None:
            value = {f"[^{self._expand(entry.prefix)}]": value}
        merge.put(self.settings.setdefault(entry.beside, {}), path, value)
        if not entry.beside:
            self.paths.add(path)

    def has(self, name: str) -> bool:
        """Return True if there is a value for a name in templates."""
        return bool(self._names.get(name))

    def _expand(self, text: Text) -> str | None:
        return templates.expand(text, self._names.get)

    def _key_as_written(self, ways: list[Entry]) -> Reference:
        """Return the key as the target gets it: what it cannot take, and a literal that is not to be copied, becomes a
        variable.
        """
        key = self._source.key
        if key.kind == "none" or any(self._takes(entry, key) for entry in ways):
            return key
        fixed = [self._expand(entry.variable) for entry in ways if entry.variable is not None]
        known = self._source.provider.variables if self._source.provider is not None else ()
        usual = known[0] if known else f"{self._names['WORD']}_API_KEY"
        name = (fixed and fixed[0]) or (key.kind == "literal" and key.name) or usual
        if key.is_dummy:
            self.environment.append(Variable(name, value=key.text, command=key.export(name)))
            return Reference("env", name)
        reason = f"{self._tool} needs it in the variable {name}"
        if key.kind == "literal":
            reason = f"it was not copied; read -rs sets {name} without displaying it"
        self.notes.append(Note(WARNING, "key", reason))
        self._commands[name] = key.export(name)
        return Reference("env", name)

    def _takes(self, entry: Entry, key: Reference) -> bool:
        """Return True if the key can be written in the form of an entry; a literal only if it is to be copied."""
        is_kept_back = key.kind == "literal" and not (key.is_dummy or self._copies or entry.content == "ask")
        return not is_kept_back and _can_carry(entry, key)

    def _put_key(self, entry: Entry, key: Reference) -> None:
        if key.kind == "none":
            self._put(entry, str(entry.value))
        elif entry.content == "ask":
            where = "" if key.kind == "literal" else f" (it is what this prints: {key.line})"
            self.notes.append(Note(WARNING, "key", f"{entry.form}{where}"))
        elif entry.content == "argv":
            command, *arguments = key.arguments
            self._put(entry, {"command": command, "args": [*arguments]} if arguments else {"command": command})
        elif entry.content == "file":
            self._put(entry, entry.form.replace("PATH", key.name))
        elif key.kind == "literal":
            self._put(entry, key.text)
        elif entry.variable is not None:
            own = self._expand(entry.variable) or key.name
            command = self._commands.get(own, "") if own == key.name else key.export(own)
            self.environment.append(Variable(own, "the key", command=command))
        else:
            if key.kind == "env" and not any(one.name == key.name for one in self.environment):
                command = self._commands.get(key.name, "")
                self.environment.append(Variable(key.name, "the key", command=command))
            if entry.content == "command":
                self._put(entry, entry.form.replace("LINE", key.line))
            else:
                self._put(entry, key.name if entry.form == "name" else entry.form.replace("NAME", key.name))


def names_of(
    source: Source, kind: TargetKind, base: str, connection: str, more: Mapping[str, str]
) -> dict[str, str | None]:
    """Return what the names in a target's templates stand for. `connection` is the id of the connection."""
    limits = source.limits.get(source.model or "")
    name = _name_of(source, connection)
    word = naming.as_word(connection)
    is_claude = source.model is None or "claude" in source.model
    numbers = {
        "context_window": limits.context_window if limits is not None else None,
        "max_output": limits.max_output if limits is not None else None,
        "quarter": min(limits.context_window // 4, _MOST_OUTPUT) if limits and limits.context_window else None,
    }
    label = source.labels.get(source.model or "")
    native = source.native_name(kind.native)
    return {
        **more,
        **kind.names,
        **{name: str(number) if number is not None else None for name, number in numbers.items()},
        "id": connection,
        "word": word,
        "WORD": word.upper(),
        "name": name,
        "model_label": label,
        "model_name": label or source.model,
        "alias": more.get("alias", source.model),
        "native": native,
        "NATIVE": naming.as_word(native).upper() if native is not None else None,
        "base_url": base,
        "model": source.model,
        "small_model": source.small_model,
        "tier_model": None if is_claude else source.model,
        "key_id": connection if source.key.kind != "none" else None,
    }


def label_of(source: Source, connection: str) -> str:
    """Return what a setup's model is called that has no name of its own."""
    return f"{_name_of(source, connection)} {source.model}"


def _name_of(source: Source, connection: str) -> str:
    return source.name or (source.provider.short_name if source.provider is not None else connection)


def further_models(source: Source, kind: TargetKind) -> tuple[str, ...]:
    """Return the models other than the first one, including the small model if this kind of request has none."""
    has_small = any("{small_model" in written(entry.value) for entry in kind.entries)
    small = (source.small_model,) if source.small_model and not has_small else ()
    return tuple(model for model in (*source.further_models, *small) if model != source.model)


def lists_models(entry: Entry) -> bool:
    """Return True if a setting exists once for each model."""
    where = written(entry.path) + written(entry.prefix)
    return any(name in where for name in ("{model}", "{label}", "{alias}"))


def needs_model(kind: TargetKind) -> bool:
    """Return True if there is nothing to write without a model: a tool has the models of providers that it knows."""
    by_model = [entry for entry in kind.entries if lists_models(entry)]
    return any(map(_carries_keys, by_model)) if kind.native else bool(by_model)


def is_one_of_several(kind: TargetKind) -> bool:
    """Return True if a tool can have several connections of a kind."""
    paths = "".join(written(entry.path) for entry in kind.entries)
    return any(name in paths for name in ("{id}", "{word}", "{name}", "{label}", "{alias}", "{model}", "{native}"))


def written(text: Text | bool | int | None) -> str:
    """Return a string of a profile as the profile writes it."""
    return str(text) if text is None or isinstance(text, bool | int) else templates.source(text)


def _carries_keys(entry: Entry) -> bool:
    return entry.content in ("key", "command", "argv", "file", "ask") or entry.without_key


def _can_carry(entry: Entry, key: Reference) -> bool:
    """Return True if the key can be written in the form of an entry."""
    if key.kind == "none" or entry.without_key:
        return key.kind == "none" and entry.without_key
    if entry.content == "ask":
        return True
    if entry.content in ("command", "argv"):
        return key.kind in ("env", "file", "command")
    if entry.content == "file":
        return key.kind == "file"
    if key.is_dummy and entry.variable is not None:
        return True
    return key.kind == ("literal" if entry.form == "literal" else "env")
