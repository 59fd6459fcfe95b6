"""Drivers: how to install a real tool, and to ask it one thing without a window (drivers.toml)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
#: Where tools are installed, once per version.
CACHE = Path(os.environ.get("CONFIGLINT_LAB", Path.home() / ".cache" / "configlint" / "lab"))
#: The Node that npm tools run on, and that npm chooses their version for, unless NODE names another.
NODE = "22"
#: Seconds that an installation may take.
PATIENCE = 900


class NotRunnableError(Exception):
    """A tool cannot be installed, or a recording does not say how it was made."""


@dataclass(frozen=True)
class Driver:
    """How to run one tool.

    `package` is "npm NAME" or "PyPI NAME", `run` the command. `wrap` goes in front of a command whose program is the
    tool, for those that need more than one process. `env` silences what has nothing to do with the request: telemetry,
    updates, price lists. `stops` is an expression for what the tool prints when it sends nothing, for one that asks its
    own service all the same. `scripts` are files to put beside a program that uses the tool as a library.
    """

    tool: str
    package: str
    run: list[str]
    wrap: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    stops: str = ""
    scripts: dict[str, str] = field(default_factory=dict)
    patience: float = 60

    def command(self, argv: list[str]) -> list[str]:
        """Return the command that a recording's `argv` stands for. Raises NotRunnableError where that is not known."""
        program = self.run[0]
        if any(part.startswith("(") for part in argv):
            raise NotRunnableError("the recording does not say what the client asked for")
        if argv[:1] in (["python"], ["python3"]):
            return argv
        if argv[:1] in (["node"], ["node22"]):
            if argv[1] != "-e" and argv[1] not in self.scripts:
                raise NotRunnableError(f"there is no script {argv[1]}")
            return ["node", *argv[1:]]
        own = argv if argv[:1] == [program] else [program, *argv] if argv else self.run
        return [*self.wrap, *own]


class Installed(NamedTuple):
    """A tool on this machine: the version that was installed, and the folders of its programs."""

    version: str
    programs: list[Path]
    folder: Path


def load(tool: str) -> Driver:
    """Return the driver of a tool. Raises NotRunnableError where there is none."""
    drivers = tomllib.loads((HERE / "drivers.toml").read_text(encoding="utf-8"))
    if tool not in drivers:
        raise NotRunnableError("no driver says how to run it")
    return Driver(tool, **drivers[tool])


def tools() -> list[str]:
    """Return the tools that have a driver."""
    return list(tomllib.loads((HERE / "drivers.toml").read_text(encoding="utf-8")))


def install(driver: Driver, version: str = "", node: str = NODE) -> Installed:
    """Install a tool, the newest version that fits this Node or Python unless one is named.

    Raises NotRunnableError where that fails.
    """
    registry, name = driver.package.split(" ")
    try:
        return _npm(driver, name, version, node) if registry == "npm" else _pypi(driver, name, version)
    except (subprocess.SubprocessError, OSError) as error:
        raise NotRunnableError(f"{driver.package} cannot be installed: {error}") from error


def _npm(driver: Driver, name: str, version: str, node: str) -> Installed:
    programs = _node(node)
    folder = CACHE / f"node-{node}" / _plain(f"{name}@{version or 'newest'}")
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    if not (folder / ".done").exists():
        _npm_install(folder, [f"{name}@{version}" if version else name, *driver.also], environment)
    description = json.loads((folder / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
    modules = folder / "node_modules"
    # a package of one platform's program names no programs for npm to link
    return Installed(description["version"], [modules / ".bin", modules / name / "bin", programs], folder)


def _node(version: str) -> Path:
    """Return the folder of the program `node` in a major version, which npm has as a package, too."""
    folder = CACHE / f"node-{version}" / "node"
    if not (folder / ".done").exists():
        _npm_install(folder, [f"node@{version}"], dict(os.environ))
    return folder / "node_modules" / "node" / "bin"


def _npm_install(folder: Path, packages: list[str], environment: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-fund", "--no-audit", "--silent", "--prefix", str(folder)]
    _run(["npm", "install", *options, *packages], folder, environment)
    (folder / ".done").touch()


def _pypi(driver: Driver, name: str, version: str) -> Installed:
    folder = CACHE / f"python-{sys.version_info[0]}.{sys.version_info[1]}" / _plain(f"{name}@{version or 'newest'}")
    python = str(folder / "bin" / "python")
    if not (folder / ".done").exists():
        _run([sys.executable, "-m", "venv", str(folder)], folder.parent, dict(os.environ))
        wanted = [f"{name}=={version}" if version else name, *driver.also]
        options = ["--quiet", "--disable-pip-version-check"]
        _run([python, "-m", "pip", "install", *options, *wanted], folder, dict(os.environ))
        (folder / ".done").touch()
    code = f"import importlib.metadata as m; print(m.version({name.partition('[')[0]!r}))"
    found = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return Installed(found.stdout.strip(), [folder / "bin"], folder)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True, timeout=PATIENCE)


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "@.-" else "_" for letter in name)


def described(row: dict[str, Any]) -> str:
    """Return in a few words what a recorded or a new run came to."""
    expect = row["expect"]
    if "sent" in expect:
        sent = expect["sent"]
        return " ".join(
            [sent["path"], *(f"{name}: {value}" for name, value in sent["headers"].items()), str(sent.get("model"))]
        )
    if "elsewhere" in expect:
        return f"goes to {', '.join(expect['elsewhere'])}"
    return "goes to a host that is not seen" if "not_here" in expect else f"stops: {expect['refused']}"
