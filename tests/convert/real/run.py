"""Run the real tools with converted setups: python -m tests.convert.real.run [TOOL …]

A Codex setup that leads to a recorder on 127.0.0.1 is converted for each tool, in a fresh home folder; the tool is
installed from npm or PyPI, started without a window, and its request must arrive at the right path, with the key and
the model. The outcome of every tool is written into results.json.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

from tests.recorder import Recorder, Seen, ask, running

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
#: Where tools are installed, once.
INSTALLED = Path(os.environ.get("CONFIGLINT_REAL_TOOLS", Path.home() / ".cache" / "configlint" / "real-tools"))
KEY = "made-up-key-of-lab"
CODEX = """model = "gpt-example"
model_provider = "lab"

[model_providers.lab]
name = "Lab"
base_url = "{origin}/v1"
env_key = "LAB_KEY"
"""
#: Where requests must arrive, by the end of their path.
PATHS = ("/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1beta/models/gpt-example:")
PATIENCE = 180


def main(names: list[str]) -> int:
    """Try the tools of these names, or all; return how many failed."""
    tools = tomllib.loads((HERE / "tools.toml").read_text(encoding="utf-8"))
    place = HERE / "results.json"
    results = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    failed = 0
    for name in names or tools:
        results[name] = attempt(name, tools[name])
        failed += not results[name]["arrived"]
        print(f"{name:<12} {json.dumps(results[name])}", flush=True)
    place.write_text(json.dumps(dict(sorted(results.items())), indent=1) + "\n", encoding="utf-8")
    return failed


def attempt(name: str, tool: dict[str, Any]) -> dict[str, Any]:
    """Convert, run the tool, and return what arrived."""
    installed = install(tool)
    binaries = installed / ("node_modules/.bin" if "npm" in tool else "bin")
    folder = Path(tempfile.mkdtemp(prefix="configlint-"))
    home, work = folder / "home", folder / "work"
    home.mkdir()
    work.mkdir()
    try:
        with running() as recorder:
            target, environment = convert(name, recorder, folder)
            environment |= {"HOME": str(home), "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
            tool["run"] = [part.replace("{installed}", str(installed)) for part in tool.get("run", [])]
            output = run(tool, environment | tool.get("env", {}), work, target)
            return outcome(tool, recorder.seen, output)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def install(tool: dict[str, Any]) -> Path:
    """Install a tool unless it is there; return the folder that it is in."""
    package = tool.get("npm") or tool["pypi"]
    folder = INSTALLED / "".join(ch if ch.isalnum() or ch in ".-" else "_" for ch in package)
    if not (folder / ".done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        if "npm" in tool:
            subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), package], check=True, cwd=folder)
        else:
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", package], check=True)
        (folder / ".done").touch()
    return folder


def convert(name: str, recorder: Recorder, folder: Path) -> tuple[Path, dict[str, str]]:
    """Write the tool's file. Returns its path, and the variables that must be set, as the notes say."""
    home, work = folder / "home", folder / "work"
    source = folder / "source" / ".codex" / "config.toml"
    source.parent.mkdir(parents=True)
    source.write_text(CODEX.format(origin=recorder.origin), encoding="utf-8")
    command = [sys.executable, "-m", "configlint", "convert", str(source), "--to", name, "--write", "--format", "json"]
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, cwd=work, env=environment, capture_output=True, text=True)
    report = json.loads(done.stdout)
    variables = {}
    for one in report["environment"]:
        variables[one["name"]] = one.get("value", KEY)
    shown = report["files"][0]["path"]
    target = home / shown[2:] if shown.startswith("~") else work / shown
    if target.name == ".env":
        for line in target.read_text(encoding="utf-8").splitlines():
            key, mark, value = line.partition("=")
            variables |= {key: shlex.split(value)[0]} if mark and value else {}
    return target, variables


def run(tool: dict[str, Any], environment: dict[str, str], work: Path, target: Path) -> str:
    """Run the tool until it is done (or, if it is a server, has answered); return what it printed."""
    if tool["run"]:
        return ask(tool["run"], environment, work, PATIENCE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [part.format(target=target, port=port) for part in tool["serve"]]
    server = subprocess.Popen(command, cwd=work, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return post(f"http://127.0.0.1:{port}{tool['ask']}")
    finally:
        server.terminate()
        server.wait()


def post(url: str) -> str:
    """Send one request to a server that is still starting; return what it answers."""
    body = json.dumps({"model": "gpt-example", "messages": [{"role": "user", "content": "hi"}]}).encode()
    headers = {"content-type": "application/json", "authorization": "Bearer sk-any"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310  (our own server)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                text: str = answer.read().decode()
                return text
        except OSError as error:
            last = str(error)
            time.sleep(1)
    return last


def outcome(tool: dict[str, Any], seen: list[Seen], output: str) -> dict[str, Any]:
    """Return what arrived first at the right path with key and model, or else all that came."""
    package = tool.get("npm") or tool["pypi"]
    for one in seen:
        model = one.model or one.path.partition("/models/")[2].partition(":")[0]
        headers = [name for name, value in one.credentials.items() if value.removeprefix("Bearer ") == KEY]
        if one.method == "POST" and one.path.startswith(PATHS) and headers and model == "gpt-example":
            path = one.path.partition("?")[0]
            return {
                "package": package,
                "arrived": True,
                "path": path,
                "key in": headers[0],
                "answered": "pong" in output,
            }
    came = sorted({f"{one.method} {one.path} {sorted(one.credentials)} {one.model}" for one in seen})
    return {"package": package, "arrived": False, "came": came, "printed": output[-400:]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
