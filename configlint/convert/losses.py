"""A setup and the request of its conversion -> notes on what is lost, and on what the host must serve."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from configlint.convert.endpoint import Destination
from configlint.convert.plan import Note, Plan, further_models, is_one_of_several, lists_models, written
from configlint.convert.reference import reference_of
from configlint.convert.source import Limits, Source, text_of
from configlint.diagnostics.diagnostic import NOTE, WARNING
from configlint.engine import minimal, routes, urls
from configlint.engine.model import Profile
from configlint.engine.requests import Request
from configlint.engine.target import TargetKind

#: How notes begin that list what the target does not get.
NOT_CONVERTED = "not converted: "


def losses(
    source: Source, profile: Profile, kind: TargetKind, request: Request, destination: Destination, plan: Plan
) -> Iterator[Note]:
    """Yield a note for every part of a setup that is missing from what the target was seen to send."""
    name = profile.name
    if request.wire_api and request.wire_api != source.wire_api:
        message = f"{name} speaks the {request.wire_api} API, "
        message += (
            f"and {source.host} must answer: {_curl(source, request, plan)}"
            if destination.is_assumed
            else f"which {source.host} serves"
        )
        yield Note(WARNING if destination.is_assumed else NOTE, "wire_api", message)
    if destination.also:
        plans = " or ".join(one.name for one in destination.also)
        own = source.provider.name if source.provider is not None else source.host
        yield Note(WARNING, "plan", f"the address is that of the {own}; {plans} has another one for this API")
    if kind.note:
        yield Note(WARNING, "next step", kind.note)
    yield from _lost_headers(source, kind, request, name)
    yield from _lost_query(source, request, name)
    yield from _lost_numbers(source, kind, plan, name)
    yield from _lost_models(source, kind, request, name)
    yield from _lost_labels(source, kind, name)
    yield from _listing(
        "other settings", NOT_CONVERTED, [one for one in source.leftovers if not _is_obvious(one, source)]
    )
    if source.others and is_one_of_several(kind):
        names = ", ".join(source.others)
        yield Note(NOTE, "other connections", f"{NOT_CONVERTED}{names}; --all converts them as well")
    else:
        yield from _listing("other connections", NOT_CONVERTED, source.others)
    yield from _listing("other connections", NOT_CONVERTED, source.unreachable)
    if source.mcp:
        yield Note(NOTE, "MCP servers", f"{NOT_CONVERTED}{', '.join(source.mcp)} (--mcp takes them along)")


def joined(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return the notes, each once; those that list something of the same kind as one."""
    kinds: dict[Note, list[str]] = {}
    for one in notes:
        kinds.setdefault(one.with_listed(()), []).extend(one.listed)
    return tuple(one.with_listed(listed) for one, listed in kinds.items())


def _listing(field: str, lead: str, listed: Collection[str]) -> Iterator[Note]:
    if listed:
        yield Note(NOTE, field, lead).with_listed(listed)


def _is_obvious(path: str, source: Source) -> bool:
    """Return True for a setting of a connection that only repeats its model."""
    *above, last = routes.parse(path)
    return bool(above) and str(last) in ("name", "id", "model", *source.models)


def _lost_headers(source: Source, kind: TargetKind, request: Request, name: str) -> Iterator[Note]:
    sent = {header.lower(): value for header, value in request.free_headers}
    for header, wanted in source.headers:
        value = sent.get(header.lower())
        if value is None:
            shown = f" ({wanted.name})" if wanted.kind in ("env", "file") else ""
            reason = "its value may be a secret" if wanted.kind == "literal" else f"{name} takes no such reference"
            can = any(entry.content == "headers" for entry in kind.entries)
            yield Note(
                WARNING,
                f"header {header}{shown}",
                f"not copied, because {reason}" if can else f"{name} cannot send custom headers here",
            )
        elif wanted.kind == "literal" and reference_of(value).kind == "literal" and value.text != wanted.text:
            yield Note(WARNING, f"header {header}", "kept as it was in the target, where it has another value")


def _lost_query(source: Source, request: Request, name: str) -> Iterator[Note]:
    sent = urls.split(request.url or "")
    pairs = (sent.query or "").split("&") if sent is not None else []
    lost = [key for key, value in source.query if f"{urls.form_encode(key)}={urls.form_encode(value)}" not in pairs]
    needless = {one.api_version.parameter for one in source.providers if one.api_version is not None}
    lost = [key for key in lost if key not in needless]
    if lost:
        yield Note(WARNING, "query", f"{name} cannot send query parameters here: {', '.join(lost)}")


def _lost_numbers(source: Source, kind: TargetKind, plan: Plan, name: str) -> Iterator[Note]:
    contents = {entry.content for entry in kind.entries}
    values = "".join(written(entry.value) for entry in kind.entries if all(plan.has(need) for need in entry.needs))
    for field, value in (("timeout", source.timeout_ms), ("retries", source.retries)):
        if value is not None and field not in contents:
            shown = f"{value} ms" if field == "timeout" else value
            yield Note(NOTE, field, f"{name} has no such setting for a connection ({shown})")
    limits = source.limits.get(source.model or "", Limits())
    for field, placeholder, tokens in (
        ("context window", "{context_window", limits.context_window),
        ("output limit", "{max_output", limits.max_output),
    ):
        if tokens is not None and placeholder not in values:
            yield Note(WARNING, field, f"{name} has no setting for it here: {tokens} tokens for {source.model}")
        elif tokens is None and f"{placeholder}:-" in values:
            yield Note(WARNING, field, f"{name} wants one, and this setup has none: check the one written")


def _lost_models(source: Source, kind: TargetKind, request: Request, name: str) -> Iterator[Note]:
    others = further_models(source, kind)
    if others and not any(map(lists_models, kind.entries)):
        yield from _listing("models", f"{name} supports only one here; omitted: ", others)
    if source.model is None:
        yield Note(NOTE, "model", f"no model is set: choose one when you start {name}")
    takes_small = any("{small_model" in written(entry.value) for entry in kind.entries)
    small = source.small_model
    if small and takes_small and text_of(request.resolver, "small_model") not in (None, small):
        yield Note(WARNING, "small model", f"{name} uses another one than {small}")


def _lost_labels(source: Source, kind: TargetKind, name: str) -> Iterator[Note]:
    values = "".join(written(entry.value) + written(entry.path) for entry in kind.entries)
    if source.labels and not any(one in values for one in ("{label", "{model_label", "{model_name")):
        yield from _listing("display names", f"{name} has no setting for them here: ", list(source.labels.values()))


def _curl(source: Source, request: Request, plan: Plan) -> str:
    """Return a command to test whether the endpoint answers. The key in it is a shell variable."""
    names = (one.name for one in plan.environment if one.action == "set" and not one.value)
    variable = next((name for name in names if name not in plan.assumed), "API_KEY")
    shown = source.key.text if source.key.is_dummy else f"${variable}"
    keys = [one for one in request.headers if one.name.lower() not in request.free_header_names]
    headers = [(one.name, f"{one.scheme} {shown}" if one.scheme else shown) for one in keys]
    headers += minimal.own_headers(request.wire_api).items()
    return minimal.curl(request.url or "", headers, minimal.body(request.wire_api, source.model or "MODEL"))
