"""Rules about what a tool refuses: it does not start, it sends nothing, or it has no such provider."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.document.nodes import List, Scalar, Table
from configlint.engine import conditions, templates
from configlint.engine.model import Chosen
from configlint.engine.tree import text_of
from configlint.engine.values import Place
from configlint.files.example_files import is_example
from configlint.files.words import defined_here, one_of, similar
from configlint.rules import mcp
from configlint.rules.connection import Connection
from configlint.rules.context import Finding, Refusal, own_words
from configlint.rules.registry import CONNECTION, REFUSAL, rule


@rule("FILE012", "missing-option", ERROR, since="0.1", about=REFUSAL, in_files=mcp.incomplete_servers)
def missing_option(refusal: Refusal) -> Iterator[Finding]:
    """An option is missing without which the tool refuses the file, or leaves the connection or the MCP server out.

    Why: The tool does not start, or acts as if the provider or the model were not there.

    Fix: Add the option in the table that the report points at.

    Bad:
        claude-code-router ~/.claude-code-router/config.json
        {"Providers": [{"name": "lab", "api_base_url": "http://localhost:8000/v1/chat/completions",
                        "api_key": "none", "models": ["m"]}],
         "Router": {"background": "lab,m"}}

    Good:
        claude-code-router ~/.claude-code-router/config.json
        {"Providers": [{"name": "lab", "api_base_url": "http://localhost:8000/v1/chat/completions",
                        "api_key": "none", "models": ["m"]}],
         "Router": {"default": "lab,m", "background": "lab,m"}}
    """
    if refusal.error.rule == "missing-option":
        option = refusal.error.option
        what = f"{_problem(refusal, option)}: " if option else ""
        message = what + own_words(refusal.profile, refusal.error.message)
        written = Place(refusal.place.document, (*refusal.place.route, *option.split(".")))
        at = refusal.replace(place=written) if option and written.node is not None else refusal
        yield _at(at, message, ERROR if refusal.is_active else WARNING)


def _problem(refusal: Refusal, option: str) -> str:
    """Say what is wrong with an option that the tool has not got."""
    node = refusal.place.document.at((*refusal.place.route, *option.split(".")))
    if node is None:
        return f"`{option}` is missing"
    text = text_of(node.value) if isinstance(node, Scalar) else None
    return f"`{option}` gives nothing for `{text}`" if text else f"`{option}` is empty"


def _at(refusal: Refusal, message: str, severity: str = ERROR) -> Finding:
    place = refusal.place
    is_key = isinstance(place.node, Table | List)
    span = _first_line(place) if is_key else None
    error, node = refusal.error, place.node
    help_text = ""
    if isinstance(node, Scalar) and not error.write:
        text = text_of(node.value) or ""
        help_text = one_of(text, error.choices) or _how_to_set(refusal, text)
    return Finding(place, message, severity=severity, key=is_key, span=span, write=error.write, help=help_text)


def _how_to_set(refusal: Refusal, name: str) -> str:
    """Say how to set the variable whose name is in a field for one, or return an empty string."""
    if not name or refusal.place.route[-1] not in [path.steps[-1] for path in refusal.profile.name_fields]:
        return ""
    return f"Before you start {refusal.profile.name}: export {name}=…"


def _first_line(place: Place) -> tuple[int, int] | None:
    """Return where the first line of a table is that has no key of its own, or None."""
    node, lines = place.node, place.document.lines
    if place.entry is not None or node is None:
        return None
    return node.start, min(node.end, lines.span(lines.position(node.start)[0])[1])


@rule("FILE013", "refused-request", ERROR, since="0.1", about=REFUSAL, depends=True)
def refused_request(refusal: Refusal) -> Iterator[Finding]:
    """The tool would not start with this configuration, or send nothing: in its own words.

    Reported where no other rule says why. What only the environment can supply, such as the variable that is to hold
    the key, is reported only if the environment was looked at (`--env`).

    Why: Nothing is sent at all.

    Fix: Do what the message says.

    Bad:
        continue ~/.continue/config.yaml
        name: lab
        version: 1.0.0
        schema: v1
        models:
          - {name: Lab, provider: openai, model: m, apiBase: "http://localhost:8000/v1", roles: [edit]}

    Good:
        continue ~/.continue/config.yaml
        name: lab
        version: 1.0.0
        schema: v1
        models:
          - {name: Lab, provider: openai, model: m, apiBase: "http://localhost:8000/v1", roles: [chat, edit]}
    """
    if refusal.error.rule != "missing-option" and refusal.is_active and not _is_filled_in(refusal):
        asks_in_terminal = refusal.error.about == "headless"
        yield _at(refusal, own_words(refusal.profile, refusal.error.message), NOTE if asks_in_terminal else ERROR)


def _is_filled_in(refusal: Refusal) -> bool:
    place = refusal.place
    text = text_of(place.node.value) if isinstance(place.node, Scalar) else None
    return text is not None and refusal.context.is_filled_in(place, text.strip())


@rule("FILE006", "undefined-provider", ERROR, since="0.1", about=CONNECTION, uses=("missing:undefined-provider",))
def undefined_provider(connection: Connection) -> Iterator[Finding]:
    """The provider (or model) that the configuration selects is not defined.

    Why: The tool does not start, or goes on with its default provider.

    Fix: Define it, or select one that is defined.

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
    request, refused = connection.request, connection.request.refused
    yield from _nearly_defined(connection)
    if refused is None or refused.rule != "undefined-provider" or refused.place is None:
        return
    if is_example(refused.place.document.path) or not refused.is_certain:
        return
    others = [one for one in connection.siblings if one.refused is None or one.refused.rule != refused.rule]
    own = request.names.keys()  # where the choice is made, if that is a connection of its own
    bound = [(one, next(iter(one.names.values()), "")) for one in others if one.names.keys() != own]
    names = {one.connection if name.isdigit() else name for one, name in bound}  # an index of a list is not a name
    if not names and request.kind is not None:
        names = {*conditions.looked_up(connection.resolver, request.kind.when)}
    chosen = connection.text_at(refused.place) or _text(refused.place)
    defined = defined_here(chosen, [name for name in names if name and not name.isdigit()])
    none = "" if names else one_of(chosen, refused.choices) or "None is defined here"
    message = own_words(connection.profile, refused.message)
    help = "" if refused.write else _with_provider(connection, chosen) or defined or none
    yield Finding(refused.place, message, help=help, write=refused.write)


def _nearly_defined(connection: Connection) -> Iterator[Finding]:
    """Yield a warning where the choice may be defined elsewhere, but nearly has the name of what is defined here."""
    request, place = connection.request, connection.request.obstacle
    if place is None or request.refused is not None or is_example(place.document.path):
        return
    chosen = _text(place)
    meant = similar(chosen, [one.connection for one in connection.siblings if one is not request])
    if meant and chosen.partition("/")[0] not in connection.catalog.provider_ids():
        yield Finding(place, request.unknown, severity=WARNING, help=f"Did you mean {meant}?")


def _text(place: Place) -> str:
    return (text_of(place.node.value) or "") if isinstance(place.node, Scalar) else ""


def _with_provider(connection: Connection, chosen: str) -> str:
    """Return advice where the mere name of a model is written and the tool wants PROVIDER/MODEL, or an empty string."""
    active = connection.profile.connections.active
    vendor = connection.catalog.model_vendor(chosen) if chosen and "/" not in chosen else None
    if not isinstance(active, Chosen) or "}/{" not in templates.source(active.text) or vendor is None:
        return ""
    if connection.resolver.first(active.sources).text != chosen:
        return ""  # the provider has a field of its own
    return f"Did you mean {vendor.router_prefix or vendor.id}/{chosen}?"
