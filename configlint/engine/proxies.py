"""Whether a request goes through a proxy, as the tool's HTTP client decides."""

from __future__ import annotations

from collections.abc import Mapping

from configlint.engine import urls
from configlint.engine.clients import CLIENTS
from configlint.engine.model import Profile, RequestKind
from configlint.engine.values import Value


def proxy_of(profile: Profile, kind: RequestKind, url: urls.Url, variables: Mapping[str, Value]) -> Value | None:
    """Return the variable with the proxy that a tool would use for a URL, or None where it goes there itself."""
    client = CLIENTS[kind.client]
    obeys = profile.obeys_proxies
    if obeys is None:
        obeys = client.obeys_proxies or (client.proxies_others and not urls.is_local(url.host))
    if not obeys:
        return None
    names = [f"{url.scheme}_proxy", "all_proxy"]
    proxy = next((variables[one] for name in names for one in (name.upper(), name) if one in variables), None)
    excluded = next((variables[one].text for one in ("NO_PROXY", "no_proxy") if one in variables), "") or ""
    return proxy if proxy is not None and proxy.text and not is_excluded(url.host, excluded) else None


def is_excluded(host: str, exclusions: str) -> bool:
    """Return True if NO_PROXY excludes a host: by its name, the end of its name, or everything."""
    patterns = [one.strip().lstrip("*").partition(":")[0] for one in exclusions.split(",") if one.strip()]
    return "" in patterns or any(host == one.lstrip(".") or host.endswith(f".{one.lstrip('.')}") for one in patterns)
