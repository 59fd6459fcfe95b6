"""What a verb works with: what is known, the machine, the files that are meant, and where to print."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from configlint.catalog.knowledge import Knowledge
from configlint.cli import options
from configlint.diagnostics.selectors import exactness
from configlint.document.document import Document
from configlint.engine.host import Host
from configlint.files.text import MAX_BYTES
from configlint.files.words import did_you_mean
from configlint.lint.discovery import Discovery, Files
from configlint.lint.selection import Selection
from configlint.records import cached_property
from configlint.report.gate import Gate
from configlint.report.output import Output
from configlint.secrets.redaction import Redactor, Redactors
from configlint.settings.configuration import Settings
from configlint.settings.finder import Finder


class Failure(click.ClickException):
    """The job could not be done; the message says why."""

    exit_code = 2


#: Endings of ids that people leave out.
_ENDINGS = ("-code", "-cli", "code", "-copilot", "-agent", "-build")


class Session:
    """One run of a verb. `color` is for its output, and `with_environment` says whether this shell's variables count.

    `only_known` is for verbs that print what configlint knows, not what is in files: only what is certainly a key is
    masked then. Everything that reads a configuration raises SettingsError.
    """

    def __init__(self, color: str = "auto", *, with_environment: bool = False, only_known: bool = False) -> None:
        self.finder = Finder(Knowledge(), options.named_configuration(), options.configuration_files())
        self.host = Host.local(with_environment=with_environment)
        self.redactors = Redactors()
        self._color = color
        self._only_known = only_known

    @cached_property
    def here(self) -> Settings:
        """The configuration that counts in the current directory."""
        return self.finder.of(os.getcwd())

    @property
    def knowledge(self) -> Knowledge:
        """What is known in the current directory."""
        return self.here.knowledge

    @cached_property
    def out(self) -> Output:
        """Where to print."""
        gate = Gate(self.redactors.of(self.knowledge), is_cautious=not self._only_known)
        gate.add_environment(self.host.environment or {})
        return opened_output(gate, self._color)

    def show(self, documents: list[Document]) -> None:
        """Let the output mask the keys of these documents."""
        for document in documents:
            knowledge = self.finder.of_file(document.path).knowledge
            self.out.gate.add(document, self.redactors.of(knowledge))

    def knowledge_for(self, path: str) -> Knowledge:
        """Return what is known where a file or folder is."""
        settings = self.finder.of(os.path.abspath(path)) if os.path.isdir(path) else self.finder.of_file(path)
        return settings.knowledge

    def known_tool(self, tool: str | None, paths: tuple[str, ...] = ()) -> str | None:
        """Return the id of `tool`, which people write in any case and often shorter.

        Raises a usage error, with the nearest names, when none of `paths` knows such a tool.
        """
        if tool is None:
            return None
        known = {name: True for path in paths or (".",) for name in self.knowledge_for(path).tools}
        if tool.partition("@")[0] in known:
            return tool
        name, mark, version = tool.lower().partition("@")
        for usual in (name, *(f"{name}{ending}" for ending in _ENDINGS)):
            if usual in known:
                return f"{usual}{mark}{version}"
        hint = did_you_mean(tool.partition("@")[0], known, otherwise=f"; known are {', '.join(known)}")
        raise click.UsageError(f"no tool is called {tool!r}{hint}")

    def files(
        self,
        paths: tuple[str, ...],
        tool: str | None,
        stdin_filename: str | None = None,
        *,
        respect_gitignore: bool,
        exclude: tuple[str, ...] = (),
    ) -> Files:
        """Read the files that the command line names; without any, those below the current directory."""
        with progress() as on_folder:
            discovery = Discovery(
                self.host,
                self.finder,
                tool,
                respect_gitignore=respect_gitignore,
                exclude=exclude,
                on_folder=on_folder,
            )
            for name in paths or (".",):
                if name == "-":
                    if stdin_filename is None and tool is None:
                        raise click.UsageError("`-` needs --stdin-filename NAME or --tool ID, to know how to read it")
                    discovery.add_data(sys.stdin.buffer.read(MAX_BYTES + 1), stdin_filename or "-")
                else:
                    discovery.add(name)
        self.show([one.document for one in discovery.files.inputs])
        return discovery.files

    def selection(
        self, select: str | None, extend_select: str | None, ignore: str | None, extend_ignore: str | None
    ) -> Selection:
        """Return what decides which findings are reported, by the command line and the configuration of each file.

        Raises a usage error where a word names no rule.
        """
        more, less = _rules(extend_select) or (), _rules(extend_ignore) or ()
        return Selection(_rules(select), _rules(ignore), self.finder, more=more, less=less)

    def complain(self, failures: list[str]) -> None:
        """Say on standard error what could not be done."""
        for failure in failures:
            self.out.error(failure)


def opened_output(gate: Gate, color: str) -> Output:
    """Return the output of a verb: standard output, or the file that the command line names, written at the end."""
    path = options.named_output()
    out = Output(gate, color, path)

    def close() -> None:
        try:
            out.close()
        except OSError as error:
            raise Failure(f"{path}: {error.strerror or 'cannot be written'}") from None

    if path is not None:
        click.get_current_context().call_on_close(close)
    return out


def plain_output() -> Output:
    """Return an output for messages of a run that has no session: about its arguments, or a broken configuration."""
    return Output(Gate(Redactor(Knowledge())))


@contextmanager
def progress() -> Iterator[Callable[[], None] | None]:
    """Give what a walk calls for each folder, so that a terminal shows a long one; None where there is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from configlint.report.progress import Progress

    shown = Progress()
    try:
        yield shown.on_folder
    finally:
        shown.clear()


def near_rules(word: str) -> str:
    """Return the end of a message that names the rules whose name comes close to `word`."""
    from configlint.rules.registry import all_rules

    names = [name for rule in all_rules() for name in (rule.name, rule.code)]
    return did_you_mean(word, names, otherwise="; `configlint rule` lists all")


def _rules(listed: str | None) -> list[str] | None:
    words = [word.strip() for word in listed.split(",") if word.strip()] if listed is not None else None
    if words:
        from configlint.rules.registry import all_rules

        for word in words:
            if not any(exactness(rule.code, rule.name, [word]) for rule in all_rules()):
                raise click.UsageError(f"no rule is called {word!r}{near_rules(word)}")
    return words
