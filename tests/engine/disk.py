"""Layers that are read from real files in a temporary folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from configlint.engine import layers, locate
from configlint.engine.host import Host
from configlint.engine.reading import Reading
from configlint.files.access import LocalFiles
from tests.engine.made_up import layer, profile

DOTENV = {"path": ".env", "format": "dotenv", "variables": ""}


class Disk:
    """A home folder and a folder to work in (in a git repository), with files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "home").mkdir()
        (root / "repo" / "sub" / "deep").mkdir(parents=True)
        (root / "repo" / ".git").mkdir()

    def write(self, path: str, content: str = "{}") -> str:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
        return str(place)

    def host(self, environment: Mapping[str, str] | None = None, at: str = "repo/sub", **more: Any) -> Host:
        """Return a machine on this disk; without an environment it has no variables."""
        home, directory, root = (str(self.root / path) for path in ("home", at, "system"))
        return Host(home, directory, environment or {}, root=root, files=LocalFiles(), **more)

    def found(self, spec: Mapping[str, Any], environment: Mapping[str, str] | None = None, **more: Any) -> list[str]:
        """Return the files of a layer, lowest rank first, relative to the disk."""
        paths = locate.find(layer(**spec), self.host(environment, **more))
        return [str(Path(path).relative_to(self.root)) for path in paths]

    def read(self, specs: list[dict[str, Any]], environment: Mapping[str, str] | None = None, **more: Any) -> Reading:
        return layers.read(profile(layers=specs, **more), self.host(environment))
