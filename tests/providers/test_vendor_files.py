"""Each vendor's file, on its own and with what it refers to: `pytest tests/providers -k VENDOR` checks one."""

from __future__ import annotations

import json
import re
from collections import Counter
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from tests.providers.catalog_files import (
    PROVIDER_SCHEMA,
    SUFFIX,
    VENDORS,
    Address,
    Entry,
    addresses,
    host_of,
    is_host_of,
    is_strong_key,
    load,
    providers,
    providers_in,
)

#: Files that have many vendors of one kind, with the kind.
MIXED = {"relays": "relay", "local": "local"}
#: How the note of an API begins that is served only partly.
PARTLY = {
    *("alpha", "backend-dependent", "beta", "coding-plan-only", "deprecated", "likely", "native-rawPredict"),
    *("passthrough", "per-model", "per-provider", "test-only", "unconfirmed"),
}

each_vendor = pytest.mark.parametrize("vendor", VENDORS)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(PROVIDER_SCHEMA.read_text(encoding="utf-8")))


@each_vendor
def test_file_matches_the_schema(vendor: str, validator: Draft202012Validator) -> None:
    errors = validator.iter_errors(load(VENDORS[vendor]))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@each_vendor
def test_first_line_names_the_schema(vendor: str) -> None:
    """Editors take it from there."""
    path = VENDORS[vendor]
    relative = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("#:schema ")
    assert (path.parent / relative).resolve() == PROVIDER_SCHEMA


@each_vendor
def test_file_is_named_after_its_vendor(vendor: str) -> None:
    listed = providers_in(vendor)
    if vendor in MIXED:
        assert {provider["kind"] for provider in listed} == {MIXED[vendor]}
    else:
        assert any(provider["id"] == vendor or provider["id"].startswith(f"{vendor}-") for provider in listed)


@each_vendor
def test_ids_are_unique(vendor: str) -> None:
    for provider in providers_in(vendor):
        assert providers()[provider["id"]] is provider, f"another provider is called {provider['id']}"


@each_vendor
def test_twins_name_each_other_and_differ_in_region(vendor: str) -> None:
    for provider in providers_in(vendor):
        for twin in provider.get("twins", []):
            other = providers()[twin]
            assert provider["id"] in other.get("twins", []), f"{twin} does not name {provider['id']}"
            assert provider["region"] != other["region"]
            assert provider["kind"] == other["kind"]


@each_vendor
def test_plan_belongs_to_a_provider(vendor: str) -> None:
    for provider in providers_in(vendor):
        if "plan_of" in provider:
            assert "plan" in provider
            assert providers()[provider["plan_of"]]["kind"] not in ("plan", "subscription")
        if provider["kind"] == "plan":
            assert "plan" in provider


@each_vendor
def test_partly_says_in_which_way(vendor: str) -> None:
    for provider in providers_in(vendor):
        for facts in provider.get("apis", {}).values():
            if facts["served"] == "partly":
                assert re.split(r"[: ]", facts["note"])[0] in PARTLY, provider["id"]


@each_vendor
def test_addresses_are_sound(vendor: str) -> None:
    for provider in providers_in(vendor):
        for address in addresses(provider):
            _check_address(address, provider)


def _check_address(address: Address, provider: Entry) -> None:
    parts = urlsplit(address.url)
    assert parts.hostname, address
    assert parts.port is None or _is_local(parts.hostname), address
    assert parts.scheme == ("http" if _is_local(parts.hostname) else "https"), address
    if provider["hosts"] or provider.get("retired_hosts"):
        assert is_host_of(host_of(address.url), provider), address
    else:
        assert parts.netloc == "{host}", "a provider without hosts is self-hosted"
    assert not parts.query, address
    assert not parts.fragment, address
    assert not address.url.endswith("/"), address
    if address.is_base:
        assert not address.url.endswith(tuple(SUFFIX.values())), address
        assert ":generateContent" not in address.url, address
    if address.is_base and address.api == "messages":
        assert not address.url.endswith("/v1"), address
    if address.is_base and address.api == "gemini":
        assert not address.url.endswith(("/v1beta", "/v1")), address


def _is_local(host: str) -> bool:
    return host in ("localhost", "127.0.0.1") or host.endswith(".docker.internal")


@each_vendor
def test_base_urls_are_listed_once(vendor: str) -> None:
    bases = (address for provider in providers_in(vendor) for address in addresses(provider) if address.is_base)
    counts = Counter((address.provider, address.api, address.url) for address in bases)
    assert [base for base, count in counts.items() if count > 1] == []


@each_vendor
def test_endpoint_is_only_listed_where_the_base_url_does_not_give_it(vendor: str) -> None:
    for provider in providers_in(vendor):
        for api, facts in provider.get("apis", {}).items():
            assert facts.get("endpoint") != facts.get("base_url", "") + SUFFIX[api]


@each_vendor
def test_every_host_has_an_address(vendor: str) -> None:
    """On a host without one, every path would be wrong."""
    for provider in providers_in(vendor):
        if provider["kind"] in ("local", "local-proxy") or "apis" not in provider:
            continue
        used = [host_of(address.url) for address in addresses(provider)]
        idle = [host for host in provider["hosts"] if not any(fnmatchcase(name, host) for name in used)]
        assert idle == [] or not used, provider["id"]


@each_vendor
def test_no_page_covers_an_api(vendor: str) -> None:
    for provider in providers_in(vendor):
        pages = tuple(f"{page}/" for page in provider.get("pages", ()))
        for other in providers().values() if pages else ():
            for address in addresses(other):
                if is_host_of(host_of(address.url), provider):
                    assert not f"{urlsplit(address.url).path}/".startswith(pages), address


@each_vendor
def test_no_website_is_also_an_api_host(vendor: str) -> None:
    for provider in providers_in(vendor):
        assert not set(provider.get("websites", [])) & set(provider["hosts"]), provider["id"]


@each_vendor
def test_no_key_is_in_the_file(vendor: str) -> None:
    """Shapes only: a sample would set off every secret scanner that comes by."""
    words = re.findall(r"[A-Za-z0-9_.-]{24,}", VENDORS[vendor].read_text(encoding="utf-8"))
    assert [word for word in words if is_strong_key(word)] == []
