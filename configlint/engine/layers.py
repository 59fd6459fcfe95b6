"""Reads what a tool would read: its files, its variables and its built-in data, lowest rank first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from configlint.document import formats
from configlint.document.document import Document
from configlint.document.nodes import List, Node, Problem, Route, Scalar, Table, dotted, repeats, resolve
from configlint.engine import interpolation, locate, tables, templates
from configlint.engine.host import Host
from configlint.engine.language import Setting, Syntax
from configlint.engine.model import Layer
from configlint.engine.reading import Reading
from configlint.engine.references import resolve_references
from configlint.engine.resolver import Resolver
from configlint.engine.tree import Loaded, javascript_text, text_of
from configlint.engine.values import Place, RefusedError, Value
from configlint.files import globs, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.engine.model import Export, Profile

#: What a reader accepts beyond its format, by the name the profile gives the format.
DIALECTS: dict[str, tuple[str, frozenset[str]]] = {
    "json": ("json", frozenset()),
    "json-comments": ("json", frozenset({"comment", "block-comment"})),
    "json-line-comments": ("json", frozenset({"comment", "trailing-comma"})),
    "jsonc": ("json", frozenset({"comment", "block-comment", "trailing-comma"})),
    "json5": ("json", frozenset({"comment", "block-comment", "trailing-comma", "json5"})),
    "toml": ("toml", frozenset({"toml-1.1"})),
    "yaml": ("yaml", frozenset({"multiple-documents"})),
    "yaml-strict": ("yaml", frozenset({"multiple-documents"})),
    "yaml-1.1": ("yaml-1.1", frozenset()),
    "yaml-unique": ("yaml-unique", frozenset()),
    "yaml-stream": ("yaml-stream", frozenset()),
    "front-matter": ("yaml-front", frozenset()),
    "dotenv": ("dotenv", frozenset({"syntax"})),
    "dotenv-node": ("dotenv", frozenset({"syntax"})),  # several tools read one file, each in its way: see as_read
    "dotenv-plain": ("dotenv-plain", frozenset()),
    "dockerfile": ("dockerfile", frozenset()),
    "properties": ("properties", frozenset()),
    "shell": ("shell", frozenset()),
    "text": ("text", frozenset()),
}
#: The number that stands for "a file of variables that belongs to no layer".
VARIABLES = -1


def _emptied(shown: str) -> Syntax:
    return interpolation.syntax(shown).replace(unset="text")


#: How a `.env` file counts for a tool that does not load one itself: programs do, and most loaders resolve `${NAME}`.
_VARIABLE_FILES = {
    format_name: Layer(
        number=VARIABLES,
        format=format_name,
        variables=(),
        syntaxes=(_emptied("${NAME:-DEFAULT}"), _emptied("${NAME}")),
    )
    for format_name in ("dotenv", "dotenv-node")
}


def layer_of(profile: Profile, number: int) -> Layer:
    """Return a layer of the profile by its number, or that of a `.env` for VARIABLES."""
    return _VARIABLE_FILES[profile.dotenv_format] if number == VARIABLES else profile.layers[number]


def as_read(document: Document, layer: Layer) -> Document:
    """Return a document as the parser of the tool sees it that reads it as `layer`."""
    is_shared = document.format == "dotenv" and layer.format == "dotenv-node"
    return document.read_as(layer.format) if is_shared else document


def read(
    profile: Profile,
    host: Host,
    given: Mapping[int, list[Document]] | None = None,
    *,
    faulty_too: bool = False,
    variable_files: Sequence[Document] = (),
    read_before: dict[tuple[str, str, str], Document] | None = None,
) -> Reading:
    """Read every layer of `profile`.

    With `given` (layer number to documents) only those documents are read; without it, what the tool would find on
    `host`. With `faulty_too` a document counts although the tool drops it or stops at it, as far as it can be read:
    what else is wrong in it is of interest, too. `variable_files` are loaded into the environment before the tool sees
    it, as programs on a library do. `read_before` are files that were read for other tools, by path, format and what
    is done about bytes that are not UTF-8; what is read now is added.
    """
    reading = Reading(profile, host, is_static=given is not None)
    reading.process = _process(host)
    try:
        _read_layers(reading, given, faulty_too, variable_files, {} if read_before is None else read_before)
        for export in profile.exports:
            _export(reading, Resolver(reading), export)
    except RefusedError as error:
        reading.refused = reading.refused or error
    return reading


def _read_layers(
    reading: Reading,
    given: Mapping[int, list[Document]] | None,
    faulty_too: bool,
    variable_files: Sequence[Document],
    read_before: dict[tuple[str, str, str], Document],
) -> None:
    for layer in reading.profile.layers:
        if given is None and layer.markers_at is None and not _applies(reading, layer):
            continue
        if layer.is_environment:
            _add_environment(reading, [*variable_files, *(given or {}).get(VARIABLES, ())])
        elif layer.built_in is not None:
            _add(reading, Loaded(layer, layer.built_in_tree, None))
        elif layer.inline is not None:
            source = Resolver(reading).read(layer.inline).value
            if source is not None and source.text is not None:
                format_name = DIALECTS[layer.format][0]
                name = source.name if source.kind == "file" else f"${source.name}"
                _add_checked(reading, layer, Document.of(source.text, format_name, name))
        elif given is not None:
            documents = given.get(layer.number, [])
            for document in documents:
                _add_checked(reading, layer, document, faulty_too=faulty_too)
            if not documents and not layer.is_rarely_there:
                reading.unread.append((layer, locate.usual(layer.paths[0])))
        else:
            for path in list(_files(reading, layer)):
                _add_file(reading, layer, path, faulty_too, read_before)


def _applies(reading: Reading, layer: Layer) -> bool:
    return layer.when is None or Resolver(reading).holds(layer.when).is_true


def _files(reading: Reading, layer: Layer) -> Iterator[str]:
    """Yield the existing files of a layer, lowest rank first."""
    host = reading.host
    if layer.markers_at is None:
        yield from locate.find(layer, host)
        return
    resolver = Resolver(reading)
    if resolver.is_set(layer.markers_at):
        markers = resolver.items(Setting(layer.markers_at)).values
        host = locate.with_project(host, [marker.text or "" for marker in markers])
    for folder in reversed(list(locate.folders(layer, host))):
        there = host.replace(directory=folder, project=host.top)
        if _applies(reading.on(there), layer):
            yield from locate.find(layer.replace(up=""), there)


def _process(host: Host) -> dict[str, Value]:
    """Return the variables of the environment, each with its line if the environment is a file."""
    shell = host.shell
    root = shell.root if shell is not None else None
    named = root.entries if isinstance(root, Table) else ()
    places = {name: Place(shell, (name,)) for name in named} if shell is not None else {}
    return {name: Value(value, "env", name, places.get(name)) for name, value in (host.environment or {}).items()}


def _add_environment(reading: Reading, variable_files: list[Document]) -> None:
    reading.set(reading.process)
    for document in variable_files:
        _add(reading, Loaded(layer_of(reading.profile, VARIABLES), None, document))
    reading.set(reading.process)  # programs that load such a file leave variables alone that are set already


def problems(document: Document, layer: Layer) -> list[Problem]:
    """Return the problems of `document` that the tool reading it as `layer` stumbles over."""
    accepted = DIALECTS[layer.format][1] if layer.format else frozenset()
    found = [problem for problem in as_read(document, layer).problems if problem.kind not in accepted]
    return [*found, *repeats(document.root)] if layer.format == "yaml-strict" else found


def _add(reading: Reading, loaded: Loaded) -> None:
    reading.add(loaded)
    if loaded.document is not None and loaded.layer.variables is not None:
        for name, value in _variables(reading, loaded.document, loaded, loaded.layer.variables):
            reading.set({name: value})  # one by one: a line may refer to those above it


def _variables(reading: Reading, document: Document, loaded: Loaded, route: Route) -> Iterator[tuple[str, Value]]:
    """Yield the variables that a document sets, in the table at its layer's `variables` path."""
    layer, read_as = loaded.layer, as_read(document, loaded.layer)
    holder = read_as.at(route)
    if not isinstance(holder, Table) or loaded.hides(route):
        return
    syntaxes = layer.syntaxes if layer.format in _VARIABLE_FILES else ()
    dropped = (*layer.drop_variables, *_listed_to_drop(reading, layer, document))
    for name, entry in holder.entries.items():
        content = _content(resolve(entry.value), layer.variables_take)
        wanted = globs.any_matches(layer.keep_variables, name) and not globs.any_matches(dropped, name)
        if content is None or not wanted or loaded.hides((*route, name)):
            continue
        place = Place(document, (*route, name))
        value: Value | None = Value(content, "env", name, place if place.entry else place.replace(document=read_as))
        if syntaxes and "$" in content and value is not None:
            value = resolve_references(reading, value, syntaxes).value
            value = value.replace(kind="env", name=name) if value is not None else None
        if value is not None:
            yield name, value


def _content(node: Node | None, take: str) -> str | None:
    """Return what a variable is set to by an entry of a table, or None if such a value does not count."""
    if take == "any":
        return javascript_text(node)
    is_taken = isinstance(node, Scalar) and (isinstance(node.value, str) or take != "strings")
    return text_of(node.value) if isinstance(node, Scalar) and is_taken else None


def _listed_to_drop(reading: Reading, layer: Layer, document: Document) -> Iterator[str]:
    """Yield the variables that the files read so far do not let this one set."""
    if layer.drop_variables_at is None or globs.matches(layer.drop_variables_except, document.path):
        return
    for item in Resolver(reading).items(Setting(layer.drop_variables_at)).values:
        yield item.text or ""


def _add_file(
    reading: Reading, layer: Layer, path: str, faulty_too: bool, read_before: dict[tuple[str, str, str], Document]
) -> None:
    format_name = DIALECTS[layer.format][0]
    errors = reading.profile.decoding_errors
    key = path, format_name, errors
    try:
        document = read_before.get(key) or Document(
            path, reading.host.files.read(path, formats.max_bytes(format_name), errors), format_name
        )
    except (OSError, text.TextError) as error:
        if not layer.ignores_errors and reading.refused is None:
            reading.refused = RefusedError(f"{os.path.basename(path)} cannot be read: {error}")
        return
    read_before[key] = document
    if _counts(reading, layer, document):
        _add_checked(reading, layer, document, faulty_too=faulty_too)


def _counts(reading: Reading, layer: Layer, document: Document) -> bool:
    """Return True if a document has the keys, with their values, that its layer asks for."""
    resolver = Resolver(reading)
    found = {key: resolve(document.at((key,))) for key in layer.only}
    return all(
        isinstance(node, Scalar) and text_of(node.value) == resolver.text(layer.only[key])
        for key, node in found.items()
    )


def _add_checked(reading: Reading, layer: Layer, document: Document, *, faulty_too: bool = False) -> None:
    """Add a document as a layer, unless the tool drops it or stops at it."""
    root = document.root
    reading.found.append((layer, document))
    fault = _fault(layer, document)
    if fault is not None and not layer.ignores_errors and reading.refused is None:
        reading.refused = fault
    if root is None or (fault is not None and not (faulty_too and isinstance(root, Table | List))):
        return
    _add(reading, Loaded(layer, None if layer.gives_only_variables else root, document, _masked(layer, document)))


def _fault(layer: Layer, document: Document) -> RefusedError | None:
    """Return why the tool cannot use a document as a whole, or None."""
    if layer.refuses_mark and document.decoded.bom:
        message = f"{document.name} starts with a byte order mark"
        return RefusedError(message, Place(document, ()), "byte-order-mark")
    for problem in problems(document, layer):
        line, column = document.lines.position(problem.start)
        message = f"{document.name}:{line}:{column}: {problem.message}"
        return RefusedError(message, Place(document, ()), "syntax-error")
    if wrong := tables.wrong_root(document, layer):
        return RefusedError(f"{document.name} {wrong}", Place(document, ()), "invalid-value")
    for violation in tables.violations(document, layer.tables):
        if violation.dropped is None:
            message = f"`{dotted(violation.route)}` must be {violation.expected}"
            return RefusedError(message, Place(document, violation.route), "invalid-value")
    for route, reference in tables.forbidden(document, layer):
        return RefusedError(f"`{reference}` is not allowed here", Place(document, route), "invalid-value")
    for missing in _missing_options(document, layer):
        return missing
    for rule, route, table in tables.described(document, layer.tables):
        unknown = [one for one in tables.unknown_keys(table, rule) if tables.consequence(table, rule, one) == "refuse"]
        if unknown:
            place = Place(document, (*route, unknown[0]))
            return RefusedError(f"unknown option `{unknown[0]}`", place, "unknown-key")
    return None


def missing_options(profile: Profile, document: Document, number: int) -> list[RefusedError]:
    """Return a refusal for each option without which the tool drops or refuses a document as one of its layers."""
    return list(_missing_options(document, layer_of(profile, number)))


def _missing_options(document: Document, layer: Layer) -> Iterator[RefusedError]:
    for route, key in tables.missing(document, layer.tables):
        message = f"`{dotted((*route, key))}` is required"
        yield RefusedError(message, Place(document, route), "missing-option", option=key)


def _masked(layer: Layer, document: Document) -> frozenset[Route]:
    """Return the tables and values that the tool drops because of a key or a value in them that it does not know."""
    unknown = (
        route
        for rule, route, table in tables.described(document, layer.tables)
        if rule.on_unknown == "drop-table" and tables.unknown_keys(table, rule)
    )
    wrong = (one.dropped for one in tables.violations(document, layer.tables) if one.dropped is not None)
    return frozenset([*unknown, *wrong])


def _export(reading: Reading, resolver: Resolver, export: Export) -> None:
    """Set the variables that the tool itself sets from its options."""
    if export.items is None:
        value = resolver.first(export.sources).value
        if value is not None:
            reading.set({templates.source(export.to): value})
        return
    if resolver.is_table(export.items):
        place = resolver.place_of(export.items)
        reading.refused = reading.refused or RefusedError(export.malformed, place, "invalid-value")
    for item in resolver.items(export.items).values:
        if item.text is None:
            continue
        name, mark, content = item.text.partition("=")
        if not mark:
            reading.refused = reading.refused or RefusedError(export.malformed, item.place, "invalid-value")
            return
        name = name.strip().upper() if export.is_upper else name.strip()
        variable = templates.expand(export.to, {"name": name}.get) or name
        reading.set({variable: item.replace(text=content.strip())})
