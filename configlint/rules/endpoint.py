"""Rules about the endpoint that comes of a base URL and what the tool appends: whether anything answers there."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.catalog import lookup
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE
from configlint.engine import urls
from configlint.rules.context import Connection, Finding
from configlint.rules.registry import rule

ENDPOINTS = (
    "/chat/completions",
    "/completions",
    "/responses",
    "/messages",
    "/embeddings",
    ":generateContent",
    ":streamGenerateContent",
)


@rule("URL004", "endpoint-in-base", ERROR, exclusive=True, fix=SAFE)
def endpoint_in_base(connection: Connection) -> Iterator[Finding]:
    """The base URL already ends in an endpoint (`/chat/completions`, `/responses` …), and the tool appends one.

    Why: The request has the path twice, `/chat/completions/chat/completions`, and ends in 404. Documentation of
    providers likes to show the whole endpoint, and few tools want that.

    Mend: Write only what stands before the endpoint.

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
    base = urls.split(connection.base.strip())
    if connection.base_place is None or base is None or connection.url is None:
        return
    path = base.path.rstrip("/")
    if not path.endswith(ENDPOINTS) or connection.url.path.rstrip("/") == path:
        return
    yield Finding(
        connection.base_place,
        f"The base URL is a full endpoint, and {connection.tool} appends another one",
        sends=connection.request.url or "",
        write=_without_endpoint(connection, base),
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


@rule("URL005", "endpoint-expected", ERROR, exclusive=True, fix=SAFE)
def endpoint_expected(connection: Connection) -> Iterator[Finding]:
    """The tool posts to this URL as it stands, and it holds only a base, no endpoint.

    Why: The request goes to the base itself, which answers 404 or 405.

    Mend: Write the whole endpoint, as the report shows it.

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
    verbatim = connection.request.spec.get("verbatim")
    if connection.base_place is None or not verbatim or connection.url is None:
        return
    path = connection.url.path.rstrip("/")
    if path.endswith(tuple(verbatim)):
        return
    yield Finding(
        connection.base_place,
        f"{connection.tool} posts to this URL as it stands; it needs the whole endpoint",
        sends=connection.request.url or "",
        write=str(connection.url.replace(path=path + verbatim[0], query=None)),
    )


@rule("WIRE001", "unserved-wire-api", ERROR, exclusive=True)
def unserved_wire_api(connection: Connection) -> Iterator[Finding]:
    """The provider does not serve the wire API that the tool speaks.

    Only for providers whose answer is known, with its date. A gateway that translates is the way
    out, or a tool that speaks what the provider serves.

    Why: Every request ends in 404, whatever the base URL and the key.

    Mend: Choose a provider type of this tool, or a tool, that speaks what the provider serves, or put a gateway between
    them that translates.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://integrate.api.nvidia.com"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}}
    """
    apis = connection.apis
    if connection.base_place is None or connection.url is None or not apis or len(apis) < len(connection.providers):
        return
    if any(api.served is not False for api in apis):
        return
    provider = connection.providers[0]
    served = [wire for wire in lookup.PATHS if (api := provider.api(wire)) is not None and api.served is True]
    as_of = apis[0].as_of
    yield Finding(
        connection.base_place,
        f"{provider.name} does not serve the {_WIRE[connection.request.wire_api]}, "
        f"the only one that {connection.tool} speaks here" + (f" (as of {as_of})" if as_of else ""),
        help=(f"It serves the {' and the '.join(_WIRE[wire] for wire in served)}. " if served else "")
        + "A gateway in between can translate",
        sends=connection.request.url or "",
    )


_WIRE = {
    "chat": "chat completions API",
    "responses": "responses API",
    "messages": "Anthropic messages API",
    "gemini": "Gemini API",
}


@rule("URL001", "duplicate-version", ERROR, exclusive=True, fix=SAFE)
def duplicate_version(connection: Connection) -> Iterator[Finding]:
    """The request repeats the version: the base URL ends in `/v1`, and the tool appends `/v1/…` itself.

    Why: No provider serves anything at `/v1/v1/…`. It answers 404, often with a web page that the tool then cannot
    read.

    Mend: Take the version off the end of the base URL. The report says what to write.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api/v1"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api"}}
    """
    if connection.base_place is None or connection.url is None or connection.is_served:
        return
    pair = _versions(connection.url)
    if pair is None or pair[0] != pair[1]:
        return
    yield Finding(
        connection.base_place,
        f"The request repeats /{pair[0]}: {connection.tool} appends it itself",
        sends=connection.request.url or "",
        write=_corrected(connection, [_without_last_version(connection.base)]),
    )


@rule("URL003", "foreign-version", ERROR, exclusive=True, fix=SAFE)
def foreign_version(connection: Connection) -> Iterator[Finding]:
    """The base URL ends in another version than the one that the tool appends: `/api/paas/v4/v1/messages`.

    Why: No provider serves one version below another: 404, whatever the key.

    Mend: Write the base URL in the report. Where it has none, no spelling works in this tool: choose a provider type,
    or a tool, that appends no version of its own.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://open.bigmodel.cn/api/paas/v4"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://open.bigmodel.cn/api/anthropic"}}
    """
    if connection.base_place is None or connection.url is None or connection.is_served:
        return
    pair = _versions(connection.url)
    if pair is None or pair[0] == pair[1]:
        return
    better = _corrected(connection, [])
    yield Finding(
        connection.base_place,
        f"The base URL ends in /{pair[0]}, and {connection.tool} appends /{pair[1]}",
        help="" if better else f"No spelling of this base URL works here: {connection.tool} always appends /{pair[1]}",
        sends=connection.request.url or "",
        write=better,
    )


@rule("URL002", "missing-version", ERROR, exclusive=True, fix=SAFE)
def missing_version(connection: Connection) -> Iterator[Finding]:
    """The request lacks the version segment: the tool appends only `/chat/completions`, and the base URL has no `/v1`.

    An error at a known provider. At an unknown host it is a warning, and only for a bare root: behind a path prefix,
    and on the own machine or network, anything may be served.

    Why: Without it the request misses the API: 404, or the page of the provider's website.

    Mend: Add `/v1`, or what else the provider's documentation has, to the base URL.

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
    url = connection.url
    if connection.base_place is None or url is None or connection.is_served:
        return
    if connection.endpoints:
        better = connection.base_for_endpoints()
        missing = urls.split(better)
        written = urls.split(connection.base)
        if missing is None or written is None or not _adds_version(written, missing):
            return
        severity = ERROR
    else:
        root = (urls.split(connection.base) or url).path.strip("/") == ""
        is_known = connection.providers or connection.is_local or connection.is_gateway
        if is_known or not root or any(map(_is_version, url.segments)):
            return
        version = "v1beta" if connection.request.wire_api == "gemini" else "v1"
        better = connection.base_for(_is_sound, [f"{connection.base.rstrip('/')}/{version}"])
        severity = WARNING
    yield Finding(
        connection.base_place,
        f"The request has no version: {connection.tool} appends only {_appended(connection)}",
        sends=connection.request.url or "",
        write=better,
        severity=severity,
        safety=SAFE if severity == ERROR else UNSAFE,  # an unknown host may serve anything
    )


@rule("URL007", "wrong-path", ERROR, exclusive=True, fix=SAFE)
def wrong_path(connection: Connection) -> Iterator[Finding]:
    """A known provider does not serve this wire API at this path.

    Why: The provider answers 404, and some answer with their website.

    Mend: Write the base URL in the report: it is the one that the provider documents for this wire API.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.deepseek.com"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.deepseek.com/anthropic"}}
    """
    url = connection.url
    if connection.base_place is None or url is None or not connection.endpoints or connection.is_served:
        return
    if any(api.served is not True for api in connection.apis) or len(connection.apis) < len(connection.providers):
        return
    if any("{" in endpoint.replace("{model}", "") for endpoint in connection.endpoints):
        return  # paths per account or deployment
    if any(one.kind in ("relay", "local", "local-proxy") for one in connection.providers):
        return  # what they serve is known from presets alone
    better = connection.base_for_endpoints()
    yield Finding(
        connection.base_place,
        f"{connection.providers[0].name} does not serve the {_WIRE[connection.request.wire_api]} at this path",
        help="" if better else f"It is at {connection.endpoints[0]}",
        sends=connection.request.url or "",
        write=better,
    )


@rule("URL006", "trailing-slash", WARNING, exclusive=True, fix=SAFE)
def trailing_slash(connection: Connection) -> Iterator[Finding]:
    """The slash at the end of the base URL makes `//` in the request, because this tool does not remove it.

    Why: To most servers `//` is another path: they answer 404, or with a redirect that makes a GET of the POST.

    Mend: Remove the slash.

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
    base = connection.base
    if connection.base_place is None or connection.url is None or not base.endswith("/"):
        return
    without = connection.join(base.rstrip("/"))
    if without is None or without == connection.request.url or "//" not in connection.url.path:
        return
    yield Finding(
        connection.base_place,
        f"{connection.tool} keeps the slash at the end: the request has //",
        sends=connection.request.url or "",
        write=base.rstrip("/"),
    )


def _is_version(segment: str) -> bool:
    """Tell whether a path segment is a version: `v1`, `v4`, `v1beta`, `v1beta1`."""
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


def _adds_version(written: urls.Url, better: urls.Url) -> bool:
    """Tell whether `better` is `written` with nothing but a version added."""
    rest = [step for step in better.segments if not _is_version(step)]
    return written.segments == rest and len(rest) < len(better.segments)


def _appended(connection: Connection) -> str:
    url = connection.url
    base = urls.split(connection.base)
    if url is None or base is None:
        return "its path"
    return "/" + url.path.removeprefix(base.path.rstrip("/")).lstrip("/")
