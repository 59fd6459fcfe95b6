"""One connection -> the answer to each of the six questions where no rule found anything wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from configlint.catalog.providers import CALLS
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.doctor import keys
from configlint.doctor.steps import JOIN, KEY, MODEL, OK, PROBLEM, REQUEST, SKIPPED, UNKNOWN, URL, WIRE_API, State, Step
from configlint.engine import urls
from configlint.engine.values import Place, Value
from configlint.rules.connection import Connection

#: Kinds of providers that take more than a key in a header: a signature, or the token of a login.
_OTHER_WAYS = ("cloud", "subscription")


def sound(step: str, look: Connection, state: State) -> Step:
    """Return the answer to a question: that all is right, or what cannot be known here."""
    return _key(look, state) if step == KEY else _ANSWERS[step](look)


def may_be_logged_in(look: Connection, state: State) -> bool:
    """Return True if the tool keeps something here that is not read, which may be a login."""
    keeps = look.context.knowledge.footprints[look.profile.id].stores
    return bool(state.notes) or (bool(keeps) and look.context.host.system == "macos")


def login(state: State) -> str:
    """Return where the key may be, if the tool keeps a login."""
    return state.notes[0] if state.notes else "a login may be in the keychain"


def _url(look: Connection) -> Step:
    request, place = look.request, place_of(look.request.base_url)
    if request.url is None and request.leads_to is None:
        needs = ", ".join(sorted(request.unknowns.get("base_url", ()))) or "the program"
        return Step(URL, UNKNOWN, request.unknown or f"not known: it depends on {needs}", place=place)
    shown = request.url or request.leads_to or ""
    if look.is_served and look.providers:
        return Step(URL, OK, f"{shown}: {look.providers[0].name} serves it there", place=place)
    url = look.url
    if url is not None and any(map(urls.is_version, url.segments)):
        return Step(URL, OK, f"{shown}: one version in it", place=place)
    message = f"{shown}: no version in it; only the host knows if it wants one"
    base = look.base.strip().rstrip("/")
    call = CALLS.get(request.wire_api, "") if request.wire_api in ("chat", "responses") else ""
    is_bare = url is not None and bool(call) and url.origin == base and shown.startswith(base + call)
    return Step(URL, UNKNOWN, message, f"If it answers 404, write {base}/v1" if is_bare else "", place=place)


def _key(look: Connection, state: State) -> Step:
    headers = [header for header in look.request.headers if header.text or header.value.kind in ("command", "file")]
    base = look.request.base_url
    is_usual = not look.host or (base is not None and base.kind == "default")
    if not headers and is_usual and may_be_logged_in(look, state):
        return Step(KEY, UNKNOWN, f"none in files or variables: {login(state)}")
    if not headers:
        return no_key(look)
    header = headers[0]
    place, shown = place_of(header.value), f"{keys.words_for(header)} in {header.name}"
    if header.value.kind == "command":
        return Step(KEY, UNKNOWN, f"{shown}; the command is not run here", place=place)
    if header.value.kind == "default":
        return Step(KEY, OK if look.is_local else UNKNOWN, f"a made-up key in {header.name}", place=place)
    shape = look.catalog.key_shape((header.text or "").strip())
    if look.is_local:
        return Step(KEY, OK, f"{shown}; servers on this machine usually take any", place=place)
    owners = look.vendors.intersection(shape.owners) if shape is not None else frozenset()
    if shape is not None and owners:
        issuer = shape.issuer if shape.issuer in owners else min(owners)
        return Step(KEY, OK, f"{shown}: a key of {look.catalog.name_of(issuer)}", place=place)
    owner = look.providers[0].name if look.providers else look.host
    return Step(KEY, UNKNOWN, f"{shown}; only {owner} knows if it is valid", place=place)


def astray(look: Connection, overridden: Iterable[Diagnostic]) -> Step | None:
    """Return that the key was for another host, whose base URL is overridden, or None."""
    place = place_of(look.request.headers[0].value) if look.request.headers else None
    host = keys.host_beside(place, overridden)
    message = f"the key is from the file that wants {host}, and it is sent to {look.host}"
    help_text = "Set a key where this base URL is set, or remove one of the two"
    return Step(KEY, PROBLEM, message, help_text, place=place) if host not in ("", look.host) else None


def no_key(look: Connection) -> Step:
    """Return what to say of a connection over which no key is sent."""
    if not look.host:
        return Step(KEY, UNKNOWN, "none is sent; only where it goes decides if that is right")
    if look.is_local:
        return Step(KEY, OK, "none is sent; servers on this machine usually need none")
    free = look.request.free_header_names
    if free or look.request.unknowns.get("key"):
        return Step(KEY, UNKNOWN, f"none in the usual place{'; headers: ' + ', '.join(free) if free else ''}")
    if any(provider.key_header == "none" for provider in look.providers):
        return Step(KEY, OK, f"none is sent; {look.providers[0].name} needs none")
    wanted = keys.unset(look)
    if wanted:
        message = f"{wanted[0].name} is not set, so no key is sent to {look.host}"
        return Step(KEY, PROBLEM, message, keys.advice(look), place=wanted[0].place)
    if _has_other_ways(look):
        return Step(KEY, UNKNOWN, f"none is sent to {look.host}; the request may be signed, or log in")
    return Step(KEY, PROBLEM, f"no key is sent to {look.host}", keys.advice(look))


def _has_other_ways(look: Connection) -> bool:
    """Return True if the request may count without a key: it is signed, or a login supplies a token."""
    kind = look.request.kind
    if kind is None or kind.no_key:
        return False
    if not kind.auth:
        return True
    if look.providers:
        return any(provider.kind in _OTHER_WAYS for provider in look.providers)
    return any(other.no_key for other in look.profile.requests)  # it sends this kind without one, though not others


def _model(look: Connection) -> Step:
    model, place = look.request.model, place_of(look.request.model)
    if model is None or not model.text:
        return Step(MODEL, SKIPPED, f"none is set; it is chosen when {look.tool} runs")
    vendor = look.catalog.model_vendor(model.text)
    own = vendor is not None and any(provider.id in vendor.own_hosts for provider in look.providers)
    known = look.catalog.models_of(vendor.id) if vendor is not None and own else None
    listed = {name for provider in look.providers for name in provider.model_ids}
    name, dated = model.text.partition("[")[0], f" (as of {known.as_of})" if known is not None else ""
    if model.text in listed or (known is not None and name in known.models):
        return Step(MODEL, OK, f"{model.text}: {look.providers[0].name} lists it{dated}", place=place)
    if known is not None and known.models:
        message = f"{model.text}; not among the models that {look.providers[0].name} is known to have{dated}"
        return Step(MODEL, UNKNOWN, message, f"If it answers 404: {nearest(name, known.models)}", place=place)
    return Step(MODEL, UNKNOWN, f"{model.text}; only {look.host or 'the host'} knows if it has that", place=place)


def nearest(model: str, models: Sequence[str]) -> str:
    """Return advice on a model id: the one that a host lists and that comes closest, or some that it lists."""
    import difflib

    bare = model.rpartition("/")[2]
    same = [one for one in models if one.rpartition("/")[2] == bare]
    close = same or difflib.get_close_matches(model, models, 1, 0.5)
    if close:
        return f"Write {close[0]}, which it lists"
    few = ", ".join(models[:4])
    return f"It lists {few}{' …' if len(models) > 4 else ''}" if models else "Take an id from the list of the provider"


def _wire_api(look: Connection) -> Step:
    wire_api = look.request.wire_api
    if not wire_api:
        is_known = look.request.leads_to is not None
        return Step(WIRE_API, UNKNOWN, "an API beside the four common ones" if is_known else "not known, as the URL is")
    served = next((one for one in look.apis if one.is_served), None)
    name = look.providers[0].name if look.providers else look.host or "the host"
    if served is not None:
        dated = f" (as of {served.as_of})" if served.as_of else ""
        return Step(WIRE_API, OK, f"{wire_api}, which {name} serves{dated}")
    return Step(WIRE_API, UNKNOWN, f"{wire_api}; not known if {name} serves it")


def _request(look: Connection) -> Step:
    files = [document for document in look.reading.documents if document is not look.context.host.shell]
    read = ", ".join(dict.fromkeys(one.path for one in files)) or "no file, only variables"
    return Step(REQUEST, OK, f"{look.tool} reads {read}")


def _join(look: Connection) -> Step:
    request = look.request
    base, url = look.base.strip(), request.leads_to
    if url is None:
        return Step(JOIN, SKIPPED, "no URL, so nothing to append to")
    if base and url.lower().startswith(base.lower()):
        tail = url[len(base) :]
        return Step(JOIN, OK, f"{look.tool} appends {tail}" if tail else f"{look.tool} appends nothing")
    call = next((call for call in CALLS.values() if call.partition("{")[0] in url), "")
    return Step(JOIN, OK, f"{look.tool} makes {url} of {base or 'it'}{' with ' + call if call and not base else ''}")


def place_of(value: Value | None) -> Place | None:
    """Return where a value is written, or None."""
    return value.written if value is not None else None


_ANSWERS = {URL: _url, MODEL: _model, WIRE_API: _wire_api, REQUEST: _request, JOIN: _join}
