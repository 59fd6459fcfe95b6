"""Makes the index of some profiles: what tells whose a file is without loading a profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from configlint.catalog import codecs
from configlint.catalog.index import FilePattern, Footprint, Index, Store, Summary
from configlint.catalog.parse_language import condition, text
from configlint.document import formats
from configlint.engine import locate, templates
from configlint.engine.language import Text
from configlint.engine.layers import DIALECTS
from configlint.engine.model import Layer, Profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from configlint.catalog.codec import Stored


def build_index(profiles: Iterable[Profile], boundaries: Mapping[str, list[str]], extending: frozenset[str]) -> Stored:
    """Return the index of some profiles. `extending` are the tools that build on another one."""
    profiles = list(profiles)
    files = [one for profile in profiles for one in _files(profile)]
    files += _misspelt(files)
    strays = [one for profile in profiles for one in _strays(profile)]
    folders = [one for one in strays if len(one.steps) > 1]  # these say more than a path alone
    named: dict[str, list[FilePattern]] = {}
    globs: list[FilePattern] = []
    fallbacks = {profile.id for profile in profiles if profile.is_fallback}
    patterns = [*folders, *files, *(one for one in strays if one not in folders)]
    for pattern in sorted(patterns, key=lambda one: one.tool in fallbacks):  # what comes first says the format
        pattern = pattern.replace(at_home=_at_home(pattern, files))
        last = pattern.steps[-1]
        (globs if "*" in last else named.setdefault(last, [])).append(pattern)
    common = frozenset(name for profile in profiles for name in profile.common_variables)
    readers = sorted((profile.dotenv, profile.id in extending, profile.id) for profile in profiles if profile.dotenv)
    return codecs.profiles().encode(
        Index(
            tools=tuple(sorted(profile.id for profile in profiles)),
            summaries={profile.id: _summary(profile) for profile in profiles},
            files={name: tuple(patterns) for name, patterns in named.items()},
            globs=tuple(globs),
            variables=_readers(
                (name, profile.id) for profile in profiles for name in sorted(profile.variables - common)
            ),
            unread=_readers((one.name, profile.id) for profile in profiles for one in profile.unread_variables),
            variable_endings={one.id: one.variable_endings for one in profiles if one.variable_endings},
            common=common,
            versions={tool: tuple(changes) for tool, changes in boundaries.items() if changes},
            dotenv=tuple(tool for *_, tool in readers),  # what builds on another comes after it
            sdks=tuple(tool for kind, builds_on, tool in readers if kind == "application" and not builds_on),
            apps=tuple(tool for kind, _, tool in readers if kind == "loads"),
            containers=tuple(one.id for one in profiles if one.containers is not None and one.containers.env_files),
            packages=_packages(profiles),
            ecosystems={one.id: tuple(dict.fromkeys(_ecosystems(one))) for one in profiles if one.packages},
            configurations=_configurations(
                (one for several in named.values() for one in several), {tool for *_, tool in readers}
            ),
            mcp_fields=_mcp_fields(profiles),
            mcp_tables=tuple(sorted({".".join(one.mcp.servers) for one in profiles if one.mcp is not None})),
        )
    )


def _configurations(patterns: Iterable[FilePattern], tools: set[str]) -> dict[str, tuple[FilePattern, ...]]:
    """Return the paths in a folder, by their first step, of files that only those have who use one of the tools."""
    found: dict[str, tuple[FilePattern, ...]] = {}
    for one in patterns:
        is_own = one.tool in tools and not one.anchor and not one.is_explicit and not one.replace_with
        if is_own and formats.by_extension(one.steps[-1]) != "dotenv":
            found[one.steps[0]] = (*found.get(one.steps[0], ()), one)
    return found


def _mcp_fields(profiles: Iterable[Profile]) -> dict[str, str]:
    """Return which part of an MCP server a field is, as most of the tools have it that have such a field."""
    forms = [profile.mcp for profile in profiles if profile.mcp is not None]
    fields = ((path[0], "url" if part == "http_url" else part) for form in forms for part, path in form.fields.items())
    named = Counter(fields)
    return {field: part for (field, part), _ in reversed(named.most_common())}


def footprints(profiles: Iterable[Profile], raw: Mapping[str, Mapping[str, Any]]) -> Stored:
    """Return what each of some tools leaves on a machine, by tool; `raw` has the data of their profiles.

    Tools that send no request are left out.
    """
    profiles = [one for one in profiles if one.requests and not one.is_fallback]
    readers: dict[Text, set[str]] = {}
    for profile in profiles:
        for path in (path for layer in profile.layers for path in _paths(layer)):
            readers.setdefault(path, set()).add(profile.id)
    return codecs.profiles().encode({one.id: _footprint(one, raw[one.id], readers) for one in profiles})


def _footprint(profile: Profile, data: Mapping[str, Any], readers: Mapping[Text, set[str]]) -> Footprint:
    is_library = profile.dotenv == "application"  # its package says that it is there, the user's files are for programs

    def own_of(paths: Iterable[Text]) -> tuple[Text, ...]:
        return tuple(path for path in paths if _is_own(path, profile.id, readers))

    own = [
        Layer(
            number=layer.number,
            paths=own_of(layer.paths),
            is_first_only=layer.is_first_only,
            paths_on={system: own_of(paths) for system, paths in layer.paths_on.items()},
            fallback_paths=own_of(layer.fallback_paths),
            up=layer.up,
            format=layer.format,
            signature=layer.signature,
        )
        for layer in profile.layers
        if own_of(_paths(layer)) and not layer.is_explicit and not is_library
    ]
    near = tuple(one.path for one in profile.near_files if "mcp" not in one.path and "*" not in one.path)
    own += [Layer(paths=(path,)) for path in near if not is_library]
    stores = tuple(
        Store(text(one["path"]), one["note"], "login" in one, condition(one["when"]) if "when" in one else None)
        for one in data.get("stores", ())
    )
    return Footprint(tuple(data.get("commands", ())), profile.evidence.package, tuple(own), stores)


def _is_own(path: Text, tool: str, readers: Mapping[Text, set[str]]) -> bool:
    """Return True if a file can only be there for this tool.

    No other tool reads it, or a file or folder of its path is called after the tool: `opencode.json`,
    `~/.continue/.env`. A `.env` in a folder that is no tool's is for any program.
    """
    *folders, name = re.split(r"[/}]|{\w+:-", templates.source(path))
    if name.startswith(".env") and not {*folders} - {"", "~", "git:"}:
        return False
    return len(readers[path]) == 1 or any(step.lstrip("~.").partition(".")[0] == tool for step in (*folders, name))


def _summary(profile: Profile) -> Summary:
    wire_apis = dict.fromkeys(kind.wire_api for kind in profile.requests if kind.wire_api)
    return Summary(profile.name, profile.version, profile.evidence.how, tuple(wire_apis))


def _readers(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    readers: dict[str, tuple[str, ...]] = {}
    for name, tool in pairs:
        readers[name] = (*readers.get(name, ()), tool)
    return readers


def _packages(profiles: list[Profile]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return by the name of a package which tools it shows, and from which version on."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for profile in profiles:
        for package in profile.packages:
            name, _, least = package.partition(" >=")
            found[name] = (*found.get(name, ()), (profile.id, least))
    return found


def _ecosystems(profile: Profile) -> Iterator[str]:
    for package in profile.packages:
        ecosystem = package.partition(" ")[0]
        if ecosystem != "image":
            yield ecosystem


def _files(profile: Profile) -> Iterator[FilePattern]:
    for layer in profile.layers:
        for path in _paths(layer) if layer.is_recognised else ():
            yield _pattern(profile.id, layer.number, path).replace(
                signature=layer.signature,
                variables_named=layer.variables_named,
                is_explicit=layer.is_explicit,
                stream=_stream(layer),
            )
    for near in profile.near_files:
        yield _pattern(profile.id, -1, near.path).replace(replace_with=near.replace_with)


def _misspelt(files: Iterable[FilePattern]) -> Iterator[FilePattern]:
    """Yield the names with an s too many or too few (`setting.json`) in the tools' own folders, which nobody reads."""
    taken = {one.steps for one in files}
    for one in [one for one in files if len(one.steps) > 1 and not one.replace_with]:
        *_, folder, name = one.steps
        stem, dot, extension = name.partition(".")
        wrong = f"{stem.removesuffix('s') if stem.endswith('s') else f'{stem}s'}{dot}{extension}"
        steps = (*one.steps[:-1], wrong)
        is_own = folder.startswith(".") or one.tool.partition("-")[0] in folder
        if stem and is_own and "*" not in name and steps not in taken:
            shown = "~/" * (one.anchor == "home") + "/".join(one.steps)
            yield FilePattern(one.tool, -1, steps, one.anchor, replace_with=shown)


def _strays(profile: Profile) -> Iterator[FilePattern]:
    for layer in profile.layers:
        for stray in layer.elsewhere if layer.is_recognised else ():
            yield _pattern(profile.id, layer.number, stray.path).replace(
                signature=stray.signature, stream=_stream(layer)
            )


def _stream(layer: Layer) -> str:
    name = DIALECTS[layer.format][0] if layer.format else ""
    return name if name.endswith("-stream") else ""


def _paths(layer: Layer) -> list[Text]:
    return [*layer.paths, *(path for paths in layer.paths_on.values() for path in paths), *layer.fallback_paths]


def _pattern(tool: str, layer: int, path: Text) -> FilePattern:
    """Return a layer's path as the steps to compare from the end, and what it hangs on."""
    shown = templates.expand(path, lambda name: None)
    if shown is None:
        shown = re.sub(r"^\{[A-Z0-9_]+\}/?", "", locate.usual(path))
    anchor = "home" if shown.startswith("~") else "root" if re.match(r"/|[A-Z]:", shown) else ""
    # Folders in between (`**`) need not be there.
    steps = tuple(step for step in shown.removeprefix("git:").lstrip("~").split("/") if step not in ("", "**"))
    return FilePattern(tool, layer, steps or ("/",), anchor)


def _at_home(pattern: FilePattern, files: list[FilePattern]) -> bool | None:
    """Return whether a path means a file in the home folder only (True), anywhere but there (False), or anywhere."""
    anchors = {other.anchor for other in files if other.tool == pattern.tool and other.steps == pattern.steps}
    if {"home", ""} <= anchors:
        return pattern.anchor == "home"
    return True if pattern.anchor == "home" and len(pattern.steps) == 1 else None
