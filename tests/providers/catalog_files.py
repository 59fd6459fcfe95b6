"""The files of the catalog as their TOML says it. A file is parsed when a test first asks for it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

PACKAGE = Path(__file__).resolve().parents[2] / "configlint"
PROVIDERS = PACKAGE / "providers"
#: One file for each vendor, by its name: `pytest tests/providers -k groq` checks groq.toml alone.
VENDORS = {path.stem: path for path in sorted((PROVIDERS / "data").glob("*.toml"))}
#: Files about all of them, with their schemas.
SHARED = {
    **{
        PROVIDERS / f"{name}.toml": PROVIDERS / "schema" / f"{name}.schema.json" for name in ("keys", "hosts", "models")
    },
    PROVIDERS / "service_keys.toml": PROVIDERS / "schema" / "keys.schema.json",
    PACKAGE / "secrets" / "secret_words.toml": PACKAGE / "secrets" / "words.schema.json",
    PACKAGE / "convert" / "outputs" / "outputs.toml": PACKAGE / "convert" / "outputs" / "outputs.schema.json",
}
PROVIDER_SCHEMA = PROVIDERS / "schema" / "provider.schema.json"

#: What each wire API's clients append to a base URL.
SUFFIX = {
    "chat": "/chat/completions",
    "responses": "/responses",
    "messages": "/v1/messages",
    "gemini": "/v1beta/models/{model}:generateContent",
}
_STRENGTHS = ["strong", "weak", "context"]

Entry = dict[str, Any]


@cache
def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


# ---- providers


def providers_in(vendor: str) -> list[Entry]:
    """Return the providers in a vendor's file."""
    listed: list[Entry] = load(VENDORS[vendor])["provider"]
    return listed


@cache
def providers() -> dict[str, Entry]:
    """Return all providers by id."""
    return {provider["id"]: provider for vendor in VENDORS for provider in providers_in(vendor)}


class Address(NamedTuple):
    """A URL of a provider, with the API and the field that has it."""

    provider: str
    api: str
    field: str
    url: str

    @property
    def is_base(self) -> bool:
        """Whether it is a base URL, to which a client appends a path."""
        return self.field in ("base_url", "also", "unsettled")


def addresses(provider: Entry) -> Iterator[Address]:
    """Yield every URL that a provider's entry has."""
    for api, facts in provider.get("apis", {}).items():
        for field in ("base_url", "endpoint", "also", "unsettled", "also_endpoints"):
            value = facts.get(field, [])
            for url in [value] if isinstance(value, str) else value:
                yield Address(provider["id"], api, field, url)


def host_of(url: str) -> str:
    """Return the host and port of a URL, with an `x` for each placeholder."""
    return re.sub(r"\{\w+\}", "x", urlsplit(url).netloc)


def is_host_of(host: str, provider: Entry) -> bool:
    """Return True if a host is one of the provider's, or was one."""
    return any(fnmatchcase(host, known) for known in [*provider["hosts"], *provider.get("retired_hosts", [])])


# ---- keys


def keys() -> list[Entry]:
    """Return all kinds of keys."""
    listed: list[Entry] = [one for name in ("keys", "service_keys") for one in load(PROVIDERS / f"{name}.toml")["key"]]
    return listed


def harmless_ids() -> list[Entry]:
    """Return the kinds of ids that look like keys."""
    listed: list[Entry] = load(PROVIDERS / "keys.toml")["not_key"]
    return listed


def owner(key: Entry) -> str:
    """Return the id of the provider, or the name of the service, that gives out a kind of key."""
    return str(key.get("provider") or key["service"])


def title(key: Entry) -> str:
    """Return what to call a kind of key in the name of a test."""
    return f"{owner(key)}-{key['name']}"


def matching_keys(value: str) -> list[Entry]:
    """Return the kinds of keys that match the whole value, the one that counts first."""
    found = [key for key in keys() if value.startswith(key["prefix"]) and re.fullmatch(key["shape"], value)]
    return sorted(found, key=lambda key: (-len(key["prefix"]), _STRENGTHS.index(key["strength"])))


def is_strong_key(value: str) -> bool:
    """Return True if a value is a key whose prefix alone says whose it is."""
    return any(key["strength"] == "strong" for key in matching_keys(value))
