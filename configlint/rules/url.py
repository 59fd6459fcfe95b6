"""Rules about the base URL by itself: whether it is a URL, and the address of an API."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.catalog import lookup
from configlint.diagnostics import fix as fixes
from configlint.diagnostics.diagnostic import ERROR, WARNING
from configlint.diagnostics.fix import SAFE, UNSAFE, Fix
from configlint.engine import urls
from configlint.rules.context import Connection, Finding
from configlint.rules.registry import rule
from configlint.secrets import redaction


@rule("URL008", "malformed-url", ERROR, exclusive=True, fix=SAFE)
def malformed_url(connection: Connection) -> Iterator[Finding]:
    """The base URL is no URL that the tool could send to: empty, without scheme, with blanks or an impossible port.

    An empty value is not "not set" for every tool: some build the request from it and fail with a mere
    "Connection error".

    Why: Mostly nothing is sent. Tools say "Connection error" or "Invalid URL" without showing the value.

    Mend: Write a whole URL: `https://`, a host, and the path that the tool needs.

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
    base, place = connection.base, connection.base_place
    if place is None or connection.request.base_url is None or connection.request.base_url.text is None:
        return
    stripped = base.strip()
    if connection.is_example and (not stripped or any(mark in stripped for mark in "{<‹[")):
        return
    if not stripped:
        yield Finding(
            place,
            f'The base URL is empty, and {connection.tool} does not take that as "not set"',
            help="Write a base URL, or remove the line to use the default",
        )
        return
    url = urls.split(stripped)
    if url is None:
        host = re.split(r"[:/]", stripped)[0]
        is_host = host.isascii() and ("." in host or host == "localhost" or ":" in stripped) and " " not in stripped
        scheme = "http" if urls.is_local(host) else "https"
        better = f"{scheme}://{stripped}" if is_host and "://" not in stripped else ""
        yield Finding(
            place,
            f"`{redaction.safe_url(stripped)}` is no URL: it does not begin with http:// or https://",
            write=better if connection.join(better or "-") else "",
        )
    elif problem := urls.problem(url):
        yield Finding(place, f"No request can be sent to `{redaction.safe_url(stripped)}`: {problem}")
    elif connection.join(base) is None and connection.join(stripped) is not None:
        yield Finding(place, "The base URL has blanks or line breaks at its ends", write=stripped)
    elif any(ch.isspace() or ord(ch) < 32 for ch in base) and connection.join(base) != connection.join(stripped):
        yield Finding(
            place,
            "The base URL holds a blank or a line break, which ends up in the request",
            sends=connection.request.url or "",
            write="".join(stripped.split()),
        )


@rule("URL011", "web-page-url", ERROR, exclusive=True, fix=SAFE)
def web_page_url(connection: Connection) -> Iterator[Finding]:
    """The base URL is the address of a web page (a console, a chat, documentation), not of an API.

    Why: A page answers with HTML, or sends on to a login: the tool reports an answer that it cannot read.

    Mend: Write the base URL of the API, which the report names.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://console.anthropic.com"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com"}}
    """
    url = urls.split(connection.base.strip())
    if connection.base_place is None or url is None or connection.is_local:
        return
    owner = lookup.website(url.host, url.path)
    if owner is None or any(urls.leads_to(one, connection.url) for one in connection.endpoints if connection.url):
        return
    if url.segments and any(endpoint.startswith(str(url).rstrip("/")) for endpoint in connection.all_endpoints):
        return
    provider = lookup.provider(owner)
    api = provider.api(connection.request.wire_api)
    better = connection.base_for_endpoints(api.endpoints) if api is not None else ""
    yield Finding(
        connection.base_place,
        f"{url.host}{url.path.rstrip('/')} is a web page of {provider.name}, not its API",
        sends=connection.request.url or "",
        write=better,
    )


@rule("URL009", "query-in-base", ERROR, exclusive=True, fix=SAFE)
def query_in_base(connection: Connection) -> Iterator[Finding]:
    """The base URL has a `?query` or `#fragment`, and what the tool appends ends up inside it.

    Why: The server sees only the path before the `?` or `#`, and answers 404.

    Mend: Take it out of the URL. Most tools have a field for parameters such as `api-version`.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://relay.example.com/claude?group=default"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://relay.example.com/claude"}}
    """
    base = connection.base
    bare = base.partition("#")[0].partition("?")[0]
    if connection.base_place is None or bare == base or connection.url is None:
        return
    clean = urls.split(connection.join(bare) or "")
    if clean is None:
        return
    if connection.url.path == clean.path:
        kept = base.partition("?")[2].partition("#")[0] in (connection.url.query or "")
        if not kept:
            yield Finding(
                connection.base_place,
                f"{connection.tool} drops the query of the base URL",
                sends=connection.request.url or "",
                severity=WARNING,
            )
        return
    table = next((step.partition(":")[2] for step in connection.request.spec["join"] if "-queries:" in step), "")
    yield Finding(
        connection.base_place,
        f"{connection.tool} appends its path behind the {'query' if '?' in base else 'fragment'} of the base URL",
        help=f"Query parameters belong into {table.rpartition('.')[2]}" if table else "",
        sends=connection.request.url or "",
        write=bare,
        fix=_moving_query(connection, base, bare, table) if table else None,
    )


def _moving_query(connection: Connection, base: str, bare: str, table: str) -> Fix | None:
    """Return the fix that puts the query of the base URL into the table that the tool takes queries from."""
    place, route = connection.base_place, connection.route(table)
    query = base.partition("?")[2].partition("#")[0]
    if place is None or route is None or not query or place.document.at(route) is not None:
        return None
    pairs = [pair.partition("=")[::2] for pair in query.split("&") if pair]
    parameters = {name: urls.unquote(value) for name, value in pairs}
    fix = fixes.replacement(place, bare, old=base, description=f"Move the query into {route[-1]}")
    return fix.replace(steps=(*fix.steps, fixes.insertion(place.document, route, parameters))) if fix else None


@rule("URL010", "insecure-http", WARNING, fix=UNSAFE)
def insecure_http(connection: Connection) -> Iterator[Finding]:
    """The base URL is `http://` at a public host: the key travels in clear text.

    Fine on the own machine, in a private network, and for names that only exist there.

    Why: Everybody on the way can read the key, and all that is sent and answered.

    Mend: Write `https://`. Where the server has no certificate, reach it through a tunnel.

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
    base = connection.base.strip()
    url = urls.split(base)
    if connection.base_place is None or url is None or urls.problem(url):
        return
    if url.scheme == "http" and not urls.is_local(url.host):
        yield Finding(
            connection.base_place,
            f"{'The key' if connection.request.headers else 'What is sent'} travels to {url.host} in clear text",
            sends=connection.request.url or "",
            write="https" + base[4:],
        )
