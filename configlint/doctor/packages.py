"""Packages: which ones a project lists, and in which version one is installed. Nothing is run to find out."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator

from configlint.files.access import NoFiles
from configlint.files.text import TextError

#: Where the packages of a virtual environment are, from its root.
_LIBRARIES = ("lib", "Lib", "lib64")
_VERSION = re.compile(r"v?(\d+\.\d+[\w.+-]*)")


def listed_in(folder: str, files: NoFiles) -> dict[str, str]:
    """Return the packages that the manifests in a folder list ("npm openai", "PyPI openai"), and where each is."""
    found: dict[str, str] = {}
    for name in files.names_in(folder):
        path = os.path.join(folder, name)
        if name == "package.json":
            listed = (f"npm {one}" for one in _of_npm(path, files))
        elif name == "pyproject.toml":
            listed = (f"PyPI {_normal(one)}" for one in _of_pyproject(path, files))
        elif re.fullmatch(r"requirements[\w.-]*\.txt", name):
            listed = (f"PyPI {_normal(one)}" for one in _text(path, files).splitlines())
        else:
            continue
        for package in listed:
            found.setdefault(package, path)
    return found


def version_beside(program: str, package: str, files: NoFiles) -> str:
    """Return the version of the package that a program on PATH belongs to, or an empty string.

    It is in a `package.json` above the program, or in the metadata of the environment whose `bin` the program is in;
    programs without either often have it as the name of their folder.
    """
    real = files.real_path(program)
    folders = list(_above(real))
    kind, _, name = package.partition(" ")
    if kind == "npm":
        shims = [os.path.join(os.path.dirname(program), "node_modules", name)]  # npm on Windows
        for folder in [*folders, *shims]:
            version = _of_package_json(os.path.join(folder, "package.json"), name, files)
            if version:
                return version
    elif kind == "PyPI":
        for environment in (os.path.dirname(os.path.dirname(one)) for one in (real, program)):
            version = version_in(environment, name, files)
            if version:
                return version
    steps = [os.path.basename(folder) for folder in folders]
    return next((match[1] for step in steps if (match := _VERSION.fullmatch(step))), "")


def version_in(environment: str, name: str, files: NoFiles) -> str:
    """Return the version of a Python package in an environment, by the name of its metadata folder."""
    for library in _LIBRARIES:
        root = os.path.join(environment, library)
        pythons = [one for one in files.names_in(root) if one.startswith("python3")]
        for packages in [*(os.path.join(root, one) for one in pythons), root]:
            for place in ("site-packages", "dist-packages"):
                for entry in files.names_in(os.path.join(packages, place)):
                    stem, ending = os.path.splitext(entry)
                    package, _, version = stem.partition("-")
                    if ending == ".dist-info" and _normal(package) == _normal(name):
                        return version
    return ""


def version_in_project(package: str, folder: str, files: NoFiles) -> str:
    """Return the version of a package that is installed for a project, or an empty string."""
    kind, _, name = package.partition(" ")
    if kind == "npm":
        return _of_package_json(os.path.join(folder, "node_modules", name, "package.json"), name, files)
    environments = (version_in(os.path.join(folder, one), name, files) for one in (".venv", "venv"))
    return next(filter(None, environments), "")


def _of_package_json(path: str, name: str, files: NoFiles) -> str:
    data = _json(path, files)
    version = data.get("version")
    return version if data.get("name") == name and isinstance(version, str) else ""


def _of_npm(path: str, files: NoFiles) -> Iterator[str]:
    data = _json(path, files)
    for group in ("dependencies", "devDependencies", "optionalDependencies"):
        listed = data.get(group)
        if isinstance(listed, dict):
            yield from listed


def _of_pyproject(path: str, files: NoFiles) -> Iterator[str]:
    try:
        data = tomllib.loads(_text(path, files))
    except tomllib.TOMLDecodeError:
        return
    project, poetry = _table(data.get("project")), _table(_table(data.get("tool")).get("poetry"))
    groups = [*_table(project.get("optional-dependencies")).values(), *_table(data.get("dependency-groups")).values()]
    for listed in [project.get("dependencies"), *groups]:
        yield from (one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()
    more = [_table(one).get("dependencies") for one in _table(poetry.get("group")).values()]
    for table in [poetry.get("dependencies"), *more]:
        yield from _table(table)


def _table(data: object) -> dict[str, object]:
    return data if isinstance(data, dict) else {}


def _json(path: str, files: NoFiles) -> dict[str, object]:
    try:
        return _table(json.loads(_text(path, files) or "{}"))
    except (ValueError, RecursionError):
        return {}


def _text(path: str, files: NoFiles) -> str:
    try:
        return files.read(path).text
    except (OSError, TextError):
        return ""


def _normal(requirement: str) -> str:
    """Return the name in a requirement as package indexes compare it: `Foo_Bar[x]>=1` is foo-bar."""
    match = re.match(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)", requirement)
    return re.sub(r"[-_.]+", "-", match[1]).lower() if match else ""


def _above(path: str) -> Iterable[str]:
    folder = os.path.dirname(path)
    while folder != os.path.dirname(folder):
        yield folder
        folder = os.path.dirname(folder)
