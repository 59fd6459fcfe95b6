"""Any tool with files can be converted from: the fixed examples of those that configlint cannot write for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from configlint.convert.conversion import convert
from configlint.convert.files import Options
from configlint.convert.source import ConversionError
from tests.cli import run, write
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
    """Each to a third of the targets, so that each target has many sources."""
    here = context(tmp_path)
    shutil.copytree(EXAMPLES / tool / "fixed", tmp_path / "work", dirs_exist_ok=True)
    converted = 0
    for path in sorted(path for path in (tmp_path / "work").rglob("*") if path.is_file()):
        source = read(str(path), tool, here)
        for target in TARGETS[number % 3 :: 3]:
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


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("llm", "llm is a name in the network of the containers"),
        ("host.docker.internal", "outside of them, it is localhost"),
        ("llm.relayhub.example", ""),
    ],
)
def test_a_host_that_only_containers_know_is_named(host: str, said: str, tmp_path: Path) -> None:
    image = "docker.all-hands.dev/all-hands-ai/openhands:0.39"
    variables = f"LLM_BASE_URL: http://{host}:8000/v1\n      LLM_MODEL: openai/m\n      LLM_API_KEY: ${{HUB_KEY}}"
    write(tmp_path, "compose.yaml", f"services:\n  app:\n    image: {image}\n    environment:\n      {variables}\n")
    result = run("convert", "compose.yaml", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert f"http://{host}:8000/v1" in result.stdout
    assert said in " ".join(result.stdout.split())
    assert said or "source:" not in result.stdout
