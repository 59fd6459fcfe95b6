"""Rules about the endpoint that a base URL and what the tool appends lead to: whether anything answers there."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.catalog.providers import OLLAMAS_CALLS, PATHS, WIRE_NAMES
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE
from configlint.engine import urls
from configlint.rules.connection import Connection, Endpoint
from configlint.rules.context import Finding
from configlint.rules.registry import ENDPOINT, rule
from configlint.rules.suggestion import ENDPOINTS, nearest_provider, path_before_endpoint, suggested
from configlint.rules.version import is_sound, without_last_version

_HOST = "https://relay.example.com"


@rule(
    "URL004",
    "endpoint-in-base",
    ERROR,
    since="0.1",
    about=ENDPOINT,
    fix=SAFE,
    probes=(f"{_HOST}/v1/chat/completions", f"{_HOST}/v1/responses", f"{_HOST}/v1/messages"),
)
def endpoint_in_base(endpoint: Endpoint) -> Iterator[Finding]:
    """The base URL already ends in an endpoint (`/chat/completions`, `/responses` …), and the tool appends another one.

    Why: The request has the path twice, `/chat/completions/chat/completions`, and ends in 404. Providers' documentation
    likes to show the complete endpoint, and few tools want that.

    Fix: Write only what comes before the endpoint.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "gateway"
        [model_providers.gateway]
        name = "Gateway"
        base_url = "https://llm-gw.example.net/v1/responses"
        env_key = "GATEWAY_TOKEN"

    Good:
        codex ~/.codex/config.toml
        model_provider = "gateway"
        [model_providers.gateway]
        name = "Gateway"
        base_url = "https://llm-gw.example.net/v1"
        env_key = "GATEWAY_TOKEN"
    """
    base = urls.split(endpoint.base.strip())
    path = base.path.rstrip("/") if base is not None else ""
    if base is None or not path.endswith(ENDPOINTS) or endpoint.url.path.rstrip("/") == path:
        return
    yield Finding(
        endpoint.place,
        f"The base URL is a complete endpoint, and {endpoint.connection.tool} appends another one",
        show_request=True,
        write=without_endpoint(endpoint.connection, base),
    )


def without_endpoint(connection: Connection, base: urls.Url) -> str:
    """Return the base URL that leads the tool to the endpoint that was pasted.

    Where it speaks another wire API: to where the provider serves that one, or else the part before the endpoint.
    """
    exact = connection.base_for_endpoints([str(base)])
    if exact and (not connection.endpoints or connection.serves_at(base)):
        return exact
    known = suggested(connection)
    if known is not None and known.keeps_path:
        return known.base
    path = path_before_endpoint(base.path)
    shorter = str(base.replace(path=path, query=None, fragment=None))
    sound = connection.base_for(is_sound, [shorter, without_last_version(shorter)])

    def keeps_path(url: urls.Url) -> bool:
        is_kept = url.path.startswith(path) or url.path.endswith(OLLAMAS_CALLS)
        return is_kept and (connection.serves_at(url) or not connection.has_certain_paths)

    return exact or connection.base_for(keeps_path, [sound, shorter])


@rule("URL005", "endpoint-expected", ERROR, since="0.1", about=ENDPOINT, fix=SAFE, probes=(f"{_HOST}/v1",))
def endpoint_expected(endpoint: Endpoint) -> Iterator[Finding]:
    """The tool posts to exactly this URL, and it is only a base, not an endpoint.

    Why: The request goes to the base itself, which answers 404 or 405.

    Fix: Write the complete endpoint, as the report shows it.

    Bad:
        litellm litellm_config.yaml
        model_list:
          - model_name: command
            litellm_params: { model: cohere/command-a, api_base: "https://relay.example.com/v2" }

    Good:
        litellm litellm_config.yaml
        model_list:
          - model_name: command
            litellm_params: { model: cohere/command-a, api_base: "https://relay.example.com/v2/chat" }
    """
    kind = endpoint.connection.request.kind
    path = endpoint.url.path.rstrip("/")
    if kind is None or not kind.verbatim or path.endswith(kind.verbatim):
        return
    known = suggested(endpoint.connection)
    yield Finding(
        endpoint.place,
        f"{endpoint.connection.tool} posts to exactly this URL; it needs the complete endpoint",
        show_request=True,
        write=str(endpoint.url.replace(path=path + kind.verbatim[0], query=None)) if known is None else known.base,
        safety=known.safety if known is not None else "",
    )


@rule("WIRE001", "unserved-wire-api", ERROR, since="0.1", about=ENDPOINT)
def unserved_wire_api(endpoint: Endpoint) -> Iterator[Finding]:
    """The provider does not serve the wire API that the tool speaks.

    Only for providers whose answer is known, with its date. The way out is a gateway that translates, or a tool that
    speaks what the provider serves.

    Why: Every request ends in 404, whatever the base URL and the key.

    Fix: Choose a provider type of this tool, or another tool, that speaks what the provider serves, or put a gateway
    that translates between them.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://integrate.api.nvidia.com"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}}
    """
    connection, apis = endpoint.connection, endpoint.connection.apis
    if not apis or len(apis) < len(connection.answering) or not all(api.is_refused for api in apis):
        return
    provider = connection.answering[0]
    served = [wire_api for wire_api in PATHS if (api := provider.api(wire_api)) is not None and api.is_served]
    as_of = f" (as of {apis[0].as_of})" if apis[0].as_of else ""
    yield Finding(
        endpoint.place,
        f"{provider.name} does not serve the {WIRE_NAMES[connection.request.wire_api]}, "
        f"the only one that {connection.tool} speaks here{as_of}",
        help=(f"It serves the {' and the '.join(WIRE_NAMES[wire] for wire in served)}. " if served else "")
        + "A gateway in between can translate",
        show_request=True,
    )


@rule("URL007", "wrong-path", ERROR, since="0.1", about=ENDPOINT, fix=SAFE)
def wrong_path(endpoint: Endpoint) -> Iterator[Finding]:
    """A known provider does not serve this wire API at this path.

    A server on this machine or network is one if its port tells which it is; then it is a warning, and only for a path
    that begins like one of its own.

    Why: The provider answers 404, and some answer with their website.

    Fix: Write the base URL in the report: it is the one that the provider documents for this wire API.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.deepseek.com"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.deepseek.com/anthropic"}}
    """
    connection = endpoint.connection
    if connection.is_served or not connection.has_certain_paths:
        return
    better = suggested(connection)
    if connection.is_local and (better is None or not better.keeps_path):
        return  # it may be behind a proxy
    others = f"Another plan is at {' and '.join(better.others)}" if better is not None and better.others else ""
    provider, api = nearest_provider(connection), WIRE_NAMES[connection.request.wire_api]
    yield Finding(
        endpoint.place,
        f"{provider.name} does not serve the {api} at this path",
        help=others if better is not None else f"It is at {connection.endpoints[0]}",
        show_request=True,
        write=better.base if better is not None else "",
        severity=WARNING if connection.is_local else None,
        safety="" if better is None else UNSAFE if connection.is_local else better.safety,
    )


@rule("URL006", "trailing-slash", WARNING, since="0.1", about=ENDPOINT, fix=SAFE, probes=(f"{_HOST}/v1/", f"{_HOST}/"))
def trailing_slash(endpoint: Endpoint) -> Iterator[Finding]:
    """The slash at the end of the base URL makes `//` in the request, because this tool does not remove it.

    Why: To most servers `//` is another path: they answer 404, or with a redirect that turns the POST into a GET.

    Fix: Remove the slash.

    Bad:
        litellm litellm_config.yaml
        model_list:
          - model_name: sonnet
            litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "https://claude-gw.example.com/" }

    Good:
        litellm litellm_config.yaml
        model_list:
          - model_name: sonnet
            litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "https://claude-gw.example.com" }
    """
    base, connection = endpoint.base, endpoint.connection
    if not base.endswith("/") or "//" not in endpoint.url.path:
        return
    without = connection.join(base.rstrip("/"))
    if without is None or without == connection.request.leads_to:
        return
    yield Finding(
        endpoint.place,
        f"{connection.tool} keeps the slash at the end, so the request has //",
        show_request=True,
        write=base.rstrip("/"),
    )
