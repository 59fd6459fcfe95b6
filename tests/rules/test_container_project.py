"""Base URLs in containers as people run them: several files, files of variables, mounted configuration, ports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from configlint.engine import templates
from tests.cli import run, write

LOOPBACK = "OPENAI_BASE_URL=http://localhost:11434/v1\nOPENAI_API_KEY=local\n"
WEB = "services:\n  web:\n    image: example/web\n"
OLLAMA = 'services:\n  ollama:\n    image: ollama/ollama\n    ports: ["7869:11434"]\n'


def findings(project: Path, *arguments: str) -> list[tuple[str, int, str, str]]:
    """Return path, line, rule and severity of what is found about containers."""
    result = run("check", "--format", "json", *arguments, cwd=project, home=project.parent / "home")
    return [
        (one["path"], one["range"]["start"]["line"], one["rule"], one["severity"])
        for one in json.loads(result.stdout)["diagnostics"]
        if one["rule"].startswith("container-")
    ]


LEADS_NOWHERE = [(".env", 1, "container-loopback", "warning")]


@pytest.mark.parametrize(
    "compose",
    [
        WEB + "    env_file: .env\n",
        WEB + "    env_file: [other.env, ./.env]\n",
        WEB + "    env_file:\n      - path: .env\n        required: false\n",
        WEB + "    environment:\n      OPENAI_BASE_URL: ${OPENAI_BASE_URL}\n",
        WEB + "    environment:\n      - OPENAI_BASE_URL=${OPENAI_BASE_URL:-https://api.openai.com/v1}\n",
        WEB + "    environment: [OPENAI_BASE_URL]\n",
        WEB + "    volumes: ['./.env:/app/.env:ro']\n",
    ],
)
def test_a_file_of_variables_that_a_container_gets(project: Path, compose: str) -> None:
    write(project, ".env", LOOPBACK)
    assert findings(project) == []
    write(project, "docker-compose.yml", compose)
    assert findings(project) == findings(project, ".env") == LEADS_NOWHERE


@pytest.mark.parametrize(
    "more",
    [
        "    network_mode: host\n",
        "    environment: [RUNNING_IN_DOCKER=true]\n",
        "    environment: [OPENAI_BASE_URL=https://api.openai.com/v1]\n",
        '    ports: ["11434:11434"]\n',
        "    ports:\n      - target: 11434\n        published: 80\n",
    ],
)
def test_a_container_in_which_localhost_may_be_right(project: Path, more: str) -> None:
    write(project, ".env", LOOPBACK)
    write(project, "docker-compose.yml", WEB + "    env_file: .env\n" + more)
    assert findings(project) == []


@pytest.mark.parametrize(
    "hosts",
    [
        '["host.docker.internal:host-gateway"]',
        "[host.docker.internal=host-gateway]",
        "{host.docker.internal: 10.0.0.1}",
    ],
)
def test_a_name_for_the_host_does_not_make_localhost_the_host(project: Path, hosts: str) -> None:
    write(project, ".env", LOOPBACK)
    write(project, "docker-compose.yml", WEB + f"    env_file: .env\n    extra_hosts: {hosts}\n")
    assert findings(project) == LEADS_NOWHERE
    shown = run("check", ".env", cwd=project, home=project.parent / "home").stdout
    assert "Write http://host.docker.internal:11434/v1, or a service's name" in shown


def test_a_name_for_the_host_that_is_the_container_itself(project: Path) -> None:
    environment = "    environment: [OPENAI_BASE_URL=http://host.docker.internal:11434/v1]\n"
    write(project, "compose.yaml", WEB + environment + '    extra_hosts: ["host.docker.internal:127.0.0.1"]\n')
    assert findings(project) == [("compose.yaml", 4, "container-loopback", "warning")]


def test_several_files_set_up_one_container(project: Path) -> None:
    write(project, ".env", LOOPBACK)
    write(project, "docker-compose.yml", WEB + "    env_file: .env\n")
    write(project, "docker-compose.override.yml", "services:\n  web:\n    network_mode: host\n")
    assert findings(project) == []


@pytest.mark.parametrize(
    "main",
    [
        "include: [parts/base.yml]\n" + WEB,
        "include:\n  - path: [parts/base.yml]\n" + WEB,
        WEB + "    extends:\n      file: parts/base.yml\n      service: base\n",
    ],
)
def test_files_that_a_file_takes_in(project: Path, main: str) -> None:
    environment = "    environment: [OPENAI_BASE_URL=http://ollama:7869/v1]\n"
    write(project, "docker-compose.yml", main + environment)
    assert findings(project) == []
    base = OLLAMA + "  base:\n    ports: []\n"
    write(project, "parts/base.yml", base)
    assert [rule for _, _, rule, _ in findings(project, "docker-compose.yml")] == ["container-port"]


def test_a_mounted_config_file(project: Path) -> None:
    write(
        project,
        "conf/litellm_config.yaml",
        "model_list:\n  - model_name: a\n    litellm_params:\n"
        "      model: openai/a\n      api_base: http://127.0.0.1:1234/v1\n      api_key: local\n",
    )
    assert findings(project) == []
    write(project, "compose.yaml", WEB + "    volumes: ['./conf:/app/conf']\n")
    assert findings(project) == [("conf/litellm_config.yaml", 5, "container-loopback", "warning")]


@pytest.mark.parametrize("value", ["localhost:11434", "http://127.0.0.1:11434", '"http://[::1]:11434"'])
def test_loopback_with_and_without_scheme(project: Path, value: str) -> None:
    write(project, "compose.yaml", WEB + f"    environment:\n      OLLAMA_API_BASE: {value}\n")
    assert findings(project) == [("compose.yaml", 5, "container-loopback", "warning")]


def test_where_a_server_itself_listens_is_its_own_affair(project: Path) -> None:
    write(project, "compose.yaml", OLLAMA + "    environment: [OLLAMA_HOST=127.0.0.1:9999]\n")
    assert findings(project) == []


@pytest.mark.parametrize(
    ("port", "rules"), [("11434", ["container-loopback"]), ("1234", ["container-loopback"]), ("5432", [])]
)
def test_a_port_of_a_server_of_models_tells_what_a_variable_is_about(
    project: Path, port: str, rules: list[str]
) -> None:
    write(project, "compose.yaml", WEB + f"    environment: [BRAIN_URL=http://localhost:{port}]\n")
    assert [rule for _, _, rule, _ in findings(project)] == rules
    environment = "  web:\n    image: example/web\n    environment: [BRAIN_URL=http://ollama:7869/api]\n"
    write(project, "compose.yaml", OLLAMA.replace("11434", port) + environment)
    assert [rule for _, _, rule, _ in findings(project)] == ["container-port"] * len(rules)


def test_the_help_names_the_service_that_listens_there(project: Path) -> None:
    text = OLLAMA + "  web:\n    image: example/web\n    environment: [OLLAMA_API_BASE=http://localhost:7869]\n"
    write(project, "compose.yaml", text)
    result = run("check", cwd=project, home=project.parent / "home")
    assert "Write http://ollama:11434" in result.stdout


@pytest.mark.parametrize(("port", "rules"), [("7869", ["container-port"]), ("11434", []), ("9999", []), ("", [])])
def test_between_services_the_port_of_the_container_counts(project: Path, port: str, rules: list[str]) -> None:
    url = f"http://ollama{':' * bool(port)}{port}/v1"
    write(
        project, "compose.yaml", OLLAMA + f"  web:\n    image: example/web\n    environment: [OPENAI_BASE_URL={url}]\n"
    )
    assert [rule for _, _, rule, _ in findings(project)] == rules


def test_the_port_in_a_file_of_variables(project: Path) -> None:
    write(project, ".env", LOOPBACK.replace("localhost:11434", "ollama:7869"))
    write(project, "compose.yaml", OLLAMA + "  web:\n    image: example/web\n    env_file: .env\n")
    assert findings(project) == [(".env", 1, "container-port", "error")]


def test_that_linux_does_not_know_the_host_is_a_note(project: Path) -> None:
    text = WEB + "    environment: [OPENAI_BASE_URL=http://host.docker.internal:11434/v1]\n"
    write(project, "compose.yaml", text)
    assert [severity for *_, severity in findings(project)] == ["note"]
    write(project, "compose.yaml", text + '    extra_hosts: ["host.docker.internal:host-gateway"]\n')
    assert findings(project) == []


@pytest.mark.parametrize(
    ("more", "is_read"),
    [
        ("", False),
        ("    command: [--port, '4000']\n", False),
        ("    command: [--config, /app/config.yaml]\n", True),
        ("    command: --config=/app/config.yaml --port 4000\n", True),
        ("    environment: [CONFIG_FILE_PATH=/app/config.yaml]\n", True),
        ("    entrypoint: [sh, -c, start]\n", True),  # another program may read it
        ("    build: .\n", True),
    ],
)
def test_a_config_file_that_the_container_is_not_told_to_read(project: Path, more: str, is_read: bool) -> None:
    model = "{model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY}"
    write(project, "config.yaml", f"model_list:\n- model_name: a\n  litellm_params: {model}\n")
    service = "services:\n  proxy:\n    image: ghcr.io/berriai/litellm:main-stable\n"
    write(project, "compose.yaml", service + "    volumes: ['./config.yaml:/app/config.yaml']\n" + more)
    shown = run("check", cwd=project, home=project.parent / "home").stdout
    assert ("its command does not name it" in shown) != is_read


def _projects_mcp() -> Iterator[tuple[str, str]]:
    """Yield the tools that read MCP servers with a URL from a project's file that may hold JSON, and that file."""
    knowledge = Knowledge()
    for tool in knowledge.tools:
        form = knowledge.profile(tool).mcp
        path = templates.expand(form.files["project"], lambda name: None) if form and "project" in form.files else None
        if path is not None and not path.endswith(".toml"):
            yield tool, path


@pytest.mark.parametrize(("tool", "path"), [*_projects_mcp()])
def test_an_mcp_server_on_localhost_is_in_the_container_itself(tool: str, path: str, project: Path) -> None:
    form = Knowledge().profile(tool).mcp
    assert form is not None
    data: dict[str, object] = {"docs": {form.fields["url"][0]: "http://localhost:3001/mcp"}}
    for name in reversed(form.servers):
        data = {name: data}
    write(project, path, json.dumps(data, indent=1))
    assert findings(project) == []
    write(project, "compose.yaml", WEB + "    volumes: ['.:/app']\n")
    assert findings(project) == [], "the editor on the host reads it"
    write(project, "compose.yaml", WEB + f"    volumes: ['./{path}:/app/{path}']\n")
    assert [(one[0], one[2]) for one in findings(project)] == [(path, "container-loopback")]
