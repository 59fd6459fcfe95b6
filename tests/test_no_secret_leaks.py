"""Whatever is wrong with a file, no output of any verb holds a key that stands in it."""

from __future__ import annotations

import random
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from configlint.catalog.knowledge import Knowledge
from configlint.report import formats
from configlint.report.gate import Gate
from configlint.secrets.redaction import Redactor
from configlint.secrets.scanner import Scanner
from tests.cli import run
from tests.keys import PROVIDERS, key
from tests.secret_corpus import FORMATS, Format
from tests.secret_formats import U

REDACTOR = Redactor(Knowledge())

PLACES = {
    ".codex/config.toml": (
        'model = "m"\nmodel_provider = "a"\n[model_providers.a]\nname = "A"\nbase_url = "{url}"\n{field} = "{key}"\n'
    ),
    ".claude/settings.json": '{{"env": {{"ANTHROPIC_BASE_URL": "{url}", "{variable}": "{key}"}}, "apiKey": "{key}"}}',
    ".claude/settings.local.json": '{{"env": {{"{variable}": "{key}",}}, "permissions": {{"allow": ["Bash(X={key} a)"]}}',
    "opencode.json": '{{"provider": {{"p": {{"apiKey": "{key}", "options": {{"baseURL": "{url}", "apiKey": "{key}"}}}}}}}}',
    ".aider.conf.yml": "openai-api-base: {url}\nopenai-api-key: {key}\napi-key: [x={key}]\nno-such: {key}\n",
    "litellm_config.yaml": (
        "model_list:\n- model_name: m\n  litellm_params: {{model: openai/x, api_base: '{url}', api_key: '{key}'}}\n"
    ),
    ".env": "# {key}\nOPENAI_API_KEY={key}\nOPENAI_BASE_URL={url}\nANTHROPIC_API_KEY='{key}\nFOO_OPENAI_BASE_URL={url}\n",
    "docker-compose.yml": (
        "services:\n  a:\n    environment: {{OPENAI_BASE_URL: '{url}', {variable}: '{key}'}}\n"
        '  b:\n    environment:\n    - OPENAI_BASE_URL={url}\n    - OPENAI_API_KEY={key}\n    - {field}="{key}"\n'
    ),
    "Dockerfile": "FROM a\nENV OPENAI_BASE_URL={url} {variable}={key}\nENV OPENAI_API_KEY {key}\n# {key}\n",
    "llm.json": '{{"baseURL": "{url}", "apiKey": "{key}", "model": "{key}"}}',
}
FIELDS = ("env_key", "experimental_bearer_token", "api_key", "wire_api", "baseUrl", "http_headers")
VARIABLES = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_CUSTOM_HEADERS",
    "ANTHROPIC_API_TOKEN",
    "MY_KEY",
)
URLS = (
    "https://relay.example.com/v1",
    "https://api.anthropic.com/v1",
    "https://user:{key}@relay.example.com",
    "https://relay.example.com/{key}/v1",
    "https://relay.example.com/v1?key={key}",
    "relay.example.com/{key}",
    "",
)
VERBS = (
    ("check", "--notes"),
    *(("check", "--format", output) for output in ("json", *formats.NAMES)),
    ("check", "--statistics"),
    ("check", "--fix=all", "--diff"),
    ("check", "--color", "always"),
    ("explain", "--all"),
    ("explain", "--format", "json"),
)


@pytest.mark.parametrize("path", PLACES)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.sampled_from([(*verb, *more) for verb in VERBS for more in ((), ("--env",))]),
    provider=st.sampled_from(PROVIDERS),
    seed=st.integers(1, 10_000),
    field=st.sampled_from(FIELDS),
    variable=st.sampled_from(VARIABLES),
    url=st.sampled_from(URLS),
    ending=st.sampled_from(("", " ", "…", "\\n", "****")),
)
def test_no_output_holds_a_key(
    tmp_path: Path,
    path: str,
    verb: tuple[str, ...],
    provider: str,
    seed: int,
    field: str,
    variable: str,
    url: str,
    ending: str,
) -> None:
    secret = key(provider, seed)
    target = tmp_path / path
    target.parent.mkdir(parents=True, exist_ok=True)
    text = PLACES[path].format(key=secret + ending, url=url.format(key=secret), field=field, variable=variable)
    target.write_text(text)
    result = run(*verb, path, cwd=tmp_path, home=tmp_path, env={"X": secret, "OPENAI_API_KEY": secret})
    assert "internal error" not in result.stderr
    for piece in (secret, secret[8:-6]):
        assert piece not in result.stdout + result.stderr, (verb, path)


@pytest.mark.parametrize(
    "secret", ["K7Q2M9X4P1Z8W3RT", "EXAMPLEK7Q2M9X4P1Z8", "CORRECT_HORSE_BATTERY", "hunter2-hunter2"]
)
def test_a_key_that_looks_like_a_word_is_not_shown(tmp_path: Path, secret: str) -> None:
    settings = f'{{"env": {{"ANTHROPIC_AUTH_TOKEN": "{secret}", "ANTHROPIC_API_KEY": "x-{secret}"}}}}'
    (tmp_path / "settings.json").write_text(settings)
    (tmp_path / ".env").write_text(f"OPENAI_BASE_URL=https://api.openai.com\nOPENAI_API_KEY={secret}\n")
    for verb in VERBS:
        for path, tool in (("settings.json", "claude-code"), (".env", "openai-python")):
            result = run(*verb, "--tool", tool, path, cwd=tmp_path, home=tmp_path)
            assert secret not in result.stdout + result.stderr


#: Verbs that read a file of any kind, and what they are called with.
SCANS = (
    *(("secrets", "--format", output) for output in ("text", "json", *formats.NAMES)),
    ("secrets", "--color", "always"),
    ("secrets", "--update-baseline", "--baseline", "known.json"),
)
CONVERSIONS = (
    *(("convert", "--to", tool) for tool in ("codex", "opencode", "aider", "litellm")),
    ("convert", "--to", "claude-code", "--diff"),
    ("convert", "--to", "codex", "--all", "--format", "json"),
)


@pytest.mark.parametrize(("number", "one"), list(enumerate(FORMATS)), ids=[one.name for one in FORMATS])
def test_no_scan_holds_a_key_of_any_format(tmp_path: Path, number: int, one: Format) -> None:
    """Each in every third form of output, so that each form has keys of many formats."""
    secret = one.make(random.Random(f"leak {one.name}"))
    (tmp_path / ".env").write_text(f"# was {secret}\n{one.variable}={secret}\nX=https://u:{secret}@{one.host}/\n")
    for verb in (*SCANS, ("check", "--notes"), ("check", "--format", "sarif"))[number % 3 :: 3]:
        result = run(*verb, ".env", cwd=tmp_path, home=tmp_path)
        assert result.status in (0, 1), result.stderr
        assert "internal error" not in result.stderr
        _assert_nowhere(secret, result.stdout + result.stderr, tmp_path, {".env"})


@pytest.mark.parametrize("path", PLACES)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate])
@given(
    verb=st.sampled_from((*VERBS, *SCANS, *CONVERSIONS)),
    one=st.sampled_from(FORMATS),
    seed=st.integers(1, 10_000),
    field=st.sampled_from(FIELDS),
    url=st.sampled_from(URLS),
)
def test_no_verb_holds_a_key_of_any_format(
    tmp_path: Path, path: str, verb: tuple[str, ...], one: Format, seed: int, field: str, url: str
) -> None:
    secret = one.make(random.Random(seed))
    assume("\n" not in secret or "{key}" not in url)  # nobody writes several lines into a URL
    target = tmp_path / path
    target.parent.mkdir(parents=True, exist_ok=True)
    text = PLACES[path].format(key=secret, url=url.format(key=secret), field=field, variable=one.variable)
    target.write_text(text)
    result = run(*verb, path, cwd=tmp_path, home=tmp_path, env={one.variable: secret})
    assert "internal error" not in result.stderr
    _assert_nowhere(secret, result.stdout + result.stderr, tmp_path, {path})
    for output in ("text", "json") if "/" not in secret else ():  # in a path that is several words
        result = run("url", url.format(key=secret) or secret, "--format", output, cwd=tmp_path, home=tmp_path)
        _assert_nowhere(secret, result.stdout + result.stderr, tmp_path, {path})


@settings(max_examples=200)
@given(seed=st.integers(0, 10**9), length=st.integers(43, 90))
def test_random_base64_for_urls_looks_secret_whatever_its_field(seed: int, length: int) -> None:
    assert REDACTOR.looks_secret("".join(random.Random(seed).choices(U, k=length)))


@pytest.mark.parametrize(
    "name",
    [
        "Qwen3-Coder-480B-A35B-Instruct-FP8",
        "DeepSeek-R1-Distill-Qwen-32B-GGUF-Q4_K_M",
        "Meta-Llama-3.1-405B-Instruct-Turbo",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "my-team-gpt-4o-mini-2024-07-18-deployment",
        "ANTHROPIC_DEFAULT_HAIKU_MODEL_SUPPORTED_CAPABILITIES",
        "experimentalNativeExtensionTimeoutMs",
    ],
)
def test_long_names_are_shown(name: str) -> None:
    assert not REDACTOR.looks_secret(name)


#: Configurations with a key in a place where it is an error.
CONFIGURATIONS = (
    "tools = ['{key}.toml']", "tools = ['{key}']", "profiles = ['a/{key}/b.toml']", "select = ['{key}']", "{key} = 1",
    "[[exempt]]\npath = '{key}'\nrules = ['x']\nreason = 1", "select = {key}", "exclude = ['{key}", "[rules]\n'{key}' = 'off'",
)  # fmt: skip


@pytest.mark.parametrize(("first", "one"), list(enumerate(FORMATS)), ids=[one.name for one in FORMATS])
def test_no_error_in_a_configuration_holds_a_key(first: int, one: Format, tmp_path: Path) -> None:
    """Each in every third configuration, so that each configuration has keys of many formats."""
    (tmp_path / ".env").write_text("OPENAI_MODEL=m\n")
    for number, template in enumerate(CONFIGURATIONS if one.tier != "context" else ()):
        if number % 3 != first % 3:
            continue
        secret = one.make(random.Random(f"{one.name} {number}"))
        if "\n" not in secret:
            (tmp_path / ".configlint.toml").write_text(template.format(key=secret) + "\n")
            result = run("check", ".env", cwd=tmp_path, home=tmp_path / "home")
            assert secret[8:-6] not in result.stdout + result.stderr, template


def test_an_error_inside_shows_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = key("openai")
    (tmp_path / "a.txt").write_text(secret)

    def fail(*_: object) -> None:
        raise ValueError(f"cannot read {secret}")

    monkeypatch.setattr(Scanner, "scan", fail)
    monkeypatch.setattr("sys.argv", ["configlint", "secrets", str(tmp_path / "a.txt")])
    assert import_module("configlint.cli.main").run() == 2
    out, err = capsys.readouterr()
    assert "internal error: ValueError" in err
    assert secret not in out + err


def _assert_nowhere(secret: str, output: str, folder: Path, originals: set[str]) -> None:
    """Check that neither an output nor a file that a run wrote holds the middle of a key."""
    piece = secret[8:-6]
    assert piece not in output
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in originals:
            assert piece not in path.read_text(errors="replace"), path


@settings(max_examples=100)
@given(provider=st.sampled_from(PROVIDERS), seed=st.integers(0, 10**6), pieces=st.integers(1, 4))
def test_the_name_of_a_variable_that_a_tool_makes_of_a_key_is_not_shown(provider: str, seed: int, pieces: int) -> None:
    secret = "".join(filter(str.isalnum, key(provider, seed)))
    gate = Gate(REDACTOR)
    gate.hide(secret)
    name = "_".join(secret[at : at + pieces] for at in range(0, len(secret), pieces)).upper()
    shown = gate.text(f"set {name}_API_KEY for it").replace("_", "").lower()
    assert not any(secret[at : at + 12].lower() in shown for at in range(len(secret) - 12))
