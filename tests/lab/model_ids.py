"""Brings the lists of models in configlint/providers/models.toml up to date: `python -m tests.lab.model_ids`

The ids are those of models.dev, as the newest @mastra/core on npm has them. An id that is no longer there stays in the
list: it says what a vendor has, or had.
"""

from __future__ import annotations

import json
import textwrap
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tests.lab import driver
from tests.providers.catalog_files import PROVIDERS, load

MODELS = PROVIDERS / "models.toml"
#: The line after which the lists are, and nothing else.
LISTS = "# --- lists of models"
REGISTRY = Path("node_modules", "@mastra", "core", "dist", "provider-registry.json")


def merged(text: str, published: dict[str, list[str]], source: str, day: date) -> str:
    """Return the file with the ids that vendors have published, by the vendor's id, added to its lists."""
    data = load(MODELS)
    vendors = {vendor["id"]: vendor for vendor in data["vendor"]}
    head, mark, tail = text.partition(LISTS)
    notes = tail.partition("\n\n")[0]
    lists = [_updated(one, vendors[one["id"]], published, source, day) for one in data["list"]]
    return head + mark + notes + "\n" + "".join(map(_written, lists))


def _updated(
    old: dict[str, Any], vendor: dict[str, Any], published: dict[str, list[str]], source: str, day: date
) -> dict[str, Any]:
    """Return a list with the ids that are the vendor's own; unchanged where there are none of them."""
    names = (vendor["id"], vendor.get("router_prefix", ""))
    ids = next((published[name] for name in names if name in published), [])
    own = {id_ for id_ in ids if any(fnmatchcase(id_.lower(), pattern) for pattern in vendor["patterns"])}
    if not own:
        return old
    sources = [one for one in old["source"] if not one.startswith("models.dev")]
    return {
        "id": old["id"],
        "as_of": day.isoformat(),
        "source": [*sources, source],
        "models": sorted({*old["models"], *own}),
    }


def _written(one: dict[str, Any]) -> str:
    models = textwrap.fill(", ".join(map(json.dumps, one["models"])) + ",", 118, break_on_hyphens=False)
    sources = textwrap.indent("".join(f"{json.dumps(text)},\n" for text in one["source"]), "  ")
    return (
        f'\n[[list]]\nid = "{one["id"]}"\nas_of = "{one["as_of"]}"\nsource = [\n{sources}]\n'
        f"models = [\n{textwrap.indent(models, '  ')}\n]\n"
    )


def main() -> None:
    """Install the newest data, and write the lists."""
    place = driver.install(driver.load("mastra"))
    registry = json.loads((place.folder / REGISTRY).read_text(encoding="utf-8"))["providers"]
    published = {id_: provider["models"] for id_, provider in registry.items()}
    source = f"models.dev, in npm @mastra/core {place.version}"
    MODELS.write_text(merged(MODELS.read_text(encoding="utf-8"), published, source, date.today()), encoding="utf-8")


if __name__ == "__main__":
    main()
