"""Reads a configuration: holds it against its schema, and against what a schema cannot know."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.selectors import exactness
from configlint.document.document import Document
from configlint.document.nodes import Route
from configlint.files import git, text
from configlint.files.contents import DISK, Files
from configlint.files.words import did_you_mean
from configlint.rules.registry import all_rules
from configlint.settings.configuration import Exemption, Settings, SettingsError, shown
from configlint.settings.expressions import fits_keys, is_expression, is_quick
from configlint.settings.locate import SHARED_FILE
from configlint.settings.validation import complain, complaints


def read(path: str, folder: str, base: Knowledge, files: Files = DISK, *, is_named: bool = False) -> Settings | None:
    """Read the configuration at `path`, whose globs start from `folder`; None where the file has none for us.

    `base` is what is known without it, and `files` are where it is, and the profiles that it names.

    Raises SettingsError.
    """
    document = load(path, files)
    at: Route = ("tool", "configlint") if os.path.basename(path) == SHARED_FILE else ()
    if document.at(at) is None:
        return None
    data = document.data()
    for step in at:
        data = data[step]
    found = complaints(document, "config", data, at) or list(_unsound(document, data, at, base))
    if found:
        raise SettingsError(found)
    own_folder = os.path.dirname(os.path.abspath(path))
    settings = Settings(
        knowledge=base,
        folder=folder,
        document=document,
        route=at,
        select=tuple(data.get("select", ())),
        ignore=tuple(data.get("ignore", ())),
        severity=data.get("severity", {}),
        per_file_ignores={glob: tuple(rules) for glob, rules in data.get("per-file-ignores", {}).items()},
        exceptions=tuple(
            Exemption(one["path"], one["at"], tuple(one["rules"]), number)
            for number, one in enumerate(data.get("exception", ()))
        ),
        exclude=tuple(data.get("exclude", ())),
        unread_files=tuple(data.get("unread-files", ())),
        tools=tuple(os.path.join(own_folder, os.path.expanduser(tool)) for tool in data.get("tools", ())),
        providers=tuple(data.get("provider", ())),
        keys=tuple(data.get("key", ())),
        only_models=data.get("secrets") == "ai",
        is_named=is_named,
    )
    if not (settings.tools or settings.providers or settings.keys or settings.only_models):
        return settings
    from configlint.settings import additions

    return settings.replace(knowledge=additions.extended(settings, list(profiles(settings, files))))


def load(path: str, files: Files = DISK) -> Document:
    """Read a TOML file. Raises SettingsError."""
    try:
        decoded = text.decode(files.read(os.path.abspath(path), text.MAX_BYTES + 1))
    except OSError as error:
        raise SettingsError([f"{path}: {error.strerror or 'cannot be read'}"]) from None
    except text.TextError as error:
        raise SettingsError([f"{path}: {error}"]) from None
    document = Document(path, decoded, "toml")
    if document.root is None:
        line, column = document.lines.position(document.problems[0].start)
        raise SettingsError([f"{path}:{line}:{column}: {document.problems[0].message}"])
    return document


def _unsound(document: Document, data: Mapping[str, Any], at: Route, base: Knowledge) -> Iterator[str]:
    """Yield what is wrong although the schema allows it: rules and owners that do not exist, names that are taken."""
    known = [name for rule in all_rules() for name in (rule.code, rule.name)]
    for route, word, key in _rules(data):
        if not any(exactness(rule.code, rule.name, [word]) for rule in all_rules()):
            message = f"no rule is called {word}{did_you_mean(word, known)}"
            yield complain(document, (*at, *route), message, key=key)
    built_in = list(base.catalog.provider_ids())
    ids = [provider["id"] for provider in data.get("provider", ())]
    for number, provider in enumerate(ids):
        if provider in built_in or provider in ids[:number]:
            yield complain(document, (*at, "provider", number, "id"), f"there is a provider called {provider} already")
    for number, shape in enumerate(data.get("key", ())):
        owner = shape.get("provider")
        if owner is not None and owner not in ids and owner not in built_in:
            message = f"no provider is called {owner}{did_you_mean(owner, [*ids, *built_in])}"
            yield complain(document, (*at, "key", number, "provider"), message)
        if not fits_keys(shape["shape"]):
            message = "this is not a regular expression without anchors, lookaround and repeats in repeats"
            yield complain(document, (*at, "key", number, "shape"), message)


def _rules(data: Mapping[str, Any]) -> Iterator[tuple[Route, str, bool]]:
    """Yield every place that names a rule, the name, and whether it is a key."""
    lists: list[tuple[Route, list[str]]] = [((name,), data.get(name, [])) for name in ("select", "ignore")]
    lists += [(("per-file-ignores", glob), rules) for glob, rules in data.get("per-file-ignores", {}).items()]
    lists += [(("exception", number, "rules"), one["rules"]) for number, one in enumerate(data.get("exception", ()))]
    for route, words in lists:
        yield from (((*route, number), word, False) for number, word in enumerate(words))
    yield from ((("severity", word), word, True) for word in data.get("severity", {}))


def _expressions(node: object, route: Route = ()) -> Iterator[tuple[Route, str]]:
    """Yield the regular expressions in a profile, and where they stand: in some fields, or in conditions behind `~`."""
    if isinstance(node, str) and route[-1] in ("split", "variables_named"):
        yield route, node
    elif isinstance(node, str) and node.startswith("~") and "when" in route:
        yield route, node[1:]
    elif isinstance(node, dict | list):
        for step, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _expressions(value, (*route, step))


def profiles(settings: Settings, files: Files = DISK) -> Iterator[tuple[Document, dict[str, Any]]]:
    """Yield the tool profiles that a configuration names, the files and the data of them. Raises SettingsError."""
    taken = set(settings.knowledge.tools)
    for number, path in enumerate(settings.tools):
        if not _may_be_read(settings, path):
            assert settings.document is not None  # noqa: S101  (only a file names tools)
            message = "this profile is outside of the repository; only your own configuration may name such a file"
            raise SettingsError([complain(settings.document, (*settings.route, "tools", number), message)])
        document = load(shown(path), files)
        data = document.data()
        found = complaints(document, "profile", data) or [
            complain(document, route, f"{_fault(text)}: {text}")
            for route, text in _expressions(data)
            if not is_quick(text)
        ]
        if not found and data["tool"] in taken:
            message = f"there is a tool called {data['tool']} already; another id with extends takes its profile over"
            found = [complain(document, ("tool",), message)]
        if found:
            raise SettingsError(found)
        taken.add(data["tool"])
        yield document, data


def _fault(expression: str) -> str:
    return "this could take for ever" if is_expression(expression) else "this is not a regular expression"


def _may_be_read(settings: Settings, path: str) -> bool:
    """Return True if a profile is in the repository of its configuration, or that configuration is the user's own.

    Otherwise a repository that is checked could have any file of this machine opened.
    """
    folder = os.path.realpath(os.path.dirname(os.path.abspath(settings.document.path if settings.document else "")))
    if folder == os.path.realpath(os.path.expanduser("~")) or settings.is_named:
        return True
    top = git.root(folder) or folder
    return os.path.realpath(path).startswith(os.path.join(top, ""))
