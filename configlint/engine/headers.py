"""The headers of a request that carry credentials: the tool's own, and those that a person added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from configlint.engine import urls
from configlint.engine.clients import Client
from configlint.engine.language import NamedVariable, Setting
from configlint.engine.model import Auth, FreeHeaders
from configlint.engine.references import resolve_references
from configlint.engine.resolver import Resolver
from configlint.engine.values import NOTHING_UNKNOWN, RefusedError, Unknowns, Value
from configlint.records import Record

#: Headers that carry a credential, whoever sets them.
CREDENTIAL_HEADERS = frozenset({"authorization", "x-api-key", "api-key", "x-goog-api-key"})

_HEADER_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"


class Header(Record):
    """A header that carries a key.

    `text` is what is sent after the scheme: None when it cannot be known, or when the client sends none (`problem` says
    why). `is_own` is False for a header that a person wrote out in full. `is_only_of_url` is True for what a client
    makes of `user:password@` in the base URL where no key gave way to it.
    """

    name: str
    scheme: str | None
    value: Value
    text: str | None
    problem: str | None = None
    is_own: bool = True
    is_only_of_url: bool = False


def sent_headers(
    own: dict[str, Header], free: Sequence[tuple[str, Value, FreeHeaders]], client: Client, base_url: Value | None
) -> list[Header]:
    """Return the headers with credentials as they are sent: merged, and as the client treats their values."""
    headers = [_sent(header, client) for header in _merged(own, free)]
    headers = [header for header in headers if header.text is not None or header.problem or header.value.text is None]
    return headers if base_url is None else _with_userinfo(headers, client, base_url)


def own_headers(resolver: Resolver, auth: Iterable[Auth]) -> tuple[dict[str, Header], Unknowns]:
    """Return the headers in which the tool itself sends keys, and what is not known about them."""
    headers: dict[str, Header] = {}
    unknowns: Unknowns = NOTHING_UNKNOWN
    for one in auth:
        if one.header in headers:
            continue
        if one.when is not None:
            holds = resolver.holds(one.when)
            unknowns |= holds.unknowns
            if not holds.is_true:
                continue
        found = resolver.first(one.sources)
        unknowns |= found.unknowns
        if found.value is not None:
            headers[one.header] = Header(one.header, one.scheme, found.value, found.text)
    return headers, unknowns


def free_headers(resolver: Resolver, listed: Iterable[FreeHeaders]) -> Iterator[tuple[str, Value, FreeHeaders]]:
    """Yield the name and value of every header that a person added, with the description it came by."""
    for one in listed:
        for name, written in _named(resolver, one):
            value = resolve_references(resolver.reading, written, one.syntaxes).value if one.syntaxes else written
            if value is not None:
                yield name.strip(), value, one


def _named(resolver: Resolver, headers: FreeHeaders) -> list[tuple[str, Value]]:
    if isinstance(headers.source, Setting):
        return resolver.entries(headers.source.path)
    if isinstance(headers.source, NamedVariable):
        return [
            (name, value)
            for name, variable in resolver.entries(headers.source.path)
            if (value := resolver.variable_named(variable)) is not None
        ]
    return _header_lines(resolver, headers)


def _header_lines(resolver: Resolver, spec: FreeHeaders) -> list[tuple[str, Value]]:
    value = resolver.read(spec.source).value
    if value is None or value.text is None:
        return []
    headers = []
    for line in re.split(spec.separator, value.text):
        name, mark, content = line.partition(spec.between)
        if mark and re.fullmatch(_HEADER_NAME, name.strip()):
            headers.append((name, value.replace(text=content.strip())))
        elif mark and spec.malformed is not None:
            raise RefusedError(resolver.message(spec.malformed), value.written)
    return headers


def _merged(own: dict[str, Header], free: Sequence[tuple[str, Value, FreeHeaders]]) -> list[Header]:
    """Let free headers replace the tool's own, except those that the profile says they only fill in."""
    headers = dict(own)
    for written, value, spec in free:
        name = written.lower()
        only_fills = name in headers and (spec.fills_all or name in spec.fills)
        if name in CREDENTIAL_HEADERS and not only_fills:
            headers[name] = _written_out(name, value)
    return list(headers.values())


def _written_out(name: str, value: Value) -> Header:
    scheme, blank, rest = (value.text or "").partition(" ")
    if name == "authorization" and blank and scheme.lower() in ("bearer", "basic"):
        return Header(name, scheme, value.replace(text=rest), rest, is_own=False)
    return Header(name, None, value, value.text, is_own=False)


def _sent(header: Header, client: Client) -> Header:
    if header.text is None:
        return header
    start = f"{header.scheme} " if header.scheme else ""
    try:
        whole = client.header(start + header.text)  # what it trims are the ends of the whole value
        return header.replace(text=None if whole is None else whole[len(start) :])
    except RefusedError as error:
        return header.replace(text=None, problem=error.message)


def _with_userinfo(headers: list[Header], client: Client, base_url: Value) -> list[Header]:
    """Add what the client makes of `user:password@` in the base URL."""
    url = urls.split(base_url.text or "")
    userinfo = url.userinfo if url is not None else ""
    if not userinfo or client.userinfo == "ignored":
        return headers
    others = [header for header in headers if header.name != "authorization"]
    has_key = len(others) < len(headers)
    value = base_url.replace(text=userinfo)
    basic = Header("authorization", "Basic", value, userinfo, is_own=False, is_only_of_url=not has_key)
    if client.userinfo == "replaces":
        return [basic, *others]
    return headers if has_key else [*headers, basic]
