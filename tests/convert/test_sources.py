"""Any tool with files can be converted from: the mended examples of those that are no targets."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from configlint import profiles
from configlint.convert import select
from configlint.convert.conversion import convert
from configlint.convert.source import ConversionError
from tests.convert.test_convert import TARGETS, machine, written

EXAMPLES = Path(__file__).parents[2] / "examples"
#: Why a target may say no.
REASONS = (
    "does not serve the",
    "keeps connections by model, and this setup names none",
    "has another key",
    "would refuse this: ",
    "no base URL brings",
)


def sources() -> list[str]:
    loaded = map(profiles.load, profiles.tools())
    senders = [one.id for one in loaded if one.requests and not one.data.get("fallback")]
    return [tool for tool in senders if tool not in TARGETS and (EXAMPLES / tool / "mended").is_dir()]


def test_there_are_many() -> None:
    assert len(sources()) > 20


@pytest.mark.parametrize("tool", sources())
def test_every_other_tool_to_every_target(tool: str, tmp_path: Path) -> None:
    here = machine(tmp_path)
    shutil.copytree(EXAMPLES / tool / "mended", tmp_path / "work", dirs_exist_ok=True)
    converted = 0
    for path in sorted(path for path in (tmp_path / "work").rglob("*") if path.is_file()):
        (setup,) = select.setups(str(path), tool, here, everything=False)
        for target in TARGETS:
            try:
                result = convert(setup, profiles.load(target), here, path=str(tmp_path / "out" / target / "file"))
            except ConversionError as error:
                assert any(reason in str(error) for reason in REASONS), error  # noqa: PT017
                continue
            assert any(setup.host in (one.url or "") for one in written(result, here)), target
            assert [note for note in result.notes if note.severity == "error"] == [], target
            converted += 1
    assert converted
