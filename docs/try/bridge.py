"""Runs configlint's verbs on the files of the page, inside the browser. Knows only their JSON, which is fixed."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

from configlint.cli.main import command

_HOME = Path("/home/user")
_FOLDER = _HOME / "project"


def look(asked: str) -> str:
    """Return as JSON what there is to say about files: findings, requests, one as a line, and other tools.

    `asked` is JSON: `files` with path and text, and `tool`, the tool to read them as ("" for what the paths say).
    """
    question, paths, tool = _laid_out(asked)
    checked = _run("check", "--format", "json", *tool, *paths)
    explained = _run("explain", "--format", "json", *tool, *paths)
    base = _base(checked.get("diagnostics", []), explained.get("requests", []), question["files"])
    is_sent = any(one["active"] and one["url"] for one in explained.get("requests", []))
    others = _run("url", "--format", "json", base) if base else {}
    return json.dumps(
        {
            "failures": [one["stderr"] for one in (checked, explained) if one["stderr"]],
            "findings": [_placed(one, question["files"]) for one in checked.get("diagnostics", [])],
            "requests": [
                {**one, "written": _written(one["url"] or "", question["files"])}
                for one in explained.get("requests", [])
            ],
            "curl": _curl(paths, question["tool"]) if is_sent else "",
            "others": others.get("urls", []),
        }
    )


def fix(asked: str) -> str:
    """Return as JSON the files after the fixes of one rule; `asked` is as for `look`, with its `code` (or "")."""
    question, paths, tool = _laid_out(asked)
    select = ["--select", question["code"]] if question["code"] else []
    _run("check", "--fix=all", "--format", "json", *select, *tool, *paths)
    files = [{**one, "text": (_FOLDER / one["path"]).read_text("utf-8")} for one in question["files"]]
    return json.dumps({"files": files})


def convert(asked: str) -> str:
    """Return as JSON the report of a conversion; `asked` is as for `look`, with `to`, the target."""
    question, paths, _ = _laid_out(asked)
    printed = _run("convert", paths[0], "--to", question["to"], *_from(question["tool"]), text=True)
    return json.dumps({"text": printed["stdout"] or printed["stderr"]})


def share(asked: str) -> str:
    """Return as JSON the files with every key covered, to be put into a link."""
    question, paths, _ = _laid_out(asked)
    files = []
    for path, one in zip(paths, question["files"], strict=True):
        lines = one["text"].split("\n")
        for found in _run("secrets", "--format", "json", path).get("diagnostics", []):
            start, end = found["range"]["start"], found["range"]["end"]
            for number in range(start["line"], end["line"] + 1):
                line = lines[number - 1]
                first = start["column"] - 1 if number == start["line"] else 0
                last = end["column"] - 1 if number == end["line"] else len(line)
                lines[number - 1] = line[:first] + "YOUR_API_KEY" + line[last:]
        files.append({**one, "text": "\n".join(lines)})
    return json.dumps({"files": files})


def names(_: str = "") -> str:
    """Return as JSON the tools that there are, and those that a setup can be converted for."""
    from configlint.catalog.knowledge import Knowledge
    from configlint.convert.files import scopes

    knowledge = Knowledge()
    tools = {name: knowledge.name_of(name) for name in knowledge.tools}
    targets = [name for name in tools if scopes(knowledge.profile(name))]
    return json.dumps({"tools": tools, "targets": targets})


def _laid_out(asked: str) -> tuple[dict[str, Any], list[str], list[str]]:
    """Return what is asked, the paths at which its files are now, and the option that says which tool reads them."""
    question = json.loads(asked)
    tool = ["--tool", question["tool"]] if question.get("tool") else []
    return question, _write(question["files"]), tool


def _from(tool: str) -> list[str]:
    return ["--from", tool] if tool else []


def _curl(paths: list[str], tool: str) -> str:
    """Return the smallest request as a line for a shell, with the key as a variable; empty if there is none."""
    printed = _run("convert", paths[0], "--to", "curl", "--format", "json", *_from(tool))
    return "".join(one["content"] for one in printed.get("files", []))


def _write(files: list[dict[str, str]]) -> list[str]:
    """Put the files where configlint looks for them, and nothing else; return their paths."""
    os.chdir("/")
    shutil.rmtree(_HOME, ignore_errors=True)
    for one in files:
        path = _FOLDER / one["path"].lstrip("/~").replace("..", "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(one["text"], "utf-8")
    _FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ.update(HOME=str(_HOME), NO_COLOR="1", COLUMNS="100")
    os.chdir(_FOLDER)
    return [one["path"].lstrip("/~").replace("..", "") for one in files]


def _run(*arguments: str, text: bool = False) -> dict[str, Any]:
    """Run a verb, and return what it prints: its JSON (with `text` as it is), and standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), contextlib.suppress(SystemExit):
        try:
            command.main(list(arguments), standalone_mode=False)
        except Exception as error:  # a usage error, such as a file of no known tool
            err.write(getattr(error, "message", "") or type(error).__name__)
    printed = {"stderr": err.getvalue().strip()}
    if text:
        return {**printed, "stdout": out.getvalue()}
    return {**printed, **(json.loads(out.getvalue()) if out.getvalue().strip() else {})}


def _base(findings: list[dict[str, Any]], requests: list[dict[str, Any]], files: list[dict[str, str]]) -> str:
    """Return the base URL that is right for these files: the one to write, else the one that is written."""
    to_write = [one["write"] for one in findings if "://" in (one["write"] or "")]
    return next(iter(to_write), "") or next((_written(one["url"], files) for one in requests if one["url"]), "")


def _written(url: str, files: list[dict[str, str]]) -> str:
    """Return as much of a URL as one of the files has in it."""
    lengths = range(len(url), len("https://"), -1)
    return next((url[:length] for length in lengths if any(url[:length] in one["text"] for one in files)), "")


def _placed(finding: dict[str, Any], files: list[dict[str, str]]) -> dict[str, Any]:
    """Return a finding with its offsets in UTF-16 units, as the page counts."""
    text = next((one["text"] for one in files if str(finding["path"]).endswith(one["path"].lstrip("/~"))), "")
    places = finding["range"]
    lines = text.split("\n")

    def offset(at: dict[str, int]) -> int:
        before = "\n".join([*lines[: at["line"] - 1], lines[at["line"] - 1][: at["column"] - 1]])
        return len(before.encode("utf-16-le")) // 2

    return {**finding, "start": offset(places["start"]), "end": offset(places["end"])}
