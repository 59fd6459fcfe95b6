"""Rules about the endpoint that a base URL and what the tool appends lead to: whether anything answers there."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.catalog.providers import PATHS
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE
from configlint.engine import urls
from configlint.rules.context import Connection, Endpoint, Finding
from configlint.rules.registry import ENDPOINT, rule

ENDPOINTS = (
    "/chat/completions",
    "/completions",
    "/responses",
    "/messages",
    "/embeddings",
    ":generateContent",
    ":streamGenerateContent",
)
#: What people call the wire APIs.
WIRE_NAMES = {
    "chat": "chat completions API",
    "responses": "responses API",
    "messages": "Anthropic messages API",
    "gemini": "Gemini API",
}
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
        write=_without_endpoint(endpoint.connection, base),
    )


def _without_endpoint(connection: Connection, base: urls.Url) -> str:
    """Return the base URL that leads the tool to the endpoint that was pasted.

    Where it speaks another wire API: to where the provider serves that one, or else the part before the endpoint.
    """
    better = connection.base_for_endpoints([str(base)]) or connection.base_for_endpoints()
    if better:
        return better
    path = base.path.rstrip("/")
    for ending in ENDPOINTS:
        if path.endswith(ending):
            path = path[: path.rfind("/models/")] if ending.startswith(":") else path.removesuffix(ending)
            break
    shorter = str(base.replace(path=path, query=None, fragment=None))
    return connection.base_for(_is_sound, [shorter, _without_last_version(shorter)]) or shorter


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
    yield Finding(
        endpoint.place,
        f"{endpoint.connection.tool} posts to exactly this URL; it needs the complete endpoint",
        show_request=True,
        write=str(endpoint.url.replace(path=path + kind.verbatim[0], query=None)),
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
    if not apis or len(apis) < len(connection.providers) or not all(api.is_refused for api in apis):
        return
    provider = connection.providers[0]
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


@rule(
    "URL001",
    "duplicate-version",
    ERROR,
    since="0.1",
    about=ENDPOINT,
    fix=SAFE,
    probes=(f"{_HOST}/v1", f"{_HOST}/v1beta"),
)
def duplicate_version(endpoint: Endpoint) -> Iterator[Finding]:
    """The request repeats the version: the base URL ends in `/v1`, and the tool appends `/v1/…` itself.

    Why: No provider serves anything at `/v1/v1/…`. It answers 404, often with a web page that the tool cannot read.

    Fix: Remove the version from the end of the base URL. The report says what to write.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api/v1"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api"}}
    """
    connection = endpoint.connection
    pair = _versions(endpoint.url)
    if connection.is_served or pair is None or pair[0] != pair[1]:
        return
    yield Finding(
        endpoint.place,
        f"/{pair[0]} is in the request twice: {connection.tool} appends it itself",
        show_request=True,
        write=_corrected(connection, [_without_last_version(endpoint.base)]),
    )


@rule("URL003", "foreign-version", ERROR, since="0.1", about=ENDPOINT, fix=SAFE, probes=(f"{_HOST}/api/paas/v4",))
def foreign_version(endpoint: Endpoint) -> Iterator[Finding]:
    """The base URL ends in another version than the one that the tool appends: `/api/paas/v4/v1/messages`.

    Why: No provider serves one version below another: 404, whatever the key.

    Fix: Write the base URL in the report. If there is none, no spelling works in this tool: choose a provider type, or
    a tool, that appends no version of its own.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://open.bigmodel.cn/api/paas/v4"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://open.bigmodel.cn/api/anthropic"}}
    """
    connection = endpoint.connection
    pair = _versions(endpoint.url)
    if connection.is_served or pair is None or pair[0] == pair[1]:
        return
    better = _corrected(connection, [])
    yield Finding(
        endpoint.place,
        f"The base URL ends in /{pair[0]}, and {connection.tool} appends /{pair[1]}",
        help="" if better else f"No spelling of this base URL works: {connection.tool} always appends /{pair[1]}",
        show_request=True,
        write=better,
    )


@rule(
    "URL002",
    "missing-version",
    ERROR,
    since="0.1",
    about=ENDPOINT,
    fix=SAFE,
    probes=("https://api.openai.com", "https://generativelanguage.googleapis.com"),
)
def missing_version(endpoint: Endpoint) -> Iterator[Finding]:
    """The request has no version: the tool appends only `/chat/completions`, and the base URL has no `/v1`.

    An error at a known provider. At an unknown host it is a warning, and only where the base URL has no path: behind a
    path prefix, and on this machine or network, anything may be served.

    Why: Without it the request misses the API: 404, or a page of the provider's website.

    Fix: Add `/v1`, or whatever version the provider documents, to the base URL.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com"
        env_key = "RELAY_KEY"

    Good:
        codex ~/.codex/config.toml
        model_provider = "relay"
        [model_providers.relay]
        name = "Relay"
        base_url = "https://relay.example.com/v1"
        env_key = "RELAY_KEY"
    """
    connection = endpoint.connection
    if connection.is_served:
        return
    better = connection.base_for_endpoints()
    if better and _adds_version(endpoint.base, better):
        severity = ERROR
    elif _serves_elsewhere(connection):
        return  # wrong-path says where
    else:
        root = (urls.split(endpoint.base) or endpoint.url).path.strip("/") == ""
        may_serve = connection.is_local or connection.is_gateway or _serves_without_version(connection)
        if may_serve or not root or any(map(_is_version, endpoint.url.segments)):
            return
        version = "v1beta" if connection.request.wire_api == "gemini" else "v1"
        better = connection.base_for(_is_sound, [f"{endpoint.base.rstrip('/')}/{version}"])
        severity = WARNING
    version = next((step for step in (urls.split(better) or endpoint.url).segments if _is_version(step)), "v1")
    yield Finding(
        endpoint.place,
        f"/{version} is missing: {connection.tool} appends only {_appended(endpoint)}",
        show_request=True,
        write=better,
        severity=severity,
        safety=SAFE if severity == ERROR else UNSAFE,  # an unknown host may serve anything
    )


@rule("URL007", "wrong-path", ERROR, since="0.1", about=ENDPOINT, fix=SAFE)
def wrong_path(endpoint: Endpoint) -> Iterator[Finding]:
    """A known provider does not serve this wire API at this path.

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
    if connection.is_served or not _serves_elsewhere(connection):
        return
    better = connection.base_for_endpoints()
    yield Finding(
        endpoint.place,
        f"{connection.providers[0].name} does not serve the {WIRE_NAMES[connection.request.wire_api]} at this path",
        help="" if better else f"It is at {connection.endpoints[0]}",
        show_request=True,
        write=better,
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


def _is_version(segment: str) -> bool:
    """Return True if a path segment is a version: `v1`, `v4`, `v1beta`, `v1beta1`."""
    return segment[:1] == "v" and segment[1:2].isdigit() and segment[1:].strip("0123456789") in ("", "alpha", "beta")


def _versions(url: urls.Url) -> tuple[str, str] | None:
    """Return the first two version segments that follow each other, or None."""
    for first, second in zip(url.segments, url.segments[1:], strict=False):
        if _is_version(first) and _is_version(second):
            return first, second
    return None


def _is_sound(url: urls.Url) -> bool:
    return _versions(url) is None and "//" not in url.path and any(map(_is_version, url.segments))


def _corrected(connection: Connection, guesses: list[str]) -> str:
    """Return the base URL a known provider needs here; for others the first guess that gives a sound request."""
    if connection.endpoints:
        return connection.base_for_endpoints()
    return connection.base_for(_is_sound, guesses)


def _without_last_version(base: str) -> str:
    url = urls.split(base.strip())
    if url is None or not url.segments or not _is_version(url.segments[-1]):
        return base
    return str(url.replace(path="".join(f"/{step}" for step in url.segments[:-1])))


def _serves_without_version(connection: Connection) -> bool:
    """Return True if the host is known to serve wire APIs, and all of them at paths without a version."""
    known = [url for endpoint in connection.all_endpoints if (url := urls.split(endpoint)) is not None]
    return bool(known) and not any(_is_version(step) for url in known for step in url.segments)


def _serves_elsewhere(connection: Connection) -> bool:
    """Return True if it is certain at which paths the providers at this host serve the wire API."""
    if not connection.endpoints or len(connection.apis) < len(connection.providers):
        return False
    if any("{" in one.replace("{model}", "") for one in connection.endpoints):
        return False  # paths per account or deployment
    if any(provider.kind in ("relay", "local", "local-proxy") for provider in connection.providers):
        return False  # what they serve is known from presets alone
    return all(api.is_served for api in connection.apis)


def _adds_version(base: str, better: str) -> bool:
    """Return True if `better` is `base` with nothing but a version added."""
    written, wanted = urls.split(base), urls.split(better)
    rest = [step for step in wanted.segments if not _is_version(step)] if wanted is not None else []
    return written is not None and wanted is not None and written.segments == rest and len(rest) < len(wanted.segments)


def _appended(endpoint: Endpoint) -> str:
    base = urls.split(endpoint.base)
    if base is None:
        return "its path"
    return "/" + endpoint.url.path.removeprefix(base.path.rstrip("/")).lstrip("/")
