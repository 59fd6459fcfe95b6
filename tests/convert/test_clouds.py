"""A cloud with its own login: what `convert` writes for it, it reads again, whether or not the requests are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint.convert.conversion import convert
from configlint.convert.files import Options
from tests.cli import run, write
from tests.convert.conversions import KNOWLEDGE, TARGETS, context, read, target_of

BEDROCK = {
    "CLAUDE_CODE_USE_BEDROCK": "1",
    "AWS_REGION": "eu-west-1",
    "ANTHROPIC_MODEL": "eu.anthropic.claude-sonnet-4-6",
}
VERTEX = {
    "CLAUDE_CODE_USE_VERTEX": "1",
    "CLOUD_ML_REGION": "us-east5",
    "ANTHROPIC_VERTEX_PROJECT_ID": "my-project",
    "ANTHROPIC_MODEL": "claude-sonnet-4-6",
}
CLOUDS = {"amazon-bedrock": BEDROCK, "google-vertex": VERTEX}
PAIRS = [
    (tool, cloud) for tool in TARGETS for cloud in CLOUDS if any(cloud in one.native for one in target_of(tool).kinds)
]


@pytest.mark.parametrize(("tool", "cloud"), PAIRS)
def test_a_cloud_is_read_as_it_was_written(tool: str, cloud: str, tmp_path: Path) -> None:
    here = context(tmp_path)
    file = write(tmp_path, "home/.claude/settings.json", json.dumps({"env": CLOUDS[cloud]}))
    source = read(str(file), "claude-code", here)
    result = convert(source, KNOWLEDGE.profile(tool), here, Options())
    path = Path(result.after.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(result.after.encode())
    again = read(str(path), tool, here)
    assert (again.provider.id if again.provider else None, again.model) == (cloud, source.model)
    assert (again.host, again.leftovers) == (source.host, ())


def test_a_project_that_only_the_environment_knows_is_not_made_up(tmp_path: Path) -> None:
    params = {"model": "vertex_ai/claude-sonnet-4-6", "vertex_project": "os.environ/PROJECT", "vertex_location": "eu"}
    write(tmp_path, "litellm_config.yaml", json.dumps({"model_list": [{"model_name": "a", "litellm_params": params}]}))
    result = run("convert", "litellm_config.yaml", "--to", "claude-code", cwd=tmp_path, home=tmp_path / "home")
    assert (result.status, result.stdout) == (2, "")


def test_a_region_that_only_a_variable_says_is_not_passed_off_as_known(tmp_path: Path) -> None:
    params = "{model: bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0, aws_region_name: os.environ/AWS_REGION}"
    write(tmp_path, "litellm_config.yaml", f"model_list:\n  - model_name: s\n    litellm_params: {params}\n")
    result = run("convert", "litellm_config.yaml", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert "region us-west-2 is only the default: check it, as AWS_REGION" in " ".join(result.stdout.split())
