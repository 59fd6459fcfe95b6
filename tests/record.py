"""Records what a tool sends: `python -m tests.record CASES.toml`.

The file names the tool, its version and package, the command (`run`) that asks it one thing without a window, and the
cases: `name`, `files` (path to text; `~` is the home folder, other paths are relative to the project) and `env`. In
them, `{P}` is replaced by the URL of the recorder, `{HP}` by its host and port. `model_from = "command line"` says that
the command, not a file, names the model. Each case is run in fresh folders; its row goes to
tests/recordings/TOOL.jsonl, where it replaces an older one of that version and name. `expect` is what the last request
to a generating endpoint was, or the refusal: review it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from tests.recorder import Seen, ask, running

RECORDINGS = Path(__file__).parent / "recordings"
#: What the paths of requests that generate something end in, before the query.
GENERATING = ("/chat/completions", "/responses", "/messages", "enerateContent")
#: Seconds that a tool gets for one case.
PATIENCE = 120


def record(path: Path) -> list[dict[str, Any]]:
    """Run every case of a file; return the rows."""
    plan = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = []
    for case in plan["case"]:
        seen, output, places = _run(plan, case)
        sent = [one for one in seen if one.method == "POST" and one.path.partition("?")[0].endswith(GENERATING)]
        message = _hidden(_message(output), places)
        expect = {"sent": _expected(sent[-1], places)} if sent else {"refused": message}
        expect |= {"model_from": plan["model_from"]} if sent and "model_from" in plan else {}
        row = {key: plan[key] for key in ("tool", "version", "package") if key in plan} | {
            "case": case["name"],
            "files": case.get("files", {}),
            "env": case.get("env", {}),
            "argv": plan["run"],
            "requests": [_request(one, places) for one in sent],
            "outcome": "ok" if sent else message,
            "expect": expect,
        }
        rows.append(row)
    return rows


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


def _expected(one: Seen, places: dict[str, str]) -> dict[str, Any]:
    request = _request(one, places)
    model = {"model": one.model} if one.model is not None else {}
    return {"path": request["path"], "headers": request["headers"], **model}


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
    rows = record(Path(path))
    keep(rows, RECORDINGS / f"{rows[0]['tool']}.jsonl")
    for row in rows:
        sent = row["expect"].get("sent")
        print(f"{row['case']:<40} {sent['path'] if sent else row['expect']['refused'][:80]}")


if __name__ == "__main__":
    main(sys.argv[1])
