"""Lines that only look as if they held a key."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable

from tests.secret_formats import B32, DIGITS, PEM, UPPER, H, U, W, base64_of, made_of, uuid

_WORDS = (
    *("alpha", "bravo", "cache", "delta", "export", "filter", "green", "helper", "index", "joiner", "kernel", "linear"),
    *("module", "number", "output"),
)


def _hex(length: int) -> Callable[[random.Random], str]:
    return made_of((H, length))


def _b64(length: int) -> Callable[[random.Random], str]:
    return lambda rng: base64.b64encode(rng.randbytes(length)).decode()


def _words(count: int, joint: str) -> Callable[[random.Random], str]:
    return lambda rng: joint.join(rng.choices(_WORDS, k=count))


def _signed_url(rng: random.Random) -> str:
    """Return a token such as GitHub signs the addresses of images with."""
    body = {
        "iss": "github.com",
        "path": f"/x.png?X-Amz-Credential=AKIA{made_of((B32, 16))(rng)}%2F20260101%2Fus-east-1%2Fs3",
    }
    return "eyJ" + ".".join(base64.urlsafe_b64encode(json.dumps(body).encode()).decode().strip("=") for _ in range(2))


#: A file in which such a line belongs, the line, and what makes the text for X in it.
NEGATIVES: list[tuple[str, str, Callable[[random.Random], str]]] = [
    # placeholders
    (".env.example", "OPENAI_API_KEY=sk-{X}", lambda rng: rng.choice(["...", "xxx", "your-key", "x" * 48, "proj-" + "x" * 60])),
    (".env", "ANTHROPIC_API_KEY=sk-ant-{X}", lambda rng: rng.choice(["...", "your-api-key-here", "api03-" + "x" * 93 + "AA", "api03-" + "A" * 95])),
    ("README.md", "export OPENROUTER_API_KEY=sk-or-v1-{X}", lambda rng: rng.choice(["0" * 64, "your-key", "x" * 64, "..."])),
    ("README.md", "export GROQ_API_KEY=gsk_{X}", lambda rng: rng.choice(["x" * 52, "your_groq_api_key", "abc123"])),
    ("README.md", "HF_TOKEN=hf_{X}", lambda rng: rng.choice(["x" * 34, "your_token_here", "abcdefghijklmnopqrstuvwxyzABCDEFGH"])),
    (".env", "MISTRAL_API_KEY={X}", lambda rng: rng.choice(["your-mistral-api-key-goes-here-now", "x" * 32, "changeme", "<your key>", "0" * 32, "1234567890abcdef1234567890abcdef"])),
    (".env", "COHERE_API_KEY={X}", lambda rng: rng.choice(["your_cohere_api_key_here", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "replace-me-with-your-cohere-key"])),
    ("docs.md", "Set `api_key` to `sk-proj-{X}`.", lambda rng: rng.choice(["abc123", "1234567890abcdef1234567890abcdef", "your-project-key-here"])),
    ("test.py", 'client = OpenAI(api_key="{X}")', lambda rng: rng.choice(["test-key", "sk-test", "dummy", "fake-key-for-tests", "not-a-real-key", "sk-1234567890abcdef1234567890abcdef"])),
    ("aws.md", "aws_access_key_id = AKIA{X}", lambda rng: "IOSFODNN7EXAMPLE"),
    ("aws.md", "aws_secret_access_key = {X}", lambda rng: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("key.json", '"private_key": "-----BEGIN ' + PEM + '-----\\n{X}\\n"', lambda rng: rng.choice(["...", "YOUR KEY HERE", "<key>"])),
    # references and masked values
    ("config.yaml", "api_key: {X}", lambda rng: rng.choice(["${MISTRAL_API_KEY}", "os.environ/COHERE_API_KEY", "{{ .Values.openaiApiKey }}", "$OPENAI_API_KEY", "op://vault/openai/credential", "ENC[AES256_GCM,data:abc]", "!secret openai_api_key"])),
    ("opencode.json", '"apiKey": "{X}",', lambda rng: rng.choice(["{env:MISTRAL_API_KEY}", "{file:~/.secrets/openai-key}", "${ANTHROPIC_API_KEY}"])),
    ("app.py", "api_key = {X}", lambda rng: rng.choice(['os.environ["MISTRAL_API_KEY"]', "os.getenv('COHERE_API_KEY')", "settings.openai_api_key.get_secret_value()", "config['deepgram']['api_key']"])),
    ("ci.yml", "  ANTHROPIC_API_KEY: {X}", lambda rng: "${{ secrets.ANTHROPIC_API_KEY }}"),
    ("log.txt", "using key {X}", lambda rng: rng.choice(["sk-ant-****************abcd", "sk-proj-…Q2xA", "sk-••••••••1234", "gsk_***"])),
    # hashes, ids, integrity
    ("package.json", '"integrity": "sha512-{X}",', _b64(64)),
    ("page.html", '<script src="a.js" integrity="sha384-{X}"></script>', _b64(48)),
    ("yarn.lock", '  resolved "https://registry.npmjs.org/x/-/x-1.0.0.tgz#{X}"', _hex(40)),
    ("requirements.txt", "openai==1.0 --hash=sha256:{X}", _hex(64)),
    ("go.sum", "github.com/mistral/x v1.0.0 h1:{X}=", _b64(32)),
    ("ci.yml", "      - uses: actions/checkout@{X}", _hex(40)),
    ("CHANGELOG.md", "* fix the mistral client ({X})", _hex(40)),
    ("values.yaml", "  image: ghcr.io/acme/mistral@sha256:{X}", _hex(64)),
    (".env", "MISTRAL_AGENT_ID={X}", uuid),
    (".env", "AZURE_TENANT_ID={X}", uuid),
    (".env", "AZURE_CLIENT_ID={X}", uuid),
    (".env", "SAMBANOVA_PROJECT_ID={X}", uuid),
    (".env", "COHERE_CACHE_KEY={X}", _hex(40)),
    (".env", "SENTRY_RELEASE={X}", _hex(40)),
    (".env", "MODEL_SHA256={X}", _hex(64)),
    (".env", "OPENAI_ORG_ID=org-{X}", made_of((W, 24))),
    (".env", "OPENAI_PROJECT=proj_{X}", made_of((W, 24))),
    ("run.json", '"id": "chatcmpl-{X}",', made_of((W, 29))),
    ("run.json", '"assistant_id": "asst_{X}",', made_of((W, 24))),
    ("run.json", '"thread_id": "thread_{X}",', made_of((W, 24))),
    ("run.json", '"tool_use_id": "toolu_01{X}",', made_of((W, 22))),
    ("run.json", '"id": "msg_01{X}",', made_of((W, 22))),
    ("run.json", '"request_id": "req_{X}",', made_of((W, 24))),
    ("run.json", '"public_key": "pk-lf-{X}",', uuid),
    ("run.json", '"etag": "{X}",', _hex(32)),
    ("run.json", '"commit": "{X}",', _hex(40)),
    ("run.json", '"uuid": "{X}",', uuid),
    ("run.json", '"cacheKey": "{X}",', _hex(64)),
    ("run.json", '"key": "{X}"', lambda rng: rng.choice(["ctrl+shift+down", "ctrl+k ctrl+s", "features.authentication.title"])),
    ("run.json", '"fingerprint": "{X}"', lambda rng: ":".join(_hex(2)(rng).upper() for _ in range(20))),
    ("model.json", '"md5": "{X}", "path": "mistral-7b.gguf"', _hex(32)),
    ("nb.json", '"image/png": "iVBORw0KGgo{X}"', _b64(120)),
    ("id.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5{X} me@host", made_of((W, 44))),
    ("cert.pem", "{X}", _b64(48)),
    ("a.css", ".sk-{X} {{ color: red }}", _words(3, "-")),
    ("a.css", ".sk-fading-circle .sk-circle{X} {{ width: 100% }}", made_of((DIGITS, 2))),
    ("a.html", '<div id="task-{X}" class="risk-high">', _words(5, "-")),
    ("a.py", "task_{X} = 1", _words(6, "_")),
    ("a.py", "def test_{X}():", _words(7, "_")),
    ("a.ts", "import {{ get{X} }} from './keys';", lambda rng: "".join(word.title() for word in rng.choices(_WORDS, k=6))),
    ("a.java", "private static final String TOKEN_{X} = null;", lambda rng: _words(5, "_")(rng).upper()),
    ("tasks.md", "- [ ] disk-{X}", made_of((H, 32))),
    ("main.js", 'import("./chunk-{X}.js")', made_of((UPPER + DIGITS, 8))),
    ("index.html", '<link href="/assets/main.{X}.css">', _hex(32)),
    ("urls.md", "https://console.mistral.ai/api-keys/{X}", uuid),
    ("urls.md", "https://huggingface.co/mistralai/Mistral-7B/resolve/{X}/model.safetensors", _hex(40)),
    ("urls.md", "https://github.com/openai/openai-python/commit/{X}", _hex(40)),
    ("config.yaml", "  revision: {X}", _hex(40)),
    ("config.yaml", "  deployment: {X}", _words(4, "-")),
    ("config.toml", 'session = "{X}"', uuid),
    ("config.toml", 'token_limit = "{X}"', made_of((DIGITS, 5))),
    ("settings.py", 'LANGUAGE_KEY = "{X}"', _words(4, ".")),
    ("migrations.sql", "INSERT INTO t (id, row_key) VALUES ('{X}', 'a');", uuid),
    ("data.csv", "42,{X},done", uuid),
    ("docs.md", "The token {X} is counted once.", _words(3, "_")),
    (".secrets.baseline", '"hashed_secret": "{X}",', _hex(40)),
    ("Cargo.lock", 'checksum = "{X}"', _hex(64)),
    ("config.json", '"max_tokens": {X},', made_of((DIGITS, 4))),
    ("config.json", '"tokenizer": "mistralai/{X}",', _words(4, "-")),
    ("locale.json", '"mistral.api_key.label": "{X}"', lambda rng: "Your Mistral API key as the console shows it"),
    ("compose.yaml", "      OPENAI_API_KEY: ${{OPENAI_API_KEY:?set {X}}}", _words(2, " ")),
    # seen in public repositories
    (".gitleaksignore", "{X}:src/huggingface.go:huggingface-access-token:32", _hex(40)),
    ("ci.yml", "      - uses: actions/create-github-app-token@{X} # v1", _hex(40)),
    ("info.plist", "\t\t<key>{X}</key>", lambda rng: uuid(rng).upper()),
    ("README.md", "[sheet](https://docs.google.com/spreadsheet/pub?key={X}&single=true)", made_of((U, 44))),
    ("README.md", '<img src="https://private-user-images.githubusercontent.com/1/2.png?jwt={X}">', _signed_url),
    ("README.md", "https://b.s3.amazonaws.com/x?X-Amz-Credential=AKIA{X}%2F20260101%2Fus-east-1", made_of((B32, 16))),
    ("fnox.toml", 'OPENAI_API_KEY = {{ provider = "age", value = "{X}" }}', lambda rng: base64_of(rng, "age-encryption.org/v1\n-> X25519 ", 90)),
    ("docs.md", "OPENAI_API_KEY=sk-or-v1-{X}...", lambda rng: "abc123def456"),
    (".env", "SECRET_KEY=sk_live_{X}", lambda rng: "abc123def456"),
    ("setup.sh", "[ -d $T ] || git -C $T checkout --quiet {X}", _hex(40)),
    ("resume.log", "Resume with: agent --resume={X}", uuid),
    ("error.log", "Gemini API: full report at /tmp/x/gemini-client-error-{X}.json", made_of((DIGITS, 4), "-11-22T07-21-15-", (DIGITS, 3), "Z")),
    ("x.tsx", '<path d="M{X}c0-1.1.9-2 2-2h8" />', made_of((DIGITS, 4), "v", (DIGITS, 2))),
    ("data.json", '"sk-{X}": "Skeleton screen",', _words(3, "-")),
    ("i18n.json", '"apiKeyPlaceholder": "{X}"', _words(4, " ")),
    ("i18n.json", '"openai.apiKey.{X}": "API key"', _words(2, ".")),
    ("app.py", "openai_api_key_{X} = None", _words(3, "_")),
    ("app.py", "from mistral_token_{X} import get_secret", _words(3, "_")),
    ("app.ts", "const apiKey = get{X}();", lambda rng: "".join(word.title() for word in rng.choices(_WORDS, k=5))),
    ("app.ts", "headers: {{ Authorization: `Bearer ${{{X}}}` }}", lambda rng: "config.provider." + _words(2, "")(rng)),
    ("config.yaml", "  secretName: {X}", _words(4, "-")),
    ("config.yaml", "  existingSecretKey: {X}", _words(3, "-")),
    ("config.yaml", "  key: {X}", lambda rng: f"{_words(2, '-')(rng)}/{_words(2, '-')(rng)}.yaml"),
    ("config.json", '"apiKeyEnv": "{X}_API_KEY"', lambda rng: _words(3, "_")(rng).upper()),
    ("config.json", '"api_key": "{X}"', lambda rng: _words(3, "_")(rng).upper() + "_API_KEY"),
    ("config.json", '"$schema": "https://example.com/{X}.json"', _hex(32)),
    ("config.json", '"sessionId": "{X}"', uuid),
    ("config.json", '"machineId": "{X}"', _hex(64)),
    ("config.json", '"tokenizer_hash": "{X}"', _hex(64)),
    ("deploy.yaml", "        pod-template-hash: {X}", _hex(40)),
    ("build.gradle", "distributionSha256Sum={X}", _hex(64)),
    ("main.tf", 'source_code_hash = "{X}"', _b64(32)),
]  # fmt: skip
