"""`configlint convert`: a setup rewritten for another tool gets to the same place, with the same key and model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configlint.convert.conversion import convert
from configlint.convert.files import Options
from configlint.convert.source import ConversionError
from tests.cli import run, write
from tests.convert.conversions import (
    CODEX,
    KNOWLEDGE,
    PATHS,
    TARGETS,
    context,
    converted,
    errors,
    made_up,
    read,
    sent,
)
from tests.keys import PROVIDERS, key

ORIGINS = [("https://relay.example.com", None), ("", "openrouter"), ("http://127.0.0.1:4000", None)]


@pytest.mark.parametrize("tool", TARGETS)
@pytest.mark.parametrize(("origin", "provider"), ORIGINS, ids=["relay", "known provider", "loopback"])
def test_every_tool_to_every_other(tool: str, origin: str, provider: str | None, tmp_path: Path) -> None:
    here = context(tmp_path)
    if provider is not None and tool == "gemini-cli":
        pytest.skip("not served there")
    first = convert(made_up(origin, "chat", provider), KNOWLEDGE.profile(tool), here, Options())
    assert sent(first, here)
    source = read(first.after.path, tool, here)
    keys = [variable.name for variable in first.environment if not variable.value]
    assert source.model == "gpt-example"
    lines = [line for file in first.files for line in file.after.text.splitlines() if not line.startswith("#")]
    own = KNOWLEDGE.catalog.variables_of(provider) if provider is not None else ()
    if keys and own and not any(keys[0] in line for line in lines):
        keys = list(own)  # a file that names no variable means the provider's own
    assert not keys or source.key.name == keys[0]
    wanted = [origin + path for path in PATHS.values()]
    if provider is not None:
        apis = KNOWLEDGE.catalog.provider(provider).apis.values()
        wanted = [endpoint.partition("{")[0] for api in apis for endpoint in api.endpoints]
    number = TARGETS.index(tool) + ORIGINS.index((origin, provider))
    for target in TARGETS[number % 3 :: 3]:  # each pair once, over one of the origins
        if provider is not None and target == "gemini-cli":
            continue
        options = Options(path=str(tmp_path / "out" / target / "file"))
        result = convert(source, KNOWLEDGE.profile(target), here, options)
        requests = sent(result, here)
        urls = [request.url or "" for request in requests]
        assert any(url.startswith(tuple(wanted)) for url in urls), (target, urls, wanted)
        assert "gpt-example" in [request.model.text if request.model else None for request in requests], target
        assert errors(result) == [], target


def test_there_and_back_gives_the_same_request(tmp_path: Path) -> None:
    here = context(tmp_path)
    path = tmp_path / "home/.codex/config.toml"
    path.parent.mkdir()
    path.write_text(CODEX)
    source = read(str(path), None, here)
    for number, target in enumerate(TARGETS):
        (tmp_path / str(number)).mkdir()
        elsewhere = context(tmp_path / str(number))
        there = convert(source, KNOWLEDGE.profile(target), elsewhere, Options())
        assert sent(there, elsewhere), target
        back = convert(read(there.after.path, target, elsewhere), KNOWLEDGE.profile("codex"), elsewhere, Options())
        (request,) = sent(back, elsewhere)
        assert request.url == "https://relay.example.com/v1/responses", target
        if any(note.field == "key" for note in there.notes):
            continue  # a person enters the key in the tool itself
        assert request.headers[0].value.name == there.environment[0].name, target


def test_settings_of_the_target_stay(tmp_path: Path) -> None:
    here = context(tmp_path)
    settings_file = tmp_path / "home/.claude/settings.json"
    settings_file.parent.mkdir()
    settings_file.write_bytes(b'\xef\xbb\xbf{\r\n\t"permissions": {"allow": ["Bash(ls)"]},\r\n\t"env": {"A": "1"}\r\n}')
    source = made_up("https://relay.example.com", "responses")
    result = convert(source, KNOWLEDGE.profile("claude-code"), here, Options())
    assert result.files[0].action == "update"
    after = result.after.encode()
    assert after.startswith(b'\xef\xbb\xbf{\r\n\t"permissions": {"allow": ["Bash(ls)"]},\r\n\t"env": {"A": "1"')
    assert after.endswith(b"\r\n}")
    assert json.loads(result.after.text)["env"]["ANTHROPIC_BASE_URL"] == "https://relay.example.com"


def test_provider_that_does_not_serve_the_wire_api_is_an_error(tmp_path: Path) -> None:
    here, profile = context(tmp_path), KNOWLEDGE.profile("claude-code")
    source = made_up("", "chat", "nvidia")
    with pytest.raises(ConversionError, match="does not serve the messages API"):
        convert(source, profile, here, Options())
    forced = convert(source, profile, here, Options(force=True))
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


def test_everything_that_is_left_out_is_named(tmp_path: Path) -> None:
    path = tmp_path / ".codex/config.toml"
    path.parent.mkdir()
    extra = 'stream_max_retries = 3\nhttp_headers = { X-Team = "core" }\nrequest_max_retries = 2\n[mcp_servers.x]\ncommand = "y"\n'
    path.write_text(CODEX + extra)
    result = run("convert", str(path), "--to", "aider", "--format", "json", cwd=tmp_path, home=tmp_path)
    fields = {note["field"] for note in json.loads(result.stdout)["notes"]}
    assert fields == {"header X-Team", "retries", "other settings", "MCP servers"}
    assert "model_providers.lab.stream_max_retries" in result.stdout


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(provider=st.sampled_from(PROVIDERS), seed=st.integers(1, 10_000), target=st.sampled_from([*TARGETS, "all"]))
def test_no_output_contains_a_key(tmp_path: Path, provider: str, seed: int, target: str) -> None:
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


def test_further_models_are_carried_over_or_named(tmp_path: Path) -> None:
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
    assert "models: Codex CLI supports only one here; omitted: medium, small" in codex.stdout


def test_a_file_of_no_known_tool_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hi\n")
    result = run("convert", "notes.txt", "--to", "codex", cwd=tmp_path, home=tmp_path)
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: notes.txt ")
    assert "--from TOOL" in result.stderr


@pytest.mark.parametrize("how", [(".env",), ("--from", ".env")])
def test_a_dotenv_is_a_source_for_all(how: tuple[str, ...], tmp_path: Path) -> None:
    lines = ["OPENAI_BASE_URL=https://relay.example.com/v1", f"OPENAI_API_KEY={key('openai')}", "OPENAI_MODEL=gpt-4o"]
    (tmp_path / ".env").write_text("\n".join(lines) + "\n")
    result = run("convert", *how, "--to", "codex,claude-code", "--format", "json", cwd=tmp_path, home=tmp_path)
    assert (result.status, result.stderr) == (0, "")
    codex, claude = (one["files"][0]["content"] for one in json.loads(result.stdout)["conversions"])
    assert 'base_url = "https://relay.example.com/v1"' in codex
    assert '"ANTHROPIC_BASE_URL": "https://relay.example.com"' in claude


def test_a_provider_can_take_the_place_of_a_source(tmp_path: Path) -> None:
    arguments = ("convert", "--provider", "deepseek", "--model", "deepseek-chat", "--key-env", "LAB_KEY")
    aider = run(*arguments, "--to", "aider", cwd=tmp_path, home=tmp_path)
    assert "model: deepseek/deepseek-chat" in aider.stdout
    assert 'export DEEPSEEK_API_KEY="$LAB_KEY"' in aider.stdout
    unknown = run("convert", "--provider", "nobody", "--to", "aider", cwd=tmp_path, home=tmp_path)
    assert (unknown.status, unknown.stdout) == (2, "")


def test_a_failure_is_part_of_the_data(tmp_path: Path) -> None:
    arguments = ("convert", "--provider", "groq", "--model", "m", "--to", "Claude,codex", "--format", "json")
    result = run(*arguments, cwd=tmp_path, home=tmp_path)
    assert result.status == 2
    codex, claude = json.loads(result.stdout)["conversions"]
    assert codex["to"] == "codex"
    assert claude["to"] == "claude-code"
    assert "does not serve the messages API" in claude["error"]


def test_one_output_takes_one_tool(tmp_path: Path) -> None:
    arguments = ("convert", "--provider", "groq", "--model", "m", "--output")
    assert run(*arguments, "x", "--to", "codex,crush", cwd=tmp_path, home=tmp_path).status == 2
    printed = run(*arguments, "-", "--to", "codex", cwd=tmp_path, home=tmp_path)
    assert printed.stdout.startswith('model = "m"\n')
    assert not (tmp_path / "-").exists()


def test_a_setup_that_its_tool_refuses_is_converted_as_it_was_meant(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CODEX + 'wire_api = "chat"\n')
    arguments = ("convert", "config.toml", "--from", "codex", "--to", "opencode")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert '"npm": "@ai-sdk/openai-compatible"' in result.stdout
    assert "Codex CLI 0.95.0 removed" in result.stdout


def test_limits_of_a_model_are_carried_over_or_named(tmp_path: Path) -> None:
    model = {"id": "big", "name": "Big", "context_window": 262144, "default_max_tokens": 32768}
    lab = {
        "type": "openai-compat",
        "base_url": "https://relay.example.com/v1",
        "api_key": "$LAB_KEY",
        "models": [model],
    }
    chosen = {"large": {"provider": "lab", "model": "big"}}
    (tmp_path / "crush.json").write_text(json.dumps({"providers": {"lab": lab}, "models": chosen}))
    opencode = run("convert", "crush.json", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert '"context": 262144' in opencode.stdout
    assert '"output": 32768' in opencode.stdout
    aider = run("convert", "crush.json", "--to", "aider", cwd=tmp_path, home=tmp_path / "home")
    assert "262144 tokens for big" in aider.stdout


def test_all_connections_go_into_a_tool_that_can_have_several(tmp_path: Path) -> None:
    more = '[model_providers.other]\nname = "Other"\nbase_url = "https://other.example.com/v1"\nenv_key = "OTHER_KEY"\n'
    (tmp_path / "config.toml").write_text(CODEX + more)
    arguments = ("convert", "config.toml", "--from", "codex", "--all", "--to")
    opencode = run(*arguments, "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert "https://relay.example.com/v1" in opencode.stdout
    assert "https://other.example.com/v1" in opencode.stdout
    one = run(
        *(argument for argument in arguments if argument != "--all"), "opencode", cwd=tmp_path, home=tmp_path / "home"
    )
    assert "not converted: other; --all converts them as well" in one.stdout
    claude = run(*arguments, "claude-code", cwd=tmp_path, home=tmp_path / "home")
    assert claude.status == 2
    assert "has only one connection" in claude.stderr


def test_the_models_of_all_tiers_are_carried_over_or_named(tmp_path: Path) -> None:
    tiers = {"OPUS": "glm-5", "SONNET": "glm-4.7", "HAIKU": "glm-4.5-air"}
    env = {f"ANTHROPIC_DEFAULT_{tier}_MODEL": model for tier, model in tiers.items()}
    env |= {"ANTHROPIC_BASE_URL": "https://relay.example.com", "ANTHROPIC_AUTH_TOKEN": key("relay")}
    (tmp_path / "settings.json").write_text(json.dumps({"env": env}))
    arguments = ("convert", "settings.json", "--from", "claude-code", "--to")
    for target in ("opencode", "aider", "codex"):
        result = run(*arguments, target, cwd=tmp_path, home=tmp_path / "home")
        assert [model for model in tiers.values() if model not in result.stdout] == [], target


def test_a_suffix_of_a_models_name_is_its_context(tmp_path: Path) -> None:
    """Claude Code sends `glm-5` for `glm-5[1m]`, and takes its context to have a million tokens."""
    env = {
        "ANTHROPIC_BASE_URL": "https://relay.example.com",
        "ANTHROPIC_AUTH_TOKEN": "x",
        "ANTHROPIC_MODEL": "glm-5[1m]",
        "ANTHROPIC_DEFAULT_OPUS_MODEL": "glm-5-plus[1m]",
    }
    write(tmp_path, ".claude/settings.json", json.dumps({"env": env}))
    shown = run("convert", ".claude/settings.json", "--to", "litellm", cwd=tmp_path, home=tmp_path)
    assert "[1m" not in shown.stdout
    assert shown.stdout.count("max_input_tokens: 1000000") == 2


@pytest.mark.parametrize(
    ("model", "is_written"), [("eu.anthropic.claude-sonnet-4-5-v1:0", True), ("meta.llama4", False)]
)
def test_claude_code_has_settings_of_its_own_for_a_cloud(model: str, is_written: bool, tmp_path: Path) -> None:
    entry = f"{{model: 'bedrock/{model}', aws_region_name: eu-west-1}}"
    write(tmp_path, "config.yaml", f"model_list: [{{model_name: m, litellm_params: {entry}}}]\n")
    result = run("convert", "config.yaml", "--to", "claude-code", "--format", "json", cwd=tmp_path, home=tmp_path)
    if not is_written:
        assert result.status == 2
        return
    written = json.loads(json.loads(result.stdout)["files"][0]["content"])["env"]
    assert written == {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "eu-west-1", "ANTHROPIC_MODEL": model}


LAB = {"npm": "@ai-sdk/openai-compatible", "options": {"baseURL": "https://relay.example.com/v1", "apiKey": "x"}}
LIMIT = {"limit": {"context": 131072, "output": 32768}}


def test_the_limits_of_every_model_go_along_and_are_not_said_to_be_lost(tmp_path: Path) -> None:
    config = {"model": "lab/a", "provider": {"lab": {**LAB, "models": {"a": LIMIT, "b": LIMIT}}}}
    content, notes = converted(tmp_path, "opencode.json", json.dumps(config), "crush")
    assert content.count("131072") == 2
    assert "limit" not in notes


def test_the_main_model_is_never_said_to_be_omitted(tmp_path: Path) -> None:
    env = {"ANTHROPIC_BASE_URL": "https://relay.example.com", "ANTHROPIC_AUTH_TOKEN": "x", "ANTHROPIC_MODEL": "a"}
    env |= {"ANTHROPIC_DEFAULT_HAIKU_MODEL": "a", "ANTHROPIC_DEFAULT_OPUS_MODEL": "b"}
    _, notes = converted(tmp_path, ".claude/settings.json", json.dumps({"env": env}), "codex")
    assert "omitted: b\n" in notes + "\n"


def test_models_for_another_purpose_are_named(tmp_path: Path) -> None:
    continue_models = """\
name: Mine
version: 1.0.0
models:
  - {name: Chat, provider: openai, model: a, apiBase: https://relay.example.com/v1, roles: [chat]}
  - {name: Tab, provider: openai, model: b, apiBase: https://relay.example.com/v1, roles: [autocomplete]}
"""
    content, notes = converted(tmp_path, ".continue/config.yaml", continue_models, "opencode")
    assert '"b"' not in content
    assert "not converted: models[1]" in notes
    aider = (
        "openai-api-base: https://relay.example.com/v1\nmodel: openai/a\neditor-model: openai/c\nweak-model: openai/b\n"
    )
    _, notes = converted(tmp_path, ".aider.conf.yml", aider, "opencode")
    assert "not converted: editor-model" in notes


def test_a_key_that_is_left_empty_is_none(tmp_path: Path) -> None:
    proxy = {"type": "openai", "base_url": "http://localhost:9187/v1", "api_key": "", "models": [{"id": "m"}]}
    content, notes = converted(
        tmp_path, ".config/crush/crush.json", json.dumps({"providers": {"p": proxy}}), "opencode"
    )
    assert "{env:" not in content
    assert "api_key" not in notes


def test_a_refusal_says_what_came_nearest(tmp_path: Path) -> None:
    write(tmp_path, ".bashrc", "export ANTHROPIC_BASE_URL=https://api.z.ai/api/anthropic ANTHROPIC_AUTH_TOKEN=x\n")
    result = run("convert", ".bashrc", "--to", "qwen-code", cwd=tmp_path, home=tmp_path)
    assert (result.status, "this setup has no model" in result.stderr) == (2, True)


def test_nothing_is_made_of_a_file_that_cannot_be_parsed(tmp_path: Path) -> None:
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex/config.toml").write_text(CODEX.replace('model = "', "model = "))
    for target in ("curl", "opencode"):
        result = run("convert", ".codex/config.toml", "--to", target, cwd=tmp_path, home=tmp_path / "home")
        assert (result.status, result.stdout) == (2, "")
        assert "cannot be parsed" in result.stderr
