"""Which readings `explain` is about: files that are named, or what the tools themselves would find."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence

from configlint.catalog.knowledge import Knowledge
from configlint.document.document import Document
from configlint.engine import layers
from configlint.engine.host import Host
from configlint.engine.model import Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Request, explain, requests_of
from configlint.lint.evaluate import read, used
from configlint.lint.inputs import Input, groups


def of_files(inputs: Sequence[Input], host: Host) -> Iterator[Reading]:
    """Yield the readings of files that were named, together where one tool reads several of them."""
    knowledge_of = {id(one.document): one.knowledge for one in inputs}
    together = list(groups(inputs, host))
    grouped = {(id(document), match.tool) for group in together for document, match in group}
    for one in inputs:
        for match in [*one.matches, *one.assumed]:
            if match.is_read and (id(one.document), match.tool) not in grouped:
                yield read(one.knowledge, host, [(one.document, match)])
    for group in together:
        yield read(knowledge_of[id(group[-1][0])], host, group)


def explained(inputs: Sequence[Input], host: Host) -> Iterator[tuple[Reading, list[Request]]]:
    """Yield the readings of files that were named, and their requests. Of tools that are only assumed to read a file,
    those that are made of something in it.
    """
    assumed = {(id(one.document), match.tool) for one in inputs for match in one.assumed}
    for reading in of_files(inputs, host):
        found, documents = explain(reading), reading.documents
        if any((id(document), reading.profile.id) in assumed for document in documents):
            found = [request for request in found if any(used([request], documents))]
        if found:
            yield reading, found


def variable_files(profile: Profile, host: Host, *, is_assumed: bool = False) -> Iterator[Document]:
    """Yield the `.env` of the project where programs on a library load it, or where a tool `is_assumed` to."""
    folders = dict.fromkeys([host.directory, host.repository or host.directory])
    is_loaded = profile.dotenv == "application" or (is_assumed and not profile.dotenv)
    for folder in folders if is_loaded else ():
        path = os.path.join(folder, ".env")
        document = Document.found(path, "dotenv", host.files) if host.files.is_file(path) else None
        if document is not None:
            yield document


def as_found(profile: Profile, host: Host) -> Reading:
    """Return what a tool would find on a machine, and a library in the programs of this folder."""
    return layers.read(profile, host, variable_files=list(variable_files(profile, host)))


def discovered(knowledge: Knowledge, host: Host, tool: str | None) -> Iterator[Reading]:
    """Yield what `tool` would read on this machine; without one, what every tool would that finds something."""
    if tool is not None:
        yield as_found(knowledge.profile(tool), host)
        return
    from configlint.lint.evidence import of_folder

    read_before: dict[tuple[str, str, str], Document] = {}
    evidence = of_folder(knowledge, host, host.directory)
    for name in knowledge.tools:
        profile = knowledge.profile(evidence.reader(name))
        loaded = list(variable_files(profile, host)) if name in evidence.tools else []
        reading = layers.read(profile, host, variable_files=loaded, read_before=read_before)
        if _finds_something(reading, evidence.tools):
            yield reading


def _finds_something(reading: Reading, present: Collection[str]) -> bool:
    """Return True if there is a file of the tool, or it is `present` with variables that it reads; or if they set its
    URL, and not in a file of a folder that shows other tools.
    """
    if reading.profile.is_fallback or not reading.profile.requests:
        return False
    if any(one.document is not None and not one.layer.gives_only_variables for one in reading.loaded):
        return True
    if reading.profile.variables.isdisjoint(reading.variables):
        return False
    if reading.profile.id in present:
        return True
    bases = [one.base_url for one in requests_of(reading) if one.base_url is not None and one.base_url.kind == "env"]
    return any(base.place is None or not present for base in bases)
