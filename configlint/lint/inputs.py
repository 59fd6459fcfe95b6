"""Which tools read a document, and which documents one tool reads together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from configlint.catalog.knowledge import Knowledge
from configlint.document.document import Document
from configlint.engine.host import Host
from configlint.engine.layers import layer_of
from configlint.profiles import recognition
from configlint.profiles.recognition import Match
from configlint.records import Record


class Input(Record):
    """A document to check, with what is known where it is, and the tools that read it.

    `assumed` are tools that only its variables speak for. `path`, `tool` and `named` are what `input_of` was given.
    `tree` is the folder that it was found in, empty for a file that was named.
    """

    document: Document
    knowledge: Knowledge
    matches: list[Match]
    assumed: list[Match]
    path: str = ""
    tool: str | None = None
    named: bool = True
    tree: str = ""


#: The documents that one tool reads together, each as it reads it.
Group = list[tuple[Document, Match]]


def input_of(
    document: Document, path: str, knowledge: Knowledge, host: Host, tool: str | None, *, named: bool
) -> Input | None:
    """Return whose file a document is, or None when no tool reads it.

    `tool` is the tool to read it as, and `named` says if it was asked for by name.
    """
    readers: tuple[list[Match], list[Match]] | None
    home = host.home_of(path)
    if tool is not None:
        match = recognition.as_tool(knowledge, knowledge.profile(tool), path, home)
        readers = None if match is None else ([match.replace(tool=tool)], [])
    else:
        readers = _readers(document, path, knowledge, home, named)
    return None if readers is None else Input(document, knowledge, *readers, path, tool, named)


def format_of(path: str, knowledge: Knowledge, host: Host, tool: str | None) -> str | None:
    """Return the format of the file at `path` (of `tool`, or of any tool), or None when no tool reads such a file."""
    home = host.home_of(path)
    matches = recognition.by_path(knowledge, path, home, named=True)
    found = recognition.format_of(knowledge, path, matches)
    if found is not None or tool is None:
        return found
    match = recognition.as_tool(knowledge, knowledge.profile(tool), path, home)
    return recognition.format_of(knowledge, path, [match] if match is not None else []) or "dotenv"


def inside(document: Document, knowledge: Knowledge, host: Host) -> Input | None:
    """Return the programs that may run where a `.env` sets the variables, or None when none of them reads any."""
    if not recognition.by_variables(knowledge, document, ""):
        return None
    return input_of(document, document.path, knowledge, host, None, named=False)


def changed(old: Input, document: Document, host: Host) -> Input:
    """Return what a changed document is, the tools that read it now included."""
    new = input_of(document, old.path, old.knowledge, host, old.tool, named=old.named)
    return (new or old).replace(document=document, tree=old.tree)


def _readers(
    document: Document, path: str, knowledge: Knowledge, home: str, named: bool
) -> tuple[list[Match], list[Match]] | None:
    """Return the tools that read a document for certain, and those that are only assumed to."""
    matches = recognition.by_path(knowledge, path, home, named=named)
    matches = recognition.confirmed(knowledge, matches, document)
    if document.format != "dotenv":
        return (matches, []) if matches else None
    own = [match for match in matches if match.is_read and os.path.dirname(path) != match.root]
    if own:  # a .env in a tool's own folder is for no other program
        return own, []
    candidates = recognition.by_variables(knowledge, document, os.path.dirname(path))
    by_tool = {match.tool: match for match in [*candidates, *(one for one in matches if one.is_read)]}
    certain = [
        match
        for tool, match in by_tool.items()
        if _is_distinctive(document, knowledge, tool) or (match in matches and recognition.speaks_by_name(match))
    ]
    named_tools = {match.tool for match in candidates}
    assumed = [
        by_tool[tool]
        for tool in knowledge.index.dotenv
        if tool in named_tools and tool in by_tool and by_tool[tool] not in certain
    ]
    certain += [match for match in matches if not match.is_read]
    assumed = _likely(assumed, document, knowledge)
    return (certain, assumed) if certain or assumed else (matches[:1], [])


def _likely(assumed: list[Match], document: Document, knowledge: Knowledge) -> list[Match]:
    """Leave out the tools that are known not to read a variable which others of them do: it was written for those."""
    index = knowledge.index
    tools = {match.tool for match in assumed}
    names = recognition.variables_set(document)
    meant = [name for name in names if not tools.isdisjoint(index.variables.get(name, ()))]
    unlikely = {tool for name in meant for tool in index.unread.get(name, ())}
    return [match for match in assumed if match.tool not in unlikely] or assumed


def _is_distinctive(document: Document, knowledge: Knowledge, tool: str) -> bool:
    """Return True if a `.env` sets a variable that only this tool reads."""
    readers = knowledge.index.variables
    return any(readers.get(name) == (tool,) for name in recognition.variables_set(document))


def groups(inputs: Sequence[Input], host: Host) -> Iterator[Group]:
    """Yield the documents that one tool reads together, where there are several: those of one folder, and the user's
    own with those of each project. What it reads on demand only may never come together with them.
    """
    by_tool: dict[str, list[tuple[Document, Match]]] = {}
    scopes: dict[int, str] = {}
    for one in inputs:
        for match in one.matches:
            layer = layer_of(one.knowledge.profile(match.tool), match.layer) if match.is_read else None
            if layer is not None and not layer.is_on_demand:
                by_tool.setdefault(match.tool, []).append((one.document, match))
                scopes[id(match)] = layer.scope
    for together in by_tool.values():
        users = [one for one in together if scopes[id(one[1])] == "user"]
        home = [one for one in users if one[1].root == host.home]
        found = [[one for one in users if one[1].root == root] for root in dict.fromkeys(one[1].root for one in users)]
        for root in dict.fromkeys(one[1].root for one in together if one not in users):
            found.append([*home, *(one for one in together if one[1].root == root and one not in users)])
        for group in found:
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
