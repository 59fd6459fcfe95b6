"""What an example or an empty file leaves to its reader is not judged as if it were meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.engine import templates
from configlint.engine.layers import DIALECTS
from tests.cli import run, write

PLACEHOLDERS = ("<base-url>", "your-base-url-here", "YOUR_API_BASE", "<provider/model-id>", "changeme", "replace-me")
SETUPS = {
    "{}.env": ("openai-python", "OPENAI_BASE_URL={0}\nOPENAI_API_KEY={0}\n"),
    "config{}.yaml": ("litellm", "model_list: [{{model_name: a, litellm_params: {{model: {0}, api_base: {0}}}}}]\n"),
    "config{}.toml": (
        "codex",
        'model = "m"\nmodel_provider = "r"\n[model_providers.r]\nname = "R"\nbase_url = "{0}"\nenv_key = "R_KEY"\n',
    ),
}
KNOWLEDGE = Knowledge()
#: The JSON files without which a tool goes on, by tool.
SKIPPED_IF_BROKEN = sorted(
    {
        (tool, path)
        for tool in KNOWLEDGE.tools
        for layer in KNOWLEDGE.profile(tool).layers
        for path in (templates.expand(one, lambda name: None) for one in layer.paths)
        if layer.ignores_errors and layer.is_recognised and DIALECTS.get(layer.format, ("",))[0] == "json"
        if path and "*" not in path
    }
)


def errors(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    """Return rule and message of each error that `check` reports."""
    result = run("check", *arguments, "--format", "json", cwd=folder, home=folder / "home")
    found = json.loads(result.stdout)["diagnostics"]
    return [(one["rule"], one["message"]) for one in found if one["severity"] == "error"]


@pytest.mark.parametrize("name", SETUPS)
@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_only_an_example_may_have_a_placeholder(name: str, placeholder: str, tmp_path: Path) -> None:
    tool, text = SETUPS[name]
    for infix, is_example in ((".example", True), ("", False)):
        path = name.format(infix)
        write(tmp_path, path, text.format(placeholder))
        found = errors(tmp_path, "--tool", tool, path)
        assert is_example is (not found), found


def test_an_example_with_a_url_that_cannot_work_is_reported(tmp_path: Path) -> None:
    write(tmp_path, ".env.example", "OPENAI_BASE_URL=api.example.com/v1\n")
    assert [rule for rule, _ in errors(tmp_path, "--tool", "openai-python", ".env.example")] == ["malformed-url"]


@pytest.mark.parametrize(("tool", "path"), SKIPPED_IF_BROKEN)
def test_an_empty_file_that_the_tool_goes_on_without_is_not_reported(tool: str, path: str, tmp_path: Path) -> None:
    target = write(tmp_path / "home" if path.startswith("~/") else tmp_path, path.removeprefix("~/").lstrip("/"), "\n")
    assert errors(tmp_path, "--tool", tool, str(target)) == []
