"""The user's choice of files and tools -> which setup is converted, and for which tools."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator

from configlint.convert.conversion import Conversion, Options, convert, scopes
from configlint.convert.source import ConversionError, Source, source_of
from configlint.document.document import Document
from configlint.engine import layers, requests, urls
from configlint.engine.layers import VARIABLES
from configlint.engine.reading import Reading
from configlint.engine.requests import Request
from configlint.lint import readings
from configlint.lint.inputs import Input
from configlint.profiles.recognition import Match
from configlint.rules.context import Context


def sources(
    inputs: list[Input] | None,
    tool: str | None,
    context: Context,
    *,
    everything: bool,
    besides: Collection[str] = (),
) -> list[Source]:
    """Return the setup to convert: the one in the file with these inputs, or (None) one found on this machine.

    `tool` is the tool whose setup is used; setups of the tools in `besides` are not searched for. With `everything`,
    all connections of that tool are returned, the active one last. Raises ConversionError if no tool or several tools
    have a setup.
    """
    found = list(_of_file(inputs, context) if inputs is not None else _found(tool, context))
    active = {one.profile.id: pair for one in found if (pair := _active(one)) is not None}
    if inputs is None and tool is None:
        active = {one: pair for one, pair in active.items() if one not in besides}
    if not active:
        raise ConversionError(_why_none(found, inputs[0].document.path if inputs else ""))
    if inputs is not None and len({_origin(request) for _, request in active.values()}) == 1:
        # A .env that several programs may read means the same for all of them, except for the path they append.
        urls_sent = [request.url for _, request in active.values()]
        usual = max(urls_sent, key=urls_sent.count)
        active = dict([next(one for one in active.items() if one[1][1].url == usual)])
    if len(active) > 1:
        choices = "".join(f"\n  --from {one}  {request.url or ''}" for one, (_, request) in active.items())
        raise ConversionError(f"several tools have a setup here; choose one:{choices}")
    reading, request = next(iter(active.values()))
    others = [one for one in requests.requests_of(reading) if one.url and one.connection != request.connection]
    if everything:
        return [source_of(context, reading, one).replace(further_models=()) for one in (*others, request)]
    return [source_of(context, reading, request)]


def targets(names: str, source: str, context: Context) -> list[str]:
    """Return the tools in a comma-separated list; `all` means every tool configlint can write, except the source."""
    if names != "all":
        return [name.strip() for name in names.split(",") if name.strip()]
    knowledge = context.knowledge
    return [tool for tool in knowledge.tools if scopes(knowledge.profile(tool)) and tool != source]


def convert_all(
    found: list[Source], tools: list[str], context: Context, options: Options
) -> tuple[list[Conversion], list[str]]:
    """Convert setups for several tools. Return the results, and why the other conversions failed."""
    results: list[Conversion] = []
    failures: list[str] = []
    drafts: dict[str, Document] = {}
    for tool in tools:
        result = None
        profile = context.knowledge.profile(tool)
        try:
            for source in found:
                result = convert(source, profile, context, options, earlier=result, drafts=drafts)
        except ConversionError as error:
            failures.append(f"{tool}: {error}")
        else:
            if result is not None:
                results.append(result)
                drafts[result.after.path] = result.after
    return results, failures


def _of_file(inputs: list[Input], context: Context) -> Iterator[Reading]:
    """Yield what the tools read in a file. Variables are unknown: a key that isn't set here may be set elsewhere."""
    own = [one.replace(matches=[_as_the_users_own(match, one) for match in one.matches]) for one in inputs]
    yield from readings.of_files(own, context.host.replace(environment=None))


def _as_the_users_own(match: Match, item: Input) -> Match:
    """Read a project's file as a user file, of which a tool may accept more: the whole file is to be converted."""
    if match.layer == VARIABLES:
        return match
    profile = item.knowledge.profile(match.tool)
    layer = profile.layers[match.layer]
    if layer.scope != "project" or not layer.drop:
        return match
    names = {os.path.basename(str(path)) for path in layer.paths}
    for other in profile.layers:
        if other.scope == "user" and names & {os.path.basename(_shown(path)) for path in other.paths}:
            return match.replace(layer=other.number)
    return match


def _shown(path: object) -> str:
    return path if isinstance(path, str) else getattr(path, "source", "")


def _found(tool: str | None, context: Context) -> Iterator[Reading]:
    for reading in readings.discovered(context.knowledge, context.host, tool):
        refused = any(one.active and one.refused is not None for one in requests.explain(reading))
        # it may only lack a key that is set in another shell
        yield layers.read(reading.profile, context.host.replace(environment=None)) if refused else reading


def _active(reading: Reading) -> tuple[Reading, Request] | None:
    """Return the active request, or the only one that the file configures even if a variable chooses another."""
    found = [one for one in requests.explain(reading) if one.url]
    active = next((one for one in found if one.active), None)
    written = [one for one in found if one.base_url is not None and one.base_url.written is not None]
    if len(written) == 1 and active not in written and reading.is_static:
        active = written[0]
    return (reading, active) if active is not None else None


def _origin(request: Request) -> str:
    url = urls.split(request.url or "")
    return url.origin if url is not None else ""


def _why_none(found: list[Reading], name: str) -> str:
    reasons = [one.refused.message for reading in found for one in requests.explain(reading) if one.refused]
    if reasons:
        return f"the setup does not work as it is: {reasons[0]}"
    where = f"in {name}" if name else "on this machine (no tool that is known has one)"
    return f"there is no setup {where} whose request is known"
