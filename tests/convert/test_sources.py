"""Any tool with files can be converted from: the fixed examples of those that configlint cannot write for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from configlint.convert.conversion import convert
from configlint.convert.files import Options
from configlint.convert.source import ConversionError
from tests.cli import run, write
from tests.convert.conversions import KNOWLEDGE, TARGETS, context, converted, errors, read, sent
from tests.keys import key

EXAMPLES = Path(__file__).parents[2] / "examples"
#: Why a setup may not be possible in a target.
REASONS = (
    "does not serve the",
    "keeps connections by model, but this setup has no model",
    "has a different key",
    "; convert to a tool that speaks ",
    "would refuse this: ",
    "no base URL makes",
)


def sources() -> list[str]:
    """Return the tools with examples that are only sources."""
    profiles = map(KNOWLEDGE.profile, KNOWLEDGE.tools)
    senders = [profile.id for profile in profiles if profile.requests and not profile.is_fallback]
    return [tool for tool in senders if tool not in TARGETS and (EXAMPLES / tool / "fixed").is_dir()]


def test_there_are_many() -> None:
    assert len(sources()) > 20


@pytest.mark.parametrize(("number", "tool"), list(enumerate(sources())), ids=sources())
def test_every_other_tool_to_other_tools(number: int, tool: str, tmp_path: Path) -> None:
    """Each to a third of the targets, so that each target has many sources."""
    here = context(tmp_path)
    shutil.copytree(EXAMPLES / tool / "fixed", tmp_path / "work", dirs_exist_ok=True)
    converted = 0
    for path in sorted(path for path in (tmp_path / "work").rglob("*") if path.is_file()):
        source = read(str(path), tool, here)
        for target in TARGETS[number % 3 :: 3]:
            options = Options(path=str(tmp_path / "out" / target / "file"))
            try:
                result = convert(source, KNOWLEDGE.profile(target), here, options)
            except ConversionError as error:
                assert any(reason in str(error) for reason in REASONS), error  # noqa: PT017
                continue
            assert any(source.host in (request.url or "") for request in sent(result, here)), target
            assert errors(result) == [], target
            converted += 1
    assert converted


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("llm", "llm is a name in the network of the containers"),
        ("host.docker.internal", "outside of them, it is localhost"),
        ("llm.relayhub.example", ""),
    ],
)
def test_a_host_that_only_containers_know_is_named(host: str, said: str, tmp_path: Path) -> None:
    image = "docker.all-hands.dev/all-hands-ai/openhands:0.39"
    variables = f"LLM_BASE_URL: http://{host}:8000/v1\n      LLM_MODEL: openai/m\n      LLM_API_KEY: ${{HUB_KEY}}"
    write(tmp_path, "compose.yaml", f"services:\n  app:\n    image: {image}\n    environment:\n      {variables}\n")
    result = run("convert", "compose.yaml", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert f"http://{host}:8000/v1" in result.stdout
    assert said in " ".join(result.stdout.split())
    assert said or "source:" not in result.stdout


#: Setups of tools that speak Ollama's own API, with the server at another machine.
OF_OLLAMA = {
    "aider": {".aider.conf.yml": "model: ollama_chat/m\n", ".env": "OLLAMA_API_BASE=http://10.0.0.7:11434\n"},
    "anythingllm": {".env": "LLM_PROVIDER=ollama\nOLLAMA_BASE_PATH=http://10.0.0.7:11434\nOLLAMA_MODEL_PREF=m\n"},
    "fabric": {".config/fabric/.env": "DEFAULT_VENDOR=Ollama\nDEFAULT_MODEL=m\nOLLAMA_API_URL=http://10.0.0.7:11434\n"},
    "zed": {
        ".config/zed/settings.json": '{"agent": {"default_model": {"provider": "ollama", "model": "m"}},'
        ' "language_models": {"ollama": {"api_url": "http://10.0.0.7:11434"}}}'
    },
}


@pytest.mark.parametrize("tool", OF_OLLAMA)
@pytest.mark.parametrize("target", ["opencode", "continue", "codex"])
def test_ollamas_own_api_becomes_the_one_beside_it(tool: str, target: str, tmp_path: Path) -> None:
    here = context(tmp_path)
    path, *_ = [write(tmp_path / "work", name, text) for name, text in OF_OLLAMA[tool].items()]
    result = convert(read(str(path), tool, here), KNOWLEDGE.profile(target), here, Options(path=str(tmp_path / "to")))
    assert {(request.url or "").split("/v1/")[0] for request in sent(result, here)} == {"http://10.0.0.7:11434"}
    assert errors(result) == []


def test_a_provider_by_name_becomes_that_of_the_target(tmp_path: Path) -> None:
    model = "litellm_params: {model: deepseek/deepseek-chat, api_key: os.environ/DEEPSEEK_API_KEY}"
    text, _ = converted(tmp_path, "litellm_config.yaml", f"model_list:\n- model_name: d\n  {model}\n", "opencode")
    assert "https://api.deepseek.com/beta" not in text  # LiteLLM's own choice
    assert '"deepseek/deepseek-chat"' in text


def test_the_name_of_software_is_a_name_for_a_connection(tmp_path: Path) -> None:
    options = '{"baseURL": "http://gpu01.lan:8000/v1"}, "models": {"m": {}}'
    provider = f'{{"vllm": {{"npm": "@ai-sdk/openai-compatible", "options": {options}}}}}'
    text, _ = converted(tmp_path, "opencode.json", f'{{"model": "vllm/m", "provider": {provider}}}', "codex")
    assert "[model_providers.vllm]" in text


@pytest.mark.parametrize("tool", ["continue", "litellm", ""])
def test_a_word_for_all_models_is_no_model(tool: str, tmp_path: Path) -> None:
    server = "https://gw.acme-corp.example/v1"
    files = {
        "continue": f"name: T\nversion: 1.0.0\nschema: v1\nmodels:\n"
        f'- {{name: All, provider: openai, model: AUTODETECT, apiBase: {server}, apiKey: "${{{{ secrets.K }}}}"}}\n',
        "litellm": f'model_list:\n- model_name: "*"\n  litellm_params: {{model: openai/*, api_base: {server}}}\n',
        "": f"base_url: {server}\nmodel: openai/*\napi_key: $K\n",
    }
    write(tmp_path, "config.yaml", files[tool])
    given = ["--from", tool] if tool else []
    codex = run("convert", "config.yaml", *given, "--to", "codex", cwd=tmp_path, home=tmp_path / "home")
    assert "[model_providers.acme-corp]" in codex.stdout  # the label that says whose the host is
    assert not any(line.startswith("model =") for line in codex.stdout.splitlines())
    zed = run("convert", "config.yaml", *given, "--to", "zed", cwd=tmp_path, home=tmp_path / "home")
    assert zed.status == 2
    assert "--model ID says which" in zed.stderr


def test_the_name_of_the_variable_with_the_base_url_names_the_connection(tmp_path: Path) -> None:
    parameters = "{model: openai/m, api_base: os.environ/ACME_MAAS_API_BASE, api_key: os.environ/ACME_MAAS_API_KEY}"
    setup = f"model_list:\n- model_name: m\n  litellm_params: {parameters}\n"
    text, _ = converted(tmp_path, "litellm_config.yaml", setup, "opencode")
    assert '"model": "acme-maas/m"' in text


@pytest.mark.parametrize("variable", ["AI_API_KEY", "OPENROUTER_API_KEY"])
def test_the_variables_of_a_program_that_names_no_vendor_are_a_source(variable: str, tmp_path: Path) -> None:
    lines = f"{variable}={key('openrouter')}\nAI_BASE_URL=https://openrouter.ai/api/v1\nAI_MODEL=lab/m\n"
    write(tmp_path, ".env", lines)
    result = run("convert", ".env", "--to", "opencode", cwd=tmp_path, home=tmp_path / "home")
    assert '"model": "openrouter/lab/m"' in result.stdout
    assert '"apiKey": "{env:OPENROUTER_API_KEY}"' in result.stdout
