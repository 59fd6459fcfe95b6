"""A setup and an output -> its text, with keys as references to variables."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping

from configlint.convert import naming
from configlint.convert.conversion import convert
from configlint.convert.files import Conversion, Options, Rewritten
from configlint.convert.outputs.catalog import SHELLS, Lines, Output
from configlint.convert.plan import Note, Variable
from configlint.convert.reference import Reference
from configlint.convert.source import ConversionError, Source
from configlint.diagnostics.diagnostic import WARNING
from configlint.document.document import Document
from configlint.document.nodes import plain
from configlint.engine import minimal, urls
from configlint.files.access import NoFiles
from configlint.rules.context import Context

#: A file that does not exist, in which an SDK would have its variables.
_NOWHERE = "/nonexistent/.env"
#: In which header a key is sent where nothing else is known, and what comes before it.
_KEY_HEADERS = {"messages": ("x-api-key", ""), "gemini": ("x-goog-api-key", "")}
_BEARER = ("authorization", "Bearer ")
#: What notes about parts of a setup that variables cannot have are about.
_LOSSES = frozenset(
    {
        *("context window", "output limit", "display names", "models", "small model", "plan", "timeout", "retries"),
        *("other settings", "other connections", "MCP servers"),
    }
)


def render(source: Source, output: Output, context: Context, options: Options) -> Conversion:
    """Return a setup as an output. Raises ConversionError if it cannot be one."""
    if output.sdks and source.wire_api not in output.sdks:
        raise ConversionError(f"there is no {output.name} for the {source.wire_api} API; --to curl shows the request")
    provider = source.provider
    if not output.lines and provider is not None and provider.kind == "cloud" and source.key.kind == "none":
        raise ConversionError(f"{provider.name} is asked with a login of its own, which {output.name} cannot show")
    if output.is_file:
        sdk = context.knowledge.profile(output.sdks[source.wire_api])
        return convert(source, sdk, context, options).replace(target=output.name)
    return _Rendering(source, output, context, options).conversion()


class _Rendering:
    def __init__(self, source: Source, output: Output, context: Context, options: Options) -> None:
        self._source = source
        self._output = output
        self._context = context
        self._options = options
        self._notes = [Note(WARNING, "source", message) for message in source.repairs]
        self._headers = dict(self._own_headers())

    def conversion(self) -> Conversion:
        text, variables = self._lines() if self._output.lines else self._program()
        document = Document.of(self._with_address(text), "text", self._options.path or self._output.name)
        return Conversion(
            source=self._source.tool,
            target=self._output.name,
            files=(Rewritten(self._options.path or "-", None, document),),
            environment=tuple(variables),
            notes=tuple(self._notes),
        )

    def _with_address(self, text: str) -> str:
        """Return a text with a variable in place of an address that is made up. Raises ConversionError if it has none.

        Only a command can: in a program the variable would have to be read first.
        """
        address = self._source.address
        if address is None or not address.is_made_up:
            return text
        if self._output.texts or self._output.lines:
            raise ConversionError(f"the base URL is in {address.variable}, which is not set here: set it first")
        return address.in_words(text)

    # ---- variables

    def _lines(self) -> tuple[str, list[Variable]]:
        """Return a line for each variable, and the variables that must be set before."""
        settings, keys = self._settings()
        lines = self._output.lines.get(self._options.shell or SHELLS[0]) or self._output.lines[""]
        shown = [
            _filled(lines.line, name=name, quoted=_quoted(lines, value), json=json.dumps(value))
            for name, value in settings.items()
        ]
        shown += [line for name in keys if (line := self._key_line(lines, name))]
        if self._output.elsewhere and urls.is_local(self._source.host):
            self._notes.append(Note(WARNING, "base_url", self._output.elsewhere))
        lost = [*self._headers, *(name for name, _ in self._source.query)]
        self._notes += [Note(WARNING, name, "is not in the variables: no SDK reads it from one") for name in lost]
        return self._output.head.lstrip("\n") + "".join(f"{one}\n" for one in shown), self._needed(keys)

    def _key_line(self, lines: Lines, name: str) -> str:
        key = self._source.key
        if key.kind in ("command", "file") and lines.command:
            return _filled(lines.command, name=name, line=key.line)
        other = key.name if key.kind == "env" else name
        is_needless = other == name and bool(lines.command)  # it is set in this shell already
        return "" if is_needless else _filled(lines.reference, name=name, other=other)

    def _settings(self) -> tuple[dict[str, str], list[str]]:
        """Return the variables of the SDK with their values, and those that have the key."""
        sdk = self._context.knowledge.profile(self._output.sdks[self._source.wire_api])
        nowhere = self._context.replace(host=self._context.host.replace(files=NoFiles(), environment={}))
        options = self._options.replace(path=_NOWHERE, scope=None, copy_key=False)
        made = convert(self._source, sdk, nowhere, options)
        data = plain(made.after.root)
        settings = {name: str(value) for name, value in data.items()} if isinstance(data, dict) else {}
        asked = [one for one in made.environment if one.action == "set"]
        settings |= {one.name: one.value for one in asked if one.value}
        self._notes += [note for note in made.notes if self._output.lines and note.field in _LOSSES]
        return settings, [one.name for one in asked if not one.value]

    def _needed(self, names: list[str]) -> list[Variable]:
        """Return what the user must set for the key."""
        key = self._source.key
        if key.kind == "none" or key.is_dummy or not names:
            return []
        if key.kind == "env":
            return [Variable(key.name, "the key")]
        lines = self._output.lines.get(self._options.shell or SHELLS[0])
        ask = lines.ask if lines is not None and key.kind == "literal" else ""
        return [Variable(name, "the key", command=_filled(ask, name=name) or key.export(name)) for name in names]

    # ---- programs

    def _program(self) -> tuple[str, list[Variable]]:
        """Return a program (or a command), and the variables that it reads."""
        source, output = self._source, self._output
        settings, keys = self._settings() if output.sdks else ({}, [])
        own = source.key.name if source.key.kind == "env" else next(iter(keys), self._usual_variable())
        variables = self._needed([own])
        variables += [
            Variable(one.name, f"the header {name}") for name, one in self._headers.items() if one.kind == "env"
        ]
        if not output.texts:
            return self._curl(own), variables
        syntax = output.syntax
        bearer = syntax.get("token", "") if self._key_header() == _BEARER else syntax.get("key", "")
        name = next(naming.ids(source.id, source.provider, source.host))
        text = _filled(
            output.texts[source.wire_api].lstrip("\n"),
            id=naming.as_word(name),
            url=json.dumps(source.url),
            base_url=json.dumps(next((one for one in settings.values() if urls.split(one) is not None), "")),
            key=self._key_in(syntax, own),
            auth=bearer,
            model=json.dumps(source.model or "MODEL"),
            options=self._options_of(syntax),
        )
        return text, variables

    def _key_in(self, syntax: Mapping[str, str], variable: str) -> str:
        """Return the key as a program has it."""
        key = self._source.key
        if key.kind == "none":
            return syntax.get("no_key", json.dumps("none"))
        return json.dumps(key.text) if key.is_dummy else _filled(syntax["variable"], name=variable)

    def _options_of(self, syntax: Mapping[str, str]) -> str:
        """Return the user's headers and query parameters as a program has them, and note those that it cannot have."""
        tables = {
            "headers": {name: self._expression(one) for name, one in self._headers.items()},
            "query": {name: json.dumps(value) for name, value in self._source.query},
        }
        text = ""
        for kind, values in tables.items():
            if kind in syntax and values:
                text += _filled(syntax[kind], table=_table(values))
            else:
                self._notes += [Note(WARNING, name, "is not in the output: add it by hand") for name in values]
        return text

    def _curl(self, variable: str) -> str:
        source = self._source
        name, scheme = self._key_header()
        key = source.key.text if source.key.is_dummy else f"${variable}"
        headers = [(name, f"{scheme}{key}")] if source.key.kind != "none" else []
        headers += minimal.own_headers(source.wire_api).items()
        headers += [(name, f"${one.name}" if one.kind == "env" else one.text) for name, one in self._headers.items()]
        body = minimal.body(source.wire_api, source.model or "MODEL")
        return minimal.curl(source.url, headers, body) + "\n"

    def _key_header(self) -> tuple[str, str]:
        """Return in which header the provider wants the key, or the tool sends it, and what comes before it."""
        source = self._source
        api = source.provider.api(source.wire_api) if source.provider is not None else None
        header = api.key_header if api is not None else ""
        if header.startswith("x-"):
            return header, ""
        return _BEARER if header == "bearer" else source.key_header or _KEY_HEADERS.get(source.wire_api, _BEARER)

    def _usual_variable(self) -> str:
        known = self._source.provider.variables if self._source.provider is not None else ()
        return next(iter(known), "API_KEY")

    def _own_headers(self) -> Iterator[tuple[str, Reference]]:
        """Yield the headers that can be shown, and note the others."""
        for name, value in self._source.headers:
            is_secret = value.kind == "literal" and self._context.redactor.is_credential(name, value.text)
            if value.kind in ("env", "literal") and not is_secret:
                yield name, value
            else:
                self._notes.append(Note(WARNING, f"header {name}", "not copied, because its value may be a secret"))

    def _expression(self, value: Reference) -> str:
        is_variable = value.kind == "env"
        return _filled(self._output.syntax["variable"], name=value.name) if is_variable else json.dumps(value.text)


def _quoted(lines: Lines, value: str) -> str:
    if lines.line.startswith("$env:"):
        return "'" + value.replace("'", "''") + "'"
    return shlex.quote(value)


def _table(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in values.items()) + "}"


def _filled(template: str, **values: str) -> str:
    """Return a template with the names in braces replaced; other braces stay."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template
