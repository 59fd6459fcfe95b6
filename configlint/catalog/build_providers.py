"""Makes the parts about providers: what they serve where, how their keys look, what models there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configlint.catalog import codecs
from configlint.catalog.providers import (
    PATHS,
    Api,
    ApiVersion,
    KeyShape,
    ModelForm,
    ModelList,
    ModelVendor,
    Provider,
    RetiredHost,
)
from configlint.catalog.words import Beginnings, Owners, Words

if TYPE_CHECKING:
    from configlint.catalog.codec import Stored

Data = Mapping[str, Any]
#: Providers by the vendor group that they belong to, and by id.
Vendors = Mapping[str, Mapping[str, Provider]]

_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
#: What a letter, digit, `-` or `_` begins with when it is escaped: in JSON, in programs, in XML, and in URLs.
_ESCAPED = (
    "\\u002d", "\\u002D", "\\u003", "\\u004", "\\u005", "\\u006", "\\u007", "\\u{",
    "\\x2d", "\\x2D", "\\x3", "\\x4", "\\x5", "\\x6", "\\x7", "\\1", "\\055", "\\06", "\\07",
    "&#", "%2D", "%2d", "%5F", "%5f",
)  # fmt: skip
_SERVED = {True: "yes", False: "no"}
_DOTS = {True: "yes", False: "no"}


def build_providers(folder: Path, words_data: Data, load: Callable[[Path], Data]) -> dict[str, Stored]:
    """Return every part about providers and keys."""
    data = {path.stem: load(path)["provider"] for path in sorted((folder / "data").glob("*.toml"))}
    vendors = {group: {one["id"]: provider(one) for one in listed} for group, listed in data.items()}
    retired: dict[str, list[RetiredHost]] = {}
    for entry in load(folder / "hosts.toml")["retired"]:
        host, one = _retired(entry)
        retired.setdefault(host, []).append(one)
    models = load(folder / "models.toml")
    keys = in_order(
        [
            *key_shapes(load(folder / "keys.toml")["key"], vendors),
            *key_shapes(load(folder / "service_keys.toml")["key"], vendors, is_for_models=False),
        ]
    )
    words = _words(words_data)
    encode = codecs.providers().encode
    return {
        **{f"provider-{group}": encode(providers) for group, providers in vendors.items()},
        "models": encode(
            {
                one["id"]: ModelList(tuple(one["models"]), one["as_of"], one.get("retired", {}))
                for one in models.get("list", ())
            }
        ),
        "catalog": encode(
            {
                **addresses(data),
                "retired": retired,
                "vendors": {one["id"]: _vendor(one) for one in models["vendor"]},
                "model_forms": {
                    one["id"]: _model_form(one) for one in [*models.get("router", ()), *models.get("bare", ())]
                }
                | {
                    one["id"]: ModelForm("area.model", models=tuple(one["models"]), areas=tuple(one["areas"]))
                    for one in models.get("profiled", ())
                },
            }
        ),
        "keys": encode(with_starts(keys)),
        "beginnings": encode(beginnings(keys, words)),
        "owners": encode(owners(vendors, keys, words)),
        "words": encode(words),
    }


# ---- providers


def provider(data: Data) -> Provider:
    """Return a provider as its file describes it."""
    version = data.get("api_version")
    return Provider(
        data["id"],
        data["name"],
        data["kind"],
        data.get("region", ""),
        tuple(data.get("twins", ())),
        data.get("plan", ""),
        data.get("plan_of", ""),
        tuple(data.get("hosts", ())),
        tuple(data.get("variables", ())),
        tuple(data.get("base_variables", ())),
        data.get("key_header", ""),
        data.get("models", ""),
        tuple(data.get("model_ids", ())),
        data.get("model_note", ""),
        data.get("note", ""),
        data.get("docs", ""),
        None if version is None else _api_version(version),
        data.get("forwards_keys", False),
        {wire_api: _api(wire_api, one) for wire_api, one in data.get("apis", {}).items()},
    )


def _api_version(data: Data) -> ApiVersion:
    return ApiVersion(data["parameter"], tuple(data["paths"]), tuple(data["model_dates"]), data["recent"])


def _api(wire_api: str, data: Data) -> Api:
    bases = tuple(base for base in (data.get("base_url"), *data.get("also", ())) if base)
    endpoints = tuple(base + PATHS[wire_api] for base in bases)
    if "endpoint" in data:
        endpoints = (data["endpoint"], *endpoints[1:])
    unsettled = (base + PATHS[wire_api] for base in data.get("unsettled", ()))
    return Api(
        str(_SERVED.get(data["served"], data["served"])),
        bases,
        endpoints,
        (*data.get("also_endpoints", ()), *unsettled),
        data.get("as_of", ""),
        data.get("since", ""),
        data.get("key_header", ""),
        data.get("note", ""),
    )


def addresses(vendors: Mapping[str, Iterable[Data]]) -> dict[str, Any]:
    """Return what leads to the ids of the providers of some vendors: hosts, web pages, headers, ports."""
    groups: dict[str, str] = {}
    hosts: dict[str, list[str]] = {}
    websites: dict[str, list[tuple[str, str]]] = {}
    headers: dict[str, str] = {}
    ports: dict[str, str] = {}
    for group, listed in vendors.items():
        for one in listed:
            groups[one["id"]] = group
            pages = [tuple(page.partition("/")[::2]) for page in one.get("websites", ())]
            pages += [(host, page[1:]) for host in one.get("hosts", ()) for page in one.get("pages", ())]
            for host, page in pages:
                websites.setdefault(host, []).append((f"/{page}" if page else "", one["id"]))
            for host in one.get("hosts", ()):
                hosts.setdefault(host, []).append(one["id"])
            headers |= dict.fromkeys(one.get("request_headers", ()), one["id"])
            if "port" in one:
                ports[str(one["port"])] = one["id"]
    return {
        "groups": groups,
        "hosts": {host: ids for host, ids in hosts.items() if "*" not in host},
        "host_globs": {host: ids for host, ids in hosts.items() if "*" in host},
        "websites": websites,
        "request_headers": headers,
        "ports": ports,
    }


def _retired(data: Data) -> tuple[str, RetiredHost]:
    host, _, rest = data["host"].partition("/")
    path = f"/{rest}" if rest else ""
    return host, RetiredHost(
        path,
        data["provider"],
        data["state"],
        data.get("since", ""),
        data.get("instead", ""),
        data.get("note", ""),
    )


def _vendor(data: Data) -> ModelVendor:
    """Return a vendor with its patterns in lower case, and one for each digit where they have `[0-9]`."""
    patterns = (glob.lower().replace("[0-9]", digit) for glob in data["patterns"] for digit in "0123456789")
    return ModelVendor(
        data["id"],
        tuple(dict.fromkeys(patterns)),
        tuple(data.get("own_hosts", ())),
        data.get("router_prefix", ""),
        tuple(data.get("also_accepts", ())),
    )


def _model_form(data: Data) -> ModelForm:
    exceptions = (*data.get("own", ()), *data.get("except", ()))
    dots = _DOTS[data["dots"]] if "dots" in data else ""
    return ModelForm(data.get("form", "bare"), tuple(data.get("apis", ())), exceptions, dots)


# ---- keys


def with_starts(keys: Sequence[KeyShape]) -> Data:
    """Return kinds of keys, and which of them (by number) may begin with two characters, or with any others ("").

    Those that only a context tells are not among the latter.
    """
    certain = [number for number, one in enumerate(keys) if one.strength != "context"]
    starts = ["", *sorted({one.prefix[:2] for one in keys if one.prefix})]
    return {
        "shapes": tuple(keys),
        "starts": {start: [number for number in certain if keys[number].prefix[:2] in ("", start)] for start in starts},
    }


def key_shapes(listed: Iterable[Data], vendors: Vendors, *, is_for_models: bool = True) -> list[KeyShape]:
    """Return kinds of keys, as keys.toml has them, with what else is known about their owners."""
    groups = {identifier: group for group, providers in vendors.items() for identifier in providers}
    shapes = []
    for data in listed:
        issuer: str = data.get("provider", data.get("service", ""))
        owner: str = groups.get(issuer, issuer)
        providers = vendors.get(owner, {}) if "provider" in data else {}
        known = providers.get(issuer) or next(iter(providers.values()), None)
        shapes.append(
            KeyShape(
                issuer=issuer,
                owner=owner,
                owner_name=data.get("service") or (known.short_name if known is not None else issuer),
                owners=tuple(groups.get(one, one) for one in (issuer, *data.get("shared_with", ()))),
                name=data.get("name", "API key"),
                prefix=data["prefix"],
                expression=data["shape"],
                strength=data["strength"],
                infix=data.get("infix", ""),
                header=data.get("header", ""),
                plans=tuple(data.get("plans", ())),
                variables=known.variables if known is not None else (),
                named=tuple(data.get("named", ())),
                after=tuple(data.get("after", ())),
                near=tuple(data.get("near", ())),
                providers=tuple(one for one in (data.get("provider"), *data.get("shared_with", ())) if one),
                is_for_models=is_for_models,
            )
        )
    return shapes


def in_order(shapes: Iterable[KeyShape]) -> list[KeyShape]:
    """Return kinds of keys in the order in which a value is compared with them: see keys.toml."""
    strengths = ["strong", "weak", "context"]
    return sorted(shapes, key=lambda shape: (-len(shape.prefix), strengths.index(shape.strength)))


def beginnings(shapes: Iterable[KeyShape], words: Words, *, only_models: bool = False) -> Beginnings:
    """Return how keys and passwords begin, or with `only_models` how keys do that are for models."""
    shapes = [shape for shape in shapes if shape.is_for_models or not only_models]
    prefixes = {shape.prefix for shape in shapes if shape.prefix}
    marks = {prefix for prefix in prefixes if not _RUN.issuperset(prefix)}
    followed = {mark: min(_followed_by(shape) for shape in shapes if shape.prefix == mark) for mark in sorted(marks)}
    names = {*words.code_names, *(name for shape in shapes for name in shape.named)}
    if not only_models:
        marks.update(words.password_urls)
    return Beginnings(
        runs=tuple(sorted(prefixes - marks)),
        marks=tuple(sorted(marks)),
        followed=followed,
        names=tuple(sorted(names)),
        endings=words.variable_endings,
        escapes=_ESCAPED,
        only_models=only_models,
    )


def _followed_by(shape: KeyShape) -> int:
    """Return how many letters, digits, `-` and `_` follow the prefix of a kind of key at least, as far as is clear."""
    rest = shape.expression.replace("\\", "").removeprefix(shape.prefix)
    found = re.match(r"\[[A-Za-z0-9_-]+\]\{([0-9]+)", rest)
    return int(found[1]) if found is not None else 0


def owners(vendors: Vendors, keys: Iterable[KeyShape], words: Words) -> Owners:
    """Return what around a key tells whose it is."""
    of_any_provider, variants = words.names["of_any_provider"], words.names["variants"]
    by_word: dict[str, str] = {}
    names: dict[str, str] = {}
    hosts: dict[str, str] = {}
    for group, providers in vendors.items():
        names[group] = next(iter(providers.values())).short_name
        for identifier, one in providers.items():
            by_word.setdefault(identifier.replace("-", "").replace(".", ""), group)
            for host in one.hosts:
                hosts.setdefault(host, group)
            for variable in one.variables:
                steps = variable.split("_")
                by_word.setdefault("".join(steps).lower(), group)
                while steps and steps[-1].lower() in of_any_provider:
                    steps.pop()
                if "".join(steps).lower() not in variants:
                    by_word.setdefault("".join(steps).lower(), group)
    for key in keys:
        names.setdefault(key.owner, key.owner_name)
        by_word |= dict.fromkeys(key.near, key.owner)
    short = words.prose["short"]
    return Owners(
        {word: owner for word, owner in by_word.items() if len(word) > 2 or word in short},
        names,
        {host: group for host, group in hosts.items() if "*" not in host},
        tuple((host, group) for host, group in hosts.items() if "*" in host),
    )


def _words(data: Data) -> Words:
    files = data["files"]
    return Words(
        {name: frozenset(listed) for name, listed in data["names"].items() if not name.startswith("in_")},
        {name: frozenset(listed) for name, listed in data["prose"].items()},
        {name: tuple(listed) for name, listed in data["placeholders"].items()},
        tuple(data["names"]["in_code"]),
        tuple(data["names"]["in_any_file"]),
        tuple(data["urls"]["with_password"]),
        tuple(files["configuration_named"]),
        files["configuration"],
    )
