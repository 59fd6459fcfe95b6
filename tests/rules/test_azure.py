"""Azure's base URL in the variable for OpenAI's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write


@pytest.mark.parametrize(
    ("more", "help_", "is_fixable"),
    [
        ("", "", True),
        ("AZURE_OPENAI_ENDPOINT=https://contoso.openai.azure.com/\n", "Leave it out: AZURE_OPENAI_ENDPOINT", False),
    ],
)
def test_the_variable_for_azure_itself_makes_the_other_one_too_much(
    more: str, help_: str, is_fixable: bool, project: Path
) -> None:
    write(project, "requirements.txt", "langchain-openai\n")
    write(project, ".env", f"OPENAI_API_BASE=https://contoso.openai.azure.com/\n{more}")
    result = run("check", "--format", "json", ".env", cwd=project, home=project.parent / "home")
    (found,) = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "azure-incomplete"]
    assert (found["help"] or "").startswith(help_)
    assert (found["fix"] is not None) == is_fixable
