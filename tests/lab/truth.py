"""Run the real tools again and compare with their recordings: `make truth [TOOL=…] [VERSION=…] [NODE=…] [CASES=…]`

Installs each tool from npm or PyPI into a cache (CONFIGLINT_LAB), repeats every recording of its newest recorded
version against the recorder, and reports which came out the same. Exits with 1 where a tool drifted. With `--write`
the rows that came out differently are added to the recordings, under the version that ran.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from tests import record, recorder
from tests.lab import driver

SAME, REWORDED, DRIFTED, NOT_RUNNABLE = "same", "reworded", "drifted", "not runnable"


class Finding(NamedTuple):
    """What came of one recording: a verdict, the reason or the difference, and the new row if it ran."""

    case: str
    verdict: str
    detail: str = ""
    row: dict[str, Any] | None = None


def compare(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, str]:
    """Return the verdict on a row that was recorded again, and what changed."""
    before, after = old["expect"], new["expect"]
    if "sent" in before and "sent" in after and "others" not in before["sent"]:  # an older row does not keep these
        after = {"sent": {**after["sent"], "others": None}}
    if _facts(before) == _facts(after):
        if "refused" in before and not _similar(before["refused"], after["refused"]):
            return REWORDED, f"{driver.described(old)}\n      now: {driver.described(new)}"
        return SAME, ""
    return DRIFTED, f"{driver.described(old)}\n      now: {driver.described(new)}"


def _facts(expect: dict[str, Any]) -> object:
    """Return what must be equal: the request, or how it came that there is none."""
    if "sent" in expect:
        sent = expect["sent"]
        path, _, query = sent["path"].partition("?")
        headers = {name: value.strip() for name, value in sent["headers"].items()}
        return path, sorted(query.split("&")), headers, sent.get("others"), sent.get("model")
    return "refused" if "refused" in expect else "elsewhere"


def _similar(one: str, other: str) -> bool:
    """Return True if two messages share a run of words; numbers, ids and line breaks do not count."""
    words = [re.sub(r"[\d{}]+", "", text).split() for text in (one, other)]
    short, long = sorted((" ".join(text) for text in words), key=len)
    return (
        short[:60] in long or short[-60:] in long or len(set(words[0]) & set(words[1])) * 2 >= len(set(short.split()))
    )


def rows_of(tool: str) -> list[dict[str, Any]]:
    """Return the recordings of a tool in the newest version that was recorded."""
    path = record.RECORDINGS / f"{tool}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    rows = [row for row in rows if not str(row["outcome"]).startswith("predicted") and "given" not in row["expect"]]
    newest = max((order(row["version"]) for row in rows), default=())
    return [row for row in rows if order(row["version"]) == newest]


def order(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, by which versions are compared."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def repeat(rows: Iterable[dict[str, Any]], how: driver.Driver, place: driver.Installed) -> Iterable[Finding]:
    """Yield what comes of each recording when it is made again."""
    for row in rows:
        if "unpredictable" in row["expect"]:
            continue
        if any(path.startswith("/") for path in row["files"]):
            yield Finding(row["case"], NOT_RUNNABLE, "it needs a file outside the home folder and the project")
            continue
        if "://" in row["expect"].get("sent", {}).get("path", ""):
            yield Finding(row["case"], NOT_RUNNABLE, "it was recorded at an address that the recorder does not have")
            continue
        try:
            new = record.row_of(how, place, {**row, "model_from": row["expect"].get("model_from", "")})
        except (driver.NotRunnableError, OSError) as error:
            yield Finding(row["case"], NOT_RUNNABLE, str(error))
            continue
        if new["outcome"] == recorder.NO_ANSWER and "not_here" not in row["expect"]:
            yield Finding(row["case"], NOT_RUNNABLE, recorder.NO_ANSWER)
            continue
        yield Finding(row["case"], *compare(row, new), new)


def report(tool: str, version: str, recorded: str, findings: list[Finding]) -> str:
    """Return what people read of one tool."""
    counts = Counter(finding.verdict for finding in findings)
    told = ", ".join(f"{counts[name]} {name}" for name in (SAME, REWORDED, DRIFTED, NOT_RUNNABLE) if counts[name])
    since = f"recorded with {recorded}" if recorded else "not recorded yet"
    lines = [f"{tool} {version} ({since}): {told or 'nothing to repeat'}"]
    for finding in findings:
        if finding.verdict != SAME:
            lines.append(f"  {finding.verdict}: {finding.case}\n      {finding.detail}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Return 1 if a tool sent something else than was recorded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", nargs="*", help="default: all that have a driver")
    parser.add_argument("--version", default="", help="default: the newest that fits this Node or Python")
    parser.add_argument("--node", default=driver.NODE, help="major version of Node for tools from npm")
    parser.add_argument("--cases", default="", help="only cases whose name has this in it")
    parser.add_argument("--write", action="store_true", help="add the rows that drifted to the recordings")
    options = parser.parse_args(arguments)
    drifted = 0
    for tool in options.tools or driver.tools():
        try:
            how = driver.load(tool)
            place = driver.install(how, options.version, options.node)
        except driver.NotRunnableError as error:
            print(f"{tool}: not runnable: {error}", flush=True)
            continue
        rows = rows_of(tool)
        findings = list(repeat((row for row in rows if options.cases in row["case"]), how, place))
        print(report(tool, place.version, rows[0]["version"] if rows else "", findings), flush=True)
        changed = [finding.row for finding in findings if finding.verdict == DRIFTED and finding.row is not None]
        drifted += len(changed)
        if options.write and changed:
            record.keep(changed, record.RECORDINGS / f"{tool}.jsonl")
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
