"""The usual slips: what to write is said, and done where that is certain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configlint.document import formats, slips
from configlint.document.change import splice
from tests.cli import run, write
from tests.keys import key

TOML, JSON, YAML, DOTENV = "config.toml", "settings.json", ".aider.conf.yml", ".env"
TOOLS = {TOML: "codex", JSON: "claude-code", YAML: "aider", DOTENV: "openai-python"}


@pytest.mark.parametrize(
    ("name", "text", "fixed", "advice"),
    [
        (TOML, r'notify = ["C:\Users\me\x.exe"]', r"notify = ['C:\Users\me\x.exe']", "single quotes"),
        (TOML, r'notify = ["D:\dir\"]', r"notify = ['D:\dir\']", "single quotes"),
        (TOML, r"""notify = ["C:\Users\it's"]""", r"""notify = ["C:\\Users\\it's"]""", "double it"),
        (TOML, 'model = "gpt-5.4"\r\r\nnotify = []', 'model = "gpt-5.4"\nnotify = []', "carriage return"),
        (TOML, 'model = "gpt-5.4"\rnotify = []', 'model = "gpt-5.4"\nnotify = []', "carriage return"),
        (TOML, "model = “gpt-5.4”", 'model = "gpt-5.4"', "straight quotes"),
        (TOML, 'model = "gpt-5.4"\n\ufeffnotify = []', 'model = "gpt-5.4"\nnotify = []', "U+FEFF"),
        (TOML, 'model\u00a0= "gpt-5.4"', 'model = "gpt-5.4"', "U+00A0"),
        (TOML, "[mcp_servers.one\ncommand = 'npx'", "[mcp_servers.one]\ncommand = 'npx'", "]"),
        (TOML, "[[mine # here", "[[mine]] # here", "]]"),
        (TOML, 'model: "gpt-5.4"\nnotify: []', 'model = "gpt-5.4"\nnotify = []', "with ="),
        (TOML, "model = gpt-5.4", 'model = "gpt-5.4"', "in quotes"),
        (TOML, "hide_agent_reasoning = True", "hide_agent_reasoning = true", "lower case"),
        (TOML, 'notify = ["a" "b"]', 'notify = ["a", "b"]', "comma"),
        (JSON, '{"a": “b”}', '{"a": "b"}', "straight quotes"),
        (JSON, '{"a": "b"\n "c": {"d": 1}\n "e": 2}', '{"a": "b",\n "c": {"d": 1},\n "e": 2}', "comma"),
        (JSON, '{"a": "b",, "c": 1}', '{"a": "b", "c": 1}', "second comma"),
        (JSON, '{"a" = "b"}', '{"a" : "b"}', "colon"),
        (JSON, '{"a": True, "b": None}', '{"a": true, "b": null}', "true"),
        (JSON, r'{"a": "C:\Users\x"}', r'{"a": "C:\\Users\\x"}', "double it"),
        (YAML, 'read: "C:\\Users\\me"', "read: 'C:\\Users\\me'", "single quotes"),
        (YAML, "read:\n\t- a.md", "read:\n  - a.md", "spaces"),
        (YAML, "read:\n  - a.md\n  b.md\n  - c.md", "read:\n  - a.md\n  - b.md\n  - c.md", "dash"),
        (YAML, "code-theme:x\ngit: true", "code-theme: x\ngit: true", "blank after the colon"),
        (YAML, "message: @here", 'message: "@here"', "in quotes"),
        (YAML, "message: one: two", 'message: "one: two"', "in quotes"),
        (DOTENV, "ONE: 1\nexport TWO : 2", "ONE=1\nexport TWO=2", "NAME=value"),
        (DOTENV, "set ONE=1\nsetx TWO 2", "ONE=1\nTWO=2", "NAME=value"),
        (DOTENV, '"ONE": "1",\n"TWO": "2"', 'ONE="1"\nTWO="2"', "not JSON"),
    ],
)
def test_a_slip_gets_a_way_out(project: Path, name: str, text: str, fixed: str, advice: str) -> None:
    path = write(project, name, text + "\n")
    arguments = ("check", "--tool", TOOLS[name], "--format", "json", name)
    found = json.loads(run(*arguments, cwd=project, home=project.parent / "home").stdout)["diagnostics"]
    errors = [one for one in found if one["rule"] == "syntax-error"]
    assert errors
    assert advice in errors[0]["help"]
    assert errors[0]["fix"]["safety"] == "safe"
    run(*arguments, "--fix", cwd=project, home=project.parent / "home")
    assert path.read_text() == fixed + "\n"


def test_a_path_is_not_lost_where_a_lax_reader_drops_its_backslashes(project: Path) -> None:
    path = write(project, JSON, r'{"a": "C:\Work\me", "b": "D:\me"}')
    arguments = ("check", "--tool", TOOLS[JSON], "--format", "json", JSON)
    (error,) = json.loads(run(*arguments, cwd=project, home=project.parent / "home").stdout)["diagnostics"]
    assert (error["rule"], error["fix"]["safety"]) == ("strict-json", "safe")
    run(*arguments, "--fix", cwd=project, home=project.parent / "home")
    assert path.read_text() == r'{"a": "C:\\Work\\me", "b": "D:\\me"}'


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        (TOML, 'model = "gpt-5.4\nnotify = []', "Close the quote"),
        (TOML, "model = null", "leave the line out"),
        (JSON, '"model": "opus"', "Put {"),
        (JSON, '{"model": "opus', "Close the string"),
        (YAML, "read: [a.md, b.md\ngit: true", "Close the ["),
        (YAML, "model: x\n- a.md", "the key that this list belongs to"),
        (DOTENV, "ONE=\"1\nTWO='2'", "Close the quote"),
    ],
)
def test_what_is_not_certain_is_only_said(project: Path, name: str, text: str, advice: str) -> None:
    write(project, name, text + "\n")
    arguments = ("check", "--tool", TOOLS[name], "--format", "json", name)
    found = json.loads(run(*arguments, cwd=project, home=project.parent / "home").stdout)["diagnostics"]
    (error,) = (one for one in found if one["rule"] == "syntax-error")
    assert advice in error["help"]
    assert error["fix"] is None


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("json", '{"a": {"b": ["}", {"c": 1}]}, "d": [[], 2]}'),
        ("json-comments", '{"a": {/* { */ "b": [1, // [\n2]}}'),
        ("toml", 'a = [1, ["]", {b = {c = 2}}], # ]\n3]'),
    ],
)
def test_a_file_that_ends_too_early_says_what_is_open(format_name: str, text: str) -> None:
    """Wherever a file is cut after a value, what the help adds at its end makes it whole."""
    seen = 0
    for end in range(1, len(text)):
        cut = text[:end].rstrip()
        problem = next((one for one in formats.load(format_name).parse(cut, "").problems if one.kind == "syntax"), None)
        slip = slips.find(cut, format_name, problem) if problem is not None else None
        if slip is None or "ends too early" not in slip.advice:
            continue
        seen += 1
        closing = slip.advice.partition(": add ")[2].partition(" at its end")[0].replace(" ", "")
        assert slip.edits == ()
        if cut[-1] in "}]12":
            assert "syntax" not in {
                one.kind for one in formats.load(format_name).parse(f"{cut}\n{closing}", "").problems
            }
        first = cut.index("[" if format_name == "toml" else "{")
        assert slip.advice.count(" at ") >= 2 or f"1:{first + 1}" in slip.advice
    assert seen > 5


CONFLICTS = {
    TOML: 'model = "a"\napproval_policy = "never"\n[features]\nb = true\n',
    JSON: '{\n"model": "a",\n"env": {\n"A": "b"\n}\n}\n',
    YAML: "model: a\nread:\n- a.md\n- b.md\n",
    DOTENV: "A=1\nB=2\nC=3\n",
}


@pytest.mark.parametrize("name", CONFLICTS)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_a_merge_conflict_is_named_wherever_it_is(name: str, data: st.DataObject) -> None:
    lines = CONFLICTS[name].splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines) - 1))
    last = data.draw(st.integers(first + 1, len(lines)))
    ours = lines[first:last]
    lines[first:last] = ["<<<<<<< HEAD\n", *ours, "=======\n", *reversed(ours), ">>>>>>> other\n"]
    format_name = {TOML: "toml", JSON: "json", YAML: "yaml-1.1", DOTENV: "dotenv"}[name]
    text = "".join(lines)
    for problem in formats.load(format_name).parse(text, format_name.partition("-")[2]).problems:
        slip = slips.find(text, format_name, problem)
        assert slip is not None
        assert f"Line {first + 1} begins a merge conflict" in slip.advice


def test_a_dotenv_file_keeps_typographic_quotes_and_loses_them_by_a_fix(project: Path) -> None:
    path = write(project, DOTENV, f'OPENAI_API_KEY=“{key("openai")}"\n')
    arguments = ("check", "--format", "json", "--ignore", "SEC")
    (error,) = json.loads(run(*arguments, cwd=project, home=project.parent / "home").stdout)["diagnostics"]
    assert (error["rule"], error["fix"]["safety"]) == ("malformed-key", "safe")
    assert "typographic" in error["message"]
    run(*arguments, "--fix", cwd=project, home=project.parent / "home")
    assert path.read_text() == f"OPENAI_API_KEY={key('openai')}\n"


def test_what_another_program_renders_first_is_not_read(project: Path) -> None:
    home = project.parent / "home"
    write(project, "dot_codex/config.toml.tmpl", "model = {{ .model | quote }}\n")
    assert run("check", cwd=project, home=home).status == 0
    named = run("check", "dot_codex/config.toml.tmpl", cwd=project, home=home)
    assert (named.status, named.stderr.count("a template")) == (2, 1)
    write(project, "dot_codex/config.toml.tmpl", "model = x\n")
    assert run("check", cwd=project, home=home).status == 1


PIECES = st.sampled_from(
    [
        '"',
        "'",
        "\\",
        ":",
        "=",
        ",",
        "[",
        "]",
        "{",
        "}",
        "\n",
        " ",
        "\t",
        "- ",
        "“",
        "”",
        "a",
        "C:\\",
        "True",
        "\ufeff",
        "#",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["toml", "json", "yaml", "dotenv"]), st.lists(PIECES, max_size=25))
def test_every_text_with_a_fix_can_be_read_after_it(format_name: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    parse = formats.load(format_name).parse
    problems = [one for one in parse(text, "").problems if one.kind == "syntax"]
    for problem in problems:
        slip = slips.find(text, format_name, problem)
        if slip is not None and slip.edits:
            left = [one.start for one in parse(splice(text, slip.edits), "").problems if one.kind == "syntax"]
            assert len(left) < len(problems)
