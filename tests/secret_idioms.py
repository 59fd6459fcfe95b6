"""Ways to write a key down that come from elsewhere: providers' documentation, and the test suites of other scanners.

They are listed by kind, not copied: DOCUMENTED is how quickstarts of providers that take the OpenAI SDK show their keys,
with the key first and last, and PEERS the kinds of assignment that gitleaks and betterleaks make their samples of
(cmd/generate/config/utils/generate.go), those that are marked there as not found yet included.
"""

from __future__ import annotations

import json

from tests.secret_formats import Format
from tests.secret_layouts import Layout

DOCUMENTED = [
    Layout("a.py", 'from openai import OpenAI\nllm = OpenAI(api_key="{KEY}", base_url="https://{host}/v1")\n', "field"),
    Layout("a.py", 'from openai import OpenAI\nllm = OpenAI(base_url="https://{host}/v1", api_key="{KEY}")\n', "field"),
    Layout("a.py", "llm = AsyncOpenAI(\n    api_key='{KEY}',\n    base_url='https://{host}/v1',\n    timeout=9,\n)\n", "field"),
    Layout("a.py", 'openai.api_key = "{KEY}"\nopenai.base_url = "https://{host}/v1"\n', "field"),
    Layout("a.py", 'API_KEY = "{KEY}"\nURL = "https://{host}/v1"\nllm = OpenAI(api_key=API_KEY, base_url=URL)\n', "field"),
    Layout("a.py", 'answer = litellm.completion(model="openai/m", api_key="{KEY}", api_base="https://{host}/v1")\n', "field"),
    Layout("a.py", 'llm = ChatOpenAI(openai_api_base="https://{host}/v1", openai_api_key="{KEY}")\n', "field"),
    Layout("a.py", 'key = os.environ.get("{VARIABLE}", "{KEY}")\n'),
    Layout("a.py", 'key = os.environ.get("{VARIABLE}") or "{KEY}"\n'),
    Layout("a.py", 'os.environ |= {{"{VARIABLE}": "{KEY}"}}\n'),
    Layout("a.py", 'llm = Client(headers={{"Authorization": f"Bearer {KEY}"}})\n', "field"),
    Layout("a.mjs", "const llm = new OpenAI({{ apiKey: '{KEY}', baseURL: 'https://{host}/v1' }});\n", "field"),
    Layout("a.ts", 'const llm = new OpenAI({{\n  baseURL: "https://{host}/v1",\n  apiKey: "{KEY}",\n}});\n', "field"),
    Layout("a.ts", 'const key = process.env.{VARIABLE} ?? "{KEY}";\n'),
    Layout("a.ts", 'const key = process.env["{VARIABLE}"] || "{KEY}";\n'),
    Layout("a.ts", "export const provider = createOpenAICompatible({{ name: 'x', apiKey: '{KEY}' }});\n", "field"),
    Layout("a.go", 'config := openai.DefaultConfig("{KEY}")\nconfig.BaseURL = "https://{host}/v1"\n', "field"),
    Layout("a.go", 'client := openai.NewClient(option.WithAPIKey("{KEY}"), option.WithBaseURL("https://{host}/v1"))\n', "field"),
    Layout("A.java", 'var client = OpenAIOkHttpClient.builder().apiKey("{KEY}").baseUrl("https://{host}/v1").build();\n', "field"),
    Layout("A.cs", 'var client = new ChatClient(model: "m", credential: new ApiKeyCredential("{KEY}"));\n', "field"),
    Layout("a.rb", 'client = OpenAI::Client.new(access_token: "{KEY}", uri_base: "https://{host}/v1")\n', "field"),
    Layout("a.php", "$client = OpenAI::factory()->withApiKey('{KEY}')->withBaseUri('{host}/v1')->make();\n", "field"),
    Layout("a.rs", 'let config = OpenAIConfig::new().with_api_key("{KEY}").with_api_base("https://{host}/v1");\n', "field"),
    Layout("a.sh", 'curl https://{host}/v1/chat/completions \\\n  -H "Content-Type: application/json" \\\n  -H "Authorization: Bearer {KEY}"\n', "field"),
    Layout("a.sh", "curl --request POST --url https://{host}/v1/x --header 'api-key: {KEY}'\n", "field"),
    Layout("a.sh", "echo 'export {VARIABLE}=\"{KEY}\"' >> ~/.zshrc\n"),
    Layout("a.cmd", 'setx {VARIABLE} "{KEY}" /M\r\n'),
    Layout("a.ps1", '[Environment]::SetEnvironmentVariable("{VARIABLE}", "{KEY}", "User")\r\n'),
    Layout("secrets.toml", '{VARIABLE} = "{KEY}"\n\n[connections.x]\nurl = "https://{host}"\n'),
    Layout("a.ipynb", json.dumps({"cells": [{"source": ["llm = OpenAI(api_key='KEY', base_url='https://HOST/v1')\n"]}], "x": "y" * 3000}).replace("{", "{{").replace("}", "}}").replace("KEY", "{KEY}").replace("HOST", "{host}"), "field"),
]  # fmt: skip

PEERS = [
    Layout("a.ini", '{word_id}Token="{KEY}"\n', "field"),
    Layout("a.ini", "{word_id}Token = {KEY}\n", "field"),
    Layout("a.json", '{{"config.ini": "{VARIABLE}={KEY}\\nBACKUP_ENABLED=true"}}\n'),
    Layout("a.json", '{{\n  "value": "{KEY}",\n  "name": "{VARIABLE}"\n}}\n'),
    Layout("a.xml", "<{VARIABLE}>\n    {KEY}\n</{VARIABLE}>\n"),
    Layout("a.xml", '<entry name="{VARIABLE}" value="{KEY}" />\n'),
    Layout("a.yaml", "{variable}: '{KEY}'\n"),
    Layout("a.yaml", "{variable}: |\n  {KEY}\n"),
    Layout("a.yaml", "{variable}: >-\n  {KEY}\n"),
    Layout("A.cs", 'string {word_id}Token = "{KEY}";\n', "field"),
    Layout("a.go", 'var {word_id}Token string = "{KEY}"\n', "none"),
    Layout("a.go", "{word_id}Token := `{KEY}`\n", "field"),
    Layout("a.kt", 'var {word_id}Token = "{KEY}"\n', "field"),
    Layout("a.php", '${word_id}Token .= "{KEY}"\n', "none"),
    Layout("a.php", '${word_id}Token ??= "{KEY}"\n', "field"),
    Layout("a.conf", '  "{word_id}Token" => "{KEY}"\n', "field"),
    Layout("A.java", 'System.setProperty("{VARIABLE}", "{KEY}");\n'),
    Layout("gradle.log", "environmentVariables = {{PATH=/usr/bin, {VARIABLE}={KEY}, LC_CTYPE=C}}\n"),
    Layout("url.txt", "https://example.com/x?{word_id}Token={KEY}&foo=bar\n", "field"),
    Layout("Makefile", "{VARIABLE} := {KEY}\n"),
    Layout("Makefile", "{VARIABLE} ?= {KEY}\n"),
    Layout("Makefile", '{VARIABLE} ::= "{KEY}"\n'),
    Layout("a.env", "{VARIABLE}={KEY}\r\nexport OTHER=1\r\n"),
]  # fmt: skip


def idioms_for(one: Format) -> list[Layout]:
    """Return the ways that fit a kind of key: a field that takes nothing but keys is enough for any."""
    if one.name == "pem":
        return []
    chosen = [layout for layout in (*DOCUMENTED, *PEERS) if one.tier != "context" or layout.tells != "none"]
    # With slashes in it, it could be a path: only its own name tells.
    return [layout for layout in chosen if layout.tells == "line"] if one.name == "aws-secret" else chosen
