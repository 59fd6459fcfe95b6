"""Writes what `check` says into the labelled cases: `python -m tests.update_cases`.

With a folder (`python -m tests.update_cases FOLDER [NAME]...`) it first takes cases over from there, one JSON file each:
all of them, or those that are named. Their keys become `{key:PROVIDER}`.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import tomlkit

from tests.cli import write
from tests.keys import PROVIDERS, key
from tests.labelled import CASES, Case, names

#: What the labels of a case may have, in this order.
_LABELS = ("source", "why", "tool", "args", "check", "git", "modes", "allow", "removed", "expect")


def take_over(data: dict[str, Any]) -> None:
    """Write a case in its JSON form as a folder."""
    folder = CASES / data["id"]
    fixed: dict[str, str | None] = data.get("fixed", {})
    for path, text in data["files"].items():
        write(folder / "input", path, _without_keys(text)).chmod(0o644)
    for path, text in fixed.items():
        if text is not None and text != data["files"].get(path):
            write(folder / "fixed", path, _without_keys(text)).chmod(0o644)
    removed = [path for path, text in fixed.items() if text is None]
    labels = {**data, "removed": removed, "expect": [dict(one) for one in data["expect"]]}
    kept = {name: labels[name] for name in _LABELS if labels.get(name)}
    write(folder, "case.toml", tomlkit.dumps(kept)).chmod(0o644)


def _without_keys(text: str) -> str:
    """Return a text in which the shape of a key stands for each key."""
    for provider in sorted(PROVIDERS, key=lambda name: -len(_prefix(name))):
        prefix = _prefix(provider)
        if prefix:
            length = len(key(provider)) - len(prefix)
            text = re.sub(f"(?<![A-Za-z0-9-]){re.escape(prefix)}[A-Za-z0-9_-]{{{length}}}", f"{{key:{provider}}}", text)
    return text


def _prefix(provider: str) -> str:
    """Return how all keys of a provider start."""
    first, second = key(provider), key(provider, 2)
    same = next((number for number in range(len(first)) if first[number] != second[number]), len(first))
    return first[:same] if same >= 3 else ""


def update(name: str) -> None:
    """Write the report on a case into it."""
    case = Case.load(name)
    with tempfile.TemporaryDirectory() as folder:
        report = case.report(case.files, case.labels["check"], Path(folder))
    (case.folder / "expected.txt").write_text(report, encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Take cases over where a folder is given, then update all."""
    if arguments:
        folder, *wanted = arguments
        for path in sorted(Path(folder).glob("*.json")):
            if not wanted or path.stem in wanted:
                take_over(json.loads(path.read_text(encoding="utf-8")))
    for name in names():
        update(name)


if __name__ == "__main__":
    main(sys.argv[1:])
