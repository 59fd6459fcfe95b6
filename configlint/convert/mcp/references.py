"""A server as one tool has it -> the same server without keys, and with references that any tool could have."""

from __future__ import annotations

import re
import shlex

from configlint.convert.plan import Variable
from configlint.engine.mcp import McpForm
from configlint.mcp.servers import AUTHORIZATION, Server
from configlint.mcp.values import Reference, Value, literal
from configlint.records import Record
from configlint.secrets.fields import parts
from configlint.secrets.redaction import Redactor

#: A header's value: the word before the credential, and the credential.
_SCHEME = r"((?:Bearer|Basic|Token)\s+)?(.*)"
_OPTION = r"--?([A-Za-z][\w-]*)"
#: Programs whose option -e NAME=VALUE sets a variable, and hands on one of their own without a value.
_HANDS_ON = ("docker", "podman")
_ASSIGNMENT = r"([A-Za-z_]\w*)=(.*)"
_QUERY = r"([?&])([^=&#]+)=([^&#]*)"


class Prepared(Record):
    """A server to be written, and the variables that it needs and that were not there before."""

    server: Server
    variables: tuple[Variable, ...]


def prepared(server: Server, form: McpForm, redactor: Redactor, *, copy_key: bool) -> Prepared:
    """Return a server in which keys are variables (unless they are to be copied), and so is whatever the target has no
    reference for: a file, the output of a command, the answer to a question.
    """
    return _Preparation(server, form, redactor, copy_key).prepared()


def variable_name(*words: str) -> str:
    """Return the name of a variable made of words, such as CONTEXT7_API_KEY."""
    name = "_".join(re.sub(r"\W+", "_", word, flags=re.ASCII).strip("_") for word in words).upper()
    return name if name[:1].isalpha() else f"MCP_{name}"


class _Preparation:
    def __init__(self, server: Server, form: McpForm, redactor: Redactor, copy_key: bool) -> None:
        self._kinds = {one.kind for one in form.references}
        self._has_defaults = any(one.has_fallback for one in form.references)
        self._can_refer = any(one.kind == "variable" for one in form.references) and not form.names_all
        self._server = server.replace(
            command=tuple(map(self._settled, server.command)),
            env={name: self._settled(value) for name, value in server.env.items()},
            url=self._settled(server.url) if server.url is not None else None,
            headers={name: self._settled(value) for name, value in server.headers.items()},
        )
        self._handed: dict[str, Value] = {}
        self._redactor = redactor
        self._copy_key = copy_key
        self._variables: list[Variable] = []

    def prepared(self) -> Prepared:
        server = self._server
        changed = server.replace(
            command=tuple(self._arguments()),
            env={**{name: self._named(name, value) for name, value in server.env.items()}, **self._handed},
            url=self._url(server.url) if server.url is not None else None,
            headers={name: self._header(name, value) for name, value in server.headers.items()},
        )
        return Prepared(changed, tuple(self._variables))

    def _arguments(self) -> list[Value]:
        """Return the command line; an option such as --api-key tells what the argument after it is."""
        changed, option = [], ""
        for value in self._server.command:
            text = value.literal or ""
            name, mark, rest = text.partition("=")
            match = re.fullmatch(_OPTION, name)
            if match is not None and mark:
                kept = self._named(self._variable_of(match[1]), literal(rest), field=match[1])
                changed.append(Value((f"{name}=", *kept.parts)))
            elif match is not None:
                changed.append(value)
            elif option in ("e", "env") and (given := self._assigned(value)) is not None:
                changed.append(given)
            else:
                changed.append(self._named(self._variable_of(option or "key"), value, field=option or "-"))
            option = match[1] if match is not None and not mark else ""
        return changed

    def _assigned(self, value: Value) -> Value | None:
        """Return NAME=VALUE without keys; NAME alone where the program hands on its own variable of that name."""
        first = value.parts[0] if value.parts and isinstance(value.parts[0], str) else ""
        match = re.fullmatch(_ASSIGNMENT, first, re.DOTALL)
        if match is None:
            return None
        name, rest = match[1], Value(tuple(part for part in (match[2], *value.parts[1:]) if part))
        kept = self._named(name, rest)
        program = self._server.command[0].literal or ""
        if not kept.references or program.rpartition("/")[2] not in _HANDS_ON or (rest == kept and self._can_refer):
            return Value((f"{name}={kept.literal}",) if kept.literal is not None else (f"{name}=", *kept.parts))
        self._handed[name] = kept
        return literal(name)

    def _settled(self, value: Value) -> Value:
        """Return a value with defaults in place of the references that have one, if the target can have none."""
        if self._has_defaults:
            return value
        parts: list[str | Reference] = []
        for part in value.parts:
            text = part if isinstance(part, str) else part.default
            if text is not None and parts and isinstance(parts[-1], str):
                parts[-1] += text
            else:
                parts.append(part if text is None else text)
        return Value(tuple(part for part in parts if part != ""))

    def _named(self, name: str, value: Value, *, field: str = "") -> Value:
        """Return a value without keys; what is a key becomes the variable `name`."""
        text = value.literal
        if text is None:
            return self._portable(value, name)
        is_secret = self._redactor.is_credential(field or name, text) or self._redactor.is_key(text)
        if "://" in text:
            is_secret = self._redactor.has_credential(text)
        return self._variable(name, "its value is not copied") if text and self._is_kept_back(is_secret) else value

    def _header(self, name: str, value: Value) -> Value:
        variable = self._variable_of("token" if name.lower() == AUTHORIZATION.lower() else name.removeprefix("X-"))
        text = value.literal
        match = re.fullmatch(_SCHEME, text or "", re.IGNORECASE)
        if text is None or match is None:
            return self._portable(value, variable)
        if match[2].startswith("$(") and match[2].endswith(")"):  # meant as a command, wherever that is resolved
            return Value(tuple(one for one in (match[1], self._exported(variable, f'"{match[2]}"')) if one))
        is_secret = name.lower() == AUTHORIZATION.lower() or self._redactor.is_credential(name, match[2])
        if not match[2] or not self._is_kept_back(is_secret or self._redactor.is_key(match[2])):
            return value
        return Value(tuple(one for one in (match[1], *self._variable(variable, "the key").parts) if one))

    def _url(self, value: Value) -> Value:
        text = value.literal
        if text is None or not self._is_kept_back(self._redactor.has_credential(text)):
            return self._portable(value, self._variable_of("url"))
        pieces: list[str | Reference] = []
        at = 0
        for match in re.finditer(_QUERY, text):
            if self._redactor.is_credential(match[2], match[3]) or self._redactor.is_key(match[3]):
                reference = self._variable(self._variable_of(match[2]), "the key").parts
                pieces += [text[at : match.start(3)], *reference]
                at = match.end(3)
        rest = text[at:]
        if not pieces or self._redactor.has_credential("".join(one for one in pieces if isinstance(one, str)) + rest):
            return self._variable(self._variable_of("url"), "its URL, which has a key in it")
        return Value((*pieces, rest) if rest else tuple(pieces))

    def _portable(self, value: Value, name: str) -> Value:
        """Return a value whose references the target can have, too."""
        return Value(tuple(part if isinstance(part, str) else self._as_variable(part, name) for part in value.parts))

    def _as_variable(self, reference: Reference, name: str) -> Reference:
        if reference.kind == "file" and "file" not in self._kinds:
            return self._exported(name, f'"$(cat {_path(reference.name)})"')
        if reference.kind == "command" and "command" not in self._kinds:
            return self._exported(name, f'"$({reference.name})"')
        if reference.kind == "variable" and not reference.name.isidentifier():
            return self._exported(variable_name(reference.name), "…")
        return reference

    def _exported(self, name: str, value: str) -> Reference:
        self._variables.append(Variable(name, command=f"export {name}={value}"))
        return Reference(name)

    def _variable(self, name: str, what: str) -> Value:
        self._variables.append(Variable(name, f"for the MCP server {self._server.name}: {what}"))
        return Value((Reference(name),))

    def _variable_of(self, field: str) -> str:
        name = variable_name(*parts(field)) if field.upper() != field else variable_name(field)
        is_own = name.startswith(variable_name(self._server.name)) or (field.upper() == field and "_" in field)
        return name if is_own else variable_name(self._server.name, name)

    def _is_kept_back(self, is_secret: bool) -> bool:
        return is_secret and not self._copy_key


def _path(path: str) -> str:
    """Return a path as a shell takes it; a ~ stays one."""
    return f"~/{shlex.quote(path[2:])}" if path.startswith("~/") else shlex.quote(path)
