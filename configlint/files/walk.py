"""The files below a directory, as far as they are a person's own."""

from __future__ import annotations

import os

from configlint.files import git, gitignore
from configlint.files.git_command import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    #: Patterns, each with how many characters of a path stand before the part that they are about; the strongest last.
    Rules = tuple[tuple[gitignore.Patterns, int], ...]

#: Folders that hold other people's files, or what programs made.
# fmt: off
FOREIGN = frozenset((
    "node_modules", "bower_components", "jspm_packages", "vendor", "site-packages", "venv", ".venv", "__pycache__",
    ".git", ".hg", ".svn", ".jj", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".gradle",
    ".terraform", ".next", ".nuxt", ".svelte-kit", ".parcel-cache", ".turbo", ".yarn", ".pnpm-store",
))
# fmt: on
#: Files that only such folders hold: a Python environment, and what programs mark as a cache.
_MARKS = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})


def walk(
    top: str,
    failures: list[str],
    *,
    respect_gitignore: bool = True,
    only_regular: bool = False,
    filter_for: Callable[[str, Collection[str]], Callable[[str, str], bool]] | None = None,
    on_folder: Callable[[], None] | None = None,
) -> Iterator[tuple[str, bool]]:
    """Yield the files below `top`, those of a folder before those of its folders, and whether git would ignore them.

    What git ignores is not looked into, nor is what is foreign; `top` itself is, whatever it is. Git ignores no file
    that it tracks. With `only_regular`, links and the like are left out. `filter_for` returns, for the path of a folder
    and the names in it, what tells by the folder's name and a file's whether to yield the file. `on_folder` is called
    for each folder. What cannot be read is added to `failures`.
    """
    top = os.path.normpath(top)
    try:
        inside, rules = _above(os.path.abspath(top)) if respect_gitignore else ("", ())
    except GitError as error:
        failures.append(str(error))
        inside, rules = "", ()
    folders: list[tuple[str, str, Rules]] = [(top, inside, rules)]
    while folders:
        folder, inside, rules = folders.pop()
        if on_folder is not None:
            on_folder()
        try:
            with os.scandir(folder) as entries:
                below = {
                    entry.name: entry.is_dir(follow_symlinks=False)
                    for entry in entries
                    if not only_regular or entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)
                }
        except OSError as error:
            failures.append(f"{folder}: {error.strerror or 'cannot be read'}")
            continue
        if folder != top and not _MARKS.isdisjoint(below):
            continue
        if respect_gitignore:
            try:
                inside, rules = _here(folder, inside, rules, below, is_top=folder == top)
            except GitError as error:
                failures.append(str(error))
        prefix = "" if folder == os.curdir else os.path.join(folder, "")
        name_of_folder = os.path.basename(folder if folder != os.curdir else os.getcwd())
        is_wanted = filter_for(folder, below) if filter_for is not None else None
        wanted = [
            name
            for name, is_folder in below.items()
            if not is_folder and (is_wanted is None or is_wanted(name_of_folder, name))
        ]
        tracked: frozenset[str] | None = None
        for name in sorted(wanted):
            ignored = _is_ignored(inside + name, name, rules, is_folder=False)
            if ignored:
                if tracked is None:
                    tracked = _tracked(os.path.abspath(os.path.join(folder, "../" * inside.count("/"))))
                ignored = inside + name not in tracked
            yield prefix + name, ignored
        deeper = [name for name, is_folder in below.items() if is_folder and name not in FOREIGN]
        for name in sorted(deeper, reverse=True):
            if not _is_ignored(inside + name, name, rules, is_folder=True):
                folders.append((prefix + name, f"{inside}{name}/", rules))


def _tracked(top: str) -> frozenset[str]:
    try:
        return git.tracked(top)
    except GitError:
        return frozenset()  # that was said where the repository starts


def _above(top: str) -> tuple[str, Rules]:
    """Return where `top` is in its repository (`packages/app/`), and the rules that come from above it."""
    root = git.root(top)
    if root is None:
        return "", ()
    steps = [] if top == root else os.path.relpath(top, root).split(os.sep)
    rules, inside = _of_repository(root), ""
    for step in steps:
        rules = _with(rules, os.path.join(root, inside, ".gitignore"), inside)
        inside += f"{step}/"
    return inside, rules


def _here(folder: str, inside: str, rules: Rules, below: dict[str, bool], *, is_top: bool) -> tuple[str, Rules]:
    """Return the place and the rules in `folder`: with its own, and anew where another repository starts."""
    if ".git" in below and not is_top:
        inside, rules = "", _of_repository(folder)
    if ".gitignore" in below:
        rules = _with(rules, os.path.join(folder, ".gitignore"), inside)
    return inside, rules


def _of_repository(root: str) -> Rules:
    rules: Rules = ()
    for path in git.exclude_files(root):
        rules = _with(rules, path, "")
    return rules


def _with(rules: Rules, path: str, inside: str) -> Rules:
    patterns = gitignore.read(path)
    return rules if patterns is None else (*rules, (patterns, len(inside)))


def _is_ignored(path: str, name: str, rules: Rules, *, is_folder: bool) -> bool:
    for patterns, start in reversed(rules):
        verdict = patterns.verdict(path[start:], name, is_folder=is_folder)
        if verdict is not None:
            return verdict
    return False
