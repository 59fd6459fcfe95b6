"""All connections of a tool in the files of another one: each is still asked as before, or it is named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from configlint.convert.plan import is_one_of_several
from configlint.convert.source import is_users_own
from configlint.engine import layers, requests
from configlint.engine.host import Host
from configlint.files.access import LocalFiles
from tests.cli import run, write
from tests.convert.conversions import KNOWLEDGE, TARGETS, target_of
from tests.keys import key

RELAY, OTHER = "https://relay.example.com", "https://other.example.com"
#: By model: its wire API, where it is asked, and the variable with its key.
CONNECTIONS = {
    "main": ("chat", RELAY, "A_KEY"),
    "of-another-team": ("chat", RELAY, "B_KEY"),
    "of-another-api": ("messages", RELAY, "A_KEY"),
}


def litellm() -> str:
    """Return a gateway's file with all connections."""
    models = [
        {
            "model_name": model,
            "litellm_params": {
                "model": f"{'anthropic' if wire_api == 'messages' else 'openai'}/{model}",
                "api_base": origin if wire_api == "messages" else f"{origin}/v1",
                "api_key": f"os.environ/{variable}",
            },
        }
        for model, (wire_api, origin, variable) in CONNECTIONS.items()
    ]
    return json.dumps({"model_list": models})


#: The tools that can have several connections.
SEVERAL = [tool for tool in TARGETS if any(map(is_one_of_several, target_of(tool).kinds))]


@pytest.mark.parametrize("target", SEVERAL)
def test_no_connection_changes_another_one(target: str, tmp_path: Path) -> None:
    write(tmp_path, "litellm_config.yaml", litellm())
    home = tmp_path / "home"
    arguments = ("convert", "litellm_config.yaml", "--to", target, "--all", "--write", "--format", "json")
    result = run(*arguments, cwd=tmp_path, home=home)
    if result.status == 2:
        return  # it cannot be written for this tool at all
    report = json.loads(result.stdout)
    set_by_hand = {one["name"]: _value_of(one) for one in report["environment"]}
    host = Host(str(home), str(tmp_path), environment=set_by_hand, files=LocalFiles())
    found = requests.requests_of(layers.read(KNOWLEDGE.profile(target), host))
    notes = "\n".join(note["message"] for note in report["notes"])
    files = "\n".join(file["content"] for file in report["files"])
    is_typed_in = any(note["field"] == "key" and "Enter" in note["message"] for note in report["notes"])
    for model, (wire_api, origin, variable) in CONNECTIONS.items():
        sent = [one for one in found if one.url and one.model is not None and one.model.text == model]
        sent = [one for one in sent if is_users_own(one)]
        if not sent:  # some profiles describe only the first model of a connection
            assert f'"{model}"' in files or f" {model}\n" in files or model in notes, model
            continue
        apis = {one.wire_api for one in sent}
        assert wire_api in apis or any(f"speaks the {api} API" in notes for api in apis), (model, apis)
        seen = [(str(one.url), {header.text for header in one.headers} - {None}) for one in sent]
        assert any(url.startswith(origin) and (is_typed_in or keys <= {variable}) for url, keys in seen), (model, seen)


def _value_of(variable: dict[str, str]) -> str:
    """Return what a variable is set to: its value, or the name of the variable that has it."""
    other = re.search(r'="\$(\w+)"', variable["why"])
    return variable.get("value") or (other[1] if other else variable["name"])


@pytest.mark.parametrize("target", ["droid", "qwen-code", "llm", "opencode", "zed", "continue"])
def test_the_same_model_of_two_hosts_stays_two_or_is_named(target: str, tmp_path: Path) -> None:
    providers = {
        name: {
            "baseUrl": f"{origin}/v1",
            "api": "openai-completions",
            "apiKey": f"${variable}",
            "models": [{"id": "m"}],
        }
        for name, origin, variable in (("first", RELAY, "A_KEY"), ("second", OTHER, "B_KEY"))
    }
    write(tmp_path, "models.json", json.dumps({"providers": providers}))
    arguments = ("convert", "models.json", "--from", "pi", "--to", target, "--all")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert f"{RELAY}/v1" in result.stdout
    assert f"{OTHER}/v1" in result.stdout or "second/m is not converted" in " ".join(result.stdout.split())


def test_every_model_of_a_list_goes_along_in_its_order(tmp_path: Path) -> None:
    endpoints = [
        {"name": "First", "apiKey": "${A_KEY}", "baseURL": f"{RELAY}/v1", "models": {"default": ["a", "b", "c"]}},
        {"name": "Second", "apiKey": "${B_KEY}", "baseURL": f"{OTHER}/v1", "models": {"default": ["d", "e"]}},
    ]
    write(tmp_path, "librechat.yaml", json.dumps({"version": "1.3.1", "endpoints": {"custom": endpoints}}))
    result = run("convert", "librechat.yaml", "--to", "opencode", "--all", cwd=tmp_path, home=tmp_path / "home")
    assert all(f'"{model}": {{' in result.stdout for model in "abcde")


def test_the_order_of_a_list_whose_first_item_counts_is_kept(tmp_path: Path) -> None:
    write(tmp_path, "litellm_config.yaml", litellm())
    result = run("convert", "litellm_config.yaml", "--to", "continue", "--all", cwd=tmp_path, home=tmp_path / "home")
    assert re.findall(r"^ +model: (\S+)", result.stdout, re.MULTILINE) == list(CONNECTIONS)


def test_a_connection_without_a_model_does_not_stop_the_others(tmp_path: Path) -> None:
    data = json.loads(litellm())
    params = {"model": "openai/*", "api_base": f"{RELAY}/v1", "api_key": "os.environ/A_KEY"}
    data["model_list"].append({"model_name": "relay/*", "litellm_params": params})
    write(tmp_path, "litellm_config.yaml", json.dumps(data))
    result = run("convert", "litellm_config.yaml", "--to", "opencode", "--all", cwd=tmp_path, home=tmp_path / "home")
    assert (result.status, "relay/* is not converted" in result.stdout) == (0, True)


def test_the_active_connection_counts_if_the_file_says_anything_about_it(tmp_path: Path) -> None:
    other = (
        '[model_providers.other]\nname = "Other"\nbase_url = "https://other.example.com/v1"\nenv_key = "OTHER_KEY"\n'
    )
    write(tmp_path, "config.toml", f'model = "gpt-example"\n\n{other}')
    arguments = ("--from", "codex", "--to", "continue")
    result = run("convert", "config.toml", *arguments, cwd=tmp_path, home=tmp_path / "home")
    assert "secrets.OPENAI_API_KEY" in result.stdout
    assert "not converted: other; --all" in result.stdout
    write(tmp_path, "config.toml", other)
    result = run("convert", "config.toml", *arguments, "--model", "m", cwd=tmp_path, home=tmp_path / "home")
    assert "secrets.OTHER_KEY" in result.stdout


def test_an_address_in_a_variable_is_named_with_all_that_need_it(tmp_path: Path) -> None:
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "options": {"baseURL": "https://{env:LAB_HOST}/v1", "apiKey": "{env:LAB_KEY}"},
        "models": {"a": {}, "b": {}},
    }
    own = {**provider, "options": {"baseURL": f"{RELAY}/v1", "apiKey": "{env:A_KEY}"}, "models": {"m": {}}}
    config = {"model": "own/m", "provider": {"own": own, "lab": provider}}
    write(tmp_path, "opencode.json", json.dumps(config))
    result = run("convert", "opencode.json", "--to", "crush", cwd=tmp_path, home=tmp_path / "home")
    assert "lab/a, lab/b (whose address depends on LAB_HOST)" in " ".join(result.stdout.split())


def test_a_model_of_the_file_takes_the_place_of_the_built_in_one(tmp_path: Path) -> None:
    own = {"id": "glm-5.3", "name": "My GLM", "api": "openai-completions", "contextWindow": 99000}
    provider = {"baseUrl": "https://api.z.ai/api/coding/paas/v4", "apiKey": "$ZAI_API_KEY", "models": [own]}
    write(tmp_path, "models.json", json.dumps({"providers": {"zai": provider}}))
    arguments = ("convert", "models.json", "--from", "pi", "--to", "zed")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert '"display_name": "My GLM",\n' in result.stdout
    assert '"max_tokens": 99000' in result.stdout


def test_connections_of_one_name_are_all_converted(tmp_path: Path) -> None:
    """As LiteLLM has several deployments of a model."""
    hosts = ("eu", "us")
    models = [
        {
            "model_name": "chat",
            "litellm_params": {
                "model": f"openai/m-{one}",
                "api_base": f"https://{one}.relayhub.example/v1",
                "api_key": f"os.environ/KEY_{one.upper()}",
            },
        }
        for one in hosts
    ]
    aliases = {"router_settings": {"model_group_alias": {"other": "chat"}}}
    write(tmp_path, "litellm_config.yaml", json.dumps({"model_list": models, **aliases}))
    result = run("convert", "litellm_config.yaml", "--to", "opencode", "--all", cwd=tmp_path, home=tmp_path / "home")
    assert all(f"https://{one}.relayhub.example/v1" in result.stdout for one in hosts)
    assert "no model is set" not in result.stdout
    alone = run("convert", "litellm_config.yaml", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert "other connections: not converted: chat" in alone.stdout


def test_a_model_on_the_command_line_is_that_of_the_active_connection(tmp_path: Path) -> None:
    urls, keys = (f"{RELAY}/v1;{OTHER}/v1", "$A_KEY;$B_KEY")
    write(tmp_path, "open-webui/.env", f"OPENAI_API_BASE_URLS={urls}\nOPENAI_API_KEYS={keys}\nENABLE_OPENAI_API=True\n")
    arguments = ("convert", "open-webui/.env", "--to", "opencode", "--all", "--model", "only-here")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert result.stdout.count('"only-here": {') == 1


def _codex(*tables: str) -> str:
    """Return a Codex file whose active connection asks a relay for `main-1`, with more tables."""
    relay = f'[model_providers.main]\nname = "Main"\nbase_url = "{RELAY}/v1"\nenv_key = "MAIN_KEY"\n'
    return "\n".join(['model = "main-1"\nmodel_provider = "main"\n', relay, *tables])


def _provider(name: str, base_url: str) -> str:
    return f'[model_providers.{name}]\nname = "{name}"\nbase_url = "{base_url}"\nenv_key = "OTHER_KEY"\n'


@pytest.mark.parametrize("name", ["google", "azure", "openai", "anthropic", "custom", "cohere", "relay"])
@pytest.mark.parametrize("target", ["librechat", "crush", "opencode", "zed", "pi", "droid"])
def test_the_active_connection_is_written_once(target: str, name: str, tmp_path: Path) -> None:
    """It is written first and last, under an id that the tool may keep for itself."""
    config = _codex(_provider("other", f"{OTHER}/v1")).replace("main", name).replace(f"{name}-1", "main-1")
    write(tmp_path, "config.toml", config)
    arguments = ("convert", "config.toml", "--from", "codex", "--to", target)
    alone = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    everything = run(*arguments, "--all", cwd=tmp_path, home=tmp_path / "home")
    assert everything.stdout.count(f"{RELAY}/v1") == alone.stdout.count(f"{RELAY}/v1")


def test_a_preset_says_which_model_is_of_a_connection(tmp_path: Path) -> None:
    preset = '[profiles.fast]\nmodel = "other-1"\nmodel_provider = "other"\n'
    write(tmp_path, "config.toml", _codex(_provider("other", f"{OTHER}/v1"), preset))
    arguments = ("convert", "config.toml", "--from", "codex", "--to", "opencode", "--all")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    written = json.loads(result.stdout[result.stdout.index("{") : result.stdout.rindex("}") + 1])
    models = {one["options"]["baseURL"]: list(one["models"]) for one in written["provider"].values()}
    assert models == {f"{RELAY}/v1": ["main-1"], f"{OTHER}/v1": ["other-1"]}


def test_a_preset_of_the_active_connection_has_another_model_of_it(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", _codex('[profiles.fast]\nmodel = "main-2"\n'))
    result = run("convert", "config.toml", "--from", "codex", "--to", "crush", cwd=tmp_path, home=tmp_path / "home")
    assert '"id": "main-2"' in result.stdout


@pytest.mark.parametrize(
    ("base_url", "is_known"),
    [("https://api.deepseek.com/v1", True), ("http://gpu-box:11434/v1", True), (f"{OTHER}/v1", False)],
)
def test_a_known_server_does_not_get_the_model_of_another(base_url: str, is_known: bool, tmp_path: Path) -> None:
    write(tmp_path, "config.toml", _codex(_provider("other", base_url)))
    arguments = ("convert", "config.toml", "--from", "codex", "--to", "opencode", "--all")
    said = " ".join(run(*arguments, cwd=tmp_path, home=tmp_path / "home").stdout.split())
    assert ("other is not converted: no model is named for it" in said) == is_known
    assert ("other gets main-1, the model of main" in said) == (not is_known)


def test_only_what_is_wrong_in_the_end_is_said(tmp_path: Path) -> None:
    """While it was the one to use, a connection without a model would have got that of the other one."""
    write(tmp_path, "config.toml", _codex(_provider("other", "https://openrouter.ai/api/v1")))
    arguments = ("convert", "config.toml", "--from", "codex", "--to", "zed", "--all")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert result.status == 0
    assert "wrong-model-form" not in result.stdout


def test_what_is_lost_with_several_connections_is_one_note(tmp_path: Path) -> None:
    models = [{"name": f"Model {n}", "model": f"m-{n}", "provider": "openai", "apiKey": "x"} for n in "ab"]
    for one, origin in zip(models, (RELAY, OTHER), strict=True):
        one["apiBase"] = f"{origin}/v1"
    write(tmp_path, "config.yaml", json.dumps({"name": "x", "version": "1.0.0", "schema": "v1", "models": models}))
    arguments = ("convert", "config.yaml", "--from", "continue", "--to", "litellm", "--all")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert "display names: LiteLLM proxy has no setting for them here: Model a, Model b" in " ".join(
        result.stdout.split()
    )


def test_what_convert_itself_wrote_is_not_said_to_be_removed(tmp_path: Path) -> None:
    """Qwen Code has one place for a key that is none, which is not for the active connection."""
    active = {"name": "A", "provider": "openai", "model": "a", "apiBase": f"{RELAY}/v1", "apiKey": key("relay")}
    local = {"name": "L", "provider": "ollama", "model": "l", "apiBase": "http://127.0.0.1:11434"}
    config = {"name": "x", "version": "1.0.0", "schema": "v1", "models": [active, local]}
    write(tmp_path, "config.yaml", json.dumps(config))
    arguments = ("convert", "config.yaml", "--from", "continue", "--to", "qwen-code", "--all")
    result = run(*arguments, cwd=tmp_path, home=tmp_path / "home")
    assert "removed" not in result.stdout
    assert result.stdout.count("export ") == 1
