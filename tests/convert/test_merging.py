"""Merging into files of other people: only the keys that the target owns change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from configlint.convert import merge
from configlint.convert.source import ConversionError
from configlint.engine import templates
from tests.convert.conversions import TARGETS, context, made_up, target_of
from tests.convert.preserving import merged
from tests.keys import filled
from tests.labelled import Case, names

#: Why a file cannot be merged into before a person has fixed it.
REASONS = ("cannot be parsed: fix it first", "does not work as it is: ", "has a different key, which would be sent")


def files() -> Iterator[tuple[str, str, str]]:
    """Yield (tool, name, text) of the files in the cases that belong to a tool that configlint can write for."""
    for case in map(Case.load, names()):
        tool = case.labels.get("tool")
        if tool in TARGETS:
            own = tuple(Path(templates.source(path)).name for path in target_of(tool).files.values())
            for name, text in case.files.items():
                if name.endswith(own):
                    yield tool, f"{case.folder.name}/{name}", text


FILES = list(files())


def test_there_are_files_of_each_format() -> None:
    assert {Path(name).suffix or Path(name).name for _, name, _ in FILES} >= {".toml", ".json", ".yml", ".env"}


@pytest.mark.parametrize(("tool", "name", "text"), FILES, ids=[f"{tool}-{name}" for tool, name, _ in FILES])
def test_only_owned_keys_change(tool: str, name: str, text: str, tmp_path: Path) -> None:
    here = context(tmp_path)
    path = tmp_path / "work" / Path(name).name
    path.write_bytes(filled(text).encode())
    try:
        result, wrong = merged(made_up("https://relay.example.com", "chat"), tool, str(path), here)
    except ConversionError as error:
        assert any(reason in str(error) for reason in REASONS), error  # noqa: PT017
        return
    assert wrong == []
    assert result.files[0].action == "update"


def leaves(settings: object) -> int:
    return sum(map(leaves, settings.values())) if isinstance(settings, dict) else 1


@pytest.mark.parametrize("tool", TARGETS)
def test_no_setting_of_a_kind_of_request_replaces_another(tool: str) -> None:
    for kind in target_of(tool).kinds:
        settings: merge.Settings = {}
        places = set()
        for entry in kind.entries:
            if entry.path is not None and entry.content == "value" and not entry.beside and not entry.without_key:
                prefix = f"[^{templates.source(entry.prefix)}]" if entry.prefix is not None else ""
                places.add((templates.source(entry.path), prefix))
                merge.put(settings, templates.source(entry.path), {prefix: 1} if prefix else 1)
        assert leaves(settings) == len(places)
