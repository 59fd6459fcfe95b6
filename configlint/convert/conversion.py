"""One tool's setup -> the file of another tool, which is read back to make sure that it does the same."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from configlint.convert import merge
from configlint.convert.endpoint import Destination, destination
from configlint.convert.losses import losses
from configlint.convert.plan import Note, Plan, Variable, further_models, lists_models
from configlint.convert.source import ConversionError, Source
from configlint.diagnostics.diagnostic import ERROR, NOTE, WARNING
from configlint.document.change import ChangeRefusedError
from configlint.document.document import Document
from configlint.document.nodes import List, plain
from configlint.engine import layers, locate, requests, routes, urls
from configlint.engine.host import Host
from configlint.engine.layers import DIALECTS, VARIABLES
from configlint.engine.model import Profile, Target, TargetKind
from configlint.engine.requests import Request
from configlint.files import text
from configlint.lint.inputs import Input
from configlint.lint.linter import Linter
from configlint.profiles.recognition import Match
from configlint.records import Record
from configlint.rules.context import Context

#: Used as the value of a variable while the result is read back. It does not look like a key.
_VALUE = "configlint"


class Conversion(Record):
    """A file of the target: what it was (None: it did not exist) and what it becomes.

    `shown` is its path as shown to the user. `environment` has the variables that must be set. `copied` are the keys
    that it has and did not have before: they must never be shown, and only its owner may read it.
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
        """What writing the file amounts to: "create", "update" or "unchanged"."""
        if self.before is None:
            return "create"
        return "unchanged" if self.before.text == self.after.text else "update"


class Options(Record):
    """The user's options for a conversion: which scope or path to write, and whether to copy a key into the file.

    With `force`, the conversion is done even if the provider is known not to serve the target's wire API.
    """

    scope: str | None = None
    path: str | None = None
    copy_key: bool = False
    force: bool = False


def scopes(profile: Profile) -> list[str]:
    """Return the scopes in which configlint can write a file of this tool (none if it cannot write its files)."""
    return list(profile.target.files) if profile.target is not None else []


def convert(
    source: Source,
    profile: Profile,
    context: Context,
    options: Options,
    *,
    earlier: Conversion | None = None,
    drafts: Mapping[str, Document] | None = None,
) -> Conversion:
    """Convert a setup for the tool of `profile`, merged into the file of the requested scope (or path).

    With `earlier`, the result of another setup for the same tool, this setup is added to the same file. `drafts` are
    the files, by path, that conversions for other tools are going to write. Raises ConversionError if the target
    cannot express the setup.
    """
    target, known = profile.target, scopes(profile)
    if target is None or not known:
        raise ConversionError(f"configlint cannot write files for {profile.name}")
    if options.scope is not None and options.scope not in known:
        raise ConversionError(f"{profile.name} has no {options.scope} file for this; use --scope {' or '.join(known)}")
    attempt = _Attempt(source, profile, target, context, options, earlier, drafts or {})
    failures = []
    for kind in sorted(target.kinds, key=lambda one: one.wire_api != source.wire_api):
        try:
            reached = destination(source, kind.wire_api, context.knowledge, force=options.force)
            return attempt.write(kind, reached)
        except ConversionError as error:
            failures.append(error)
    raise failures[0]


class _Attempt:
    """A setup while it is being converted into one file of a tool."""

    def __init__(
        self,
        source: Source,
        profile: Profile,
        target: Target,
        context: Context,
        options: Options,
        earlier: Conversion | None,
        drafts: Mapping[str, Document],
    ) -> None:
        self._source = source
        self._profile = profile
        self._target = target
        self._context = context
        self._host = context.host
        self._options = options
        self._copies = options.copy_key and source.key.kind == "literal"
        scope = options.scope or scopes(profile)[0]
        template = target.files[scope]
        numbers = [layer.number for layer in profile.layers if template in layer.paths]
        # VARIABLES: a .env is loaded by programs, but not by the tool itself.
        self._layer = numbers[0] if numbers else VARIABLES
        located = options.path or locate.locate(template, self._host.directory, self._host)
        if located is None:
            raise ConversionError(f"cannot determine where {profile.name} keeps its {scope} file")
        self._earlier = earlier
        self._before = earlier.before if earlier is not None else drafts.get(located) or self._load(located)
        self._document = earlier.after if earlier is not None else self._before or self._new(located)
        if self._document.root is None:
            raise ConversionError(f"{located} cannot be parsed: fix it first (configlint check {located})")

    def write(self, kind: TargetKind, reached: Destination) -> Conversion:
        """Write one kind of request, with the first base URL that leads to the endpoint when read back."""
        if not self._options.copy_key and self._context.redactor.has_credential(reached.endpoint):
            raise ConversionError("the base URL has a key in it, which would be written out: --keys copy does that")
        wanted = reached.endpoint.replace("{model}", self._source.model or "{model}")
        if self._source.model is None and any(map(lists_models, kind.entries)):
            raise ConversionError(f"{self._profile.name} keeps connections by model, but this setup has no model")
        refused = ""
        for base in urls.bases_of(reached.endpoint):
            plan = self._plan(self._source, kind, base)
            try:
                after = merge.merge(self._document, plan.settings)
                for model in further_models(self._source, kind):
                    further = self._source.replace(model=model, small_model=None)
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
                raise ConversionError(
                    f"{self._document.path} has a different key, which would be sent: remove it first"
                )
            copied = self._copied(after)
            if copied and not self._options.copy_key:
                shown = self._context.redactor.mask(copied[0])
                raise ConversionError(f"a field that takes no reference has the key {shown}: --keys copy writes it out")
            lost = losses(self._source, self._profile, kind, request, reached)
            notes = [*lost, *self._how_it_counts(request)]
            earlier = self._earlier
            return Conversion(
                source=self._source.tool,
                target=self._profile.id,
                shown=_shown(self._document.path, self._host),
                before=self._before,
                after=after,
                environment=list(dict.fromkeys([*(earlier.environment if earlier else ()), *plan.environment])),
                notes=_distinct([*(earlier.notes if earlier else ()), *plan.notes, *notes, *self._findings(after)]),
                copied=(*(earlier.copied if earlier else ()), *copied),
            )
        wrong = next((note.message for _, note in self._check(self._before) if note.severity == ERROR), "")
        if wrong:
            refused = f"{self._document.path} does not work as it is: {wrong}"
        raise ConversionError(refused or f"no base URL makes {self._profile.name} reach {reached.endpoint}")

    def _plan(self, source: Source, kind: TargetKind, base: str, *, only_models: bool = False) -> Plan:
        copy_key, redactor = self._options.copy_key, self._context.redactor
        return Plan(
            source, self._profile, self._target, kind, base, redactor, copy_key=copy_key, only_models=only_models
        )

    @property
    def _format(self) -> str:
        return DIALECTS[layers.layer_of(self._profile, self._layer).format][0]

    def _load(self, path: str) -> Document | None:
        try:
            return Document.load(path, self._format)
        except FileNotFoundError:
            return None
        except (OSError, text.TextError) as error:
            raise ConversionError(f"{path} cannot be read: {error}") from None

    def _new(self, path: str) -> Document:
        empty = "{}\n" if self._format == "json" else ""
        return merge.merge(Document(path, text.decode(empty.encode()), self._format), dict(self._target.new))

    def _without(self, document: Document, plan: Plan) -> Document:
        """Remove settings that would override the new ones, and add a note for each."""
        for path in plan.unset:
            route = routes.parse(path)
            if path not in plan.paths and document.at(route) is not None:
                document = document.apply(document.remove(route))
                plan.notes.append(Note(WARNING, path, "removed, because it would override the new settings"))
        return document

    def _allowed(self, document: Document, plan: Plan) -> Document:
        """Add the connection to any lists that restrict which connections may be used."""
        for route in self._target.allow_lists:
            allowed = document.at(route)
            if isinstance(allowed, List) and plan.id not in map(plain, allowed.items):
                document = document.apply(document.append(route, plan.id))
        return document

    def _read_back(self, document: Document, plan: Plan) -> list[Request]:
        """Return the requests that the tool would send with the result."""
        environment = {one.name: one.value or _VALUE for one in plan.environment}
        host = self._host.replace(environment=environment)
        reading = layers.read(self._profile, host, given={self._layer: [document]})
        takes_the_first = self._profile.connections.active == "first"
        return [one for one in requests.explain(reading) if one.active or takes_the_first]

    def _how_it_counts(self, request: Request) -> Iterator[Note]:
        """Yield what the user must do for the tool to use the result."""
        name, file = self._profile.name, os.path.basename(self._document.path)
        if not request.active:
            yield Note(NOTE, "order", f"{name} uses the first one in the file, but this is not the first")
        if self._layer == VARIABLES and not self._profile.dotenv:
            yield Note(NOTE, file, f"{name} does not load this file; run: set -a; . ./{file}; set +a")

    def _has_key(self, request: Request) -> bool:
        """Return True if the request carries the setup's key."""
        key = self._source.key
        expected = key.text if self._copies else _VALUE
        arrives = any(header.value.kind == "command" or header.text == expected for header in request.headers)
        return arrives or key.kind == "none"

    def _copied(self, document: Document) -> list[str]:
        """Return the keys, in whatever field, that the result has and the file did not have before."""
        found = self._context.redactor.of(document).keys
        keys = [document.text[one.start : one.end] for one in found] + ([self._source.key.text] if self._copies else [])
        return [key for key in keys if key in document.text and key not in self._document.text]

    def _findings(self, document: Document) -> Iterator[Note]:
        """Yield the problems that `check` finds in the result, but did not find before."""
        before = {code for code, _ in self._check(self._before)} | self._source.findings
        yield from (note for code, note in self._check(document) if code not in before)

    def _check(self, document: Document | None) -> list[tuple[str, Note]]:
        if document is None:
            return []
        match = Match(self._profile.id, self._layer, os.path.dirname(document.path))
        item = Input(document, self._context.knowledge, [match], [], document.path)
        found = Linter(self._host.replace(environment=None)).check([item])
        return [(one.code, Note(one.severity, one.rule, one.message)) for one in found if one.severity != NOTE]


def _distinct(notes: list[Note]) -> list[Note]:
    return list(dict.fromkeys(notes))


def _leads(request: Request, endpoint: str) -> bool:
    url = urls.split(request.url or "")
    return url is not None and urls.leads_to(endpoint, url)


def _shown(path: str, host: Host) -> str:
    home = host.home.rstrip(os.sep) + os.sep
    return f"~{os.sep}{path[len(home) :]}" if path.startswith(home) else os.path.relpath(path, host.directory)
