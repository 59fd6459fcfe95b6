"""Rules about the host that a base URL leads to: region, plan, whether it is still there, what stands between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.catalog import lookup
from configlint.catalog.lookup import Provider
from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.diagnostics.fix import UNSAFE
from configlint.engine import urls
from configlint.engine.clients import CLIENTS
from configlint.rules.context import Connection, Finding
from configlint.rules.registry import rule

#: How names say a region.
_REGIONS = {"cn": ("cn", "china", "mainland"), "intl": ("intl", "international", "global", "overseas")}


@rule("HOST004", "deprecated-host", WARNING, exclusive=True, fix=UNSAFE)
def deprecated_host(connection: Connection) -> Iterator[Finding]:
    """The provider gave this address up. Where the old one still answers, that is worth a note.

    Why: Once it is switched off, every request fails; until then nobody mends what breaks there.

    Mend: Write the address in the report.

    Bad:
        openai-python .env
        OPENAI_BASE_URL=https://models.inference.ai.azure.com

    Good:
        openai-python .env
        OPENAI_BASE_URL=https://api.openai.com/v1
    """
    url = connection.url or urls.split(connection.base.strip())
    if connection.base_place is None or url is None:
        return
    entry = lookup.retired(url.host, url.path)
    if entry is None:
        return
    since = f" on {entry['since']}" if "since" in entry else ""
    gone = entry["state"] == "removed"
    instead = _still_there(entry.get("instead", ""))
    endpoint = instead.rstrip("/") + lookup.PATHS.get(connection.request.wire_api, "") if instead else ""
    yield Finding(
        connection.base_place,
        f"{lookup.name_of(entry['provider'])} {'closed' if gone else 'replaced'} this address{since}",
        help=" ".join(part for part in (entry.get("note", ""), f"It is {instead} now." if instead else "") if part),
        sends=connection.request.url or "",
        write=connection.base_for_endpoints([endpoint]) if endpoint else "",
        severity=None if gone else NOTE,
    )


def _still_there(base: str) -> str:
    """Return `base`, or an empty text when that address was given up, too."""
    url = urls.split(base)
    return base if url is not None and lookup.retired(url.host, url.path) is None else ""


@rule("HOST003", "azure-incomplete", ERROR, exclusive=True, fix=UNSAFE)
def azure_incomplete(connection: Connection) -> Iterator[Finding]:
    """A base URL at Azure without the rest that Azure wants: `/openai/v1`, or a deployment and an `api-version`.

    Why: Azure answers 404 "Resource not found", whatever the key.

    Mend: Write `https://RESOURCE.openai.azure.com/openai/v1` where the tool takes it; else add the deployment, and an
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
    url, place = connection.url, connection.base_place
    versions = next((one.data["api_version"] for one in connection.providers if "api_version" in one.data), None)
    if place is None or url is None or versions is None:
        return
    if not connection.is_served:
        if any(api.served is not True for api in connection.apis) or not connection.apis:
            return
        own = [endpoint.replace("{resource}", url.host.partition(".")[0]) for endpoint in connection.endpoints]
        yield Finding(
            place,
            "Azure serves nothing at this path: it wants /openai/v1, or /openai/deployments/NAME and an api-version",
            sends=connection.request.url or "",
            write=connection.base_for_endpoints(one for one in own if urls.split(one) and f"//{url.host}/" in one),
        )
        return
    given = dict(pair.partition("=")[::2] for pair in (url.query or "").split("&")).get(versions["parameter"])
    is_older = any(part in url.path for part in versions["paths"]) and "/openai/v1/" not in url.path
    if is_older and not given:
        yield Finding(
            place,
            f"Azure wants ?{versions['parameter']}=… for this path; /openai/v1 needs none",
            sends=connection.request.url or "",
        )
    elif given in versions["model_dates"]:
        yield Finding(
            place,
            f"{given} is the date of a model, no {versions['parameter']} of Azure",
            help=f"A recent one is {versions['recent']}; /openai/v1 needs none",
            sends=connection.request.url or "",
        )


@rule("HOST002", "wrong-plan-endpoint", ERROR, exclusive=True, fix=UNSAFE)
def wrong_plan_endpoint(connection: Connection) -> Iterator[Finding]:
    """The key belongs to a plan (a coding subscription, say) that has an address of its own, and goes to another one.

    Why: One address refuses the keys of the other with 401, or bills by token what the plan would have paid for.

    Mend: Write the base URL of the plan that the key belongs to.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.moonshot.cn/anthropic", "ANTHROPIC_AUTH_TOKEN": "{key:kimi}"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "https://api.kimi.com/coding/", "ANTHROPIC_AUTH_TOKEN": "{key:kimi}"}}
    """
    if connection.base_place is None or not connection.providers or not connection.host_is_certain:
        return
    for header, _ in connection.sent_keys():
        shape = lookup.key_shape((header.text or "").strip())
        if shape is None or shape.strength != "strong" or not shape.plans:
            continue
        here = [one for one in connection.providers if connection.vendors.intersection(shape.owners)]
        if not here or any(one.data.get("plan") in shape.plans for one in here):
            continue
        plans = [one for one in lookup.siblings(here[0].id) if one.data.get("plan") in shape.plans]
        plan = next((one for one in plans if one.data.get("plan_of") == here[0].id), plans[0] if plans else None)
        if plan is None:
            continue
        api = plan.api(connection.request.wire_api)
        yield Finding(
            connection.base_place,
            f"The key belongs to {plan.name}, and {connection.host} does not take it",
            help="" if api is not None else f"That plan is at {', '.join(plan.data['hosts'])}",
            sends=connection.request.url or "",
            write=connection.base_for_endpoints(api.endpoints) if api is not None else "",
        )
        return


@rule("HOST001", "wrong-region", WARNING, exclusive=True, fix=UNSAFE)
def wrong_region(connection: Connection) -> Iterator[Finding]:
    """The provider has twin platforms in two regions, and a key of one does not work at the other.

    A warning where a name beside the base URL says the other region, else a note that there is a twin.

    Why: The other platform does not know the key and answers 401, whatever else is right.

    Mend: Take the base URL of the region in which the account is, or a key of this region.

    Bad:
        opencode opencode.json
        {"provider": {"moonshot-cn": {"npm": "@ai-sdk/openai-compatible", "models": {"kimi-k2": {}},
          "options": {"baseURL": "https://api.moonshot.ai/v1", "apiKey": "{env:MOONSHOT_CN_API_KEY}"}}}}

    Good:
        opencode opencode.json
        {"provider": {"moonshot-cn": {"npm": "@ai-sdk/openai-compatible", "models": {"kimi-k2": {}},
          "options": {"baseURL": "https://api.moonshot.cn/v1", "apiKey": "{env:MOONSHOT_CN_API_KEY}"}}}}
    """
    if connection.base_place is None or not connection.is_served or not connection.providers:
        return
    here = connection.providers[0]
    twin = _twin(here)
    if twin is None:
        return
    names = [connection.request.connection, *(header.value.name for header in connection.request.headers)]
    words = {word for name in names for word in re.split(r"[^a-z]+", name.lower())}
    says_other = bool(words.intersection(_REGIONS.get(str(twin.data["region"]), ())))
    says_own = bool(words.intersection(_REGIONS.get(str(here.data["region"]), ())))
    api = twin.api(connection.request.wire_api)
    base = connection.base_for_endpoints(api.endpoints) if api is not None else ""
    if says_other and not says_own:
        yield Finding(
            connection.base_place,
            f"The names here say {twin.name}, and the request goes to {here.name}: keys do not work at both",
            sends=connection.request.url or "",
            write=base,
        )
    else:
        yield Finding(
            connection.base_place,
            f"This is {here.name}; a key of {twin.name} does not work here",
            help=f"That one is at {base}" if base else "",
            severity=NOTE,
        )


def _twin(provider: Provider) -> Provider | None:
    """Return the same provider in another region, with keys that look alike."""
    if "region" not in provider.data:
        return None
    twins = [lookup.provider(identifier) for identifier in provider.data.get("twins", ())]
    return next((one for one in twins if one.data.get("region") not in (None, provider.data["region"])), None)


@rule("HOST006", "proxied-local-host", WARNING, depends=True)
def proxied_local_host(connection: Connection) -> Iterator[Finding]:
    """A proxy is set, and nothing excepts the local base URL: the request goes to the proxy, which cannot reach it.

    Why: The proxy answers 403 or 502 in the place of the local server, or nothing comes back.

    Mend: Name the host in `NO_PROXY`: `NO_PROXY=localhost,127.0.0.1`.

    Bad:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8403", "ANTHROPIC_AUTH_TOKEN": "local",
          "HTTP_PROXY": "http://127.0.0.1:7897"}}

    Good:
        claude-code ~/.claude/settings.json
        {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8403", "ANTHROPIC_AUTH_TOKEN": "local",
          "HTTP_PROXY": "http://127.0.0.1:7897", "NO_PROXY": "127.0.0.1,localhost"}}
    """
    url, place = connection.url, connection.base_place
    if place is None or url is None or not connection.is_local or not _obeys_proxies(connection):
        return
    variables = connection.reading.variables
    names = [f"{url.scheme}_proxy", "all_proxy"]
    proxy = next((variables[one] for name in names for one in (name.upper(), name) if one in variables), None)
    excepted = next((variables[one].text for one in ("NO_PROXY", "no_proxy") if one in variables), "") or ""
    if proxy is None or not proxy.text or _is_excepted(url.host, excepted):
        return
    yield Finding(
        place,
        f"The request to {url.host} goes to the proxy that {proxy.name} names",
        help=f"Except it: NO_PROXY={','.join(filter(None, (excepted, url.host)))}",
        sends=connection.request.url or "",
    )


def _obeys_proxies(connection: Connection) -> bool:
    data = connection.profile.data
    client = connection.request.spec.get("client") or data.get("client", "fetch")
    return bool(data.get("obeys_proxies", CLIENTS[client].obeys_proxies))


def _is_excepted(host: str, exceptions: str) -> bool:
    """Tell whether NO_PROXY excepts a host: by its name, the end of its name, or everything."""
    patterns = [one.strip().lstrip("*").partition(":")[0] for one in exceptions.split(",") if one.strip()]
    return "" in patterns or any(host == one.lstrip(".") or host.endswith(f".{one.lstrip('.')}") for one in patterns)
