"""A corpus of files with and without keys, made from a seed, to measure what a scanner finds and what it flags in vain.

Nothing of it is ever committed: the keys in it are random, but have the shapes of real ones. The formats are written
down here once more, by hand and not from the catalogue, so that a mistake there shows up. `tier` says how much a format
tells by itself ("prefix", "weak", "context"), `confirmed` whether two independent rule sets agree on it.
"""

from __future__ import annotations

import base64
import json
import random
import re
import string
from collections.abc import Callable
from typing import NamedTuple

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
W = LOWER + UPPER + DIGITS
U = W + "-_"
H = DIGITS + "abcdef"
B32 = UPPER + "234567"
_PEM = "PRIVATE " + "KEY"


class Format(NamedTuple):
    """A kind of key: the variable and the words people name it by, its host, and how to make one."""

    name: str
    tier: str
    confirmed: bool
    variable: str
    word: str
    host: str
    make: Callable[[random.Random], str]


class Secret(NamedTuple):
    """A key in a file of the corpus: its format, its line (from 1) and its value."""

    format: Format
    line: int
    value: str


class File(NamedTuple):
    """A file of the corpus. Every line that is not blank and holds no secret is a negative one."""

    path: str
    data: bytes
    text: str
    secrets: list[Secret]
    layout: str


def _of(*parts: str | tuple[str, int]) -> Callable[[random.Random], str]:
    """Return what makes a key of fixed texts (split up here so that no scanner sees one) and random stretches."""

    def make(rng: random.Random) -> str:
        return "".join(part if isinstance(part, str) else "".join(rng.choices(part[0], k=part[1])) for part in parts)

    return make


def _uuid(rng: random.Random) -> str:
    return "-".join("".join(rng.choices(H, k=length)) for length in (8, 4, 4, 4, 12))


def _jwt(rng: random.Random) -> str:
    def part(data: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")

    body = {"GroupName": "".join(rng.choices(W, k=12)), "exp": rng.randrange(10**9, 2 * 10**9)}
    return f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{part(body)}.{''.join(rng.choices(U, k=200))}"


def _base64(rng: random.Random, head: str, length: int) -> str:
    return base64.b64encode(head.encode() + rng.randbytes(length)).decode()


def _pem(rng: random.Random) -> str:
    return f"-----BEGIN {_PEM}-----\\n{_base64(rng, '', 48)}\\n"


_INFIX = "T3Blbk" + "FJ"

FORMATS = [
    Format("openai-legacy", "prefix", True, "OPENAI_API_KEY", "OpenAI", "api.openai.com", _of("sk", "-", (W, 20), _INFIX, (W, 20))),
    Format("openai-project", "prefix", True, "OPENAI_API_KEY", "OpenAI", "api.openai.com", _of("sk", "-proj-", (U, 74), _INFIX, (U, 74))),
    Format("openai-project-58", "prefix", True, "OPENAI_API_KEY", "OpenAI", "api.openai.com", _of("sk", "-proj-", (U, 58), _INFIX, (U, 58))),
    Format("openai-service", "prefix", True, "OPENAI_API_KEY", "OpenAI", "api.openai.com", _of("sk", "-svcacct-", (U, 74), _INFIX, (U, 74))),
    Format("openai-admin", "prefix", True, "OPENAI_ADMIN_KEY", "OpenAI", "api.openai.com", _of("sk", "-admin-", (U, 58), _INFIX, (U, 58))),
    Format("anthropic", "prefix", True, "ANTHROPIC_API_KEY", "Anthropic", "api.anthropic.com", _of("sk", "-ant-", "api03-", (U, 93), "AA")),
    Format("anthropic-admin", "prefix", True, "ANTHROPIC_ADMIN_KEY", "Anthropic", "api.anthropic.com", _of("sk", "-ant-", "admin01-", (U, 93), "AA")),
    Format("anthropic-oauth", "prefix", False, "CLAUDE_CODE_OAUTH_TOKEN", "Claude", "api.anthropic.com", _of("sk", "-ant-", "oat01-", (U, 95))),
    Format("anthropic-refresh", "prefix", False, "CLAUDE_REFRESH_TOKEN", "Claude", "api.anthropic.com", _of("sk", "-ant-", "ort01-", (U, 95))),
    Format("openrouter", "prefix", True, "OPENROUTER_API_KEY", "OpenRouter", "openrouter.ai", _of("sk", "-or-", "v1-", (H, 64))),
    Format("google", "prefix", True, "GEMINI_API_KEY", "Gemini", "generativelanguage.googleapis.com", _of("AI", "zaSy", (U, 33))),
    Format("google-new", "prefix", False, "GEMINI_API_KEY", "Gemini", "generativelanguage.googleapis.com", _of("AQ.", "Ab8RN6", (U, 44))),
    Format("groq", "prefix", True, "GROQ_API_KEY", "Groq", "api.groq.com", _of("gsk", "_", (W, 20), "WGdyb3FY", (W, 24))),
    Format("groq-plain", "prefix", True, "GROQ_API_KEY", "Groq", "api.groq.com", _of("gsk", "_", (W, 52))),
    Format("xai", "prefix", True, "XAI_API_KEY", "xAI", "api.x.ai", _of("xai", "-", (W + "_", 80))),
    Format("together", "prefix", True, "TOGETHER_API_KEY", "Together", "api.together.xyz", _of("tgp", "_v1_", (U, 43))),
    Format("huggingface", "prefix", True, "HF_TOKEN", "Hugging Face", "router.huggingface.co", _of("hf", "_", (LOWER + UPPER, 34))),
    Format("huggingface-org", "prefix", True, "HF_TOKEN", "Hugging Face", "router.huggingface.co", _of("api", "_org_", (LOWER + UPPER, 34))),
    Format("azure", "prefix", True, "AZURE_OPENAI_API_KEY", "Azure OpenAI", "acme.openai.azure.com", _of((W, 52), "JQQ", "J99", (W, 1), (UPPER[:12], 1), (W, 12), "AAA", (W, 1), "ACOG", (W, 4))),
    Format("bedrock", "prefix", True, "AWS_BEARER_TOKEN_BEDROCK", "Bedrock", "bedrock-runtime.us-east-1.amazonaws.com", lambda rng: "AB" + "SK" + _base64(rng, "BedrockAPIKey-", 82)),
    Format("bedrock-short", "prefix", True, "AWS_BEARER_TOKEN_BEDROCK", "Bedrock", "bedrock-runtime.us-east-1.amazonaws.com", lambda rng: "bedrock-" + "api-key-" + _base64(rng, "bedrock.amazonaws.com/?Action=CallWithBearerToken&X=", 60)),
    Format("aws-id", "prefix", True, "AWS_ACCESS_KEY_ID", "AWS", "bedrock-runtime.us-east-1.amazonaws.com", _of("AK", "IA", (B32, 16))),
    Format("aws-temporary", "prefix", True, "AWS_ACCESS_KEY_ID", "AWS", "bedrock-runtime.us-east-1.amazonaws.com", _of("AS", "IA", (B32, 16))),
    Format("zai", "weak", True, "ZAI_API_KEY", "Zhipu", "open.bigmodel.cn", _of((H, 32), ".", (W, 16))),
    Format("ollama", "weak", False, "OLLAMA_API_KEY", "Ollama", "ollama.com", _of((H, 32), ".", (U, 24))),
    Format("kimi", "prefix", False, "KIMI_API_KEY", "Kimi", "api.kimi.com", _of("sk", "-kimi-", (W, 64))),
    Format("dashscope-plan", "prefix", False, "DASHSCOPE_API_KEY", "DashScope", "coding.dashscope.aliyuncs.com", _of("sk", "-sp-", (H, 32))),
    Format("minimax", "prefix", False, "MINIMAX_API_KEY", "MiniMax", "api.minimax.io", _of("sk", "-api-", (U, 119))),
    Format("minimax-plan", "prefix", False, "MINIMAX_API_KEY", "MiniMax", "api.minimax.io", _of("sk", "-cp-", (U, 80))),
    Format("nvidia", "prefix", True, "NVIDIA_API_KEY", "NVIDIA", "integrate.api.nvidia.com", _of("nvapi", "-", (U, 64))),
    Format("perplexity", "prefix", True, "PERPLEXITY_API_KEY", "Perplexity", "api.perplexity.ai", _of("pplx", "-", (W, 48))),
    Format("replicate", "prefix", True, "REPLICATE_API_TOKEN", "Replicate", "api.replicate.com", _of("r8", "_", (W, 37))),
    Format("cerebras", "prefix", False, "CEREBRAS_API_KEY", "Cerebras", "api.cerebras.ai", _of("csk", "-", (LOWER + DIGITS, 48))),
    Format("vercel", "prefix", False, "AI_GATEWAY_API_KEY", "Vercel AI Gateway", "ai-gateway.vercel.sh", _of("vck", "_", (U, 56))),
    Format("databricks", "prefix", True, "DATABRICKS_TOKEN", "Databricks", "acme.cloud.databricks.com", _of("da", "pi", (H, 32))),
    Format("langsmith", "prefix", True, "LANGSMITH_API_KEY", "LangSmith", "api.smith.langchain.com", _of("lsv2", "_pt_", (H, 32), "_", (H, 10))),
    Format("langfuse", "prefix", True, "LANGFUSE_SECRET_KEY", "Langfuse", "cloud.langfuse.com", lambda rng: "sk" + "-lf-" + _uuid(rng)),
    Format("cursor", "prefix", False, "CURSOR_API_KEY", "Cursor", "api.cursor.com", _of("key", "_", (H, 64))),
    Format("tavily", "prefix", False, "TAVILY_API_KEY", "Tavily", "api.tavily.com", _of("tvly", "-dev-", (W, 32))),
    Format("jina", "prefix", False, "JINA_API_KEY", "Jina", "api.jina.ai", _of("jina", "_", (W, 60))),
    Format("voyage", "weak", False, "VOYAGE_API_KEY", "Voyage", "api.voyageai.com", _of("pa", "-", (U, 43))),
    Format("wandb", "prefix", False, "WANDB_API_KEY", "wandb", "api.wandb.ai", _of("wandb", "_v1_", (W + "_", 77))),
    Format("github", "prefix", True, "GITHUB_TOKEN", "GitHub", "models.github.ai", _of("gh", "p_", (W, 36))),
    Format("github-oauth", "prefix", True, "COPILOT_TOKEN", "GitHub Copilot", "api.githubcopilot.com", _of("gh", "o_", (W, 36))),
    Format("github-user", "prefix", True, "COPILOT_TOKEN", "GitHub Copilot", "api.githubcopilot.com", _of("gh", "u_", (W, 36))),
    Format("github-fine", "prefix", True, "GITHUB_TOKEN", "GitHub", "models.github.ai", _of("github", "_pat_", (W, 22), "_", (W, 59))),
    Format("github-app", "prefix", True, "GITHUB_TOKEN", "GitHub", "api.github.com", lambda rng: "gh" + "s_" + "".join(rng.choices(DIGITS, k=6)) + "_" + _jwt(rng)),
    Format("pem", "prefix", True, "GOOGLE_PRIVATE_KEY", "Vertex", "aiplatform.googleapis.com", _pem),
    Format("deepseek", "weak", True, "DEEPSEEK_API_KEY", "DeepSeek", "api.deepseek.com", _of("sk", "-", (H, 32))),
    Format("dashscope", "weak", True, "DASHSCOPE_API_KEY", "DashScope", "dashscope.aliyuncs.com", _of("sk", "-", (H, 32))),
    Format("moonshot", "weak", False, "MOONSHOT_API_KEY", "Moonshot", "api.moonshot.cn", _of("sk", "-", (W, 48))),
    Format("relay", "weak", False, "OPENAI_API_KEY", "relay", "relay.example.com", _of("sk", "-", (W, 48))),
    Format("litellm", "weak", False, "LITELLM_MASTER_KEY", "LiteLLM", "litellm.example.com", _of("sk", "-", (U, 22))),
    Format("siliconflow", "weak", False, "SILICONFLOW_API_KEY", "SiliconFlow", "api.siliconflow.cn", _of("sk", "-", (LOWER, 48))),
    Format("iflytek", "weak", False, "SPARK_API_KEY", "iFlytek", "maas-api.cn-huabei-1.xf-yun.com", _of("sk", "-", (W, 56))),
    Format("elevenlabs", "weak", True, "ELEVENLABS_API_KEY", "ElevenLabs", "api.elevenlabs.io", _of("sk", "_", (H, 48))),
    Format("novita", "weak", False, "NOVITA_API_KEY", "Novita", "api.novita.ai", _of("sk", "_", (U, 43))),
    Format("fireworks", "weak", False, "FIREWORKS_API_KEY", "Fireworks", "api.fireworks.ai", _of("fw", "_", (W, 24))),
    Format("modelscope", "weak", False, "MODELSCOPE_API_KEY", "ModelScope", "api-inference.modelscope.cn", lambda rng: "ms-" + _uuid(rng)),
    Format("mistral", "context", True, "MISTRAL_API_KEY", "Mistral", "api.mistral.ai", _of((W, 32))),
    Format("cohere", "context", True, "COHERE_API_KEY", "Cohere", "api.cohere.com", _of((W, 40))),
    Format("azure-old", "context", False, "AZURE_OPENAI_API_KEY", "Azure OpenAI", "acme.openai.azure.com", _of((H, 32))),
    Format("together-old", "context", False, "TOGETHER_API_KEY", "Together", "api.together.xyz", _of((H, 64))),
    Format("aws-secret", "context", False, "AWS_SECRET_ACCESS_KEY", "AWS", "bedrock-runtime.us-east-1.amazonaws.com", _of((W + "/+", 40))),
    Format("deepgram", "context", True, "DEEPGRAM_API_KEY", "Deepgram", "api.deepgram.com", _of((H, 40))),
    Format("assemblyai", "context", False, "ASSEMBLYAI_API_KEY", "AssemblyAI", "api.assemblyai.com", _of((H, 32))),
    Format("wandb-old", "context", False, "WANDB_API_KEY", "wandb", "api.wandb.ai", _of((H, 40))),
    Format("deepinfra", "context", False, "DEEPINFRA_API_KEY", "DeepInfra", "api.deepinfra.com", _of((W, 32))),
    Format("sambanova", "context", False, "SAMBANOVA_API_KEY", "SambaNova", "api.sambanova.ai", _uuid),
    Format("ark", "context", False, "ARK_API_KEY", "Volcengine", "ark.cn-beijing.volces.com", _uuid),
    Format("minimax-jwt", "context", False, "MINIMAX_API_KEY", "MiniMax", "api.minimax.io", _jwt),
]  # fmt: skip


class Layout(NamedTuple):
    """A way in which people write a key down. In `text`, KEY is the key; other words in braces come from the format.

    `tells` says how the reader knows whose it is: by a name on the line, by a table or host on other lines ("beside"),
    or not at all ("none"): shapeless keys never stand there.
    """

    path: str
    text: str
    tells: str = "line"
    encode: Callable[[str], str] = str
    stored: str = "utf-8"


def _json(key: str) -> str:
    return key if "\\n" in key else json.dumps(key)[1:-1]


def _k8s(key: str) -> str:
    return base64.b64encode(key.encode()).decode()


LAYOUTS = [
    Layout(".env", "DEBUG=1\n{VARIABLE}={KEY}\nLOG_LEVEL=info\n"),
    Layout(".env.local", 'export {VARIABLE}="{KEY}"  # do not commit\nPORT=8080\n'),
    Layout(".env", "NODE_ENV=production\r\n{VARIABLE}='{KEY}'\r\n"),
    Layout("utf16/.env", "{VARIABLE}={KEY}\r\nDEBUG=1\r\n", stored="utf-16"),
    Layout("latin/.env", "# für später\n{VARIABLE}={KEY}\n", stored="latin-1"),
    Layout("settings.json", '{{\n  "env": {{\n    "{VARIABLE}": "{KEY}",\n    "MODEL": "x"\n  }}\n}}\n', encode=_json),
    Layout("config.py", 'import os\n\n{VARIABLE} = "{KEY}"\nclient = make(timeout=30)\n'),
    Layout("app.py", 'client = Client(\n    "https://{host}/v1",\n    api_key="{KEY}",\n    timeout=30,\n)\n', "beside"),
    Layout("app.ts", "const {word_id}Client = new Client({{ apiKey: '{KEY}', retries: 2 }});\nexport default {word_id}Client;\n"),
    Layout("main.go", 'func main() {{\n\tclient := {word_id}.New("{KEY}")\n\tapiKey := "{KEY2}" // {VARIABLE}\n}}\n', "none"),
    Layout("run.sh", "#!/bin/sh\nset -eu\nexport {VARIABLE}={KEY}\nexec ./server --port 80\n"),
    Layout("call.sh", 'curl https://{host}/v1/models \\\n  -H "Authorization: Bearer {KEY}"\n', "beside"),
    Layout("start.ps1", '$env:{VARIABLE} = "{KEY}"\npython app.py\n'),
    Layout("start.bat", "@echo off\r\nset {VARIABLE}={KEY}\r\n"),
    Layout("Dockerfile", "FROM python:3.12\nENV {VARIABLE}={KEY}\nCMD [\"python\", \"app.py\"]\n"),
    Layout("docker-compose.yml", "services:\n  app:\n    image: app:1\n    environment:\n      - {VARIABLE}={KEY}\n      - PORT=80\n"),
    Layout("compose.yaml", "services:\n  app:\n    environment:\n      {VARIABLE}: {KEY}\n      PORT: 80\n"),
    Layout("deploy.yaml", "env:\n  - name: {VARIABLE}\n    value: {KEY}\n  - name: PORT\n    value: \"80\"\n", "beside"),
    Layout("secret.yaml", "apiVersion: v1\nkind: Secret\ndata:\n  {VARIABLE}: {KEY}\n", encode=_k8s),
    Layout("config.yaml", "providers:\n  {word_id}:\n    base_url: https://{host}/v1\n    models: [a, b, c]\n    api_key: {KEY}\n", "beside"),
    Layout("litellm_config.yaml", "model_list:\n  - model_name: m\n    litellm_params:\n      model: openai/m\n      api_base: https://{host}/v1\n      api_key: {KEY}\n", "beside"),
    Layout("config.toml", '[model_providers.{word_id}]\nname = "x"\nbase_url = "https://{host}/v1"\nexperimental_bearer_token = "{KEY}"\n', "beside"),
    Layout("opencode.json", '{{\n  "provider": {{\n    "{word_id}": {{\n      "options": {{\n        "apiKey": "{KEY}"\n      }}\n    }}\n  }}\n}}\n', "beside", _json),
    Layout(".mcp.json", '{{\n  "mcpServers": {{\n    "{word_id}": {{\n      "command": "npx",\n      "env": {{\n        "API_KEY": "{KEY}"\n      }}\n    }}\n  }}\n}}\n', "beside", _json),
    Layout("mcp.json", '{{\n  "mcpServers": {{\n    "x": {{\n      "url": "https://{host}/mcp",\n      "headers": {{\n        "Authorization": "Bearer {KEY}"\n      }}\n    }}\n  }}\n}}\n', "beside", _json),
    Layout("notebook.ipynb", '{{\n "cells": [\n  {{\n   "cell_type": "code",\n   "source": [\n    "import os\\n",\n    "os.environ[\\"{VARIABLE}\\"] = \\"{KEY}\\"\\n"\n   ]\n  }}\n ]\n}}\n', encode=_json),
    Layout("README.md", "# Setup\n\n* {word} key: {KEY}\n\nThen start it.\n"),
    Layout("notes.txt", "todo\nthe {word} api key is {KEY} (ask Ann)\n"),
    Layout("old.py", "def f():\n    # {VARIABLE} was {KEY}\n    return 1\n"),
    Layout("app.properties", "server.port=80\n{word_dot}.api-key={KEY}\n"),
    Layout("application.yml", "spring:\n  ai:\n    {word_id}:\n      api-key: {KEY}\n", "beside"),
    Layout("web.xml", '<config>\n  <add key="{VARIABLE}" value="{KEY}" />\n</config>\n'),
    Layout("links.md", "See https://{host}/v1/models?key={KEY}&page=2\n"),
    Layout("proxy.conf", "upstream https://user:{KEY}@{host}/v1\n"),
    Layout("query.txt", "redirect=https%3A%2F%2F{host}%2Fv1%3Fapi_key%3D{KEY}%26x%3D1\n", "none"),
    Layout("escaped.json", '{{"log": "started\\n{VARIABLE}={KEY}\\ndone"}}\n', encode=_json),
    Layout("args.sh", "aider --model x --{word_dash}-api-key {KEY} --yes\n"),
    Layout("ci.yml", "jobs:\n  test:\n    env:\n      {VARIABLE}: \"{KEY}\"\n    steps: []\n"),
    Layout("plain.txt", "{KEY}\n", "none"),
    Layout("list.yaml", "keys:\n- {KEY}\n- other\n", "none"),
    Layout("settings.local.json", '{{\n  "permissions": {{\n    "allow": [\n      "Bash({VARIABLE}={KEY} node x.js)"\n    ]\n  }}\n}}\n', encode=_json),
    Layout("terraform.tfvars", 'region = "eu"\n{variable} = "{KEY}"\n'),
    Layout("a.yaml","{word_id}:\n  api_key: {KEY}\n","beside"),
    Layout("a.yaml","llm:\n  provider: {word_id}\n  key: \"{KEY}\"\n","beside"),
    Layout("a.ini","[{word_id}]\napi_key = {KEY}\ntimeout = 3\n","beside"),
    Layout("a.cfg","[llm]\nprovider={word_id}\napi_key={KEY}\n","beside"),
    Layout("a.toml","[providers.{word_id}]\nkey = \"{KEY}\"\n","beside"),
    Layout("a.toml","[llm]\nprovider = \"{word_id}\"\napi_key = '{KEY}'\n","beside"),
    Layout("a.json",'{{"provider": "{word_id}", "key": "{KEY}"}}\n',"beside",_json),
    Layout("a.json",'[{{"name": "{word}", "base_url": "https://{host}/v1", "token": "{KEY}"}}]\n',"beside",_json),
    Layout("a.json",'{{\n "models": [\n  {{\n   "title": "x",\n   "provider": "{word_id}",\n   "apiKey": "{KEY}"\n  }}\n ]\n}}\n',"beside",_json),
    Layout("a.json",'{{"apiKeys": {{"{word_id}": "{KEY}", "other": ""}}}}\n',"beside",_json),
    Layout("a.ts",'import {{ X }} from "{word_id}";\n\nconst client = new X({{\n  apiKey: "{KEY}",\n}});\n',"beside"),
    Layout("a.js",'process.env.{VARIABLE} = "{KEY}";\n'),
    Layout("a.js",'const headers = {{\n  "Content-Type": "application/json",\n  Authorization: `Bearer {KEY}`,\n}};\nfetch("https://{host}/v1/x", {{ headers }});\n',"beside"),
    Layout("a.py",'headers = {{"Authorization": "Bearer {KEY}"}}\nrequests.post("https://{host}/v1", headers=headers)\n',"beside"),
    Layout("a.py",'headers = {{"x-api-key": "{KEY}"}}\nr = requests.post("https://{host}/v1")\n',"beside"),
    Layout("a.py",'os.environ.setdefault("{VARIABLE}", "{KEY}")\n'),
    Layout("a.py",'os.environ["{VARIABLE}"]="{KEY}"\n'),
    Layout("a.py",'key = os.getenv("{VARIABLE}", "{KEY}")\n'),
    Layout("a.py",'{word_id}.api_key = "{KEY}"\n'),
    Layout("a.py",'# {word}: {KEY}\n', "none"),
    Layout("a.py",'KEYS = {{\n    "{word_id}": "{KEY}",\n    "x": "",\n}}\n', "none"),
    Layout("a.rs",'let client = {word_id}::Client::new("{KEY}");\n', "none"),
    Layout("a.go",'const {word_id}Key = "{KEY}"\n'),
    Layout("A.java",'private static final String {VARIABLE} = "{KEY}";\n'),
    Layout("A.cs",'var key = "{KEY}"; // {word}\n'),
    Layout("a.rb","ENV['{VARIABLE}'] = '{KEY}'\n"),
    Layout("a.php","define('{VARIABLE}', '{KEY}');\n"),
    Layout("a.lua",'vim.env.{VARIABLE} = "{KEY}"\n'),
    Layout("a.el",'(setq {word_dash}-api-key "{KEY}")\n'),
    Layout("a.nix",'environment.variables.{VARIABLE} = "{KEY}";\n'),
    Layout("a.fish","set -gx {VARIABLE} {KEY}\n"),
    Layout("a.sh","{VARIABLE}={KEY} ./run.sh --x\n"),
    Layout("a.sh","docker run -e {VARIABLE}={KEY} -p 80:80 img\n"),
    Layout("a.sh","docker run \\\n  -e {VARIABLE}={KEY} \\\n  img\n"),
    Layout("a.sh",'curl -s -H "x-api-key: {KEY}" https://{host}/v1/messages\n'),
    Layout("a.sh",'curl https://{host}/v1/x --header "Authorization: Bearer {KEY}" -d @x\n'),
    Layout("a.sh",': "${{{VARIABLE}:={KEY}}}"\n'),
    Layout("a.sh",'export {VARIABLE}="${{{VARIABLE}:-{KEY}}}"\n'),
    Layout("Dockerfile","FROM x\nARG {VARIABLE}={KEY}\n"),
    Layout("Dockerfile","FROM x\nENV A=b \\\n    {VARIABLE}=\"{KEY}\" \\\n    C=d\n"),
    Layout("Dockerfile","FROM x\nENV {VARIABLE} {KEY}\n"),
    Layout("docker-compose.yml","services:\n  a:\n    environment:\n      - \"{VARIABLE}={KEY}\"\n"),
    Layout("docker-compose.yml","services:\n  a:\n    command: [\"--{word_dash}-api-key\", \"{KEY}\"]\n"),
    Layout("k8s.yml","apiVersion: v1\nkind: Secret\nstringData:\n  {VARIABLE}: {KEY}\n"),
    Layout("values.yaml","env:\n  {VARIABLE}:\n    value: {KEY}\n"),
    Layout("helm.yaml","secrets:\n  {word_id}:\n    apiKey: {KEY}\n","beside"),
    Layout(".github/workflows/a.yml","env:\n  {VARIABLE}: {KEY}\n"),
    Layout(".github/workflows/a.yml","steps:\n  - uses: x/y@v1\n    with:\n      {word_dash}_api_key: {KEY}\n"),
    Layout("README.md","```bash\nexport {VARIABLE}={KEY}\n```\n"),
    Layout("README.md","| {VARIABLE} | `{KEY}` |\n"),
    Layout("README.md","Use `{VARIABLE}={KEY}` to start.\n"),
    Layout("README.md","1. **{word} API Key**: `{KEY}`\n"),
    Layout("a.html",'<meta name="{word_dash}-key" content="{KEY}">\n'),
    Layout("a.html",'<script>const {word_id}ApiKey = "{KEY}";</script>\n'),
    Layout("a.xml","<appSettings>\n  <{VARIABLE}>{KEY}</{VARIABLE}>\n</appSettings>\n"),
    Layout("a.csv","name,key\n{word} key,{KEY}\n"),
    Layout("a.sql","INSERT INTO api_keys (provider, api_key) VALUES ('{word_id}', '{KEY}');\n"),
    Layout("a.log","2026-01-01 INFO {word} client: Authorization: Bearer {KEY}\n"),
    Layout("a.http","POST https://{host}/v1/x\nAuthorization: Bearer {KEY}\n","beside"),
    Layout("a.ipynb",'{{"cells":[{{"source":["%env {VARIABLE}={KEY}\\n"]}}]}}\n',"line",_json),
    Layout("a.ipynb",'{{"cells":[{{"source":["client = OpenAI(api_key=\\"{KEY}\\", base_url=\\"https://{host}/v1\\")\\n"]}}]}}\n',"line",_json),
    Layout("mcp.json",'{{"mcpServers":{{"{word_id}":{{"command":"npx","args":["-y","x","--api-key","{KEY}"]}}}}}}\n',"line",_json),
    Layout("mcp.json",'{{\n "mcpServers": {{\n  "foo": {{\n   "command": "npx",\n   "env": {{\n    "TOKEN": "{KEY}"\n   }}\n  }}\n }}\n}}\n',"beside",_json),
    Layout("mcp.json",'{{\n "servers": {{\n  "foo": {{\n   "url": "https://x.example/mcp",\n   "headers": {{\n    "X-Api-Key": "{KEY}"\n   }}\n  }}\n }}\n}}\n',"beside",_json),
    Layout("config.toml",'[mcp_servers.foo.env]\nAPI_KEY = "{KEY}"\n',"beside"),
    Layout("settings.json",'{{"env": {{"{VARIABLE}": "{KEY}"}}}}\n',"line",_json),
    Layout("settings.json",'{{"chat.{word_id}.apiKey": "{KEY}"}}\n',"line",_json),
    Layout("url.txt","https://{host}/v1/x?api_key={KEY}\n"),
    Layout("url.txt","https://{host}/v1beta/models?key={KEY}\n"),
    Layout("url.txt","wss://{host}/v1?token={KEY}&x=1\n"),
    Layout("a.tf",'variable "{word_id}_api_key" {{\n  default = "{KEY}"\n}}\n',"beside"),
    Layout("a.properties","spring.ai.{word_dot}.api-key={KEY}\n"),
    Layout("a.env","{VARIABLE}: {KEY}\n"),
    Layout("a.env","{VARIABLE} = \"{KEY}\"\n"),
    Layout("a.env","#{VARIABLE}={KEY}\n"),
    Layout("a.envrc","export {VARIABLE}={KEY}\n"),
    Layout("npmrc","//x/:_authToken={KEY}  # {word}\n"),
    Layout(".netrc","machine {host} login user password {KEY}\n"),
    Layout("a.plist","<dict>\n<key>{VARIABLE}</key>\n<string>{KEY}</string>\n</dict>\n","beside"),
    Layout("a.yaml","apiVersion: v1\nkind: Secret\ndata:\n  {word_dash}-key: {KEY}\n",encode=_k8s),
    Layout("a.json",'{{"x": "{{\\"api_key\\": \\"{KEY}\\", \\"provider\\": \\"{word_id}\\"}}"}}\n',"line"),
    Layout("a.patch","-old\n+{VARIABLE}={KEY}\n"),
    Layout("a.txt","{word}\n{KEY}\n","none"),
    Layout("a.vue",'<script>\nexport default {{ data: () => ({{ {word_id}Key: "{KEY}" }}) }}\n</script>\n'),
    Layout("a.swift",'let {word_id}APIKey = "{KEY}"\n'),
    Layout("a.kt",'const val {VARIABLE} = "{KEY}"\n'),
    Layout("a.gradle",'buildConfigField "String", "{VARIABLE}", "\\"{KEY}\\""\n'),
    Layout("a.dart","static const {word_id}ApiKey = '{KEY}';\n"),
    Layout("a.r",'Sys.setenv({VARIABLE} = "{KEY}")\n'),
    Layout("a.m",'setenv("{VARIABLE}", "{KEY}")\n'),
    Layout("crontab","{VARIABLE}={KEY}\n0 * * * * x\n"),
    Layout("a.service","[Service]\nEnvironment={VARIABLE}={KEY}\n"),
    Layout("a.service","[Service]\nEnvironment=\"{VARIABLE}={KEY}\"\n"),
    Layout("ecosystem.config.js","module.exports = {{ apps: [{{ env: {{ {VARIABLE}: '{KEY}' }} }}] }};\n"),
    Layout("vercel.json",'{{"env": {{"{VARIABLE}": "{KEY}"}}}}\n',"line",_json),
    Layout("wrangler.toml",'[vars]\n{VARIABLE} = "{KEY}"\n'),
    Layout("sk.yaml","- provider: {word_id}\n  credentials:\n    - {KEY}\n","beside"),
    Layout("auth.json",'{{"{word_id}": {{"type": "api", "key": "{KEY}"}}}}\n',"beside",_json),
    Layout("auth.json",'{{"{VARIABLE}": "{KEY}", "tokens": null}}\n',"line",_json),
]  # fmt: skip


def _layouts_for(one: Format) -> list[Layout]:
    """Return the layouts in which people write such a key down, and in which a reader could know it for one."""
    chosen = [layout for layout in LAYOUTS if one.tier != "context" or layout.tells != "none"]
    if one.name == "pem":  # it has blanks in it
        return [
            layout for layout in chosen if re.search(r"[\"']\{KEY\}[\"']", layout.text) and "command" not in layout.text
        ]
    if one.name == "aws-secret":  # there is no field that takes it and has another name
        chosen = [layout for layout in chosen if "{VARIABLE}" in layout.text or "{variable}" in layout.text]
    if one.tier == "context" or one.name == "relay":  # in base64 it could be anything
        chosen = [layout for layout in chosen if layout.encode is not _k8s]
    return chosen


def _fill(layout: Layout, one: Format, rng: random.Random) -> tuple[str, list[Secret]]:
    value, second = one.make(rng), one.make(rng)
    word_id = "".join(ch for ch in one.word.lower() if ch.isalnum())
    names = {
        "VARIABLE": one.variable,
        "variable": one.variable.lower(),
        "word": one.word,
        "word_id": word_id,
        "word_dot": word_id,
        "word_dash": one.word.lower().replace(" ", "-").replace("&", ""),
        "host": one.host,
    }
    text = layout.text.format(KEY="\0", KEY2="\1", **names)
    secrets = []
    for number, line in enumerate(text.split("\n"), 1):
        for mark, key in (("\0", value), ("\1", second)):
            if mark in line:
                secrets.append(Secret(one, number, key))
    return text.replace("\0", layout.encode(value)).replace("\1", layout.encode(second)), secrets


def positives(seed: int, per_format: int = 6) -> list[File]:
    """Return files with keys: each format in as many layouts."""
    rng = random.Random(f"positives {seed}")
    files: list[File] = []
    for one in FORMATS:
        layouts = _layouts_for(one)
        for layout in rng.sample(layouts, min(per_format, len(layouts))):
            text, secrets = _fill(layout, one, rng)
            data = text.encode(layout.stored)
            files.append(File(f"{len(files):04}/{layout.path}", data, text, secrets, layout.text[:30]))
    return files


# ---- what only looks like a key

_WORDS = (
    *("alpha", "bravo", "cache", "delta", "export", "filter", "green", "helper", "index", "joiner", "kernel", "linear"),
    *("module", "number", "output"),
)


def _hex(length: int) -> Callable[[random.Random], str]:
    return _of((H, length))


def _b64(length: int) -> Callable[[random.Random], str]:
    return lambda rng: base64.b64encode(rng.randbytes(length)).decode()


def _words(count: int, joint: str) -> Callable[[random.Random], str]:
    return lambda rng: joint.join(rng.choices(_WORDS, k=count))


def _signed_url(rng: random.Random) -> str:
    """Return a token as GitHub signs addresses of images with."""
    body = {
        "iss": "github.com",
        "path": f"/x.png?X-Amz-Credential=AKIA{_of((B32, 16))(rng)}%2F20260101%2Fus-east-1%2Fs3",
    }
    return "eyJ" + ".".join(base64.urlsafe_b64encode(json.dumps(body).encode()).decode().strip("=") for _ in range(2))


#: Lines that hold no key: what stands for X, and the line. The path is that of a file where such a line belongs.
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
    ("key.json", '"private_key": "-----BEGIN ' + _PEM + '-----\\n{X}\\n"', lambda rng: rng.choice(["...", "YOUR KEY HERE", "<key>"])),
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
    (".env", "MISTRAL_AGENT_ID={X}", _uuid),
    (".env", "AZURE_TENANT_ID={X}", _uuid),
    (".env", "AZURE_CLIENT_ID={X}", _uuid),
    (".env", "SAMBANOVA_PROJECT_ID={X}", _uuid),
    (".env", "COHERE_CACHE_KEY={X}", _hex(40)),
    (".env", "SENTRY_RELEASE={X}", _hex(40)),
    (".env", "MODEL_SHA256={X}", _hex(64)),
    (".env", "OPENAI_ORG_ID=org-{X}", _of((W, 24))),
    (".env", "OPENAI_PROJECT=proj_{X}", _of((W, 24))),
    ("run.json", '"id": "chatcmpl-{X}",', _of((W, 29))),
    ("run.json", '"assistant_id": "asst_{X}",', _of((W, 24))),
    ("run.json", '"thread_id": "thread_{X}",', _of((W, 24))),
    ("run.json", '"tool_use_id": "toolu_01{X}",', _of((W, 22))),
    ("run.json", '"id": "msg_01{X}",', _of((W, 22))),
    ("run.json", '"request_id": "req_{X}",', _of((W, 24))),
    ("run.json", '"public_key": "pk-lf-{X}",', _uuid),
    ("run.json", '"etag": "{X}",', _hex(32)),
    ("run.json", '"commit": "{X}",', _hex(40)),
    ("run.json", '"uuid": "{X}",', _uuid),
    ("run.json", '"cacheKey": "{X}",', _hex(64)),
    ("run.json", '"key": "{X}"', lambda rng: rng.choice(["ctrl+shift+down", "ctrl+k ctrl+s", "features.authentication.title"])),
    ("run.json", '"fingerprint": "{X}"', lambda rng: ":".join(_hex(2)(rng).upper() for _ in range(20))),
    ("model.json", '"md5": "{X}", "path": "mistral-7b.gguf"', _hex(32)),
    ("nb.json", '"image/png": "iVBORw0KGgo{X}"', _b64(120)),
    ("id.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5{X} me@host", _of((W, 44))),
    ("cert.pem", "{X}", _b64(48)),
    ("a.css", ".sk-{X} {{ color: red }}", _words(3, "-")),
    ("a.css", ".sk-fading-circle .sk-circle{X} {{ width: 100% }}", _of((DIGITS, 2))),
    ("a.html", '<div id="task-{X}" class="risk-high">', _words(5, "-")),
    ("a.py", "task_{X} = 1", _words(6, "_")),
    ("a.py", "def test_{X}():", _words(7, "_")),
    ("a.ts", "import {{ get{X} }} from './keys';", lambda rng: "".join(word.title() for word in rng.choices(_WORDS, k=6))),
    ("a.java", "private static final String TOKEN_{X} = null;", lambda rng: _words(5, "_")(rng).upper()),
    ("tasks.md", "- [ ] disk-{X}", _of((H, 32))),
    ("main.js", 'import("./chunk-{X}.js")', _of((UPPER + DIGITS, 8))),
    ("index.html", '<link href="/assets/main.{X}.css">', _hex(32)),
    ("urls.md", "https://console.mistral.ai/api-keys/{X}", _uuid),
    ("urls.md", "https://huggingface.co/mistralai/Mistral-7B/resolve/{X}/model.safetensors", _hex(40)),
    ("urls.md", "https://github.com/openai/openai-python/commit/{X}", _hex(40)),
    ("config.yaml", "  revision: {X}", _hex(40)),
    ("config.yaml", "  deployment: {X}", _words(4, "-")),
    ("config.toml", 'session = "{X}"', _uuid),
    ("config.toml", 'token_limit = "{X}"', _of((DIGITS, 5))),
    ("settings.py", 'LANGUAGE_KEY = "{X}"', _words(4, ".")),
    ("migrations.sql", "INSERT INTO t (id, row_key) VALUES ('{X}', 'a');", _uuid),
    ("data.csv", "42,{X},done", _uuid),
    ("docs.md", "The token {X} is counted once.", _words(3, "_")),
    (".secrets.baseline", '"hashed_secret": "{X}",', _hex(40)),
    ("Cargo.lock", 'checksum = "{X}"', _hex(64)),
    ("config.json", '"max_tokens": {X},', _of((DIGITS, 4))),
    ("config.json", '"tokenizer": "mistralai/{X}",', _words(4, "-")),
    ("locale.json", '"mistral.api_key.label": "{X}"', lambda rng: "Your Mistral API key as the console shows it"),
    ("compose.yaml", "      OPENAI_API_KEY: ${{OPENAI_API_KEY:?set {X}}}", _words(2, " ")),
    # seen in public repositories
    (".gitleaksignore", "{X}:src/huggingface.go:huggingface-access-token:32", _hex(40)),
    ("ci.yml", "      - uses: actions/create-github-app-token@{X} # v1", _hex(40)),
    ("info.plist", "\t\t<key>{X}</key>", lambda rng: _uuid(rng).upper()),
    ("README.md", "[sheet](https://docs.google.com/spreadsheet/pub?key={X}&single=true)", _of((U, 44))),
    ("README.md", '<img src="https://private-user-images.githubusercontent.com/1/2.png?jwt={X}">', _signed_url),
    ("README.md", "https://b.s3.amazonaws.com/x?X-Amz-Credential=AKIA{X}%2F20260101%2Fus-east-1", _of((B32, 16))),
    ("fnox.toml", 'OPENAI_API_KEY = {{ provider = "age", value = "{X}" }}', lambda rng: _base64(rng, "age-encryption.org/v1\n-> X25519 ", 90)),
    ("docs.md", "OPENAI_API_KEY=sk-or-v1-{X}...", lambda rng: "abc123def456"),
    (".env", "SECRET_KEY=sk_live_{X}", lambda rng: "abc123def456"),
    ("setup.sh", "[ -d $T ] || git -C $T checkout --quiet {X}", _hex(40)),
    ("resume.log", "Resume with: agent --resume={X}", _uuid),
    ("error.log", "Gemini API: full report at /tmp/x/gemini-client-error-{X}.json", _of((DIGITS, 4), "-11-22T07-21-15-", (DIGITS, 3), "Z")),
    ("x.tsx", '<path d="M{X}c0-1.1.9-2 2-2h8" />', _of((DIGITS, 4), "v", (DIGITS, 2))),
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
    ("config.json", '"sessionId": "{X}"', _uuid),
    ("config.json", '"machineId": "{X}"', _hex(64)),
    ("config.json", '"tokenizer_hash": "{X}"', _hex(64)),
    ("deploy.yaml", "        pod-template-hash: {X}", _hex(40)),
    ("build.gradle", "distributionSha256Sum={X}", _hex(64)),
    ("main.tf", 'source_code_hash = "{X}"', _b64(32)),
]  # fmt: skip


def negatives(seed: int, per_line: int = 14) -> list[File]:
    """Return files without any key, full of what looks like one."""
    rng = random.Random(f"negatives {seed}")
    lines: dict[str, list[str]] = {}
    for path, line, make in NEGATIVES:
        for _ in range(per_line):
            # Not format(): braces in these lines mean themselves, except that of X.
            text = (
                line.replace("{X}", make(rng)).replace("{{", "{").replace("}}", "}")
                if "${{ secrets" not in line
                else line.replace("{X}", make(rng))
            )
            lines.setdefault(path, []).append(text)
    files: list[File] = []
    for path, texts in lines.items():
        rng.shuffle(texts)
        text = "\n".join(texts) + "\n"
        files.append(File(f"n{len(files):03}/{path}", text.encode(), text, [], "negative"))
    return files
