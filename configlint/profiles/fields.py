"""Writes the list of all fields of profiles into README.md: `python -m configlint.profiles.fields`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
README = _FOLDER / "README.md"
_START = "<!-- The rest of this file is written by `python -m configlint.profiles.fields`. -->\n"
#: The tables of fields, and what to call each. The first is the profile itself.
_TABLES = {
    "": "A profile",
    "evidence": "`[evidence]`",
    "reading": "`[reading]`",
    "layer_fields": "`[[layers]]` and `[templates.NAME]`",
    "table": "`[layers.tables.PATH]`",
    "syntax": "`interpolate`",
    "export": "`[[exports]]`",
    "connections": "`[connections]`",
    "remedy": "`missing_write`, `unknown_write`",
    "source_table": "A source written as a table",
    "auth": "`[[auth]]`",
    "free_headers": "`[[headers]]`",
    "request_fields": "`[[requests]]`",
    "refusal": "`[[refuse]]`",
    "request_refusal": "`refuse` of a request",
    "removed": "`[[removed]]`",
    "misplaced": "`[[misplaced]]`",
    "near_file": "`[[near_files]]`",
    "state_store": "`[[stores]]`",
    "target": "`[target]`",
    "target_kind": "`[[target.kinds]]`",
    "setting": "`set` of a target's kind",
    "mcp": "`[mcp]`",
}


def readme() -> str:
    """Return README.md with the fields as the schema describes them."""
    written, _, _ = README.read_text(encoding="utf-8").partition(_START)
    return written + _START + "".join(_sections())


def _sections() -> Iterator[str]:
    schema = json.loads((_FOLDER / "profile.schema.json").read_text(encoding="utf-8"))
    definitions: dict[str, dict[str, Any]] = schema["$defs"]
    for name, title in _TABLES.items():
        table = definitions[name] if name else schema
        yield f"\n### {title}\n\n| field | |\n| --- | --- |\n"
        for field, one in _fields(table, ""):
            needed = " (required)" if field in table.get("required", ()) else ""
            yield f"| `{field}` | {_cell(one['description'])}{needed} |\n"
    yield "\n### Operations\n\n| operation | |\n| --- | --- |\n"
    for one in definitions["operation"]["anyOf"]:
        yield f"| `{one['title']}` | {_cell(one['description'])} |\n"
    yield "\n### Formats, scopes, paths\n\n"
    for name in ("format", "scope", "path", "pattern", "file_path", "kind"):
        yield f"- **{name.replace('_', ' ')}**: {definitions[name]['description']}\n"


def _fields(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the fields of a table, those of tables within it as `outer.inner`."""
    for name, one in table["properties"].items():
        yield prefix + name, one
        inner = one.get("items", one)
        if "properties" in inner and name != "older":
            yield from _fields(inner, f"{prefix}{name}.")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    README.write_text(readme(), encoding="utf-8")
