"""Records what npm's dotenv makes of texts, and python-dotenv of the same: `python -m tests.lab.node_dotenv`

Both results of each row in tests/formats/node_dotenv.jsonl are written anew; a row with `text` alone is a new probe.
"""

from __future__ import annotations

import json
import subprocess
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

from tests.lab import driver

PROBES = Path(__file__).parents[1] / "formats" / "node_dotenv.jsonl"
#: Reads a list of texts, and writes what is read of each.
_SCRIPT = """
const { parse } = require("dotenv")
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"))
console.log(JSON.stringify(texts.map(text => parse(Buffer.from(text)))))
"""


def main() -> None:
    """Install dotenv, and write the rows."""
    how = driver.Driver("dotenv", "npm dotenv", ["node", "-e", _SCRIPT])
    place = driver.install(how)
    texts = [json.loads(line)["text"] for line in PROBES.read_text(encoding="utf-8").splitlines()]
    node = place.programs[-1] / "node"
    command = [str(node), "-e", _SCRIPT]
    ran = subprocess.run(command, input=json.dumps(texts), cwd=place.folder, check=True, capture_output=True, text=True)
    rows = [
        {
            "text": text,
            "node": read,
            "python": dict(dotenv_values(stream=StringIO(text, newline=""), interpolate=False)),
        }
        for text, read in zip(texts, json.loads(ran.stdout), strict=True)
    ]
    PROBES.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(
        f"dotenv {place.version}: {len(rows)} texts, {sum(row['node'] != row['python'] for row in rows)} read differently"
    )


if __name__ == "__main__":
    main()
