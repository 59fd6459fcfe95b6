"""Rules about what stands in a file: keys and values that the tool does not know, no longer knows, or looks for
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from configlint.diagnostics import fix as fixes
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix, Step
from configlint.document.nodes import Route, Table, dotted, walk
from configlint.engine import connections, routes, tables
from configlint.engine.tree import text_of
from configlint.engine.values import Place
from configlint.files import globs
from configlint.rules.context import Connection, File, Finding, is_example
from configlint.rules.registry import rule

#: What a tool does about a key that it does not know, where it does not merely ignore that key.
_CONSEQUENCES = {"refuse": "does not start with it", "drop-table": "ignores the whole table because of it"}


@rule("FILE005", "removed-option", ERROR, about="file", fix=SAFE)
def removed_option(file: File) -> Iterator[Finding]:
    """An option that the tool removed or renamed.

    Why: The tool does not start, or ignores the option without a word.

    Mend: Write what took its place, which the report says.

    Bad:
        aider .aider.conf.yml
        yes: true

    Good:
        aider .aider.conf.yml
        yes-always: true
    """
    yield from _removed(file, "removed-option")


@rule("WIRE002", "removed-wire-api", ERROR, about="file", fix=SAFE)
def removed_wire_api(file: File) -> Iterator[Finding]:
    """A wire API that the tool no longer speaks.

    Why: The tool does not start, or goes on without the provider.

    Mend: Write the wire API in the report, if the provider serves it; else put a gateway between them that translates.

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


@rule("SEC005", "open-proxy", ERROR, about="file", fix=UNSAFE)
def open_proxy(file: File) -> Iterator[Finding]:
    """A gateway whose own key stands where the gateway does not look for it: it lets everybody in.

    Why: Whoever reaches its port uses the keys behind it.

    Mend: Move it to where the gateway looks, which the report says.

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


@rule("FILE003", "misplaced-key", ERROR, about="file", fix=SAFE)
def misplaced_key(file: File) -> Iterator[Finding]:
    """The right key in the wrong table: the tool does not find it there.

    Why: It has no effect there: the request goes to the default address.

    Mend: Move it to where the report says.

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


@rule("FILE002", "unknown-key", WARNING, about="file", fix=SAFE)
def unknown_key(file: File) -> Iterator[Finding]:
    """A key that the tool does not know. Reported where the tool's keys are all known, and elsewhere for spellings that
    people are known to confuse.

    Why: It has no effect, and most tools say nothing about it.

    Mend: Write the key that was meant, or remove it.

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
    for spec, route, table in tables.described(file.document, file.spec.get("tables", {})):
        known, instead = spec.get("keys", {}), spec.get("instead", {})
        for key in table.entries:
            if tables.expected(known, key) is not None or (*route, key) in claimed:
                continue
            if key not in instead and not spec.get("closed"):
                continue
            better = instead.get(key) or _similar(key, known)
            is_sure = key in instead or _plain(better) == _plain(key)
            consequence = _CONSEQUENCES.get(spec.get("on_unknown", ""), "ignores it")
            yield file.at(
                (*route, key),
                f"{file.profile.name} knows no `{key}` here and {consequence}",
                help=f"Use {better}" if better else "",
                key=True,
                severity=ERROR if spec.get("on_unknown") in _CONSEQUENCES else None,
                fix=_renaming(file, (*route, key), better, SAFE if is_sure else UNSAFE),
            )


@rule("FILE004", "invalid-value", ERROR, about="file")
def invalid_value(file: File) -> Iterator[Finding]:
    """A value of the wrong type, or none of those that the tool takes.

    Why: The tool does not start, or goes on without the value.

    Mend: Write one of the values in the report.

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
            kind = tables.describe(violation.node)
            other = "" if violation.expected.startswith('"') and kind == "a string" else f", not {kind}"
            yield file.at(
                violation.route,
                f"{dotted(violation.route)} must be {violation.expected}{other}",
                help=consequence,
            )
    for route, reference in tables.forbidden(file.document, file.spec):
        yield file.at(route, f"{file.profile.name} does not allow `{reference}` in this file", help=consequence)
    yield from _stopped(file, "invalid-value", claimed)


@rule("FILE007", "reserved-name", ERROR, about="file")
def reserved_name(file: File) -> Iterator[Finding]:
    """An id that the tool keeps for something built in.

    Why: The tool refuses the file, or keeps what is built in and ignores this.

    Mend: Give it an id of its own, `relay` for example, and choose that.

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

    Why: The tool does not start, or goes on with its default provider.

    Mend: Define it, or choose one that is defined.

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
        if is_example(refused.place.document):
            return
        others = [one for one in connection.siblings if one.refused is None or one.refused.rule != refused.rule]
        own = connection.request.bound.names.keys()  # where the choice stands, if that is a connection of its own
        bound = [(one, next(iter(one.bound.names.values()), "")) for one in others if one.bound.names.keys() != own]
        names = {one.connection if name.isdigit() else name for one, name in bound}  # a place in a list names nothing
        defined = sorted(name for name in names if name and not name.isdigit())
        none = "" if names else "None is defined here"
        yield Finding(
            refused.place,
            refused.message,
            help=f"Defined here: {', '.join(defined[:8])}" if defined else none,
        )


def _removed(file: File, name: str) -> Iterator[Finding]:
    for removed in file.profile.data.get("removed", ()):
        if removed.get("rule", "removed-option") != name:
            continue
        for route in _routes(file, removed["path"]):
            text = text_of(getattr(file.document.at(route), "value", None))
            if "value" in removed and text != removed["value"]:
                continue
            fix = _removal(file, removed, route)
            write = removed.get("write", "") if fix is not None else ""
            yield file.at(
                route,
                connections.removal_message(removed, route),
                help=_sentence(connections.removal_help(removed, text)) if not write else "",
                write=write,
                key="value" not in removed,
                severity=removed.get("severity") or (None if removed.get("stops") else WARNING),
                fix=fix,
            )


def _removal(file: File, removed: Mapping[str, Any], route: Route) -> Fix | None:
    """Return the fix for a removed option, where the profile knows one."""
    if removed.get("drop"):
        return Fix(SAFE, "Remove it: it does nothing any more", (Step("remove", (route,)),))
    if "rename" in removed:
        return _renaming(file, route, removed["rename"], SAFE)
    if "write" not in removed:
        return None
    served = _served(file, removed["wire_api"], route) if "wire_api" in removed else True
    if served is False:
        return None
    place = Place(file.document, route)
    return fixes.replacement(place, removed["write"], safety=SAFE if served else UNSAFE)


def _served(file: File, wire_api: str, route: Route) -> bool | None:
    """Tell whether the connection that the setting at `route` belongs to leads to where a wire API is served.

    None where that is not known.
    """
    answers = {
        api.served if (api := provider.api(wire_api)) is not None else None
        for connection in file.connections
        if connection.base_place is not None and connection.base_place.route[:-1] == route[:-1]
        for provider in connection.providers
    }
    return True if answers == {True} else False if answers == {False} else None


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
                fix=_replacing(file, route, misplaced),
            )


def _replacing(file: File, route: Route, misplaced: Mapping[str, Any]) -> Fix | None:
    """Return the fix that puts a misplaced value where it counts, when the profile says where that is."""
    if not {"rename", "move", "below"}.intersection(misplaced):
        return None
    move = misplaced.get("move", "/" if "below" in misplaced else "")
    start = () if move.startswith("/") else route[:-1]
    table = routes.parse(move.strip("/")) if move.strip("/") else ()
    target = (*start, *table, misplaced.get("rename", route[-1]))
    # A key that begins to count may change who can use a gateway.
    safety = UNSAFE if misplaced.get("rule") == "open-proxy" else SAFE
    return fixes.moving(file.document, route, target, safety=safety)


def _misplacements(file: File) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    for misplaced in file.profile.data.get("misplaced", ()):
        if "when" in misplaced and not any(one.holds(misplaced["when"]) for one in file.connections[:1]):
            continue
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

    plain = {_plain(name): name for name in known}
    close = get_close_matches(_plain(key), plain, 1, 0.8)
    return plain[close[0]] if close else ""


def _plain(key: str) -> str:
    """Return a key without what people confuse most: case and separators."""
    return key.lower().replace("_", "").replace("-", "")


def _renaming(file: File, route: Route, better: str, safety: str) -> Fix | None:
    """Return the fix that puts the value at `route` under another key of its table, or under a path from there.

    None where `better` is a phrase for a person.
    """
    if not better or " " in better:
        return None
    return fixes.moving(file.document, route, (*route[:-1], *routes.parse(better)), safety=safety)
