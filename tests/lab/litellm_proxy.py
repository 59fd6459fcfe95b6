"""Starts LiteLLM's proxy with the command given, asks it for its first model, prints the answer and ends it.

After `# client:` come the path to ask and, where it is not the first of the configuration, the model.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 100


def main() -> None:
    """Run the proxy; the server's own output is only shown when it ends by itself."""
    mark = sys.argv.index("# client:")
    command, (path, *named) = sys.argv[1:mark], sys.argv[mark + 1 :]
    text = Path(command[command.index("--config") + 1]).read_text(encoding="utf-8")
    first = re.search(r"model_name:\s*([^\s,}]+)", text)
    model = named[0] if named else first[1].strip("\"'") if first else "m"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            print(ask(f"http://127.0.0.1:{command[command.index('--port') + 1]}{path}", model, key(text), server))
        finally:
            server.terminate()


def key(text: str) -> str:
    """Return the key of the proxy: what the configuration says, or the environment."""
    found = re.search(r"master_key:\s*([^\s,}]+)", text)
    value = found[1].strip("\"'") if found else "os.environ/LITELLM_MASTER_KEY"
    return os.environ.get(value.removeprefix("os.environ/"), "sk-any") if value.startswith("os.environ/") else value


def ask(url: str, model: str, bearer: str, server: subprocess.Popen[str]) -> str:
    """Return the answer to one request, asked as soon as the server listens."""
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": "hi"}], "max_tokens": 5}).encode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {bearer}"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310  (our own server)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            return server.communicate()[0]
        try:
            with direct.open(request, timeout=30) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return f"HTTP {error.code} {error.read().decode()}"
        except OSError:
            time.sleep(0.5)
    return "no answer in time"


if __name__ == "__main__":
    main()
