"""Files that only show what to write: `.env.example`, `config.sample.toml` …"""

from __future__ import annotations

import os
from functools import lru_cache

from configlint.files import globs

#: What people put into the names of such files, between dots.
EXAMPLE_WORDS = ("example", "sample", "template", "tmpl", "tpl", "dist")
_PATTERNS = (
    *(f"*.{word}" for word in EXAMPLE_WORDS),
    *(f"*.{word}.*" for word in ("example", "sample", "template")),
    "*.example-*",
    "*.sample-*",
    "*_example.*",
    "*-example.*",
    "example.*",
)


@lru_cache(maxsize=256)  # many rules ask about the same file
def is_example(path: str) -> bool:
    """Return True if the file at `path` only shows what to write."""
    return globs.any_matches(_PATTERNS, os.path.basename(path).lower())


def plain_name(path: str) -> str:
    """Return the path of the file that an example stands for: `config.toml` for `config.example.toml`."""
    folder, name = os.path.split(path)
    for word in EXAMPLE_WORDS:
        name = name.removesuffix(f".{word}").replace(f".{word}.", ".")
    return os.path.join(folder, name)
