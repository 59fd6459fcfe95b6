"""In which version a package is installed. Nothing is run to find out."""

from __future__ import annotations

import json
import os
import re

from configlint.engine.host import Host
from configlint.files.access import NoFiles, folders_up
from configlint.files.text import TextError

#: Where the packages of a virtual environment are, from its root.
_LIBRARIES = ("lib", "Lib", "lib64")
_VERSION = re.compile(r"v?(\d+\.\d+[\w.+-]*)")


def beside(program: str, package: str, files: NoFiles) -> str:
    """Return the version of the package that a program on PATH belongs to, or an empty string.

    It is in a `package.json` above the program, or in the metadata of the environment whose `bin` the program is in;
    programs without either often have it as the name of their folder.
    """
    real = files.real_path(program)
    folders = list(folders_up(os.path.dirname(real)))
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
        pythons = [one for one in files.names(root) if one.startswith("python3")]
        for packages in [*(os.path.join(root, one) for one in pythons), root]:
            for place in ("site-packages", "dist-packages"):
                for entry in files.names(os.path.join(packages, place)):
                    stem, ending = os.path.splitext(entry)
                    package, _, version = stem.partition("-")
                    if ending == ".dist-info" and _normal(package) == _normal(name):
                        return version
    return ""


def in_project(package: str, host: Host) -> str:
    """Return the version of a package that is installed for the project, or an empty string."""
    kind, _, name = package.partition(" ")
    for folder in dict.fromkeys([host.directory, host.repository or host.directory]):
        if kind == "npm":
            manifest = os.path.join(folder, "node_modules", name, "package.json")
            found = [_of_package_json(manifest, name, host.files)]
        else:
            found = [version_in(os.path.join(folder, one), name, host.files) for one in (".venv", "venv")]
        version = next(filter(None, found), "")
        if version:
            return version
    return ""


def _of_package_json(path: str, name: str, files: NoFiles) -> str:
    data = _json(path, files)
    version = data.get("version")
    return version if data.get("name") == name and isinstance(version, str) else ""


def _json(path: str, files: NoFiles) -> dict[str, object]:
    try:
        data = json.loads(_text(path, files) or "{}")
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _text(path: str, files: NoFiles) -> str:
    try:
        return files.read(path).text
    except (OSError, TextError):
        return ""


def _normal(name: str) -> str:
    """Return a package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
