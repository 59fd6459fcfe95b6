"""Names with `*`. Not fnmatch: it compiles an expression per pattern, which a short run spends most of its time on."""

from __future__ import annotations

import os
from collections.abc import Iterable


def matches(glob: str, text: str) -> bool:
    """Return True if `text` is what `glob` means; `*` stands for any characters, also for none."""
    if "*" not in glob:
        return glob == text
    head, _, rest = glob.partition("*")
    if not text.startswith(head):
        return False
    *middle, tail = rest.split("*")
    if not text.endswith(tail) or len(text) < len(head) + len(tail):
        return False
    at, end = len(head), len(text) - len(tail)
    for part in middle:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def any_matches(globs: Iterable[str], text: str) -> bool:
    """Return True if `text` is what one of `globs` means."""
    return any(matches(glob, text) for glob in globs)


def means(glob: str, path: str, folder: str) -> bool:
    """Return True if `glob` means the file at `path`: without a slash by its name, else by its path from `folder`.

    A glob that ends with a slash means all that is below.
    """
    if glob.endswith("/"):
        glob += "*"
    if "/" not in glob:
        return matches(glob, os.path.basename(path))
    relative = os.path.relpath(path, folder).replace(os.sep, "/")
    return matches(glob.removeprefix("./").removeprefix("**/"), relative) or matches(glob, relative)
