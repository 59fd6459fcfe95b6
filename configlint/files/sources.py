"""The sources of a program near a file: whether they have a name in them."""

from __future__ import annotations

import os
import re

from configlint.files.access import NoFiles
from configlint.files.text import TextError
from configlint.files.walk import FOREIGN

_EXTENSIONS = (".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".go")
#: Of larger programs only so many folders and sources are looked at, and only so much of each.
_MAX_FOLDERS, _MAX_SOURCES, _MAX_BYTES = 20, 40, 256 * 1024


def mention(files: NoFiles, folder: str, name: str) -> bool:
    """Return True if a source in a folder, or in one just below it, has a variable's name in it, in any case."""
    below = [one for one in files.names(folder) if "." not in one and one not in FOREIGN][:_MAX_FOLDERS]
    word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", re.IGNORECASE)
    for place in (folder, *(os.path.join(folder, one) for one in below)):
        sources = [one for one in files.names(place) if one.endswith(_EXTENSIONS)][:_MAX_SOURCES]
        if any(word.search(_text(files, os.path.join(place, one))) for one in sources):
            return True
    return False


def _text(files: NoFiles, path: str) -> str:
    try:
        return files.read(path, _MAX_BYTES).text
    except (OSError, TextError):
        return ""
