"""A format's name -> its reader and writer, imported when a file needs them.

A reader is a module with `parse(text, dialect) -> Parsed`. A writer is a module with `replace`, `insert`,
`append`, `remove` and `rename` (if the format has lists also `prepend` and `move_first`), all called as
`verb(document, route, value)`, where the last step of `route` is the new key for `insert`, and `value` the new key for
`rename`; with `drop_repeat(document, route)`; and, if readers of the format accept more than its strict form, with
`without(document, kinds)`. They return the edits that make the change in this format's style, or raise
document.ChangeRefusedError.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The modules that read and write each format.
_MODULES = {
    "dotenv": ("configlint.document.dotenv", "configlint.document.dotenv"),
    "json": ("configlint.document.json", "configlint.document.json_edits"),
    "toml": ("configlint.document.toml", "configlint.document.toml_edits"),
    "yaml": ("configlint.document.yaml", "configlint.document.yaml_edits"),
    "dockerfile": ("configlint.document.dockerfile", "configlint.document.dockerfile"),
    "properties": ("configlint.document.properties", "configlint.document.properties"),
    "shell": ("configlint.document.shell", "configlint.document.shell"),
    "text": ("configlint.document.plaintext", "configlint.document.plaintext"),
}
#: The most a reader accepts. JSON files that programs write can be large, and are read fast; nobody wants to wait a
#: minute for a large YAML or TOML file.
_MAX_MIB = {"json": 4, "text": 4}


def load(name: str) -> Any:
    """Return the reader of the format `name`; the part after a dash is a dialect ("yaml-1.1")."""
    return import_module(_MODULES[name.partition("-")[0]][0])


def load_writer(name: str) -> Any:
    """Return the writer of the format `name`."""
    return import_module(_MODULES[name.partition("-")[0]][1])


def max_bytes(name: str) -> int:
    """Return how many bytes a file in the format `name` may have."""
    return _MAX_MIB.get(name.partition("-")[0], 1) * 1024 * 1024


def by_extension(filename: str) -> str | None:
    """Return the format that a file name suggests, or None."""
    name = filename.lower()
    known = {
        "json": "json",
        "jsonc": "json",
        "json5": "json",
        "toml": "toml",
        "yaml": "yaml",
        "yml": "yaml",
        "env": "dotenv",
        "properties": "properties",
    }.get(name.rpartition(".")[2])
    return known or ("dotenv" if name.startswith(".env") else None)
