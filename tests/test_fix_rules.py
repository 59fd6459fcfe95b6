"""Every rule with a fix: what its fix makes of a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint.ruledocs import docstring
from configlint.rules.registry import Rule, all_rules
from tests.cli import write
from tests.fixing import check
from tests.keys import filled


def _example_files(rule: Rule, project: Path) -> tuple[str, list[str]]:
    example = docstring.read(rule).bad
    assert example is not None
    paths = []
    for name, text in example.files.items():
        folder = project.parent / "home" if name.startswith("~/") else project
        path = write(folder, name.removeprefix("~/"), filled(text).replace("{bom}", "\ufeff"))
        path.chmod(example.mode)
        paths.append(str(path))
    return example.tool, paths


#: Other examples for rules whose documentation shows what cannot be fixed.
EXAMPLES = {
    "syntax-error": ("codex", ".codex/config.toml", "model = “gpt-5.4”\n"),
    "deprecated-host": ("openai-python", ".env", "OPENAI_BASE_URL=https://api.together.xyz/v1\n"),
}


@pytest.mark.parametrize("rule", [one for one in all_rules() if one.fix], ids=lambda rule: rule.name)
def test_every_rule_that_has_fixes_fixes_its_example(rule: Rule, project: Path) -> None:
    if rule.name in EXAMPLES:
        tool, name, text = EXAMPLES[rule.name]
        paths = [str(write(project, name, text))]
    else:
        tool, paths = _example_files(rule, project)
    found = json.loads(check(project, "--tool", tool, "--format", "json", *paths).stdout)
    fixes = [one["fix"] for one in found["diagnostics"] if one["rule"] == rule.name]
    assert fixes
    assert all(fixes)
    result = check(project, "--fix=all", "--tool", tool, "--format", "json", *paths)
    report = json.loads(result.stdout)
    assert rule.name in {one["rule"] for one in report["fixed"]}
    assert rule.name not in {one["rule"] for one in report["diagnostics"] if one["severity"] != "note"}


def test_the_promised_rules_have_fixes() -> None:
    promised = {f"URL00{number}" for number in range(1, 10)} | {"URL011", "HOST001", "HOST002", "HOST004", "WIRE002"}
    promised |= {"KEY003", "KEY005", "KEY007", "MODEL001", "ENV001"}
    promised |= {"FILE002", "FILE003", "FILE005", "FILE008", "FILE009", "FILE011"}
    assert promised <= {rule.code for rule in all_rules() if rule.fix}


WIRE = (
    'model_provider = "p"\n[model_providers.p]\nname = "P"\nbase_url = "{url}"\nenv_key = "P_KEY"\nwire_api = "chat"\n'
)


@pytest.mark.parametrize(
    ("url", "safety"),
    [
        ("https://api.openai.com/v1", "safe"),
        ("https://relay.example.com/v1", "unsafe"),
        ("https://api.anthropic.com/v1", None),
    ],
)
def test_a_wire_api_is_only_replaced_where_the_host_serves_the_new_one(
    project: Path, url: str, safety: str | None
) -> None:
    write(project, "config.toml", WIRE.format(url=url))
    report = json.loads(check(project, "--tool", "codex", "--format", "json", "config.toml").stdout)
    (fix,) = [one["fix"] for one in report["diagnostics"] if one["code"] == "WIRE002"]
    assert (fix["safety"] if fix else None) == safety


#: More fixes: the tool, the file, the text before and after.
RANDOM = "K7Q2M9X4" + "P1Z8W3RT"
FIXED = {
    "query into its table": (
        "codex",
        "config.toml",
        'model_provider = "a"\n[model_providers.a]\nname = "A"\n'
        'base_url = "https://c.openai.azure.com/openai?api-version=2025-04-01-preview"\nenv_key = "A_KEY"\n',
        'model_provider = "a"\n[model_providers.a]\nname = "A"\n'
        'base_url = "https://c.openai.azure.com/openai"\nenv_key = "A_KEY"\n'
        '\n[model_providers.a.query_params]\napi-version = "2025-04-01-preview"\n',
    ),
    "variable into its table": (
        "claude-code",
        ".claude/settings.json",
        '{"ANTHROPIC_MODEL": "opus"}',
        '{"env": {"ANTHROPIC_MODEL": "opus"}}',
    ),
    "out of a table to the top": (
        "claude-code",
        ".claude/settings.json",
        '{"env": {"apiKeyHelper": "pass show k", "A": "b"}}',
        '{"env": {"A": "b"}, "apiKeyHelper": "pass show k"}',
    ),
    "into a table with another key": (
        "opencode",
        "opencode.json",
        '{"provider": {"p": {"npm": "@ai-sdk/openai-compatible", "baseUrl": "https://r.example.com/v1",'
        ' "options": {"apiKey": "{env:K}"}, "models": {"m": {}}}}}',
        '{"provider": {"p": {"npm": "@ai-sdk/openai-compatible",'
        ' "options": {"apiKey": "{env:K}", "baseURL": "https://r.example.com/v1"}, "models": {"m": {}}}}}',
    ),
    "option without effect": (
        "codex",
        "config.toml",
        'disable_response_storage = true\nmodel = "gpt-5.4"\n',
        'model = "gpt-5.4"\n',
    ),
    "hyphens in a bare model id": (
        "claude-code",
        ".claude/settings.json",
        '{"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com", "ANTHROPIC_MODEL": "anthropic/claude-sonnet-4.5"}}',
        '{"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com", "ANTHROPIC_MODEL": "claude-sonnet-4-5"}}',
    ),
    "comments and commas": (
        "claude-code",
        ".claude/settings.json",
        '{\n  // mine\n  "env": {"A": "b",}, /* x */\n}\n',
        '{\n  "env": {"A": "b"}\n}\n',
    ),
    "the first of two keys": (
        "openai-python",
        ".env",
        "OPENAI_MODEL=a\n# between\nOPENAI_MODEL=b\nOPENAI_MODEL=c\n",
        "# between\nOPENAI_MODEL=c\n",
    ),
    "a key with its scheme": (
        "openai-python",
        ".env",
        f'OPENAI_API_KEY="Bearer {RANDOM}"\n',
        f'OPENAI_API_KEY="{RANDOM}"\n',
    ),
}


@pytest.mark.parametrize("name", FIXED)
def test_fixed_as_a_person_would(name: str, project: Path) -> None:
    tool, path, before, after = FIXED[name]
    file = write(project, path, before)
    check(project, "--fix", "--tool", tool, path)
    assert file.read_text() == after
