"""How a setup refers to a key or another secret value, and how each such form is put into another one."""

from __future__ import annotations

import re
import shlex

from configlint.document.nodes import List, Scalar
from configlint.engine import interpolation
from configlint.engine.values import Value
from configlint.records import Record

#: Commands that print nothing but a variable.
_PRINTS = re.compile(r"""(?:printenv (\w+)|echo ["']?\$\{?(\w+)\}?["']?)""")
#: How tools mark a shell command in a value.
_SUBSTITUTION = re.compile(r"\$?\((.*)\)|!(.*)", re.DOTALL)
#: How VS Code refers to what it asks for.
_PROMPT = interpolation.syntax("${input:TEXT}")
#: How a .env or the profile of a shell refers to another variable.
_VARIABLES = ("${NAME:-DEFAULT}", "${NAME}", "$NAME", "$env:NAME")


class Reference(Record):
    """Where a value comes from.

    `kind` is "env" (then `name` is the variable), "file" (`name` is its path), "command" (`text` is a shell command, or
    `argv` a program with its arguments), "literal" (`text` is the value itself, which must never be shown unless
    `is_dummy`: then it is no key, but what a server gets that asks for none; `name` is the user's own variable that has
    it, if any), or "none".
    """

    kind: str
    name: str = ""
    text: str = ""
    argv: tuple[str, ...] = ()
    is_dummy: bool = False

    @property
    def line(self) -> str:
        """The shell command that prints the value, or an empty string for a literal."""
        if self.kind == "env":
            return f"printenv {self.name}"
        if self.kind == "file":
            home, mark, rest = self.name.partition("~/")
            return f"cat ~/{shlex.quote(rest)}" if mark and not home else f"cat {shlex.quote(self.name)}"
        return self.text or shlex.join(self.argv)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The program that prints the value, with its arguments."""
        return self.argv or ("sh", "-c", self.line)

    def export(self, variable: str) -> str:
        """Return the shell command that sets a variable to the value, without the value of a literal in it."""
        if self.is_dummy:
            return f"export {variable}={shlex.quote(self.text)}"
        if self.kind == "literal":
            return f"read -rs {variable} && export {variable}"
        return f'export {variable}="{"$" + self.name if self.kind == "env" else f"$({self.line})"}"'


NONE = Reference("none")
#: Words of which people make a key for a server that asks for none, as its own documentation does.
_DUMMY_WORDS = (
    *(
        "any",
        "anything",
        "api",
        "dummy",
        "empty",
        "fake",
        "ignored",
        "key",
        "local",
        "na",
        "needed",
        "no",
        "none",
        "not",
    ),
    *("null", "placeholder", "required", "sk", "test", "unused", "used", "x", "xx", "xxx", "xxxx"),
    *("cpp", "llama", "lm", "lmstudio", "localai", "ollama", "omlx", "studio", "vllm"),
)


#: How a value begins that says itself that no key is needed.
_SAYS_NONE = re.compile(r"(sk[-_ ])?(no|not|un|dummy|fake)[-_ ]?(api[-_ ]?)?(key|needed|required|used|necessary)", re.I)


def is_dummy(text: str) -> bool:
    """Return True for what people write as the key for a server of their own that asks for none."""
    return _SAYS_NONE.match(text) is not None or all(word in _DUMMY_WORDS for word in re.split("[-_. ]+", text.lower()))


def reference_of(value: Value) -> Reference:
    """Return how a value of a request is referred to."""
    written = _written(value)
    if value.kind == "env":
        return _variable(value, written)
    if value.kind == "file":
        return Reference("file", value.name)
    if value.kind == "command":
        return _command(value, written)
    if value.kind == "default" and value.written is None:
        return NONE
    return Reference("literal", text=value.text) if value.text else NONE


def _variable(value: Value, written: str) -> Reference:
    is_set = value.written is not None and value.written.route[-1:] == (value.name,)
    for shown in _VARIABLES if is_set else ():
        # a file that sets the variable to another one
        for found in interpolation.find(interpolation.syntax(shown), written, whole=True):
            return Reference("env", found.name)
    command = _SUBSTITUTION.fullmatch(written) if is_set else None
    if command is not None and command[1]:
        return Reference("command", text=command[1].strip())  # as a shell's profile has it
    if value.place is None:
        return Reference("env", value.name)
    return Reference("literal", text=value.text) if value.text else Reference("env", value.name)


def _command(value: Value, written: str) -> Reference:
    if interpolation.find(_PROMPT, written, whole=True):
        return Reference("literal", text=written)  # an editor has it in its own store
    marked = _SUBSTITUTION.fullmatch(written)
    line = (marked[1] or marked[2] or "").strip() if marked else written
    printed = _PRINTS.fullmatch(line)
    if printed:
        return Reference("env", printed[1] or printed[2])
    place = value.written
    if marked or place is None or place.route[-1] != "command":
        return Reference("command", text=line)
    beside = place.document.at((*place.route[:-1], "args"))
    items = [one.value for one in beside.items if isinstance(one, Scalar)] if isinstance(beside, List) else []
    return Reference("command", argv=(line, *map(str, items)))


def _written(value: Value) -> str:
    node = value.written.node if value.written is not None else None
    return str(node.value) if isinstance(node, Scalar) else ""
