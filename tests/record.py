"""Records what a tool sends: `python -m tests.record CASES.toml`. tests/recordings/README.md describes both files."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.recorder import Seen, ask, running

RECORDINGS = Path(__file__).parent / "recordings"
#: How programs say that they reached no server: the request was for a host that is not the recorder.
UNREACHED = re.compile(r"\b(connect|connection|ENOTFOUND|ECONNREFUSED|fetch failed|name or service)\b", re.IGNORECASE)
#: Seconds that a tool gets for one case.
PATIENCE = 120


def record(path: Path) -> Iterator[dict[str, Any]]:
    """Run the cases of a file, one after the other, and yield the row of each. Raises SystemExit without the tool."""
    plan = tomllib.loads(path.read_text(encoding="utf-8"))
    if shutil.which(plan["run"][0]) is None:
        sys.exit(f"{plan['run'][0]} is not on the PATH: install {plan.get('package', plan['tool'])} first")
    for case in plan["case"]:
        seen, output, places = _run(plan, case)
        # an endpoint may have got lost in a base URL with a query
        sent = [request for request in seen if request.generates] or [request for request in seen if request.model]
        message = _hidden(_message(output), places)
        expect = _expected(sent, message, places) | case.get("expect", {})
        expect |= {"model_from": plan["model_from"]} if "model_from" in plan else {}
        yield {key: plan[key] for key in ("tool", "version", "package") if key in plan} | {
            "case": case["name"],
            "files": case.get("files", {}),
            "env": case.get("env", {}),
            "argv": plan["run"],
            "requests": [_request(one, places) for one in sent],
            "outcome": "ok" if sent else message,
            "expect": expect,
        }


def keep(rows: list[dict[str, Any]], path: Path) -> None:
    """Write rows to a file of recordings, where they replace older ones of the same version and name."""
    new = {(row["version"], row["case"]) for row in rows}
    old = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    kept = [row for row in old if (row["version"], row["case"]) not in new]
    lines = [json.dumps(row, ensure_ascii=False) for row in [*kept, *rows]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _run(plan: dict[str, Any], case: dict[str, Any]) -> tuple[list[Seen], str, dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder, running() as recorder:
        home, work = Path(folder, "home"), Path(folder, "work")
        home.mkdir()
        work.mkdir()
        places = {
            "{P}": recorder.origin,
            "{HP}": recorder.origin.removeprefix("http://"),
            "{HOME}": str(home),
            "{WORK}": str(work),
        }
        for path, text in case.get("files", {}).items():
            target = home / path[2:] if path.startswith("~/") else work / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_filled(text, places), encoding="utf-8", newline="")
        environment = {name: _filled(value, places) for name, value in case.get("env", {}).items()}
        environment |= {"HOME": str(home), "PATH": os.environ["PATH"]}
        output = ask(plan["run"], environment, work, PATIENCE)
        return list(recorder.seen), output, places


def _message(output: str) -> str:
    """Return what a tool says when it stops: of a long text, such as a traceback, the last line."""
    lines = output.strip().splitlines() or [""]
    return output.strip() if len(output.strip()) < 400 else lines[-1].strip()


def _request(one: Seen, places: dict[str, str]) -> dict[str, Any]:
    headers = {name: _hidden(value, places) for name, value in one.credentials.items()}
    return {"method": one.method, "path": one.path, "headers": headers, "model": one.model}


def _expected(sent: list[Seen], message: str, places: dict[str, str]) -> dict[str, Any]:
    if not sent:
        return {"not_here": True} if UNREACHED.search(message) else {"refused": message}
    request = _request(sent[-1], places)
    model = {"model": request["model"]} if request["model"] is not None else {}
    return {"sent": {"path": request["path"], "headers": request["headers"], **model}}


def _filled(text: str, places: dict[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(name, value)
    return text


def _hidden(text: str, places: dict[str, str]) -> str:
    """Replace what differs from run to run by its name."""
    for name, value in places.items():
        text = text.replace(value, name)
    return text


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
