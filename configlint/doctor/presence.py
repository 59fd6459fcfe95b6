"""Which tools are there: a program on PATH, a package that the project requires, a file that only this tool reads."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping

from configlint.catalog.index import Footprint, Store
from configlint.catalog.knowledge import Knowledge
from configlint.document.document import Document
from configlint.engine import locate
from configlint.engine.host import Host
from configlint.engine.language import Text
from configlint.engine.layers import DIALECTS
from configlint.engine.model import Layer
from configlint.files.text import TextError
from configlint.lint.evidence import of_folder
from configlint.lint.inputs import input_of
from configlint.profiles.recognition import has_signature
from configlint.records import Record


class Presence(Record):
    """A tool that is there. `version` is that of its package (empty where it is not known).

    `program` is its path, `files` are its own, `is_in_project` says that the project requires its package, `is_assumed`
    that nothing but a `.env` speaks for it. `stores` are here, too.
    """

    tool: str
    version: str = ""
    program: str = ""
    files: tuple[str, ...] = ()
    is_in_project: bool = False
    is_assumed: bool = False
    stores: tuple[Store, ...] = ()


def present(knowledge: Knowledge, host: Host) -> list[Presence]:
    """Return the tools that are there, by id."""
    required = of_folder(knowledge, host, host.directory).tools
    programs = _programs(host, knowledge.footprints.values())
    found = (_presence(tool, one, required, programs, host) for tool, one in knowledge.footprints.items())
    return [one for one in found if one.program or one.is_in_project or one.files]


def of_tool(tool: str, knowledge: Knowledge, host: Host) -> Presence:
    """Return what there is of one tool, which may be nothing."""
    name, _, version = tool.partition("@")
    footprint = knowledge.footprints.get(name, Footprint())
    found = _presence(name, footprint, (), _programs(host, [footprint]), host)
    return found.replace(version=version or found.version)


def assumed(knowledge: Knowledge, host: Host) -> list[Presence]:
    """Return the tool that a `.env` in the current folder is most likely for, where nothing else says which one is."""
    path = os.path.join(host.directory, ".env")
    try:
        document = Document(path, host.files.read(path), "dotenv")
    except (OSError, TextError):
        return []
    found = input_of(document, path, knowledge, host, None, named=False)
    readers = [one for one in (*found.matches, *found.assumed) if one.is_read] if found is not None else []
    known = [one.tool for one in readers if one.tool in knowledge.footprints]
    is_node = any(name.endswith((".js", ".ts", ".mjs")) for name in host.files.names(host.directory))
    language = "npm " if is_node else "PyPI "
    known.sort(key=lambda tool: not knowledge.footprints[tool].package.startswith(language))
    return [Presence(known[0], files=(path,), is_assumed=True)] if known else []


def _presence(
    tool: str, footprint: Footprint, required: Collection[str], programs: Mapping[str, str], host: Host
) -> Presence:
    program = next((programs[command] for command in footprint.commands if command in programs), "")
    is_in_project = tool in required
    version = ""
    if program or is_in_project:
        from configlint.doctor import versions

        version = versions.in_project(footprint.package, host) if is_in_project else ""
        version = versions.beside(program, footprint.package, host.files) if program else version
    files = [path for layer in footprint.files for path in locate.find(layer, host) if _is_own(path, layer, host)]
    stores = {one.note: one for one in footprint.stores if _exists(one.path, host)}
    return Presence(tool, version, program, tuple(dict.fromkeys(files)), is_in_project, stores=tuple(stores.values()))


def _exists(path: Text, host: Host) -> bool:
    located = locate.locate(path, host.directory, host)
    return located is not None and host.files.exists(located)


def _programs(host: Host, footprints: Iterable[Footprint]) -> dict[str, str]:
    """Return where the programs of tools are found first on PATH, by their names without the endings of Windows."""
    wanted = {command for one in footprints for command in one.commands}
    is_windows = host.system == "windows"
    found: dict[str, str] = {}
    for folder in (host.variable("PATH") or "").split(";" if is_windows else ":"):
        names = host.files.names(folder) if folder else []
        commands = (
            {_without_ending(name): name for name in names} if is_windows else dict(zip(names, names, strict=True))
        )
        for command in wanted & commands.keys():  # of the thousands in a folder
            found.setdefault(command, os.path.join(folder, commands[command]))
    return found


def _without_ending(name: str) -> str:
    stem, ending = os.path.splitext(name)
    return stem if ending.lower() in (".exe", ".cmd", ".bat") else name


def _is_own(path: str, layer: Layer, host: Host) -> bool:
    """Return True if a file is one of the tool, also where its name is too common to say so."""
    if not layer.signature:
        return True
    try:
        document = Document(path, host.files.read(path), DIALECTS[layer.format][0])
    except (OSError, TextError):
        return False
    return has_signature(document, layer.signature)
