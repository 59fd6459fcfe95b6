"""A URL, a key or a model in the field of one of the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import run, write
from tests.keys import key

URL = "https://relay.example.com/v1"
#: A file of each of these tools with fields for a base URL, a key and a model, and the names of the first two.
FILES = {
    "openai-python": ("OPENAI_BASE_URL={url}\nOPENAI_API_KEY={key}\n", "OPENAI_BASE_URL", "OPENAI_API_KEY"),
    "anthropic-node": (
        "ANTHROPIC_BASE_URL={url}\nANTHROPIC_API_KEY={key}\n",
        "ANTHROPIC_BASE_URL",
        "ANTHROPIC_API_KEY",
    ),
    "aider": (
        "OPENAI_API_BASE={url}\nOPENAI_API_KEY={key}\nAIDER_MODEL=openai/{model}\n",
        "OPENAI_API_BASE",
        "OPENAI_API_KEY",
    ),
    "claude-code": (
        '{{"env": {{"ANTHROPIC_BASE_URL": "{url}", "ANTHROPIC_API_KEY": "{key}", "ANTHROPIC_MODEL": "{model}"}}}}',
        "env.ANTHROPIC_BASE_URL",
        "env.ANTHROPIC_API_KEY",
    ),
    "opencode": (
        '{{"model": "lab/{model}", "provider": {{"lab": {{"npm": "@ai-sdk/openai-compatible", "models": {{"{model}": {{}}}}, '
        '"options": {{"baseURL": "{url}", "apiKey": "{key}"}}}}}}}}',
        "provider.lab.options.baseURL",
        "provider.lab.options.apiKey",
    ),
    "litellm": (
        "model_list:\n  - model_name: m\n    litellm_params: {{model: openai/{model}, api_base: '{url}', api_key: '{key}'}}\n",
        "model_list[0].litellm_params.api_base",
        "model_list[0].litellm_params.api_key",
    ),
}


def findings(folder: Path, tool: str, text: str) -> dict[str, str]:
    """Return the help of each error, by rule."""
    name = {"{": "config.json", "m": "config.yaml"}.get(text[0], ".env")
    write(folder, name, text)
    result = run("check", "--tool", tool, "--format", "json", name, cwd=folder, home=folder.parent / "home")
    found = json.loads(result.stdout)["diagnostics"]
    assert key("openrouter") not in result.stdout
    return {one["rule"]: one.get("help") or "" for one in found if one["severity"] == "error"}


@pytest.mark.parametrize("tool", FILES)
def test_what_belongs_in_another_field_is_sent_there(project: Path, tool: str) -> None:
    form, base_field, key_field = FILES[tool]
    right = {"url": URL, "key": key("relay"), "model": "lab-model"}
    sound = findings(project, tool, form.format(**right))
    assert not {"malformed-key", "malformed-url", "wrong-model-form"} & sound.keys()

    swapped = findings(project, tool, form.format(**right | {"url": key("openrouter"), "key": URL}))
    assert swapped["malformed-url"].endswith(f"a key belongs in {key_field}")
    assert swapped["malformed-key"].endswith(f"a URL belongs in {base_field}")


@pytest.mark.parametrize(
    ("held", "what"), [(URL, "a URL belongs in env.ANTHROPIC_BASE_URL"), ("", "a key belongs in env.ANTHROPIC_API_KEY")]
)
def test_a_url_or_a_key_as_the_model_is_an_error(project: Path, held: str, what: str) -> None:
    values = {"url": "https://relay.example.com", "key": key("relay"), "model": held or key("openrouter")}
    found = findings(project, "claude-code", FILES["claude-code"][0].format(**values))
    assert found["wrong-model-form"] == f"Write the model here; {what}"
