"""No credential reaches a host that the source did not send it to, and nothing is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configlint.convert.conversion import convert
from configlint.convert.files import Options
from configlint.convert.reference import Reference
from configlint.convert.source import ConversionError, Limits, Source
from configlint.engine import requests, urls
from configlint.engine.layers import read
from configlint.engine.requests import Request
from tests.cli import run, write
from tests.convert.conversions import KNOWLEDGE, TARGETS, context, made_up, sent, target_of

#: Providers with an address of their own for chat.
PROVIDERS = [
    name
    for name in KNOWLEDGE.catalog.provider_ids()
    if (api := KNOWLEDGE.catalog.provider(name).api("chat")) is not None
    and api.endpoints
    and "{" not in api.endpoints[0]
    and (url := urls.split(api.endpoints[0])) is not None
    and not urls.is_local(url.host)
]
#: Tools with a file of their own, which is read where it was written.
OWN_FILES = [tool for tool in TARGETS if "user" in target_of(tool).files]


def with_headers(source: Source, name: str) -> Source:
    return source.replace(
        id="",
        key=Reference("env", f"{name}_KEY"),
        headers=((f"X-{name}", Reference("literal", text=f"team-{name}")),),
        small_model=f"small-{name}",
        query=((f"q-{name}", name),),
    )


def carried(request: Request) -> str:
    """Return everything that a request would carry, as one string."""
    headers = [f"{name}: {value.text} {value.name}" for name, value in request.free_headers]
    keys = [f"{header.name}: {header.value.name} {header.text}" for header in request.headers]
    small = request.resolver.meaning("small_model").text
    return "\n".join([request.url or "", *headers, *keys, small or ""])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), tool=st.sampled_from(OWN_FILES))
def test_nothing_of_one_provider_is_sent_to_another(
    data: st.DataObject, tool: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, second = (data.draw(st.sampled_from(PROVIDERS)) for _ in range(2))
    here = context(tmp_path_factory.mktemp("machine"))
    old, new = with_headers(made_up("", "chat", first), "OLD"), with_headers(made_up("", "chat", second), "NEW")
    profile = KNOWLEDGE.profile(tool)
    try:
        sent(convert(old, profile, here, Options(force=True)), here)
        result = convert(new, profile, here, Options(force=True))
    except ConversionError:
        return
    sent(result, here)
    variables = {one.name: one.value or "value-of-the-new" for one in result.environment if one.action == "set"}
    variables |= {"GEMINI_CLI_TRUST_WORKSPACE": "true"}
    everything = requests.explain(
        read(profile, here.host.replace(environment={"OLD_KEY": "value-of-old", **variables}))
    )
    active = [one for one in everything if one.active and one.url]
    assert any(new.host in (one.url or "") for one in active)
    for one in active:
        url = urls.split(one.url or "")
        if url is not None and url.host == new.host != old.host:
            assert "OLD" not in carried(one)
            assert "value-of-old" not in carried(one)


def test_a_default_of_the_tool_is_not_what_the_file_had_before(tmp_path: Path) -> None:
    here, profile = context(tmp_path), KNOWLEDGE.profile("llm")  # by default it asks OpenAI
    old, new = (with_headers(made_up("", "chat", one), name) for one, name in (("302ai", "OLD"), ("openai", "NEW")))
    sent(convert(old, profile, here, Options(force=True)), here)
    result = convert(new, profile, here, Options(force=True))
    (request,) = [one for one in sent(result, here) if one.model is not None and one.model.text == new.model]
    assert "X-OLD" not in carried(request)


@pytest.mark.parametrize("tool", TARGETS)
def test_what_the_target_does_not_get_is_named(tool: str, tmp_path: Path) -> None:
    here = context(tmp_path)
    source = made_up("https://relay.example.com", "chat").replace(
        headers=(("X-Team", Reference("literal", text="core")), ("X-Cost", Reference("env", "COST_CENTER"))),
        query=(("tenant", "eu"),),
        small_model="tiny-model",
        further_models=("other-model",),
        limits={"gpt-example": Limits(262144, 32768)},
        timeout_ms=90_000,
        retries=7,
        mcp=("filesrv",),
        others=("backup",),
        leftovers=("model_providers.lab.stream_max_retries",),
    )
    result = convert(source, KNOWLEDGE.profile(tool), here, Options())
    notes = "\n".join(f"{note.field} {note.message}" for note in result.notes)
    variables = "\n".join(f"{one.name}={one.value}" for one in result.environment)
    told = "\n".join(
        [*(file.after.text for file in result.files), variables, notes, *(one.url or "" for one in sent(result, here))]
    )
    parts = (
        "X-Team",
        "X-Cost",
        "tenant",
        "tiny-model",
        "other-model",
        "262144",
        "32768",
        "90",
        "7",
        "filesrv",
        "backup",
    )
    assert [part for part in (*parts, "stream_max_retries") if part not in told] == []


def test_a_file_that_overrides_the_usual_one_is_written(tmp_path: Path) -> None:
    write(tmp_path, ".config/opencode/opencode.jsonc", '{\n  // mine\n  "model": "anthropic/claude-sonnet-4-5",\n}\n')
    write(tmp_path, "relay.json", '{"baseURL": "https://relay.example.com/v1", "model": "m", "apiKey": "$LAB_KEY"}')
    result = run("convert", "relay.json", "--to", "opencode", "--format", "json", cwd=tmp_path, home=tmp_path)
    (file,) = json.loads(result.stdout)["files"]
    assert file["path"] == "~/.config/opencode/opencode.jsonc"
    assert "// mine" in file["content"]
    assert '"model": "relay/m"' in file["content"]
    bound = run("convert", "relay.json", "--to", "opencode", "--scope", "user", cwd=tmp_path, home=tmp_path)
    assert bound.status == 2
    assert "~/.config/opencode/opencode.jsonc (the user file) overrides" in bound.stderr


def test_a_project_file_that_would_win_is_beaten_by_the_users_own_one(tmp_path: Path) -> None:
    write(tmp_path, "work/.claude/settings.json", '{"env": {"ANTHROPIC_BASE_URL": "https://llm.corp.example"}}')
    write(tmp_path, "work/relay.json", '{"baseURL": "https://relay.example.com/anthropic", "model": "m"}')
    result = run(
        *("convert", "relay.json", "--to", "claude-code", "--format", "json"), cwd=tmp_path / "work", home=tmp_path
    )
    data = json.loads(result.stdout)
    assert data["files"][0]["path"] == "~/work/.claude/settings.local.json"
    assert any("overrides" in note["message"] and note["severity"] == "warning" for note in data["notes"])


def test_a_variable_that_would_be_sent_instead_is_to_be_unset(tmp_path: Path) -> None:
    write(
        tmp_path,
        ".codex/config.toml",
        'model = "m"\nmodel_provider = "lab"\n[model_providers.lab]\nname = "Lab"\nbase_url = "https://relay.example.com/v1"\nenv_key = "LAB_KEY"\n',
    )
    environment = {"ANTHROPIC_AUTH_TOKEN": "of-another-host", "LAB_KEY": "x"}
    arguments = ("convert", ".codex/config.toml", "--to", "claude-code", "--format", "json")
    result = run(*arguments, cwd=tmp_path, home=tmp_path, env=environment)
    variables = {one["name"]: one["action"] for one in json.loads(result.stdout)["environment"]}
    assert variables == {"LAB_KEY": "set", "ANTHROPIC_AUTH_TOKEN": "unset"}
    assert "of-another-host" not in result.stdout


MODELS = """\
name: Mine
version: 1.0.0
models:
  # for completion
  - name: fast
    provider: ollama
    model: qwen2.5-coder
    roles: [autocomplete]
  - name: work
    provider: openai
    model: gpt-4o
  # the relay
  - name: relay m
    provider: openai
    model: m
    apiBase: https://relay.example.com/v1
    apiKey: ${{ secrets.LAB_KEY }}
"""


@pytest.mark.parametrize("model", ["m", "new-model"])
def test_where_the_first_one_counts_it_is_the_one_that_was_written(model: str, tmp_path: Path) -> None:
    file = write(tmp_path, ".continue/config.yaml", MODELS)
    setup = {"baseURL": "https://relay.example.com/v1", "model": model, "apiKey": "$LAB_KEY"}
    write(tmp_path, "relay.json", json.dumps(setup))
    run("convert", "relay.json", "--to", "continue", "--write", cwd=tmp_path, home=tmp_path)
    after = file.read_text()
    assert [line for line in MODELS.splitlines() if line not in after.splitlines()] == []
    assert "# the relay\n  - name: relay m\n" in after
    shown = run("explain", "--tool", "continue", "--format", "json", cwd=tmp_path, home=tmp_path)
    (active,) = [one for one in json.loads(shown.stdout)["requests"] if one["active"]]
    assert (active["model"], active["url"]) == (model, "https://relay.example.com/v1/chat/completions")


def test_a_provider_of_the_same_id_at_another_host_stays_as_it_is(tmp_path: Path) -> None:
    old = '[model_providers.lab]\nname = "Corp"\nbase_url = "https://llm.corp.example/v1"\nhttp_headers = { "X-Corp" = "of-corp" }\n'
    write(tmp_path, ".codex/config.toml", old)
    lab = {"npm": "@ai-sdk/openai", "options": {"baseURL": "https://relay.example.com/v1", "apiKey": "{env:LAB_KEY}"}}
    write(tmp_path, "opencode.json", json.dumps({"model": "lab/m", "provider": {"lab": {**lab, "models": {"m": {}}}}}))
    result = run("convert", "opencode.json", "--to", "codex", "--format", "json", cwd=tmp_path, home=tmp_path)
    content = json.loads(result.stdout)["files"][0]["content"]
    assert 'name = "Corp"\nbase_url = "https://llm.corp.example/v' in content
    assert '"X-Corp" = ' in content.partition("[model_providers.relay]")[0]
    assert 'model_provider = "relay"' in content
