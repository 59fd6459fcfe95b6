"""Files that set variables for programs which run elsewhere: in CI, in a cluster, as a service, in a shell."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli import run, write

BARE = "https://api.openai.com"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


FILES = {
    ".github/workflows/test.yml": f"on: push\nenv:\n  OPENAI_BASE_URL: {BARE}\n",
    ".github/workflows/jobs.yaml": f"jobs:\n  a:\n    env:\n      OPENAI_BASE_URL: {BARE}\n",
    ".github/workflows/steps.yml": f"jobs:\n  a:\n    steps:\n      - env:\n          OPENAI_BASE_URL: {BARE}\n",
    ".gitlab-ci.yml": f"test:\n  variables:\n    OPENAI_BASE_URL: {{value: '{BARE}', description: where}}\n",
    "k8s/config.yaml": f"kind: ConfigMap\ndata:\n  OPENAI_BASE_URL: {BARE}\n",
    "deploy.yml": f"kind: ConfigMap\ndata:\n  OPENAI_BASE_URL: {BARE}\n",
    "k8s/web.yaml": f"kind: ConfigMap\ndata:\n  OPENAI_BASE_URL: {BARE}\n",
    "my-compose-prod.yml": f"services:\n  web:\n    environment:\n      OPENAI_BASE_URL: {BARE}\n",
    "my-secret.yaml": f"kind: Secret\ndata:\n  OPENAI_BASE_URL: {encoded(BARE)}\n",
    "plain-secret.yml": f"kind: Secret\nstringData:\n  OPENAI_BASE_URL: {BARE}\n",
    "deployment.yaml": "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n"
    f"        - env:\n            - name: OPENAI_BASE_URL\n              value: {BARE}\n",
    "k8s/all.yml": "---\n# nothing\n---\nkind: Namespace\nmetadata: &m {name: ai}\n---\nkind: ConfigMap\n"
    f"metadata: &m {{name: b}}\ndata:\n  OPENAI_BASE_URL: {BARE}\n---\nkind: Service\n",
    "chart/values.yaml": f"web:\n  extraEnv:\n    - name: OPENAI_BASE_URL\n      value: {BARE}\n",
    "app.service": f'[Service]\nEnvironment="OPENAI_BASE_URL={BARE}" OTHER=1\n',
    "app.service.d/local.conf": f"[Service]\nEnvironment=OPENAI_BASE_URL={BARE}\n",
    "tree/.bashrc": f"export PATH=$HOME/bin:$PATH\nexport OPENAI_BASE_URL='{BARE}'; other\n",
    "tree/.zshenv": f'typeset -x OPENAI_BASE_URL="{BARE}"\n',
    ".envrc": f"export A=1 OPENAI_BASE_URL={BARE}\n",
    "fish/config.fish": f"set -gx OPENAI_BASE_URL {BARE}\n",
    "fish/conf.d/ai.fish": f"set --export OPENAI_BASE_URL '{BARE}'\n",
    ".vscode/settings.json": f'{{"terminal.integrated.env.linux": {{"OPENAI_BASE_URL": "{BARE}"}}, // \n}}',
    "sub/.vscode/settings.json": json.dumps(
        {"claudeCode.environmentVariables": [{"name": "OPENAI_BASE_URL", "value": BARE}]}
    ),
    "Microsoft.PowerShell_profile.ps1": f'$env:OPENAI_BASE_URL = "{BARE}"\n',
}


#: What damage leaves behind.
PIECES = (
    "",
    "[",
    "{",
    "]",
    "}",
    ": ",
    "- ",
    "\n",
    "\t",
    "&a ",
    "*a",
    "!x ",
    "null",
    "'",
    '"',
    "\\",
    "${",
    "#",
    "|",
    "---\n",
    "\0",
)
CONTAINERS = {
    "docker-compose.yml": "services:\n  a:\n    image: ollama/ollama\n    env_file: [{path: .env}]\n    extends: {file: b.yml}\n"
    f"    environment:\n      - OPENAI_BASE_URL={BARE}\n    ports: ['1:2']\n    volumes: ['./c.yaml:/c.yaml']\n",
    "Dockerfile": f"ARG A=1\nFROM python:3.11 AS x\nENV OPENAI_BASE_URL={BARE} \\\n  B=c\nENV C d\nCOPY .env /app/\n",
}  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(sorted({**FILES, **CONTAINERS})),
    damage=st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 12), st.sampled_from(PIECES)), min_size=1, max_size=4
    ),
)
def test_a_damaged_file_has_an_answer(path: str, damage: list[tuple[int, int, str]], tmp_path: Path) -> None:
    text = {**FILES, **CONTAINERS}[path]
    for at, length, piece in damage:
        text = text[:at] + piece + text[at + length :]
    write(tmp_path, path, text)
    for verb in ("explain", "check"):
        assert run(verb, path, cwd=tmp_path, home=tmp_path / "home").status in (0, 1, 2)


def rules(project: Path, *arguments: str) -> list[str]:
    result = run("check", "--format", "json", *arguments, cwd=project, home=project.parent / "home")
    return [one["rule"] for one in json.loads(result.stdout)["diagnostics"] if one["severity"] != "note"]


@pytest.mark.parametrize("path", FILES)
def test_what_they_set_is_checked_like_a_dotenv_file(project: Path, path: str) -> None:
    write(project, path, FILES[path])
    assert rules(project) == ["missing-version"]
    text = FILES[path].replace(encoded(BARE), encoded(f"{BARE}/v1")).replace(BARE, f"{BARE}/v1")
    write(project, path, text)
    assert rules(project) == []


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith((".yml", ".yaml")) and "my-" not in path])
def test_yaml_is_fixed_where_the_value_is(project: Path, path: str) -> None:
    target = write(project, path, FILES[path])
    run("check", "--fix", cwd=project, home=project.parent / "home")
    assert target.read_text() == FILES[path].replace(BARE, f"{BARE}/v1")


@pytest.mark.parametrize("path", FILES)
def test_what_is_put_together_elsewhere_is_left_alone(project: Path, path: str) -> None:
    write(project, path, FILES[path].replace(encoded(BARE), encoded("${BASE}")).replace(BARE, "${BASE}"))
    assert rules(project) == []


@pytest.mark.parametrize("path", [".github/workflows/test.yml", "deployment.yaml", "app.service", "tree/.bashrc"])
def test_localhost_is_right_where_there_is_no_container_of_its_own(project: Path, path: str) -> None:
    write(project, path, FILES[path].replace(BARE, "http://localhost:11434/v1"))
    assert rules(project) == []


def test_the_templates_of_a_chart_are_not_read(project: Path) -> None:
    write(
        project,
        "chart/templates/deployment.yaml",
        "kind: Deployment\n{{- if .Values.a }}\na: {{ .Values.b }}\n{{- end }}\n",
    )
    assert rules(project) == []


def test_nothing_in_a_shells_file_is_run_or_guessed(project: Path) -> None:
    lines = [f"# export OPENAI_BASE_URL={BARE}", f"OPENAI_BASE_URL={BARE}", f"echo export OPENAI_BASE_URL={BARE}"]
    write(project, "tree/.bashrc", "\n".join([*lines, "export OPENAI_BASE_URL=$(cat base)"]))
    write(project, "config.fish", f"set OPENAI_BASE_URL {BARE}\n")
    assert rules(project) == []


def test_a_compose_file_that_a_person_names_may_have_any_name(project: Path) -> None:
    write(project, "backend.yaml", f"services:\n  web:\n    environment: [OPENAI_BASE_URL={BARE}]\n")
    assert rules(project, "backend.yaml") == ["missing-version"]
    assert run("check", ".", cwd=project, home=project.parent / "home").status == 0
