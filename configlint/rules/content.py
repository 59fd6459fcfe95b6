"""Rules about the content of a file: keys and values that the tool does not know, no longer knows, or expects
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from configlint.diagnostics import fix as fixes
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix, Step
from configlint.document.nodes import List, Route, Table, dotted
from configlint.engine import connections, routes, tables
from configlint.engine.model import Misplaced, Removed
from configlint.engine.table_rules import TableRule
from configlint.engine.values import Place
from configlint.files.words import bare, one_of, similar
from configlint.rules import mcp, variable
from configlint.rules.context import File, Finding, own_words
from configlint.rules.registry import FILE, rule

#: What a tool does about a key that it does not know, if it does more than ignore that key.
_CONSEQUENCES = {"refuse": "does not start", "drop-table": "ignores the whole table"}


@rule("FILE005", "removed-option", ERROR, since="0.1", about=FILE, fix=SAFE, uses=("removed:removed-option",))
def removed_option(file: File) -> Iterator[Finding]:
    """An option that the tool removed or renamed.

    Why: The tool does not start, or silently ignores the option.

    Fix: Write what replaced it, which the report says.

    Bad:
        aider .aider.conf.yml
        yes: true

    Good:
        aider .aider.conf.yml
        yes-always: true
    """
    yield from _removed(file, "removed-option")


@rule("WIRE002", "removed-wire-api", ERROR, since="0.1", about=FILE, fix=SAFE, uses=("removed:removed-wire-api",))
def removed_wire_api(file: File) -> Iterator[Finding]:
    """A wire API that the tool no longer speaks.

    Why: The tool does not start, or goes on without the provider.

    Fix: Write the wire API in the report if the provider serves it; else put a gateway that translates between them.

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


@rule("SEC005", "open-proxy", ERROR, since="0.1", about=FILE, fix=UNSAFE, uses=("misplaced:open-proxy",))
def open_proxy(file: File) -> Iterator[Finding]:
    """A gateway's own key is where the gateway does not look for it: it lets everyone in.

    Why: Whoever reaches its port uses the keys behind it.

    Fix: Move it to where the gateway looks, which the report says.

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


@rule("FILE003", "misplaced-key", ERROR, since="0.1", about=FILE, fix=SAFE, uses=("misplaced:misplaced-key", "mcp"))
def misplaced_key(file: File) -> Iterator[Finding]:
    """The right key in the wrong table, or MCP servers where another tool has them: this one does not find them there.

    Why: It has no effect: the request goes to the default address.

    Fix: Move it to where the report says.

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
    yield from mcp.misplaced_servers(file)


@rule("FILE002", "unknown-key", WARNING, since="0.1", about=FILE, fix=SAFE, uses=("tables:closed", "mcp"))
def unknown_key(file: File) -> Iterator[Finding]:
    """A key that the tool does not know. Reported where all of the tool's keys are known, and elsewhere for spellings
    that people are known to confuse.

    Why: It has no effect, and most tools say nothing about it.

    Fix: Write the key that was meant, or remove it.

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
    claimed = file.claimed.union(place.route for _, place in variable.unread_in(file))
    for described, route, table in tables.described(file.document, file.layer.tables):
        for key in table.entries:
            is_known = tables.expected(described, key) is not None or (*route, key) in claimed
            is_confused = key in described.replace_with or key in described.advice
            is_spaced = key != key.strip() and tables.expected(described, key.strip()) is not None
            if not is_known and (described.is_closed or is_confused or is_spaced):
                consequence = _CONSEQUENCES.get(tables.consequence(table, described, key), "")
                yield _unknown_key(file, described, (*route, key), consequence)
    yield from mcp.foreign_fields(file)


def _unknown_key(file: File, described: TableRule, route: Route, consequence: str) -> Finding:
    key = str(route[-1])
    better = described.replace_with.get(key) or ("" if key in described.advice else similar(key, described.keys))
    is_sure = key in described.replace_with or bare(better) == bare(key)
    question = f". Did you mean `{better}`?" if better else ""
    return file.at(
        route,
        f"Unknown key `{key}`: {file.tool} {consequence or 'ignores it'}{question}",
        help=described.advice.get(key, "") or ("" if better else _elsewhere(file, route, key)),
        key=True,
        severity=ERROR if consequence else None,
        fix=_renaming(file, route, better, SAFE if is_sure else UNSAFE),
    )


def _elsewhere(file: File, route: Route, key: str) -> str:
    """Say where a key that is unknown in its table has its place, if that is certain, or return an empty string."""
    variable = key.upper().replace("-", "_")
    if variable in file.profile.variables:
        return f"{file.tool} reads {variable} from the environment"
    known = {(*one.pattern, name) for one in file.layer.tables for name in (*one.keys, "")}
    holders = {path[: path.index(key)] for path in known if key in path[1:]} if len(route) == 1 else set()
    if len(holders) == 1 and "*" not in (holder := holders.pop()):
        return f"It belongs in `{dotted(holder)}`"
    return ""


@rule("FILE004", "invalid-value", ERROR, since="0.1", about=FILE, uses=("tables", "refusals:invalid-value"))
def invalid_value(file: File) -> Iterator[Finding]:
    """A value of the wrong type, or one that the tool does not accept.

    Why: The tool does not start, or goes on without the value.

    Fix: Write one of the values in the report.

    Bad:
        codex ~/.codex/config.toml
        model = 5

    Good:
        codex ~/.codex/config.toml
        model = "gpt-5.4"
    """
    claimed = file.claimed
    consequence = file.layer.on_error_note
    if file.document.root is not None and (wrong := tables.wrong_root(file.document, file.layer)):
        message = f"{file.document.name} {wrong}"
        yield file.at((), message, help=consequence, span=(0, file.document.lines.span(1)[1]))
        return
    violations = tables.violations(file.document, file.layer.tables)
    for violation in violations:
        if violation.route not in claimed:
            kind = tables.describe(violation.node)
            says_nothing = violation.expected.startswith(('"', kind)) and kind in ("a string", "a list")
            other = "" if says_nothing else f", not {kind}"
            message = f"{dotted(violation.route)} must be {violation.expected}{other}"
            is_block = isinstance(violation.node, Table | List) and file.document.entry(violation.route) is not None
            yield file.at(violation.route, message, help=violation.advice or consequence, key=is_block)
    for route, reference in tables.forbidden(file.document, file.layer):
        yield file.at(route, f"{file.tool} does not allow `{reference}` in this file", help=consequence)
    switches = list(variable.wrong_switches(file))
    yield from switches
    reported = {*(one.place.route for one in switches), *(one.route for one in violations)}
    yield from _stopped(file, "invalid-value", claimed | reported)


@rule("FILE007", "reserved-name", ERROR, since="0.1", about=FILE, uses=("refusals:reserved-name",))
def reserved_name(file: File) -> Iterator[Finding]:
    """An id that the tool reserves for something built in.

    Why: The tool refuses the file, or keeps what is built in and ignores this.

    Fix: Use an id of your own, `relay` for example, and choose that.

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


# ---- removed options


def _removed(file: File, name: str) -> Iterator[Finding]:
    for route, removed in file.removed:
        if removed.rule == name:
            text = file.text_at(route)
            fix = _removal(file, removed, route)
            write = removed.write if fix is not None else ""
            yield file.at(
                route,
                connections.removal_message(file.profile, removed, route),
                help=connections.removal_help(removed, text) if not write else "",
                write=write,
                key=removed.value is None,
                severity=removed.severity or (None if removed.stops else WARNING),
                fix=fix,
            )


def _removal(file: File, removed: Removed, route: Route) -> Fix | None:
    """Return the fix for a removed option, if the profile knows one."""
    if removed.is_useless:
        return Fix(SAFE, "Remove it: it has no effect any more", (Step("remove", (route,)),))
    if removed.rename:
        return _renaming(file, route, removed.rename, SAFE)
    if not removed.write:
        return None
    served = _served(file, removed.wire_api, route) if removed.wire_api else True
    if served is False:
        return None
    return fixes.replacement(Place(file.document, route), removed.write, safety=SAFE if served else UNSAFE)


def _served(file: File, wire_api: str, route: Route) -> bool | None:
    """Return whether the connection that the setting at `route` belongs to leads to where a wire API is served.

    None if that is not known.
    """
    apis = [
        provider.api(wire_api)
        for connection in file.connections or ()
        if connection.base_place is not None and connection.base_place.route[:-1] == route[:-1]
        for provider in connection.providers
    ]
    if apis and all(api is not None and api.is_served for api in apis):
        return True
    return False if apis and all(api is not None and api.is_refused for api in apis) else None


# ---- misplaced keys


def _misplaced(file: File, name: str) -> Iterator[Finding]:
    wrong = [one.route for one in tables.violations(file.document, file.layer.tables)]
    for route, misplaced in file.misplaced:
        if misplaced.rule == name and not _is_within(route[:-1], wrong):  # what is right in a wrong type is not known
            yield file.at(
                route,
                f"{file.tool} does not look for `{route[-1]}` here",
                help=misplaced.advice,
                key=True,
                fix=_moving(file, route, misplaced),
            )


def _moving(file: File, route: Route, misplaced: Misplaced) -> Fix | None:
    """Return the fix that puts a misplaced value where it counts, if the profile says where that is."""
    if misplaced.move is None and not misplaced.rename:
        return None
    start = () if misplaced.is_from_top else route[:-1]
    target = (*start, *(misplaced.move or ()), misplaced.rename or route[-1])
    # A key that begins to count may change who can use a gateway.
    safety = UNSAFE if misplaced.rule == "open-proxy" else SAFE
    return fixes.moving(file.document, route, target, safety=safety)


# ---- shared


def _stopped(file: File, name: str, claimed: set[Route]) -> Iterator[Finding]:
    """Report what stops the tool from starting, if the profile says which rule that belongs to.

    Not what is claimed, nor what is in that.
    """
    for stop in file.stops:
        if stop.rule == name and stop.place is not None and not _is_within(stop.place.route, claimed):
            message = own_words(file.profile, stop.message)
            help_text = one_of(file.text_at(stop.place.route) or "", stop.choices)
            yield Finding(stop.place, message, key=isinstance(stop.place.node, Table), help=help_text)


def _is_within(route: Route, others: Iterable[Route]) -> bool:
    """Return True if a route is one of the others, or leads into it."""
    return any(route[: len(one)] == one for one in others)


def _renaming(file: File, route: Route, better: str, safety: str) -> Fix | None:
    """Return the fix that puts the value at `route` under another key of its table, or under a path from there."""
    if not better:
        return None
    return fixes.moving(file.document, route, (*route[:-1], *routes.parse(better)), safety=safety)
