"""Variables of containers: what is reported, and what is right as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from configlint.catalog.knowledge import Knowledge
from tests.cli import run, write


def found(path: Path, text: str) -> list[tuple[str, int]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    result = run("check", path.name, "--format", "json", cwd=path.parent, home=path.parent / "home")
    return [(one["rule"], one["range"]["start"]["line"]) for one in json.loads(result.stdout)["diagnostics"]]


def compose(environment: str, more: str = "") -> str:
    return f"services:\n  web:\n    image: example/web\n    environment:\n      {environment}\n{more}"


@pytest.mark.parametrize(
    ("environment", "more", "expected"),
    [
        ("OPENAI_BASE_URL: http://localhost:1234/v1", "", ["container-loopback"]),
        ("- ANTHROPIC_BASE_URL=http://127.0.0.1:4000", "", ["container-loopback"]),
        ("- OLLAMA_HOST=http://[::1]:11434", "", ["container-loopback"]),
        ("- OLLAMA_HOST=0.0.0.0:11434", "", []),
        ("- OPENAI_BASE_URL=http://ollama:11434/v1", "", []),
        ("- OPENAI_BASE_URL=https://localhost.example.com/v1", "", []),
        ("- FRONTEND_URL=http://localhost:3000", "", []),
        ("- OPENAI_BASE_URL=http://localhost:1234/v1", "    network_mode: host\n", []),
        ("- OPENAI_BASE_URL=http://localhost:1234/v1", '    network_mode: "service:vpn"\n', ["container-loopback"]),
        ("- OPENAI_BASE_URL=http://localhost:8080/v1", '    ports: ["127.0.0.1:9000:8080/tcp"]\n', []),
        ("- OPENAI_BASE_URL=http://localhost:9000/v1", '    ports: ["127.0.0.1:9000:8080"]\n', ["container-loopback"]),
        ("- OPENAI_MODEL='gpt-5.4'", "", ["quotes-kept"]),
        ('- "OPENAI_MODEL=gpt-5.4"', "", []),
        ("OPENAI_MODEL: 'gpt-5.4'", "", []),
        ("- GREETING='hello'", "", []),
        ("- OPENAI_MODEL=${MODEL:-'x'}", "", []),
        ("OPENAI_BASE_URL: https://api.openai.com", "", ["missing-version"]),
        ("- OPENAI_BASE_URL=https://relay.example.com/v1/chat/completions", "", ["endpoint-in-base"]),
        ("- 'OPENAI_BASE_URL=https://api.openai.com'", "    network_mode: host\n", ["missing-version"]),
        ("- OPENAI_BASE_URL=${SCHEME}://api.openai.com", "", []),
        ("- BASE_URL=https://api.openai.com", "", []),
        ("- OPENAI_API_KEY=your-key-here", "", ["placeholder-key"]),
        ("- OPENAI_BASE_URL", "", []),
        ("- OPENAI_BASE_URL=https://u:hunter2-hunter2@relay.example.com/v1", "", ["secret-in-url"]),
    ],
)
def test_compose(environment: str, more: str, expected: list[str], tmp_path: Path) -> None:
    got = found(tmp_path / "compose.yaml", compose(environment, more))
    assert got == [(rule, 5) for rule in expected]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("OPENAI_BASE_URL: https://api.openai.com  # why", "OPENAI_BASE_URL: https://api.openai.com/v1  # why"),
        ('- "OPENAI_BASE_URL=https://api.openai.com"', '- "OPENAI_BASE_URL=https://api.openai.com/v1"'),
        ("- OPENAI_BASE_URL=https://api.openai.com", "- OPENAI_BASE_URL=https://api.openai.com/v1"),
    ],
)
def test_the_value_of_a_variable_is_fixed_where_it_is_set(wrong: str, right: str, tmp_path: Path) -> None:
    write(tmp_path, "compose.yaml", compose(wrong, "  # the end\n"))
    assert run("check", "--fix", "compose.yaml", cwd=tmp_path, home=tmp_path / "home").status == 0
    assert (tmp_path / "compose.yaml").read_text() == compose(right, "  # the end\n")


def test_each_container_has_its_own_environment(tmp_path: Path) -> None:
    text = """\
services:
  one:
    environment:
      OPENAI_BASE_URL: https://api.openai.com
  two:
    environment: [ANTHROPIC_BASE_URL=https://api.anthropic.com/v1/messages, OPENAI_BASE_URL=https://api.openai.com/v1]
"""
    assert found(tmp_path / "compose.yaml", text) == [("missing-version", 4), ("endpoint-in-base", 6)]
    assert found(tmp_path / "Dockerfile", "FROM python\nENV A=1 OPENAI_BASE_URL=https://api.openai.com\n") == [
        ("missing-version", 2)
    ]
    container = '{"containerEnv": {"OPENAI_BASE_URL": "https://api.openai.com"}, "remoteEnv": {"X": "1"}}'
    assert found(tmp_path / ".devcontainer/devcontainer.json", container) == [("missing-version", 1)]


def test_a_dockerfile_may_set_a_variable_again(tmp_path: Path) -> None:
    text = 'FROM python AS build\nENV PATH="/a:$PATH"\nENV PATH="/b:$PATH"\nFROM python\nENV PATH="/c:$PATH"\n'
    assert found(tmp_path / "Dockerfile", text) == []


def test_a_file_that_only_has_such_a_name_is_not_checked(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("mail:\n  environment:\n    OPENAI_BASE_URL: http://localhost:1/v1\n")
    result = run("check", ".", cwd=tmp_path, home=tmp_path / "home")
    assert result.stdout.startswith("No file of a known tool found")


def test_dockerfile_and_dev_container(tmp_path: Path) -> None:
    docker = "FROM python\nENV A=1 \\\n  OPENAI_BASE_URL=http://localhost:1234/v1\n"
    assert found(tmp_path / "Dockerfile", docker) == [("container-loopback", 3)]
    assert found(tmp_path / "api.Dockerfile", docker) == [("container-loopback", 3)]
    container = '{\n  // why\n  "remoteEnv": {\n    "OPENAI_BASE_URL": "http://localhost:1234/v1",\n  },\n}\n'
    assert found(tmp_path / ".devcontainer/devcontainer.json", container) == [("container-loopback", 4)]


IMAGES = sorted(name.partition(" ")[2] for name in Knowledge().index.packages if name.startswith("image "))


@pytest.mark.parametrize("image", [one for one in IMAGES if "ollama" not in one])
def test_the_image_of_a_known_tool_is_not_the_server_whose_port_it_publishes(image: str, tmp_path: Path) -> None:
    for registry in ("", "ghcr.io/", "registry.example.com:5000/"):
        text = compose("- OLLAMA_BASE_URL=http://localhost:11434", '    ports: ["11434:11434"]\n')
        text = text.replace("example/web", f"{registry}{image}:main")
        assert ("container-loopback", 5) in found(tmp_path / "compose.yaml", text)
        own = text.replace(":main", ":ollama")
        assert ("container-loopback", 5) not in found(tmp_path / "compose.yaml", own)
    unknown = compose("- OLLAMA_BASE_URL=http://localhost:11434", '    ports: ["11434:11434"]\n')
    assert found(tmp_path / "compose.yaml", unknown) == []


def test_a_common_name_counts_where_the_image_reads_it(tmp_path: Path) -> None:
    text = compose("- BASE_URL=http://127.0.0.1:9999")
    assert found(tmp_path / "compose.yaml", text) == []
    text = text.replace("example/web", "yidadaa/chatgpt-next-web")
    assert found(tmp_path / "compose.yaml", text) == [("container-loopback", 5)]


@pytest.mark.parametrize("image", IMAGES)
def test_a_quoted_url_in_the_image_of_a_tool_is_none(image: str, tmp_path: Path) -> None:
    text = compose('- SOME_SERVER="http://host.docker.internal:9999"\n      - TITLE="Chat"')
    assert found(tmp_path / "compose.yaml", text) == []
    assert found(tmp_path / "compose.yaml", text.replace("example/web", image)) == [("quotes-kept", 5)]


@pytest.mark.parametrize(("value", "rules"), [("2024-02-01", ["invalid-value"]), ("'2024-02-01'", []), ("2024", [])])
def test_a_date_without_quotes_is_not_what_the_container_gets(value: str, rules: list[str], tmp_path: Path) -> None:
    got = found(tmp_path / "compose.yaml", compose(f"AZURE_OPENAI_API_VERSION: {value}"))
    assert got == [(rule, 5) for rule in rules]
    listed = compose(f"- AZURE_OPENAI_API_VERSION={value.strip(chr(39))}")
    assert found(tmp_path / "compose.yaml", listed) == []


def _own_images() -> Iterator[tuple[str, str, str]]:
    """Yield images that have one tool in them, that tool, and a variable of common name that it has its base URL in."""
    knowledge = Knowledge()
    for image in IMAGES:
        tools = knowledge.index.tools_in_image(image)
        for tool in tools if len(tools) == 1 else ():
            names = knowledge.index.common & knowledge.profile(tool).variables
            yield from ((image, tool, name) for name in sorted(names) if name.endswith(("_URL", "_BASE", "_HOST")))


@pytest.mark.parametrize(("image", "tool", "name"), [*_own_images()])
def test_in_its_image_common_names_are_the_tools_own(image: str, tool: str, name: str, tmp_path: Path) -> None:
    value = "https://relay.example.com/v1/chat/completions"
    write(tmp_path, "alone/.env", f"{name}={value}\n")
    alone = run("check", "--tool", tool, ".env", "--format", "json", cwd=tmp_path / "alone", home=tmp_path / "home")
    rules = [one["rule"] for one in json.loads(alone.stdout)["diagnostics"]]
    text = compose(f"{name}: {value}").replace("example/web", image)
    assert found(tmp_path / "compose.yaml", text) == [(rule, 5) for rule in rules]
