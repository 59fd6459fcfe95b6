"""What is written for a cloud that a tool reaches by itself -> the cloud, with its region, project or location."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from configlint.catalog.catalog import Catalog
from configlint.catalog.providers import Provider
from configlint.document.nodes import List, Route, Scalar, resolve
from configlint.engine import routes, templates
from configlint.engine.language import Text
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.engine.target import Entry, TargetKind
from configlint.engine.tree import Tree
from configlint.records import Record

#: What a model's name may be made of, and what the name of a project or a region.
_MODEL, _NAME = r".+", r"[\w.:-]+"


class Asked(Record):
    """What a cloud is asked: over which wire API, at which URL, for which model."""

    wire_api: str
    url: str
    model: str


def asked_of(reading: Reading, request: Request, catalog: Catalog) -> Asked | None:
    """Return what a cloud is asked that is written as `convert` writes it, or None."""
    target = reading.profile.target
    model = request.model.text if request.model is not None else None
    for kind in target.kinds if target is not None else ():
        for identifier, native in kind.native.items():
            provider = catalog.provider(identifier)
            names = _names(reading, request, kind, native) if provider.kind == "cloud" else None
            if names is not None:
                return next(_asked(provider, {**names, "model": model or names.get("model", "")}), None)
    return None


def _asked(provider: Provider, names: Mapping[str, str]) -> Iterator[Asked]:
    """Yield where a cloud serves a model, the likeliest first."""
    family = {"messages": "claude", "gemini": "gemini", "chat": ""}
    is_global = names.get("location") == "global"
    for wire_api, word in family.items():
        api = provider.api(wire_api)
        found = [*api.endpoints, *api.tolerated] if api is not None and word in names["model"] else []
        for endpoint in sorted(found, key=lambda url: is_global and "{" in url.partition("/projects/")[0]):
            for name, text in names.items():
                endpoint = endpoint.replace(f"{{{name}}}", text)
            if "{" not in endpoint:
                yield Asked(wire_api, endpoint, names["model"])


def _names(reading: Reading, request: Request, kind: TargetKind, native: str) -> dict[str, str] | None:
    """Return what the names in a kind's entries stand for; None where the entries that name the cloud are not there."""
    names: dict[str, str] = {}
    for entry in kind.entries:
        if entry.content != "value" or entry.path is None or entry.beside:
            continue
        pattern, found = _pattern(entry.value, native), _texts(reading, request, entry)
        match = next((match for text in found if (match := re.fullmatch(pattern, text)) is not None), None)
        if match is None and "(?P<" not in pattern.replace("(?P<model>", ""):
            return None
        names |= match.groupdict() if match is not None else {}
    return names


def _pattern(value: Text | bool | int | None, native: str) -> str:
    """Return an expression for the texts that a template becomes."""
    if value is None or isinstance(value, str | bool | int):
        return re.escape(str(value))
    expression = ""
    for literal, name, _ in value.pieces:
        known = re.escape(native) if name == "native" else ""
        group = f"(?P<{name}>{_MODEL if name and name.endswith('model') else _NAME})"
        expression += re.escape(literal) + (known or group if name is not None else "")
    return expression


def _texts(reading: Reading, request: Request, entry: Entry) -> Iterator[str]:
    """Yield the texts at the path of an entry, of the request's own item where a step stands for several."""
    bound = [tuple(map(str, route)) for route in request.resolver.bound.routes.values()]
    target = reading.profile.target
    files = list(target.files.values()) if target is not None else []
    mount = next((one.mount for one in reading.profile.layers if any(path in one.paths for path in files)), "")
    top = (mount,) if mount else ()
    for route in _routes(reading.tree, top, routes.parse(templates.source(entry.path or "")), bound):
        for found in reading.tree.find(route):
            items = found.node.items if isinstance(found.node, List) else (found.node,)
            yield from (str(one.value) for one in map(resolve, items) if isinstance(one, Scalar))


def _routes(tree: Tree, route: Route, steps: Sequence[str], bound: Collection[Route]) -> Iterator[Route]:
    if not steps:
        yield route
        return
    keys: Sequence[str] = steps[:1]
    if "{" in steps[0]:
        every = tree.keys(route)
        keys = [key for key in every if any(one[: len(route) + 1] == (*route, key) for one in bound)] or every
    for key in keys:
        yield from _routes(tree, (*route, key), steps[1:], bound)
