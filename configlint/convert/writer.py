"""A setup and a file of the target -> the file (and those beside it) with the settings for one base URL."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator

from configlint.convert import merge, naming, readback
from configlint.convert.addresses import bindings
from configlint.convert.candidates import is_about
from configlint.convert.files import Drafts, Rewritten, Target, format_of, parsed, shown
from configlint.convert.plan import Note, Plan, label_of, lists_models, names_of, written
from configlint.convert.source import Source
from configlint.diagnostics.diagnostic import WARNING
from configlint.document.document import Document
from configlint.document.nodes import List, Node, Route, Scalar, Table, plain, walk
from configlint.engine import layers, routes, templates, urls
from configlint.engine.model import Profile
from configlint.engine.requests import Request
from configlint.engine.target import TargetKind
from configlint.engine.values import Place
from configlint.files import text
from configlint.rules.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.document.nodes import Plain


class Writer:
    """Puts a setup into one file of a tool, in memory.

    `before` is the file as it is on the machine (None: there is none), `document` what is written into. Raises
    ConversionError if it cannot be read.
    """

    def __init__(
        self, source: Source, profile: Profile, context: Context, place: Target, drafts: Drafts, *, copy_key: bool
    ) -> None:
        assert profile.target is not None  # noqa: S101  (there is a file to write)
        self._source = source
        self._profile = profile
        self._target = profile.target
        self._context = context
        self._host = context.host
        self._place = place
        self._drafts = drafts
        self._copy_key = copy_key
        self._copies = copy_key and source.key.kind == "literal"
        self._bindings = bindings(source.url, source.providers)
        self._earlier = drafts.earlier.shared if drafts.earlier is not None else {}
        self.shared: dict[str, object] = {}
        self.before, draft = drafts.load(place.path, format_of(profile, place.layer))
        self.document = parsed(draft or self._new(place.path))
        self.request_before = self._request_before()

    def merged(self, kind: TargetKind, base: str, setup: Source | None = None) -> tuple[Plan, list[Document]]:
        """Return the plan for a base URL, and the target's file (and those beside it) with its settings.

        `setup` is what to write in place of the source.
        """
        source = setup or self._source
        connection = self._id(kind, base)
        self.shared = {self._place_of(kind) or connection: self._shared(kind, base)}
        plan = self._plan(source, kind, base, connection)
        document = merge.merge(self.document, plan.settings[""], ordered=self._profile.connections.ordered)
        for model in source.models[1:] if any(map(lists_models, kind.entries)) else ():
            further = source.replace(model=model, small_model=None)
            again = self._plan(further, kind, base, connection, only_models=True)
            document = merge.merge(document, again.settings[""])
        document = _with_remarks(self._allowed(self._cleared(document, plan), connection), plan)
        beside = [self._beside(name, settings) for name, settings in plan.settings.items() if name]
        return plan, [document, *(after for _, after in beside)]

    def _plan(
        self,
        source: Source,
        kind: TargetKind,
        base: str,
        connection: str,
        *,
        only_models: bool = False,
    ) -> Plan:
        more = {**self._bindings, **self._item_names(kind, source, connection)}
        names = names_of(source, kind, base, connection, more)
        redactor = self._context.redactor
        syntaxes = layers.layer_of(self._profile, self._place.layer).syntaxes
        return Plan(
            source,
            self._profile,
            kind,
            names,
            redactor,
            syntaxes=syntaxes,
            copy_key=self._copy_key,
            only_models=only_models,
        )

    def _id(self, kind: TargetKind, base: str) -> str:
        """Return an id for the connection that no connection to another host has in the target's file.

        Nor has one that was written just now for models that are asked in another way.
        """
        source = self._source
        where = next((entry.path for entry in kind.entries if "{base_url}" in written(entry.value)), None) or ""
        *steps, field = routes.parse(templates.source(where)) or ("",)
        size = max((number for number, step in enumerate(steps, 1) if "{id}" in step or "{word}" in step), default=0)

        def is_taken(name: str) -> bool:
            names = {"id": name, "word": naming.as_word(name), **kind.names}
            path = templates.expand(where, lambda other: names.get(other, other)) or ""
            route = merge.locate(self.document, routes.parse(path)[:size]) if size else None
            if size and self._is_shared(name, kind, base):
                return True
            return route is not None and any(host != source.host for host in _hosts(self.document, route, field))

        shared = self._shared(kind, base)
        own = [name for name, one in self._earlier.items() if one == shared and not self._place_of(kind)]
        names = naming.ids(source.id, source.provider, source.host, source.wire_api if self._earlier else "")
        return naming.free_id(itertools.chain(own, names), self._target.reserved, is_taken)

    def is_possible(self, kind: TargetKind) -> bool:
        """Return False if the tool has one place for the setup, and another one was written there just now."""
        return not self._is_shared(self._place_of(kind), kind, "")

    def _is_shared(self, name: str, kind: TargetKind, base: str) -> bool:
        """Return True if a connection was written just now under a name, whose models are asked in another way."""
        return self._earlier.get(name, self._shared(kind, base)) != self._shared(kind, base)

    def _shared(self, kind: TargetKind, base: str) -> object:
        """Return what the models of one connection have in common."""
        source = self._source
        model = None if any(map(lists_models, kind.entries)) else source.model
        own = [one for one in kind.entries if one.content == "value" and not lists_models(one)]
        settings = {written(one.path): written(one.value) for one in own}
        where = source.host if self._place_of(kind) else base
        return (settings, dict(kind.names), where, source.key, source.headers, model)

    def _place_of(self, kind: TargetKind) -> str:
        """Return where the tool has the setup, if that is not for us to choose: by its own name for the provider, or by
        the model; else an empty string.
        """
        where = next((written(entry.path) for entry in kind.entries if "{base_url}" in written(entry.value)), "")
        if kind.native and not where:
            return self._source.native_name(kind.native) or ""
        chosen = any(name in where for name in ("{id}", "{word}", "{alias}", "{label}", "{name}"))
        return f"model {self._source.model}" if "{model}" in where and not chosen else ""

    def _item_names(self, kind: TargetKind, source: Source, connection: str) -> dict[str, str]:
        """Return what the items of lists are called that a model gets: as the user called it, or by its name."""
        model = source.model or ""
        wanted = {"alias": model, "label": source.labels.get(model) or label_of(source, connection)}
        names = {name: self._free_name(kind, f"{{{name}}}", text, connection) for name, text in wanted.items() if text}
        return names if model == self._source.model else {**names, "alias": model}

    def _free_name(self, kind: TargetKind, placeholder: str, wanted: str, connection: str) -> str:
        """Return a name for an item that no item of another host has in the target's file."""
        where = next((entry.path for entry in kind.entries if placeholder in written(entry.path)), None)
        if where is None:
            return wanted
        route = routes.parse(templates.source(where))
        own = (self._source.host, connection)
        for name, data in _named_items(self.document.at(route[:1]), route[1]):
            if name == wanted and not any(one in str(data) for one in own):
                return f"{connection}/{wanted}"
        return wanted

    def _new(self, path: str) -> Document:
        format_name = format_of(self._profile, self._place.layer)
        brackets = "[]" if layers.layer_of(self._profile, self._place.layer).root == "list" else "{}"
        empty = f"{brackets}\n" if format_name == "json" else ""
        return merge.merge(Document(path, text.decode(empty.encode()), format_name), dict(self._target.new))

    def _beside(self, name: str, settings: merge.Settings) -> tuple[Document | None, Document]:
        """Return a file beside the target's as it is, and with settings."""
        path = os.path.join(os.path.dirname(self._place.path), name)
        format_name = next(
            format_of(self._profile, layer.number)
            for layer in self._profile.layers
            if any(os.path.basename(templates.source(template)) == name for template in layer.paths)
        )
        before, draft = self._drafts.load(path, format_name)
        empty = "{}\n" if format_name == "json" else ""
        return before, merge.merge(draft or Document(path, text.decode(empty.encode()), format_name), settings)

    def _cleared(self, document: Document, plan: Plan) -> Document:
        """Remove settings that would override the new ones, or that are for another provider's models."""
        before = self.request_before
        has_moved = before is not None and host_of(before) != self._source.host
        reasons = dict.fromkeys(plan.unset, "removed, because it would override the new settings")
        if has_moved and before is not None:
            reasons |= dict.fromkeys(self._target.of_provider, f"removed, because it was for {host_of(before)}")
        for path, reason in reasons.items():
            route = routes.parse(path)
            if path not in plan.paths and document.at(route) is not None:
                document = document.apply(document.remove(route))
                if self.before is not None and self.before.at(route) is not None:  # else convert itself wrote it
                    plan.notes.append(Note(WARNING, path, reason))
        return document

    def without(self, document: Document, place: Place, plan: Plan) -> Document:
        """Remove a setting with a credential (or a header) of another host."""
        before = self.request_before
        belonged = f"it was for {host_of(before)}" if before is not None else "it was for another host"
        plan.notes.append(Note(WARNING, ".".join(map(str, place.route)), f"removed, because {belonged}"))
        return document.apply(document.remove(place.route))

    def _allowed(self, document: Document, connection: str) -> Document:
        """Add the connection to any lists that restrict which connections may be used."""
        for route in self._target.allow_lists:
            allowed = document.at(route)
            if isinstance(allowed, List) and connection not in map(plain, allowed.items):
                document = document.apply(document.append(route, connection))
        for route in self._target.deny_lists:
            denied = document.at(route)
            names = list(map(plain, denied.items)) if isinstance(denied, List) else []
            if connection in names:
                document = document.apply(document.remove((*route, names.index(connection))))
        return document

    def _request_before(self) -> Request | None:
        """Return the request that the tool would send without the conversion, if the file says anything about it."""
        if self.before is None:
            return None
        machine = readback.Machine(self._profile, self._host, [self.document], self._place.layer)
        host = self._host.replace(environment=None)
        reading = layers.read(self._profile, host, given={self._place.layer: [self.document]})
        return next((one for one in machine.active(reading) if is_about(one)), None)

    def copied(self, documents: list[Document]) -> list[str]:
        """Return the keys, in whatever field, that the files have and the target's did not have before."""
        keys = [self._source.key.text] if self._copies else []
        for document in documents:
            keys += [document.text[one.start : one.end] for one in self._context.redactor.of(document).keys]
        texts = "\n".join(document.text for document in documents)
        return [key for key in dict.fromkeys(keys) if key in texts and key not in self.document.text]

    def rewritten(self, plan: Plan, documents: list[Document]) -> tuple[Rewritten, ...]:
        """Return the files with what they become."""
        beside = [self._beside(name, settings) for name, settings in plan.settings.items() if name]
        files = [(self.before, documents[0]), *beside]
        return tuple(Rewritten(shown(after.path, self._host), before, after) for before, after in files)


def _named_items(holder: Node | None, step: str) -> Iterator[tuple[str, Plain]]:
    """Yield the tables in a table or a list, with the names by which the step of a path picks them."""
    if isinstance(holder, Table):
        yield from ((name, plain(entry.value)) for name, entry in holder.entries.items())
    field = step[1:].partition("=")[0]
    for item in holder.items if isinstance(holder, List) else ():
        data = plain(item)
        if isinstance(data, dict):
            yield str(data.get(field)), data


def _with_remarks(document: Document, plan: Plan) -> Document:
    """Show in a .env which variables must be set, there or in the environment."""
    if document.format.partition("-")[0] != "dotenv":
        return document
    for one in plan.environment:
        is_there = re.search(rf"^[#\s]*(?:export\s+)?{re.escape(one.name)}\s*=", document.text, re.MULTILINE)
        if one.action == "set" and not one.value and is_there is None:
            document = document.apply(document.remark(f"{one.name}=… set it here or in the environment"))
    return document


def _hosts(document: Document, route: Route, field: str) -> Iterator[str]:
    """Yield the hosts of the URLs in the fields of a name below a place."""
    for below, _, node in walk(document.at(route)):
        url = urls.split(str(node.value)) if below[-1] == field and isinstance(node, Scalar) else None
        if url is not None:
            yield url.host


def host_of(request: Request) -> str:
    """Return the host of a request, also of one that the tool refuses to send."""
    url = urls.split(request.url or request.leads_to or "")
    return url.host if url is not None else ""
