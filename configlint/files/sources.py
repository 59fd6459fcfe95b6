"""The files of a program near a file: its folders, what is in them, whether its sources have a name in them."""

from __future__ import annotations

import os
import re

from configlint.files.access import NoFiles
from configlint.files.text import MAX_BYTES, TextError
from configlint.files.walk import FOREIGN

_EXTENSIONS = (".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".go")
#: Of larger programs only so many folders and sources are looked at, and only so much of each.
_MAX_FOLDERS, _MAX_SOURCES, _MAX_BYTES = 20, 40, 256 * 1024


def below(files: NoFiles, folder: str, most: int) -> list[str]:
    """Return the folders just below one that may be the program's own, `most` of them at the most."""
    names = [name for name in files.names(folder) if "." not in name and name not in FOREIGN]
    return [os.path.join(folder, name) for name in names[:most]]


def content(files: NoFiles, path: str, max_bytes: int = MAX_BYTES) -> str:
    """Return the text of a file, or an empty string where it cannot be read or is larger."""
    try:
        return files.read(path, max_bytes).text
    except (OSError, TextError):
        return ""


def mention(files: NoFiles, folder: str, name: str) -> bool:
    """Return True if a source in a folder, or in one just below it, has a variable's name in it, in any case."""
    word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", re.IGNORECASE)
    for place in (folder, *below(files, folder, _MAX_FOLDERS)):
        sources = [one for one in files.names(place) if one.endswith(_EXTENSIONS)][:_MAX_SOURCES]
        if any(word.search(content(files, os.path.join(place, one), _MAX_BYTES)) for one in sources):
            return True
    return False
