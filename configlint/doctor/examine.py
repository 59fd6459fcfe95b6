"""A tool that is there -> what it reads, and the answers to the six questions for each connection that it would use."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.doctor import keys
from configlint.doctor.answers import answers
from configlint.doctor.presence import Presence
from configlint.doctor.steps import JOIN, PROBLEM, SKIPPED, State, Step, concerns, problem
from configlint.document import formats
from configlint.document.document import Document
from configlint.document.nodes import Route, route_at
from configlint.engine import connections, layers, locate, minimal
from configlint.engine.host import Host
from configlint.engine.layers import VARIABLES
from configlint.engine.model import Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.engine.resolver import Resolver
from configlint.engine.values import RefusedError, Value
from configlint.lint.evaluate import about_connection, about_files, common, evaluate, meant, used
from configlint.lint.inputs import Group
from configlint.lint.readings import variable_files
from configlint.profiles.recognition import Match
from configlint.records import Record
from configlint.rules.connection import Connection, Connections
from configlint.rules.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.doctor.online import Online

#: What the environment is called where a file would be named.
SHELL = "this shell"
#: The value of a variable that is not set, where nothing could be said without it. It does not look like a key.
_STAND_IN = "configlint"
#: Longer variables hold no setting of a tool.
_LONGEST = 8192


#: From findings those that are reported.
Select = Callable[[Iterable[Diagnostic]], list[Diagnostic]]


class Checkup(Record):
    """One connection: the answers, and the smallest request over it as a line for a shell, empty where none is sent.

    `online` is what its host said; `not_asked` is why it was not asked although that was wanted.
    """

    look: Connection
    steps: tuple[Step, ...]
    curl: str
    online: Online | None = None
    not_asked: str = ""

    @property
    def request(self) -> Request:
        """What the connection comes to."""
        return self.look.request

    @property
    def problems(self) -> list[Step]:
        """The answers that say what is wrong."""
        return [step for step in self.steps if step.status == PROBLEM]


class Examination(Record):
    """One tool. `is_set_up` is False where nothing but its own defaults says what to send.

    `about_files` is what is wrong with its files where no connection comes of them. `contains` are the tools in the
    containers that they set up.
    """

    presence: Presence
    reading: Reading
    checkups: tuple[Checkup, ...]
    is_set_up: bool
    about_files: tuple[Step, ...] = ()
    contains: tuple[str, ...] = ()

    @property
    def problems(self) -> list[Step]:
        """All that is wrong."""
        return [*self.about_files, *(step for checkup in self.checkups for step in checkup.problems)]

    @property
    def profile(self) -> Profile:
        """What is known about the tool."""
        return self.reading.profile


def shell_of(environment: Mapping[str, str]) -> Document:
    """Return the variables of a shell as a document, so that findings about them have a place."""
    settings = {name: value for name, value in environment.items() if len(value) <= _LONGEST}
    return Document.of(json.dumps(settings), "json", SHELL)


def examine(presence: Presence, context: Context, selected: Select, also_read: Iterable[str] = ()) -> Examination:
    """Ask the six questions about each connection that a tool would use.

    `context.host` has the environment and its `shell`. `selected` leaves out the findings that the user ignores.
    `also_read` are variables that other tools which are there read: that this one does not is no problem then.
    """
    host, tool = context.host, presence.tool.partition("@")[0]
    profile = context.knowledge.profile(f"{tool}@{presence.version}" if presence.version else tool)
    loaded = list(variable_files(profile, host, is_assumed=presence.is_assumed))
    reading = layers.read(profile, host, faulty_too=True, variable_files=loaded)
    group = [*_group(reading, loaded, host), *_untrusted(reading)]
    looks, active, stopped = _looks(context, reading, group)
    is_set_up = bool(presence.files) or any(_is_written(one.request) for one in active)
    missing = _missing(reading, [stopped, *(one.request.refused for one in active)])
    if missing:
        reading.assume({name: Value(_STAND_IN, "env", name) for name in missing})
        looks, active, stopped = _looks(context, reading, group)
    documents = [document for document, _ in group]
    if stopped is not None and stopped.about != "headless":  # which of them it would have been is not known
        active = active[:1]
    if profile.connections.is_chosen_by_code:
        active = meant([one for one in active if _is_written(one.request, missing)] or active)
    about_all = [
        one.diagnostic
        for one in about_files(looks, context, reading, group)
        if concerns(one.diagnostic) and _concerns_active(one.diagnostic, looks)
        if not _is_for_others(one.diagnostic, host, set(also_read), active)
    ]
    about_all += [one.diagnostic for near in _near_files(profile, host) for one in evaluate(context, [near])]
    every = {one.key: one for one in about_all}.values()  # two layers may be the same file
    about_all = selected(every)
    resolver = Resolver(reading)
    stores = [one for one in presence.stores if one.when is None or resolver.holds(one.when).is_true]
    presence = presence.replace(stores=tuple(stores))
    state = State(stopped, tuple(missing), tuple(one.note for one in stores))
    checkups = []
    for one, found in zip(active, _about_each(active, documents), strict=True):
        wanted = [*about_all, *selected(found)]
        ignored = [finding for finding in [*every, *found] if finding not in wanted]
        checkups.append(_checkup(one, wanted, state, ignored))
    is_alone = is_set_up and not active
    alone = tuple(problem(one) for one in about_all if one.severity != NOTE) if is_alone else ()
    return Examination(presence, reading, tuple(checkups if is_set_up else ()), is_set_up, alone)


def _about_each(active: list[Connection], documents: list[Document]) -> Iterator[list[Diagnostic]]:
    """Yield the findings about each connection; of alternatives that a program chooses from, what holds for all."""
    reports = [list(about_connection(one)) for one in active]
    if len(active) > 1 and active[0].profile.connections.is_chosen_by_code:
        shared = {one.key for one in common(reports, [set(used([one.request], documents)) for one in active])}
        reports = [[one for one in report if one.key in shared] for report in reports]
    for report in reports:
        yield [one.diagnostic for one in report if concerns(one.diagnostic)]


def _checkup(look: Connection, findings: Iterable[Diagnostic], state: State, ignored: Iterable[Diagnostic]) -> Checkup:
    steps = answers(look, {one.key: one for one in findings}.values(), state, ignored)
    is_sent = any(step.step == JOIN and step.status != SKIPPED for step in steps)
    return Checkup(look, tuple(steps), _curl(look) if is_sent else "")


def _looks(
    context: Context, reading: Reading, group: Group
) -> tuple[Connections, list[Connection], RefusedError | None]:
    """Return the connections, those that are in use, and why the tool does not start (or None)."""
    looks = Connections(context, reading, [document for document, _ in group])
    return looks, [one for one in looks if one.request.active], next(iter(connections.stops(reading)), None)


def _missing(reading: Reading, refusals: Iterable[RefusedError | None]) -> list[str]:
    """Return the variables that are not set, without which the tool says that it stops: the first of each message."""
    named = [keys.variables_in(one.message) for one in refusals if one is not None]
    unset = [[name for name in names if not (reading.variables.get(name) or Value(None)).text] for names in named]
    return list(dict.fromkeys(names[0] for names in unset if names))


def _group(reading: Reading, loaded: Iterable[Document], host: Host) -> Iterator[tuple[Document, Match]]:
    """Yield what a tool reads, each as it reads it; the environment, too."""
    tool = reading.profile.id
    for layer, document in reading.found:
        if layer.inline is None:
            yield document, Match(tool, layer.number, os.path.dirname(document.path))
    for document in [*loaded, *([host.shell] if host.shell is not None else [])]:
        yield document, Match(tool, VARIABLES, os.path.dirname(document.path))


def _is_written(request: Request, missing: Iterable[str] = ()) -> bool:
    """Return True if anything but the tool's defaults (and stand-ins for what is missing) says what to send."""
    values = (request.base_url, request.model, *(header.value for header in request.headers))
    given = [value for value in values if value is not None and value.name not in missing]
    return any(value.kind != "default" or value.written is not None for value in given)


def _untrusted(reading: Reading) -> Iterator[tuple[Document, Match]]:
    """Yield the files that are where the tool looks, but that it does not read as things are."""
    found = {document.path for _, document in reading.found}
    for layer in reading.profile.layers:
        for path in locate.find(layer, reading.host) if layer.when is not None and layer.drop else ():
            document = (
                None if path in found else Document.found(path, layers.DIALECTS[layer.format][0], reading.host.files)
            )
            if document is not None:
                yield document, Match(reading.profile.id, layer.number, os.path.dirname(path))


def _near_files(profile: Profile, host: Host) -> Iterator[tuple[Document, Match]]:
    """Yield the files that people expect the tool to read, where those that it reads instead are not there."""
    for near in profile.near_files:
        path, right = (locate.locate(one, host.directory, host) for one in (near.path, near.replace_with))
        is_left_over = right is not None and host.files.exists(right)
        if path is not None and "mcp" not in near.path and host.files.is_file(path) and not is_left_over:
            name = formats.by_extension(os.path.basename(path)) or "text"
            document = Document.found(path, layers.DIALECTS[name][0], host.files)
            if document is not None:
                yield document, Match(profile.id, -1, os.path.dirname(path), near.replace_with)


# ---- which findings count


def _concerns_active(diagnostic: Diagnostic, looks: Connections) -> bool:
    """Return True if a finding about a file is not about the table of a connection that is not used."""
    route = route_at(diagnostic.document.root, diagnostic.start)

    def holds(active: bool) -> bool:
        tables = (
            table for one in looks if one.request.active == active for table in one.resolver.bound.routes.values()
        )
        return any(_is_below(route, table) for table in tables)

    return holds(True) or not holds(False)


def _is_below(route: Route, table: Route) -> bool:
    return bool(table) and tuple(map(str, route[: len(table)])) == tuple(map(str, table))


def _is_for_others(diagnostic: Diagnostic, host: Host, also_read: set[str], active: list[Connection]) -> bool:
    """Return True if a variable that the tool does not read is not missing from it, or is meant for another tool."""
    if diagnostic.code != "ENV001":
        return False
    route = route_at(diagnostic.document.root, diagnostic.start)
    name = str(route[-1]) if route else ""
    if name in also_read:
        return True
    is_complete = all(
        one.request.url is not None and one.base_place is not None and one.request.headers for one in active
    )
    return diagnostic.document is host.shell and is_complete


# ---- the smallest request


def headers_of(look: Connection) -> Iterator[tuple[str, str, str, str]]:
    """Yield the headers of a connection: name, what comes before the value, the variable for the value, the value.

    The variable is empty where the value is no secret. Headers whose value is not known have "".
    """
    request = look.request
    for header in request.headers:
        scheme = f"{header.scheme} " if header.scheme else ""
        yield header.name, scheme, _variable(look, header.value.name, header.value.kind), header.text or ""
    sent = {header.name for header in request.headers}
    for name, value in request.free_headers:
        if name.lower() not in sent:
            is_secret = look.context.redactor.is_credential(name, value.text or "") or value.text is None
            yield name, "", _variable(look, value.name, value.kind) if is_secret else "", value.text or ""


def _variable(look: Connection, name: str, kind: str) -> str:
    """Return the variable that stands for a key on a command line."""
    if kind == "env" and name.isidentifier() and not look.context.redactor.is_key(name):
        return name
    known = look.providers[0].variables if look.providers else ()
    return known[0] if known else "API_KEY"


def _curl(look: Connection) -> str:
    request = look.request
    if request.leads_to is None:
        return ""
    headers = [
        (name, f"{before}${variable}" if variable else f"{before}{value}")
        for name, before, variable, value in headers_of(look)
    ]
    own = {name.lower() for name, _ in headers}
    usual = [(name, value) for name, value in minimal.own_headers(request.wire_api).items() if name not in own]
    model = request.model.text if request.model is not None and request.model.text else "MODEL"
    data = minimal.body(request.wire_api, model) if request.wire_api else None
    return minimal.curl(url_of(look), [*headers, *usual], data)


def url_of(look: Connection) -> str:
    """Return the URL of the smallest request of a connection."""
    return (
        (look.request.leads_to or "")
        .replace("{model}", "MODEL")
        .replace("streamGenerateContent?alt=sse", "generateContent")
    )
