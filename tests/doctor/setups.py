"""The setups in `broken.toml` and `right.toml`, laid out as a home folder and a project."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tests.cli import Result, run, write
from tests.keys import filled

_FOLDER = Path(__file__).parent


def load(name: str) -> list[dict[str, Any]]:
    """Return the setups in a file beside this one."""
    setups: list[dict[str, Any]] = tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))["setup"]
    return setups


def doctor(setup: dict[str, Any], project: Path, *arguments: str) -> Result:
    """Run `configlint doctor` on a machine that has nothing but a setup. The home folder is beside `project`."""
    home = project.parent / "home"
    for path, text in setup.get("files", {}).items():
        content = filled(text.removeprefix("\n"))
        write(home if path.startswith("~/") else project, path.removeprefix("~/"), content)
    variables = {name: filled(value) for name, value in setup.get("env", {}).items()}
    return run("doctor", *arguments, cwd=project, home=home, env={"COLUMNS": "100", "PATH": "", **variables})
