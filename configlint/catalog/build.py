"""Turns the TOML of profiles and providers into what `compiled` stores."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from re._parser import parse as parse_expression  # type: ignore[import-not-found]  # only it knows lengths
from typing import Any

from configlint.engine import files, templates, versions

_VARIABLE = re.compile(r"(?:var|shell):([A-Z][A-Z0-9_]*)$")


def compile_all(profiles: Path, providers: Path) -> dict[str, Any]:
    """Return every compiled part by name. Raises ValueError when a file refers to something that does not exist."""
    raw = {data["tool"]: data for data in map(load, sorted(profiles.glob("*.toml")))}
    parts = tools(raw, raw, sdks(profiles))
    parts |= _catalogue(providers)
    parts["keys"] = key_shapes(load(providers / "keys.toml")["key"], parts)
    parts["words"] = _words(providers / "words.toml")
    parts["near"] = near(parts)
    return parts


def sdks(profiles: Path) -> dict[str, Any]:
    """Return what the SDKs bring, by name."""
    return {name: part for path in sorted((profiles / "sdks").glob("*.toml")) for name, part in load(path).items()}


def tools(wanted: Iterable[str], raw: Mapping[str, dict[str, Any]], sdks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the compiled profiles of some tools, and the "index" of these. `raw` has them and what they extend."""
    parts: dict[str, Any] = {tool: _profile(raw[tool], raw, sdks) for tool in wanted}
    index = _index(parts)
    for tool, data in list(parts.items()):
        if versions.is_versioned(data):
            parts[tool], parts[f"{tool}@"] = versions.select(data, data["version"]), data
    return {**parts, "index": index}


def load(path: Path) -> dict[str, Any]:
    """Return what a TOML file says."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _profile(data: dict[str, Any], raw: Mapping[str, dict[str, Any]], sdks: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what a profile takes over from its parent, and the layers and requests it takes over from SDKs."""
    if "extends" in data:
        if data["extends"] not in raw:
            raise ValueError(f"{data['tool']} extends {data['extends']!r}, and there is no such tool")
        parent = _profile(raw[data["extends"]], raw, sdks)
        target = parent.pop("target", {})
        data = {**parent, **data}
        if "target" in data:
            data["target"] = {**target, **data["target"]}
    layers = [{**_shared(layer, sdks, {}), **layer} for layer in data.get("layers", ())]
    requests = [one for request in data.get("requests", ()) for one in _expanded(request, sdks)]
    filled = {**data, "layers": layers, "requests": requests}
    built_in = {layer["mount"] for layer in layers if "data" in layer and "mount" in layer}
    names = [path for path in dict.fromkeys(_named(filled)) if path.partition(".")[0] not in built_in]
    return {**filled, "name_fields": names, "variables": sorted(_variables(filled))}


def _named(node: Any) -> Iterator[str]:
    """Yield the paths of all `named:` sources in a profile."""
    if isinstance(node, str):
        if node.startswith("named:"):
            yield node.removeprefix("named:")
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _named(value)
    elif isinstance(node, list):
        for value in node:
            yield from _named(value)


def _shared(part: Mapping[str, Any], sdks: Mapping[str, Any], default: Any) -> Any:
    """Return what the `sdk` that a layer or request names says, or `default` where it names none."""
    if "sdk" not in part:
        return default
    if part["sdk"] not in sdks:
        raise ValueError(f"no SDK is called {part['sdk']!r}")
    return sdks[part["sdk"]]


def _expanded(request: dict[str, Any], sdks: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for bundle in _shared(request, sdks, [request]):
        if "wire_api" not in request or request["wire_api"] == bundle.get("wire_api"):
            yield {**bundle, **request}


def _index(profiles: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is needed to tell whose a file is without loading a profile."""
    files: list[dict[str, Any]] = []
    strays: list[dict[str, Any]] = []
    variables: dict[str, list[str]] = {}
    unread: dict[str, list[str]] = {}
    endings = {tool: sorted(_variable_endings(data)) for tool, data in profiles.items()}
    common = {name for data in profiles.values() for name in data.get("common_variables", ())}
    for tool, data in profiles.items():
        templates = data.get("templates", {})
        for number, layer in enumerate(data.get("layers", ())):
            spec = {**templates.get(layer.get("template"), {}), **layer}
            if spec.get("recognise") is False:
                continue
            for path in _paths(spec):
                entry = {"tool": tool, "layer": number, **_pattern(path)}
                entry |= {key: spec[key] for key in ("signature", "variables_named", "explicit") if key in spec}
                files.append(entry)
            for stray in spec.get("elsewhere", ()):
                entry = {"tool": tool, "layer": number, **_pattern(stray["path"])}
                strays.append(entry | {key: stray[key] for key in ("signature",) if key in stray})
        files += [
            {"tool": tool, "instead": near["instead"], **_pattern(near["path"])} for near in data.get("near_files", ())
        ]
        for name in data["variables"]:
            if name not in common:
                variables.setdefault(name, []).append(tool)
        for name in data.get("unread_variables", ()):
            unread.setdefault(name, []).append(tool)
    names: dict[str, list[dict[str, Any]]] = {}
    globs: list[dict[str, Any]] = []
    folders = [entry for entry in strays if len(entry["steps"]) > 1]  # these say more than a path alone
    for entry in [*folders, *files, *(entry for entry in strays if entry not in folders)]:
        if (at_home := _at_home(entry, files)) is not None:
            entry["at_home"] = at_home
        last = entry["steps"][-1]
        if "*" in last:
            globs.append(entry)
        else:
            names.setdefault(last, []).append(entry)
    readers = sorted((data["dotenv"], "extends" in data, tool) for tool, data in profiles.items() if "dotenv" in data)
    return {
        "tools": sorted(profiles),
        "names": names,
        "globs": globs,
        "variables": variables,
        "unread": unread,
        "variable_endings": {tool: found for tool, found in endings.items() if found},
        "common": sorted(common),
        "versions": {
            tool: sorted(changes, key=versions.number)
            for tool, data in profiles.items()
            if (changes := versions.boundaries(data))
        },
        "dotenv": [tool for *_, tool in readers],  # what builds on another stands behind it
    }


def _paths(spec: Mapping[str, Any]) -> list[str]:
    return [*files.paths(spec), *spec.get("path_on", {}).values(), *spec.get("then", ())]


def _pattern(path: str) -> dict[str, Any]:
    """Return a layer's path as the steps to compare from the end, and what it hangs on (`home`, `root` or nothing)."""
    path = templates.expand(path, lambda name: None) or re.sub(r"^\{[A-Z0-9_]+\}/?", "", path)
    anchor = "home" if path.startswith("~") else "root" if re.match(r"/|[A-Z]:", path) else ""
    steps = [step for step in path.removeprefix("git:").lstrip("~").split("/") if step]
    return {"steps": steps or ["/"], "anchor": anchor}


def _at_home(entry: Mapping[str, Any], files: list[dict[str, Any]]) -> bool | None:
    """Tell whether a path means a file in the home folder only (True), anywhere but there (False), or anywhere."""
    anchors = {
        other["anchor"] for other in files if other["tool"] == entry["tool"] and other["steps"] == entry["steps"]
    }
    if {"home", ""} <= anchors:
        return bool(entry["anchor"] == "home")
    return True if entry["anchor"] == "home" and len(entry["steps"]) == 1 else None


def _variables(node: Any) -> set[str]:
    """Return the variables that the sources of a profile read by name."""
    if isinstance(node, str):
        match = _VARIABLE.search(node)
        return {match[1]} if match else set()
    if isinstance(node, Mapping):
        return {name for key, value in node.items() for name in _variables(key) | _variables(value)}
    if isinstance(node, list):
        return {name for value in node for name in _variables(value)}
    return set()


def _variable_endings(data: Mapping[str, Any]) -> set[str]:
    """Return what the names of those variables end with that a profile puts together: `_API_KEY`."""
    return set(re.findall(r"var:\{[^{}]+\}([A-Z_]*)", json.dumps(data)))


def _catalogue(folder: Path) -> dict[str, Any]:
    """Return the providers, a part per vendor, and "catalogue": what leads from hosts and pages to their ids."""
    vendors = {
        path.stem: {entry["id"]: _slim(entry) for entry in load(path)["provider"]}
        for path in sorted((folder / "data").glob("*.toml"))
    }
    retired: dict[str, list[dict[str, Any]]] = {}
    for entry in load(folder / "hosts.toml")["retired"]:
        host, _, rest = entry.pop("host").partition("/")
        retired.setdefault(host, []).append({**entry, "path": f"/{rest}" if rest else ""})
    models = load(folder / "models.toml")
    return {
        "models": {one["id"]: {"as_of": one["as_of"], "models": one["models"]} for one in models.get("list", ())},
        **{f"provider-{vendor}": entries for vendor, entries in vendors.items()},
        "catalogue": {
            **addresses(vendors),
            "retired": retired,
            "vendors": {vendor["id"]: _vendor(vendor) for vendor in models["vendor"]},
            "model_forms": {entry["id"]: entry for entry in [*models.get("router", ()), *models.get("bare", ())]},
        },
    }


def addresses(vendors: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what leads to the ids of the providers of some vendors: hosts, web pages, headers."""
    groups: dict[str, str] = {}
    hosts: dict[str, list[str]] = {}
    websites: dict[str, list[tuple[str, str]]] = {}
    headers: dict[str, str] = {}
    for vendor, entries in vendors.items():
        for identifier, entry in entries.items():
            groups[identifier] = vendor
            pages = [tuple(page.partition("/")[::2]) for page in entry.get("websites", ())]
            pages += [(host, page[1:]) for host in entry.get("hosts", ()) for page in entry.get("pages", ())]
            for host, page in pages:
                websites.setdefault(host, []).append((f"/{page}" if page else "", identifier))
            for host in entry.get("hosts", ()):
                hosts.setdefault(host, []).append(identifier)
            headers |= dict.fromkeys(entry.get("request_headers", ()), identifier)
    return {
        "groups": groups,
        "hosts": {host: ids for host, ids in hosts.items() if "*" not in host},
        "host_globs": [[host, ids] for host, ids in hosts.items() if "*" in host],
        "websites": websites,
        "request_headers": headers,
    }


def _vendor(vendor: dict[str, Any]) -> dict[str, Any]:
    """Return a vendor with its patterns in small letters, and one for each digit where they have `[0-9]`."""
    patterns = (glob.lower().replace("[0-9]", digit) for glob in vendor["patterns"] for digit in "0123456789")
    return {**vendor, "patterns": list(dict.fromkeys(patterns))}


def _slim(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a provider without what only people read: the sources."""
    apis = {
        wire: {key: value for key, value in api.items() if key != "source"}
        for wire, api in entry.get("apis", {}).items()
    }
    return {**entry, "apis": apis}


def key_shapes(listed: Iterable[Mapping[str, Any]], parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return kinds of keys, as keys.toml has them, with what else is known about their owners, in order."""
    shapes: list[dict[str, Any]] = []
    for shape in listed:
        kept = {key: value for key, value in shape.items() if key not in ("source", "note")}
        group, provider = _issuer(shape, parts)
        shapes.append(
            kept
            | {
                "lengths": parse_expression(shape["shape"]).getwidth(),
                "owner": group,
                "owner_name": shape.get("service") or _short_name(provider),
                "variables": provider.get("variables", []),
            }
        )
    return in_order(shapes)


def in_order(shapes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return kinds of keys in the order in which a value is held against them: see keys.toml."""
    strengths = ["strong", "weak", "context"]
    return sorted(shapes, key=lambda shape: (-len(shape["prefix"]), strengths.index(shape["strength"])))


def _issuer(shape: Mapping[str, Any], parts: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the vendor group that issues a kind of key (or the service), and what is known about it."""
    name = shape.get("provider")
    if name is None:
        return shape["service"], {}
    group = parts["catalogue"]["groups"].get(name, name)
    vendor = parts[f"provider-{group}"]
    return group, vendor.get(name) or next(iter(vendor.values()))


def _short_name(provider: Mapping[str, Any]) -> str:
    """Return a provider's name without the plan or region that it may say behind it, as keys are good for all."""
    name: str = re.split(r" \(|, | / ", provider["name"])[0]
    return name.removesuffix(" API")


def _words(path: Path) -> dict[str, Any]:
    """Return the lists of words as what they are asked for: sets, except those of beginnings, ends and pieces."""
    words = load(path)
    for table in ("names", "prose"):
        words[table] = {name: frozenset(listed) for name, listed in words[table].items()}
    words["placeholders"] = {name: tuple(listed) for name, listed in words["placeholders"].items()}
    files = words["files"]
    words["files"] = {
        "lock": frozenset(files["lock"]),
        "made": tuple(files["made"]),
        "configuration_named": tuple(files["configuration_named"]),
        "configuration": files["configuration"],
    }
    return words


def near(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what around a key tells whose it is: names (in small letters, nothing between the words), and hosts."""
    of_any_provider = parts["words"]["names"]["of_any_provider"]
    owners: dict[str, str] = {}
    names: dict[str, str] = {}
    for part, providers in parts.items():
        if not part.startswith("provider-"):
            continue
        group = part.removeprefix("provider-")
        names[group] = _short_name(next(iter(providers.values())))
        for identifier, provider in providers.items():
            owners.setdefault(identifier.replace("-", "").replace(".", ""), group)
            for variable in provider.get("variables", ()):
                steps = variable.split("_")
                owners.setdefault("".join(steps).lower(), group)
                while steps and steps[-1].lower() in of_any_provider:
                    steps.pop()
                if "".join(steps).lower() not in parts["words"]["names"]["variants"]:
                    owners.setdefault("".join(steps).lower(), group)
    for key in parts["keys"]:
        names.setdefault(key["owner"], key["owner_name"])
        owners |= dict.fromkeys(key.get("near", ()), key["owner"])
    catalogue = parts["catalogue"]
    groups = catalogue["groups"]
    short = parts["words"]["prose"]["short"]
    return {
        "owners": {name: owner for name, owner in owners.items() if len(name) > 2 or name in short},
        "names": names,
        "hosts": {host: groups[ids[0]] for host, ids in catalogue["hosts"].items()},
        "host_globs": [[host, groups[ids[0]]] for host, ids in catalogue["host_globs"]],
    }
