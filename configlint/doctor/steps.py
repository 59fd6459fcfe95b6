"""The six questions about one connection, in the order in which people should ask them.

1. url       Where does the request go, and is the version in it exactly once?
2. key       Is a key sent, and is it one of that host?
3. model     Does the host have a model of that id?
4. wire_api  Does the host serve the wire API that the tool speaks?
5. request   Does the tool read its files, and send the request at all?
6. join      What does the tool append to the base URL?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from configlint.catalog.providers import CALLS
from configlint.diagnostics.diagnostic import NOTE, Diagnostic, span
from configlint.doctor import keys
from configlint.engine.headers import Header
from configlint.engine.language import Setting
from configlint.engine.model import Chosen
from configlint.engine.values import Place, RefusedError, Value
from configlint.records import Record
from configlint.rules.connection import Connection
from configlint.rules.context import own_words

URL, KEY, MODEL, WIRE_API, REQUEST, JOIN = "url", "key", "model", "wire_api", "request", "join"
STEPS = (URL, KEY, MODEL, WIRE_API, REQUEST, JOIN)
OK, PROBLEM, UNKNOWN, SKIPPED = "ok", "problem", "unknown", "skipped"

#: Which question a rule answers, by its code or the beginning of that.
_BY_CODE = {
    "URL": URL,
    "URL004": JOIN,
    "URL005": JOIN,
    "URL006": JOIN,
    "HOST": URL,
    "HOST001": KEY,
    "HOST002": KEY,
    "HOST006": REQUEST,
    "KEY": KEY,
    "MODEL": MODEL,
    "WIRE": WIRE_API,
    "FILE": REQUEST,
}
#: Rules whose findings are about what is shared or left behind, not about whether the tool works here.
_NO_CAUSE = ("SEC", "IGN", "MCP", "HOST005", "ENV003", "ENV004")
#: Notes that name a likely cause all the same.
_TELLING_NOTES = ("MODEL002",)


class Step(Record):
    """The answer to one question. `status` is "ok", "problem", "unknown", or "skipped" where another comes first.

    `help` says what to do, `rule` is the code of the rule that found it, `place` where the value is written, and
    `beats` are findings about values that count for nothing. `finding` is what the rule reported.
    """

    step: str
    status: str
    message: str
    help: str = ""
    rule: str = ""
    place: Place | None = None
    beats: tuple[Diagnostic, ...] = ()
    finding: Diagnostic | None = None


class State(Record):
    """What is true of all connections of a tool: why it does not start, or None; the variables that have a stand-in, so
    that there is something to say although it would stop without them; and notes on what it keeps elsewhere.
    """

    stopped: RefusedError | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def answers(
    look: Connection, findings: Iterable[Diagnostic], state: State, ignored: Iterable[Diagnostic] = ()
) -> list[Step]:
    """Return the answers for one connection, in order: every problem, or one line where there is none.

    `findings` are about the connection or its files, `ignored` those that the user does not want to be told of: what
    stops the tool is said all the same, but it is no problem then.
    """
    refused = look.request.refused or state.stopped
    found: dict[str, list[Step]] = {step: [] for step in STEPS}
    beats: dict[str, list[Diagnostic]] = {}
    for one in findings:
        step = _step_of(one, look)
        if one.severity != NOTE or one.code in _TELLING_NOTES:
            found[step].append(
                _no_key(look) if one.code == "KEY004" and not look.request.headers else problem(one, step)
            )
        elif one.code == "ENV002":
            beats.setdefault(step, []).append(one)
    for step, value in ((URL, look.request.base_url), (MODEL, look.request.model)):
        if value is not None and value.name in state.missing:
            help_text = f"Before you start {look.tool}: export {value.name}=…"
            found[step] = [Step(step, PROBLEM, f"{value.name} is not set", help_text, place=value.via)]
            found[JOIN] = [Step(JOIN, SKIPPED, "comes after what is not set")]
    stands_in = next((header for header in look.request.headers if header.value.name in state.missing), None)
    if stands_in is not None and not found[KEY]:
        found[KEY].append(_unset(look, stands_in, state))
    unreadable = any(one.document not in look.reading.documents for one in _files(found))
    if refused is not None and not _is_reported(refused, found):
        step = _part(refused, look)
        found[step].append(_unless_ignored(_refusal(step, refused, look, state), refused, look, ignored))
    result: list[Step] = []
    for step in STEPS:
        if found[step]:
            result += found[step]
        elif unreadable:
            result.append(Step(step, SKIPPED, "comes after the file, which cannot be read"))
        elif refused is not None and look.request.leads_to is None and refused.about != "headless":
            result.append(Step(step, SKIPPED, "comes after what stops the tool"))
        elif step == KEY and (astray := _astray(look, beats.get(URL, ()))) is not None:
            result.append(astray)
        else:
            answer = _key(look, state) if step == KEY else _ANSWERS[step](look)
            result.append(answer.replace(beats=tuple(beats.get(step, ()))))
    unchosen = _unchosen(look) if any(step.status == PROBLEM for step in result) else None
    return [unchosen if unchosen and (step.step, step.status) == (REQUEST, OK) else step for step in result]


def _unchosen(look: Connection) -> Step | None:
    """Return that a connection is defined and another, the tool's default, is used, as nothing chooses it; or None."""
    base, active = look.request.base_url, look.profile.connections.active
    others = [one.base_url for one in look.siblings if not one.active]
    written = next((one for one in others if one is not None and one.kind == "literal" and one.place is not None), None)
    if written is None or not isinstance(active, Chosen) or (base is not None and base.kind != "default"):
        return None
    name = next(one.connection for one in look.siblings if one.base_url is written)
    fields = [source.path.text for source in active.sources if isinstance(source, Setting)]
    help_text = f"Set {fields[0]} to choose {name}" if fields else ""
    message = f"{name} is defined, but {look.tool} uses {look.request.connection}: nothing chooses it"
    return Step(REQUEST, PROBLEM, message, help_text, place=written.place)


def _files(found: Mapping[str, list[Step]]) -> Iterator[Diagnostic]:
    """Yield the findings about files as such."""
    for step in found[REQUEST]:
        if step.finding is not None and step.finding.code.startswith("FILE"):
            yield step.finding


def concerns(diagnostic: Diagnostic) -> bool:
    """Return True if a finding can be why a tool does not work here."""
    return not diagnostic.code.startswith(_NO_CAUSE)


def step_of_rule(code: str) -> str:
    """Return the question that a rule answers, or an empty string where that depends on the value."""
    return _BY_CODE.get(code) or next((step for start, step in _BY_CODE.items() if code.startswith(start)), "")


# ---- problems


def _unset(look: Connection, header: Header, state: State) -> Step:
    wanted = keys.behind(look, header.value.name)
    place = header.value.via or wanted.place
    if place is None and _may_be_logged_in(look, state):
        return Step(KEY, UNKNOWN, f"none in files or variables: {_login(state)}")
    message = f"{wanted.name} is not set, and {look.tool} sends nothing without it"
    return Step(KEY, PROBLEM, message, keys.setting(look, wanted.name), place=place)


def _may_be_logged_in(look: Connection, state: State) -> bool:
    """Return True if the tool keeps something here that is not read, which may be a login."""
    keeps = look.context.knowledge.footprints[look.profile.id].stores
    return bool(state.notes) or (bool(keeps) and look.context.host.system == "macos")


def _login(state: State) -> str:
    return state.notes[0] if state.notes else "a login may be in the keychain"


def problem(one: Diagnostic, step: str = REQUEST) -> Step:
    """Return a finding as an answer."""
    place = Place(one.document, ())
    help_text = one.help
    if one.write:
        help_text = f"Write {one.write}"
    elif one.fix is not None and not one.help:
        help_text = one.fix.description
    return Step(step, PROBLEM, one.message, help_text, one.code, place, finding=one)


def _step_of(one: Diagnostic, look: Connection) -> str:
    """Return the question that a finding answers: by its rule, or by the value that it is about."""
    known = step_of_rule(one.code)
    if known and one.code != "KEY008":
        return known
    request = look.request
    parts = [(URL, request.base_url), (MODEL, request.model), *((KEY, header.value) for header in request.headers)]
    for step, value in parts:
        if _is_at(one, value):
            return step
    return by_words(one)


def by_words(one: Diagnostic) -> str:
    """Return the question that a finding answers by what it is about; a path says nothing about that."""
    named = " ".join(word for word in f"{one.message} {one.help}".upper().split() if "/" not in word)
    if "KEY" in named or "TOKEN" in named:
        return KEY
    return MODEL if "MODEL" in named else URL


def _is_at(one: Diagnostic, value: Value | None) -> bool:
    place = value.written if value is not None else None
    return place is not None and place.document is one.document and span(place)[0] == one.start


def _is_reported(refused: RefusedError, found: dict[str, list[Step]]) -> bool:
    """Return True if a problem says already why the tool sends nothing."""
    if refused.about in ("base_url", KEY):
        return bool(found[URL if refused.about == "base_url" else KEY])
    problems = [step.finding for steps in found.values() for step in steps if step.finding is not None]
    if refused.place is not None:
        start, document = span(refused.place)[0], refused.place.document
        return any(one.document is document and abs(one.start - start) < 2 for one in problems)
    return any(one.code.startswith("FILE") and one.document.name in refused.message for one in problems)


def _unless_ignored(step: Step, refused: RefusedError, look: Connection, ignored: Iterable[Diagnostic]) -> Step:
    """Return what stops the tool, which is no problem if the rule that would report it is ignored."""
    reports: dict[str, list[Step]] = {name: [] for name in STEPS}
    for one in ignored:
        reports[_step_of(one, look)].append(problem(one))
    if not _is_reported(refused, reports):
        return step
    return step.replace(status=SKIPPED, message=f"{step.message} (ignored here, so it is no problem)", help="")


def _part(refused: RefusedError, look: Connection) -> str:
    """Return the question whose answer is that the tool sends nothing."""
    if refused.about:
        return {"base_url": URL, "headless": REQUEST}.get(refused.about, refused.about)
    if refused.place is None:
        return REQUEST
    fields = look.request.kind.key_fields if look.request.kind is not None else ()
    last = str(refused.place.route[-1]) if refused.place.route else ""
    if last in fields or any(header.value.written == refused.place for header in look.request.headers):
        return KEY
    base, model = look.request.base_url, look.request.model
    if base is not None and base.written == refused.place:
        return URL
    return MODEL if model is not None and model.written == refused.place else REQUEST


def _refusal(step: str, refused: RefusedError, look: Connection, state: State) -> Step:
    message = own_words(look.profile, refused.message)
    if refused.about == "headless":
        return Step(step, UNKNOWN, message)
    if step == KEY and _may_be_logged_in(look, state):
        return Step(KEY, UNKNOWN, f"none in files or variables: {_login(state)}")
    help_text = f"Write {refused.write}" if refused.write else keys.advice(look) if step == KEY else ""
    meant = keys.misspelt(look, refused.option) if refused.option and not help_text else ""
    help_text = f"{meant} is set: did you mean {refused.option}?" if meant else help_text
    return Step(step, PROBLEM, message, help_text, place=refused.place)


# ---- answers where nothing is wrong


def _url(look: Connection) -> Step:
    request, place = look.request, _place(look.request.base_url)
    if request.url is None and request.leads_to is None:
        needs = ", ".join(sorted(request.unknowns.get("base_url", ()))) or "the program"
        return Step(URL, UNKNOWN, f"not known: {request.unknown or f'it depends on {needs}'}", place=place)
    shown = request.url or request.leads_to or ""
    if look.is_served and look.providers:
        return Step(URL, OK, f"{shown}: {look.providers[0].name} serves it there", place=place)
    url = look.url
    if url is not None and any(_is_version(segment) for segment in url.segments):
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
    if not headers and is_usual and _may_be_logged_in(look, state):
        return Step(KEY, UNKNOWN, f"none in files or variables: {_login(state)}")
    if not headers:
        return _no_key(look)
    header = headers[0]
    place, shown = _place(header.value), f"{keys.words_for(header)} in {header.name}"
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


def _astray(look: Connection, overridden: Iterable[Diagnostic]) -> Step | None:
    """Return that the key was for another host, whose base URL is overridden, or None."""
    place = _place(look.request.headers[0].value) if look.request.headers else None
    host = keys.host_beside(place, overridden)
    message = f"the key is from the file that wants {host}, and it is sent to {look.host}"
    help_text = "Set a key where this base URL is set, or remove one of the two"
    return Step(KEY, PROBLEM, message, help_text, place=place) if host not in ("", look.host) else None


def _no_key(look: Connection) -> Step:
    if not look.host:
        return Step(KEY, UNKNOWN, "none is sent; only where it goes decides if that is right")
    if look.is_local:
        return Step(KEY, OK, "none is sent; servers on this machine usually need none")
    free = look.request.free_headers
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
    """Return True if the tool sends this kind of request without a key, though not others."""
    kind = look.request.kind
    if kind is None or kind.no_key:
        return False
    return not kind.auth or any(other.no_key for other in look.profile.requests)


def _model(look: Connection) -> Step:
    model, place = look.request.model, _place(look.request.model)
    if model is None or not model.text:
        return Step(MODEL, SKIPPED, f"none is set; it is chosen when {look.tool} runs")
    vendor = look.catalog.model_vendor(model.text)
    own = vendor is not None and any(provider.id in vendor.own_hosts for provider in look.providers)
    known = look.catalog.models_of(vendor.id) if vendor is not None and own else None
    listed = {name for provider in look.providers for name in provider.model_ids}
    if model.text in listed or (known is not None and model.text.partition("[")[0] in known.models):
        dated = f" (as of {known.as_of})" if known is not None else ""
        return Step(MODEL, OK, f"{model.text}: {look.providers[0].name} lists it{dated}", place=place)
    return Step(MODEL, UNKNOWN, f"{model.text}; only {look.host or 'the host'} knows if it has that", place=place)


def _wire_api(look: Connection) -> Step:
    wire_api = look.request.wire_api
    if not wire_api:
        return Step(WIRE_API, UNKNOWN, "an API beside the four common ones")
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


def _place(value: Value | None) -> Place | None:
    return value.written if value is not None else None


def _is_version(segment: str) -> bool:
    return segment[:1] == "v" and segment[1:2].isdigit()


_ANSWERS = {URL: _url, MODEL: _model, WIRE_API: _wire_api, REQUEST: _request, JOIN: _join}
