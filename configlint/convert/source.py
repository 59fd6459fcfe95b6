"""A tool's request -> its parts, with the references that they were written as."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from configlint.catalog.catalog import Catalog
from configlint.catalog.providers import Provider
from configlint.document.nodes import List, Scalar, Table, dotted, resolve, walk
from configlint.engine import requests, routes, urls
from configlint.engine.headers import CREDENTIAL_HEADERS, free_headers
from configlint.engine.model import Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.engine.resolver import Resolver
from configlint.engine.values import RefusedError, Value
from configlint.lint.evaluate import judge
from configlint.profiles.recognition import Match
from configlint.records import Record
from configlint.rules.context import Context


class ConversionError(Exception):
    """The setup cannot be converted for this tool. The message says why, and what to do instead."""


class Key(Record):
    """Where a key comes from. `kind` is "env" (then `name` is the variable), "literal", "command" (then `text` is the
    command line) or "none". The `text` of a literal is the key itself: it must never be shown.
    """

    kind: str
    name: str = ""
    text: str = ""


class Source(Record):
    """One connection of one tool.

    `url` is the request URL; `headers` and `query` are what the user added; `timeout_ms` and `retries` are None for the
    tool's defaults. `further_models` are other models of the same connection. `leftovers` are its other settings, as
    dotted paths; `mcp` is True if there are MCP servers, `findings` are the codes of the problems that the setup
    already has, and `provider` is the one known to answer at the host.
    """

    tool: str
    connection: str
    url: str
    wire_api: str
    key: Key
    model: str | None
    small_model: str | None
    headers: list[tuple[str, Value]]
    query: list[tuple[str, str]]
    timeout_ms: int | None
    retries: int | None
    leftovers: list[str]
    mcp: bool
    findings: frozenset[str] = frozenset()
    further_models: tuple[str, ...] = ()
    provider: Provider | None = None

    @property
    def host(self) -> str:
        """The host that the requests are sent to."""
        url = urls.split(self.url)
        return url.host if url is not None else ""


#: Commands that print nothing but a variable.
_PRINTS = r"printenv (\w+)|echo [\"']?\$\{?(\w+)\}?[\"']?"
#: How many milliseconds there are in the units that profiles use for timeouts.
UNITS = {"ms": 1, "s": 1000}


def source_of(context: Context, reading: Reading, request: Request) -> Source:
    """Return the setup that a request comes from. Raises ConversionError if the tool would send no request."""
    profile = reading.profile
    if request.refused is not None:
        raise ConversionError(f"{profile.name} itself does not work with this setup: {request.refused.message}")
    if request.url is None:
        needs = ", ".join(sorted(request.unknowns.get("base_url", ())))
        why = request.unknown or f"it depends on {needs or 'the program'}"
        raise ConversionError(f"cannot determine where {profile.name} sends its requests: {why}")
    resolver = request.resolver
    free = request.kind.headers if request.kind is not None else ()
    headers = [
        (name, value) for name, value, _ in free_headers(resolver, free) if name.lower() not in CREDENTIAL_HEADERS
    ]
    timeout, small_model = _number(resolver, "timeout"), _text(resolver, "small_model")
    return Source(
        tool=request.tool,
        connection=request.connection,
        url=request.url,
        wire_api=request.wire_api,
        key=_key(context, request, profile),
        model=request.model.text if request.model is not None else None,
        small_model=small_model,
        headers=headers,
        query=list(_query(resolver, request)),
        timeout_ms=None if timeout is None else timeout * UNITS[profile.timeout_unit],
        retries=_number(resolver, "retries"),
        leftovers=list(_leftovers(reading, resolver, request, headers)),
        mcp=_has_mcp(reading),
        findings=frozenset(_findings(context, reading)),
        further_models=tuple(_further_models(reading, request, small_model)),
        provider=provider_at(context.catalog, request.url),
    )


def provider_at(catalog: Catalog, request_url: str) -> Provider | None:
    """Return the provider that is known to answer at a URL."""
    url = urls.split(request_url)
    host = url.host if url is not None else ""
    found: Sequence[Provider] = () if urls.is_local(host) else catalog.providers_at(host)
    return found[0] if found else None


def _findings(context: Context, reading: Reading) -> Iterator[str]:
    """Yield the codes of the rules' findings in the files of one reading."""
    group = [
        (one.document, Match(reading.profile.id, one.layer.number, ""))
        for one in reading.loaded
        if one.document is not None and one.layer.inline is None
    ]
    for reported in judge(context, reading, requests.requests_of(reading), group):
        yield reported.diagnostic.code


def _further_models(reading: Reading, request: Request, small_model: str | None) -> list[str]:
    """Return the models other than these two that the configuration has for the same base URL, each once."""
    base, own = request.base_url, request.model.text if request.model is not None else None
    if base is None or base.written is None:
        return []
    names = [
        one.model.text
        for one in requests.requests_of(reading)
        if one.base_url is not None and one.base_url.written is not None and one.model is not None
        if one.base_url.written.route == base.written.route and one.wire_api == request.wire_api
        if one.model.written is not None and one.model.text
    ]
    return list(dict.fromkeys(name for name in names if name not in (own, small_model)))


def _key(context: Context, request: Request, profile: Profile) -> Key:
    header = next(iter(request.headers), None)
    if header is None and request.unknowns.get("key"):
        name = usual_variable(request.unknowns["key"], profile)
        return Key("env", name) if name else Key("none")
    if header is None or (header.value.kind == "default" and header.value.written is None):
        return Key("none")
    value = header.value
    if value.kind == "env" and (value.place is None or not value.text):
        is_key = context.redactor.is_key(value.name)
        return Key("literal", text=value.name) if is_key else Key("env", value.name)
    if value.kind == "command":
        command = _command(value)
        printed = re.fullmatch(_PRINTS, command)
        return Key("env", printed[1] or printed[2]) if printed else Key("command", text=command)
    return Key("literal", text=value.text or "") if value.text else Key("none")


def usual_variable(needs: Collection[str], profile: Profile) -> str:
    """Return the variable in which the user would set the key, of those that may contain it, or an empty string."""
    kinds = profile.target.kinds if profile.target is not None else ()
    usual = [entry.variable for kind in kinds for entry in kind.entries if isinstance(entry.variable, str)]
    names = sorted(name for name in needs if name.isidentifier())
    return next((name for name in usual if name in names), names[0] if names else "")


def _command(value: Value) -> str:
    node = value.written.node if value.written is not None else None
    return str(node.value) if isinstance(node, Scalar) else ""


def _text(resolver: Resolver, meaning: str) -> str | None:
    try:
        value = resolver.meaning(meaning).value
    except RefusedError:
        return None
    return value.text if value is not None and value.kind != "default" else None


def _number(resolver: Resolver, meaning: str) -> int | None:
    text = _text(resolver, meaning)
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


def _leftovers(
    reading: Reading, resolver: Resolver, request: Request, headers: list[tuple[str, Value]]
) -> Iterator[str]:
    """Yield the connection's settings that were not read."""
    used = [request.base_url, request.model, *(one.value for one in request.headers), *(value for _, value in headers)]
    for name in ("small_model", "timeout", "retries"):
        try:
            used.append(resolver.meaning(name).value)
        except RefusedError:
            continue
    written = [one.written for one in used if one is not None and one.written is not None]
    places = {(id(place.document), place.route) for place in written}
    known = reading.profile.target.carried if reading.profile.target is not None else ()
    for route in request.resolver.bound.routes.values():
        for found in reading.tree.find(route):
            place = found.place
            if place is None or not isinstance(found.node, Table):
                continue
            for below, _, node in walk(found.node):
                full = (*found.route, *below)
                is_value = isinstance(resolve(node), Scalar) or (isinstance(node, Table | List) and not _parts(node))
                is_known = any(routes.matches(pattern, full[: len(pattern)]) for pattern in known)
                if is_value and (id(place.document), full) not in places and not is_known:
                    yield dotted(full)


def _parts(node: Table | List) -> bool:
    return bool(node.entries if isinstance(node, Table) else node.items)


def _has_mcp(reading: Reading) -> bool:
    form = reading.profile.mcp
    return form is not None and bool(reading.tree.find(form.route))


def proposed_variable(source: Source) -> str:
    """Return a variable name for a key that has none yet: the provider's, or one made from the connection's name."""
    known = source.provider.variables if source.provider is not None else ()
    own = "".join(ch if ch.isalnum() else "_" for ch in identifier(source)).upper() + "_API_KEY"
    return known[0] if known else own


def identifier(source: Source, reserved: Collection[str] = ()) -> str:
    """Return an id for the connection in the target: its name, the provider's id, or one made from the host name."""
    own = source.connection.partition("/")[0]  # tools that choose by model say provider/model
    own = own if own.replace("-", "").replace("_", "").isalnum() else ""
    if not own or own in ("default", "top") or own in reserved:
        labels = [label for label in source.host.split(".") if label not in ("api", "www", "com", "localhost")]
        usual = next((label for label in labels if label.isalpha()), "local")
        own = source.provider.id if source.provider is not None else usual
    return own if own not in reserved else f"{own}-gateway"
