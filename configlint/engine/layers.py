"""Reading what a tool would read: its files, its variables and its built-in data, lowest rank first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from configlint.document.document import Document
from configlint.document.nodes import List, Route, Scalar, Table, dotted, resolve
from configlint.engine import files, routes, tables, templates
from configlint.engine.reading import Machine, Reading
from configlint.engine.resolver import Resolver
from configlint.engine.tree import Layer, text_of
from configlint.engine.values import Place, RefusedError, Value
from configlint.files import globs, text

if TYPE_CHECKING:
    from configlint.engine.profile import Profile

#: What a reader accepts beyond its format, by the name the profile gives the format.
DIALECTS: dict[str, tuple[str, frozenset[str]]] = {
    "json": ("json", frozenset()),
    "json-comments": ("json", frozenset({"comment"})),
    "jsonc": ("json", frozenset({"comment", "trailing-comma"})),
    "json5": ("json", frozenset({"comment", "trailing-comma", "json5"})),
    "toml": ("toml", frozenset({"toml-1.1"})),
    "yaml": ("yaml", frozenset({"multiple-documents"})),
    "yaml-1.1": ("yaml-1.1", frozenset({"multiple-documents"})),
    "dotenv": ("dotenv", frozenset({"syntax"})),
    "dotenv-plain": ("dotenv-plain", frozenset()),
    "dockerfile": ("dockerfile", frozenset()),
    "text": ("text", frozenset()),
}


#: How a `.env` file counts for a tool that does not load one itself: programs do, and most loaders resolve `${NAME}`.
VARIABLE_FILE: Mapping[str, Any] = {
    "format": "dotenv",
    "variables": "",
    "interpolate": [{"syntax": "${NAME:-DEFAULT}", "unset": "empty"}, {"syntax": "${NAME}", "unset": "empty"}],
}


def read(
    profile: Profile, machine: Machine, given: Mapping[int, list[Document]] | None = None, *, faulty_too: bool = False
) -> Reading:
    """Read every layer of `profile`.

    With `given` (layer number to documents; -1: variable files of no layer) only those documents are read; without it,
    what the tool would find on `machine`. With `faulty_too` a given document counts although the tool drops it or stops
    at it, as far as it can be read: what else is wrong in it is of interest, too.
    """
    reading = Reading(profile, machine, is_static=given is not None)
    try:
        _read_layers(reading, given, faulty_too)
        for export in profile.data.get("exports", ()):
            _export(reading, Resolver(reading), export)
    except RefusedError as error:
        reading.refused = reading.refused or error
    return reading


def _read_layers(reading: Reading, given: Mapping[int, list[Document]] | None, faulty_too: bool) -> None:
    machine = reading.machine
    for number, spec in enumerate(reading.profile.layers):
        if "when" in spec and given is None and not Resolver(reading).holds(spec["when"]):
            continue
        if spec.get("environment"):
            if machine.environment is not None:
                reading.process = {name: Value(value, "env", name) for name, value in machine.environment.items()}
                reading.set(reading.process)
            for document in (given or {}).get(-1, ()):
                _add(reading, Layer(VARIABLE_FILE, None, document))
            reading.set(reading.process)  # programs that load such a file leave variables alone that are set already
        elif "data" in spec:
            _add(reading, Layer(spec, reading.profile.built_in(number), None))
        elif "inline" in spec:
            source = Resolver(reading).first([spec["inline"]])
            if source is not None and source.text is not None:
                format_name = DIALECTS[spec["format"]][0]
                _add_checked(reading, spec, Document.of(source.text, format_name, f"${source.name}"))
        elif given is not None:
            documents = given.get(number, [])
            for document in documents:
                _add_checked(reading, spec, document, faulty_too=faulty_too)
            rarely = spec.get("scope") in ("system", "managed") or spec.get("on_demand") or spec.get("variables") == ""
            if not documents and not rarely:
                reading.unread.append(spec)
        else:
            for path in files.find(spec, machine):
                _add_file(reading, spec, path)


def problems(document: Document, spec: Mapping[str, Any]) -> list[Any]:
    """Return the problems of `document` that the tool reading it as `spec` stumbles over."""
    accepted = DIALECTS[spec["format"]][1] if "format" in spec else frozenset()
    return [problem for problem in document.problems if problem.kind not in accepted]


def _add(reading: Reading, layer: Layer) -> None:
    reading.add(layer)
    if layer.document is not None and "variables" in layer.spec:
        for name, value in _variables(reading, layer):
            reading.set({name: value})  # one by one: a line may refer to those above it


def _variables(reading: Reading, layer: Layer) -> Iterator[tuple[str, Value]]:
    """Yield the variables that a document sets, in the table at its layer's `variables` path."""
    document = layer.document
    route: Route = routes.parse(layer.spec["variables"])
    holder = document.at(route) if document is not None else None
    if document is None or not isinstance(holder, Table) or layer.hides(route):
        return
    drop, keep = layer.spec.get("drop_variables", ()), layer.spec.get("keep_variables", ("*",))
    syntaxes = layer.spec.get("interpolate", ()) if layer.spec.get("format") == "dotenv" else ()
    resolver = Resolver(reading)
    for name, entry in holder.entries.items():
        node = resolve(entry.value)
        content = text_of(node.value) if isinstance(node, Scalar) else None
        wanted = globs.any_matches(keep, name) and not globs.any_matches(drop, name)
        if content is None or not wanted:
            continue
        value: Value | None = Value(content, "env", name, Place(document, (*route, name)))
        if syntaxes and "$" in content and value is not None:
            value = resolver.references.resolve(value, list(syntaxes))
        if value is not None:
            yield name, value.replace(kind="env", name=name)


def _add_file(reading: Reading, spec: Mapping[str, Any], path: str) -> None:
    try:
        document = Document.load(path, DIALECTS[spec["format"]][0])
    except (OSError, text.TextError) as error:
        if spec.get("on_error") != "ignore" and reading.refused is None:
            reading.refused = RefusedError(f"{os.path.basename(path)} cannot be read: {error}")
        return
    _add_checked(reading, spec, document)


def _add_checked(reading: Reading, spec: Mapping[str, Any], document: Document, *, faulty_too: bool = False) -> None:
    """Add a document as a layer, unless the tool drops it or stops at it."""
    root = document.root
    fault = _fault(spec, document)
    if fault is not None and spec.get("on_error") != "ignore" and reading.refused is None:
        reading.refused = fault
    if root is None or (fault is not None and not (faulty_too and isinstance(root, Table | List))):
        return
    only_variables = spec.get("variables") == "" and "mount" not in spec
    _add(reading, Layer(spec, None if only_variables else root, document, _masked(spec, document)))


def _fault(spec: Mapping[str, Any], document: Document) -> RefusedError | None:
    """Return why the tool cannot use a document as a whole, or None."""
    for problem in problems(document, spec):
        line, column = document.lines.position(problem.start)
        return RefusedError(f"{document.name}:{line}:{column}: {problem.message}")
    root = document.root
    if not isinstance(root, {"list": List, "text": Scalar}.get(spec.get("root", ""), Table)):
        return RefusedError(f"{document.name} holds {tables.describe(root or List(0, 0))}")
    own_tables = spec.get("tables", {})
    for violation in tables.violations(document, own_tables):
        if violation.drops:
            continue
        message = f"`{dotted(violation.route)}` must be {violation.expected}"
        return RefusedError(message, Place(document, violation.route), "invalid-value")
    for route, reference in tables.forbidden(document, spec):
        return RefusedError(f"`{reference}` is not allowed here", Place(document, route), "invalid-value")
    for table, route, node in tables.described(document, own_tables):
        for key in table.get("require", ()):
            if key not in node.entries:
                return RefusedError(f"`{dotted((*route, key))}` is required")
        unknown = tables.unknown_keys(node, table)
        if unknown and table.get("on_unknown") == "refuse":
            place = Place(document, (*route, unknown[0]))
            return RefusedError(f"unknown option `{unknown[0]}`", place, "unknown-key")
    return None


def _masked(spec: Mapping[str, Any], document: Document) -> frozenset[Route]:
    """Return the tables that the tool drops because of a key or a value in them that it does not know."""
    own_tables = spec.get("tables", {})
    unknown = (
        route
        for table, route, node in tables.described(document, own_tables)
        if table.get("on_unknown") == "drop-table" and tables.unknown_keys(node, table)
    )
    wrong = (violation.route[:-1] for violation in tables.violations(document, own_tables) if violation.drops)
    return frozenset([*unknown, *wrong])


def _export(reading: Reading, resolver: Resolver, export: Mapping[str, Any]) -> None:
    """Set the variables that the tool itself sets from its options."""
    if "list" not in export:
        value = resolver.first(export["from"])
        if value is not None:
            reading.set({export["to"]: value})
        return
    kind, _, path = export["list"].partition(":")
    if kind == "key" and any(isinstance(found.node, Table) for found in reading.tree.find(routes.parse(path))):
        place = resolver.place_of(export["list"])
        reading.refused = reading.refused or RefusedError(export["malformed"], place, "invalid-value")
    for item in resolver.items(export["list"]):
        if item.text is None:
            continue
        name, mark, content = item.text.partition("=")
        if not mark:
            reading.refused = reading.refused or RefusedError(export["malformed"], item.place, "invalid-value")
            return
        name = name.strip().upper() if export.get("upper") else name.strip()
        variable = templates.expand(export["to"], {"name": name}.get) or name
        reading.set({variable: item.replace(text=content.strip())})
