"""Ways in which people write keys down."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import NamedTuple

from tests.secret_formats import Format


class Layout(NamedTuple):
    """A way in which people write a key down. In `text`, KEY is the key; other words in braces come from the format.

    `tells` is how the reader knows whose it is: by a name on the line, by a table or host on other lines ("beside"),
    or not at all ("none"): no key without a shape is ever there.
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


def layouts_for(one: Format) -> list[Layout]:
    """Return the layouts in which people write such a key down, and in which a reader could know it for one."""
    chosen = [layout for layout in LAYOUTS if one.tier != "context" or layout.tells != "none"]
    if one.name == "pem":  # it has spaces in it
        return [
            layout for layout in chosen if re.search(r"[\"']\{KEY\}[\"']", layout.text) and "command" not in layout.text
        ]
    if one.name == "aws-secret":  # no field with another name takes it
        chosen = [layout for layout in chosen if "{VARIABLE}" in layout.text or "{variable}" in layout.text]
    if one.tier == "context" or one.name == "relay":  # in base64 it could be anything
        chosen = [layout for layout in chosen if layout.encode is not _k8s]
    return chosen
