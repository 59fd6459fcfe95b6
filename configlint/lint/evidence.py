"""Which tools a folder shows to be in use: what its manifests require, its config files, what its sources import."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from configlint.catalog.knowledge import Knowledge
from configlint.catalog.versions import number
from configlint.engine.host import Host
from configlint.files.access import NoFiles, folders_up
from configlint.files.sources import below, content
from configlint.records import Record

#: How packages of an ecosystem are named in profiles: `PyPI openai`, `npm openai`.
PYPI, NPM = "PyPI", "npm"
#: Of larger folders only so many entries are looked at.
_MAX_FOLDERS, _MAX_SOURCES = 40, 20
#: Imports are at the top of a file.
_TOP = 8_000
_REQUIREMENT = r"[\s\"'-]*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([<>=!~^][^;#\"']*)?"
#: What follows the version in a requirements.txt is a hash.
_EXACT = r"(?:===?\s*v?(\d[\w.+-]*)|=?\s*v?(\d+\.\d+\.\d[\w.+-]*))(?:\s*\\|\s+--hash.*)?"
_IMPORTS = {
    ".py": r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\w+)|import[ \t]+([\w.]+))",
    ".js": r"""(?:\bfrom|\brequire\(|\bimport\(?)\s*["']([^"'\n]+)["']""",
}
_SOURCES = {".py": ".py", ".js": ".js", ".mjs": ".js", ".cjs": ".js", ".ts": ".js", ".tsx": ".js", ".jsx": ".js"}


class Evidence(Record):
    """The tools that are in use, and the ecosystems (PYPI, NPM) that there are packages of; both may be unknown.

    `is_whole` says that variables are set for these tools and no others, as in the container of an image. `versions`
    are those that tools are pinned to whose versions differ.
    """

    tools: frozenset[str] = frozenset()
    ecosystems: frozenset[str] = frozenset()
    is_whole: bool = False
    versions: Mapping[str, str] = {}

    def reader(self, tool: str) -> str:
        """Return a tool in the version that it is pinned to, as Knowledge.profile takes it."""
        version = self.versions.get(tool, "")
        return f"{tool}@{version}" if version else tool

    def may_have(self, knowledge: Knowledge, tool: str) -> bool:
        """Return True if a tool that nothing shows may be there: it is of an ecosystem that there are packages of."""
        own = knowledge.index.ecosystems.get(tool, ())
        return not self.is_whole and (not self.ecosystems or not own or not self.ecosystems.isdisjoint(own))


class _Package(Record):
    """A package that something requires, and the constraint on its version as it is written."""

    ecosystem: str
    name: str
    versions: str = ""

    @property
    def exact_version(self) -> str:
        """The one version that the constraint allows, or an empty string: `==1.2`, and to npm and Poetry `1.2.3`."""
        found = re.fullmatch(_EXACT, self.versions.strip())
        return found[1] or found[2] if found is not None else ""


def of_image(knowledge: Knowledge, image: str) -> Evidence:
    """Return what the image of a container shows."""
    tools = knowledge.index.tools_in_image(image)
    return Evidence(tools, is_whole=bool(tools))


def of_folder(knowledge: Knowledge, host: Host, folder: str) -> Evidence:
    """Return what a folder shows, with the folders just below it; or else the nearest one above in its repository."""
    files = host.files
    places = [folder] if files.is_same(folder, host.home) else [folder, *below(files, folder, _MAX_FOLDERS)]
    found = _required(files, places)
    for above in _above(files, folder) if not found else ():
        if found := _required(files, [above]):
            break
    tools = {*_tools(knowledge, found), *_configured(knowledge, files, folder)}
    if not tools:
        tools = set(_tools(knowledge, (one for place in places for one in _imported(files, place))))
    return Evidence(frozenset(tools), frozenset(one.ecosystem for one in found), versions=_pinned(knowledge, found))


def _above(files: NoFiles, folder: str) -> list[str]:
    """Return the folders above one in its repository, the nearest first."""
    top, up = files.repository(folder), list(folders_up(folder))
    return up[1 : up.index(top) + 1] if top is not None else []


def _tools(knowledge: Knowledge, packages: Iterable[_Package]) -> Iterator[str]:
    for package in packages:
        for tool, least in knowledge.index.packages.get(f"{package.ecosystem} {package.name}", ()):
            if not least or not _is_older(package.versions, least):
                yield tool


def _pinned(knowledge: Knowledge, packages: Iterable[_Package]) -> dict[str, str]:
    """Return the version of each tool whose own package is pinned to one, and to no other elsewhere."""
    found: dict[str, set[str]] = {}
    for package in packages:
        name, version = f"{package.ecosystem} {package.name}", package.exact_version
        for tool, _ in knowledge.index.packages.get(name, ()) if version else ():
            if knowledge.index.versions.get(tool) and knowledge.footprints[tool].package == name:
                found.setdefault(tool, set()).add(version)
    return {tool: version for tool, (version, *others) in found.items() if not others}


def _is_older(constraint: str, least: str) -> bool:
    """Return True if a constraint allows only versions before `least` (`==0.28`, `<1`, `^3.2.0`)."""
    for part in constraint.split(","):
        found = re.match(r"\s*(===?|~=|<=?|\^|~|)\s*v?(\d[\d.]*)", part)
        if found and (number(found[2]) < number(least) or (found[1] == "<" and number(found[2]) <= number(least))):
            return True
    return False


def _configured(knowledge: Knowledge, files: NoFiles, folder: str) -> Iterator[str]:
    """Yield the tools that may read a `.env` and whose own files are in a folder."""
    for name in files.names(folder):
        for one in knowledge.index.configurations.get(name, ()):
            if files.is_file(os.path.join(folder, *one.steps)):
                yield one.tool


# ---- manifests


def _required(files: NoFiles, folders: Iterable[str]) -> list[_Package]:
    """Return the packages that the manifests in some folders require; where there are none, those of lock files."""
    paths = {os.path.join(folder, name): name for folder in folders for name in files.names(folder)}
    for readers in (_MANIFESTS, _LOCKS):
        found: list[_Package] = []
        for path, name in paths.items():
            reader = readers.get("requirements.txt" if _is_requirements(name) else name)
            found += reader(content(files, path)) if reader is not None else ()
        if found:
            return found
    return []


def _is_requirements(name: str) -> bool:
    return name.startswith("requirements") and name.endswith((".txt", ".in"))


def _requirements(text: str) -> Iterator[_Package]:
    for line in text.splitlines():
        if found := re.match(_REQUIREMENT, line):
            yield _Package(PYPI, _normal(found[1]), found[2] or "")


def _quoted(text: str) -> Iterator[_Package]:
    """Yield what looks like a requirement in quotes, as in a `setup.py`."""
    for quoted in re.findall(r"""["']([A-Za-z0-9][^"'\n]*)["']""", text):
        yield from _requirements(quoted)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pyproject(text: str) -> Iterator[_Package]:
    import tomllib

    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    yield from _listed(data)


def _listed(node: object, *, is_named: bool = False) -> Iterator[_Package]:
    """Yield the requirements in tables and lists of dependencies, wherever a tool keeps them."""
    for key, value in node.items() if isinstance(node, Mapping) else ():
        if is_named and isinstance(value, str):
            yield _Package(PYPI, _normal(key), value)  # Poetry, Pipenv: name = "constraint"
        elif is_named and isinstance(value, Mapping):
            yield _Package(PYPI, _normal(key), str(value.get("version", "")))
        is_list = "dependenc" in key or key in ("packages", "dev-packages")
        if isinstance(value, list) and (is_list or is_named):
            for item in value:
                yield from _requirements(item) if isinstance(item, str) else ()
        yield from _listed(value, is_named=is_list)


def _package_json(text: str) -> Iterator[_Package]:
    import json

    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    for key, table in data.items() if isinstance(data, dict) else ():
        if key.lower().endswith("dependencies") and isinstance(table, dict):
            yield from (_Package(NPM, name, str(version)) for name, version in table.items())


def _lock(text: str) -> Iterator[_Package]:
    for name, version in re.findall(r'^name = "([^"]+)"\nversion = "([^"]+)"', text, re.MULTILINE):
        yield _Package(PYPI, _normal(name), f"=={version}")


def _package_lock(text: str) -> Iterator[_Package]:
    entry = r'^\s*"node_modules/((?:@[^/"]+/)?[^/"]+)": \{(?:\s*"version": "([^"]+)")?'
    yield from (_Package(NPM, name, version) for name, version in re.findall(entry, text, re.MULTILINE))


_MANIFESTS: dict[str, Callable[[str], Iterable[_Package]]] = {
    "requirements.txt": _requirements,
    "pyproject.toml": _pyproject,
    "Pipfile": _pyproject,
    "setup.py": _quoted,
    "setup.cfg": _requirements,
    "environment.yml": _requirements,
    "environment.yaml": _requirements,
    "package.json": _package_json,
}
#: These name what a manifest requires, and all that it needs in turn.
_LOCKS: dict[str, Callable[[str], Iterable[_Package]]] = {
    "uv.lock": _lock,
    "poetry.lock": _lock,
    "package-lock.json": _package_lock,
}


# ---- imports


def _imported(files: NoFiles, folder: str) -> Iterator[_Package]:
    """Yield the packages that some sources in a folder import, each with every name that it may have."""
    sources = [name for name in sorted(files.names(folder)) if os.path.splitext(name)[1] in _SOURCES]
    for name in sources[:_MAX_SOURCES]:
        kind = _SOURCES[os.path.splitext(name)[1]]
        text = content(files, os.path.join(folder, name))[:_TOP]
        for found in re.finditer(_IMPORTS[kind], text, re.MULTILINE):
            if kind == ".py":
                module = ".".join(filter(None, found.groups()))
                steps = _normal(module).split("-")
                yield from (_Package(PYPI, "-".join(steps[:end])) for end in range(1, len(steps) + 1))
            else:
                yield _Package(NPM, "/".join(found[1].split("/")[: 2 if found[1].startswith("@") else 1]))
