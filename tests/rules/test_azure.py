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


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        ("AZURE_OPENAI_API_INSTANCE_NAME=acme\nAZURE_OPENAI_API_VERSION=2024-10-21\n", []),
        ("AZURE_OPENAI_API_INSTANCE_NAME=acme\nAZURE_OPENAI_API_VERSION=2024-08-06\n", ["azure-incomplete"]),
        ("AZURE_OPENAI_API_INSTANCE_NAME=https://acme.openai.azure.com/\n", ["invalid-value"]),
        ("AZURE_OPENAI_API_INSTANCE_NAME=acme.openai.azure.com\n", ["invalid-value"]),
        ("AZURE_OPENAI_ENDPOINT=https://acme.openai.azure.com\nAZURE_OPENAI_API_VERSION=2024-10-21\n", []),
        ("AZURE_OPENAI_BASE_PATH=https://acme.openai.azure.com/openai/deployments\n", []),
        ("AZURE_OPENAI_BASE_PATH=https://acme.openai.azure.com/openai/deployments/gpt-4o\n", ["azure-incomplete"]),
    ],
)
def test_langchain_js_makes_the_address_of_a_name(project: Path, lines: str, rules: list[str]) -> None:
    key = f"AZURE_OPENAI_API_KEY={'0123456789abcdef' * 2}\nAZURE_OPENAI_API_DEPLOYMENT_NAME=gpt-4o\n"
    version = "" if "VERSION" in lines else "AZURE_OPENAI_API_VERSION=2024-10-21\n"
    write(project, ".env", key + lines + version)
    write(project, "package.json", '{"dependencies": {"@langchain/openai": "^1.0.0"}}')
    result = run("check", "--format", "json", cwd=project, home=project.parent / "home")
    assert [one["rule"] for one in json.loads(result.stdout)["diagnostics"]] == rules
