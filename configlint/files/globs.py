"""Names with `*`. Not fnmatch: it compiles an expression per pattern, which a short run spends most of its time on."""

from __future__ import annotations

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
