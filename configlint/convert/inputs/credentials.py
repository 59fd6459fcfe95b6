"""A request -> the key and the headers of the setup that it is of, as references."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence

from configlint.catalog.providers import Provider
from configlint.convert.candidates import beside, variable_prefix
from configlint.convert.reference import NONE, Reference, is_dummy, reference_of
from configlint.document.nodes import Scalar, Table, resolve
from configlint.engine import interpolation, urls
from configlint.engine.headers import CREDENTIAL_HEADERS, Header
from configlint.engine.model import Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.engine.values import Value
from configlint.rules.context import Context


def key_of(
    context: Context, reading: Reading, request: Request, providers: Sequence[Provider], server: Provider | None
) -> Reference:
    """Return the key that a request is sent with. `server` is the one that is known to listen at a port here."""
    header = _of_key(request)
    variable = beside(reading, request, "key") or _providers_own(reading, providers) if header is None else None
    if variable is not None:
        return reference_of(variable)
    if header is None and server is not None and server.key_header == "none":
        return NONE
    if header is None:
        return _missing_key(reading, request, providers)
    reference = reference_of(header.value)
    is_own = header.value.kind == "env" and header.value.name not in reading.profile.variables
    if reference.kind == "literal" and is_own:
        reference = reference.replace(name=header.value.name)  # the user's own variable, which the files set
    is_foreign = reference.kind == "literal" and interpolation.foreign(reference.text) == reference.text
    if is_foreign and (name := interpolation.name_in(reference.text)).isidentifier():
        # In the syntax of another tool, or of a program that is not known: it can only be meant as a reference.
        reference = Reference("env", name)
    reference = _as_meant(context, reference)
    if reference.kind != "literal" or is_foreign:
        return reference
    url = urls.split(request.url or "")
    needs_none = (url is not None and urls.is_local(url.host)) or len(_with_credentials(request)) > 1
    return reference.replace(is_dummy=needs_none and is_dummy(reference.text))


def _as_meant(context: Context, reference: Reference) -> Reference:
    """Return a reference; what it names as a literal, where somebody wrote a key in place of the name."""
    named = os.path.basename(reference.name)
    is_key = reference.kind in ("env", "file") and context.redactor.is_key(named)
    return Reference("literal", text=named) if is_key else reference


def _providers_own(reading: Reading, providers: Sequence[Provider]) -> Value | None:
    """Return the provider's own variable in the file of a program that is not known."""
    names = providers[0].variables if providers and reading.profile.is_fallback else ()
    values = (reading.variables.get(name) for name in names)
    return next((value for value in values if value is not None and value.place is not None), None)


def _with_credentials(request: Request) -> list[Header]:
    """Return the headers with credentials: those that a user wrote, or else all."""
    return [one for one in request.headers if one.value.written is not None] or list(request.headers)


def _of_key(request: Request) -> Header | None:
    """Return the header that has the key, in whose place the target sends it as it does: rather the tool's own."""
    return min(_with_credentials(request), key=lambda one: not one.is_own, default=None)


def misread(request: Request) -> Iterator[str]:
    """Yield what is said about a key that is taken for a reference although the tool does not."""
    profile = request.resolver.reading.profile
    if profile.is_fallback or profile.resolves_unknown_references:
        return
    for value in (header.value for header in request.headers if header.value.written is not None):
        text = reference_of(value).text
        name = interpolation.name_in(text) if interpolation.foreign(text) == text else ""
        if name.isidentifier():
            yield f"{profile.name} resolves no reference to {name} here, and sends it as written; taken for one"


def _missing_key(reading: Reading, request: Request, providers: Sequence[Provider]) -> Reference:
    """Return the variable in which the key is that no file has: the provider's own one, one that goes with the variable
    that has the base URL, or the only one that the tool reads for this.
    """
    if _is_left_empty(reading, request):
        return NONE
    needs = request.unknowns.get("key", frozenset())
    name = usual_variable(needs, reading.profile)
    own = providers[0].variables if providers and providers[0].kind != "cloud" else ()  # most clouds have a login
    if own and request.kind is not None and not request.kind.auth and providers[0].key_header != "none":
        return Reference("env", own[0])  # it is sent, but in no header
    if own and (needs or (reading.profile.is_fallback and providers[0].key_header != "none")):
        return Reference("env", name if name in own else own[0])
    prefix = variable_prefix(request)
    pair = [f"{prefix}_{ending}" for ending in ("AUTH_TOKEN", "API_KEY")] if prefix else []
    found = name or next((one for one in pair if one in needs), "")
    return Reference("env", found) if found else NONE


def _is_left_empty(reading: Reading, request: Request) -> bool:
    """Return True if the connection has a field for the key, with nothing in it."""
    fields = {field.rpartition(".")[2] for field in (request.kind.key_fields if request.kind is not None else ())}
    for route in request.resolver.bound.routes.values():
        for found in reading.tree.find(route):
            entries = found.node.entries.items() if isinstance(found.node, Table) else ()
            values = [resolve(entry.value) for name, entry in entries if name in fields]
            if any(isinstance(value, Scalar) and value.value == "" for value in values):
                return True
    return False


def usual_variable(needs: Collection[str], profile: Profile) -> str:
    """Return the variable in which the user would set the key, of those that may contain it, or an empty string.

    It is the one that the tool's own documents name, or the only one.
    """
    kinds = profile.target.kinds if profile.target is not None else ()
    usual = [entry.variable for kind in kinds for entry in kind.entries if isinstance(entry.variable, str)]
    names = sorted(name for name in needs if name.isidentifier() and name.endswith(("_KEY", "_TOKEN")))
    return next((name for name in usual if name in names), names[0] if len(names) == 1 else "")


def headers_of(context: Context, request: Request) -> tuple[tuple[str, Reference], ...]:
    """Return the headers that the user added, but for the one that has the key."""
    key = _of_key(request)
    others = {one.name for one in _with_credentials(request) if one is not key and not one.is_own}
    return tuple(
        (name, _as_meant(context, reference_of(value)))
        for name, value in request.free_headers
        if name.lower() not in CREDENTIAL_HEADERS - others
    )
