"""Where files are and what they are called: examples, dotfiles, the home folder, files that are read on demand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configlint.files.example_files import plain_name
from tests.cli import run, write
from tests.replay import KNOWLEDGE

USERS_CODEX = """\
model = "gpt-5.4"
model_provider = "relay"

[model_providers.relay]
name = "Relay"
base_url = "https://relay.example.com/v1"
env_key = "RELAY_API_KEY"
"""


def rules(project: Path, *arguments: str) -> list[str]:
    """Return the rules of which `check` has errors or warnings."""
    result = run("check", "--format", "json", *arguments, cwd=project, home=project.parent / "home")
    return [one["rule"] for one in json.loads(result.stdout)["diagnostics"] if one["severity"] != "note"]


# ---- examples


@pytest.mark.parametrize("word", ["example", "sample", "template"])
@pytest.mark.parametrize(
    "name", [".env.{}", ".env-{}", ".env_{}", "{}.env", "env.{}", ".env.{}.local", ".env.local.{}"]
)
def test_placeholders_are_fine_in_whatever_is_called_an_example(project: Path, name: str, word: str) -> None:
    write(project, name.format(word), "GEMINI_API_KEY=your-api-key-here\n")
    write(project, "sub/.env", "GEMINI_API_KEY=your-api-key-here\n")
    assert rules(project, name.format(word)) == []
    assert rules(project) == ["placeholder-key"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("config.example.toml", "config.toml"),
        ("config_template.toml", "config.toml"),
        ("example.config.toml", "config.toml"),
        ("config.toml.tmpl", "config.toml"),
        (".env.production.dist", ".env.production"),
        (".env.defaults", ".env"),
        ("default.json", "default.json"),
        ("defaults.toml", "defaults.toml"),
        ("dist.env", "dist.env"),
        ("template", "template"),
    ],
)
def test_an_example_has_the_name_of_a_file_and_a_word_besides(name: str, plain: str) -> None:
    assert plain_name(f"folder/{name}") == f"folder/{plain}"


# ---- the home folder, and copies of it


@pytest.mark.parametrize(
    "path",
    [
        "dotfiles/.codex/config.toml",
        "my-dotfiles/codex/.codex/config.toml",
        "dotfiles/home/.codex/config.toml",
        "codex/.codex/config.toml",
        "src/dot_codex/private_config.toml.tmpl",
        "src/private_dot_codex/config.toml",
        "dotfiles/.codex/config.toml##os.Linux",
    ],
)
def test_the_files_of_a_dotfiles_repository_are_the_users_own(project: Path, path: str) -> None:
    write(project, path, USERS_CODEX)
    assert rules(project) == rules(project, path) == []


@pytest.mark.parametrize("name", [".claude/settings.local.json", ".config/claude/settings.json"])
def test_where_the_files_of_a_dotfiles_repository_end_up_is_not_known(project: Path, name: str) -> None:
    settings = '{"env": {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api/v1"}}'
    write(project, f"dotfiles/{name}", settings)
    assert rules(project) == ["duplicate-version"]
    home = write(project.parent, f"home/{name}", settings)
    assert rules(project, str(home)) == ["unread-file"]


def test_a_folder_with_the_files_of_a_shell_is_a_home_folder(project: Path) -> None:
    write(project, "tree/.codex/config.toml", USERS_CODEX)
    assert rules(project) == ["unread-file"]
    write(project, "tree/.zshrc", "")
    assert rules(project) == []


def test_the_home_folder_is_known_by_every_path_that_leads_to_it(project: Path) -> None:
    write(project.parent, "home/.codex/config.toml", USERS_CODEX)
    (project.parent / "link").symlink_to("home")
    assert rules(project, str(project.parent / "link/.codex/config.toml")) == []


# ---- read on demand


def test_what_a_tool_reads_on_demand_is_judged_alone(project: Path) -> None:
    home = project.parent / "home"
    write(home, ".codex/config.toml", USERS_CODEX)
    write(home, ".codex/other.config.toml", 'model = "gpt-5.4-mini"\n')
    assert rules(project, str(home / ".codex")) == []


# ---- files of several documents


COMPOSE = "services:\n  web:\n    image: x\n    environment:\n      - OPENAI_BASE_URL=http://localhost:9999/v1\n"
MANIFEST = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  OPENAI_BASE_URL: https://api.openai.com/v1/chat/completions
"""


def _folders_of_manifests() -> list[str]:
    patterns = [one for one in KNOWLEDGE.index.globs if one.stream and len(one.steps) > 1]
    return sorted({one.steps[-2] for one in patterns})


@pytest.mark.parametrize("folder", _folders_of_manifests())
def test_one_table_among_manifests_is_read_as_one(project: Path, folder: str) -> None:
    write(project, f"{folder}/docker-compose.yml", COMPOSE)
    write(project, f"{folder}/web.yml", MANIFEST)
    assert rules(project) == ["container-loopback", "endpoint-in-base"]


def test_a_manifest_of_any_name_is_known_by_its_content(project: Path) -> None:
    write(project, "web.yaml", MANIFEST)
    assert rules(project) == []
    assert rules(project, "web.yaml") == ["endpoint-in-base"]


@pytest.mark.parametrize(
    "path", ["litellm_config.yaml.j2", "litellm_config.yaml.tmpl", "templates/litellm_config.yaml"]
)
def test_values_that_are_filled_in_later_are_not_judged(project: Path, path: str) -> None:
    text = "model_list:\n- model_name: a\n  litellm_params: {model: openai/m, api_base: '%s'}\n"
    write(project, path, text % "http://{{ host }}:{{ port }}/v1")
    assert rules(project) == []
    write(project, path, text % "ftp://relay.example.com/v1")
    assert rules(project) == ["malformed-url"]


@pytest.mark.parametrize("name", ["t", "template", "template,default", "os.Linux,template.j2"])
def test_a_template_of_yadm_is_filled_in_later(project: Path, name: str) -> None:
    write(
        project,
        f".pi/agent/models.json##{name}",
        '{"providers": {}\n{% if yadm.os == "Linux" %}\n, "a": {}{% endif %}}',
    )
    assert rules(project) == []
    write(project, ".pi/agent/models.json##os.Linux", '{"providers": {}\n{% if yadm.os == "Linux" %}')
    assert rules(project) == ["syntax-error"]


@pytest.mark.parametrize("name", ["litellm_config.yaml.tpl", "templates/litellm_config.yaml"])
@pytest.mark.parametrize("reference", ["${LAB_BASE}", "$LAB_BASE"])
def test_in_what_is_rendered_a_reference_is_for_what_renders_it(project: Path, name: str, reference: str) -> None:
    text = "model_list:\n- model_name: a\n  litellm_params: {model: openai/m, api_key: '%s', api_base: '%s'}\n"
    write(project, name, text % (reference, "https://relay.example.com/v1"))
    assert rules(project) == []
    write(project, name.replace(".tpl", "").replace("templates/", ""), text % (reference, "https://a.example.com/v1"))
    assert rules(project) == ["unexpanded-reference"]


@pytest.mark.parametrize("value", ["__LAB_BASE__", "@LAB_BASE@", "%%LAB_BASE%%"])
def test_what_a_script_replaces_is_not_judged(project: Path, value: str) -> None:
    text = "model_list:\n- model_name: a\n  litellm_params: {model: openai/m, api_base: '%s'}\n"
    write(project, "litellm_config.yaml", text % value)
    assert rules(project) == []
    write(project, "litellm_config.yaml", text % value.strip("_@%"))
    assert rules(project) == ["malformed-url"]


@pytest.mark.parametrize(("name", "expected"), [(".bashrc", ["byte-order-mark"]), ("PowerShell/profile.ps1", [])])
def test_a_script_of_powershell_may_have_a_byte_order_mark(project: Path, name: str, expected: list[str]) -> None:
    write(project.parent / "home", name, "\ufeffA=1\n")
    assert rules(project, str(project.parent / "home" / name)) == expected


@pytest.mark.parametrize(
    "kustomization", ["kustomization.yaml", "app/kustomization.yaml", "app/files/kustomization.yaml"]
)
@pytest.mark.parametrize("base", ["https://llm.${DOMAIN}/v1", "${LLM_BASE}"])
def test_what_flux_substitutes_is_not_judged(project: Path, base: str, kustomization: str) -> None:
    text = "model_list:\n- model_name: a\n  litellm_params: {model: openai/m, api_base: '%s'}\n"
    write(project, "app/files/litellm_config.yaml", text % base)
    assert rules(project) == ["unexpanded-reference"]
    write(project, kustomization, "configMapGenerator: []\n")
    assert rules(project) == ([] if "/" in kustomization else ["unexpanded-reference"])
