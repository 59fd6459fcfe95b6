"""`configlint secrets` on files, folders and standard input."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli import Result, run
from tests.keys import key

ROOT = Path(__file__).resolve().parents[2]


def secrets(folder: Path, *arguments: str, stdin: bytes | None = None) -> Result:
    return run("secrets", *arguments, cwd=folder, home=folder, stdin=stdin)


def test_no_key_is_status_0(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing\n")
    result = secrets(tmp_path, "a.txt")
    assert (result.status, result.stdout, result.stderr) == (0, "No key in 1 file.\n", "")


def test_a_key_is_status_1_with_its_place_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"A=1\nOPENROUTER_API_KEY={key('openrouter')}\n")
    result = secrets(tmp_path, ".env")
    assert result.status == 1
    assert ".env:2:20: error: OpenRouter API key sk-or-v1-…" in result.stdout
    assert "[SEC001 committed-secret]" in result.stdout
    assert "name it in .gitignore" in result.stdout
    assert secrets(tmp_path, ".env", "--exit-zero").status == 0


@pytest.mark.parametrize(
    ("path", "text", "advice"),
    [
        ("opencode.json", '{"provider": {"groq": {"options": {"apiKey": "KEY"}}}}', "{env:GROQ_API_KEY}"),
        (
            ".codex/config.toml",
            '[mcp_servers.x.env]\nGROQ_API_KEY = "KEY"\n',
            "the NAME of the variable (GROQ_API_KEY)",
        ),
        (".claude/settings.json", '{"env": {"ANTHROPIC_AUTH_TOKEN": "KEY"}}', "export ANTHROPIC_AUTH_TOKEN"),
        (".aider.conf.yml", "openai-api-key: KEY\n", "export OPENAI_API_KEY"),
        (".kimi/config.toml", '[providers.x]\ntype = "kimi"\napi_key = "KEY"\n', "a variable such as GROQ_API_KEY"),
        ("notes.md", "Groq: KEY\n", "a variable such as GROQ_API_KEY"),
    ],
)
def test_the_advice_fits_the_tool_that_reads_the_file(tmp_path: Path, path: str, text: str, advice: str) -> None:
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(
        text.replace("KEY", key("groq"), 1) if "GROQ" not in text else text.replace('"KEY"', f'"{key("groq")}"')
    )
    assert advice in secrets(tmp_path, path).stdout


def test_json_has_the_shape_of_check_and_names_the_provider_of_the_key(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"x: é\ngroq: {key('groq')}\n")
    result = json.loads(secrets(tmp_path, "a.yaml", "--format", "json").stdout)
    (found,) = result["diagnostics"]
    assert (found["code"], found["rule"], found["severity"], found["path"]) == (
        "SEC001",
        "committed-secret",
        "error",
        "a.yaml",
    )
    assert found["range"] == {"start": {"line": 2, "column": 7}, "end": {"line": 2, "column": 7 + len(key("groq"))}}
    assert found["secret"]["provider"] == "Groq"
    assert found["secret"]["masked"] == f"gsk_…{key('groq')[-4:]}"
    assert result["summary"]["errors"] == 1


def test_a_folder_is_walked_without_what_git_ignores(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.secret\n")
    for name in ("a.txt", "sub/b.py", "c.secret", "node_modules/d.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(key("groq"))
    assert _paths(secrets(tmp_path, "--format", "json")) == ["a.txt", os.path.join("sub", "b.py")]
    assert "c.secret" in _paths(secrets(tmp_path, "--no-gitignore", "--format", "json"))
    assert _paths(secrets(tmp_path, "c.secret", "--format", "json")) == ["c.secret"]


def _paths(result: Result) -> list[str]:
    return [one["path"] for one in json.loads(result.stdout)["diagnostics"]]


def test_standard_input(tmp_path: Path) -> None:
    result = secrets(tmp_path, "-", stdin=f"{key('groq')}\n".encode("utf-16"))
    assert result.status == 1
    assert result.stdout.startswith("-:1:1: error: Groq API key")


def test_an_unreadable_file_is_status_2_even_if_a_key_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(key("groq"))
    result = secrets(tmp_path, "none", "a.txt")
    assert result.status == 2
    assert "configlint: none: No such file or directory" in result.stderr
    assert "a.txt:1:1" in result.stdout


def test_a_binary_file_is_searched_and_a_compressed_one_is_not_passed(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\0" + key("groq").encode())
    assert secrets(tmp_path, "a.bin").status == 1
    (tmp_path / "a.gz").write_bytes(b"\x1f\x8b\x08\0\1\2")
    result = secrets(tmp_path, ".")
    assert result.status == 2
    assert "a.gz was not searched: compressed" in result.stderr
    (tmp_path / ".configlint.toml").write_text('unread-files = ["*.gz"]\n')
    (tmp_path / "a.bin").unlink()
    assert secrets(tmp_path, ".").status == 0


def test_of_many_keys_in_one_file_the_first_are_shown(tmp_path: Path) -> None:
    (tmp_path / "a.env").write_text("".join(f"A={key('groq')}\n" for _ in range(250)))
    result = secrets(tmp_path, "a.env")
    assert result.stdout.count("error: Groq API key") == 200
    assert "a.env: 50 more keys" in result.stdout
    assert len(_paths(secrets(tmp_path, "a.env", "--format", "json"))) == 250


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_cannot_forge_output(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/a\n\x1b[31m\xff.txt"
    Path(os.fsdecode(name)).write_text(key("groq"))
    result = secrets(tmp_path)
    assert result.status == 1
    assert "a\\n\\x1b[31m\\xff.txt:1:1: error" in result.stdout


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert secrets(tmp_path).status == 0


def test_there_is_no_key_in_this_repository() -> None:
    result = run("secrets", ".", cwd=ROOT, home=ROOT)
    assert result.status == 0, result.stdout
