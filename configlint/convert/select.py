"""The user's choice of files and tools -> which setup is converted, and for which tools."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping

from configlint.convert.candidates import Candidate, beside, candidate
from configlint.convert.conversion import convert
from configlint.convert.files import Conversion, Drafts, Failed, Named, Options, parsed, scopes
from configlint.convert.inputs.containers import container_name
from configlint.convert.inputs.presets import presets
from configlint.convert.inputs.setups import Setups, setups_in
from configlint.convert.leftovers import used
from configlint.convert.losses import joined
from configlint.convert.mcp.carry import carry
from configlint.convert.mcp.source import Servers
from configlint.convert.outputs.catalog import outputs
from configlint.convert.outputs.render import render
from configlint.convert.plan import Note
from configlint.convert.reference import NONE, Reference
from configlint.convert.source import (
    ConversionError,
    Source,
    is_same_connection,
    is_users_own,
    source_of,
    without_secrets,
)
from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.document.document import Document
from configlint.engine import layers, requests, routes, urls
from configlint.engine.layers import VARIABLES
from configlint.engine.model import Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.lint import readings
from configlint.lint.inputs import Input
from configlint.rules.context import Context

#: The wire APIs, those first that most tools speak.
WIRE_APIS = ("chat", "messages", "responses", "gemini")


def sources(
    inputs: list[Input] | None,
    tool: str | None,
    context: Context,
    *,
    everything: bool,
    besides: Collection[str] = (),
) -> list[Source]:
    """Return the setup to convert: the one in the file with these inputs, or (None) one found on this machine.

    `tool` is the tool whose setup is used; setups of the tools in `besides` are not searched for. With `everything`,
    all connections of that tool are returned, the active one last. Raises ConversionError if no tool or several tools
    have a setup.
    """
    for item in inputs or ():
        parsed(item.document)
    setups = setups_in(inputs or [], context)
    readings_found = list(_found(tool, context) if inputs is None else _of_file(setups.inputs, context))
    found = [one for reading in readings_found if (one := candidate(reading, context.knowledge)) is not None]
    if inputs is None and tool is None:
        found = [one for one in found if one.reading.profile.id not in besides]
    selected = _selected(found, setups, is_file=inputs is not None)
    if not selected:
        raise ConversionError(_why_none(readings_found, inputs[0].document.path if inputs else ""))
    *named, main = [_named(one, setups, context) for one in selected]
    chosen = selected[-1]
    listed_for: dict[str, list[str]] = {}
    for connection, model in presets(chosen.reading):
        listed_for.setdefault(connection, []).append(model)
    main = _with_models(main, listed_for)
    if not everything:
        return [main.replace(others=(*main.others, *(one.connection for one in named)))]
    others = [
        one
        for one in requests.requests_of(chosen.reading)
        if one.url and not is_same_connection(one, chosen.request) and (one.active or is_users_own(one))
    ]
    further = [setups.with_address(_other_of(chosen, one, listed_for, context)) for one in others]
    all_of_them = [*named, *further, main]
    listed = {(one.id, one.host, one.model) for one in all_of_them}
    target = chosen.reading.profile.target
    has_small = target is not None and any(one.small_model for one in all_of_them if one is not main)
    carried = target.of_provider if target is not None and has_small else ()  # with the provider that it is of
    return [
        one.replace(
            others=(),
            leftovers=tuple(path for path in one.leftovers if path not in (carried if one is main else main.leftovers)),
            further_models=tuple(name for name in one.further_models if (one.id, one.host, name) not in listed),
        )
        for one in all_of_them
    ]


def _selected(found: list[Candidate], setups: Setups, *, is_file: bool) -> list[Candidate]:
    """Return the setup that is meant, after those of single commands in the same file; none if there is none.

    Raises ConversionError if it may be one of several.
    """
    commands = _of_commands(found, setups)
    found = [one for one in found if not setups.name_of(one.reading)]
    if commands and not any(one.is_written for one in found):
        first, *others = commands
        return [*others, first]
    found = _meant(found, is_file=is_file) if found else []
    if len(found) > 1:
        choices = "".join(f"\n  --from {one.reading.profile.id}  {one.request.url or ''}" for one in found)
        raise ConversionError(f"several tools have a setup here; choose one:{choices}")
    return [*commands, *found]


def _of_commands(found: list[Candidate], setups: Setups) -> list[Candidate]:
    """Return the setups of single commands; where several programs may be started, one for each place they lead to."""
    named: dict[str, list[Candidate]] = {}
    for one in found:
        if one.is_written and setups.name_of(one.reading):
            named.setdefault(setups.name_of(one.reading), []).append(one)
    return [one for group in named.values() for one in _meant(group, is_file=True)]


def _named(one: Candidate, setups: Setups, context: Context) -> Source:
    """Return a setup as a source; that of a command with the name of its alias."""
    source = setups.with_address(source_of(context, one))
    is_inside = any(id(document) in setups.in_containers for document in one.reading.documents)
    # what starts the containers resolves the references in its file
    repairs = (*one.repairs, *container_name(source.host)) if is_inside else source.repairs
    return source.replace(connection=setups.name_of(one.reading) or source.connection, repairs=repairs)


def _other_of(chosen: Candidate, request: Request, listed: Mapping[str, list[str]], context: Context) -> Source:
    """Return the setup of another connection than the active one.

    A model that is only set for the active one says nothing about what another known server has; a relay may have it.
    """
    source = source_of(context, chosen.replace(request=request)).replace(unreachable=())
    places = [one.model.written if one.model is not None else None for one in (request, chosen.request)]
    own, main = ((one.document, one.route) if one is not None else None for one in places)
    if own != main or _origin(request) == _origin(chosen.request) or not source.model:
        return _with_models(source, listed)
    if source.connection in listed or source.provider is not None or source.server is not None:
        return _with_models(source.replace(model=None, limits={}, labels={}), listed)
    name = chosen.request.connection
    return source.replace(repairs=(*source.repairs, f"{source.connection} gets {source.model}, the model of {name}"))


def _with_models(source: Source, listed: Mapping[str, list[str]]) -> Source:
    """Return a setup with the models that presets have for its connection."""
    model, *further = dict.fromkeys(filter(None, (source.model, *listed.get(source.connection, ())))) or (None,)
    return source.replace(model=model, further_models=tuple(dict.fromkeys((*source.further_models, *further))))


def _meant(found: list[Candidate], *, is_file: bool) -> list[Candidate]:
    """Return the setups that may be meant: those that a user wrote rather than a tool's own defaults, and of those that
    lead to the same place only one.
    """
    own = [one for one in found if not _is_of_variables(one)]
    for better in (
        [one for one in found if one.is_written and not one.repairs],
        [one for one in found if one.is_written],
        [one for one in found if one.is_named],
    ):
        found = better or found
        if better:
            break
    found = [one for one in found if one in own] or found
    origins: dict[str, list[Candidate]] = {}
    for one in found:
        origins.setdefault(_origin(one.request), []).append(one)
    if is_file and len(origins) == 1:
        # A .env that several programs may read means the same for all of them, except for the path they append.
        urls_sent = [one.request.url for one in found]
        return [max(found, key=lambda one: (_used(one), urls_sent.count(one.request.url), _is_writable(one)))]
    return [max(group, key=_is_writable) for group in origins.values()]


def _is_writable(one: Candidate) -> bool:
    """Return True if convert can write for the tool: of those that read the same file, that one is known best."""
    return one.reading.profile.target is not None


def _used(one: Candidate) -> int:
    """Return how many of the values in the files count for the tool."""
    model = one.request.model or beside(one.reading, one.request, "model")
    return len(used([one.request.replace(model=model)]))


def _is_of_variables(one: Candidate) -> bool:
    """Return True if the tool has no file of its own in this setup, but reads a `.env` that may be meant for others."""
    found = [loaded.layer for loaded in one.reading.loaded if loaded.document is not None]
    return all(layer.number == VARIABLES or ".env" in layer.paths for layer in found)


def from_catalog(setup: Named, context: Context) -> Source:
    """Return a setup for a provider as the catalog knows it. Raises ConversionError if it has no address of its own."""
    if setup.provider not in context.catalog.provider_ids():
        raise ConversionError(f"no provider is called {setup.provider!r}: configlint providers lists them")
    provider = context.catalog.provider(setup.provider)
    for wire_api in WIRE_APIS:
        api = provider.api(wire_api)
        endpoints = [one for one in api.endpoints if not api.is_refused] if api is not None else []
        endpoint = next(iter(endpoints), None)
        if endpoint is not None and set(routes.names(endpoint)) <= {"model", "call"}:
            name = setup.variable or next(iter(provider.variables), "")
            return Source(
                tool="",
                connection=provider.id,
                url=endpoint,
                wire_api=wire_api,
                key=Reference("env", name) if name else NONE,
                model=None,
                is_default_url=True,
                providers=(provider,),
            )
    raise ConversionError(f"{provider.name} has no address that is the same for everyone: convert a file with it")


def with_model(source: Source, model: str) -> Source:
    """Return a setup with another model."""
    old = source.model or "{model}"
    url = source.url.replace(f"/{old}", f"/{model}") if urls.split(source.url) is not None else source.url
    others = tuple(one for one in source.further_models if one != model)
    return source.replace(model=model, url=url, further_models=others)


def targets(names: str, source: str, context: Context, *, only_servers: bool = False) -> list[str]:
    """Return the tools in a comma-separated list; `all` means every tool configlint can write, except the source.

    With `only_servers`, `all` are those whose MCP servers it can write.
    """
    if names != "all":
        return [name.strip() for name in names.split(",") if name.strip()]
    knowledge = context.knowledge
    profiles = [knowledge.profile(tool) for tool in knowledge.tools if tool != source]
    return [one.id for one in profiles if (one.mcp is not None if only_servers else scopes(one))]


def convert_all(
    found: list[Source], tools: list[str], context: Context, options: Options, servers: Servers | None = None
) -> tuple[list[Conversion], list[Failed]]:
    """Convert setups, and MCP servers if there are any, for several tools.

    Return the results, and why the other conversions failed.
    """
    found = found if options.copy_key else [without_secrets(one, context.redactor) for one in found]
    results: list[Conversion] = []
    failures: list[Failed] = []
    drafts: dict[str, Document] = {}
    for tool in tools:
        result = None
        try:
            if tool in outputs():
                for source in found[-1:]:
                    result = render(source, outputs()[tool], context, options)
                    results.append(result)
                continue
            profile = context.knowledge.profile(tool)
            result = _convert_each(found, profile, context, options, drafts)
            if servers is not None:
                result = carry(servers, profile, context, options, Drafts(drafts, result))
            elif options.mcp and result is not None:
                missing = Note(NOTE, "MCP servers", "there are none where this setup is from")
                result = result.replace(notes=(*result.notes, missing))
        except ConversionError as error:
            failures.append(Failed(tool, str(error)))
        else:
            if result is not None:
                results.append(result)
                drafts |= {one.after.path: one.after for one in result.files}
    return results, failures


def _convert_each(
    found: list[Source], profile: Profile, context: Context, options: Options, drafts: Mapping[str, Document]
) -> Conversion | None:
    """Return the setups in the files of one tool, the last one active; notes name those that cannot be converted.

    Raises ConversionError if the last one cannot be.
    """
    if not found:
        return None
    notes: list[Note] = []
    *others, main = found
    # It comes first, too: where there is one place for two connections, it is the one that gets it.
    result = convert(main, profile, context, options, drafts=drafts)
    # Where the first item of a list is the active one, each goes before those that were written earlier.
    for source in reversed(others) if profile.connections.ordered is not None else others:
        try:
            result = convert(source, profile, context, options, earlier=result, drafts=drafts)
        except ConversionError as error:
            why = error if source.model is not None else "no model is named for it"
            notes.append(Note(WARNING, "other connections", f"{source.connection} is not converted: {why}"))
    if others:
        result = convert(main, profile, context, options, earlier=result, drafts=drafts)
    return result.replace(notes=joined([*result.notes, *notes]))


def _of_file(inputs: list[Input], context: Context) -> Iterator[Reading]:
    """Yield what the tools read in a file. Variables are unknown: a key that isn't set here may be set elsewhere.

    Where a tool refuses the file alone, or could have the base URL from elsewhere, its other files count as well.
    """
    host = context.host.replace(environment=None)
    paths = {os.path.abspath(one.document.path) for one in inputs}
    for reading in readings.of_files(inputs, host):
        found = [one for one in requests.explain(reading) if one.active]
        is_refused = any(one.refused is not None for one in found)
        if is_refused or any(one.is_assumed("base_url") for one in found):
            whole = layers.read(reading.profile, host.replace(directory=reading.host.directory))
            is_whole = bool(paths & {os.path.abspath(one.path) for one in whole.documents})
            used = [Candidate(whole, one) for one in requests.explain(whole) if one.active]
            if is_whole and (is_refused or any(one.is_written for one in used)):
                yield whole
                continue
        yield reading


def _found(tool: str | None, context: Context) -> Iterator[Reading]:
    for reading in readings.discovered(context.knowledge, context.host, tool):
        refused = any(one.active and one.refused is not None for one in requests.explain(reading))
        # it may only lack a key that is set in another shell
        yield readings.as_found(reading.profile, context.host.replace(environment=None)) if refused else reading


def _origin(request: Request) -> str:
    url = urls.split(request.url or "")
    return url.origin if url is not None else ""


def _why_none(found: list[Reading], name: str) -> str:
    asked = [one for reading in found for one in requests.explain(reading)]
    reasons = [one.refused.message for one in asked if one.refused]
    if reasons:
        return f"the setup does not work as it is: {reasons[0]}"
    unknown = next((one.unknown for one in asked if one.active and one.unknown), "")
    if unknown and name:
        return f"there is no setup in {name} whose request is known: {unknown}"
    where = f"in {name}" if name else "on this machine (no tool that is known has one)"
    return f"there is no setup {where} whose request is known"
