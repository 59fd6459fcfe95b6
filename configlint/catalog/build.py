"""Turns the TOML of profiles and providers into the parts that `store` keeps, by name:

"index", "urls", "footprints", a tool's id, `TOOL@VERSION` for older versions, "catalog", "provider-VENDOR", "models",
"keys", "beginnings", "owners" and "words".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configlint.catalog import build_index, build_providers, codecs, versions
from configlint.catalog.parse_profile import parse_profile
from configlint.engine.url_kinds import UrlWay, url_kinds

if TYPE_CHECKING:
    from configlint.catalog.codec import Stored

Data = Mapping[str, Any]


def build_all(profiles: Path, providers: Path, words: Path) -> dict[str, Stored]:
    """Return every part by name. Raises ValueError when a file refers to something that does not exist."""
    raw = {data["tool"]: data for data in map(load, sorted(profiles.glob("*.toml")))}
    parts = build_tools(raw, raw, load_sdks(profiles))
    return parts | build_providers.build_providers(providers, load(words), load)


def load_sdks(profiles: Path) -> dict[str, Any]:
    """Return what the SDKs bring, by name."""
    return {name: part for path in sorted((profiles / "sdks").glob("*.toml")) for name, part in load(path).items()}


def build_tools(wanted: Iterable[str], raw: Mapping[str, Data], sdks: Data) -> dict[str, Stored]:
    """Return the profiles of some tools in all their versions, with their "index", "urls" and "footprints".

    `raw` has the data of those tools and of what they extend.
    """
    parts: dict[str, Stored] = {}
    newest = []
    boundaries: dict[str, list[str]] = {}
    for tool in wanted:
        data = expanded(raw[tool], raw, sdks)
        profile = parse_profile(versions.select(data, data.get("version", "")))
        newest.append(profile)
        parts[tool] = codecs.profiles().encode(profile)
        boundaries[tool] = sorted(versions.boundaries(data), key=versions.number)
        for version in ["0", *boundaries[tool]] if boundaries[tool] else ():
            if version != profile.version:  # the newest is there already
                older = parse_profile(versions.select(data, version)).replace(version=version)
                parts[f"{tool}@{version}"] = codecs.profiles().encode(older)
    extending = frozenset(tool for tool in wanted if "extends" in raw[tool])
    ways: dict[UrlWay, UrlWay] = {}  # tools with the same SDK share a record, so that each is looked at once
    urls = {
        profile.id: tuple(one.replace(way=ways.setdefault(one.way, one.way)) for one in url_kinds(profile))
        for profile in newest
    }
    return {
        **parts,
        "index": build_index.build_index(newest, boundaries, extending),
        "urls": codecs.profiles().encode(urls),
        "footprints": build_index.footprints(newest, raw),
    }


def load(path: Path) -> dict[str, Any]:
    """Return what a TOML file says."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def expanded(data: Data, raw: Mapping[str, Data], sdks: Data) -> dict[str, Any]:
    """Fill in what a profile takes over from its parent, and the layers and requests it takes over from SDKs."""
    if "extends" in data:
        if data["extends"] not in raw:
            raise ValueError(f"{data['tool']} extends {data['extends']!r}, and there is no such tool")
        parent = expanded(raw[data["extends"]], raw, sdks)
        target = parent.pop("target", {})
        parent.pop("packages", None)  # they are the parent's own
        data = {**parent, **data}
        if "target" in data:
            data["target"] = {**target, **data["target"]}
    layers = [{**_shared(layer, sdks, {}), **layer} for layer in data.get("layers", ())]
    requests = [one for request in data.get("requests", ()) for one in _expanded_request(request, sdks)]
    return {**data, "layers": layers, "requests": requests}


def _shared(part: Data, sdks: Data, default: Any) -> Any:
    """Return what the `sdk` that a layer or request names says, or `default` where it names none."""
    if "sdk" not in part:
        return default
    if part["sdk"] not in sdks:
        raise ValueError(f"no SDK is called {part['sdk']!r}")
    return sdks[part["sdk"]]


def _expanded_request(request: Data, sdks: Data) -> Iterator[Data]:
    for bundle in _shared(request, sdks, [request]):
        if "wire_api" not in request or request["wire_api"] == bundle.get("wire_api"):
            yield {**bundle, **request}
