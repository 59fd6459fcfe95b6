"""A tool's request -> its parts, with the references that they were written as."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from configlint.catalog.providers import CALLS, OLLAMA, OLLAMAS_CALLS, Provider
from configlint.convert import addresses, naming
from configlint.convert.candidates import Candidate, beside
from configlint.convert.inputs.addresses import Address
from configlint.convert.inputs.credentials import headers_of, key_of, misread
from configlint.convert.leftovers import leftovers, own_variables, without_suffix
from configlint.convert.reference import Reference
from configlint.document.nodes import List, Scalar
from configlint.engine import requests, urls
from configlint.engine.headers import Header
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.engine.resolver import Resolver
from configlint.engine.tree import is_implied
from configlint.engine.values import RefusedError, Value
from configlint.lint.evaluate import judge
from configlint.mcp.servers import servers
from configlint.profiles.recognition import Match
from configlint.records import Record
from configlint.rules.connection import Connections
from configlint.rules.context import Context
from configlint.secrets.redaction import Redactor

#: What stands for all models of a provider: in Continue, and in LiteLLM.
_ANY_MODEL = re.compile(r"AUTODETECT|(?:.*/)?\*")


class ConversionError(Exception):
    """The setup cannot be converted for this tool. The message says why, and what to do instead."""


class Limits(Record):
    """How many tokens fit into a model's context, and how many it may answer with (None: not said)."""

    context_window: int | None = None
    max_output: int | None = None


class Source(Record):
    """One connection of one tool.

    `url` is the request URL, `is_default_url` is True if the tool itself knows it. `headers` and `query` are what the
    user added; `timeout_ms` and `retries` are None for the tool's defaults. `further_models` are other models of the
    same connection, `limits` and `labels` (display names) are those of its models, by name. `id` and `name` are what
    the user calls the connection (or empty). `leftovers` are its other settings, as dotted paths, `others` the active
    tool's other connections, `unreachable` those whose address is not known, and `mcp` the names of the MCP servers.
    `findings` are the codes of the problems that the setup already has, and `providers` are those that may answer at
    the URL, the likeliest first. `repairs` says what was wrong with the setup and how it is converted all the same.
    `key_header` is the header in which the tool sends the key, and what comes before it there. `address` is the first
    part of the URL, if that is in a variable. `server` is the software of the user's own host, if that is known.
    """

    tool: str
    connection: str
    url: str
    wire_api: str
    key: Reference
    model: str | None
    small_model: str | None = None
    headers: tuple[tuple[str, Reference], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    timeout_ms: int | None = None
    retries: int | None = None
    further_models: tuple[str, ...] = ()
    limits: Mapping[str, Limits] = {}
    labels: Mapping[str, str] = {}
    id: str = ""
    name: str = ""
    is_default_url: bool = False
    leftovers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    mcp: tuple[str, ...] = ()
    findings: frozenset[str] = frozenset()
    providers: tuple[Provider, ...] = ()
    repairs: tuple[str, ...] = ()
    key_header: tuple[str, str] | None = None
    address: Address | None = None
    server: Provider | None = None

    @property
    def provider(self) -> Provider | None:
        """The provider that is the likeliest to answer."""
        return self.providers[0] if self.providers else None

    def native_name(self, names: Mapping[str, str]) -> str | None:
        """Return what a tool calls the one that answers, of the providers (and servers) that it knows by themselves."""
        known = (one.id for one in (self.provider, self.server) if one is not None)
        return next((names[identifier] for identifier in known if identifier in names), None)

    @property
    def host(self) -> str:
        """The host that the requests are sent to."""
        url = urls.split(self.url)
        return url.host if url is not None else ""

    @property
    def models(self) -> tuple[str, ...]:
        """All models, the main one first, each once."""
        named = (self.model, *self.further_models, self.small_model)
        return tuple(dict.fromkeys(model for model in named if model))


#: How many milliseconds there are in the units that profiles use for timeouts.
UNITS = {"ms": 1, "s": 1000}


def source_of(context: Context, candidate: Candidate) -> Source:
    """Return the setup that a request comes from. Raises ConversionError if it is not known where that is sent."""
    reading, request = candidate.reading, candidate.request
    profile, resolver = reading.profile, request.resolver
    if request.url is None:
        needs = ", ".join(sorted(request.unknowns.get("base_url", ())))
        why = request.unknown or f"it depends on {needs or 'the program'}"
        raise ConversionError(f"cannot determine where {profile.name} sends its requests: {why}")
    base_url = request.base_url
    url, wire_api = _beside_own_api(request.url, request.wire_api)
    headers = headers_of(context, request)
    timeout, small_model = _number(resolver, "timeout"), text_of(resolver, "small_model")
    small_model = without_suffix(profile, small_model)[0] if small_model else None
    written = request.model if request.model is not None else beside(reading, request, "model")
    model = written.text if written is not None and _names_model(written) else None
    providers = tuple(addresses.providers_at(context.catalog, url, wire_api))
    if reading.profile.is_fallback and model and providers:
        model = _without_prefix(model, providers[0])
    siblings = [one for one in requests.requests_of(reading) if _is_same_place(one, request)]
    further = tuple(_further_models(reading, request, siblings, (model, small_model)))
    names = (model, small_model, *further)
    others = _others(reading, request, siblings)
    server = None if providers else _server_at(context, request.url)
    source = Source(
        tool=profile.id.partition("@")[0],
        connection=request.connection,
        url=url.replace("{model}", model) if model else url,
        wire_api=wire_api,
        key=key_of(context, reading, request, providers, server),
        model=model,
        small_model=small_model,
        headers=headers,
        query=tuple(dict([*_query(resolver, request), *_versions(request.url, providers)]).items()),
        timeout_ms=None if timeout is None else timeout * UNITS[profile.timeout_unit],
        retries=_number(resolver, "retries"),
        further_models=further,
        limits=_limits(reading, [request, *siblings]),
        labels=_labels([request, *siblings]),
        id=naming.own_id(request, context.catalog) or (server.id if server is not None else ""),
        name=text_of(resolver, "display_name") or (server.short_name if server is not None else ""),
        is_default_url=base_url is not None and (base_url.written is None or is_implied(base_url)),
        others=tuple(dict.fromkeys(one.connection for one in others if one.url)),
        unreachable=tuple(dict.fromkeys(_without_address(others))),
        mcp=_mcp(reading),
        findings=frozenset(_findings(context, reading)),
        repairs=(*candidate.repairs, *misread(request)),
        providers=providers,
        key_header=next((_shape(one) for one in request.headers if one.is_own), None),
        server=server,
    )
    bound = addresses.bindings(source.url, source.providers)
    source = _as_deployed(source, bound.get("deployment", ""))
    told = [name for name in (*names, *bound.values()) if name]
    guessed = _guessed_region(source, request, bound.get("region", ""))
    return source.replace(
        repairs=(*source.repairs, *guessed), leftovers=tuple(dict.fromkeys(leftovers(reading, request, siblings, told)))
    )


def _names_model(value: Value) -> bool:
    """Return True if a setup's model is one, rather than a word for all that the provider has."""
    return bool(value.text) and not _ANY_MODEL.fullmatch(value.text or "")


def _beside_own_api(url: str, wire_api: str) -> tuple[str, str]:
    """Return where a request goes, over which wire API; for Ollama's own API where it serves the one of OpenAI."""
    head, mark, query = url.partition("?")
    for call in OLLAMAS_CALLS:
        if head.endswith(call):
            return f"{head.removesuffix(call)}/v1{CALLS['chat']}{mark}{query}", "chat"
    return url, wire_api


def _without_prefix(model: str, provider: Provider) -> str:
    """Return a model without the name that LiteLLM, with which many programs ask, has for the provider before it."""
    prefix, _, rest = model.partition("/")
    ids = provider.model_ids
    is_whole = "/" in rest or (bool(ids) and not any("/" in name for name in ids))
    return rest if prefix == provider.id and rest and is_whole and model not in ids else model


def _as_deployed(source: Source, deployment: str) -> Source:
    """Return a setup with the name of a deployment as its model: without it in the URL, only that says which."""
    model = source.model
    if not deployment or not model or deployment == model:
        return source
    limits = {**source.limits, **({deployment: source.limits[model]} if model in source.limits else {})}
    labels = {**source.labels, deployment: source.labels.get(model, model)}
    return source.replace(model=deployment, limits=limits, labels=labels)


def _shape(header: Header) -> tuple[str, str]:
    return header.name, f"{header.scheme} " if header.scheme else ""


def _guessed_region(source: Source, request: Request, region: str) -> Iterator[str]:
    """Yield what is said about a region that is only the tool's default, where a variable may have another one."""
    variables = sorted(name for name in request.unknowns.get("base_url", ()) if "REGION" in name)
    if source.is_default_url and region and variables:
        yield f"region {region} is only the default: check it, as {' or '.join(variables)} may be set"


def _is_same_place(request: Request, main: Request) -> bool:
    """Return True if another request is one of the same connection: its base URL is written at the same place."""
    mine, its = main.base_url, request.base_url
    if mine is None or its is None or request.wire_api != main.wire_api or request.connection == main.connection:
        return False
    if mine.written is None or its.written is None:
        return mine.text == its.text and mine.written is its.written and request.active == main.active
    return mine.written.route == its.written.route or mine.text == its.text


def _others(reading: Reading, main: Request, siblings: list[Request]) -> list[Request]:
    """Return the requests of the other connections that the user's files define."""
    own = [main, *siblings]
    found = [one for one in requests.requests_of(reading) if is_users_own(one)]
    return [one for one in found if not any(is_same_connection(one, other) for other in own)]


def is_same_connection(one: Request, other: Request) -> bool:
    """Return True if two requests are of one connection: it has their name, or is only another name for the same.

    Of the ways in which a program may use one base URL, its code chooses.
    """
    bases = [request.base_url.written if request.base_url is not None else None for request in (one, other)]
    models = [request.model.written if request.model is not None else None for request in (one, other)]
    is_chosen_by_code = one.resolver.reading.profile.connections.is_chosen_by_code
    if one.connection == other.connection or (is_chosen_by_code and None not in bases):
        return None in bases or bases[0] == bases[1]
    return one.url == other.url and None not in models and models[0] == models[1]


def _without_address(found: list[Request]) -> Iterator[str]:
    """Yield the names of the connections that lead nowhere, together those whose address depends on the same variables.

    What is there only for its models, which lead somewhere, is none of them.
    """
    reached = tuple(one.connection for one in found if one.url)
    groups: dict[str, dict[str, None]] = {}
    for one in found:
        if one.connection not in reached and not any(name.startswith(f"{one.connection}/") for name in reached):
            variables = sorted(name for name in one.unknowns.get("base_url", ()) if name.isidentifier())
            groups.setdefault(", ".join(variables), {})[one.connection] = None
    for needs, names in groups.items():
        yield ", ".join(names) + (f" (whose address depends on {needs})" if needs else "")


def is_users_own(request: Request) -> bool:
    """Return True for a connection that the user's files define, rather than the tool itself."""
    tree = request.resolver.reading.tree
    found = [one for route in request.resolver.bound.routes.values() for one in tree.find(route)]
    is_written = request.base_url is not None and request.base_url.written is not None
    return is_written or any(one.place is not None for one in found)


def _findings(context: Context, reading: Reading) -> Iterator[str]:
    """Yield the codes of the rules' findings in the files of one reading."""
    group = [
        (one.document, Match(reading.profile.id, one.layer.number, ""))
        for one in reading.loaded
        if one.document is not None and one.layer.inline is None
    ]
    for reported in judge(context, reading, Connections(context, reading, [one for one, _ in group]), group):
        yield reported.diagnostic.code


def _further_models(
    reading: Reading, request: Request, siblings: list[Request], main: Collection[str | None]
) -> Iterator[str]:
    """Yield the other models that the configuration has for the same base URL, each once."""
    models = [one.model for one in siblings if one.model is not None and _names_model(one.model)]
    names = [model.text for model in models if model.written is not None]
    names += models_beside(request)
    names += [value.text for name, value in own_variables(reading) if name.endswith("_MODEL")]
    plain = (without_suffix(reading.profile, name)[0] for name in names if name)
    yield from dict.fromkeys(name for name in plain if name not in main)


def models_beside(request: Request) -> Iterator[str]:
    """Yield the models in the list that the request's model is from; none if it is from no list."""
    place = request.model.written if request.model is not None else None
    if place is None or not isinstance(place.route[-1], int):
        return
    holder = place.document.at(place.route[:-1])
    for item in holder.items if isinstance(holder, List) else ():
        if isinstance(item, Scalar) and item.value:
            yield str(item.value)


def _limits(reading: Reading, found: list[Request]) -> dict[str, Limits]:
    written = [one.model.written.node for one in found if one.model is not None and one.model.written is not None]
    names = [str(node.value) for node in written if isinstance(node, Scalar)]
    names += [value.text for name, value in own_variables(reading) if name.endswith("_MODEL") and value.text]
    limits: dict[str, Limits] = {}
    for one in found:
        own = Limits(_number(one.resolver, "context_window"), _number(one.resolver, "max_output"))
        if one.model is not None and one.model.text and own != Limits():
            limits.setdefault(one.model.text, own)
    for name, tokens in (without_suffix(reading.profile, name) for name in names):
        known = limits.get(name, Limits())
        if tokens is not None and known.context_window is None:
            limits[name] = known.replace(context_window=tokens)
    return limits


def _labels(found: list[Request]) -> dict[str, str]:
    """Return the display names of models that are not just their names."""
    labels: dict[str, str] = {}
    for one in found:
        model, label = one.model.text if one.model is not None else None, text_of(one.resolver, "model_display_name")
        if model and label and label != model and not _ANY_MODEL.fullmatch(model):
            labels.setdefault(model, label)
    return labels


def _server_at(context: Context, request_url: str) -> Provider | None:
    """Return the server software that answers: as its own API is asked, or as it alone is known to use a local port."""
    url = urls.split(request_url)
    if url is None:
        return None
    if url.path.endswith(OLLAMAS_CALLS):
        return context.catalog.provider(OLLAMA).moved(url.origin)
    return context.catalog.local_server(url.port, url.origin) if urls.is_local(url.host) else None


def text_of(resolver: Resolver, meaning: str) -> str | None:
    """Return the text that the user wrote for a meaning, or None."""
    try:
        value = resolver.meaning(meaning).value
    except RefusedError:
        return None
    return value.text if value is not None and value.kind != "default" else None


def _number(resolver: Resolver, meaning: str) -> int | None:
    text = text_of(resolver, meaning)
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _query(resolver: Resolver, request: Request) -> Iterator[tuple[str, str]]:
    """Yield the query parameters that the user wrote: in a separate table, or after the base URL."""
    for step in request.kind.join if request.kind is not None else ():
        if step.table is not None:
            yield from resolver.table(step.table)
    base = request.base_url.text if request.base_url is not None else None
    url = urls.split(base or "")
    for pair in (url.query or "").split("&") if url is not None else ():
        name, mark, value = pair.partition("=")
        if mark:
            yield name, value


def _versions(request_url: str, providers: Collection[Provider]) -> Iterator[tuple[str, str]]:
    """Yield the query parameter that a provider wants, as the tool sends it."""
    url = urls.split(request_url)
    wanted = {one.api_version.parameter for one in providers if one.api_version is not None}
    for pair in (url.query or "").split("&") if url is not None else ():
        name, _, value = pair.partition("=")
        if name in wanted:
            yield name, value


def _mcp(reading: Reading) -> tuple[str, ...]:
    """Return the names of the MCP servers."""
    return tuple(one.name for one in servers(reading))


def without_secrets(source: Source, redactor: Redactor) -> Source:
    """Return a setup with variables in place of the headers that may contain a secret, which are not to be copied."""
    word = naming.as_word(next(naming.ids(source.id, source.provider, source.host))).upper()
    taken = {source.key.name} if source.key.is_dummy or source.key.kind != "literal" else {f"{word}_API_KEY"}
    headers = []
    for name, value in source.headers:
        if value.kind == "literal" and redactor.is_credential(name, value.text):
            variable = f"{word}_{naming.as_word(name.lower().removeprefix('x-')).upper()}"
            value = Reference("env", variable if variable not in taken else f"{variable}_HEADER")
        headers.append((name, value))
    return source.replace(headers=tuple(headers))
