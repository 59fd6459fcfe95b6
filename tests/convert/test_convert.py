"""`configlint convert`: a setup rewritten for another tool gets to the same place, with the same key and model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configlint import profiles
from configlint.catalog import lookup
from configlint.convert import select
from configlint.convert.conversion import Conversion, convert, scopes
from configlint.convert.source import ConversionError, Key, Setup
from configlint.document.document import Document
from configlint.engine import files, layers, requests
from configlint.engine.reading import Machine
from configlint.engine.requests import Request
from tests.cli import run
from tests.keys import PROVIDERS, key

TARGETS = [tool for tool in profiles.tools() if scopes(profiles.load(tool))]
PATHS = {
    "chat": "/v1/chat/completions",
    "responses": "/v1/responses",
    "messages": "/v1/messages",
    "gemini": "/v1beta/models/gpt-example:",
}
CODEX = """# my own
model = "gpt-example"
model_provider = "lab"

[model_providers.lab]
name = "Lab"
base_url = "https://relay.example.com/v1"
env_key = "LAB_KEY"
"""


def machine(folder: Path, environment: dict[str, str] | None = None) -> Machine:
    for name in ("home", "work"):
        (folder / name).mkdir(exist_ok=True)
    return Machine(str(folder / "home"), str(folder / "work"), environment)


def made_up(origin: str, wire_api: str, provider: str | None = None) -> Setup:
    url = origin + PATHS[wire_api]
    if provider is not None:
        api = lookup.provider(provider).api(wire_api)
        assert api is not None
        url = api.endpoints[0]
    key_of_lab = Key("none") if "127.0.0.1" in origin else Key("env", "LAB_KEY")
    return Setup(
        tool="made-up",
        connection="lab",
        url=url,
        wire_api=wire_api,
        key=key_of_lab,
        model="gpt-example",
        small_model=None,
        headers=[],
        query=[],
        timeout_ms=None,
        retries=None,
        leftovers=[],
        mcp=False,
    )


def wire_apis(tool: str) -> list[str]:
    return [kind["wire_api"] for kind in profiles.load(tool).data["target"]["kinds"]]


def written(result: Conversion, here: Machine) -> list[Request]:
    """Return what the target would send with the result, as `explain` says."""
    path = Path(result.after.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(result.after.encode())
    constants = {one.name: one.value for one in result.environment if one.value}
    environment = {one.name: one.value or "value" for one in result.environment} if constants else None
    reading = layers.read(profiles.load(result.target), here.replace(environment=environment), given=_given(result))
    return [one for one in requests.explain(reading) if one.active and one.url]


def _given(result: Conversion) -> dict[int, list[Document]]:
    profile = profiles.load(result.target)
    template = next(iter(profile.data["target"]["files"].values()))
    numbers = [number for number, layer in enumerate(profile.layers) if template in files.paths(layer)]
    return {numbers[0] if numbers else -1: [result.after]}


@pytest.mark.parametrize("source", TARGETS)
@pytest.mark.parametrize(
    ("origin", "provider"),
    [("https://relay.example.com", None), ("", "openrouter"), ("http://127.0.0.1:4000", None)],
    ids=["relay", "known provider", "loopback"],
)
def test_every_tool_to_every_other(source: str, origin: str, provider: str | None, tmp_path: Path) -> None:
    here = machine(tmp_path)
    wire_api = wire_apis(source)[0]
    if provider is not None and wire_api == "gemini":
        pytest.skip("not served there")
    first = convert(made_up(origin, wire_api, provider), profiles.load(source), here)
    written(first, here)
    (setup,) = select.setups(first.after.path, source, here, everything=False)
    keys = [one.name for one in first.environment if not one.value]
    assert setup.model == "gpt-example"
    assert not keys or setup.key.name == keys[0]
    for target in TARGETS:
        result = convert(setup, profiles.load(target), here, path=str(tmp_path / "out" / target / "file"))
        sent = written(result, here)
        wanted = [origin + PATHS[wire] for wire in wire_apis(target)]
        if provider is not None:
            apis = [lookup.provider(provider).api(wire) for wire in wire_apis(target)]
            wanted = [api.endpoints[0].partition("{")[0] for api in apis if api is not None and api.endpoints]
        assert any((one.url or "").startswith(tuple(wanted)) for one in sent), (
            target,
            [one.url for one in sent],
            wanted,
        )
        assert "gpt-example" in [one.model.text if one.model else None for one in sent], target
        bad = [note for note in result.notes if note.severity == "error"]
        assert bad == [], target


def test_there_and_back_gives_the_same_request(tmp_path: Path) -> None:
    here = machine(tmp_path)
    (tmp_path / "home/.codex").mkdir()
    (tmp_path / "home/.codex/config.toml").write_text(CODEX)
    (setup,) = select.setups(str(tmp_path / "home/.codex/config.toml"), None, here, everything=False)
    for number, target in enumerate(TARGETS):
        (tmp_path / str(number)).mkdir()
        elsewhere = machine(tmp_path / str(number))
        there = convert(setup, profiles.load(target), elsewhere)
        written(there, elsewhere)
        (back,) = select.setups(there.after.path, target, elsewhere, everything=False)
        again = convert(back, profiles.load("codex"), elsewhere)
        (request,) = written(again, elsewhere)
        assert request.url == "https://relay.example.com/v1/responses", target
        assert request.headers[0].value.name == there.environment[0].name, target


def test_settings_of_the_target_stay(tmp_path: Path) -> None:
    here = machine(tmp_path)
    settings_file = tmp_path / "home/.claude/settings.json"
    settings_file.parent.mkdir()
    settings_file.write_bytes(b'\xef\xbb\xbf{\r\n\t"permissions": {"allow": ["Bash(ls)"]},\r\n\t"env": {"A": "1"}\r\n}')
    result = convert(made_up("https://relay.example.com", "responses"), profiles.load("claude-code"), here)
    assert result.action == "update"
    after = result.after.encode()
    assert after.startswith(b'\xef\xbb\xbf{\r\n\t"permissions": {"allow": ["Bash(ls)"]},\r\n\t"env": {"A": "1"')
    assert after.endswith(b"\r\n}")
    assert json.loads(result.after.text)["env"]["ANTHROPIC_BASE_URL"] == "https://relay.example.com"


def test_provider_that_does_not_serve_the_wire_api_is_an_error(tmp_path: Path) -> None:
    here = machine(tmp_path)
    setup = made_up("", "chat", "nvidia")
    with pytest.raises(ConversionError, match="does not serve the messages API"):
        convert(setup, profiles.load("claude-code"), here)
    forced = convert(setup, profiles.load("claude-code"), here, force=True)
    assert "integrate.api.nvidia.com" in forced.after.text


def test_literal_key_becomes_a_reference_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / ".claude").mkdir()
    secret = key("relay")
    env = {"ANTHROPIC_BASE_URL": "https://relay.example.com", "ANTHROPIC_AUTH_TOKEN": secret}
    (tmp_path / ".claude/settings.json").write_text(json.dumps({"env": env}))
    result = run("convert", ".claude/settings.json", "--to", "codex", cwd=tmp_path, home=tmp_path / "home")
    assert result.status == 0
    assert secret not in result.stdout + result.stderr
    assert 'env_key = "RELAY_API_KEY"' in result.stdout
    assert "read -rs RELAY_API_KEY && export RELAY_API_KEY" in result.stdout
    copied = run(
        *("convert", ".claude/settings.json", "--to", "codex", "--keys", "copy"), cwd=tmp_path, home=tmp_path / "home"
    )
    assert "experimental_bearer_token" in copied.stdout
    assert secret not in copied.stdout


def test_a_key_in_place_of_a_name_becomes_a_reference(tmp_path: Path) -> None:
    (tmp_path / ".codex").mkdir()
    secret = key("relay")
    (tmp_path / ".codex/config.toml").write_text(CODEX.replace("LAB_KEY", secret))
    result = run("convert", ".codex/config.toml", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert result.status == 0
    assert secret not in result.stdout + result.stderr
    assert "{env:LAB_API_KEY}" in result.stdout


def test_several_setups_are_listed(tmp_path: Path) -> None:
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex/config.toml").write_text(CODEX)
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude/settings.json").write_text(
        '{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:1", "ANTHROPIC_AUTH_TOKEN": "x"}}'
    )
    result = run("convert", "--to", "opencode", cwd=tmp_path, home=tmp_path)
    assert (result.status, result.stdout) == (2, "")
    assert "--from codex  https://relay.example.com/v1/responses" in result.stderr
    assert "--from claude-code  http://127.0.0.1:1/v1/messages" in result.stderr
    chosen = run("convert", "--to", "opencode", "--from", "codex", cwd=tmp_path, home=tmp_path)
    assert chosen.status == 0
    other = run("convert", "--to", "codex", cwd=tmp_path, home=tmp_path)
    assert "wire_api" in other.stdout


def test_everything_that_stays_behind_is_said(tmp_path: Path) -> None:
    path = tmp_path / ".codex/config.toml"
    path.parent.mkdir()
    extra = 'stream_max_retries = 3\nhttp_headers = { X-Team = "core" }\nrequest_max_retries = 2\n[mcp_servers.x]\ncommand = "y"\n'
    path.write_text(CODEX + extra)
    result = run("convert", str(path), "--to", "aider", "--format", "json", cwd=tmp_path, home=tmp_path)
    fields = {note["field"] for note in json.loads(result.stdout)["notes"]}
    assert fields == {"wire_api", "header X-Team", "retries", "model_providers.lab.stream_max_retries", "MCP servers"}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(provider=st.sampled_from(PROVIDERS), seed=st.integers(1, 10_000), target=st.sampled_from([*TARGETS, "all"]))
def test_no_output_holds_a_key(tmp_path: Path, provider: str, seed: int, target: str) -> None:
    secret = key(provider, seed)
    source = tmp_path / "opencode.json"
    options = {"baseURL": "https://relay.example.com/v1", "apiKey": secret, "headers": {"X-Secret": secret}}
    lab = {"npm": "@ai-sdk/openai-compatible", "options": options, "models": {"m": {}}}
    source.write_text(json.dumps({"model": "lab/m", "provider": {"lab": lab}}))
    old = tmp_path / ".codex/config.toml"
    old.parent.mkdir(exist_ok=True)
    old.write_text(f'[model_providers.old]\nexperimental_bearer_token = "{secret}"\n')
    for more in ((), ("--diff",), ("--format", "json"), ("--keys", "copy"), ("--keys", "copy", "--diff")):
        result = run("convert", "opencode.json", "--to", target, *more, cwd=tmp_path, home=tmp_path)
        assert "internal error" not in result.stderr
        assert secret not in result.stdout + result.stderr


def test_further_models_go_along_or_are_named(tmp_path: Path) -> None:
    lab = {
        "npm": "@ai-sdk/openai-compatible",
        "options": {"baseURL": "https://relay.example.com/v1", "apiKey": "{env:LAB_KEY}"},
        "models": {"big": {}, "medium": {}, "small": {}},
    }
    config = {"model": "lab/big", "small_model": "lab/small", "provider": {"lab": lab}}
    (tmp_path / "opencode.json").write_text(json.dumps(config))
    kilo = run("convert", "opencode.json", "--to", "kilocode", "--format", "json", cwd=tmp_path, home=tmp_path)
    content = json.loads(json.loads(kilo.stdout)["files"][0]["content"])
    assert set(content["provider"]["lab"]["models"]) == {"big", "medium", "small"}
    proxy = run("convert", "opencode.json", "--to", "litellm", cwd=tmp_path, home=tmp_path)
    assert proxy.stdout.count("api_key: os.environ/LAB_KEY") == 3
    assert "model: openai/medium" in proxy.stdout
    codex = run("convert", "opencode.json", "--to", "codex", cwd=tmp_path, home=tmp_path)
    assert "models: Codex CLI takes no more of them here; left behind: medium, small" in codex.stdout


@pytest.mark.parametrize("how", [(".env",), ("--from", ".env")])
def test_a_dotenv_is_a_source_for_all(how: tuple[str, ...], tmp_path: Path) -> None:
    lines = ["OPENAI_BASE_URL=https://relay.example.com/v1", f"OPENAI_API_KEY={key('openai')}", "OPENAI_MODEL=gpt-4o"]
    (tmp_path / ".env").write_text("\n".join(lines) + "\n")
    result = run("convert", *how, "--to", "codex,claude-code", "--format", "json", cwd=tmp_path, home=tmp_path)
    assert (result.status, result.stderr) == (0, "")
    codex, claude = (one["files"][0]["content"] for one in json.loads(result.stdout)["conversions"])
    assert 'base_url = "https://relay.example.com/v1"' in codex
    assert '"ANTHROPIC_BASE_URL": "https://relay.example.com"' in claude
