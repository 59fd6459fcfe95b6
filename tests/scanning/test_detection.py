"""What is found in files with keys, and what is left alone, on generated corpora."""

from __future__ import annotations

import base64
import hashlib
import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configlint.catalog.knowledge import Knowledge
from configlint.secrets.scanner import Finding, Scanner
from tests import secret_corpus
from tests.secret_corpus import FORMATS, Format

KNOWLEDGE = Knowledge()
SEEDS = (101, 202, 303)
BY_NAME = {one.name: one for one in FORMATS}
PREFIXED = [one for one in FORMATS if one.tier == "prefix"]


def scan(text: str | bytes, path: str = "notes.txt") -> list[Finding]:
    return Scanner(KNOWLEDGE).scan(path, text.encode() if isinstance(text, str) else text)


def key(name: str, seed: int = 1) -> str:
    return BY_NAME[name].make(random.Random(f"{name} {seed}"))


@pytest.mark.parametrize("seed", SEEDS)
def test_keys_are_found_in_every_layout(seed: int) -> None:
    missed: list[tuple[str, str]] = []
    asked = {True: 0, False: 0}
    lost = {True: 0, False: 0}
    for file in secret_corpus.positives(seed, per_format=16):
        lines = {finding.line for finding in scan(file.data, file.path)}
        for secret in file.secrets:
            asked[secret.format.confirmed] += 1
            if secret.line not in lines:
                lost[secret.format.confirmed] += 1
                missed.append((secret.format.name, file.path))
    assert lost[True] <= 0.005 * asked[True], missed
    assert lost[True] + lost[False] <= 0.02 * (asked[True] + asked[False]), missed


@pytest.mark.parametrize("seed", SEEDS)
def test_what_only_looks_like_a_key_is_left_alone(seed: int) -> None:
    flagged: list[str] = []
    lines = 0
    for file in secret_corpus.negatives(seed):
        text = file.text.split("\n")
        lines += sum(1 for line in text if line.strip())
        flagged += [text[number - 1] for number in {finding.line for finding in scan(file.data, file.path)}]
    assert len(flagged) <= 0.005 * lines, flagged


def test_nothing_but_the_keys_is_flagged_in_files_that_have_some() -> None:
    for file in secret_corpus.positives(SEEDS[0]):
        lines = {finding.line for finding in scan(file.data, file.path)}
        assert lines <= {secret.line for secret in file.secrets}, file.path


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_a_finding_spans_the_key(one: Format) -> None:
    value = one.make(random.Random(7))
    text = f'# für\n{one.variable}="{value}"\n'
    (finding,) = scan(text, ".env")
    assert (finding.line, finding.column) == (2, len(one.variable) + 3)
    shown = text[finding.start : finding.end]
    assert shown.startswith("-----BEGIN") if one.name == "pem" else shown == value


@pytest.mark.parametrize("one", PREFIXED, ids=lambda one: one.name)
def test_a_key_is_a_whole_word(one: Format) -> None:
    value = one.make(random.Random(7))
    assert scan(value)
    if value[0].isalnum():
        assert scan(f"x{value}") == []


def test_a_strong_shape_has_its_exact_length() -> None:
    for name in ("openrouter", "google", "groq", "huggingface", "github", "aws-id", "replicate"):
        assert scan(key(name)[:-1]) == []
        assert scan(key(name) + "4") == []


def test_openai_keys_have_the_infix() -> None:
    infix = "T3Blbk" + "FJ"
    assert scan(key("openai-project")) != []
    assert scan(key("openai-project").replace(infix, "T3Blbk" + "Fj")) == []


@pytest.mark.parametrize("word", ["test", "1234", "xxxx", "abcd", "your", "fake", "example"[:4], "0000"])
def test_a_random_key_with_a_word_in_it_is_a_key(word: str) -> None:
    for name in ("openai-project", "anthropic", "xai", "nvidia", "moonshot", "cohere"):
        value = key(name)
        at = len(value) - 12 - len(word)
        assert scan(f"{BY_NAME[name].variable}={value[:at]}{word}{value[at + len(word) :]}", ".env"), (name, word)


@pytest.mark.parametrize(
    "stored",
    [
        *(
            "utf-8",
            "utf-8-sig",
            "utf-16",
            "utf-16-le-bom",
            "utf-16-be-bom",
            "utf-16-le",
            "utf-16-be",
            "utf-32",
            "latin-1",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings(stored: str, newline: str) -> None:
    text = f"# für später{newline}naïve=1 OPENAI_API_KEY={key('openai-project')}{newline}"
    bom = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}.get(stored, b"")
    (finding,) = scan(bom + text.encode(stored.removesuffix("-bom")), ".env")
    assert (finding.line, finding.column) == (2, 24)
    assert finding.end_line == 2
    assert finding.end_column == 24 + len(key("openai-project"))


@pytest.mark.parametrize("around", [b"%s\0", b"\0\0%s", b"\x89PNG\r\n\x1a\n\0\0\xff\xfe%s\xff\0", b"\xff\xfe%s"])
def test_a_key_among_bytes_that_are_not_text_is_found(around: bytes) -> None:
    assert scan(around % f"\nKEY={key('openai-project')}\n".encode(), "a.bin")


def test_in_a_binary_file_nothing_else_counts() -> None:
    assert scan(b"\x7fELF\1\2\xff\0MISTRAL_API_KEY=%s\n" % key("mistral").encode(), "a.bin") == []


def test_only_the_lines_that_count_are_reported() -> None:
    text = f"{key('groq', 1)}\n{key('groq', 2)}\n{key('groq', 3)}\n".encode()
    assert [one.line for one in Scanner(KNOWLEDGE).scan("a", text, {1, 3})] == [1, 3]
    assert Scanner(KNOWLEDGE).scan("a", text, ()) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# gitleaks:allow",
        "# pragma: allowlist secret",
        "# configlint: ignore[committed-secret] made up",
        "# configlint: ignore[SEC001] made up",
    ],
)
def test_a_comment_allows_a_key_on_its_line(comment: str) -> None:
    first, second = scan(f"A={key('groq')}  {comment}\nB={key('groq', 2)}\n", ".env")
    assert first.allowed_by
    assert not second.allowed_by


@pytest.mark.parametrize(
    "comment", ["# pragma: allowlist nextline secret", "# configlint: ignore[committed-secret] made up"]
)
def test_a_comment_allows_a_key_on_the_line_below(comment: str) -> None:
    first, second = scan(f"{comment}\nA={key('groq')}\nB={key('groq', 2)}\n", ".env")
    assert first.allowed_by
    assert not second.allowed_by


def test_a_comment_about_another_rule_allows_nothing() -> None:
    (finding,) = scan(f"A={key('groq')}  # configlint: ignore[insecure-http] lab\n", ".env")
    assert not finding.allowed_by


# ---- whose it is


def named(text: str, path: str) -> list[tuple[str, str]]:
    return [(finding.provider, finding.kind) for finding in scan(text, path)]


@pytest.mark.parametrize(
    ("path", "text", "provider"),
    [
        ("config.toml", '[providers.mistral]\nkey = "{KEY}"\n', "Mistral AI"),
        ("app.yaml", "llm:\n  provider: mistral\n  api_key: {KEY}\n", "Mistral AI"),
        ("opencode.json", '{{"provider": {{"mistral": {{"options": {{"apiKey": "{KEY}"}}}}}}}}', "Mistral AI"),
        ("compose.yaml", "services:\n  a:\n    environment:\n      - MISTRAL_API_KEY={KEY}\n", "Mistral AI"),
        ("a.json", '[{{"base_url": "https://api.mistral.ai/v1", "token": "{KEY}"}}]', "Mistral AI"),
        ("a.py", 'client = Client(\n    "https://api.mistral.ai/v1",\n    api_key="{KEY}",\n)\n', "Mistral AI"),
        ("a.ini", "[mistral]\napi_key = {KEY}\n", "Mistral AI"),
        (".mcp.json", '{{"mcpServers": {{"x": {{"env": {{"TOKEN": "{KEY}"}}}}}}}}', ""),
        ("mcp.json", '{{"servers": {{"x": {{"headers": {{"X-Api-Key": "{KEY}"}}}}}}}}', ""),
    ],
)
def test_a_key_without_a_shape_is_known_by_what_is_around_it(path: str, text: str, provider: str) -> None:
    assert [one for one, _ in named(text.format(KEY=key("mistral")), path)] == [provider]
    assert named(text.format(KEY="your-mistral-key-goes-here-now"), path) == []
    assert named(text.format(KEY="${MISTRAL_API_KEY}"), path) == []


@given(
    st.binary(min_size=18, max_size=40),
    st.sampled_from(["_API_KEY", "_TOKEN", "_SECRET", "_SECRET_KEY", "_ACCESS_KEY"]),
    st.sampled_from(["{}={}", '{} = "{}"', "export {}='{}'", "{}: {}", 'os.environ["{}"] = "{}"']),
    st.sampled_from(["notes.txt", "README.md", "deploy.rb", "app.py", "main.go", "Makefile", "a.env", "a.yaml"]),
)
def test_a_random_value_of_a_variable_named_as_a_secret_is_found_in_any_file(
    value: bytes, ending: str, line: str, path: str
) -> None:
    text = base64.b64encode(hashlib.sha256(value).digest()[: len(value)]).decode()
    found = scan(line.format(f"ACME{ending}", text) + "\n", path)
    assert [(one.line, one.end - one.start) for one in found] == [(1, len(text))]


@pytest.mark.parametrize("value", ["crypto.randomBytes(32)", "settings.A1B2_TOKEN_9Z8Y", "tokens[x1y2z3a4b5c6d7e8f9]"])
def test_an_expression_of_a_program_is_not_a_secret(value: str) -> None:
    assert scan(f"INTERNAL_TOKEN = {value}\n", "server.ts") == []


def test_without_anything_around_it_such_a_text_is_not_a_key() -> None:
    assert scan(f"build = {key('mistral')}\n", "a.py") == []
    assert scan(f'{{"etag": "{key("azure-old")}"}}', "a.json") == []


def test_a_shared_shape_is_named_by_the_host_and_not_by_a_variable_that_many_gateways_use() -> None:
    text = f"ANTHROPIC_BASE_URL=https://api.deepseek.com/anthropic\nANTHROPIC_AUTH_TOKEN={key('deepseek')}\n"
    assert named(text, ".env") == [("DeepSeek", "API key")]
    assert named(f"ANTHROPIC_AUTH_TOKEN={key('deepseek')}\n", ".env") == [("", "API key")]


def test_a_key_beside_the_url_of_an_unknown_host_is_nobodys() -> None:
    schema, value = '"$schema": "https://opencode.ai/config.json"', key("deepseek")
    options = '"name": "Custom DeepSeek", "options": {"baseURL": "%s", "apiKey": "' + value + '"}'
    for url, owner in (("https://relay.example.com/v1", ""), ("https://api.deepseek.com/v1", "DeepSeek")):
        text = f'{{{schema},\n "provider": {{"x": {{{options % url}}}}}}}\n'
        assert [one.provider for one in scan(text, "opencode.json")] == [owner], url
    assert [one.provider for one in scan(f'{{{schema},\n"x": {{"apiKey": "{value}"}}}}', "opencode.json")] == [""]


@pytest.mark.parametrize("between", ["", "A=1\n"])
@pytest.mark.parametrize("end", ["\n", "# the next one\n"])
def test_a_variable_with_a_name_of_its_own_belongs_to_no_host_of_another_group(between: str, end: str) -> None:
    value, host = key("mistral"), "URL=https://api.mistral.ai/v1\n"
    assert [one.provider for one in scan(f"NOTEBOOK_API_TOKEN={value}\n{between}{host}", ".env")] == ["Mistral AI"]
    assert [one.provider for one in scan(f"NOTEBOOK_API_TOKEN={value}\n{between}{end}{host}", ".env")] == [""]


def test_providers_whose_keys_begin_alike_are_told_apart() -> None:
    assert [
        one.provider for one in scan("\n".join(map(key, ("anthropic", "openrouter", "openai-legacy", "groq"))))
    ] == [
        "Anthropic",
        "OpenRouter",
        "OpenAI",
        "Groq",
    ]


@pytest.mark.parametrize("one", PREFIXED, ids=lambda one: one.name)
def test_whose_a_key_of_its_own_shape_is_does_not_depend_on_what_it_is_assigned_to(one: Format) -> None:
    value = key(one.name)
    assigned = (
        (path, template.format(name=name, value=value))
        for path, template in (("a.json", '{{"x":{{"{name}":"{value}"}}}}'), ("a.py", "x = {{'{name}': '{value}'}}\n"))
        for name in ("apiKey", "api_key", "Authorization", "password", "client_secret")
    )
    (whose,) = named(value, "notes.txt")
    assert {found for path, text in assigned for found in named(text, path)} == {whose}


def test_a_key_in_base64_is_a_key() -> None:
    hidden = base64.b64encode(key("groq").encode()).decode()
    assert named(f"data:\n  key: {hidden}\n", "secret.yaml") == [("Groq", "API key in base64")]


@pytest.mark.parametrize("path", ["package-lock.json", "app.min.js", "settings.lock", "x.svg"])
def test_files_that_programs_write_are_read_like_others(path: str) -> None:
    line = f'{{"integrity": "sha512-{"x1Y2z3A4" * 11}==", "mistral_api_key": "{key("mistral")}", "x": "{key("anthropic")}"}}'
    assert [one.provider for one in scan(line, path)] == ["Mistral AI", "Anthropic"]


# ---- what findings say


def test_fingerprints_of_different_keys_differ_and_so_do_those_with_another_salt() -> None:
    first, again, other = scan(f"{key('groq')}\n{key('groq')}\n{key('groq', 2)}\n")
    assert first.fingerprint == again.fingerprint != other.fingerprint
    assert first.digest(b"1") != first.digest(b"2")
    assert len(first.fingerprint) == 8


def test_no_finding_shows_its_value() -> None:
    for one in FORMATS:
        value = one.make(random.Random(3))
        for finding in scan(f"{one.variable}={value}\n", ".env"):
            shown = f"{finding!r} {finding.masked} {finding.fingerprint} {finding.kind} {finding.field}"
            assert value[8:-4] not in shown


@settings(max_examples=200)
@given(
    data=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)),
    path=st.sampled_from(["a.py", ".env", "a.json", "a.toml", "a.yaml", "a.ipynb"]),
)
def test_no_bytes_make_it_crash(data: bytes, path: str) -> None:
    scan(data, path)


def _pieces() -> Iterator[str]:
    yield from (
        "=",
        ":",
        '"',
        "'",
        " ",
        "\n",
        "\\n",
        "%3D",
        "{",
        "}",
        "(",
        "-",
        ",",
        "é",
        "…",
        "://",
        "@",
        "key",
        "token",
    )
    yield from (one.make(random.Random(1)) for one in FORMATS)
    yield from (one.variable for one in FORMATS[:20])


@settings(max_examples=150)
@given(
    pieces=st.lists(st.sampled_from(sorted(set(_pieces()))), max_size=12),
    path=st.sampled_from(["a.py", ".env", "a.json", "a.yaml", "a.md"]),
)
def test_findings_lie_in_the_file_in_order(pieces: list[str], path: str) -> None:
    text = "".join(pieces)
    at = 0
    for finding in scan(text, path):
        assert at <= finding.start < finding.end <= len(text)
        at = finding.end


@pytest.mark.parametrize(
    "text",
    [
        "AWS_SECRET_ACCESS_KEY " * 20_000,
        "-----BEGIN " * 20_000,
        "tid=a;" * 20_000,
        "key=" + "a1B2c3D4e5F6g7H8i9J0k/" * 20_000,
        '{"key":"' * 20_000,
        "é\n" + f"{key('groq')}\n" * 3_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_longer_than_its_length_explains(text: str) -> None:
    start = time.process_time()
    scan(text, ".env")
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("accessKeys.csv", "Access key ID,Secret access key\n{id},{secret}\n"),
        ("a.py", 'client = boto3.client("bedrock-runtime", "us-east-1", None, True, None, "{id}", "{secret}")\n'),
        ("a.go", 'credentials.NewStaticCredentialsProvider("{id}", "{secret}", "")\n'),
    ],
)
def test_the_secret_after_a_public_id_is_found_without_a_name(path: str, template: str) -> None:
    makers = {one.name: one.make for one in FORMATS}
    rng = random.Random(3)
    text = template.format(id=makers["aws-id"](rng), secret=makers["aws-secret"](rng))
    assert [one.kind for one in scan(text, path)] == ["access key id", "secret access key"]
