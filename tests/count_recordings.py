"""Writes into every profile how many recordings it is checked with: `python -m tests.count_recordings`."""

from __future__ import annotations

import json
from pathlib import Path

from configlint.document.document import Document

RECORDINGS = Path(__file__).parent / "recordings"
PROFILES = RECORDINGS.parents[1] / "tool_profiles"


def recordings_of(tool: str) -> int:
    """Return how many recordings there are of a tool, in all versions. Rows computed from its source are not recordings."""
    path = RECORDINGS / f"{tool}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return sum(not str(row["outcome"]).startswith("predicted") for row in rows)


def main() -> None:
    """Bring every profile up to date."""
    for path in sorted(PROFILES.glob("*.toml")):
        count = recordings_of(path.stem)
        document = Document.load(str(path), "toml")
        if not count or document.at(("evidence",)) is None:
            continue
        if document.at(("evidence", "recordings")) is None:
            changed = document.apply(document.insert(("evidence",), "recordings", count))
        else:
            changed = document.apply(document.replace(("evidence", "recordings"), count))
        path.write_bytes(changed.encode())


if __name__ == "__main__":
    main()
