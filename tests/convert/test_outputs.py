"""Setups as variables, commands and programs: they say the same as the setup, and have no key in them."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.convert.outputs.catalog import Output, outputs
from configlint.document.document import Document
from configlint.engine.minimal import body
from tests.cli import Result, run, write
from tests.keys import key

KEY = key("openai")
URL = "https://relay.example.com/v1"
CODEX = f"""model = "gpt-example"
model_provider = "lab"

[model_providers.lab]
name = "Lab"
base_url = "{URL}"
env_key = "LAB_KEY"
http_headers = {{ X-Team = "core" }}
"""
LITERAL = CODEX.replace('env_key = "LAB_KEY"', f'experimental_bearer_token = "{KEY}"')
CLAUDE = json.dumps({"env": {"ANTHROPIC_BASE_URL": "https://relay.example.com", "ANTHROPIC_AUTH_TOKEN": KEY}})
GEMINI = f"GOOGLE_GEMINI_BASE_URL=https://relay.example.com\nGEMINI_API_KEY={KEY}\nGEMINI_MODEL=gemini-2.5-pro\n"


def convert(folder: Path, target: str, *more: str, path: str = ".codex/config.toml", text: str = CODEX) -> Result:
    (folder / "work").mkdir(exist_ok=True)
    source = write(folder / "home", path, text)
    result = run("convert", str(source), "--to", target, *more, cwd=folder / "work", home=folder / "home")
    assert KEY not in result.stdout + result.stderr
    return result


def test_commands_of_a_shell_set_the_variables(tmp_path: Path) -> None:
    commands = convert(tmp_path, "shell").stdout
    script = f'{commands}echo "$OPENAI_BASE_URL $OPENAI_MODEL $OPENAI_API_KEY"'
    printed = subprocess.run(["sh", "-c", script], env={"LAB_KEY": "it"}, capture_output=True, text=True, check=True)
    assert printed.stdout.split() == [URL, "gpt-example", "it"]


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("fish", "set -gx OPENAI_API_KEY $LAB_KEY"),
        ("powershell", "$env:OPENAI_API_KEY = $env:LAB_KEY"),
        ("posix", 'export OPENAI_API_KEY="$LAB_KEY"'),
    ],
)
def test_every_shell_has_its_own_commands(shell: str, line: str, tmp_path: Path) -> None:
    assert line in convert(tmp_path, "shell", "--shell", shell).stdout.splitlines()


def test_curl_sends_what_the_setup_sends(tmp_path: Path) -> None:
    (line,) = convert(tmp_path, "curl").stdout.splitlines()
    command, url, *options = shlex.split(line)
    assert (command, url) == ("curl", f"{URL}/responses")
    assert {"authorization: Bearer $LAB_KEY", "X-Team: core"} <= set(options)
    assert json.loads(options[-1]) == body("responses", "gpt-example")


def test_curl_can_do_any_wire_api(tmp_path: Path) -> None:
    shown = convert(tmp_path, "curl", path=".gemini/.env", text=GEMINI).stdout
    assert "https://relay.example.com/v1beta/models/gemini-2.5-pro:" in shown
    assert "x-goog-api-key: " in shown


@pytest.mark.parametrize(("target", "key_of"), [("python", 'os.environ["LAB_KEY"]'), ("node", "process.env.LAB_KEY")])
def test_a_program_has_all_of_the_setup(target: str, key_of: str, tmp_path: Path) -> None:
    program = convert(tmp_path, target).stdout
    for part in (json.dumps(URL), key_of, '"gpt-example"', '{"X-Team": "core"}', "responses.create"):
        assert part in program
    if target == "python":
        compile(program, "program", "exec")


@pytest.mark.parametrize(
    ("editor", "parts"),
    [
        ("avante", ("use_response_api = true", f'endpoint = "{URL}"', 'api_key_name = "LAB_KEY"', 'provider = "lab"')),
        ("codecompanion", ('extend("openai_responses"', f'url = "{URL}/responses"', 'api_key = "LAB_KEY"')),
    ],
)
def test_an_editor_that_is_set_up_in_lua_gets_a_snippet(editor: str, parts: tuple[str, ...], tmp_path: Path) -> None:
    shown = convert(tmp_path, editor)
    assert [part for part in (*parts, '"gpt-example"') if part not in shown.stdout] == []
    assert "X-Team: is not in the output" in shown.stderr


def test_a_program_for_another_wire_api(tmp_path: Path) -> None:
    program = convert(tmp_path, "python", path=".claude/settings.json", text=CLAUDE).stdout
    compile(program, "program", "exec")
    assert 'base_url="https://relay.example.com"' in program
    assert "messages.create" in program


@pytest.mark.parametrize(
    ("target", "route", "reference"),
    [
        ("compose", ("services", "app", "environment"), "${LAB_KEY}"),
        ("github-actions", ("env",), "${{ secrets.LAB_KEY }}"),
    ],
)
def test_variables_of_a_service_or_a_job(target: str, route: tuple[str, ...], reference: str, tmp_path: Path) -> None:
    data = Document.of(convert(tmp_path, target).stdout, "yaml").data()
    for step in route:
        data = data[step]
    assert data == {"OPENAI_BASE_URL": URL, "OPENAI_MODEL": "gpt-example", "OPENAI_API_KEY": reference}


@pytest.mark.parametrize("target", outputs())
def test_a_key_is_asked_for_by_name(target: str, tmp_path: Path) -> None:
    result = convert(tmp_path, target, "--format", "json", text=LITERAL)
    report = json.loads(result.stdout)
    assert report["to"] == target
    assert report["environment"], target


def test_env_is_written_like_the_file_of_a_program(tmp_path: Path) -> None:
    file = write(tmp_path / "work", ".env", "OWN=1\n")
    assert convert(tmp_path, "env", "--write").status == 0
    assert file.read_text(encoding="utf-8").splitlines()[:2] == ["OWN=1", f"OPENAI_BASE_URL={URL}"]


def test_a_dotenv_shows_where_the_key_belongs(tmp_path: Path) -> None:
    file = write(tmp_path / "work", ".env", "OWN=1\n")
    for _ in range(2):
        assert convert(tmp_path, "env", "--write").status == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "OPENAI_API_KEY" in line] == [
        "# OPENAI_API_KEY=… set it here or in the environment"
    ]


def test_what_is_printed_is_written_where_the_user_says(tmp_path: Path) -> None:
    refused = convert(tmp_path, "python", "--write")
    assert refused.status == 2
    assert "--output" in refused.stderr
    assert convert(tmp_path, "python", "--write", "--output", "ask.py").status == 0
    assert "OpenAI" in (tmp_path / "work" / "ask.py").read_text(encoding="utf-8")


def test_a_wire_api_without_a_program_is_refused(tmp_path: Path) -> None:
    result = convert(tmp_path, "node", path=".gemini/.env", text=GEMINI)
    assert result.status == 2
    assert "--to curl" in result.stderr


def test_outputs_are_listed_and_have_synonyms(tmp_path: Path) -> None:
    listed = run("convert", "--list-targets", cwd=tmp_path, home=tmp_path).stdout
    assert all(f"\n{name} " in listed for name in outputs())
    assert "services:" in convert(tmp_path, "Docker-Compose").stdout


@pytest.mark.parametrize("one", outputs().values(), ids=outputs())
def test_the_data_of_an_output_is_complete(one: Output) -> None:
    knowledge = Knowledge()
    for wire_api, sdk in one.sdks.items():
        assert knowledge.profile(sdk).target is not None
        assert not one.texts or wire_api in one.texts
    assert one.lines or one.texts or one.is_file or not one.sdks


VERTEX = {"CLAUDE_CODE_USE_VERTEX": "1", "ANTHROPIC_VERTEX_PROJECT_ID": "p", "ANTHROPIC_MODEL": "claude-opus-4-7"}


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("global", "aiplatform.googleapis.com"),
        ("eu", "aiplatform.eu.rep.googleapis.com"),
        ("us-east5", "us-east5-aiplatform.googleapis.com"),
    ],
)
def test_a_request_with_a_login_of_a_cloud_is_not_shown_as_a_program(region: str, host: str, tmp_path: Path) -> None:
    write(tmp_path, ".claude/settings.json", json.dumps({"env": {**VERTEX, "CLOUD_ML_REGION": region}}))
    for target in ("curl", "python", "node"):
        result = run("convert", ".claude/settings.json", "--to", target, cwd=tmp_path, home=tmp_path / "home")
        assert (result.status, "with a login of its own" in result.stderr) == (2, True)
    shown = run("explain", ".claude/settings.json", cwd=tmp_path, home=tmp_path / "home")
    assert f"https://{host}/v1/projects/p/locations/{region}/publishers" in shown.stdout
    aider = run("convert", ".claude/settings.json", "--to", "aider", cwd=tmp_path, home=tmp_path / "home")
    assert f"- VERTEXAI_PROJECT=p\n  - VERTEXAI_LOCATION={region}\n" in aider.stdout
