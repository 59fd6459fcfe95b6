"""From one tool's setup to the file of another, read back to be sure that it does what it should."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from configlint.convert import merge
from configlint.convert.endpoint import Arrival, arrival
from configlint.convert.losses import remarks
from configlint.convert.plan import Note, Plan, Variable, further_models
from configlint.convert.source import ConversionError, Setup
from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.document.nodes import List, plain
from configlint.engine import files, layers, requests, routes, urls
from configlint.engine.layers import DIALECTS
from configlint.engine.profile import Profile
from configlint.engine.reading import Machine
from configlint.engine.requests import Request
from configlint.files import text
from configlint.lint import linter
from configlint.lint.inputs import Subject
from configlint.profiles.recognition import VARIABLES, Match
from configlint.records import Record

#: Stands for the value of a variable while the result is read back. It looks like no key.
_VALUE = "configlint"


class Conversion(Record):
    """A file of the target: what it was (None: there is none) and what it becomes.

    `shown` is its path as a person writes it. `environment` has variables that must be set. `copied` are keys that
    were written out in it: they must never be shown.
    """

    source: str
    target: str
    shown: str
    before: Document | None
    after: Document
    environment: list[Variable]
    notes: list[Note]
    copied: tuple[str, ...]

    @property
    def action(self) -> str:
        """What writing it comes to: "create", "update" or "unchanged"."""
        if self.before is None:
            return "create"
        return "unchanged" if self.before.text == self.after.text else "update"


def scopes(profile: Profile) -> list[str]:
    """Return the scopes in which configlint can write a file of this tool; none where it cannot."""
    return list(profile.data.get("target", {}).get("files", {}))


def convert(
    setup: Setup,
    profile: Profile,
    machine: Machine,
    *,
    scope: str | None = None,
    path: str | None = None,
    copy_key: bool = False,
    force: bool = False,
    earlier: Conversion | None = None,
    drafts: Mapping[str, Document] | None = None,
) -> Conversion:
    """Rewrite a setup for the tool of `profile`, merged into the file of that scope (or at `path`).

    With `earlier`, the result of another setup for the same tool, this one joins it in the same file. `drafts` are
    files that conversions for other tools change, by path, as they will be. Raises ConversionError where the target
    cannot say it.
    """
    known = scopes(profile)
    if not known:
        raise ConversionError(f"configlint does not write files of {profile.name}")
    if scope is not None and scope not in known:
        raise ConversionError(f"{profile.name} has no {scope} file that can hold this; --scope {' or '.join(known)}")
    attempt = _Attempt(setup, profile, machine, scope or known[0], path, copy_key, earlier, drafts or {})
    failures = []
    for kind in sorted(profile.data["target"]["kinds"], key=lambda one: one["wire_api"] != setup.wire_api):
        try:
            return attempt.write(kind, arrival(setup, kind["wire_api"], force=force))
        except ConversionError as error:
            failures.append(error)
    raise failures[0]


class _Attempt:
    """A setup on its way into one file of a tool."""

    def __init__(
        self,
        setup: Setup,
        profile: Profile,
        machine: Machine,
        scope: str,
        path: str | None,
        copy_key: bool,
        earlier: Conversion | None,
        drafts: Mapping[str, Document],
    ) -> None:
        self._setup = setup
        self._profile = profile
        self._machine = machine
        self._copies = copy_key and setup.key.kind == "literal"
        target = profile.data["target"]
        template = target["files"][scope]
        numbers = [number for number, layer in enumerate(profile.layers) if template in files.paths(layer)]
        self._layer = numbers[0] if numbers else VARIABLES  # a .env that programs load, but not the tool itself
        located = path or files.locate(template, machine.directory, machine)
        if located is None:
            raise ConversionError(f"where {profile.name} has its {scope} file is not known here")
        self._earlier = earlier
        self._before = earlier.before if earlier is not None else drafts.get(located) or self._load(located)
        self._document = earlier.after if earlier is not None else self._before or self._new(located, target)
        if self._document.root is None:
            raise ConversionError(f"{located} cannot be read as it is: mend it first (configlint check {located})")

    def write(self, kind: Mapping[str, Any], arriving: Arrival) -> Conversion:
        """Write one kind of request, with the first base URL that, read back, leads to the endpoint."""
        wanted = arriving.endpoint.replace("{model}", self._setup.model or "{model}")
        if self._setup.model is None and any("{model}" in entry.get("path", "") for entry in kind["set"]):
            raise ConversionError(f"{self._profile.name} keeps connections by model, and this setup names none")
        refused = ""
        for base in urls.bases_of(arriving.endpoint):
            plan = self._plan(self._setup, kind, base)
            try:
                after = merge.merge(self._document, plan.settings)
                for model in further_models(self._setup, kind):
                    further = self._setup.replace(model=model, small_model=None)
                    after = merge.merge(after, self._plan(further, kind, base, only_models=True).settings)
                after = self._allowed(self._without(after, plan), plan)
            except ChangeRefusedError as error:
                refused = f"{self._document.path}: {error}"
                continue
            sent = self._read_back(after, plan)
            arrived = [one for one in sent if _leads(one, wanted)]
            if not arrived:
                refusal = next((one.refused.message for one in sent if one.refused is not None), "")
                refused = refused or (f"{self._profile.name} would refuse this: {refusal}" if refusal else "")
                continue
            request = next((one for one in arrived if self._has_key(one)), None)
            if request is None:
                raise ConversionError(f"{self._document.path} has another key, which would be sent: take it out first")
            notes = [*remarks(self._setup, self._profile, kind, request, arriving), *self._how_it_counts(request)]
            earlier = self._earlier
            return Conversion(
                source=self._setup.tool,
                target=self._profile.id,
                shown=_shown(self._document.path, self._machine),
                before=self._before,
                after=after,
                environment=list(dict.fromkeys([*(earlier.environment if earlier else ()), *plan.environment])),
                notes=_distinct([*(earlier.notes if earlier else ()), *plan.notes, *notes, *self._findings(after)]),
                copied=(*(earlier.copied if earlier else ()), *([self._setup.key.text] if self._copies else ())),
            )
        wrong = next((note.message for _, note in self._check(self._before) if note.severity == ERROR), "")
        if wrong:
            refused = f"{self._document.path} does not work as it is: {wrong}"
        raise ConversionError(refused or f"no base URL brings {self._profile.name} to {arriving.endpoint}")

    def _plan(self, setup: Setup, kind: Mapping[str, Any], base: str, *, only_models: bool = False) -> Plan:
        return Plan(setup, self._profile, kind, base, copy_key=self._copies, only_models=only_models)

    @property
    def _format(self) -> str:
        return DIALECTS[self._profile.layers[self._layer]["format"]][0] if self._layer != VARIABLES else "dotenv"

    def _load(self, path: str) -> Document | None:
        try:
            return Document.load(path, self._format)
        except FileNotFoundError:
            return None
        except (OSError, text.TextError) as error:
            raise ConversionError(f"{path} cannot be read: {error}") from None

    def _new(self, path: str, target: Mapping[str, Any]) -> Document:
        empty = "{}\n" if self._format == "json" else ""
        return merge.merge(Document(path, text.decode(empty.encode()), self._format), dict(target.get("new", {})))

    def _without(self, document: Document, plan: Plan) -> Document:
        """Take out what would beat the settings, and say so."""
        for path in plan.unset:
            route = routes.parse(path)
            if path not in plan.paths and document.at(route) is not None:
                document = document.apply(document.remove(route))
                plan.notes.append(Note(WARNING, path, "taken out, because it would beat what is written"))
        return document

    def _allowed(self, document: Document, plan: Plan) -> Document:
        """Add the connection to the lists of those that may be used, where there are any."""
        for path in self._profile.data["target"].get("allow_lists", ()):
            route = routes.parse(path)
            allowed = document.at(route)
            if isinstance(allowed, List) and plan.id not in map(plain, allowed.items):
                document = document.apply(document.append(route, plan.id))
        return document

    def _read_back(self, document: Document, plan: Plan) -> list[Request]:
        """Return the requests that the tool would send with the result."""
        environment = {one.name: one.value or _VALUE for one in plan.environment}
        machine = self._machine.replace(environment=environment)
        reading = layers.read(self._profile, machine, given={self._layer: [document]})
        takes_the_first = self._profile.data.get("connections", {}).get("active") == "first"
        return [one for one in requests.explain(reading) if one.active or takes_the_first]

    def _how_it_counts(self, request: Request) -> Iterator[Note]:
        """Yield what a person must do so that the tool uses the result."""
        name, file = self._profile.name, os.path.basename(self._document.path)
        if not request.active:
            yield Note(NOTE, "order", f"{name} begins with the first that stands there, and this one is not the first")
        if self._layer == VARIABLES and "dotenv" not in self._profile.data:
            yield Note(NOTE, file, f"{name} does not load this file by itself: set -a; . ./{file}; set +a")

    def _has_key(self, request: Request) -> bool:
        """Tell whether the key of the setup arrives, and the model."""
        key = self._setup.key
        expected = key.text if self._copies else _VALUE
        arrives = any(header.value.kind == "command" or header.text == expected for header in request.headers)
        return arrives or key.kind == "none"

    def _findings(self, document: Document) -> Iterator[Note]:
        """Yield what check says about the result and did not say before."""
        before = {code for code, _ in self._check(self._before)} | self._setup.findings
        yield from (note for code, note in self._check(document) if code not in before)

    def _check(self, document: Document | None) -> list[tuple[str, Note]]:
        if document is None:
            return []
        match = Match(self._profile.id, self._layer, os.path.dirname(document.path))
        machine = self._machine.replace(environment=None)
        found = linter.check([Subject(document, [match], [])], machine)
        return [(one.code, Note(one.severity, one.rule, one.message)) for one in found if one.severity != NOTE]


def _distinct(notes: list[Note]) -> list[Note]:
    return list(dict.fromkeys(notes))


def _leads(request: Request, endpoint: str) -> bool:
    url = urls.split(request.url or "")
    return url is not None and urls.leads_to(endpoint, url)


def _shown(path: str, machine: Machine) -> str:
    home = machine.home.rstrip(os.sep) + os.sep
    return f"~{os.sep}{path[len(home) :]}" if path.startswith(home) else os.path.relpath(path, machine.directory)
