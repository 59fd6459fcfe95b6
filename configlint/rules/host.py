"""Rules about the host that a base URL leads to: region, plan, whether it is still there, what is in between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.catalog.providers import PATHS, Provider
from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.diagnostics.fix import UNSAFE
from configlint.document.nodes import Scalar, Table, resolve
from configlint.engine import urls
from configlint.engine.proxies import proxy_of
from configlint.engine.values import Place
from configlint.rules.connection import BaseUrl, Connection, Endpoint
from configlint.rules.context import Finding
from configlint.rules.registry import BASE_URL, ENDPOINT, rule

_OTHER = "Write the base URL of another provider."
#: How names say a region.
_REGIONS = {"cn": ("cn", "china", "mainland"), "intl": ("intl", "international", "global", "overseas")}


@rule("HOST004", "deprecated-host", WARNING, since="0.1", about=BASE_URL, fix=UNSAFE)
def deprecated_host(base: BaseUrl) -> Iterator[Finding]:
    """The provider gave up this address. If the old one still answers, that is only a note.

    Why: Once it is switched off, every request fails; until then nobody fixes what breaks there.

    Fix: Write the address in the report.

    Bad:
        openai-python .env
        OPENAI_BASE_URL=https://models.inference.ai.azure.com

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://api.openai.com/v1
    """
    connection = base.connection
    url = connection.url or urls.split(base.text.strip())
    entry = connection.catalog.retired(url.host, url.path) if url is not None else None
    if entry is None:
        return
    since = f" on {entry.since}" if entry.since else ""
    gone = entry.state == "removed"
    now = _still_there(connection, entry.replacement)
    name = connection.catalog.name_of(entry.provider).removesuffix(" (closed)")
    yield Finding(
        base.place,
        f"{name} {'closed' if gone else 'replaced'} this address{since}",
        help=" ".join(part for part in (entry.note, f"It is {now} now." if now else _OTHER if gone else "") if part),
        show_request=True,
        write=connection.base_for_endpoints(_endpoints_at(connection, now)) if now else "",
        severity=None if gone else NOTE,
    )


def _still_there(connection: Connection, base: str) -> str:
    """Return `base`, or an empty text when that address was given up, too."""
    url = urls.split(base)
    return base if url is not None and connection.catalog.retired(url.host, url.path) is None else ""


def _endpoints_at(connection: Connection, base: str) -> list[str]:
    """Return where an address serves what the tool speaks: as is known, or where clients expect it."""
    url = urls.split(base)
    providers = connection.catalog.providers_at(url.host) if url is not None else ()
    apis = (one.api(connection.request.wire_api) for one in providers)
    known = [endpoint for api in apis if api is not None and not api.is_refused for endpoint in api.endpoints]
    if providers:
        return sorted(known, key=lambda endpoint: not endpoint.startswith(base))
    return [base.rstrip("/") + PATHS.get(connection.request.wire_api, "")]


@rule("HOST008", "misspelt-host", WARNING, since="0.1", about=BASE_URL, fix=UNSAFE)
def misspelt_host(base: BaseUrl) -> Iterator[Finding]:
    """The host is unknown, and one letter away from that of a known provider.

    Only where the letter is in a name of six letters or more: shorter ones are often alike.

    Why: The name does not exist, and the tool says only "connection error"; or it exists, and its owner gets the key.

    Fix: Write the host in the report.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "hyperbolic"
        [model_providers.hyperbolic]
        name = "Hyperbolic"
        base_url = "https://api.hypberbolic.xyz/v1"
        env_key = "HYPERBOLIC_API_KEY"

    Good:
        codex ~/.codex/config.toml
        model_provider = "lab"
        [model_providers.lab]
        name = "Lab"
        base_url = "https://llm.lab.example.com/v1"
        env_key = "LAB_KEY"
    """
    connection, host = base.connection, base.connection.host
    if not host or connection.is_local or connection.catalog.is_known(host):
        return
    meant = connection.catalog.host_meant(host)
    if meant is not None:
        name = connection.catalog.providers_at(meant)[0].name
        yield Finding(
            base.place,
            f"{host} is unknown. Did you mean {meant}, the host of {name}?",
            show_request=True,
            write=base.text.replace(host, meant),
        )


@rule("HOST003", "azure-incomplete", ERROR, since="0.1", about=ENDPOINT, fix=UNSAFE)
def azure_incomplete(endpoint: Endpoint) -> Iterator[Finding]:
    """A base URL at Azure without the rest that Azure needs: `/openai/v1`, or a deployment and an `api-version`.

    Why: Azure answers 404 "Resource not found", whatever the key.

    Fix: Write `https://RESOURCE.openai.azure.com/openai/v1` if the tool accepts it; else add the deployment, and an
    `api-version` of Azure's, not the date in the name of a model.

    Bad:
        codex ~/.codex/config.toml
        model_provider = "azure"
        [model_providers.azure]
        name = "Azure"
        base_url = "https://contoso.openai.azure.com"
        env_key = "AZURE_OPENAI_API_KEY"

    Good:
        codex ~/.codex/config.toml
        model_provider = "azure"
        [model_providers.azure]
        name = "Azure"
        base_url = "https://contoso.openai.azure.com/openai/v1"
        env_key = "AZURE_OPENAI_API_KEY"
    """
    connection, url = endpoint.connection, endpoint.url
    wanted = next((one.api_version for one in connection.providers if one.api_version is not None), None)
    if wanted is None:
        return
    if not connection.is_served:
        if not connection.apis or not all(api.is_served for api in connection.apis):
            return
        own = [one.replace("{resource}", url.host.partition(".")[0]) for one in connection.endpoints]
        leading = connection.base_for_endpoints(one for one in own if urls.split(one) and f"//{url.host}/" in one)
        better = leading or connection.base_for(connection.serves_at, [url.origin, f"{url.origin}/openai"])
        is_appended = url.path.count("/openai/") > 1
        advice = f"Write {url.origin}: {connection.tool} appends the rest" if is_appended and not better else ""
        if own_variable := _set_besides(endpoint):
            advice = f"Leave it out: {own_variable} is set here, which clients for Azure read, and they refuse both"
        yield Finding(
            endpoint.place,
            "Azure serves nothing at this path: it needs /openai/v1, or /openai/deployments/NAME and an api-version",
            help=advice,
            show_request=True,
            write=better if not own_variable else "",
        )
        return
    given = dict(pair.partition("=")[::2] for pair in (url.query or "").split("&")).get(wanted.parameter)
    is_older = any(part in url.path for part in wanted.paths) and "/openai/v1/" not in url.path
    if is_older and not given:
        yield Finding(
            endpoint.place,
            f"Azure needs ?{wanted.parameter}=… for this path; /openai/v1 needs none",
            show_request=True,
        )
    elif given and "=" in urls.unquote(given):
        text = urls.unquote(given)
        yield Finding(
            _place_beside(endpoint.place, text),
            f"`{text}` is sent as the {wanted.parameter}: {connection.tool} puts the name before it itself",
            show_request=True,
            write=text.rpartition("=")[2],
        )
    elif given in wanted.model_dates:
        yield Finding(
            endpoint.place,
            f"{given} is the date of a model, not an {wanted.parameter} of Azure",
            help=f"A recent one is {wanted.recent}; /openai/v1 needs none",
            show_request=True,
        )


def _place_beside(place: Place, text: str) -> Place:
    """Return where `text` is in the table that has the value at `place`, or that place."""
    table = place.document.at(place.route[:-1])
    for key, entry in table.entries.items() if isinstance(table, Table) else ():
        value = resolve(entry.value)
        if isinstance(value, Scalar) and value.value == text:
            return Place(place.document, (*place.route[:-1], key))
    return place


@rule("HOST002", "wrong-plan-endpoint", ERROR, since="0.1", about=BASE_URL, fix=UNSAFE)
def wrong_plan_endpoint(base: BaseUrl) -> Iterator[Finding]:
    """The key belongs to a plan (a coding subscription, say) that has an address of its own, and goes to another one.

    Why: One address rejects the keys of the other with 401, or bills by token what the plan would have covered.

    Fix: Write the base URL of the plan that the key belongs to.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.moonshot.cn/anthropic", "ANTHROPIC_AUTH_TOKEN": "{key:kimi}"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.kimi.com/coding/", "ANTHROPIC_AUTH_TOKEN": "{key:kimi}"}}
    """
    connection = base.connection
    if not connection.providers or not connection.host_is_certain:
        return
    for header in connection.request.headers:
        plan = _plan_of_key(connection, (header.text or "").strip())
        if plan is None or connection.in_checked_file(header.value) is None:
            continue
        api = plan.api(connection.request.wire_api)
        yield Finding(
            base.place,
            f"The key belongs to {plan.name}, and {connection.host} does not accept it",
            help="" if api is not None else f"That plan is at {', '.join(plan.hosts)}",
            show_request=True,
            write=connection.base_for_endpoints(api.endpoints) if api is not None else "",
        )
        return


def _plan_of_key(connection: Connection, key: str) -> Provider | None:
    """Return the plan that a key belongs to, if that is another one than those at the host."""
    shape = connection.catalog.key_shape(key)
    if shape is None or not shape.is_strong or not shape.plans:
        return None
    here = connection.providers if connection.vendors.intersection(shape.owners) else ()
    if not here or any(provider.plan in shape.plans for provider in here):
        return None
    plans = [one for one in connection.catalog.siblings(here[0].id) if one.plan in shape.plans]
    return next((one for one in plans if one.plan_of == here[0].id), plans[0] if plans else None)


@rule("HOST001", "wrong-region", WARNING, since="0.1", about=BASE_URL, fix=UNSAFE)
def wrong_region(base: BaseUrl) -> Iterator[Finding]:
    """The provider has separate platforms in two regions, and a key of one does not work at the other.

    A warning if a name next to the base URL says the other region, else a note that there is another one.

    Why: The other platform does not know the key and answers 401, even if everything else is right.

    Fix: Use the base URL of the region in which the account is, or a key of this region.

    Bad:
        opencode opencode.json
        {"provider": {"moonshot-cn": {"npm": "@ai-sdk/openai-compatible", "models": {"kimi-k2": {}},
          "options": {"baseURL": "https://api.moonshot.ai/v1", "apiKey": "{env:MOONSHOT_CN_API_KEY}"}}}}

    Good:
        opencode opencode.json
        {"provider": {"moonshot-cn": {"npm": "@ai-sdk/openai-compatible", "models": {"kimi-k2": {}},
          "options": {"baseURL": "https://api.moonshot.cn/v1", "apiKey": "{env:MOONSHOT_CN_API_KEY}"}}}}
    """
    connection = base.connection
    if not connection.is_served or not connection.providers:
        return
    here = connection.providers[0]
    twin = _twin(connection, here)
    if twin is None:
        return
    names = [connection.request.connection, *(header.value.name for header in connection.request.headers)]
    words = {word for name in names for word in re.split(r"[^a-z]+", name.lower())}
    says_other = bool(words.intersection(_REGIONS.get(twin.region, ())))
    says_own = bool(words.intersection(_REGIONS.get(here.region, ())))
    api = twin.api(connection.request.wire_api)
    there = connection.base_for_endpoints(api.endpoints) if api is not None else ""
    if says_other and not says_own:
        yield Finding(
            base.place,
            f"The names here say {twin.name}, but the request goes to {here.name}; a key works at only one of them",
            show_request=True,
            write=there,
        )
    else:
        yield Finding(
            base.place,
            f"This is {here.name}; keys of {twin.name} do not work here",
            help=f"Those work at {there}" if there else "",
            severity=NOTE,
        )


def _twin(connection: Connection, provider: Provider) -> Provider | None:
    """Return the same provider in another region, with keys that look alike."""
    if not provider.region:
        return None
    twins = [connection.catalog.provider(identifier) for identifier in provider.twins]
    return next((twin for twin in twins if twin.region not in ("", provider.region)), None)


def _set_besides(endpoint: Endpoint) -> str:
    """Return the provider's own variable for a base URL that is set, too, or an empty string."""
    connection = endpoint.connection
    variables = connection.reading.variables
    names = [name for provider in connection.providers for name in provider.base_variables]
    found = (name for name in names if name in variables and variables[name].text)
    return next((name for name in found if variables[name].place != endpoint.place), "")


@rule("HOST006", "proxied-local-host", WARNING, since="0.1", about=ENDPOINT, depends=True)
def proxied_local_host(endpoint: Endpoint) -> Iterator[Finding]:
    """A proxy is set, and nothing excludes the local base URL: the request goes to the proxy, which cannot reach it.

    Why: The proxy answers 403 or 502 instead of the local server, or nothing comes back.

    Fix: Add the host to `NO_PROXY`: `NO_PROXY=localhost,127.0.0.1`.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8403", "ANTHROPIC_AUTH_TOKEN": "local",
          "HTTP_PROXY": "http://127.0.0.1:7897"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8403", "ANTHROPIC_AUTH_TOKEN": "local",
          "HTTP_PROXY": "http://127.0.0.1:7897", "NO_PROXY": "127.0.0.1,localhost"}}
    """
    connection, url = endpoint.connection, endpoint.url
    if not connection.is_local:
        return
    variables, kind = connection.reading.variables, connection.request.kind
    proxy = proxy_of(connection.profile, kind, url, variables) if kind is not None else None
    if proxy is None:
        return
    excluded = next((variables[one].text for one in ("NO_PROXY", "no_proxy") if one in variables), "") or ""
    yield Finding(
        endpoint.place,
        f"The request to {url.host} goes to the proxy in {proxy.name}",
        help=f"Exclude the host: NO_PROXY={','.join(filter(None, (excluded, url.host)))}",
        show_request=True,
    )
