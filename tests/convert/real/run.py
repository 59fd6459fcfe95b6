"""Run the real tools with converted setups: python -m tests.convert.real.run [TOOL …]

Setups of five tools that lead to a recorder on 127.0.0.1 (sources.toml) are converted for each tool, in a fresh home
folder. The newest version of the tool is installed from npm or PyPI and asked one thing without a window; its request
must arrive at the right path, with the key and the model. The outcome of every tool is written into results.json, and
what has arrived there is not tried again with the same version of the tool.
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
import tomllib
from pathlib import Path
from typing import Any

from tests.lab import driver
from tests.lab.driver import Driver, Installed, NotRunnableError
from tests.recorder import Recorder, Seen, ask, running

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
KEY = "made-up-key-of-lab"
#: Where requests must arrive, by the end of their path.
PATHS = ("/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1beta/models/gpt-example:", "/api/chat")


def main(names: list[str]) -> int:
    """Try the tools of these names, or all; return how many failed with some source."""
    tools = tomllib.loads((HERE / "tools.toml").read_text(encoding="utf-8"))
    sources = tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8"))
    place = HERE / "results.json"
    results = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    failed = 0
    for name in names or tools:
        tool = Driver(name, **tools[name])
        try:
            installed = driver.install(tool)
        except NotRunnableError as error:
            print(f"{name:<12} {error}", flush=True)
            failed += 1
            continue
        package, known = f"{tool.package} {installed.version}", results.get(name, {})
        outcomes = dict(known["from"]) if known.get("package") == package else {}
        for origin, source in sources.items():
            if origin != name and not outcomes.get(origin, {}).get("arrived"):
                outcomes[origin] = attempt(tool, installed, origin, source)
        results[name] = {"package": package, "from": outcomes}
        failed += not all(one["arrived"] for one in outcomes.values())
        print(f"{name:<12} {json.dumps(results[name])}", flush=True)
        place.write_text(json.dumps(dict(sorted(results.items())), indent=1) + "\n", encoding="utf-8")
    return failed


def attempt(tool: Driver, installed: Installed, origin: str, source: dict[str, str]) -> dict[str, Any]:
    """Convert a setup, run the tool with it, and return what arrived."""
    folder = Path(tempfile.mkdtemp(prefix="configlint-"))
    home, work = folder / "home", folder / "work"
    try:
        for one in (home, work):
            one.mkdir()
        with running() as recorder:
            file = folder / "source" / source["path"]
            file.parent.mkdir(parents=True)
            file.write_text(source["text"].lstrip().replace("{ORIGIN}", recorder.origin), encoding="utf-8")
            try:
                target, variables = convert(file, origin, tool.tool, home, work)
            except NotRunnableError as error:
                return {"arrived": False, "refused": str(error)}
            path = os.pathsep.join([*map(str, installed.programs), os.environ["PATH"]])
            environment = {"HOME": str(home), "PATH": path, "NO_COLOR": "1", **variables, **tool.env}
            output = ask(command(tool, installed, target), environment, work, tool.patience)
            return outcome(recorder, output, KEY if KEY in source["text"] or "LAB_KEY" in source["text"] else "")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def convert(file: Path, origin: str, name: str, home: Path, work: Path) -> tuple[Path, dict[str, str]]:
    """Write a tool's file from another's. Returns its path, and the variables that must be set, as convert says."""
    options = ["--from", origin, "--to", name, "--write", "--format", "json"]
    command = [sys.executable, "-m", "configlint", "convert", str(file), *options]
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise NotRunnableError(done.stderr.strip())
    report = json.loads(done.stdout)
    variables = {one["name"]: one.get("value", KEY) for one in report["environment"]}
    shown = report["files"][0]["path"]
    target = home / shown[2:] if shown.startswith("~") else work / shown
    if target.name == ".env":
        for line in target.read_text(encoding="utf-8").splitlines():
            key, mark, value = line.partition("=")
            variables |= {key: shlex.split(value)[0]} if mark and value else {}
    return target, variables


def command(tool: Driver, installed: Installed, target: Path) -> list[str]:
    """Return how the tool is asked once it has the file `target`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {"LAB": Path(driver.__file__).parent, "PORT": port, "TARGET": target, "INSTALLED": installed.folder}
    parts = [*tool.wrap, *tool.run]
    for name, value in places.items():
        parts = [part.replace(f"{{{name}}}", str(value)) for part in parts]
    return parts


def outcome(recorder: Recorder, output: str, key: str) -> dict[str, Any]:
    """Return what arrived first at the right path with the key (if there is one) and the model, or else all that came."""
    for one in recorder.seen:
        headers = [name for name, value in one.credentials.items() if value.removeprefix("Bearer ") == key]
        is_asked = one.method == "POST" and one.path.startswith(PATHS) and model_of(one) == "gpt-example"
        if is_asked and (headers or not key):
            path = one.path.partition("?")[0]
            return {"arrived": True, "path": path, "key in": "".join(headers[:1]), "answered": "pong" in output}
    came = sorted({f"{one.method} {one.path} {sorted(one.credentials)} {one.model}" for one in recorder.seen})
    return {"arrived": False, "came": came, "printed": output[-400:]}


def model_of(seen: Seen) -> str:
    """Return the model of a request, which Gemini's API has in the path."""
    return seen.model or seen.path.partition("/models/")[2].partition(":")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
