"""Comments that suppress findings, as people write them: what they are about, and what is reported about themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configlint.diagnostics.suppressions import Suppressions, find
from tests.cli import run

RELAY = "http://relay.example.com/v1"
CODEX = 'model_provider = "relay"\n[model_providers.relay]\nname = "Relay"\nenv_key = "RELAY_KEY"\n'


def check(folder: Path, path: str, text: str, *arguments: str) -> list[dict[str, Any]]:
    """Return what is found in a file with this text, most important parts only."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    result = run("check", "--format", "json", path, *arguments, cwd=folder, home=folder / "home")
    assert result.stderr == ""
    found: list[dict[str, Any]] = json.loads(result.stdout)["diagnostics"]
    return found


def rules(found: list[dict[str, Any]]) -> list[str]:
    return [one["rule"] for one in found]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env", f"# configlint: ignore[insecure-http] only in the VPN\nOPENAI_BASE_URL={RELAY}\n"),
        (".env", f"OPENAI_BASE_URL={RELAY} # configlint: ignore[URL010] only in the VPN\n"),
        (".env", f"# configlint: ignore-file[insecure-http] only in the VPN\n\n\nOPENAI_BASE_URL={RELAY}\n"),
        (".env", f"# configlint: ignore[missing-key,insecure-http]: why\r\n# more\r\nOPENAI_BASE_URL={RELAY}\r\n"),
        ("home/.codex/config.toml", f'{CODEX}base_url = "{RELAY}"  # configlint: ignore[insecure-http] only in the VPN\n'),
        ("home/.codex/config.toml", f'{CODEX}# configlint: ignore[url010] only in the VPN\nbase_url = "{RELAY}"\n'),
        (".aider.conf.yml", f"# configlint: ignore[insecure-http] VPN\nopenai-api-base: {RELAY}\nmodel: openai/x\n"),
        ("opencode.jsonc", '{"provider": {"lab": {"npm": "@ai-sdk/openai-compatible", "models": {"m": {}}, "options": {\n'
                           f'  // configlint: ignore[insecure-http] VPN\n  "baseURL": "{RELAY}", "apiKey": "{{env:K}}"}}}}}}}}\n'),
    ],
)  # fmt: skip
def test_a_comment_suppresses_its_rule(path: str, text: str, tmp_path: Path) -> None:
    found = check(tmp_path, path, text)
    assert "insecure-http" not in rules(found)
    assert [one for one in found if "insecure-http" in one["message"] or "URL010" in one["message"].upper()] == []
    assert "insecure-http" in rules(check(tmp_path, path, text.replace("configlint: ignore", "a remark: ")))


def test_only_the_line_and_the_one_below_are_affected(tmp_path: Path) -> None:
    text = f"# configlint: ignore[insecure-http] too far above\n\nOPENAI_BASE_URL={RELAY}\n"
    assert rules(check(tmp_path, ".env", text)) == ["unused-ignore", "insecure-http"]


def test_other_rules_still_report(tmp_path: Path) -> None:
    text = f"# configlint: ignore[insecure-http] VPN\nOPENAI_BASE_URL={RELAY}/chat/completions\n"
    assert rules(check(tmp_path, ".env", text)) == ["endpoint-in-base"]


def test_an_unused_ignore_is_reported_at_its_name(tmp_path: Path) -> None:
    text = f"# configlint: ignore[insecure-http, trailing-slash] VPN\nOPENAI_BASE_URL={RELAY}\n"
    (one,) = check(tmp_path, ".env", text)
    assert (one["code"], one["severity"]) == ("IGN001", "warning")
    assert one["range"] == {"start": {"line": 1, "column": 37}, "end": {"line": 1, "column": 51}}


def test_a_misspelt_rule_is_reported_with_the_right_name(tmp_path: Path) -> None:
    found = check(tmp_path, ".env", f"# configlint: ignore[insecure-htp] VPN\nOPENAI_BASE_URL={RELAY}\n")
    assert rules(found) == ["unused-ignore", "insecure-http"]
    assert found[0]["help"] == "Did you mean insecure-http?"


@pytest.mark.parametrize("comment", ["ignore", "ignore[]", "ignore-file"])
def test_a_comment_without_rules_suppresses_nothing(comment: str, tmp_path: Path) -> None:
    found = check(tmp_path, ".env", f"# configlint: {comment} all of it\nOPENAI_BASE_URL={RELAY}\n")
    assert rules(found) == ["unused-ignore", "insecure-http"]


def test_a_missing_reason_is_a_note(tmp_path: Path) -> None:
    (one,) = check(tmp_path, ".env", f"# configlint: ignore[insecure-http]\nOPENAI_BASE_URL={RELAY}\n")
    assert (one["rule"], one["severity"]) == ("unexplained-ignore", "note")


def test_what_this_run_cannot_know_is_not_called_unused(tmp_path: Path) -> None:
    text = "# configlint: ignore[shadowed-value, proxied-local-host] only on my machine\nOPENAI_BASE_URL=http://10.0.0.1/v1\n"
    assert check(tmp_path, ".env", text) == []
    text = "# configlint: ignore[insecure-http] why\nOPENAI_BASE_URL=https://relay.example.com/v1\n"
    text += "OPENAI_API_KEY=of-the-relay\n"
    assert check(tmp_path, ".env", text, "--env") == []


# ---- the reader, which `secrets` uses, too, and which takes any text

LINES = st.lists(
    st.one_of(
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])),
        st.sampled_from(
            [
                "# configlint: ignore[a] x",
                "v = 1 // configlint: ignore[B, a]",
                "/* configlint: ignore-file[c] x */",
                "#",
            ]
        ),
    )
)


@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_every_comment_is_found_with_its_names(lines: list[str], line_break: str) -> None:
    text = line_break.join(lines)
    found = find(text)
    assert len(found) >= sum("# configlint: ignore[" in line or "ignore-file[c]" in line for line in lines)
    for comment in found:
        assert text[comment.start : comment.end].startswith("configlint:")
        assert [text[named.start : named.end] for named in comment.rules] == [named.name for named in comment.rules]
        assert comment.lines is None or all(1 <= line <= len(lines) + 1 for line in comment.lines)


@given(LINES)
def test_each_comment_is_either_used_or_unused(lines: list[str]) -> None:
    comments = Suppressions("\n".join(lines))
    suppressed = [number for number in range(1, len(lines) + 1) if comments.suppressing("A1", "a", number)]
    named = [named for comment in comments.all for named in comment.rules if named.name == "a"]
    unused = list(comments.unused(lambda name: name == "a"))
    assert bool(suppressed) == bool(named)
    assert unused == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("# configlint: ignore[a] the reason", "the reason"),
        ("// configlint:ignore[a]: the reason", "the reason"),
        ("<!-- configlint: ignore[a] the reason -->", "the reason"),
        ("/* configlint: ignore[a] — the reason */", "the reason"),
        ("-- configlint: ignore[a]", ""),
        ("; configlint: ignore [a] the reason", "the reason"),
        ("x = 1  # noqa: E1 # configlint: ignore[a] the reason", "the reason"),
    ],
)
def test_any_comment_mark_works(line: str, reason: str) -> None:
    (comment,) = find(line)
    assert [named.name for named in comment.rules] == ["a"]
    assert comment.reason == reason


@pytest.mark.parametrize(
    "line", ["configlint: ignore[a]", "# configlint: ignored[a]", "# configlint check", "# other: ignore[a]"]
)
def test_other_texts_are_not_such_comments(line: str) -> None:
    assert find(line) == []
