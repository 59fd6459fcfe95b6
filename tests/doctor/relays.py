"""Real relays on this machine, which `make relays` installs, and `configlint doctor --online` for tools that use them.

A LiteLLM proxy with canned answers, claude-code-router in front of it, and whatever a test runs. They ask nobody else.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli import Result, run, write
from tests.keys import key

INSTALLED = Path(__file__).parents[2] / ".relays"
LITELLM = INSTALLED / "litellm/bin/litellm"
ROUTER = INSTALLED / "router/node_modules/.bin/ccr"
MASTER, ROUTER_KEY = key("relay"), key("relay", 2)
MODELS = ("gpt-4o", "claude-sonnet-4-5")
#: The base URL of a LiteLLM proxy, as each tool wants it.
TOOLS = {"codex": "/v1", "claude-code": "", "aider": "/v1", "openai-python": "/v1"}
#: Seconds until a relay answers; LiteLLM takes most of a minute on a slow machine.
PATIENCE = 180


class Relay(NamedTuple):
    """A relay that is running: where, and the key that it wants."""

    address: str
    key: str


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], address: str, home: Path, **env: str) -> Iterator[None]:
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "NO_PROXY": "*", **env}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://{address}/", process)
            yield
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(PATIENCE * 4):
        assert process.poll() is None, "the relay does not start"
        try:
            opener.open(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def litellm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    if not LITELLM.exists():
        pytest.skip("make relays installs it")
    home = tmp_path_factory.mktemp("litellm")
    models = [
        {"model_name": one, "litellm_params": {"model": f"openai/{one}", "api_key": "none", "mock_response": "hello"}}
        for one in MODELS
    ]
    config = {"model_list": models, "general_settings": {"master_key": "os.environ/LITELLM_MASTER_KEY"}}
    path = write(home, "config.yaml", json.dumps(config))
    address = f"127.0.0.1:{free_port()}"
    command = [str(LITELLM), "--config", str(path), "--host", "127.0.0.1", "--port", address.partition(":")[2]]
    quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"}
    with running(command, address, home, LITELLM_MASTER_KEY=MASTER, **quiet):
        yield Relay(address, MASTER)


@pytest.fixture(scope="session")
def router(litellm: Relay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    if not ROUTER.exists():
        pytest.skip("make relays installs it")
    home, port = tmp_path_factory.mktemp("router"), free_port()
    provider = {
        "name": "litellm",
        "api_base_url": f"http://{litellm.address}/v1/chat/completions",
        "api_key": litellm.key,
        "models": ["gpt-4o"],
    }
    config = {"HOST": "127.0.0.1", "PORT": port, "APIKEY": ROUTER_KEY, "LOG": False, "NON_INTERACTIVE_MODE": True}
    config |= {"Providers": [provider], "Router": {"default": "litellm,gpt-4o"}}
    write(home, ".claude-code-router/config.json", json.dumps(config))
    address = f"127.0.0.1:{port}"
    with running([str(ROUTER), "start"], address, home):
        yield Relay(address, ROUTER_KEY)


def doctor(project: Path, tool: str, base: str, secret: str, model: str = "gpt-4o", **variables: str) -> Result:
    """Run it for a tool that is set up with this base URL, key and model, in a shell with these variables."""
    home = project.parent / "home"
    if tool == "codex":
        relay = f'[model_providers.r]\nname = "R"\nbase_url = "{base}"\nenv_key = "RELAY_KEY"\n'
        write(home, ".codex/config.toml", f'model = "{model}"\nmodel_provider = "r"\n{relay}')
    elif tool == "claude-code":
        settings = {"ANTHROPIC_BASE_URL": base, "ANTHROPIC_AUTH_TOKEN": secret, "ANTHROPIC_MODEL": model}
        write(project, ".claude/settings.json", json.dumps({"env": settings}))
    elif tool == "aider":
        settings_text = f"model: openai/{model}\nopenai-api-base: {base}\nopenai-api-key: {secret}\n"
        write(project, ".aider.conf.yml", settings_text)
    else:
        write(project, "requirements.txt", "openai\n")
        write(project, ".env", f"OPENAI_BASE_URL={base}\nOPENAI_API_KEY={secret}\nOPENAI_MODEL={model}\n")
    env = {"COLUMNS": "1000", "PATH": "", "RELAY_KEY": secret, **variables}
    return run("doctor", "--online", tool, "--format", "json", cwd=project, home=home, env=env)


def verdict(result: Result) -> dict[str, object]:
    assert MASTER not in result.stdout + result.stderr
    assert ROUTER_KEY not in result.stdout + result.stderr
    found: dict[str, object] = json.loads(result.stdout)["tools"][0]["online"]
    return found
