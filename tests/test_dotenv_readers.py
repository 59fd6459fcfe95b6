"""Who reads a `.env`: what the folder shows, and what is said where it shows nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from configlint.files import text as files_text
from tests.cli import Result, run, write

#: The Anthropic SDKs append /v1/messages, the AI SDK /messages.
SLASH_V1 = "ANTHROPIC_BASE_URL=https://relay.example.com/v1\nANTHROPIC_API_KEY=local\n"
BARE_HOST = "OPENAI_BASE_URL=https://api.siliconflow.cn\nOPENAI_API_KEY=local\n"


def findings(project: Path, *arguments: str) -> list[dict[str, Any]]:
    result = run("check", "--format", "json", *arguments, cwd=project, home=project.parent / "home")
    found: list[dict[str, Any]] = json.loads(result.stdout)["diagnostics"]
    return found


def explain(project: Path) -> Result:
    return run("explain", "--format", "json", cwd=project, home=project.parent / "home")


def said(project: Path, *arguments: str) -> list[tuple[str, str, str]]:
    """Return the rule, the severity and the tool of each finding."""
    return [(one["rule"], one["severity"], one["tool"]) for one in findings(project, *arguments)]


@pytest.mark.parametrize(
    ("manifest", "text", "tool"),
    [
        ("requirements.txt", "fastapi\nanthropic>=0.40  # the SDK\n", "anthropic-python"),
        ("requirements-dev.txt", "anthropic\n", "anthropic-python"),
        ("pyproject.toml", '[project]\ndependencies = ["Anthropic[bedrock]~=0.40"]\n', "anthropic-python"),
        ("pyproject.toml", '[tool.poetry.dependencies]\nanthropic = "^0.40"\n', "anthropic-python"),
        ("pyproject.toml", '[dependency-groups]\ndev = ["anthropic"]\n', "anthropic-python"),
        ("uv.lock", '[[package]]\nname = "anthropic"\nversion = "0.40.0"\n', "anthropic-python"),
        ("poetry.lock", '[[package]]\nname = "anthropic"\nversion = "0.40.0"\n', "anthropic-python"),
        ("package.json", '{"dependencies": {"@anthropic-ai/sdk": "^0.30.0"}}', "anthropic-node"),
        ("backend/requirements.txt", "anthropic\n", "anthropic-python"),
        ("main.py", "import os\n\nfrom anthropic import Anthropic\n", "anthropic-python"),
        ("index.mjs", "import Anthropic from '@anthropic-ai/sdk'\n", "anthropic-node"),
    ],
)
def test_what_is_wrong_for_a_program_that_is_there_is_a_finding_that_names_it(
    project: Path, manifest: str, text: str, tool: str
) -> None:
    write(project, ".env", SLASH_V1)
    assert said(project) == [("duplicate-version", "note", "")]
    write(project, manifest, text)
    assert said(project) == said(project, ".env") == [("duplicate-version", "error", tool)]


def test_what_is_right_for_a_program_that_is_there_is_right(project: Path) -> None:
    write(project, ".env", SLASH_V1)
    write(project, "package.json", '{"dependencies": {"@ai-sdk/anthropic": "2", "ai": "5"}}')
    assert said(project) == []


def test_a_manifest_above_counts_within_a_repository(project: Path) -> None:
    write(project, "app/deep/.env", SLASH_V1)
    write(project, "requirements.txt", "anthropic\n")
    assert said(project) == [("duplicate-version", "note", "")]
    (project / ".git").mkdir()
    assert said(project) == [("duplicate-version", "error", "anthropic-python")]


def test_a_version_that_reads_other_variables_is_another_program(project: Path) -> None:
    write(project, ".env", "OPENAI_API_BASE=https://relay.example.com/v1\nOPENAI_API_KEY=local\n")
    write(project, "requirements.txt", "openai==1.12.0\n")
    assert said(project) == [("unread-variable", "warning", "openai-python")]
    write(project, "requirements.txt", "openai<1\n")
    assert [severity for _, severity, _ in said(project)] != ["warning"]


#: Until 3.0 the Google SDK appended /v1beta, since then /v1.
SLASH_V1BETA = "GOOGLE_GEMINI_BASE_URL=https://relay.example.com/v1beta\nGEMINI_API_KEY=local\n"


@pytest.mark.parametrize(
    ("manifest", "text", "is_old"),
    [
        ("requirements.txt", "google-genai==1.57.0\n", True),
        ("requirements.txt", "google-genai[aiohttp] == 1.57  # later ones fail\n", True),
        ("requirements.txt", "google-genai==1.57.0 \\\n    --hash=sha256:00\n", True),
        ("requirements.txt", "google-genai==1.57.0 --hash=sha256:00\n", True),
        ("requirements.txt", "google-genai==1.57.0; python_version < '4'\n", True),
        ("requirements.txt", "google-genai==3.1.0\n", False),
        ("requirements.txt", "google-genai==1.*\n", False),
        ("requirements.txt", "google-genai>=1.57.0\n", False),
        ("requirements.txt", "google-genai>=1.57.0,<4\n", False),
        ("requirements.txt", "google-genai\n", False),
        ("pyproject.toml", '[project]\ndependencies = ["google-genai==1.57.0"]\n', True),
        ("pyproject.toml", '[tool.poetry.dependencies]\ngoogle-genai = "1.57.0"\n', True),
        ("pyproject.toml", '[tool.poetry.dependencies]\ngoogle-genai = "^1.57.0"\n', False),
        ("environment.yml", "dependencies:\n  - google-genai=1.57.0\n", True),
        ("uv.lock", '[[package]]\nname = "google-genai"\nversion = "1.57.0"\n', True),
        ("poetry.lock", '[[package]]\nname = "google-genai"\nversion = "3.1.0"\n', False),
    ],
)
def test_the_version_that_is_pinned_decides(project: Path, manifest: str, text: str, is_old: bool) -> None:
    write(project, ".env", SLASH_V1BETA)
    write(project, manifest, text)
    (finding,) = findings(project)
    assert (finding["rule"], finding["tool"]) == (
        "duplicate-version" if is_old else "foreign-version",
        "google-genai",
    )
    assert ("in Google Gen AI SDK for Python 1.57" in finding["help"]) == is_old
    (sent,) = json.loads(explain(project).stdout)["requests"]
    assert ("/v1beta/v1beta/" in sent["url"]) == is_old


@pytest.mark.parametrize(
    ("manifest", "text", "is_old"),
    [
        ("package.json", '{"dependencies": {"openai": "5.0.1"}}', True),
        ("package.json", '{"dependencies": {"openai": "^5.0.1"}}', False),
        ("package.json", '{"dependencies": {"openai": "5.0"}}', False),
        ("package.json", '{"dependencies": {"openai": "7.1.0"}}', False),
        (
            "package-lock.json",
            '{"packages": {\n    "node_modules/openai": {\n      "version": "5.0.1"\n    }\n  }\n}',
            True,
        ),
    ],
)
def test_a_version_of_npm_decides_when_it_is_exact(project: Path, manifest: str, text: str, is_old: bool) -> None:
    write(project, ".env", "OPENAI_BASE_URL=https://relay.example.com/v1?k=1\nOPENAI_API_KEY=local\n")
    write(project, manifest, text)
    assert ("query-in-base" in [rule for rule, _, _ in said(project)]) == is_old


@pytest.mark.parametrize(
    ("version", "is_complete"),
    [("2.0.60", False), ("3.0.93", False), ("3.0.94", True), ("4.0.5", False), ("4.0.6", True), ("^3.0.0", True)],
)
def test_a_host_that_only_later_versions_complete(project: Path, version: str, is_complete: bool) -> None:
    write(project, ".env", "ANTHROPIC_BASE_URL=https://api.anthropic.com\n")
    write(project, "package.json", json.dumps({"dependencies": {"@ai-sdk/anthropic": version}}))
    assert ("missing-version" in [rule for rule, _, _ in said(project)]) == (not is_complete)


def test_two_versions_or_that_of_another_package_decide_nothing(project: Path) -> None:
    write(project, ".env", SLASH_V1BETA)
    write(project, "a/requirements.txt", "google-genai==1.57.0\n")
    assert [rule for rule, _, _ in said(project)] == ["duplicate-version"]
    write(project, "b/requirements.txt", "google-genai==3.1.0\n")
    assert [rule for rule, _, _ in said(project)] == ["foreign-version"]
    (project / "a/requirements.txt").unlink()
    (project / "b/requirements.txt").unlink()
    write(project, "package.json", '{"dependencies": {"@google/genai": "1.57.0"}}')
    assert [rule for rule, _, _ in said(project)] == ["foreign-version"]


@pytest.mark.parametrize(
    ("source", "text", "is_read"),
    [
        ("src/index.js", "const key = process.env.GEMINI_API_KEY\n", True),
        ("config.py", "class Settings(BaseSettings):\n    gemini_api_key: str\n", True),
        ("src/index.js", "const key = process.env.MY_GEMINI_API_KEY\n", False),
        ("node_modules/other/index.js", "const key = process.env.GEMINI_API_KEY\n", False),
        ("README.md", "Set GEMINI_API_KEY.\n", False),
    ],
)
def test_a_variable_that_the_program_reads_itself_is_read(project: Path, source: str, text: str, is_read: bool) -> None:
    write(project, ".env", "GEMINI_API_KEY=local\n")
    write(project, "package.json", '{"dependencies": {"@ai-sdk/google": "^2.0.0"}}')
    assert [rule for rule, _, _ in said(project)] == ["unread-variable"]
    write(project, source, text)
    assert [rule for rule, _, _ in said(project)] == ([] if is_read else ["unread-variable"])


def test_of_other_ecosystems_nothing_is_assumed(project: Path) -> None:
    write(project, ".env", SLASH_V1)
    write(project, "package.json", '{"dependencies": {"next": "15"}}')
    (note,) = findings(project)
    assert "Python" not in note["help"]
    assert "Anthropic SDK for Node" in note["help"]


def test_without_evidence_what_is_wrong_for_all_is_a_finding_that_names_nobody(project: Path) -> None:
    write(project, ".env", BARE_HOST)
    (finding,) = findings(project)
    assert (finding["rule"], finding["severity"], finding["tool"]) == ("missing-version", "error", "")
    assert "SDK" not in json.dumps(finding)


def test_a_connection_over_an_api_that_the_host_does_not_serve_has_no_vote(project: Path) -> None:
    write(project, "right.env", BARE_HOST.replace("siliconflow.cn", "siliconflow.cn/v1"))
    write(project, "doubled.env", BARE_HOST.replace("siliconflow.cn", "siliconflow.cn/v1/v1"))
    assert [(one["path"], one["rule"]) for one in findings(project) if one["severity"] != "note"] == [
        ("doubled.env", "duplicate-version")
    ]


def test_what_some_read_and_no_sdk_does_is_a_note_that_says_for_whom(project: Path) -> None:
    write(project, ".env", "OPENAI_API_BASE=https://relay.example.com/v1\n")
    (note,) = findings(project)
    assert note["severity"] == "note"
    assert "OpenAI SDK for Python" in note["message"]
    assert "LangChain" in note["help"]


def test_where_the_folder_shows_who_reads_it_no_other_program_is_named(project: Path) -> None:
    write(project, "requirements.txt", "langchain-openai\n")
    azure = "AZURE_OPENAI_API_KEY=local\nAZURE_OPENAI_ENDPOINT=https://contoso.openai.azure.com/\n"
    write(project, ".env", f"{azure}OPENAI_API_BASE=https://relay.example.com/v1\n")
    assert findings(project) == []


@pytest.mark.parametrize("line", ["OLLAMA_HOST=0.0.0.0", "OLLAMA_HOST=:11434", "AWS_REGION=eu-west-1"])
def test_variables_of_other_software_are_nobodys(project: Path, line: str) -> None:
    write(project, ".env", line + "\n")
    assert findings(project) == []
    write(project, ".aider.conf.yml", "model: ollama_chat/qwen3\n")
    assert findings(project) == []


def test_the_image_of_a_container_is_evidence(project: Path) -> None:
    service = (
        "services:\n  app:\n    image: {}\n    environment:\n      OPENAI_BASE_URL: https://relay.example.com/v1\n"
    )
    write(project, "compose.yaml", service.format("example/app"))
    assert said(project) == []
    write(project, "compose.yaml", service.format("ghcr.io/open-webui/open-webui:main"))
    assert said(project) == [("unread-variable", "warning", "open-webui")]


def test_a_dotenv_file_and_the_options_of_the_tool_that_loads_it_are_one_setup(project: Path) -> None:
    write(project, ".env", "OPENAI_API_BASE=https://relay.example.com\nOPENAI_API_KEY=local\n")
    write(project, ".aider.conf.yml", "model: openai/qwen3-8b\n")
    assert said(project) == [("missing-version", "warning", "aider")]
    result = run("explain", ".", cwd=project, home=project.parent / "home")
    assert result.stdout.count("POST ") == 1
    assert ".env:1" in result.stdout
    assert ".aider.conf.yml:1" in result.stdout


def test_the_tool_of_the_command_line_applies_to_a_folder(project: Path) -> None:
    write(project, ".env", SLASH_V1)
    write(project, "sub/.env", SLASH_V1)
    write(project, "opencode.json", '{"model": 1}')
    assert said(project, "--tool", "anthropic-node") == [("duplicate-version", "error", "anthropic-node")] * 2
    (project / "empty").mkdir()
    result = run("check", "--tool", "codex", "empty", cwd=project, home=project.parent / "home")
    assert result.status == 2
    assert "codex reads no file in this folder" in result.stderr


@pytest.mark.parametrize("name", [".env", ".env.example"])
def test_a_key_that_is_left_empty_may_come_from_the_shell(project: Path, name: str) -> None:
    write(project, name, "OPENAI_API_KEY=\nANTHROPIC_API_KEY=\n")
    write(project, "requirements.txt", "langchain-openai\nlangchain-anthropic\nopenai\nanthropic\n")
    write(project, "package.json", '{"dependencies": {"@ai-sdk/anthropic": "2", "@ai-sdk/openai": "2"}}')
    assert findings(project) == []


# ---- explain


def test_requests_that_are_the_same_are_explained_once(project: Path) -> None:
    write(project, ".env", "OPENAI_BASE_URL=https://relay.example.com/v1\nOPENAI_API_KEY=local\n")
    result = run("explain", ".env", cwd=project, home=project.parent / "home")
    asked = re.findall(r"POST (\S+)[\s\S]*?\n  model +(\S+)", result.stdout)
    assert len(asked) == len(set(asked)) == 3  # aider chooses a model by the key
    assert "OpenAI SDK for Node: chat, OpenAI SDK for Python: chat" in result.stdout
    assert "anthropic" not in result.stdout


def test_defaults_of_libraries_that_are_not_there_are_not_explained(project: Path) -> None:
    home, env = project.parent / "home", {"OPENAI_API_KEY": "local"}
    assert "SDK" not in run("explain", cwd=project, home=home, env=env).stdout
    write(project, "requirements.txt", "openai\n")
    assert "OpenAI SDK for Python: responses" in run("explain", cwd=project, home=home, env=env).stdout


def test_a_library_is_explained_with_the_file_that_its_programs_load(project: Path) -> None:
    home = project.parent / "home"
    write(project, ".env", "OPENAI_BASE_URL=https://relay.example.com/v1\nOPENAI_API_KEY=local\n")
    assert "relay.example.com" in run("explain", "--tool", "openai-python", cwd=project, home=home).stdout
    converted = run("convert", "--from", "openai-python", "--to", "llm", "--model", "m", cwd=project, home=home).stdout
    assert "relay.example.com" in converted
    write(project, "requirements.txt", "openai\n")
    shown = run("explain", cwd=project, home=home).stdout
    assert "OpenAI SDK for Python" in shown
    assert "LibreChat" not in shown  # nothing here shows it


def test_explain_reads_a_file_once_however_many_tools_do(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, ".env", "OPENAI_BASE_URL=https://relay.example.com/v1\nOPENAI_API_KEY=local\n")
    opened: list[tuple[str, str]] = []
    really = files_text.read

    def read(path: str, max_bytes: int = files_text.MAX_BYTES, errors: str = "strict") -> files_text.Decoded:
        found = really(path, max_bytes, errors)
        opened.append((path, errors))
        return found

    monkeypatch.setattr(files_text, "read", read)
    result = run("explain", cwd=project, home=project.parent / "home")
    assert "relay.example.com" in result.stdout
    assert len(opened) == len(set(opened))


@pytest.mark.parametrize(
    ("base", "write_instead"),
    [
        ("https://api.z.ai/api/paas", "https://api.z.ai/api/paas/v4"),
        ("https://api.qnaigc.com", "https://api.qnaigc.com/v1"),
    ],
)
def test_what_is_wrong_for_each_api_in_its_own_way_is_an_error(project: Path, base: str, write_instead: str) -> None:
    """The chat API lacks its version there, and the responses API has another path."""
    write(project, ".env", f"OPENAI_BASE_URL={base}\n")
    (found,) = findings(project)
    assert (found["rule"], found["severity"], found["write"]) == ("missing-version", "error", write_instead)
    assert found["fix"] is None
