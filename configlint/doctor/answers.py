"""One connection and what was found out about it -> the answers to the six questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from configlint.diagnostics.diagnostic import NOTE, Diagnostic, span
from configlint.doctor import keys
from configlint.doctor.questions import astray, login, may_be_logged_in, no_key, place_of, sound
from configlint.doctor.steps import (
    JOIN,
    KEY,
    MODEL,
    OK,
    PROBLEM,
    REQUEST,
    SKIPPED,
    STEPS,
    UNKNOWN,
    URL,
    State,
    Step,
    by_words,
    problem,
    step_of_rule,
)
from configlint.document.nodes import Scalar, route_at
from configlint.engine.headers import Header
from configlint.engine.language import Setting
from configlint.engine.model import Chosen
from configlint.engine.values import RefusedError, Value
from configlint.lint.refusals import explains
from configlint.rules.connection import Connection
from configlint.rules.context import own_words

#: Notes that name a likely cause all the same.
_TELLING_NOTES = ("MODEL002",)
#: What there is to say to each question.
_Answers = dict[str, list[Step]]


def answers(
    look: Connection, findings: Iterable[Diagnostic], state: State, ignored: Iterable[Diagnostic] = ()
) -> list[Step]:
    """Return the answers for one connection, in order: every problem, or one line where there is none.

    `findings` are about the connection or its files, `ignored` those that the user does not want to be told of: what
    stops the tool is said all the same, but it is no problem then.
    """
    refused = look.request.refused or state.stopped
    found, beats = _by_question(look, findings)
    is_unreadable = any(one.document not in look.reading.documents for one in _files(found))
    if not is_unreadable:
        found |= _missing(look, state, found)
        if refused is not None and not _is_reported(refused, found):
            step = _part(refused, look)
            found[step].append(_unless_ignored(_refusal(step, refused, look, state), refused, look, ignored))

    def otherwise(step: str) -> Step:
        if is_unreadable:
            return Step(step, SKIPPED, "comes after the file, which cannot be read")
        if refused is not None and look.request.leads_to is None and refused.about != "headless":
            return Step(step, SKIPPED, "comes after what stops the tool")
        if step == URL and found[JOIN]:
            shown = look.request.url or look.request.leads_to or ""
            return Step(URL, SKIPPED, f"{shown}: see join", place=place_of(look.request.base_url))
        stray = astray(look, beats[URL]) if step == KEY else None
        return stray or sound(step, look, state).replace(beats=tuple(beats[step]))

    result = [answer for step in STEPS for answer in found[step] or [otherwise(step)]]
    return list(_reconsidered(result, look, found))


def _by_question(look: Connection, findings: Iterable[Diagnostic]) -> tuple[_Answers, dict[str, list[Diagnostic]]]:
    """Return the findings as problems, and those about values that count for nothing, by the question they answer."""
    found: _Answers = {step: [] for step in STEPS}
    beats: dict[str, list[Diagnostic]] = {step: [] for step in STEPS}
    for one in findings:
        step = _step_of(one, look)
        if one.severity != NOTE or one.code in _TELLING_NOTES:
            is_absent = one.code == "KEY004" and not look.request.headers
            found[step].append(no_key(look) if is_absent else problem(one, step))
        elif one.code == "ENV002":
            beats[step].append(one)
    return found, beats


def _missing(look: Connection, state: State, found: _Answers) -> _Answers:
    """Return the answers about variables that are not set and without which the tool says that it stops."""
    missing: _Answers = {}
    for step, value in ((URL, look.request.base_url), (MODEL, look.request.model)):
        if value is not None and value.name in state.missing:
            help_text = f"Before you start {look.tool}: export {value.name}=…"
            missing[step] = [Step(step, PROBLEM, f"{value.name} is not set", help_text, place=value.via)]
            missing[JOIN] = [Step(JOIN, SKIPPED, "comes after what is not set")]
    header = next((header for header in look.request.headers if header.value.name in state.missing), None)
    if header is not None and not found[KEY]:
        missing[KEY] = [_unset(look, header, state)]
    return missing


def _reconsidered(answers: Iterable[Step], look: Connection, found: _Answers) -> Iterator[Step]:
    """Yield answers, each in the light of the others."""
    answers = list(answers)
    misplaced, fallback = _misplaced_key(look, found), _fallback(look)
    unchosen = _unchosen(look) if any(one.status == PROBLEM for one in answers) else None
    for one in answers:
        if unchosen is not None and (one.step, one.status) == (REQUEST, OK):
            yield unchosen
        elif misplaced and (one.step, one.status, one.finding) == (KEY, PROBLEM, None):
            yield one.replace(help=f"{misplaced} is set where {look.tool} does not look for it: see request")
        else:
            if fallback is not None and (one.step, one.status) == (KEY, PROBLEM):
                yield fallback
                fallback = None
            yield one


def _fallback(look: Connection) -> Step | None:
    """Return that another variable's key is sent, as the one that a file names is not set; or None."""
    headers, wanted = look.request.headers, next(iter(keys.unset(look)), None)
    if wanted is None or not headers or headers[0].value.kind != "env":
        return None
    message = f"{wanted.name} is not set, so {look.tool} sends {keys.words_for(headers[0])}"
    return Step(KEY, PROBLEM, message, keys.setting(look, wanted.name), place=wanted.place)


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


def _files(found: _Answers) -> Iterator[Diagnostic]:
    """Yield the findings about files as such."""
    for step in found[REQUEST]:
        if step.finding is not None and step.finding.code.startswith("FILE"):
            yield step.finding


def _unset(look: Connection, header: Header, state: State) -> Step:
    wanted = keys.behind(look, header.value.name)
    place = header.value.via or wanted.place
    if place is None and may_be_logged_in(look, state):
        return Step(KEY, UNKNOWN, f"none in files or variables: {login(state)}")
    message = f"{wanted.name} is not set, and {look.tool} sends nothing without it"
    return Step(KEY, PROBLEM, message, keys.setting(look, wanted.name), place=place)


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


def _misplaced_key(look: Connection, found: _Answers) -> str:
    """Return the name under which a file has a key where the tool does not look for one, or an empty string."""
    for one in _files(found):
        route = route_at(one.document.root, one.start)
        node = one.document.at(route) if route else None
        text = str(node.value) if isinstance(node, Scalar) else ""
        if text and look.context.redactor.is_credential(str(route[-1]), text):
            return str(route[-1])
    return ""


def _is_at(one: Diagnostic, value: Value | None) -> bool:
    place = value.written if value is not None else None
    return place is not None and place.document is one.document and span(place)[0] == one.start


def _is_reported(refused: RefusedError, found: _Answers) -> bool:
    """Return True if a problem says already why the tool sends nothing."""
    if refused.about in ("base_url", KEY):
        return bool(found[URL if refused.about == "base_url" else KEY])
    problems = [step.finding for steps in found.values() for step in steps if step.finding is not None]
    if refused.place is not None:
        return any(explains(one, refused, refused.place) for one in problems)
    return any(one.code.startswith("FILE") and one.document.name in refused.message for one in problems)


def _unless_ignored(step: Step, refused: RefusedError, look: Connection, ignored: Iterable[Diagnostic]) -> Step:
    """Return what stops the tool, which is no problem if the rule that would report it is ignored."""
    reports: _Answers = {name: [] for name in STEPS}
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
    if step == KEY and may_be_logged_in(look, state):
        return Step(KEY, UNKNOWN, f"none in files or variables: {login(state)}")
    help_text = f"Write {refused.write}" if refused.write else keys.advice(look) if step == KEY else ""
    meant = keys.misspelt(look, refused.option) if refused.option and not help_text else ""
    help_text = f"{meant} is set: did you mean {refused.option}?" if meant else help_text
    return Step(step, PROBLEM, message, help_text, place=refused.place)
