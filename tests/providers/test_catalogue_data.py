"""The catalogue is edited by hand: these tests catch what a hand gets wrong."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

PROVIDERS = Path(__file__).resolve().parents[2] / "configlint" / "providers"
DATA_FILES = sorted((PROVIDERS / "data").glob("*.toml"))
FILES = [*DATA_FILES, *(PROVIDERS / f"{name}.toml" for name in ("keys", "hosts", "models", "words"))]
SHARED_FILES = {"relays": "relay", "local": "local"}  # many vendors of one kind in one file
SUFFIX = {
    "chat": "/chat/completions",
    "responses": "/responses",
    "messages": "/v1/messages",
    "gemini": "/v1beta/models/{model}:generateContent",
}
PARTLY = {
    *("alpha", "backend-dependent", "beta", "coding-plan-only", "deprecated", "likely", "native-rawPredict"),
    *("passthrough", "per-model", "per-provider", "test-only", "unconfirmed"),
}
STRENGTH = ["strong", "weak", "context"]


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


GROUPS: dict[str, list[dict[str, Any]]] = {path.stem: load(path)["provider"] for path in DATA_FILES}
CATALOGUE: dict[str, dict[str, Any]] = {row["id"]: row for rows in GROUPS.values() for row in rows}
KEYS: list[dict[str, Any]] = load(PROVIDERS / "keys.toml")["key"]
NOT_KEYS: list[dict[str, Any]] = load(PROVIDERS / "keys.toml")["not_key"]
RETIRED: list[dict[str, Any]] = load(PROVIDERS / "hosts.toml")["retired"]
MODELS: dict[str, Any] = load(PROVIDERS / "models.toml")
STRONG = [key for key in KEYS if key["strength"] == "strong"]


class Address(NamedTuple):
    provider: str
    api: str
    field: str
    url: str

    def __str__(self) -> str:
        return f"{self.provider}-{self.api}-{self.field}-{self.url}"

    @property
    def is_base(self) -> bool:
        return self.field in ("base_url", "also", "unsettled")


def addresses() -> Iterator[Address]:
    for row in CATALOGUE.values():
        for api, facts in row.get("apis", {}).items():
            for field in ("base_url", "endpoint", "also", "unsettled", "also_endpoints"):
                value = facts.get(field, [])
                for url in [value] if isinstance(value, str) else value:
                    yield Address(row["id"], api, field, url)


ADDRESSES = list(addresses())


def host_of(url: str) -> str:
    return urlsplit(url).netloc


def is_local(host: str) -> bool:
    name = host.split(":")[0]
    return name in ("localhost", "127.0.0.1") or name.endswith(".docker.internal")


def belongs(host: str, provider: dict[str, Any]) -> bool:
    """Whether a host, placeholders filled in, is one of the provider's."""
    name = re.sub(r"\{\w+\}", "x", host)
    return any(fnmatchcase(name, known) for known in [*provider["hosts"], *provider.get("retired_hosts", [])])


def owner(key: dict[str, Any]) -> str:
    return str(key.get("provider") or key["service"])


def claims(value: str) -> list[dict[str, Any]]:
    """Entries that match the whole value, the one that counts first."""
    found = [k for k in KEYS if value.startswith(k["prefix"]) and re.fullmatch(k["shape"], value)]
    return sorted(found, key=lambda k: (-len(k["prefix"]), STRENGTH.index(k["strength"])))


def name_of(key: dict[str, Any]) -> str:
    return f"{owner(key)}-{key['name']}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_keeps_to_its_schema(path: Path) -> None:
    name = "provider" if path in DATA_FILES else path.stem
    schema = json.loads((PROVIDERS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    found = Draft202012Validator(schema).iter_errors(load(path))
    assert [f"{error.json_path}: {error.message}" for error in found] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_first_line_tells_an_editor_the_schema(path: Path) -> None:
    relative = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("#:schema ")
    assert (path.parent / relative).resolve().is_file()


@pytest.mark.parametrize("path", sorted((PROVIDERS / "schema").glob("*.json")), ids=lambda path: path.name)
def test_every_field_is_described(path: Path) -> None:
    missing: list[str] = []

    def walk(node: Any, where: str) -> None:
        if not isinstance(node, dict):
            return
        for name, sub in node.get("properties", {}).items():
            if "description" not in sub:
                missing.append(f"{where}.{name}")
            walk(sub, f"{where}.{name}")
        for name, sub in node.get("$defs", {}).items():
            walk(sub, name)

    walk(json.loads(path.read_text(encoding="utf-8")), path.stem)
    assert missing == []


def test_ids_are_unique() -> None:
    counts = Counter(row["id"] for rows in GROUPS.values() for row in rows)
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("group", GROUPS)
def test_file_is_named_after_its_vendor(group: str) -> None:
    rows = GROUPS[group]
    if group in SHARED_FILES:
        assert {row["kind"] for row in rows} == {SHARED_FILES[group]}
    else:
        assert any(row["id"] == group or row["id"].startswith(f"{group}-") for row in rows)


@pytest.mark.parametrize("row", CATALOGUE.values(), ids=lambda row: row["id"])
def test_provider_refers_to_others_that_exist(row: dict[str, Any]) -> None:
    for twin in row.get("twins", []):
        other = CATALOGUE[twin]
        assert row["id"] in other.get("twins", []), f"{twin} does not name it back"
        assert row["region"] != other["region"]
        assert row["kind"] == other["kind"]
    if "plan_of" in row:
        assert "plan" in row
        assert CATALOGUE[row["plan_of"]]["kind"] not in ("plan", "subscription")
    if row["kind"] == "plan":
        assert "plan" in row


def test_partly_says_in_which_way() -> None:
    for row in CATALOGUE.values():
        for facts in row.get("apis", {}).values():
            if facts["served"] == "partly":
                assert re.split(r"[: ]", facts["note"])[0] in PARTLY, row["id"]


@pytest.mark.parametrize("provider", CATALOGUE.values(), ids=lambda row: row["id"])
def test_addresses_are_sound(provider: dict[str, Any]) -> None:
    for address in ADDRESSES:
        if address.provider == provider["id"]:
            check_address(address, provider)


def check_address(address: Address, provider: dict[str, Any]) -> None:
    parts = urlsplit(address.url)
    assert parts.hostname
    assert parts.port is None or is_local(parts.netloc)
    assert parts.scheme == ("http" if is_local(parts.netloc) else "https")
    if provider["hosts"] or provider.get("retired_hosts"):
        assert belongs(parts.netloc, provider), address
    else:
        assert parts.netloc == "{host}", "a provider without hosts is self-hosted"
    assert not parts.query
    assert not parts.fragment
    assert not address.url.endswith("/"), address
    if address.is_base:
        assert not address.url.endswith(tuple(SUFFIX.values())), address
        assert ":generateContent" not in address.url
    if address.is_base and address.api == "messages":
        assert not address.url.endswith("/v1"), address
    if address.is_base and address.api == "gemini":
        assert not address.url.endswith(("/v1beta", "/v1")), address


def test_addresses_are_told_once() -> None:
    counts = Counter((a.provider, a.api, a.url) for a in ADDRESSES if a.is_base)
    assert [address for address, count in counts.items() if count > 1] == []
    for row in CATALOGUE.values():
        for api, facts in row.get("apis", {}).items():
            assert facts.get("endpoint") != facts.get("base_url", "") + SUFFIX[api], "follows from base_url"


def test_every_host_has_an_address() -> None:
    """On a host without one, every path would be wrong."""
    for row in CATALOGUE.values():
        if row["kind"] in ("local", "local-proxy") or "apis" not in row:
            continue
        used = [re.sub(r"\{\w+\}", "x", host_of(a.url)) for a in ADDRESSES if a.provider == row["id"]]
        idle = [host for host in row["hosts"] if not any(fnmatchcase(name, host) for name in used)]
        assert idle == [] or not used, row["id"]


def test_no_page_covers_an_api() -> None:
    for row in CATALOGUE.values():
        for page in row.get("pages", []):
            for address in ADDRESSES:
                parts = urlsplit(address.url)
                if belongs(parts.netloc, row):
                    assert not f"{parts.path}/".startswith(f"{page}/"), address


def test_no_website_is_a_host_of_its_own_vendor() -> None:
    for row in CATALOGUE.values():
        assert not set(row.get("websites", [])) & set(row["hosts"]), row["id"]


@pytest.mark.parametrize("key", [*KEYS, *NOT_KEYS], ids=lambda key: f"{key['prefix']}-{key['name']}")
def test_shape_is_usable_everywhere(key: dict[str, Any]) -> None:
    shape = key["shape"]
    re.compile(shape)
    assert key.get("infix", "") in shape
    assert not re.search(r"\(\?[=!<P]|\\[bBAZ1-9]|^\^|(?<!\\)\$$|[*+}]\+", shape), "anchor, lookaround or the like"
    assert all(int(n) <= 1000 for n in re.findall(r"[{,](\d+)", shape)), "re2 repeats at most 1000 times"


@pytest.mark.parametrize("key", KEYS, ids=name_of)
def test_key_belongs_to_somebody_known(key: dict[str, Any]) -> None:
    for name in [*([key["provider"]] if "provider" in key else []), *key.get("shared_with", [])]:
        assert name in CATALOGUE or name in GROUPS


def test_shapes_are_told_once() -> None:
    """Shapeless keys look alike by nature; with a prefix or a pattern of their own they must not."""
    counts = Counter((key["shape"], key["strength"]) for key in KEYS if key["strength"] != "context")
    assert [shape for shape, count in counts.items() if count > 1] == []


def test_a_strong_prefix_has_one_owner() -> None:
    owners: dict[str, set[str]] = {}
    for key in STRONG:
        owners.setdefault(key["prefix"], set()).add(key.get("service") or owner(key))
    assert {prefix: names for prefix, names in owners.items() if len(names) > 1} == {}


def test_plan_prefix_of_alibaba_is_tencents_too() -> None:
    (key,) = (key for key in KEYS if key["prefix"] == "sk-sp-")
    assert {owner(key), *key["shared_with"]} == {"alibaba", "tencent-tokenhub"}


@pytest.mark.parametrize("key", STRONG, ids=name_of)
@settings(max_examples=25)
@given(data=st.data())
def test_sample_of_a_strong_shape_finds_its_owner(key: dict[str, Any], data: st.DataObject) -> None:
    value = data.draw(st.from_regex(key["shape"], fullmatch=True))
    first = claims(value)[0]
    assert owner(first) == owner(key)
    assert first["strength"] == "strong"


@pytest.mark.parametrize("key", KEYS, ids=name_of)
@settings(max_examples=5)
@given(data=st.data())
def test_every_shape_can_be_generated(key: dict[str, Any], data: st.DataObject) -> None:
    assert key in claims(data.draw(st.from_regex(key["shape"], fullmatch=True)))


@pytest.mark.parametrize("harmless", NOT_KEYS, ids=lambda key: key["prefix"])
@settings(max_examples=25)
@given(data=st.data())
def test_harmless_ids_are_no_keys(harmless: dict[str, Any], data: st.DataObject) -> None:
    value = data.draw(st.from_regex(harmless["shape"], fullmatch=True))
    assert [name_of(key) for key in claims(value) if key["strength"] == "strong"] == []


def test_no_key_is_in_the_files() -> None:
    """Shapes only: a sample would set off every secret scanner on the way."""
    for path in FILES:
        for word in re.findall(r"[A-Za-z0-9_.-]{24,}", path.read_text(encoding="utf-8")):
            assert [name_of(key) for key in claims(word) if key["strength"] == "strong"] == [], path.name


@pytest.mark.parametrize("entry", RETIRED, ids=lambda entry: entry["host"])
def test_retired_address_is_known_to_its_provider(entry: dict[str, Any]) -> None:
    provider = CATALOGUE[entry["provider"]]
    host, _, path = entry["host"].partition("/")
    assert belongs(host, provider)
    if path:
        assert entry["api"] in provider["apis"]
    if "instead" in entry:
        assert belongs(host_of(entry["instead"]), provider)
        assert not entry["instead"].removeprefix("https://").startswith(entry["host"] + "/")


def test_retired_hosts_are_told_in_both_places() -> None:
    listed = {(row["id"], host) for row in CATALOGUE.values() for host in row.get("retired_hosts", [])}
    assert listed == {(entry["provider"], entry["host"]) for entry in RETIRED if "/" not in entry["host"]}
    for entry in RETIRED:
        if entry["state"] == "removed":
            assert entry["host"] not in CATALOGUE[entry["provider"]]["hosts"]


def test_model_rules_refer_to_providers_that_exist() -> None:
    for table in ("vendor", "router", "bare"):
        names = [entry["id"] for entry in MODELS[table]]
        assert len(names) == len(set(names))
        assert [name for name in names if name not in CATALOGUE] == []
    for vendor in MODELS["vendor"]:
        assert [name for name in vendor["own_hosts"] if name not in CATALOGUE] == []


def test_a_model_name_has_one_vendor() -> None:
    patterns = [(vendor["id"], pattern) for vendor in MODELS["vendor"] for pattern in vendor["patterns"]]
    for name, pattern in patterns:
        sample = re.sub(r"\[0-9\]", "4", pattern).replace("*", "x")
        assert {other for other, glob in patterns if fnmatchcase(sample, glob)} == {name}


def test_own_hosts_belong_to_one_vendor() -> None:
    counts = Counter(host for vendor in MODELS["vendor"] for host in vendor["own_hosts"])
    assert [host for host, count in counts.items() if count > 1] == []


def test_a_provider_wants_slashes_or_refuses_them() -> None:
    routers = {entry["id"] for entry in MODELS["router"]}
    bare = {entry["id"] for entry in MODELS["bare"]}
    assert not routers & bare
    assert {CATALOGUE[name]["models"] for name in routers} == {"vendor/model"}
    assert {CATALOGUE[name]["models"] for name in bare} == {"bare"}
