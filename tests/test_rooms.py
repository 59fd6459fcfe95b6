"""The house: folders import downwards only, and no file grows too large to be read in one go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "configlint"
#: Modules that are no room: they belong to the package itself.
_LOOSE = {"__init__.py", "__main__.py", "api.py", "records.py"}


def test_no_two_folders_import_each_other() -> None:
    arrows: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        room = _room(path.relative_to(PACKAGE).parts)
        arrows.setdefault(room, set()).update(target for target in _imported_rooms(path) if target != room)
    # Raises CycleError, which names the folders.
    TopologicalSorter(arrows).prepare()


def test_there_are_few_rooms_and_nothing_is_loose() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} == _LOOSE
    assert len([path for path in PACKAGE.iterdir() if (path / "__init__.py").exists()]) <= 18


def test_no_file_is_longer_than_400_lines() -> None:
    sources = [*PACKAGE.rglob("*.py"), *Path(__file__).parent.rglob("*.py")]
    assert [path.name for path in sources if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_any_stays_rare() -> None:
    found = sum(
        isinstance(node, ast.Name) and node.id == "Any"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )
    assert found < 100


def _imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("configlint"):
            names = [node.module] if node.module != "configlint" else [f"configlint.{one.name}" for one in node.names]
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names if one.name.startswith("configlint")]
        else:
            continue
        for name in names:
            parts = name.split(".")[1:]
            if parts and (PACKAGE / parts[0]).exists():
                yield _room((parts[0], ""))
            elif parts and (PACKAGE / f"{parts[0]}.py").exists():
                yield f"{parts[0]}.py"


def _room(parts: tuple[str, ...]) -> str:
    return parts[0]
