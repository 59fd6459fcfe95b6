"""Any tool with files can be converted from: the fixed examples of those that configlint cannot write for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from configlint.convert.conversion import convert
from configlint.convert.files import Options
from configlint.convert.source import ConversionError
from tests.convert.conversions import KNOWLEDGE, TARGETS, context, errors, read, sent

EXAMPLES = Path(__file__).parents[2] / "examples"
#: Why a setup may not be possible in a target.
REASONS = (
    "does not serve the",
    "keeps connections by model, but this setup has no model",
    "has a different key",
    "; convert to a tool that speaks ",
    "would refuse this: ",
    "no base URL makes",
)


def sources() -> list[str]:
    """Return the tools with examples that are only sources."""
    profiles = map(KNOWLEDGE.profile, KNOWLEDGE.tools)
    senders = [profile.id for profile in profiles if profile.requests and not profile.is_fallback]
    return [tool for tool in senders if tool not in TARGETS and (EXAMPLES / tool / "fixed").is_dir()]


def test_there_are_many() -> None:
    assert len(sources()) > 20


@pytest.mark.parametrize(("number", "tool"), list(enumerate(sources())), ids=sources())
def test_every_other_tool_to_other_tools(number: int, tool: str, tmp_path: Path) -> None:
    """Each to half of the targets, so that each target has many sources."""
    here = context(tmp_path)
    shutil.copytree(EXAMPLES / tool / "fixed", tmp_path / "work", dirs_exist_ok=True)
    converted = 0
    for path in sorted(path for path in (tmp_path / "work").rglob("*") if path.is_file()):
        source = read(str(path), tool, here)
        for target in TARGETS[number % 2 :: 2]:
            options = Options(path=str(tmp_path / "out" / target / "file"))
            try:
                result = convert(source, KNOWLEDGE.profile(target), here, options)
            except ConversionError as error:
                assert any(reason in str(error) for reason in REASONS), error  # noqa: PT017
                continue
            assert any(source.host in (request.url or "") for request in sent(result, here)), target
            assert errors(result) == [], target
            converted += 1
    assert converted
