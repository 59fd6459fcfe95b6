"""What a tool refuses, less what other findings explain."""

from __future__ import annotations

import os
from collections.abc import Iterator

from configlint.diagnostics.diagnostic import ERROR, Diagnostic, span
from configlint.document.document import Document
from configlint.engine import connections, layers
from configlint.engine.reading import Reading
from configlint.engine.requests import Request, explain
from configlint.engine.values import Place, RefusedError
from configlint.lint.inputs import Group
from configlint.rules.context import Context, Refusal

#: What says that an option has another name or place than the one that the tool looks for.
_MISSPELT = ("unknown-key", "misplaced-key")


def refusals(
    context: Context, reading: Reading, requests: list[Request], group: Group, said: list[Diagnostic]
) -> Iterator[Refusal]:
    """Yield what the tool refuses in a way that is certain and that nothing in `said` explains."""
    documents = [document for document, _ in group]
    reported: set[tuple[str | None, Place]] = set()
    for error, scope, is_active in [*_refused(reading, requests, group), *_refused_here(context, reading, group)]:
        place = error.place or _usual_place(reading, documents)
        if not error.is_certain or place is None or place.document not in documents or (error.rule, place) in reported:
            continue
        if not any(explains(one, error, scope or place) for one in said):
            reported.add((error.rule, place))
            yield Refusal(context, reading.profile, error, place, is_active)


def _refused(
    reading: Reading, requests: list[Request], group: Group
) -> Iterator[tuple[RefusedError, Place | None, bool]]:
    """Yield each refusal with what it is about, and whether that is in use."""
    for error in connections.stops(reading):
        yield error, error.place, True
    for document, match in group:
        for error in layers.missing_options(reading.profile, document, match.layer):
            yield error, error.place, True
    for request in sorted(requests, key=lambda one: not one.active):
        refused = request.refused
        if refused is not None:
            is_about_all = refused.place is None or refused.rule == "missing-option"
            yield refused, (_holder(request) if is_about_all else None) or refused.place, request.active


def _refused_here(
    context: Context, reading: Reading, group: Group
) -> Iterator[tuple[RefusedError, Place | None, bool]]:
    """Yield what the tool refuses with all the files of this machine, where its environment is known.

    What files that were not named could have supplied is known then, too, and so is what these refer to.
    """
    if context.host.environment is None:
        return
    of_user = [layers.layer_of(reading.profile, match.layer).scope == "user" for _, match in group]
    folder = context.host.directory if all(of_user) else group[-1][1].root
    found = layers.read(reading.profile, context.host.replace(directory=folder))
    named = {os.path.abspath(document.path): document for document, _ in group}
    for request in explain(found):
        place = request.obstacle
        document = named.get(os.path.abspath(place.document.path)) if place is not None else None
        if request.refused is not None and request.active and place is not None and document is not None:
            error = request.refused.at(Place(document, place.route))
            yield error, error.place, True


def _holder(request: Request) -> Place | None:
    """Return the outermost table that belongs to a connection alone, or None."""
    for route in request.resolver.bound.routes.values():
        found = request.resolver.reading.tree.find(route)
        return found[0].place if found else None
    return None


def explains(found: Diagnostic, error: RefusedError, scope: Place) -> bool:
    """Return True if a finding says why a tool refuses what is in `scope`."""
    if found.document is not scope.document:
        return False
    if error.rule == "syntax-error":
        return found.severity == ERROR
    if found.rule == error.rule or not scope.route:
        return found.rule == error.rule
    start, end = span(scope)
    entry = scope.entry
    if found.rule == "invalid-value" and _is_about_holder(found, scope):
        return True  # what it is in has the wrong type
    is_inside = (entry.key_start if entry is not None else start) <= found.start <= end
    return is_inside and (found.severity == ERROR or found.rule in _MISSPELT)


def _is_about_holder(found: Diagnostic, place: Place) -> bool:
    """Return True if a finding is about a value that a place is in, or about its key."""
    above = [Place(place.document, place.route[:length]) for length in range(len(place.route) + 1)]
    return any(found.start in (span(one)[0], span(one, key=True)[0]) for one in above)


def _usual_place(reading: Reading, documents: list[Document]) -> Place | None:
    """Return where the tool looks for connections, in one of the documents, for what has no place of its own."""
    for pattern in reading.profile.connections.patterns:
        route = tuple(step for step in pattern[:1] if isinstance(step, str))
        for found in reading.tree.find(route) if route else ():
            if found.place is not None and found.place.document in documents:
                return found.place
    return Place(documents[-1], ()) if documents else None
