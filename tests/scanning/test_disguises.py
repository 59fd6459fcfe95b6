"""Keys in other spellings, private keys, passwords and other secrets of the same files, and what only looks like them."""

from __future__ import annotations

import base64
import json
import random
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from configlint.catalog.knowledge import Knowledge
from configlint.secrets.scanner import Finding, Scanner
from tests.cli import run
from tests.keys import key
from tests.secret_formats import PEM, H, U, W, made_of

KNOWLEDGE = Knowledge()
KINDS = ("", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ")


def scan(text: str | bytes, path: str) -> list[Finding]:
    return Scanner(KNOWLEDGE).scan(path, text.encode() if isinstance(text, str) else text)


def pem(kind: str = "", seed: int = 1, lines: int = 20) -> str:
    body = base64.b64encode(random.Random(seed).randbytes(48 * lines)).decode()
    return f"-----BEGIN {kind}{PEM}-----\n" + "\n".join(textwrap.wrap(body, 64)) + f"\n-----END {kind}{PEM}-----\n"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def account() -> str:
    return json.dumps({"type": "service_account", "private_key": pem(), "client_email": "a@b.iam.example"}, indent=2)


# ---- private keys

SPELLINGS: dict[str, tuple[str, Callable[[str], str]]] = {
    "as it is": ("id_rsa", str),
    "with returns": ("id_rsa", lambda text: text.replace("\n", "\r\n")),
    "in a YAML block": ("a.yaml", lambda text: "tls:\n  key: |\n" + textwrap.indent(text, "    ")),
    "in a heredoc": ("a.tf", lambda text: "key = <<EOF\n" + textwrap.indent(text, "\t") + "EOF\n"),
    "in a string": ("a.py", lambda text: f'KEY = """{text}"""\n'),
    "with escapes": (".env", lambda text: 'KEY="' + text.replace("\n", "\\n") + '"\n'),
    "with two escapes": ("a.json", lambda text: json.dumps({"a": json.dumps({"b": text})})),
    "with three escapes": ("a.json", lambda text: json.dumps([json.dumps({"a": json.dumps({"b": text})})])),
    "in pieces": ("a.js", lambda text: " +\n".join(f'  "{line}\\n"' for line in text.splitlines())),
    "in pieces of Python": ("a.py", lambda text: "\n".join(f"    b'{line}\\n'" for line in text.splitlines())),
    "in a comment": ("a.go", lambda text: textwrap.indent(text, "// ")),
    "in a patch": ("a.patch", lambda text: textwrap.indent(text, "+")),
    "in a citation": ("a.md", lambda text: textwrap.indent(text, "> ")),
    "in one line": (".env", lambda text: "KEY=" + text.replace("\n", "")),
    "with blanks": (".env", lambda text: "KEY='" + text.replace("\n", " ") + "'"),
    "in XML": ("a.xml", lambda text: f"<key>{text.replace(chr(10), '&#10;')}</key>"),
    "in base64": ("a.yaml", lambda text: f"data:\n  tls.key: {b64(text)}\n"),
    "in wrapped base64": ("a.b64", lambda text: "\n".join(textwrap.wrap(b64(text), 76)) + "\n"),
    "in base64 twice": ("a.yaml", lambda text: f"key: {b64(b64(text))}\n"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_private_key_is_found_in_every_spelling(spelling: str, kind: str) -> None:
    path, written = SPELLINGS[spelling]
    (found,) = scan(written(pem(kind)), path)
    assert found.kind.startswith("private key")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_frame_of_a_private_key_is_not_one(spelling: str) -> None:
    path, written = SPELLINGS[spelling]
    for body in (
        "...",
        "YOUR PRIVATE KEY HERE",
        "",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7...",
        "x" * 64,
    ):
        assert scan(written(f"-----BEGIN {PEM}-----\n{body}\n-----END {PEM}-----\n"), path) == [], body


def test_a_private_key_spans_all_its_lines() -> None:
    (found,) = scan("# mine\n" + pem("RSA "), "id_rsa")
    assert (found.line, found.end_line) == (2, 23)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("key.asc", pem().replace(PEM, f"PGP {PEM} BLOCK").replace("-----\n", "-----\nVersion: GnuPG v2\n\n", 1)),
        ("a.ppk", f"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 14\n{pem()[28:500]}\nPrivate-MAC: 00\n"),
        ("sa.json", account()),
        (".env", f"GOOGLE_CREDENTIALS={b64(account())}\n"),
        (".env", "GCP='" + json.dumps(json.loads(account())) + "'\n"),
        ("a.yaml", "gcp: |\n" + textwrap.indent(account(), "  ")),
        ("kubeconfig", f"users:\n- user:\n    client-key-data: {b64(pem('EC '))}\n"),
    ],
)  # fmt: skip
def test_private_keys_in_files_of_programs(path: str, text: str) -> None:
    assert any(found.kind.startswith("private key") for found in scan(text, path))


@pytest.mark.parametrize("kind", ["CERTIFICATE", "PUBLIC KEY", "AGE ENCRYPTED FILE"])
def test_other_pem_is_no_secret(kind: str) -> None:
    assert scan(pem().replace(PEM, kind), "a.pem") == []


def web_key(kind: str, **members: int) -> dict[str, str]:
    """Return a JSON Web Key: each member is as many random bytes."""
    rng = random.Random(kind)
    parts = {name: base64.urlsafe_b64encode(rng.randbytes(size)).decode().rstrip("=") for name, size in members.items()}
    return {"kty": kind, "kid": "2026-11", **parts}


PRIVATE_WEB_KEYS = [
    web_key("RSA", n=256, d=256, p=128, q=128, dp=128, dq=128, qi=128),
    web_key("RSA", n=512, p=256, q=256, dp=256, dq=256, qi=256, d=512),
    web_key("EC", x=32, y=32, d=32),
    web_key("OKP", x=32, d=32),
    web_key("oct", k=32),
]
WEB_KEY_FILES: dict[str, Callable[[dict[str, str]], str]] = {
    "a.json": json.dumps,
    "jwks.json": lambda one: json.dumps({"keys": [one]}, indent=2),
    ".env": lambda one: f"SIGNING='{json.dumps(one)}'\n",
    "b.json": lambda one: json.dumps({"jwk": json.dumps(one)}),
    "a.yaml": lambda one: "jwk:\n" + "".join(f"  {name}: {value}\n" for name, value in one.items()),
    "a.ts": lambda one: "const key = {" + ", ".join(f"{name}: '{value}'" for name, value in one.items()) + "};\n",
}


@pytest.mark.parametrize("path", WEB_KEY_FILES)
@pytest.mark.parametrize("one", PRIVATE_WEB_KEYS, ids=lambda one: one["kty"])
def test_the_private_part_of_a_json_web_key_is_found(path: str, one: dict[str, str]) -> None:
    text = WEB_KEY_FILES[path](one)
    (found,) = scan(text, path)
    assert found.kind == "private key"
    assert text[found.start : found.end] == (one.get("d") or one["k"])


@pytest.mark.parametrize("path", WEB_KEY_FILES)
def test_a_public_json_web_key_is_no_secret(path: str) -> None:
    assert scan(WEB_KEY_FILES[path](web_key("RSA", n=256) | {"e": "AQAB"}), path) == []


@pytest.mark.parametrize("members", [("Modulus", "P", "Q", "DP", "DQ", "InverseQ", "D"), ("Modulus",)])
def test_a_key_as_dotnet_writes_it(members: tuple[str, ...]) -> None:
    rng = random.Random(9)
    inner = "".join(f"<{one}>{base64.b64encode(rng.randbytes(128)).decode()}</{one}>" for one in members)
    found = scan(
        f"<add key='Signing'><RSAKeyValue>{inner}<Exponent>AQAB</Exponent></RSAKeyValue></add>\n", "web.config"
    )
    assert [one.kind for one in found] == (["private key"] if "D" in members else [])


# ---- pieces and escapes


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("a.py", 'KEY = "{A}" "{B}"\n'),
        ("a.py", 'KEY = (\n    "{A}"\n    "{B}"\n)\n'),
        ("a.py", 'KEY = "{A}" \\\n  "{B}"\n'),
        ("a.js", "const key = '{A}' + '{B}';\n"),
        ("a.ts", "const key =\n  `{A}` +\n  `{B}`;\n"),
        ("a.php", "$key = '{A}' . '{B}';\n"),
        ("a.lua", 'key = "{A}" .. "{B}"\n'),
        ("a.vb", 'key = "{A}" & "{B}"\n'),
        ("a.sh", "KEY={A}\\\n{B}\n"),
    ],
)
@settings(max_examples=8)
@given(at=st.integers(3, 50))
@example(at=25)  # nothing shows that the second piece may be a key
def test_a_key_in_two_pieces_is_one(path: str, template: str, at: int) -> None:
    value = key("openai")
    found = scan(template.replace("{A}", value[:at]).replace("{B}", value[at:]), path)
    assert [one.provider for one in found] == ["OpenAI"], at


#: How a character may be written by its number, and where.
ESCAPES = (
    ("a.json", '{{"x": "{}"}}\n', "\\u{:04x}"),
    ("a.py", 'X = "{}"\n', "\\x{:02x}"),
    ("a.rs", 'let x = "{}";\n', "\\u{{{:x}}}"),
    ("a.sh", "X=$'{}'\n", "\\{:03o}"),
    ("a.config", '<add key="x" value="{}" />\n', "&#{};"),
    ("a.xml", "<x>{}</x>\n", "&#x{:X};"),
)


@settings(max_examples=40)
@given(
    escaped=st.sets(st.integers(0, 40), min_size=1, max_size=6), name=st.sampled_from(["openai", "anthropic", "groq"])
)
def test_a_key_with_escapes_is_one(escaped: set[int], name: str) -> None:
    for path, template, escape in ESCAPES:
        value = "".join(escape.format(ord(ch)) if at in escaped else ch for at, ch in enumerate(key(name)))
        assert len(scan(template.format(value), path)) == 1, path


def test_percent_signs_hide_nothing() -> None:
    value = key("anthropic").replace("-", "%2D").replace("_", "%5F")
    assert len(scan(f"url=https://x.example/?k={value}&a=b\n", "a.txt")) == 1


# ---- other secrets of the same files

RANDOM = random.Random(5)
OTHERS = {
    "a database": lambda: f"DATABASE_URL=postgresql://app:{made_of((W, 16))(RANDOM)}@db.example.com:5432/app",
    "a cache": lambda: f"REDIS_URL=rediss://:{made_of((W, 24))(RANDOM)}@cache.example.com:6379",
    "a queue": lambda: f"BROKER=amqps://svc:{made_of((W, 20))(RANDOM)}@mq.example.com/vh",
    "Telegram": lambda: f"BOT=7{made_of(('0123456789', 9))(RANDOM)}:AA{made_of((U, 32), 'a')(RANDOM)} # BOT_TOKEN",
    "SendGrid": lambda: "X=" + made_of("S", "G.", (U, 22), ".", (U, 42), "a")(RANDOM),
    "Google": lambda: "X=" + made_of("GOC", "SPX-", (U, 27), "a")(RANDOM),
    "Slack": lambda: "X=https://hooks.slack." + made_of("com/services/T", (W, 8), "/B", (W, 10), "/", (W, 24))(RANDOM),
    "Twilio": lambda: "TWILIO_AUTH_TOKEN=" + made_of((H, 32))(RANDOM),
    "a session": lambda: "SESSION_SECRET=" + made_of((H, 64))(RANDOM),
    "signatures": lambda: "JWT_SECRET=" + made_of((W, 48))(RANDOM),
    "Django": lambda: "SECRET_KEY='" + made_of((W + "!@#$%^&*(-_=+)", 50))(RANDOM) + "'",
    "base64": lambda: "NEXTAUTH_SECRET=" + base64.b64encode(RANDOM.randbytes(32)).decode(),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in OTHERS if name != "Telegram"])
def test_other_secrets_of_the_same_file_are_found(name: str) -> None:
    for _ in range(20):
        assert scan(f"DEBUG=1\n{OTHERS[name]()}\nPORT=80\n", ".env"), name


def test_a_bot_token_is_found_with_its_number() -> None:
    value = made_of(("123456789", 10), ":AA", (U, 32), "a")(RANDOM)
    (found,) = scan(f"TELEGRAM_BOT_TOKEN={value}\n", ".env")
    assert (found.provider, found.end - found.start) == ("Telegram", len(value))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize(
    "password", ["password", "postgres", "${DB_PASSWORD}", "<password>", "changeme", "$PASS", "secret"]
)
def test_an_address_with_a_placeholder_is_left_alone(host: str, password: str) -> None:
    assert scan(f"DATABASE_URL=postgres://postgres:{password}@{host}/app\n", ".env") == []


def test_registries_and_clusters() -> None:
    password = made_of((W, 24))(RANDOM)
    assert scan(json.dumps({"auths": {"ghcr.io": {"auth": b64(f"bob:{password}")}}}), "config.json")
    assert scan(f"users:\n- name: a\n  user:\n    token: {made_of((W, 80))(RANDOM)}\n", "kubeconfig.yaml")


@settings(max_examples=60)
@given(
    name=st.sampled_from(
        ["ZORB_API_KEY", "MY_BOT_TOKEN", "QUUX_SECRET", "corpGatewayToken", "vellumApiKey", "app-secret-key"]
    ),
    shape=st.sampled_from([made_of((W, 32)), made_of((W, 44)), made_of((H, 40)), made_of("ab", "c_", (W, 36))]),
    seed=st.integers(0, 10**6),
)
def test_a_field_that_takes_a_secret_needs_no_owner(
    name: str, shape: Callable[[random.Random], str], seed: int
) -> None:
    value = shape(random.Random(seed))
    for path, text in (
        (".env", f"{name}={value}\n"),
        ("a.json", json.dumps({name: value})),
        ("a.yaml", f"{name}: {value}\n"),
    ):
        assert len(scan(text, path)) == 1, path


# ---- what everybody may see


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env", "OPENAI_API_KEY=ENC[AES256_GCM,data:{b64},iv:{b64},tag:{b64},type:str]\n"),
        ("a.yaml", "kind: SealedSecret\nspec:\n  encryptedData:\n    MISTRAL_API_KEY: AgB{long}\n"),
        ("vault.yml", "api_key: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {hex}\n  {hex}\n"),
        (".env", 'OPENAI_API_KEY="encrypted:{long}"\n'),
        ("a.js", 'const firebaseConfig = {{\n  apiKey: "AIzaSy{g}",\n  authDomain: "x.firebaseapp.com",\n}};\n'),
        ("google-services.json", '{{"client_info": {{"mobilesdk_app_id": "1:1"}}, "current_key": "AIzaSy{g}"}}\n'),
        ("a.js", "docsearch({{ appId: 'X', apiKey: '{hex32}', indexName: 'x' }})\n"),
        ("a.env", "NEXT_PUBLIC_MAPS_KEY={hex32}\n"),
        ("a.json", '{{"hashed_secret": "{hex}", "encryptedToken": "{hex}"}}\n'),
        ("keys.csv", "name,id\nDeepseek Key,{hex32}\n"),
        ("yarn.lock", 'x@1:\n  resolved "https://r.example/x.tgz#{hex}"\n  integrity sha512-{b64}\n'),
    ],
)  # fmt: skip
def test_what_is_no_secret_is_left_alone(path: str, text: str) -> None:
    rng = random.Random(3)
    values = {
        "b64": base64.b64encode(rng.randbytes(32)).decode(),
        "long": base64.b64encode(rng.randbytes(510)).decode(),
        "hex": made_of((H, 40))(rng),
        "hex32": made_of((H, 32))(rng),
        "g": made_of((U, 33))(rng),
    }
    assert scan(text.format(**values), path) == []


@pytest.mark.parametrize("opening", ["{{ .", "{{- ", "{% if ", "<%= ", "{{ env.", "{{ index . "])
def test_a_name_in_an_expression_of_a_template_is_no_secret(opening: str) -> None:
    value = made_of((W, 30))(random.Random(2))
    closing = {"{{": " | b64dec }}", "{%": " %}", "<%": " %>"}[opening[:2]]
    for text in (f'client.key: "{opening}A_{value}{closing}"\n', f"api_key: {opening}A_{value}{closing}\n"):
        assert scan(text, "a.yaml") == [], text
        assert len(scan(text.replace(f"A_{value}", f"'{key('openai')}'"), "a.yaml")) == 1, text


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "LINEAR_TOKEN", "DB_PASSWORD", "JINA_API_KEY"])
def test_what_dotenvx_encrypted_is_left_alone(name: str) -> None:
    rng = random.Random(name)
    for length in range(98, 400, 7):
        value = base64.b64encode(rng.randbytes(length)).decode()
        text = f'# .env\nexport FIRST="encrypted:{value[::-1].strip("=")}"\nexport {name}="encrypted:{value}"\n'
        assert scan(text, ".env") == [], length


def test_a_sample_that_a_program_publishes_is_left_alone() -> None:
    sample = "16f8c0ef4a5d391b26034086c628469d" + "3f9f497f08163ab9b40137092f2909ef"  # of LibreChat's .env.example
    assert scan(f"JWT_SECRET={sample}\n", ".env") == []
    assert scan(f"JWT_SECRET={sample[::-1]}\n", ".env") != []


def test_a_configuration_may_restrict_it_to_keys_for_models(tmp_path: Path) -> None:
    password, other = made_of((W, 24))(RANDOM), made_of((W, 40))(RANDOM)
    lines = [f"OPENAI_API_KEY={key('openai')}", f"DB=mysql://a:{password}@db.example.com/x", f"ZORB_TOKEN={other}"]
    (tmp_path / ".env").write_text("\n".join([*lines, pem()]))

    def found() -> list[int]:
        report = json.loads(run("secrets", "--format", "json", ".env", cwd=tmp_path, home=tmp_path).stdout)
        return [one["range"]["start"]["line"] for one in report["diagnostics"]]

    assert found() == [1, 2, 3, 4]
    (tmp_path / ".configlint.toml").write_text('secrets = "ai"\n')
    assert found() == [1]


# ---- time


@pytest.mark.parametrize(
    "text",
    [
        base64.b64encode(random.Random(1).randbytes(3_000_000)).decode(),
        "".join(f"K{number}=sk-{made_of((H, 32))(RANDOM)}\n" for number in range(12_000)),
        "\\u0041" * 60_000,
        '"a" + ' * 60_000,
        "-----BEGIN " + PEM + "-----" + " A" * 100_000,
        "postgres://a:" + "b" * 300_000,
    ],
    ids=["base64", "keys", "escapes", "pieces", "private key", "address"],
)
def test_time_grows_with_the_length_alone(text: str) -> None:
    start = time.process_time()
    scan(text, "a.txt")
    assert time.process_time() - start < 8
