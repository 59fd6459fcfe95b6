"""Tools that nobody ran: what their source says they send. (Those that were run have recordings: tests/recordings.)"""

from __future__ import annotations

from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.engine import layers
from configlint.engine.host import Host
from configlint.engine.requests import explain
from configlint.engine.url_kinds import url_kinds
from configlint.files.access import LocalFiles
from configlint.lint.url_table import url_rows
from configlint.rules.context import Context
from configlint.secrets.redaction import Redactor
from tests.profiles.profile_files import profile

LIBRECHAT = """version: 1.2.8
endpoints:
  custom: [{{name: a, apiKey: '${{A}}', baseURL: '{base}', models: {{default: [m]}}}}]
"""
FORGE = """[session]
provider_id = "lab"
model_id = "m"
[[providers]]
id = "lab"
api_key_var = "LAB"
url = "https://x.example/llm/chat/completions"
"""
SPRING = """spring:
  ai:
    openai: {base-url: 'https://x.example', api-key: '${LAB}'}
    anthropic: {base-url: 'https://a.example', api-key: '${LAB_TWO:d}', completions-path: /own/messages}
    vectorstore: {pgvector: {index-type: HNSW}}
"""
VIBE = """active_model = "m"
[[providers]]
name = "lab"
api_base = "https://x.example/v1"
api_key_env_var = "LAB"
api_style = "%s"
[[models]]
name = "m"
provider = "lab"
alias = "m"
"""


def sent(tool: str, folder: Path, files: dict[str, str], env: dict[str, str]) -> list[str]:
    """Return the active requests, each as URL and key, or the tool's message."""
    for path, text in files.items():
        target = folder / path.replace("~", "home") if path.startswith("~") else folder / "work" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    host = Host(str(folder / "home"), str(folder / "work"), env, root=str(folder), files=LocalFiles())
    lines = []
    for request in explain(layers.read(profile(tool), host)):
        keys = [f"{header.name}: {header.text}" for header in request.headers]
        shown = " ".join([request.url or "", *keys]) if request.refused is None else request.refused.message
        lines += [shown] if request.active else []
    return lines


CASES: list[tuple[str, dict[str, str], dict[str, str], list[str]]] = [
    (
        "open-webui",
        {},
        {"OPENAI_API_BASE_URLS": "https://a.example/v1;;https://c.example/v1/", "OPENAI_API_KEYS": "ka;kb;kc"},
        [
            "https://a.example/v1/chat/completions authorization: ka",
            "https://api.openai.com/v1/chat/completions authorization: kb",
            "https://c.example/v1//chat/completions authorization: kc",
        ],
    ),
    (
        "open-webui",
        {},
        {"OPENAI_API_BASE_URL": "https://a.example/v1/", "OPENAI_API_CONFIGS": '{"0": {"api_type": "responses"}}'},
        ["https://a.example/v1/responses"],
    ),
    (
        "librechat",
        {"librechat.yaml": LIBRECHAT.format(base="https://${B}.example/v1/")},
        {"A": "k", "B": "x"},
        ["https://x.example/v1/chat/completions authorization: k"],
    ),
    (
        "librechat",
        {"librechat.yaml": LIBRECHAT.format(base="https://x.example")},
        {},
        ["Missing API Key for a."],
    ),
    (
        "librechat",
        {".env": "OPENAI_API_KEY=k\nOPENAI_REVERSE_PROXY=https://x.example/v1\n"},
        {"OPENAI_API_KEY": "shell"},
        ["https://x.example/v1/chat/completions authorization: shell"],
    ),
    (
        "nextchat",
        {".env": "BASE_URL=x.example/v1/\nOPENAI_API_KEY=k,l\nDEEPSEEK_API_KEY=d\n"},
        {},
        [
            "https://x.example/v1/v1/chat/completions authorization: k",
            "https://api.deepseek.com/chat/completions authorization: d",
        ],
    ),
    (
        "lobechat",
        {},
        {"OPENAI_PROXY_URL": " https://x.example/v1/ ", "OPENAI_API_KEY": "k"},
        ["https://x.example/v1/chat/completions authorization: k"],
    ),
    (
        "anythingllm",
        {"server/.env": "LLM_PROVIDER='lmstudio'\nLMSTUDIO_BASE_PATH='http://x.example:1234/a/b'\n"},
        {},
        ["http://x.example:1234/v1/chat/completions"],
    ),
    ("anythingllm", {}, {"LLM_PROVIDER": "openai"}, ["No OpenAI API key was set."]),
    (
        "mistral-vibe",
        {"~/.vibe/config.toml": VIBE % "anthropic", "~/.vibe/.env": "LAB=k\n"},
        {},
        ["https://x.example/v1/v1/messages x-api-key: k"],
    ),
    (
        "mistral-vibe",
        {"~/.vibe/config.toml": 'active_model = "other"', ".vibe/config.toml": VIBE % "openai-responses"},
        {"LAB": "k"},
        ["https://x.example/v1/responses authorization: k"],
    ),
    (
        "mistral-vibe",
        {},
        {"MISTRAL_API_KEY": "k"},
        ["https://api.mistral.ai/v1/chat/completions authorization: k"],
    ),
    (
        "tabby",
        {"~/.tabby/config.toml": '[model.chat.http]\nkind = "openai/chat"\napi_endpoint = "https://x.example/v1/"\n'},
        {},
        ["https://x.example/v1//chat/completions"],
    ),
    (
        "openhands",
        {},
        {"LLM_MODEL": "openai/m", "LLM_BASE_URL": "https://api.openai.com/", "LLM_API_KEY": "k"},
        ["https://api.openai.com/v1/chat/completions authorization: k"],
    ),
    (
        "forge",
        {"~/.forge/.forge.toml": FORGE},
        {"LAB": "k"},
        ["https://x.example/llm/chat/completions authorization: k"],
    ),
    (
        "forge",
        {".env": "ANTHROPIC_URL=https://x.example/v1\nANTHROPIC_API_KEY=k\n"},
        {},
        ["https://x.example/v1/messages x-api-key: k"],
    ),
    (
        "spring-ai",
        {"src/main/resources/application.yml": SPRING},
        {"LAB": "k", "SPRING_AI_ANTHROPIC_BASE_URL": "https://b.example"},
        [
            "https://x.example/v1/chat/completions authorization: k",
            "https://b.example/own/messages x-api-key: d",
            "https://x.example/chat/completions authorization: k",
            "https://b.example/v1/messages x-api-key: d",
        ],
    ),
]


@pytest.mark.parametrize(("tool", "files", "env", "expected"), CASES)
def test_what_the_source_says_is_predicted(
    tool: str, files: dict[str, str], env: dict[str, str], expected: list[str], tmp_path: Path
) -> None:
    assert sent(tool, tmp_path, files, env) == expected


@pytest.mark.parametrize(
    ("tool", "base", "expected"),
    [
        ("avante-nvim", "https://x.example/v1/", {"openai": "/v1/chat/completions", "claude": "/v1/v1/messages"}),
        ("chatbox", "https://x.example", {"openai": "/v1/chat/completions", "claude": "/messages"}),
        ("chatbox", "https://x.example/v1/chat/completions", {"openai": "/v1/chat/completions"}),
        ("cherry-studio", "https://x.example/", {"openai": "/v1/chat/completions", "anthropic": "/v1/messages"}),
        ("cherry-studio", "https://x.example/api/v4", {"openai": "/api/v4/chat/completions"}),
        ("cherry-studio", "https://x.example/p/chat/completions#", {"openai": "/p/chat/completions"}),
        ("codecompanion-nvim", "https://x.example/", {"openai_compatible, mistral": "//v1/chat/completions"}),
        ("dify", "https://x.example/v1", {"openai_api_compatible": "/v1/chat/completions"}),
        ("dify", "https://x.example/v1?k=1", {"openai_api_compatible": "/chat/completions"}),
        ("dify", "https://x.example/v1", {"openai": "/v1/v1/chat/completions"}),
        ("gptel", "https://x.example", {"gptel-make-openai": "/v1/chat/completions"}),
        ("n8n", "https://x.example/v1/", {"openAiApi without the Responses API": "/v1/chat/completions"}),
    ],
)
def test_what_becomes_of_an_address(tool: str, base: str, expected: dict[str, str]) -> None:
    knowledge = Knowledge()
    context = Context(knowledge, Redactor(knowledge), Host("/", "/", {}))
    rows = {row.types[0]: row.url for row in url_rows(context, url_kinds(profile(tool)), base)}
    assert {name: rows[name] for name in expected} == {
        name: f"https://x.example{path}" for name, path in expected.items()
    }
