"""Which tools read a document, and which documents one tool reads together."""

from __future__ import annotations

import os
from collections.abc import Iterator

from configlint.catalog import store
from configlint.document.document import Document
from configlint.engine.reading import Machine
from configlint.profiles import load, recognition
from configlint.profiles.recognition import VARIABLES, Match
from configlint.records import Record


class Subject(Record):
    """A document to check, and the tools that read it. `assumed` are tools that only its variables speak for.

    `path`, `tool` and `named` are what `of` found that out with.
    """

    document: Document
    matches: list[Match]
    assumed: list[Match]
    path: str = ""
    tool: str | None = None
    named: bool = True


def of(document: Document, path: str, machine: Machine, tool: str | None, *, named: bool) -> Subject | None:
    """Return whose file a document is, or None when no tool reads it.

    `tool` is the tool to read it as, and `named` tells whether it was asked for by name.
    """
    found = _as_tool(document, path, machine, tool) if tool is not None else _readers(document, path, machine, named)
    return found.replace(path=path, tool=tool, named=named) if found is not None else None


def inside(document: Document, machine: Machine) -> Subject | None:
    """Return the programs that may run where a `.env` sets the variables, or None when none of them reads any."""
    return _readers(document, document.path, machine, False) if recognition.by_variables(document, "") else None


def changed(old: Subject, document: Document, machine: Machine) -> Subject:
    """Return what a changed document is, the tools that read it now included."""
    return of(document, old.path, machine, old.tool, named=old.named) or old.replace(document=document)


def _as_tool(document: Document, path: str, machine: Machine, tool: str) -> Subject | None:
    match = recognition.as_tool(load(tool), path, machine.home)
    return Subject(document, [match.replace(tool=tool)], []) if match is not None else None


def _readers(document: Document, path: str, machine: Machine, named: bool) -> Subject | None:
    matches = recognition.confirmed(recognition.by_path(path, machine.home, named=named), document)
    if document.format != "dotenv":
        return Subject(document, matches, []) if matches else None
    own = [match for match in matches if not match.instead and os.path.dirname(path) != match.root]
    if own:  # a .env in a tool's own folder is for no program besides
        return Subject(document, own, [])
    candidates = recognition.by_variables(document, os.path.dirname(path))
    by_tool = {match.tool: match for match in [*candidates, *(one for one in matches if not one.instead)]}
    certain = [
        match
        for tool, match in by_tool.items()
        if _distinctive(document, tool) or (match in matches and recognition.speaks_by_name(match))
    ]
    loading: list[str] = store.load("index")["dotenv"]
    spoken_of = {match.tool for match in candidates}
    assumed = [
        by_tool[tool] for tool in loading if tool in spoken_of and tool in by_tool and by_tool[tool] not in certain
    ]
    certain += [match for match in matches if match.instead]
    assumed = _likely(assumed, document)
    return Subject(document, certain, assumed) if certain or assumed else Subject(document, matches[:1], [])


def _likely(assumed: list[Match], document: Document) -> list[Match]:
    """Leave out the tools that are known not to read a variable which others of them do: it was written for those."""
    index = store.load("index")
    tools = {match.tool for match in assumed}
    names = recognition.variables_set(document)
    meant = [name for name in names if not tools.isdisjoint(index["variables"].get(name, ()))]
    unlikely = {tool for name in meant for tool in index["unread"].get(name, ())}
    return [match for match in assumed if match.tool not in unlikely] or assumed


def _distinctive(document: Document, tool: str) -> bool:
    """Tell whether a `.env` sets a variable that this tool alone reads."""
    readers = store.load("index")["variables"]
    return any(readers.get(name) == [tool] for name in recognition.variables_set(document))


def groups(subjects: list[Subject], machine: Machine) -> Iterator[list[tuple[Document, Match]]]:
    """Yield the documents that one tool reads together, where there are several: those of one folder, and the user's
    own with those of each project.
    """
    by_tool: dict[str, list[tuple[Document, Match]]] = {}
    for subject in subjects:
        for match in subject.matches:
            if not match.instead:
                by_tool.setdefault(match.tool, []).append((subject.document, match))
    for together in by_tool.values():
        users = [one for one in together if _scope(one[1]) == "user"]
        home = [one for one in users if one[1].root == machine.home]
        groups = [[one for one in users if one[1].root == root] for root in dict.fromkeys(one[1].root for one in users)]
        for root in dict.fromkeys(one[1].root for one in together if one not in users):
            groups.append([*home, *(one for one in together if one[1].root == root and one not in users)])
        for group in groups:
            layers_of_group = {(match.layer, id(document)) for document, match in group}
            if len({layer for layer, _ in layers_of_group}) > 1:
                yield group


def _scope(match: Match) -> str:
    return str(load(match.tool).layers[match.layer].get("scope", "")) if match.layer != VARIABLES else ""
