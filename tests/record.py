"""Records what a tool sends: `python -m tests.record CASES.toml`. tests/recordings/README.md describes both files."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import recorder
from tests.lab import driver
from tests.recorder import Seen, ask, running

RECORDINGS = Path(__file__).parent / "recordings"
#: Seconds that a tool gets for one case, where its driver does not say.
PATIENCE = 120
#: Hosts that tools ask for what has nothing to do with the request.
SIDE_HOSTS = re.compile(
    r"githubusercontent|github\.com|models\.dev|npmjs|pypi\.org|telemetry|posthog|sentry|statsig|datadog|segment|"
    r"openaipublic\.blob|huggingface\.co|clearcut|code\.kimi\.com|rum\.aliyuncs|play\.googleapis|growthbook|mixpanel|"
    r"api\.kilo\.ai"
)
#: What a tool says when its request left for a host that the recorder cannot see.
NETWORK = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|getaddrinfo|name resolution|onnection error|onnect call failed|fetch failed|"
    r"error sending request|unreachable|annot connect|[Cc]onnection (failed|refused)",
)
#: How the header of a request that is signed begins; the rest depends on the time.
SIGNATURE = "AWS4-HMAC-SHA256"
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")
_FRAME = re.compile(r'\s*(File ".*", line \d+|at .*[(/].*:\d+|\^+\s*$)|Traceback|\s*[│╭╰❱].*')


def record(path: Path) -> Iterator[dict[str, Any]]:
    """Run the cases of a file, one after the other, and yield the row of each. Raises SystemExit without the tool."""
    plan = tomllib.loads(path.read_text(encoding="utf-8"))
    if "run" in plan:
        if shutil.which(plan["run"][0]) is None:
            sys.exit(f"{plan['run'][0]} is not on the PATH: install {plan.get('package', plan['tool'])} first")
        how = driver.Driver(plan["tool"], plan.get("package", ""), plan["run"], patience=PATIENCE)
        place = driver.Installed(plan["version"], [], Path())
    else:
        how = driver.load(plan["tool"])
        place = driver.install(how, plan.get("version", ""))
    for case in plan["case"]:
        row = row_of(how, place, {"model_from": plan.get("model_from", ""), **case})
        row["expect"] |= case.get("expect", {})
        yield row


def row_of(how: driver.Driver, place: driver.Installed, case: dict[str, Any]) -> dict[str, Any]:
    """Run one case (or a recorded row again); return its row."""
    argv = case.get("argv", how.run)
    seen, output, places = _run(how, place, case, argv)
    expect = _expected(seen, output, places, how.stops, setup_of(case))
    if case.get("model_from"):
        expect["model_from"] = case["model_from"]
    row = {
        "tool": how.tool,
        "version": place.version,
        "case": case.get("name") or case["case"],
        "files": case.get("files", {}),
        "env": case.get("env", {}),
        "argv": argv,
        "requests": [_request(one, places) for one in _distinct(seen)],
        "outcome": "ok" if "sent" in expect else expect.get("refused") or _message(_hidden(output, places)),
        "expect": expect,
    }
    return row | {key: case[key] for key in ("directory",) if key in case}


def keep(rows: list[dict[str, Any]], path: Path) -> None:
    """Write rows to a file of recordings, where they replace older ones of the same version and name."""
    new = {(row["version"], row["case"]) for row in rows}
    old = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    kept = [row for row in old if (row["version"], row["case"]) not in new]
    lines = [_line(row) for row in [*kept, *rows]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(row: dict[str, Any]) -> str:
    """Return a row as JSON; a byte of a file that is not UTF-8 is a lone surrogate, which has to be escaped."""
    line = json.dumps(row, ensure_ascii=False)
    return json.dumps(row) if re.search(r"[\ud800-\udfff]", line) else line


def _run(
    how: driver.Driver, place: driver.Installed, case: dict[str, Any], argv: list[str]
) -> tuple[list[Seen], str, dict[str, str]]:
    runs = driver.CACHE / "runs"  # some tools trust no file below a folder that everyone may write to
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs, ignore_cleanup_errors=True) as folder, running() as server:
        home, work = Path(folder, "home"), Path(folder, "work")
        for part in ("objects", "refs"):  # without them, git sees no repository
            (work / ".git" / part).mkdir(parents=True)
        (work / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        home.mkdir()
        places = {
            "{P}": server.origin,
            "{HP}": server.origin.removeprefix("http://"),
            "{HOME}": str(home),
            "{WORK}": str(work),
        }
        for path, text in {**how.scripts, **case.get("files", {})}.items():
            target = home / path[2:] if path.startswith("~/") else work / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_filled(text, places), encoding="utf-8", errors="surrogateescape", newline="")
            target.chmod(0o600)  # as a login writes it: some tools refuse a key that others can read
        directory = work / folder_of(case)
        directory.mkdir(parents=True, exist_ok=True)
        environment = {name: _filled(value, places) for name, value in case.get("env", {}).items()}
        programs = os.pathsep.join(map(str, [*place.programs, os.environ["PATH"]]))
        temporary = Path(folder, "tmp")
        temporary.mkdir()
        ambient = {"HOME": str(home), "PATH": programs, "TMPDIR": str(temporary), "LANG": "C.UTF-8"}
        ambient |= {"NO_COLOR": "1", "TERM": "xterm-256color"}
        ambient |= {"https_proxy": server.origin, "HTTPS_PROXY": server.origin, "NO_PROXY": "127.0.0.1,localhost"}
        if (modules := place.folder / "node_modules").is_dir():
            ambient["NODE_PATH"] = str(modules)
        command = [_filled(part, {**places, "{LAB}": str(driver.HERE)}) for part in how.command(argv)]
        command = [part.replace("{PORT}", _port()).replace("{PORT2}", _port()) for part in command]
        output = ask(command, ambient | how.env | environment, directory, how.patience)
        return list(server.seen), output, places


def folder_of(case: dict[str, Any]) -> str:
    """Return the folder of the project that a case runs in."""
    if "directory" in case:
        return str(case["directory"])
    return "sub" if any(path.startswith("sub/") for path in case.get("files", {})) else ""


def setup_of(case: dict[str, Any]) -> str:
    """Return all that a case writes: its files, and its variables with their names."""
    return "\n".join(
        [*case.get("files", {}).values(), *(part for pair in case.get("env", {}).items() for part in pair)]
    )


def names_header(setup: str, name: str) -> bool:
    """Return True if the name of a header is written somewhere in a setup."""
    plain = re.sub(r"\\[nrt]", "\n", setup)  # lines in a string of JSON
    return re.search(rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])", plain) is not None


def _port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def _expected(seen: list[Seen], output: str, places: dict[str, str], stops: str, setup: str) -> dict[str, Any]:
    """Return what a prediction is compared with (recordings/README.md)."""
    main = main_call(seen)
    if main is not None:
        request = _request(main, places)
        model = {"model": main.model} if main.model is not None else {}
        others = {name: _hidden(value, places) for name, value in main.others.items() if names_header(setup, name)}
        return {"sent": {"path": request["path"], "headers": request["headers"], "others": others, **model}}
    stop = re.search(stops, output) if stops else None
    if stop is not None:
        return {"refused": stop[0]}
    hosts = [one.path.partition(":")[0] for one in seen if one.method == "CONNECT" and not SIDE_HOSTS.search(one.path)]
    if hosts:
        return {"elsewhere": list(dict.fromkeys(hosts))}
    message = _message(_hidden(output, places))
    return {"not_here": True} if NETWORK.search(message) or message == recorder.NO_ANSWER else {"refused": message}


def main_call(seen: list[Seen]) -> Seen | None:
    """Return the request that was asked for among all: the first that offers tools, or else the first that generates."""
    generating = [one for one in seen if one.method == "POST" and one.generates]
    return next((one for one in generating if one.has_tools), generating[0] if generating else None)


def _message(output: str) -> str:
    """Return what a tool says when it stops, without the frames of a traceback and at most 400 characters of it."""
    lines = [line.rstrip() for line in _COLOURS.sub("", output).splitlines() if line.strip()]
    told = [line for line in lines if not _FRAME.match(line)] or lines or [""]
    text = "\n".join(told)
    if len(text) <= 400:
        return text.strip()
    errors = [number for number, line in enumerate(told) if re.search(r"(?i)error|invalid|missing|fail|not ", line)]
    return "\n".join(told[errors[-1] if errors else -1 :])[:400].strip()


def _distinct(seen: list[Seen]) -> Iterator[Seen]:
    """Yield all requests in their order, but one that is tried again only once."""
    before = None
    for one in seen:
        if before is None or one._replace(others=before.others) != before:  # a number of the attempt may be in one
            yield one
        before = one


def _request(one: Seen, places: dict[str, str]) -> dict[str, Any]:
    headers = {name: _hidden(value, places) for name, value in one.credentials.items()}
    return {"method": one.method, "path": one.path, "headers": headers, "model": one.model}


def _filled(text: str, places: dict[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(name, value)
    return text


def _hidden(text: str, places: dict[str, str]) -> str:
    """Replace what differs from run to run by its name."""
    for name, value in places.items():
        text = text.replace(value, name)
    if text.startswith(SIGNATURE):
        return SIGNATURE
    return text.replace(str(driver.CACHE), "{TOOLS}")


def main(path: str) -> None:
    """Record the cases of a file, and print what each sent."""
    rows = []
    for row in record(Path(path)):
        sent = row["expect"].get("sent")
        print(f"{row['case']:<40} {sent['path'] if sent else row['outcome'][:80]}", flush=True)
        rows.append(row)
    keep(rows, RECORDINGS / f"{rows[0]['tool']}.jsonl")


if __name__ == "__main__":
    main(sys.argv[1])
