"""Which tools are there: a program on PATH, a package that the project lists, or a file that only this tool reads."""

from __future__ import annotations

import os

from configlint.catalog.index import Footprint
from configlint.catalog.knowledge import Knowledge
from configlint.document.document import Document
from configlint.engine import locate
from configlint.engine.host import Host
from configlint.engine.layers import DIALECTS
from configlint.engine.model import Layer
from configlint.files.text import TextError
from configlint.lint.inputs import input_of
from configlint.profiles.recognition import has_signature
from configlint.records import Record


class Presence(Record):
    """A tool that is there. `version` is that of its package (empty where it is not known); `program` is its path,
    `manifest` the file of the project that lists its package, `files` are its own. `is_assumed` says that nothing but
    a `.env` speaks for it.
    """

    tool: str
    version: str = ""
    program: str = ""
    manifest: str = ""
    files: tuple[str, ...] = ()
    is_assumed: bool = False


def present(knowledge: Knowledge, host: Host) -> list[Presence]:
    """Return the tools that are there, by id."""
    listed = _listed(host)
    found = (_presence(tool, footprint, listed, host) for tool, footprint in knowledge.footprints.items())
    return [one for one in found if one.program or one.manifest or one.files]


def of_tool(tool: str, knowledge: Knowledge, host: Host) -> Presence:
    """Return what there is of one tool, which may be nothing."""
    footprint = knowledge.footprints.get(tool.partition("@")[0], Footprint())
    found = _presence(tool, footprint, _listed(host), host)
    return found.replace(version=tool.partition("@")[2] or found.version)


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
    is_node = any(name.endswith((".js", ".ts", ".mjs")) for name in host.files.names_in(host.directory))
    language = "npm " if is_node else "PyPI "
    known.sort(key=lambda tool: not knowledge.footprints[tool].package.startswith(language))
    return [Presence(known[0], files=(path,), is_assumed=True)] if known else []


def _presence(tool: str, footprint: Footprint, listed: dict[str, str], host: Host) -> Presence:
    program = next(filter(None, (_on_path(command, host) for command in footprint.commands)), "")
    manifest = listed.get(footprint.package, "")
    version = ""
    if program or manifest:
        from configlint.doctor import packages

        if program:
            version = packages.version_beside(program, footprint.package, host.files)
        elif manifest:
            version = packages.version_in_project(footprint.package, os.path.dirname(manifest), host.files)
    files = [path for layer in footprint.files for path in locate.find(layer, host) if _is_own(path, layer, host)]
    return Presence(tool, version, program, manifest, tuple(dict.fromkeys(files)))


def _listed(host: Host) -> dict[str, str]:
    """Return the packages that the manifests of the project list, and where."""
    folders = dict.fromkeys([host.directory, host.repository or host.directory])
    manifests = {"package.json", "pyproject.toml"}
    found: dict[str, str] = {}
    for folder in folders:
        names = host.files.names_in(folder)
        if any(name in manifests or name.startswith("requirements") for name in names):
            from configlint.doctor import packages

            found = {**packages.listed_in(folder, host.files), **found}
    return found


def _on_path(command: str, host: Host) -> str:
    """Return where a program is on PATH, or an empty string."""
    endings = ("", ".exe", ".cmd", ".bat") if host.system == "windows" else ("",)
    separator = ";" if host.system == "windows" else ":"
    for folder in (host.variable("PATH") or "").split(separator):
        for ending in endings:
            path = os.path.join(folder, command + ending)
            if folder and host.files.is_file(path):
                return path
    return ""


def _is_own(path: str, layer: Layer, host: Host) -> bool:
    """Return True if a file is one of the tool, also where its name is too common to say so."""
    if not layer.signature:
        return True
    try:
        document = Document(path, host.files.read(path), DIALECTS[layer.format][0])
    except (OSError, TextError):
        return False
    return has_signature(document, layer.signature)
