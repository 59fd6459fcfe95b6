"""Which tools read a document, and which documents one tool reads together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from configlint.catalog.knowledge import Knowledge
from configlint.document.document import Document
from configlint.document.nodes import Table
from configlint.engine.host import Host
from configlint.engine.layers import VARIABLES, layer_of
from configlint.files.example_files import is_example
from configlint.profiles import recognition
from configlint.profiles.recognition import Match
from configlint.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.lint.evidence import Evidence


class Input(Record):
    """A document to check, with what is known where it is, and the tools that read it.

    `assumed` are tools that only its variables speak for; `settled` the variables that are read by tools which are
    there, so that nobody else's verdict counts. `path`, `tool` and `named` are what `input_of` was given, `evidence` is
    what that was judged by. `tree` is the folder that it was found in, empty for a file that was named.
    """

    document: Document
    knowledge: Knowledge
    matches: list[Match]
    assumed: list[Match]
    path: str = ""
    tool: str | None = None
    named: bool = True
    evidence: Evidence | None = None
    settled: frozenset[str] = frozenset()
    tree: str = ""


class _Readers(Record):
    """The tools that read a document for certain, those that may, and the variables that leave no doubt.

    `evidence` is what shows which tools are there, if that was asked.
    """

    certain: list[Match]
    assumed: list[Match]
    settled: frozenset[str] = frozenset()
    evidence: Evidence | None = None


#: The documents that one tool reads together, each as it reads it.
Group = list[tuple[Document, Match]]


def input_of(
    document: Document,
    path: str,
    knowledge: Knowledge,
    host: Host,
    tool: str | None,
    *,
    named: bool,
    matches: list[Match] | None = None,
    evidence: Evidence | None = None,
) -> Input | None:
    """Return whose file a document is, or None when no tool reads it.

    `tool` is the tool to read it as, and `named` says if it was asked for by name. `matches` are those of its path, if
    they are known. `evidence` is what shows which tools are there; None for what the file's folder shows.
    """
    if matches is None:
        matches = matches_of(path, knowledge, host, tool, named=named)
    readers: _Readers | None
    if tool is not None:
        name, _, version = tool.partition("@")
        readers = _Readers([matches[0].replace(tool=name, version=version)], []) if matches else None
    elif document.format == "dotenv":
        readers = _dotenv_readers(document, path, knowledge, host, matches, evidence)
    else:
        document, confirmed = recognition.read_as_confirmed(knowledge, matches, document)
        if named and not confirmed:
            document, confirmed = recognition.of_any_name(knowledge, path, document)
        readers = _Readers(confirmed, []) if confirmed else None
    if readers is None:
        return None
    return Input(
        document,
        knowledge,
        readers.certain,
        readers.assumed,
        path,
        tool,
        named,
        readers.evidence,
        readers.settled,
    )


def matches_of(path: str, knowledge: Knowledge, host: Host, tool: str | None, *, named: bool) -> list[Match]:
    """Return how the file at `path` may be read, judged by its path: by `tool`, or by any tool. See `input_of`."""
    if tool is None:
        return recognition.on_host(knowledge, path, host, named=named)
    match = recognition.as_tool(knowledge, knowledge.profile(tool), path, host.home_of(path))
    return [match] if match is not None else []


def format_of(path: str, knowledge: Knowledge, tool: str | None, matches: list[Match]) -> str | None:
    """Return the format of a file (of `tool`, or of any tool), or None when no tool reads such a file."""
    return recognition.format_of(knowledge, path, matches) or ("dotenv" if tool is not None else None)


def decoding_errors(knowledge: Knowledge, tool: str | None, matches: list[Match]) -> str:
    """Return how to decode a file, as for text.decode: as `tool` does, or the first tool that reads it."""
    reader = tool or next((match.reader for match in matches), "")
    return knowledge.profile(reader).decoding_errors if reader else "strict"


def inside(document: Document, knowledge: Knowledge, host: Host, evidence: Evidence | None) -> Input | None:
    """Return the programs that may run where a `.env` sets the variables, or None when none of them reads any.

    Common names, which say nothing about whose they are, count for programs that are known to be there.
    """
    names = list(document.root.entries) if isinstance(document.root, Table) else []
    if not recognition.by_variables(knowledge, document) and not _present(names, knowledge, evidence):
        return None
    return input_of(document, document.path, knowledge, host, None, named=False, evidence=evidence)


def changed(old: Input, document: Document, host: Host) -> Input:
    """Return what a changed document is, the tools that read it now included."""
    new = input_of(document, old.path, old.knowledge, host, old.tool, named=old.named, evidence=old.evidence)
    return (new or old).replace(document=document, tree=old.tree)


def _dotenv_readers(
    document: Document,
    path: str,
    knowledge: Knowledge,
    host: Host,
    matches: list[Match],
    evidence: Evidence | None,
) -> _Readers:
    """Return who reads a `.env`: tools that are there and read one of its variables, and whoever else may."""
    index, folder = knowledge.index, os.path.dirname(path)
    matches = recognition.confirmed(knowledge, matches, document)
    own = [match for match in matches if match.is_read and folder != match.root]
    if own:  # a .env in a tool's own folder is for no other program
        return _Readers(own, [])
    named_tools = recognition.by_variables(knowledge, document)
    by_tool = {match.tool: match for match in matches if match.is_read}

    def as_reader(tool: str) -> Match:
        match = by_tool.get(tool) or Match(tool, VARIABLES, folder)
        version = evidence.versions.get(tool) if evidence is not None else None
        return (recognition.in_version(knowledge, match, version) if version is not None else None) or match

    if evidence is None and (named_tools or recognition.common_variables(knowledge, document)):
        from configlint.lint.evidence import of_folder

        evidence = of_folder(knowledge, host, folder)
    names = list(document.root.entries) if isinstance(document.root, Table) else []
    present = _likely(_present(names, knowledge, evidence), document, knowledge)
    distinctive = _distinctive(document, knowledge)
    distinctive |= {tool for tool, match in by_tool.items() if recognition.speaks_by_name(match)}
    certain = dict.fromkeys([*(tool for tool in (*named_tools, *by_tool) if tool in distinctive), *present])
    settled = frozenset(
        name for name in names if any(recognition.is_concerned(knowledge, tool, [name]) for tool in present)
    )
    doubtful = [name for name in names if name not in settled]
    assumed = [
        tool
        for tool in index.dotenv
        if tool in named_tools
        and tool not in certain
        and (evidence is None or evidence.may_have(knowledge, tool))
        and recognition.is_concerned(knowledge, tool, doubtful)
    ]
    readers = [*map(as_reader, certain), *(match for match in matches if not match.is_read)]
    assumed = _likely(assumed, document, knowledge)
    if not readers and not assumed:
        return _Readers(matches[:1], [], evidence=evidence)
    return _Readers(readers, [as_reader(tool) for tool in assumed], settled, evidence)


def _present(names: list[str], knowledge: Knowledge, evidence: Evidence | None) -> list[str]:
    """Return the tools that are there and that one of the variables concerns."""
    found = []
    for tool in sorted(evidence.tools) if evidence is not None else ():
        is_reader = evidence is not None and (evidence.is_whole or tool in knowledge.index.dotenv)
        is_set = recognition.is_concerned(knowledge, tool, names)
        if is_reader and (is_set or not knowledge.profile(tool).variables.isdisjoint(names)):
            found.append(tool)
    return found


def _likely(tools: list[str], document: Document, knowledge: Knowledge) -> list[str]:
    """Leave out the tools that are known not to read a variable which others of them do: it was written for those."""
    index = knowledge.index
    names = recognition.variables_set(document)
    meant = [name for name in names if not set(tools).isdisjoint(index.variables.get(name, ()))]
    unlikely = {tool for name in meant for tool in index.unread.get(name, ())}
    return [tool for tool in tools if tool not in unlikely] or tools


def _distinctive(document: Document, knowledge: Knowledge) -> set[str]:
    """Return the tools of which a `.env` sets a variable that only they read, and nobody expects others to read."""
    index = knowledge.index
    names = [name for name in recognition.variables_set(document) if name not in index.unread]
    readers = [index.variables.get(name, ()) for name in names]
    return {tools[0] for tools in readers if len(tools) == 1}


def groups(inputs: Sequence[Input], host: Host) -> Iterator[Group]:
    """Yield the documents that one tool reads together, where there are several: those of one folder, and the user's
    own with those of each project. What it reads on demand only may never come together with them, and an example only
    with other examples.
    """
    by_tool: dict[tuple[str, bool], list[tuple[Document, Match]]] = {}
    scopes: dict[int, str] = {}
    for one in inputs:
        for match in one.matches:
            layer = layer_of(one.knowledge.profile(match.reader), match.layer) if match.is_read else None
            if layer is not None and not layer.is_on_demand:
                by_tool.setdefault((match.tool, is_example(one.path)), []).append((one.document, match))
                scopes[id(match)] = layer.scope
    for together in by_tool.values():
        users: dict[str, Group] = {}
        projects: dict[str, Group] = {}
        for document, match in together:
            by_root = users if scopes[id(match)] == "user" else projects
            by_root.setdefault(match.root, []).append((document, match))
        home = users.get(host.home, [])
        for group in [*users.values(), *([*home, *project] for project in projects.values())]:
            if len({match.layer for _, match in group}) > 1:
                yield group


def components(inputs: Sequence[Input], host: Host) -> list[list[Input]]:
    """Return the inputs in sets that do not depend on each other: no finding in one needs a document of another."""
    first = {id(one.document): id(one.document) for one in inputs}

    def first_of(document: int) -> int:
        while first[document] != document:
            first[document] = document = first[first[document]]
        return document

    def join(documents: Sequence[Document]) -> None:
        for document in documents:
            first[first_of(id(document))] = first_of(id(documents[0]))

    for group in groups(inputs, host):
        join([document for document, _ in group])
    by_folder: dict[str, list[Document]] = {}
    with_dotenv = {os.path.dirname(one.path) for one in inputs if one.document.format == "dotenv"}
    for one in inputs:
        for folder in {os.path.dirname(one.path), *(match.root for match in one.matches)} & with_dotenv:
            by_folder.setdefault(folder, []).append(one.document)
    for documents in by_folder.values():
        join(documents)  # a .env may set variables for the tools whose files are next to it
    sets: dict[int, list[Input]] = {}
    for one in inputs:
        sets.setdefault(first_of(id(one.document)), []).append(one)
    return list(sets.values())
