"""Rules about the base URL by itself: whether it is a URL, and the address of an API."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.catalog.providers import WIRE_NAMES
from configlint.diagnostics import fix
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix
from configlint.engine import urls
from configlint.engine.language import Path
from configlint.rules.connection import BaseUrl, Connection, Endpoint
from configlint.rules.context import Finding
from configlint.rules.endpoint import without_endpoint
from configlint.rules.registry import BASE_URL, ENDPOINT, rule
from configlint.rules.suggestion import ENDPOINTS, addresses, advice_for, misfiled


@rule("URL008", "malformed-url", ERROR, since="0.1", about=BASE_URL, fix=SAFE)
def malformed_url(base: BaseUrl) -> Iterator[Finding]:
    """The base URL is not a URL that the tool could send to: it is empty, has no scheme, contains spaces, has an
    impossible port, or is a key. Or it says `https` to a server on this machine or network that, as its port tells,
    speaks plain HTTP (Ollama at 11434).

    For some tools an empty value is not the same as no value: they build the request from it and fail with nothing but
    "Connection error".

    Why: Usually nothing is sent. Tools say "Connection error" or "Invalid URL" without showing the value.

    Fix: Write a complete URL: `https://`, a host, and the path that the tool needs.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "studio"
        [model_providers.studio]
        name = "LM Studio"
        base_url = "127.0.0.1:1234/v1"

    Good:
        codex ~/.codex/config.toml
        model_provider = "studio"
        [model_providers.studio]
        name = "LM Studio"
        base_url = "http://127.0.0.1:1234/v1"
    """
    connection, text = base.connection, base.text
    stripped = text.strip()
    if connection.context.is_filled_in(base.place, stripped):
        return
    if not stripped:
        yield Finding(
            base.place,
            f'The base URL is empty, and {connection.tool} does not treat that as "not set"',
            help="Write a base URL, or remove the line to use the default",
        )
        return
    url = urls.split(stripped)
    if url is None and (kind := misfiled(connection.context, stripped)):
        yield Finding(base.place, f"This is {kind}, not a URL", help=advice_for(connection, kind, "base URL"))
    elif url is None:
        better = _with_scheme(stripped)
        yield Finding(
            base.place,
            f"`{stripped}` is not a URL: it must start with http:// or https://",
            write=better if connection.join(better or "-") else "",
        )
    elif problem := urls.problem(url):
        message = f"{connection.tool} cannot send requests to `{stripped}`: {problem}"
        yield Finding(base.place, message, help="Write the base URL with a host and a port that exist")
    elif connection.join(text) is None and connection.join(stripped) is not None:
        yield Finding(base.place, "The base URL has spaces or line breaks around it", write=stripped)
    elif re.search(r"[\s\x00-\x1f]", text) and connection.join(text) != connection.join(stripped):
        yield Finding(
            base.place,
            "The base URL contains a space or a line break, which becomes part of the request",
            show_request=True,
            write="".join(stripped.split()),
        )
    elif url.scheme == "https" and connection.is_local and connection.answering:
        server = connection.answering[0].short_name
        yield Finding(
            base.place,
            f"{server} at port {url.port} speaks plain HTTP: `https` needs a proxy there",
            severity=WARNING,
            write=f"http{stripped[len('https') :]}",
            safety=UNSAFE,
        )


def _with_scheme(text: str) -> str:
    """Return a host without a scheme as a URL, or an empty text where `text` does not look like a host."""
    host = re.split(r"[:/]", text)[0]
    is_host = host.isascii() and ("." in host or host == "localhost" or ":" in text) and " " not in text
    scheme = "http" if urls.is_local(host) else "https"
    return f"{scheme}://{text}" if is_host and "://" not in text else ""


@rule("URL011", "web-page-url", ERROR, since="0.1", about=BASE_URL, fix=SAFE)
def web_page_url(base: BaseUrl) -> Iterator[Finding]:
    """The base URL is the address of a web page (a console, a chat, documentation), not of an API.

    Why: A page answers with HTML, or redirects to a login: the tool reports a response that it cannot read.

    Fix: Write the base URL of the API, which the report names.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://console.anthropic.com"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com"}}
    """
    connection, url = base.connection, urls.split(base.text.strip())
    if url is None or connection.is_local:
        return
    owner = connection.catalog.website(url.host, url.path)
    sent = connection.url
    if owner is None or (sent is not None and any(urls.leads_to(one, sent) for one in connection.endpoints)):
        return
    path = url.path.rstrip("/")
    if path and any(
        base.startswith(url.origin + path) or f"{url.origin}{path}/".startswith(f"{base.rstrip('/')}/")
        for provider in connection.providers
        for base in addresses(provider)
    ):
        return
    provider = connection.catalog.provider(owner)
    better = connection.base_of(owner)
    api = urls.split(better)
    neighbours = connection.catalog.providers_at(api.host) if api is not None else ()
    plans = {connection.base_of(one.id) for one in neighbours} - {better, ""}
    others = f"Another plan is at {' and '.join(sorted(plans))}" if plans else ""
    yield Finding(
        base.place,
        f"{url.host}{url.path.rstrip('/')} is a web page of {provider.name}, not its API",
        help=others if better else _elsewhere(connection),
        show_request=True,
        write=better,
        safety=UNSAFE if plans else "",  # a page does not say which of the plans was meant
    )


def _elsewhere(connection: Connection) -> str:
    wire_api = WIRE_NAMES.get(connection.request.wire_api, "API")
    return f"Write the base URL of a provider or a gateway that serves the {wire_api}, which {connection.tool} speaks"


@rule(
    "URL009",
    "query-in-base",
    ERROR,
    since="0.1",
    about=ENDPOINT,
    fix=SAFE,
    probes=("https://relay.example.com/v1?a=b", "https://relay.example.com?a=b"),
)
def query_in_base(endpoint: Endpoint) -> Iterator[Finding]:
    """The base URL has a `?query` or a `#fragment`, and what the tool appends ends up inside it.

    Why: The server sees only the path before the `?` or `#` and answers 404.

    Fix: Take it out of the URL. Most tools have a field for parameters such as `api-version`.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://relay.example.com/claude?group=default"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://relay.example.com/claude"}}
    """
    connection, base = endpoint.connection, endpoint.base
    bare = base.partition("#")[0].partition("?")[0]
    clean = urls.split(connection.join(bare) or "") if bare != base else None
    if clean is None:
        return
    if endpoint.url.path == clean.path:
        if base.partition("?")[2].partition("#")[0] not in (endpoint.url.query or ""):
            yield Finding(
                endpoint.place,
                f"{connection.tool} drops the query of the base URL",
                show_request=True,
                severity=WARNING,
            )
        return
    table = _query_table(connection)
    url = urls.split(bare)
    is_endpoint = url is not None and url.path.rstrip("/").endswith(ENDPOINTS)
    better = (without_endpoint(connection, url) if url is not None and is_endpoint else "") or bare
    base_of_endpoint, better = better, _before_repetition(connection, better)
    is_kept = bare.startswith(better) and base_of_endpoint.removeprefix(better).count("/") < 2  # one segment at most
    yield Finding(
        endpoint.place,
        f"{connection.tool} appends its path after the {'query' if '?' in base else 'fragment'} of the base URL",
        help=f"Query parameters belong in {table.steps[-1]}" if table is not None else "",
        show_request=True,
        write=better,
        safety="" if is_kept else UNSAFE,  # another API has other parameters
        fix=_moving_query(endpoint, better, table) if table is not None and is_kept else None,
    )


def _before_repetition(connection: Connection, base: str) -> str:
    """Return a base URL without what the tool would repeat, as in /openai/deployments/NAME/openai, and what follows."""
    url, sent = urls.split(base), urls.split(connection.join(base) or "")
    if url is None or sent is None or connection.serves_at(sent):
        return base
    path = url.path.rstrip("/")
    first = sent.path.removeprefix(path).split("/")[1:2]
    start = f"{path}/".rfind(f"/{first[0]}/") if first and first[0] else -1
    return base if start < 0 else str(url.replace(path=path[:start]))


def _query_table(connection: Connection) -> Path | None:
    """Return the table of the configuration from which the tool takes query parameters, or None."""
    kind = connection.request.kind
    return next((step.table for step in kind.join if step.table is not None), None) if kind is not None else None


def _moving_query(endpoint: Endpoint, bare: str, table: Path) -> Fix | None:
    """Return the fix that puts the query of the base URL into the table that the tool takes queries from."""
    place, route = endpoint.place, endpoint.connection.route(table)
    query = endpoint.base.partition("?")[2].partition("#")[0]
    if route is None or not query or place.document.at(route) is not None:
        return None
    pairs = [pair.partition("=")[::2] for pair in query.split("&") if pair]
    parameters = {name: urls.unquote(value) for name, value in pairs}
    found = fix.replacement(place, bare, old=endpoint.base, description=f"Move the query to {route[-1]}")
    if found is None:
        return None
    return found.replace(steps=(*found.steps, fix.insertion(place.document, route, parameters)))


@rule("URL010", "insecure-http", WARNING, since="0.1", about=BASE_URL, fix=UNSAFE)
def insecure_http(base: BaseUrl) -> Iterator[Finding]:
    """The base URL is `http://` at a public host: the key travels in clear text.

    Not reported for this machine, private networks, and names that exist only there.

    Why: Anyone on the way can read the key, and everything that is sent and answered.

    Fix: Write `https://`. If the server has no certificate, reach it through a tunnel.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "hub"
        [model_providers.hub]
        name = "Hub"
        base_url = "http://api.relay-hub.example.com/v1"
        env_key = "HUB_KEY"

    Good:
        codex ~/.codex/config.toml
        model_provider = "hub"
        [model_providers.hub]
        name = "Hub"
        base_url = "http://192.168.1.20:8000/v1"
        env_key = "HUB_KEY"
    """
    text = base.text.strip()
    url = urls.split(text)
    if url is None or urls.problem(url) or url.scheme != "http" or urls.is_local(url.host):
        return
    what = "The key" if base.connection.request.headers else "Everything that is sent"
    yield Finding(
        base.place, f"{what} travels to {url.host} in clear text", show_request=True, write="https" + text[4:]
    )
