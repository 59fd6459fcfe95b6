"""Repositories of dotfiles: which folder in them stands for the home folder, and what their files are called there.

Layouts: GNU Stow (`codex/.codex/config.toml`), chezmoi (`dot_codex/private_config.toml.tmpl`), yadm
(`.codex/config.toml##os.Linux`), and a bare repository whose work tree is the home folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

#: What chezmoi puts before the name of a file or folder: https://www.chezmoi.io/reference/source-state-attributes/
_ATTRIBUTES = ("encrypted_", "private_", "readonly_", "empty_", "executable_", "exact_", "create_")
_DOT = "dot_"
#: yadm puts the condition for one of several alternates after the name.
_ALTERNATE = "##"
#: A path that has none of these is no encoded one.
MARKS = (_DOT, _ALTERNATE)
#: Files that a home folder has and a project does not.
_OF_HOME = frozenset([".bashrc", ".zshrc", ".zshenv", ".bash_profile", ".gitconfig"])


def plain_path(path: str) -> str:
    """Return the path that a file of a dotfiles repository has once it is in the home folder."""
    if not any(mark in path for mark in MARKS):
        return path
    steps = path.split(os.sep)
    if any(map(_is_encoded, steps)):
        steps = [_decoded(step) for step in steps]
    return os.sep.join([*steps[:-1], steps[-1].partition(_ALTERNATE)[0]])


def home_around(path: str, names: Callable[[str], Iterable[str]]) -> str:
    """Return the folder that a file would have as its home folder if it is one of a dotfiles repository, or "".

    `path` is absolute, and `names` returns the names of what is in a folder.
    """
    steps = path.split(os.sep)
    start = max((number for number, step in enumerate(steps[:-1]) if "dotfiles" in step.lower()), default=0)
    hidden = next((number for number in range(start + 1, len(steps)) if _is_hidden(steps[number])), None)
    if hidden is None:
        return ""
    folder, name = os.sep.join(steps[:hidden]), steps[hidden - 1]
    package = plain_path(steps[hidden]).lstrip(".")
    if start or _is_encoded(steps[hidden]) or name in ("home", package):
        return folder
    return "" if _OF_HOME.isdisjoint(names(folder)) else folder


def _is_hidden(step: str) -> bool:
    return step.startswith(".") or _is_encoded(step)


def _is_encoded(step: str) -> bool:
    """Return True if a step of a path is how chezmoi spells a hidden file or folder."""
    return _DOT in step and _without_attributes(step).startswith(_DOT)


def _decoded(step: str) -> str:
    plain = _without_attributes(step)
    return f".{plain[len(_DOT) :]}" if plain.startswith(_DOT) else plain


def _without_attributes(step: str) -> str:
    while prefix := next((one for one in _ATTRIBUTES if step.startswith(one)), ""):
        step = step[len(prefix) :]
    return step
