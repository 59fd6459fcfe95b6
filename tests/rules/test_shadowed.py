"""A value that something outside of its file comes before, where that is looked at, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write

KIMI = """default_model = "m"
[models.m]
provider = "gw"
model = "m"
max_context_size = 1000
[providers.gw]
type = "openai_legacy"
base_url = "http://gw.lan/v1"
api_key = "local"
"""
GOOSE = "GOOSE_PROVIDER: openai\nGOOSE_MODEL: m\nOPENAI_BASE_URL: http://gw.lan/v1\n"


@pytest.mark.parametrize(
    ("path", "text", "variable", "own", "line"),
    [
        (".kimi/config.toml", KIMI, "OPENAI_API_KEY", "local", 9),
        (".kimi/config.toml", KIMI, "OPENAI_BASE_URL", "http://gw.lan/v1", 8),
        (".config/goose/config.yaml", GOOSE, "OPENAI_BASE_URL", "http://gw.lan/v1", 3),
    ],
)
def test_a_variable_of_the_shell_that_comes_before(
    path: str, text: str, variable: str, own: str, line: int, tmp_path: Path
) -> None:
    write(tmp_path, path, text)

    def shadowed(*arguments: str, **environment: str) -> list[int]:
        result = run("check", path, "--format", "json", *arguments, cwd=tmp_path, home=tmp_path, env=environment)
        found = json.loads(result.stdout)["diagnostics"]
        return [one["range"]["start"]["line"] for one in found if one["rule"] == "shadowed-value"]

    other = {variable: "http://other.lan/v1" if own.startswith("http") else "other"}
    assert shadowed("--env", **other) == [line]
    assert shadowed(**other) == shadowed("--env") == shadowed("--env", **{variable: own}) == []
