"""A setup and one file of the target -> what the file becomes, once the tool is seen to send the intended request."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from configlint.catalog.providers import before_call
from configlint.convert import readback
from configlint.convert.endpoint import Destination, destinations, own_api, without_version
from configlint.convert.files import (
    Conversion,
    Drafts,
    Options,
    Target,
    instead_of,
    shown,
)
from configlint.convert.losses import losses
from configlint.convert.plan import Note, Plan, Variable, is_one_of_several, needs_model, written
from configlint.convert.source import ConversionError, Source, models_beside
from configlint.convert.writer import Writer, host_of
from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.engine import urls
from configlint.engine.host import Host
from configlint.engine.layers import VARIABLES
from configlint.engine.model import Profile
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.engine.target import TargetKind
from configlint.engine.values import Place, Value
from configlint.lint.inputs import Input
from configlint.lint.linter import Linter
from configlint.profiles.recognition import Match
from configlint.rules.context import Context

#: How many variables and settings can be in the way of one conversion.
_MOST_OBSTACLES = 12


class BeatenError(Exception):
    """Another file of the tool overrides what was written; `by` is the file to write instead, if there is one."""

    def __init__(self, message: str, by: Target | None) -> None:
        super().__init__(message)
        self.by = by


class UnsetAddressError(ConversionError):
    """The base URL is in a variable that is not set here, and the target takes no reference to it."""


class Attempt:
    """A setup while it is being converted into one file of a tool."""

    def __init__(
        self, source: Source, profile: Profile, context: Context, options: Options, place: Target, drafts: Drafts
    ) -> None:
        self._source = source
        self._profile = profile
        self._context = context
        self._host = _with_variables(context.host, drafts.earlier)
        self._options = options
        self._copies = options.copy_key and source.key.kind == "literal"
        self._place = place
        self._earlier = drafts.earlier
        self._writer = Writer(source, profile, context, place, drafts, copy_key=options.copy_key)
        is_named = profile.target is not None and profile.target.is_named
        is_in_place = options.path is None and place.layer != VARIABLES and not is_named
        self._layer = None if is_in_place else place.layer

    def result(self, notes: list[Note]) -> Conversion:
        """Return the conversion by the first kind of request that works. `notes` come before its own.

        Raises ConversionError if there is none, and BeatenError if another file overrides this one.
        """
        failures: list[ConversionError] = []
        tried: list[ConversionError] = []
        for kind, destination in self._ways(failures):
            try:
                return self._write(kind, destination, notes)
            except ConversionError as error:
                tried.append(error)
                if isinstance(error, UnsetAddressError) and not destination.is_assumed:
                    raise  # another API would only be the second best
        failures = [*tried, *failures]  # what came nearest says most
        if self._source.model is None and not failures:
            raise ConversionError(self._lacks_model())
        raise failures[0] if failures else ConversionError(f"{self._profile.name} cannot express this setup")

    def _lacks_model(self) -> str:
        return f"{self._profile.name} keeps connections by model, but this setup has no model; --model ID says which"

    # ---- which kind of request, and where it may lead

    def _ways(self, failures: list[ConversionError]) -> list[tuple[TargetKind, Destination]]:
        """Return the kinds of request with the endpoints that they may reach, the best first."""
        source = self._source
        ways: list[tuple[tuple[bool, bool, bool], TargetKind, Destination]] = []
        reached: dict[tuple[str, bool], list[Destination]] = {}
        for kind in self._profile.target.kinds if self._profile.target is not None else ():
            if kind.native and source.native_name(kind.native) is None:
                continue
            if re.search(kind.models, source.model or "") is None:
                failures.append(ConversionError(f"{self._profile.name} cannot ask {source.model} there"))
                continue
            for wire_api in self._spoken(kind, failures):
                how = wire_api, bool(kind.native)
                if how not in reached:
                    try:
                        reached[how] = self._destinations(*how)
                    except ConversionError as error:
                        reached[how] = []
                        failures.append(error)
                for one in reached[how]:
                    rank = (one.is_assumed, not kind.native, wire_api != source.wire_api)
                    ways.append((rank, kind, one))
        return [(kind, one) for _, kind, one in sorted(ways, key=lambda way: way[0])]

    def _destinations(self, wire_api: str, is_native: bool) -> list[Destination]:
        own = list(own_api(self._source)) if is_native else []
        if wire_api:
            known = destinations(self._source, wire_api, self._context.knowledge, force=self._options.force)
            return [*known, *own]
        return own or [Destination(self._source.url, False)]  # how the tool speaks to a cloud is not recorded

    def _spoken(self, kind: TargetKind, failures: list[ConversionError]) -> list[str]:
        """Return the wire APIs that a kind of request speaks with this model; "" for one that is not recorded."""
        if self._is_cloud(kind):
            return [""]
        source_url = urls.split(self._source.url)
        origin = source_url.origin if source_url is not None else ""
        own = f"{origin}{before_call(source_url.path)}" if source_url is not None else ""
        bases = [own.rstrip("/"), f"{origin}/v1", origin]
        found: dict[str, None] = {}
        for base in dict.fromkeys(bases):
            try:
                plan, documents = self._writer.merged(kind, base)
            except (ConversionError, ChangeRefusedError) as error:
                failures.append(error if isinstance(error, ConversionError) else ConversionError(str(error)))
                return []
            machine = readback.Machine(self._profile, self._host, documents, self._place.layer)
            for request in machine.active(machine.read(plan)):
                if request.url is not None or request.leads_to is not None or request.refused is not None:
                    found[request.wire_api] = None
            if self._source.wire_api in found:
                break
        return [wire_api for wire_api in found if wire_api or kind.native]

    # ---- writing and reading back

    def _write(self, kind: TargetKind, destination: Destination, notes: list[Note]) -> Conversion:
        """Write one kind of request, with the first base URL that leads to the endpoint when read back."""
        has_secret = self._context.redactor.has_credential(destination.endpoint)
        if has_secret and not self._options.copy_key:
            raise ConversionError("the base URL has a key in it, which would be written out: --keys copy does that")
        if self._source.model is None and needs_model(kind):
            raise ConversionError(self._lacks_model())
        if self._earlier is not None and not is_one_of_several(kind):
            raise ConversionError(f"{self._profile.name} has only one connection: convert without --all")
        if not self._writer.is_possible(kind):
            raise ConversionError(f"{self._profile.name} has one place for this provider, where another setup is")
        refused = ""
        takes_base = any("{base_url}" in written(entry.value) for entry in kind.entries)
        beaten: BeatenError | None = None
        bases = list(urls.bases_of(destination.endpoint)) if takes_base else [""]
        # To its own provider, a tool adds the version itself, even where it takes one that is written.
        for base in sorted(bases, key=len) if kind.native else bases:
            try:
                arrived = self._arrive(kind, destination, base, self._source)
                if not isinstance(arrived, Conversion) and self._source.address is not None:
                    arrived = self._arrive(kind, destination, base, self._source.replace(address=None))
            except ChangeRefusedError as error:
                refused = f"{self._writer.document.path}: {error}"
                continue
            except BeatenError as error:
                beaten = beaten or error
                continue
            if isinstance(arrived, Conversion):
                return arrived.replace(notes=_distinct([*notes, *arrived.notes]))
            refused = refused or arrived
        if beaten is not None:
            raise beaten
        wrong = next((note.message for _, note in self._check(self._writer.before) if note.severity == ERROR), "")
        if wrong:
            refused = f"{self._writer.document.path} does not work as it is: {wrong}"
        raise ConversionError(refused or f"no base URL makes {self._profile.name} reach {destination.endpoint}")

    def _arrive(self, kind: TargetKind, destination: Destination, base: str, setup: Source) -> Conversion | str:
        """Return the conversion with a base URL if it leads to the endpoint, or why the tool refuses it, if it does.

        Variables that would be used instead are to be unset, and settings of another provider are removed.
        """
        source = without_version(setup, destination)
        plan, documents = self._writer.merged(kind, base, source)
        for _ in range(_MOST_OBSTACLES):
            machine = readback.Machine(self._profile, self._host, documents, self._layer)
            reading = machine.read(plan)
            active = machine.active(reading)
            request = next((one for one in active if self._is_intended(one, kind, destination, base)), None)
            if request is None:
                if not self._clear_the_way(machine, reading, active, plan):
                    return self._refusal(active)
                continue
            foreign = self._foreign(request)
            if foreign is None:
                return self._converted(kind, destination, plan, documents, request)
            name, value = foreign
            if value.place is None and value.kind == "env":
                self._unset(plan, value.name, f"it would be sent as {name}")
            elif machine.is_ours(value.written) and value.written is not None and value.written.route:
                documents[0] = self._writer.without(documents[0], value.written, plan)
            else:
                raise self._beaten(value.written, name)
        return f"{self._profile.name} would send something else with what is set on this machine"

    def _is_intended(self, request: Request, kind: TargetKind, destination: Destination, base: str) -> bool:
        """Return True for the request of the connection that was written, if it leads to the endpoint."""
        model = self._source.model
        if self._is_cloud(kind):
            return request.url is None or host_of(request) == self._source.host
        if model is not None and (request.model is None or model not in (request.model.text, *models_beside(request))):
            return False
        own = request.base_url.text or "" if request.base_url is not None else ""
        return (not base or own.rstrip("/") == base.rstrip("/")) and readback.leads(request, destination, model)

    def _is_cloud(self, kind: TargetKind) -> bool:
        """Return True for a kind of request with which the tool reaches a cloud by its own API and login."""
        return bool(kind.native) and self._source.provider is not None and self._source.provider.kind == "cloud"

    def _clear_the_way(self, machine: readback.Machine, reading: Reading, active: list[Request], plan: Plan) -> bool:
        """Plan to unset the variable that counts instead of what was written; return False if there is none.

        Raises BeatenError if it is a file that counts.
        """
        for obstacle in machine.obstacles(reading, dict.fromkeys(plan.paths)):
            if obstacle.variable:
                return self._unset(plan, obstacle.variable, "it is used instead of the new settings")
            raise self._beaten(obstacle.place, "it")
        for request in active:
            for value in (request.base_url, request.model):
                if value is not None and value.kind == "env" and value.place is None and value.name in reading.process:
                    if any(one.name == value.name for one in plan.environment):
                        continue
                    return self._unset(plan, value.name, "it is used instead of the new settings")
                place = value.written if value is not None else None
                if self._layer is None and place is not None and not machine.is_ours(place):
                    raise self._beaten(place, "it")
        return False

    def _unset(self, plan: Plan, name: str, why: str) -> bool:
        plan.environment.append(Variable(name, why, action="unset", command=f"unset {name}"))
        plan.notes.append(Note(WARNING, name, f"is set in this environment, and {why}: unset {name}"))
        return True

    def _beaten(self, place: Place | None, what: str) -> BeatenError:
        if place is None:
            return BeatenError(f"{self._profile.name} would send {what}, which nothing here sets", None)
        path = shown(place.document.path, self._host)
        own = self._place.shown(self._host)
        scope = next((layer.scope for layer in self._profile.layers if _is_file_of(layer.number, place, self)), "")
        of = f" (the {scope} file)" if scope else ""
        return BeatenError(
            f"{path}{of} overrides {own} for {self._profile.name}",
            instead_of(self._place, place, self._profile, self._host),
        )

    def paths_of(self, layer: int) -> list[str]:
        """Return the files that the tool reads as a layer."""
        from configlint.engine import locate

        return list(locate.find(self._profile.layers[layer], self._host))

    def _foreign(self, request: Request) -> tuple[str, Value] | None:
        """Return what the request would carry to a host that it was not meant for, or a key that is not the setup's."""
        key_is_ours = readback.has_key(request, self._source.key, copied=self._copies)
        before = self._writer.request_before
        same_host = before is not None and host_of(before) == host_of(request)
        for name, value in readback.foreign(request, self._source):
            is_key = any(header.value is value for header in request.headers)
            if is_key and (key_is_ours or self._source.key.kind == "none"):
                continue
            if is_key or not same_host:
                return name, value
        return None

    def _refusal(self, active: list[Request]) -> str:
        name, model = self._profile.name, self._source.model
        refusal = next((one.refused.message for one in active if one.refused is not None), "")
        if refusal:
            return f"{name} would refuse this: {refusal}"
        there = [one.model.text for one in active if one.model is not None and host_of(one) == self._source.host]
        other = next((text for text in there if text and model and model not in there), "")
        return f"{name} would ask for {other} in place of {model}" if other else ""

    # ---- the result

    def _converted(
        self, kind: TargetKind, destination: Destination, plan: Plan, documents: list[Document], request: Request
    ) -> Conversion:
        earlier = self._earlier
        copied = self._writer.copied(documents)
        if copied and not self._options.copy_key:
            shown = self._context.redactor.mask(copied[0])
            raise ConversionError(f"a field that takes no reference has the key {shown}: --keys copy writes it out")
        self._check_address(plan, documents)
        set_before = {one.name: one.origin for one in earlier.environment} if earlier is not None else {}
        twice = next((one.name for one in plan.environment if set_before.get(one.name, one.origin) != one.origin), None)
        if twice is not None:
            raise ConversionError(f"{self._profile.name} reads {twice} for this, too, where another value belongs")
        lost = losses(self._source, self._profile, kind, request, destination, plan)
        notes = [*self._source_notes(), *plan.notes, *lost, *self._how_it_counts()]
        findings = tuple(map(self._in_words, self._findings(documents[0])))
        said = [one for one in earlier.notes if one not in earlier.findings] if earlier is not None else []
        return Conversion(
            source=self._source.tool,
            target=self._profile.id,
            files=self._writer.rewritten(plan, documents),
            environment=tuple(dict.fromkeys([*(earlier.environment if earlier else ()), *plan.environment])),
            notes=_distinct([*said, *map(self._in_words, notes), *findings]),
            copied=(*(earlier.copied if earlier else ()), *copied),
            shared={**(earlier.shared if earlier else {}), **self._writer.shared},
            findings=findings,
        )

    def _check_address(self, plan: Plan, documents: list[Document]) -> None:
        """Raise ConversionError if an address would be written that is only made up."""
        address = self._source.address
        texts = [*(one.text for one in documents), *(one.value for one in plan.environment)]
        if address is not None and address.is_made_up and any(self._source.host in text for text in texts):
            raise UnsetAddressError(
                f"the base URL is in {address.variable}, which is not set here, and {self._profile.name} takes no"
                f" variable in its place: set {address.variable} to the address, and convert again"
            )

    def _in_words(self, note: Note) -> Note:
        address = self._source.address
        return note if address is None else note.replace(message=address.in_words(note.message))

    def _source_notes(self) -> Iterator[Note]:
        yield from (Note(WARNING, "source", message) for message in self._source.repairs)

    def _how_it_counts(self) -> Iterator[Note]:
        """Yield what the user must do for the tool to use the result."""
        name, file = self._profile.name, os.path.basename(self._writer.document.path)
        if self._place.layer == VARIABLES and not self._profile.dotenv:
            yield Note(NOTE, file, f"{name} does not load this file; run: set -a; . ./{file}; set +a")

    def _findings(self, document: Document) -> Iterator[Note]:
        """Yield the problems that `check` finds in the result, but did not find before."""
        before = {code for code, _ in self._check(self._writer.before)} | self._source.findings
        yield from (note for code, note in self._check(document) if code not in before)

    def _check(self, document: Document | None) -> list[tuple[str, Note]]:
        if document is None:
            return []
        match = Match(self._profile.id, self._place.layer, os.path.dirname(document.path))
        item = Input(document, self._context.knowledge, [match], [], document.path)
        found = Linter(self._host.replace(environment=None)).check([item])
        return [(one.code, Note(one.severity, one.rule, one.message)) for one in found if one.severity != NOTE]


def _with_variables(host: Host, earlier: Conversion | None) -> Host:
    """Return a host on which the user has set the variables of what was converted earlier."""
    needed = [one for one in (earlier.environment if earlier is not None else ()) if one.action == "set"]
    environment = {one.name: one.value or readback.FILLER for one in needed}
    return host.replace(environment={**(host.environment or {}), **environment}) if needed else host


def _is_file_of(layer: int, place: Place, attempt: Attempt) -> bool:
    return place.document.path in attempt.paths_of(layer)


def _distinct(notes: list[Note]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys(notes))
