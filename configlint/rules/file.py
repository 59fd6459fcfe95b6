"""Rules about files: whether the tool can read them, and whether what stands in them counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from configlint import globs
from configlint.diagnostics import ERROR, WARNING
from configlint.document import Entry, Route, Table, resolve, walk
from configlint.engine import connections, layers, routes, tables
from configlint.engine.tree import text_of
from configlint.engine.values import Place
from configlint.rules.facts import Connection, File, Finding
from configlint.rules.registry import rule


@rule("FILE009", "byte-order-mark", WARNING, about="file")
def byte_order_mark(file: File) -> Iterator[Finding]:
    """The file begins with a byte order mark (PowerShell and some editors write one), or is not UTF-8 at all.

    Many readers take the mark for part of the first name: the first variable of a `.env` is then not found.
    """
    if not file.document.decoded.bom:
        return
    if file.document.decoded.encoding == "utf-8":
        yield _whole(file, "The file begins with a byte order mark; not every reader of it expects one", length=0)
    else:
        encoding = file.document.decoded.encoding.upper()
        yield _whole(file, f"The file is {encoding}, not UTF-8: the tool reads nothing it understands", severity=ERROR)


@rule("FILE008", "strict-json", ERROR, about="file")
def strict_json(file: File) -> Iterator[Finding]:
    """A comment or a trailing comma in a file that this tool reads as strict JSON.

    Bad:
        claude-code ~/.claude/settings.json
        {
          // local router
          "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}
        }

    Good:
        claude-code ~/.claude/settings.json
        {
          "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}
        }
    """
    extensions = {"comment": "a comment", "trailing-comma": "a trailing comma", "json5": "JSON5 syntax"}
    if file.document.root is None:
        return
    for problem in layers.problems(file.document, file.spec)[:1]:
        if problem.kind in extensions:
            consequence = file.spec.get("on_error_note", f"{file.profile.name} does not start with this file")
            yield Finding(
                Place(file.document, ()),
                f"{file.profile.name} reads this file as strict JSON, and {extensions[problem.kind]} stands here",
                help=consequence,
                span=(problem.start, problem.end),
            )


@rule("FILE001", "syntax-error", ERROR, about="file")
def syntax_error(file: File) -> Iterator[Finding]:
    """The file cannot be read at all.

    Bad:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
        model_provider = relay

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
    """
    consequence = file.spec.get("on_error_note", "")
    for problem in file.document.problems:
        if problem.kind == "syntax":
            yield Finding(
                Place(file.document, ()),
                problem.message[:1].upper() + problem.message[1:],
                help=consequence,
                span=(problem.start, problem.end),
            )


@rule("FILE011", "duplicate-key", ERROR, about="file")
def duplicate_key(file: File) -> Iterator[Finding]:
    """A key stands twice in the same table.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_MODEL": "opus", "ANTHROPIC_MODEL": "sonnet"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_MODEL": "opus"}}
    """
    for problem in file.document.problems:
        if problem.kind == "duplicate-key":
            yield Finding(
                Place(file.document, ()),
                f"{problem.message[:1].upper()}{problem.message[1:]}: {file.profile.name} does not start",
                span=(problem.start, problem.end),
            )
    for route, table in _tables(file):
        for lost, counts in table.repeats:
            if file.document.format == "dotenv" and _same_value(lost, counts):
                continue
            line, _ = file.document.lines.position(lost.key_start)
            yield Finding(
                Place(file.document, (*route, counts.key)),
                f"{counts.key} stands here a second time (first in line {line}); only this one counts",
                span=(counts.key_start, counts.key_end),
                severity=WARNING if file.document.format == "dotenv" else None,
            )


def _same_value(one: Entry, other: Entry) -> bool:
    values = [getattr(entry.value, "value", None) for entry in (one, other)]
    return values[0] == values[1]


@rule("FILE010", "unread-file", WARNING, about="file")
def unread_file(file: File) -> Iterator[Finding]:
    """A file name that the tool does not read, although it is close to one that it does; or settings that the tool
    ignores in a file of this place.

    Bad:
        aider .aider.conf.yaml
        model: openai/gpt-4o

    Good:
        aider .aider.conf.yml
        model: openai/gpt-4o
    """
    if "instead" in file.spec:
        yield _whole(
            file,
            f"{file.profile.name} does not read a file of this name",
            help=f"It reads {file.spec['instead']}",
        )
        return
    for pattern in file.spec.get("drop", ()):
        entry = file.document.entry(routes.parse(pattern))
        if entry is not None:
            note = file.spec.get("drop_note", f"{file.profile.name} ignores this here")
            yield file.at(routes.parse(pattern), f"{pattern} has no effect in this file", help=note, key=True)


@rule("FILE005", "removed-option", ERROR, about="file")
def removed_option(file: File) -> Iterator[Finding]:
    """An option that the tool removed or renamed.

    Bad:
        aider .aider.conf.yml
        yes: true

    Good:
        aider .aider.conf.yml
        yes-always: true
    """
    yield from _removed(file, "removed-option")


@rule("WIRE002", "removed-wire-api", ERROR, about="file")
def removed_wire_api(file: File) -> Iterator[Finding]:
    """A wire API that the tool no longer speaks.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        env_key = "RELAY_KEY"
        wire_api = "chat"

    Good:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        env_key = "RELAY_KEY"
        wire_api = "responses"
    """
    yield from _removed(file, "removed-wire-api")


@rule("SEC005", "open-proxy", ERROR, about="file")
def open_proxy(file: File) -> Iterator[Finding]:
    """A gateway whose own key stands where the gateway does not look for it: it lets everybody in.

    Bad:
        litellm litellm_config.yaml
        model_list:
          - model_name: m
            litellm_params: { model: openai/gpt-4o }
        litellm_settings:
          master_key: os.environ/LITELLM_MASTER_KEY

    Good:
        litellm litellm_config.yaml
        model_list:
          - model_name: m
            litellm_params: { model: openai/gpt-4o }
        general_settings:
          master_key: os.environ/LITELLM_MASTER_KEY
    """
    yield from _misplaced(file, "open-proxy")


@rule("FILE003", "misplaced-key", ERROR, about="file")
def misplaced_key(file: File) -> Iterator[Finding]:
    """The right key in the wrong table: the tool does not find it there.

    Bad:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
        base_url = "http://127.0.0.1:15721/v1"

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
        openai_base_url = "http://127.0.0.1:15721/v1"
    """
    yield from _misplaced(file, "misplaced-key")


@rule("FILE002", "unknown-key", WARNING, about="file")
def unknown_key(file: File) -> Iterator[Finding]:
    """A key that the tool does not know. Reported where the tool's keys are all known, and elsewhere for spellings that
    people are known to confuse.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        baseUrl = "https://relay.example.com/v1"

    Good:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        env_key = "RELAY_KEY"
    """
    claimed = _claimed(file)
    for path, spec in file.spec.get("tables", {}).items():
        known, instead = spec.get("keys", {}), spec.get("instead", {})
        for route, table in tables.tables_at(file.document, routes.parse(path)):
            for key in table.entries:
                if tables.expected(known, key) is not None or (*route, key) in claimed:
                    continue
                if key not in instead and not spec.get("closed"):
                    continue
                better = instead.get(key) or _similar(key, known)
                consequence = "does not start with it" if spec.get("on_unknown") == "refuse" else "ignores it"
                yield file.at(
                    (*route, key),
                    f"{file.profile.name} knows no `{key}` here and {consequence}",
                    help=f"Use {better}" if better else "",
                    key=True,
                    severity=ERROR if spec.get("on_unknown") == "refuse" else None,
                )


@rule("FILE004", "invalid-value", ERROR, about="file")
def invalid_value(file: File) -> Iterator[Finding]:
    """A value of the wrong type, or none of those that the tool takes.

    Bad:
        codex ~/.codex/config.toml
        model = 5

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
    """
    claimed = _claimed(file)
    consequence = file.spec.get("on_error_note", "")
    for violation in tables.violations(file.document, file.spec.get("tables", {})):
        if violation.route not in claimed:
            yield file.at(
                violation.route,
                f"{layers.dotted(violation.route)} must be {violation.expected}, not {tables.describe(violation.node)}",
                help=consequence,
            )
    yield from _stopped(file, "invalid-value", claimed)


@rule("FILE007", "reserved-name", ERROR, about="file")
def reserved_name(file: File) -> Iterator[Finding]:
    """An id that the tool keeps for something built in.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "openai"
        [model_providers.openai]
        name = "OpenAI"
        base_url = "http://localhost:8080/v1"

    Good:
        codex ~/.codex/config.toml
        model_provider = "local"
        [model_providers.local]
        name = "Local"
        base_url = "http://localhost:8080/v1"
    """
    yield from _stopped(file, "reserved-name", set())


@rule("FILE006", "undefined-provider", ERROR)
def undefined_provider(connection: Connection) -> Iterator[Finding]:
    """The provider (or model) that the configuration chooses is not defined.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "custom"
        [model_providers.backup]
        name = "Backup"
        base_url = "https://backup.example.com/v1"
        env_key = "BACKUP_KEY"

    Good:
        codex ~/.codex/config.toml
        model_provider = "backup"
        [model_providers.backup]
        name = "Backup"
        base_url = "https://backup.example.com/v1"
        env_key = "BACKUP_KEY"
    """
    refused = connection.request.refused
    if refused is not None and refused.rule == "undefined-provider" and refused.place is not None:
        defined = sorted({name for one in connection.siblings for name in list(one.bound.names.values())[:1]})
        yield Finding(
            refused.place,
            refused.message,
            help=f"Defined here: {', '.join(defined[:8])}" if defined else "None is defined here",
        )


def _whole(file: File, message: str, *, length: int | None = None, **more: object) -> Finding:
    """Report something about the file as a whole, at its first line."""
    end = file.document.lines.span(1)[1] if length is None else length
    return Finding(Place(file.document, ()), message, span=(0, end), **more)  # type: ignore[arg-type]


def _tables(file: File) -> Iterator[tuple[Route, Table]]:
    root = resolve(file.document.root)
    if isinstance(root, Table):
        yield (), root
    for route, _, node in walk(file.document.root):
        if isinstance(node, Table):
            yield route, node


def _removed(file: File, name: str) -> Iterator[Finding]:
    for removed in file.profile.data.get("removed", ()):
        if removed.get("rule", "removed-option") != name:
            continue
        for route in _routes(file, removed["path"]):
            text = text_of(getattr(file.document.at(route), "value", None))
            if "value" in removed and text != removed["value"]:
                continue
            yield file.at(
                route,
                connections.removal_message(removed, route),
                help=_sentence(connections.removal_help(removed, text)) if "write" not in removed else "",
                write=removed.get("write", ""),
                key="value" not in removed,
                severity=removed.get("severity") or (None if removed.get("stops") else WARNING),
            )


def _sentence(instead: str) -> str:
    """Return what to use instead as a sentence, unless it is one already."""
    return instead if instead[:1].isupper() else f"Use {instead}"


def _misplaced(file: File, name: str) -> Iterator[Finding]:
    for route, misplaced in _misplacements(file):
        if misplaced.get("rule", "misplaced-key") == name:
            yield file.at(
                route,
                f"{file.profile.name} does not look for `{route[-1]}` here",
                help=misplaced["belongs"],
                key=True,
            )


def _misplacements(file: File) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    for misplaced in file.profile.data.get("misplaced", ()):
        if "path" in misplaced:
            yield from ((route, misplaced) for route in _routes(file, misplaced["path"]))
            continue
        unless = [routes.parse(path) for path in misplaced.get("unless", ())]
        for route, entry, _ in walk(file.document.root):
            if entry is None or len(route) < 2 or entry.key not in misplaced["below"]:
                continue
            if not any(routes.matches(pattern, route) for pattern in unless):
                yield route, misplaced


def _stopped(file: File, name: str, claimed: set[Route]) -> Iterator[Finding]:
    """Report what stops the tool from starting, where the profile says which rule that belongs to."""
    for stop in file.stops:
        if stop.rule == name and stop.place is not None and stop.place.route not in claimed:
            is_table = isinstance(stop.place.node, Table)
            yield Finding(stop.place, stop.message, key=is_table)


def _claimed(file: File) -> set[Route]:
    """Return the routes that the rules about removed and misplaced keys speak about."""
    removed = {
        route
        for one in file.profile.data.get("removed", ())
        for route in _routes(file, one["path"])
        if "value" not in one or text_of(getattr(file.document.at(route), "value", None)) == one["value"]
    }
    return removed | {route for route, _ in _misplacements(file)}


def _routes(file: File, path: str) -> Iterator[Route]:
    """Yield the routes of the entries in this file that a path pattern means."""
    *holder, key = routes.parse(path)
    for route, table in tables.tables_at(file.document, tuple(holder)):
        for name in table.entries:
            if globs.matches(key, name):
                yield (*route, name)


def _similar(key: str, known: dict[str, object]) -> str:
    """Return a known key that differs from `key` only in case and separators, or in a letter or two."""
    from difflib import get_close_matches

    plain = {name.lower().replace("_", "").replace("-", ""): name for name in known}
    close = get_close_matches(key.lower().replace("_", "").replace("-", ""), plain, 1, 0.8)
    return plain[close[0]] if close else ""
