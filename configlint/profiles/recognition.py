"""Whose file is it? Decided by its path, and where that is not enough by its content."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from configlint.catalog.index import FilePattern
from configlint.catalog.knowledge import Knowledge
from configlint.document import formats
from configlint.document.document import Document
from configlint.document.nodes import Scalar, Table, resolve
from configlint.engine import locate, tables
from configlint.engine.host import Host
from configlint.engine.layers import DIALECTS, VARIABLES, layer_of
from configlint.engine.model import Layer, Profile
from configlint.files import globs
from configlint.files.dotfiles import plain_path
from configlint.files.example_files import plain_name
from configlint.records import Record


class Match(Record):
    """A file as one tool reads it: the number of the layer in its profile, and the folder the layer's path starts from.

    `replace_with` is set when the tool does not read the file, but one of that name. Of the paths in `signature` one
    must exist in the file, or a variable must have a name that `variables_named` finds, before the match counts.
    `stream` is the format of a file of several documents. `version` is that of the tool, empty for the newest.
    """

    tool: str
    layer: int
    root: str
    replace_with: str = ""
    signature: tuple[tuple[str, ...], ...] = ()
    variables_named: str = ""
    stream: str = ""
    version: str = ""

    @property
    def is_read(self) -> bool:
        """Whether the tool reads the file at all."""
        return not self.replace_with

    @property
    def reader(self) -> str:
        """The tool in its version, as Knowledge.profile takes it."""
        return f"{self.tool}@{self.version}" if self.version else self.tool


def in_version(knowledge: Knowledge, match: Match, version: str) -> Match | None:
    """Return how a version of a tool (empty for the newest) reads a file that another reads as `match`, or None."""
    found = match.replace(version=version)
    if match.layer == VARIABLES or not match.is_read:
        return found
    layer = knowledge.profile(match.reader).layers[match.layer]
    for one in knowledge.profile(found.reader).layers:
        if (one.paths, one.mount) == (layer.paths, layer.mount):
            return found.replace(layer=one.number)
    return None


def by_path(knowledge: Knowledge, path: str, home: str, *, named: bool) -> list[Match]:
    """Return how tools may read `path` (absolute), judged by the path alone; `confirmed` then looks into the file.

    `named` says that a person named this very file; some names are too common to be picked up on a walk.
    """
    for candidate in dict.fromkeys((path, _plain(path))):
        folder, name = os.path.split(candidate)
        matches = [
            match
            for pattern in knowledge.file_patterns(name, os.path.basename(folder))
            if (named or not pattern.is_explicit) and (match := _match(pattern, candidate, home)) is not None
        ]
        if matches:
            return matches
    return []


def on_host(knowledge: Knowledge, path: str, host: Host, *, named: bool) -> list[Match]:
    """Return how tools may read `path` (absolute) on a machine.

    Where in a home folder the files of a dotfiles repository end up, its own scripts decide: what would not be read
    there is judged as in any other folder.
    """
    home = host.home_of(path)
    matches = by_path(knowledge, path, home, named=named)
    if host.files.is_same(home, host.home) or all(match.is_read for match in matches):
        return matches
    read = [match for match in matches if match.is_read]
    elsewhere = by_path(knowledge, path, "", named=named)
    return [*read, *(match for match in elsewhere if all(match.tool != other.tool for other in read))]


def format_of(knowledge: Knowledge, path: str, matches: list[Match]) -> str | None:
    """Return the format to read a file in: what the first tool says, else what its name suggests."""
    for match in matches:
        layer = layer_read(knowledge, match)
        if layer.format:
            return DIALECTS[layer.format][0]
    return formats.by_extension(os.path.basename(_plain(path)))


def confirmed(knowledge: Knowledge, matches: list[Match], document: Document) -> list[Match]:
    """Return for each tool the first match that the content of the document confirms."""
    fallbacks = [match for match in matches if knowledge.profile(match.reader).is_fallback]
    certain = _confirmed([match for match in matches if match not in fallbacks], document) if fallbacks else []
    is_settled = bool(certain) and document.format != "dotenv"
    return certain if is_settled or (fallbacks and _is_unreadable(document)) else _confirmed(matches, document)


def _confirmed(matches: list[Match], document: Document) -> list[Match]:
    by_tool: dict[str, Match] = {}
    for match in matches:
        if match.tool not in by_tool and _is_confirmed(match, document):
            by_tool[match.tool] = match
    return [one for one in by_tool.values() if not _is_anothers(one, by_tool.values())]


def _is_anothers(match: Match, others: Iterable[Match]) -> bool:
    """Return True for a match by content of a file that is in the folder of another tool, whose path says more, and for
    a file that this tool does not read and another does.
    """
    certain = [one for one in others if one.is_read and not one.signature and not one.variables_named]
    if not match.is_read:
        return bool(certain)
    above = [one.root.rstrip(os.sep) + os.sep for one in certain if one.tool != match.tool]
    return bool(match.signature) and match.root.startswith(tuple(above))


def read_as_confirmed(knowledge: Knowledge, matches: list[Match], document: Document) -> tuple[Document, list[Match]]:
    """Return a document as one table or as a stream of several, as its content confirms tools; and their matches.

    The path does not always tell it: `deploy/app.yml` may be either.
    """
    streams = [match for match in matches if match.stream]
    if not streams or len(streams) == len(matches):
        return document, confirmed(knowledge, matches, document)
    plain = [match for match in matches if not match.stream]
    for read, readers in (
        (document.read_as(streams[0].stream), streams),
        (document.read_as(streams[0].stream.partition("-")[0]), plain),
    ):
        if found := confirmed(knowledge, readers, read):
            return read, found
    return document, []


def of_any_name(knowledge: Knowledge, path: str, document: Document) -> tuple[Document, list[Match]]:
    """Return how tools read a file of any name that is a stream of documents which say that they are theirs."""
    folder = os.path.dirname(path)
    patterns = [one for one in knowledge.index.globs if one.stream.startswith(document.format) and one.signature]
    matches = [_as_match(one, folder) for one in reversed(patterns)]
    read = document.read_as(matches[0].stream) if matches else document
    return read, confirmed(knowledge, matches, read)


def speaks_by_name(match: Match) -> bool:
    """Return True if names of variables, not the path, are what makes this match."""
    return bool(match.variables_named)


def as_tool(knowledge: Knowledge, profile: Profile, path: str, home: str) -> Match | None:
    """Return how `profile`'s tool would read `path`, whatever its folder, or None when it reads nothing like it."""
    path = _plain(path)
    own = [pattern for pattern in knowledge.file_patterns(os.path.basename(path)) if pattern.tool == profile.id]
    for pattern in own:
        match = _match(pattern, path, home)
        if match is not None:
            return match
    for layer in profile.layers:
        if not layer.is_recognised and formats.by_extension(path) != "dotenv" and _is_usual(path, layer):
            return Match(profile.id, layer.number, os.path.dirname(path))
    read = [pattern for pattern in sorted(own, key=lambda one: one.anchor != "home") if not pattern.replace_with]
    if read:
        return Match(profile.id, read[0].layer, os.path.dirname(path))
    wanted = formats.by_extension(os.path.basename(path))
    if wanted == "dotenv":
        return Match(profile.id, VARIABLES, os.path.dirname(path))
    for layer in profile.layers:
        if layer.paths and not layer.mount:
            format_name = DIALECTS[layer.format][0].partition("-")[0]
            if format_name == (wanted or format_name) != "dotenv":
                return Match(profile.id, layer.number, os.path.dirname(path))
    return None


def _is_usual(path: str, layer: Layer) -> bool:
    """Return True if a file has the name, and is in a folder of the name, that a layer usually has."""
    usual = (locate.usual(one).lstrip("~/").split("/")[-2:] for one in layer.paths)
    return any(path.split(os.sep)[-len(steps) :] == steps for steps in usual)


def by_variables(knowledge: Knowledge, document: Document) -> list[str]:
    """Return the tools that read one of the variables that a `.env` document sets."""
    readers = knowledge.index.variables
    names = document.root.entries if isinstance(document.root, Table) else {}
    return list(dict.fromkeys(tool for name in names for tool in readers.get(name, ())))


def is_concerned(knowledge: Knowledge, tool: str, names: Iterable[str]) -> bool:
    """Return True if a tool reads one of these variables, or is known not to although others do."""
    index = knowledge.index
    endings = index.variable_endings.get(tool, ())
    return any(
        tool in index.variables.get(name, ()) or tool in index.unread.get(name, ()) or name.endswith(endings)
        for name in names
    )


def common_variables(knowledge: Knowledge, document: Document) -> list[str]:
    """Return the variables of a `.env` whose names programs of every kind use."""
    return [name for name in variables_set(document) if name in knowledge.index.common]


def layer_read(knowledge: Knowledge, match: Match) -> Layer:
    """Return the layer of the profile that a match is about; one without a format for a file that is not read."""
    return layer_of(knowledge.profile(match.reader), match.layer) if match.is_read else Layer()


def variables_set(document: Document) -> list[str]:
    """Return the names that a `.env` document gives a value."""
    root = resolve(document.root)
    if not isinstance(root, Table):
        return []
    return [name for name, entry in root.entries.items() if isinstance(entry.value, Scalar) and entry.value.value]


def _plain(path: str) -> str:
    """Return the path that a tool would read what is at `path` from: without what marks an example or a dotfile."""
    return plain_name(plain_path(path))


def _match(pattern: FilePattern, path: str, home: str) -> Match | None:
    root = path
    for step in reversed(pattern.steps):
        root, name = os.path.split(root)
        if not globs.matches(step, name):
            return None
    if pattern.anchor == "root" and root != os.path.dirname(root):
        return None
    if pattern.at_home is not None and pattern.at_home != (root == home):
        return None
    return _as_match(pattern, root)


def _as_match(pattern: FilePattern, root: str) -> Match:
    return Match(
        pattern.tool,
        pattern.layer,
        root,
        pattern.replace_with,
        pattern.signature,
        pattern.variables_named,
        pattern.stream,
    )


def _is_confirmed(match: Match, document: Document) -> bool:
    if match.variables_named:
        return any(re.search(match.variables_named, name) for name in variables_set(document))
    if not match.signature:
        return True
    return not (match.stream and _is_unreadable(document)) and has_signature(document, match.signature)


def _is_unreadable(document: Document) -> bool:
    """Return True if a document has no content because of its syntax: only its text can tell whose it is."""
    return document.root is None and bool(document.problems)


def _is_mentioned(document: Document, path: tuple[str, ...]) -> bool:
    """Return True if all keys of a path are keys somewhere in the text of a document."""
    keys = (re.escape(key) for key in path if key != "*")
    return all(re.search(rf"(?m)(?:^|[\s\"'.,{{\[-]){key}[\"']?\s*[]:=.]", document.text) for key in keys)


def has_signature(document: Document, signature: Iterable[tuple[str, ...]]) -> bool:
    """Return True if one of the paths exists in a document, or is mentioned in the text of one that cannot be read."""
    exists = _is_mentioned if _is_unreadable(document) else _exists
    return any(exists(document, path) for path in signature)


def _exists(document: Document, path: tuple[str, ...]) -> bool:
    *holder, key = path
    return any(key in table.entries for _, table in tables.tables_at(document, tuple(holder)))
