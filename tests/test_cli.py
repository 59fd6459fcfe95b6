"""The command line: exit statuses, shapes of JSON, what goes to which stream."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli import Result, run, write
from tests.keys import key

GOOD = '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000", "ANTHROPIC_AUTH_TOKEN": "local"}}\n'
BAD = GOOD.replace(":4000", ":4000/v1")


def cl(project: Path, *arguments: str, env: dict[str, str] | None = None, stdin: bytes | None = None) -> Result:
    return run(*arguments, cwd=project, home=project.parent / "home", env=env, stdin=stdin)


def test_clean_file_exits_with_0(project: Path) -> None:
    write(project, ".claude/settings.json", GOOD)
    result = cl(project, "check", ".claude/settings.json")
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout == "No problems found (1 file checked).\n"


def test_finding_exits_with_1_and_shows_place_request_and_remedy(project: Path) -> None:
    write(project, ".claude/settings.json", BAD)
    result = cl(project, "check", ".claude/settings.json")
    assert result.status == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith(".claude/settings.json:1:32: error: ")
    assert lines[0].endswith("[URL001 duplicate-version]")
    column = lines[1].index('"http://127')
    assert lines[2][column:].rstrip() == "^" * len('"http://127.0.0.1:4000/v1"')
    assert "POST http://127.0.0.1:4000/v1/v1/messages?beta=true" in lines[3]
    assert lines[4].split() == ["write", "http://127.0.0.1:4000", "(--fix)"]


def test_exit_zero_keeps_the_findings(project: Path) -> None:
    write(project, ".claude/settings.json", BAD)
    result = cl(project, "check", "--exit-zero", ".claude/settings.json")
    assert result.status == 0
    assert "URL001" in result.stdout


def test_json_has_the_promised_shape(project: Path) -> None:
    write(project, ".claude/settings.json", BAD)
    result = cl(project, "check", "--format", "json", ".claude/settings.json")
    report = json.loads(result.stdout)
    assert report["schema"] == 1
    assert report["summary"] == {"files": 1, "errors": 1, "warnings": 0, "notes": 0, "fixable": 1}
    (one,) = report["diagnostics"]
    assert (one["code"], one["rule"], one["severity"], one["tool"]) == (
        "URL001",
        "duplicate-version",
        "error",
        "claude-code",
    )
    assert one["range"] == {"start": {"line": 1, "column": 32}, "end": {"line": 1, "column": 58}}
    assert one["path"] == ".claude/settings.json"
    assert one["fix"] == {"safety": "safe", "description": "Write http://127.0.0.1:4000"}


def test_columns_count_code_points(project: Path) -> None:
    write(
        project,
        ".claude/settings.json",
        '{"note": "é😀", "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1/v1"}}',
    )
    (one,) = json.loads(cl(project, "check", "--format", "json", ".claude/settings.json").stdout)["diagnostics"]
    assert one["range"]["start"] == {"line": 1, "column": 46}


def test_select_and_ignore(project: Path) -> None:
    write(project, ".claude/settings.json", BAD)
    assert cl(project, "check", "--ignore", "duplicate-version", ".claude/settings.json").status == 0
    assert cl(project, "check", "--select", "KEY", ".claude/settings.json").status == 0
    assert cl(project, "check", "--select", "URL001", ".claude/settings.json").status == 1
    unknown = cl(project, "check", "--select", "URL999", ".claude/settings.json")
    assert unknown.status == 2
    assert "URL999" in unknown.stderr


def test_missing_file_exits_with_2_and_json_stays_readable(project: Path) -> None:
    write(project, ".claude/settings.json", BAD)
    result = cl(project, "check", "--format", "json", "nowhere.toml", ".claude/settings.json")
    assert result.status == 2
    assert "nowhere.toml: No such file or directory" in result.stderr
    assert [one["code"] for one in json.loads(result.stdout)["diagnostics"]] == ["URL001"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file_exits_with_2(project: Path) -> None:
    write(project, ".claude/settings.json", BAD).chmod(0)
    result = cl(project, "check", ".claude/settings.json")
    assert result.status == 2
    assert "Permission denied" in result.stderr


def test_unknown_tool_names_the_near_ones(project: Path) -> None:
    result = cl(project, "check", "--tool", "claudecod", "settings.json")
    assert result.status == 2
    assert "claude-code" in result.stderr


def test_file_of_no_known_tool_is_named(project: Path) -> None:
    write(project, "notes.json", '{"a": 1}')
    result = cl(project, "check", "notes.json")
    assert result.status == 2
    assert "notes.json is not a config file of a known tool" in result.stderr
    # A hook passes on what was changed, whatever it is.
    assert cl(project, "check", "--quiet", "notes.json").status == 0


def test_what_is_no_url_is_not_answered(project: Path) -> None:
    result = cl(project, "url", "api.openai.com/v1")
    assert result.status == 2
    assert "must start with https://" in result.stderr


def test_standard_input(project: Path) -> None:
    result = cl(project, "check", "-", "--stdin-filename", ".claude/settings.json", stdin=BAD.encode())
    assert result.status == 1
    assert result.stdout.startswith(".claude/settings.json:1:32")
    assert cl(project, "check", "-", stdin=BAD.encode()).status == 2


def test_directory_is_walked_for_files_of_known_tools(project: Path) -> None:
    write(project, ".claude/settings.json", BAD)
    write(project, "app/.env", "OPENAI_BASE_URL=https://api.openai.com\n")
    write(project, "node_modules/x/.claude/settings.json", BAD)
    write(project, "data.json", '{"baseURL": "nonsense"}')
    report = json.loads(cl(project, "check", "--format", "json").stdout)
    found = [(one["path"], one["code"]) for one in report["diagnostics"]]
    assert found == [(".claude/settings.json", "URL001"), ("app/.env", "URL002")]


@pytest.mark.parametrize("is_repository", [True, False])
def test_gitignore_is_respected_and_the_skipped_files_are_named(project: Path, is_repository: bool) -> None:
    if is_repository:
        (project / ".git").mkdir()
    write(project, ".gitignore", "sandbox/\n.env*\n!.env.shared\n")
    for name in ("sandbox/.env", "sub/.env", "sub/.env.shared"):
        write(project, name, "OPENAI_BASE_URL=https://api.openai.com\n")
    write(project, "sub/.gitignore", "!.env.local\n")
    write(project, "sub/.env.local", "OPENAI_BASE_URL=https://api.openai.com\n")
    result = cl(project, "check", "--format", "json")
    found = json.loads(result.stdout)["diagnostics"]
    assert [one["path"] for one in found] == ["sub/.env.local", "sub/.env.shared"]
    assert "sub/.env (--no-gitignore" in cl(project, "check").stderr
    everything = json.loads(cl(project, "check", "--format", "json", "--no-gitignore").stdout)["diagnostics"]
    assert len(everything) == 4


def test_gitignore_above_the_folder_counts_inside_a_repository(project: Path) -> None:
    (project / ".git").mkdir()
    write(project, ".gitignore", "/sub/.env\n")
    write(project, "sub/.env", "OPENAI_BASE_URL=https://api.openai.com\n")
    assert cl(project, "check", "sub").status == 0


def test_environment_is_not_read_without_env(project: Path) -> None:
    write(project, ".claude/settings.json", '{"env": {"ANTHROPIC_AUTH_TOKEN": "x"}, "model": "sonnet"}\n')
    env = {"ANTHROPIC_BASE_URL": "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY": "y"}
    plain = cl(project, "check", "--format", "json", ".claude/settings.json", env=env)
    assert json.loads(plain.stdout)["diagnostics"] == []
    shadowed = write(project, ".claude/settings.json", GOOD)
    with_env = cl(project, "check", "--env", "--format", "json", str(shadowed), env=env)
    assert {one["rule"] for one in json.loads(with_env.stdout)["diagnostics"]} == {"shadowed-value"}


def test_explain_discovers_what_the_tool_would_read(project: Path) -> None:
    write(project, ".claude/settings.json", GOOD)
    write(project.parent / "home", ".claude/settings.json", '{"env": {"ANTHROPIC_MODEL": "claude-x"}}')
    result = cl(project, "explain", "--tool", "claude-code", "--format", "json", env={"ANTHROPIC_API_KEY": "k"})
    (request,) = json.loads(result.stdout)["requests"]
    assert request["url"] == "http://127.0.0.1:4000/v1/messages?beta=true"
    assert request["model"] == "claude-x"
    assert request["wire_api"] == "messages"
    assert request["active"] is True
    assert request["origins"]["base_url"]["line"] == 1
    assert request["origins"]["base_url"]["path"].endswith("work/.claude/settings.json")


def test_explain_of_a_file_says_what_it_depends_on(project: Path) -> None:
    write(
        project,
        "config.toml",
        'model_provider = "a"\n[model_providers.a]\nname = "A"\nbase_url = "http://h/v1"\nenv_key = "A_KEY"\n',
    )
    result = cl(project, "explain", "--tool", "codex", "--format", "json", "config.toml", env={"A_KEY": "sk-1"})
    active = [one for one in json.loads(result.stdout)["requests"] if one["active"]]
    assert [one["url"] for one in active] == ["http://h/v1/responses"]
    assert active[0]["auth"]["key"] == {"kind": "env", "name": "A_KEY", "masked": None}


def test_explain_says_why_a_tool_would_not_start(project: Path) -> None:
    write(project, "config.toml", 'profile = "work"\n')
    result = cl(project, "explain", "--tool", "codex", "config.toml")
    assert result.status == 0
    assert "sends nothing" in result.stdout
    assert "profile" in result.stdout
    (request, *_) = json.loads(cl(project, "explain", "--tool", "codex", "--format", "json", "config.toml").stdout)[
        "requests"
    ]
    assert request["url"] is None
    assert "profile" in request["refused"]


def test_explain_tells_the_written_part_from_the_appended_one(project: Path) -> None:
    write(project, ".claude/settings.json", GOOD)
    lines = cl(project, "explain", ".claude/settings.json").stdout.splitlines()
    url = lines[1].removeprefix("  POST ")
    assert url == "http://127.0.0.1:4000/v1/messages?beta=true"
    assert lines[2].strip().startswith("~" * len("http://127.0.0.1:4000") + " ")
    assert lines[3].strip().startswith("^" * len("/v1/messages?beta=true") + " ")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("binary", b"\x00\x01\x02\xff" * 50),
        ("utf16", GOOD.encode("utf-16")),
        ("latin1", b'{"a": "\xe9"}'),
        ("deep", b"[" * 10_000),
    ],
)
def test_odd_files_are_reported_or_refused_never_a_crash(project: Path, name: str, data: bytes) -> None:
    write(project, ".claude/settings.json", data)
    result = cl(project, "check", ".claude/settings.json")
    assert result.status in (1, 2)
    assert "internal error" not in result.stderr


def test_huge_file_is_refused(project: Path) -> None:
    write(project, ".claude/settings.json", b'{"a": "' + b"x" * (4 * 1024 * 1024) + b'"}')
    result = cl(project, "check", ".claude/settings.json")
    assert result.status == 2
    assert "larger than" in result.stderr


def test_no_color_without_a_terminal_and_with_no_color(project: Path) -> None:
    write(project, ".claude/settings.json", BAD)
    assert "\x1b" not in cl(project, "check", ".claude/settings.json").stdout
    assert "\x1b" in cl(project, "check", "--color", "always", ".claude/settings.json").stdout


def test_help_teaches_each_verb_with_an_example(project: Path) -> None:
    for verb in ("check", "explain"):
        result = cl(project, verb, "--help")
        assert f"configlint {verb} " in result.stdout
        assert "Example:" in result.stdout


def test_source_line_is_masked(project: Path) -> None:
    secret = key("anthropic")
    write(
        project,
        ".claude/settings.json",
        f'{{"env": {{"ANTHROPIC_BASE_URL": "http://h/v1", "ANTHROPIC_AUTH_TOKEN": "{secret}"}}}}',
    )
    result = cl(project, "check", ".claude/settings.json")
    assert result.status == 1
    assert secret not in result.stdout
    assert secret[20:40] not in result.stdout


@pytest.mark.parametrize(
    ("tool", "path"),
    [
        ("llm", ".config/io.datasette.llm/aliases.json"),
        ("anthropic-python", ".config/anthropic/configs/default.json"),
        ("claude-code", ".claude/.credentials.json"),
    ],
)
def test_a_file_whose_name_says_little_is_checked_for_the_tool_that_reads_it(
    project: Path, tool: str, path: str
) -> None:
    write(project.parent / "home", path, "[]")
    result = cl(project, "check", "--tool", tool, f"../home/{path}")
    assert "must be a table, not a list [FILE004" in result.stdout
