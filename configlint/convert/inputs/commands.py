"""The profile of a shell -> the commands in it that get variables of their own: in an alias, a function, or a line."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Collection, Iterator, Mapping

from configlint.convert.inputs.containers import as_dotenv
from configlint.convert.inputs.functions import depends_on_call, functions, model_asked
from configlint.engine.host import Host
from configlint.engine.language import FirstOf, Meaning, Refined, Variable
from configlint.engine.layers import VARIABLES
from configlint.engine.model import Profile
from configlint.lint.inputs import Input, inside
from configlint.profiles.recognition import Match
from configlint.records import Record

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
#: Words after which a command begins, as after a separator.
_OPENING = frozenset({"{", "then", "do", "else", "!", "command", "exec", "nohup", "time"})


class Command(Record):
    """A program that is started with variables of its own.

    `name` is the alias or function to start it with, `function` the function that it is in, `model` the one that it is
    asked for on the command line (each may be empty).
    """

    name: str
    function: str
    program: str
    variables: Mapping[str, str]
    model: str = ""

    @property
    def needs_arguments(self) -> bool:
        """Whether a variable depends on how the function is called."""
        return any(map(depends_on_call, self.variables.values()))

    def called(self, name: str, arguments: list[str]) -> Command:
        """Return the command as an alias (or another function) starts it, with arguments."""
        values = dict(self.variables)
        for number, argument in enumerate(arguments, 1):
            shown = (f"${number}", f"${{{number}}}")
            values = {key: argument if value in shown else value for key, value in values.items()}
        return self.replace(name=name, variables=values)


def of_commands(item: Input, host: Host) -> Iterator[tuple[str, Input]]:
    """Yield an input for each command that starts a tool with its own variables, with what the user calls it.

    A function that only sets variables is a setup of the programs that read them. The variables that depend on how the
    alias or function is called are left out.
    """
    if item.document.format != "shell":
        return
    tools = {command: tool for tool, one in item.knowledge.footprints.items() for command in one.commands}
    found = commands(item.document.text, tools)
    for command in found:
        variables = {name: value for name, value in command.variables.items() if not depends_on_call(value)}
        if variables:
            tool = tools[command.program]
            yield command.name or command.program, _started(item, tool, variables, command.model)
    known = {command.function for command in found}
    for function in functions(item.document):
        if function.name in known:
            continue
        program, *arguments = function.command(tools) or [""]
        if program:
            yield function.name, _started(item, tools[program], function.variables, model_asked(arguments))
        elif (
            read := inside(as_dotenv(function.variables, item.document.path), item.knowledge, host, None)
        ) is not None:
            yield function.name, read


def _started(item: Input, tool: str, variables: Mapping[str, str], model: str) -> Input:
    """Return what a tool reads that is started with variables, and asked for a model (or "")."""
    named = next(_variables_of("model", item.knowledge.profile(tool)), "") if model else ""
    values = {**({named: model} if named else {}), **variables}
    document = as_dotenv(values, item.document.path)
    return item.replace(document=document, matches=[Match(tool, VARIABLES, "")], assumed=[])


def _variables_of(meaning: str, profile: Profile) -> Iterator[str]:
    """Yield the variables that may have the value of a meaning, in the tool's own order."""
    sources = list(profile.meanings.get(meaning, ()))
    while sources:
        source = sources.pop(0)
        if isinstance(source, Refined | FirstOf):
            sources[:0] = (source.source,) if isinstance(source, Refined) else source.sources
        elif isinstance(source, Variable) and isinstance(source.name, str):
            yield source.name
        elif isinstance(source, Meaning):
            yield from _variables_of(source.name, profile)


def commands(text: str, programs: Collection[str]) -> list[Command]:
    """Return the commands in a shell's file that start one of the programs with variables that are only for it.

    A function whose variables depend on its arguments counts as often as the file calls it.
    """
    reader = _Reader(programs)
    try:
        found = list(reader.read(_words(text), ""))
    except ValueError:  # a quote that is never closed, as an apostrophe in a comment may be
        reader = _Reader(programs)
        found = [one for line in re.sub(r"\\\n", " ", text).splitlines() for one in _of_line(reader, line)]
    called = {one.function for one in found if one.name != one.function}
    return [one for one in found if not (one.needs_arguments and one.name == one.function in called)]


def _of_line(reader: _Reader, line: str) -> list[Command]:
    try:
        return list(reader.read(_words(line), ""))
    except ValueError:
        return []


def _words(text: str) -> list[str]:
    lexer = shlex.shlex(text.replace("\\\n", " "), posix=True, punctuation_chars=";&|()\n")
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    return list(lexer)


class _Reader:
    """Reads commands, and the functions that they call."""

    def __init__(self, programs: Collection[str]) -> None:
        self._programs = programs
        self._functions: dict[str, Command] = {}

    def read(self, words: list[str], name: str) -> Iterator[Command]:
        """Yield the commands in words, which are those of an alias if it has a `name`."""
        exported: dict[str, str] = {}
        own: dict[str, str] = {}
        function = verb = ""  # the verb is the word that the current command begins with
        for index, word in enumerate(words):
            following = words[index + 1 : index + 2]
            if _is_separator(word) or word in _OPENING:
                verb, own = "", {}
            elif word == "}":
                verb, function, own, exported = "", "", {}, {}
            elif following and following[0].startswith("()"):
                function = word
            elif verb == "alias":
                called, mark, body = word.partition("=")
                yield from self.read(_words(body), called) if mark else ()
            elif verb in ("", "export", "env") and (found := _ASSIGNMENT.fullmatch(word)):
                (exported if verb == "export" else own)[found[1]] = found[2]
            elif verb == "" or (verb == "env" and word in self._programs):
                verb = word
                arguments = list(itertools.takewhile(lambda one: not _is_separator(one), words[index + 1 :]))
                if word in self._programs and (exported or own):
                    command = Command(name or function, function, word, {**exported, **own}, model_asked(arguments))
                    self._functions[function] = command
                    yield command
                elif word in self._functions:
                    yield self._functions[word].called(name or function, arguments)


def _is_separator(word: str) -> bool:
    return set(word) <= set(";&|()\n")
