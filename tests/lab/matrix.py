"""Record a matrix of generated scenarios: `python -m tests.lab.matrix TOOL… [--new] [--only EXPRESSION] [--list]`

`matrices/TOOL.toml` (and `TOOL.ASPECT.toml`) has factors (where a value is written, how the URL is written, where the
key comes from, what the parser makes of a scalar …), each with levels; the design has every pair of levels. A level
gives `files` and `env`, `directory` (the folder of the project to run in), `model_from`, and any other string as a
part: `<part>` in a file or variable is replaced by it, or by nothing. `like = "TOOL"` takes over what a matrix does not
say itself from that of another tool, level by level. The rows go to the recordings of the tool, where their names begin with "matrix".
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from tests import record, recorder
from tests.lab import driver
from tests.lab.design import pairwise

MATRICES = Path(__file__).parent / "matrices"
PART = re.compile(r"<([a-z_]+)>")


def scenarios(tool: str) -> list[dict[str, Any]]:
    """Return the cases of a tool's matrices, as tests.record takes them."""
    files = sorted([*MATRICES.glob(f"{tool}.toml"), *MATRICES.glob(f"{tool}.*.toml")])
    return [case for file in files for case in _scenarios(file)]


def _scenarios(file: Path) -> list[dict[str, Any]]:
    plan = _plan(file)
    factors = plan["factors"]
    levels = {name: list(given) for name, given in factors.items()}
    rows = pairwise(levels, plan.get("excluded", ()), plan.get("independent", ()))
    name = " ".join(["matrix", *file.stem.split(".")[1:]])
    return [_scenario(plan, row, name) for row in rows]


def _plan(file: Path) -> dict[str, Any]:
    plan = tomllib.loads(file.read_text(encoding="utf-8"))
    if "like" not in plan:
        return plan
    other = _plan(file.with_name(f"{plan['like']}.toml"))
    factors = dict(other["factors"])
    for name, levels in plan.get("factors", {}).items():
        factors[name] = factors.get(name, {}) | levels
    return other | plan | {"factors": factors}


def _scenario(plan: dict[str, Any], row: dict[str, str], matrix: str) -> dict[str, Any]:
    parts: dict[str, str] = dict(plan.get("parts", {}))
    files: dict[str, str] = dict(plan.get("files", {}))
    env: dict[str, str] = dict(plan.get("env", {}))
    own: dict[str, str] = {key: plan[key] for key in ("directory", "model_from") if key in plan}
    for factor, level in row.items():
        for key, given in plan["factors"][factor][level].items():
            if key == "files":
                files |= given
            elif key == "env":
                env |= given
            elif key in ("directory", "model_from"):
                own[key] = given
            else:
                parts[key] = parts.get(key, "") + given
    case: dict[str, Any] = {
        "name": f"{matrix}: " + ", ".join(f"{factor} {level}" for factor, level in row.items()),
        "files": {path: _filled(text, parts) for path, text in files.items()},
        "env": {name: _filled(value, parts) for name, value in env.items()},
    }
    return case | own


def _filled(text: str, parts: dict[str, str]) -> str:
    while (filled := PART.sub(lambda found: parts.get(found[1], ""), text)) != text:
        text = filled
    return text


def main(arguments: list[str]) -> None:
    """Record the matrices of tools, and print what each scenario came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "tools", nargs="*", default=sorted({path.stem.split(".")[0] for path in MATRICES.glob("*.toml")})
    )
    parser.add_argument("--list", action="store_true", help="only print the scenarios")
    parser.add_argument("--new", action="store_true", help="only those that are not recorded with this version yet")
    parser.add_argument("--only", default="", help="only those whose name this regular expression finds")
    options = parser.parse_args(arguments)
    for tool in options.tools:
        cases = [case for case in scenarios(tool) if re.search(options.only, case["name"])]
        if options.list:
            print("\n".join(json.dumps(case) for case in cases))
            continue
        how = driver.load(tool)
        place = driver.install(how)
        path = record.RECORDINGS / f"{tool}.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        known = {(row["version"], row["case"]) for row in map(json.loads, lines)}
        for case in cases:
            if options.new and (place.version, case["name"]) in known:
                continue
            row = record.row_of(how, place, case)
            if row["outcome"] != recorder.NO_ANSWER:  # it may only have been slow
                record.keep([row], path)
            print(f"{tool} {case['name']}\n    {driver.described(row)[:160]}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
