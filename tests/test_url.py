"""`configlint url`: what tools make of a base URL, compared with recordings in which code gave the base URL."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from configlint.engine.host import Host
from configlint.engine.url_kinds import url_kinds
from configlint.lint.url_table import url_rows
from configlint.rules.context import Context
from configlint.secrets.redaction import Redactor
from tests import replay
from tests.cli import run

CONTEXT = Context(replay.KNOWLEDGE, Redactor(replay.KNOWLEDGE), Host("/", "/"))
#: Recordings that are not predicted, each with the reason.
MISSES = {
    "ai-sdk-openai 3.0.141: bare/completion": "the older /completions API is not a wire API here",
    "ai-sdk-openai 3.0.141: v1/completion": "the older /completions API is not a wire API here",
    "ai-sdk-openai-compatible 2.0.87: queryParams": "the query, too, was given in code",
    "litellm 1.106.2: provider text-completion-openai/ api_base bare": "the older /completions API is not a wire API here",
}


@pytest.mark.parametrize("tool", replay.tools())
def test_recorded_base_urls_are_predicted(tool: str, record_property: Callable[[str, object], None]) -> None:
    rows = replay.given(tool)
    wrong = {row.name: why for row in rows if (why := replay.miss_of_url(row, _urls(row))) is not None}
    record_property("recordings", (len(rows) - len(wrong), len(rows)))
    assert {name: why for name, why in wrong.items() if name not in MISSES} == {}
    assert {name for name in MISSES if name.startswith(f"{tool} ") and name not in wrong} == set()


def _urls(row: replay.Recording) -> list[str]:
    profile = replay.KNOWLEDGE.profile(f"{row.row['tool']}@{row.row['version']}")
    return [found.url for found in url_rows(CONTEXT, url_kinds(profile), replay.base_url(row)) if found.url is not None]


def test_base_url_is_joined_for_each_tool(tmp_path: Path) -> None:
    result = run("url", "https://relay.example.com/v1", "--format", "json", cwd=tmp_path, home=tmp_path)
    report = json.loads(result.stdout)
    assert (report["schema"], report["base_url"]) == (1, "https://relay.example.com/v1")
    rows = {(row["tool"], row["wire_api"]): row for row in reversed(report["urls"])}
    assert rows["codex", "responses"]["url"] == "https://relay.example.com/v1/responses"
    assert rows["codex", "responses"]["rule"] is None
    assert rows["claude-code", "messages"] == {
        "tool": "claude-code",
        "provider_type": None,
        "provider_types": [],
        "wire_api": "messages",
        "url": "https://relay.example.com/v1/v1/messages?beta=true",
        "write": "https://relay.example.com",
        "rule": "duplicate-version",
    }
    profiles = map(replay.KNOWLEDGE.profile, replay.KNOWLEDGE.tools)
    senders = {one.id for one in profiles if any(kind.wire_api for kind in one.requests)}
    assert {row["tool"] for row in report["urls"]} >= senders - {"generic"}


def test_the_base_url_for_an_endpoint_is_shown(tmp_path: Path) -> None:
    endpoint = "https://relay.example.com/v1/messages"
    result = run("url", endpoint, "--format", "json", cwd=tmp_path, home=tmp_path)
    rows = {(row["tool"], row["wire_api"]): row for row in reversed(json.loads(result.stdout)["urls"])}
    assert rows["claude-code", "messages"]["write"] == "https://relay.example.com"
    listed = json.loads(result.stdout)["urls"]
    writes = {row["write"] for row in listed if (row["tool"], row["wire_api"]) == ("opencode", "messages")}
    assert "https://relay.example.com/v1" in writes
    assert rows["codex", "responses"]["write"] is None
    text = run("url", endpoint, cwd=tmp_path, home=tmp_path).stdout
    assert "write https://relay.example.com\n" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_older_version_can_be_asked_for(tmp_path: Path) -> None:
    base = "https://relay.example.com/v1?k=1"
    urls = [
        json.loads(run("url", base, "--tool", tool, "--format", "json", cwd=tmp_path, home=tmp_path).stdout)["urls"]
        for tool in ("openai-node", "openai-node@6.0")
    ]
    assert urls[0][0]["url"] == "https://relay.example.com/v1/chat/completions?k=1"
    assert urls[1][0]["url"] == "https://relay.example.com/v1?k=1%2Fchat%2Fcompletions"
    assert len(urls[0]) == len(urls[1])


def test_a_key_in_the_url_is_masked(tmp_path: Path) -> None:
    secret = "-".join(("sk", "A1b2" * 12))
    for output in ("text", "json"):
        url = f"https://user:{secret}@relay.example.com/v1?key={secret}"
        result = run("url", url, "--format", output, cwd=tmp_path, home=tmp_path)
        assert secret not in result.stdout + result.stderr


@pytest.mark.parametrize("user", ["{}", "u:{}", "{}:p", "a/{}", "u:a/{}", "{}/+b"])
@pytest.mark.parametrize("output", ["text", "json"])
def test_user_and_password_of_a_url_are_never_shown(tmp_path: Path, user: str, output: str) -> None:
    """A slash ends the host for clients, but whoever writes a password with one means it as a password."""
    secret = user.format("wJalrXUtnFEMIK7MDENGbPx")
    url = f"https://{secret}@llm.acme.example/v1"
    result = run("url", url, "--tool", "codex", "--format", output, cwd=tmp_path, home=tmp_path)
    assert "K7MDENG" not in (result.stdout + result.stderr).upper()


@pytest.mark.parametrize("path", ["/@acme/v1", "/users/a@b/v1"])
def test_an_at_sign_in_the_path_hides_nothing(tmp_path: Path, path: str) -> None:
    result = run("url", f"https://llm.acme.example{path}", "--tool", "codex", cwd=tmp_path, home=tmp_path)
    assert f"https://llm.acme.example{path}/responses" in result.stdout


def test_an_unknown_host_may_serve_the_gemini_api_beside_v1(tmp_path: Path) -> None:
    result = run(
        *("url", "https://relay.example.com/v1", "--tool", "gemini-cli", "--format", "json"),
        cwd=tmp_path,
        home=tmp_path,
    )
    assert {row["write"] for row in json.loads(result.stdout)["urls"]} == {"https://relay.example.com"}
