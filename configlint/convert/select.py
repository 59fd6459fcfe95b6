"""Which setup is rewritten, and for which tools."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from typing import Any

from configlint import profiles
from configlint.convert.conversion import Conversion, convert, scopes
from configlint.convert.source import ConversionError, Setup, of_request
from configlint.document.document import Document
from configlint.engine import layers, requests, urls
from configlint.engine.reading import Machine, Reading
from configlint.engine.requests import Request
from configlint.lint import readings as explaining
from configlint.lint.discovery import Gatherer
from configlint.profiles.recognition import VARIABLES, Match
from configlint.secrets import redaction


def setups(
    source: str | None, tool: str | None, machine: Machine, *, everything: bool, besides: Collection[str] = ()
) -> list[Setup]:
    """Return the setup to rewrite: of the file `source`, or what is found on this machine, but not of tools `besides`.

    With `everything` all connections of that tool, the active one last. Raises ConversionError when there is none, or
    more than one tool has one.
    """
    readings = list(_of_file(source, tool, machine) if source is not None else _found(tool, machine))
    active = {one.profile.id: pair for one in readings if (pair := _active(one)) is not None}
    if source is None and tool is None:
        active = {name: pair for name, pair in active.items() if name not in besides}
    if not active:
        raise ConversionError(_why_none(readings, source))
    if source is not None and len({_origin(request) for _, request in active.values()}) == 1:
        # A .env that several programs may read says the same to all of them, but for what most append.
        urls_sent = [request.url for _, request in active.values()]
        usual = max(urls_sent, key=urls_sent.count)
        active = dict([next(one for one in active.items() if one[1][1].url == usual)])
    if len(active) > 1:
        choices = "".join(
            f"\n  --from {name}  {redaction.safe_url(request.url or '')}" for name, (_, request) in active.items()
        )
        raise ConversionError(f"several tools have a setup here; choose one:{choices}")
    reading, request = next(iter(active.values()))
    others = [one for one in requests.requests_of(reading) if one.url and one.connection != request.connection]
    if everything:
        return [of_request(reading, one).replace(further_models=()) for one in (*others, request)]
    return [of_request(reading, request)]


def targets(names: str, source: str) -> list[str]:
    """Return the tools that a comma list names; `all` are those that configlint can write for, but the source."""
    if names != "all":
        return [name.strip() for name in names.split(",") if name.strip()]
    return [tool for tool in profiles.tools() if scopes(profiles.load(tool)) and tool != source]


def convert_all(
    found: list[Setup], tools: list[str], machine: Machine, **options: Any
) -> tuple[list[Conversion], list[str]]:
    """Rewrite setups for several tools. Returns the results, and why others could not be made."""
    results: list[Conversion] = []
    failures: list[str] = []
    drafts: dict[str, Document] = {}
    for tool in tools:
        result = None
        try:
            for setup in found:
                result = convert(setup, profiles.load(tool), machine, earlier=result, drafts=drafts, **options)
        except ConversionError as error:
            failures.append(f"{tool}: {error}")
        else:
            if result is not None:
                results.append(result)
                drafts[result.after.path] = result.after
    return results, failures


def _of_file(source: str, tool: str | None, machine: Machine) -> Iterator[Reading]:
    """Yield what the tools make of a file. Variables count as unknown: a key that is not set here may be elsewhere."""
    machine = machine.replace(environment=None)
    gatherer = Gatherer(machine, tool)
    gatherer.add(source)
    for failure in gatherer.files.failures:
        raise ConversionError(failure)
    if gatherer.files.unknown:
        raise ConversionError(f"{source} is no config file of a known tool; --from TOOL says whose it is")
    subjects = [one.replace(matches=list(map(_as_the_users_own, one.matches))) for one in gatherer.files.subjects]
    yield from explaining.of_files(subjects, machine)


def _as_the_users_own(match: Match) -> Match:
    """Read a project's file as the user's own, of which a tool may take more: who converts a file means all of it."""
    layers_of = profiles.load(match.tool).layers
    spec = layers_of[match.layer] if match.layer != VARIABLES else {}
    if spec.get("scope") != "project" or not spec.keys() & {"drop", "keep"}:
        return match
    name = os.path.basename(str(spec["path"]))
    for number, layer in enumerate(layers_of):
        if layer.get("scope") == "user" and os.path.basename(str(layer.get("path"))) == name:
            return match.replace(layer=number)
    return match


def _found(tool: str | None, machine: Machine) -> Iterator[Reading]:
    for reading in explaining.discovered(machine, tool):
        refused = any(one.active and one.refused is not None for one in requests.explain(reading))
        # it may only lack a key that is set in another shell
        yield layers.read(reading.profile, machine.replace(environment=None)) if refused else reading


def _active(reading: Reading) -> tuple[Reading, Request] | None:
    """Return the active request; of a file that has one but does not choose it (a variable does), that one."""
    found = [one for one in requests.explain(reading) if one.url]
    active = next((one for one in found if one.active), None)
    written = [one for one in found if one.base_url is not None and one.base_url.written is not None]
    if len(written) == 1 and active not in written and reading.is_static:
        active = written[0]
    return (reading, active) if active is not None else None


def _origin(request: Request) -> str:
    url = urls.split(request.url or "")
    return url.origin if url is not None else ""


def _why_none(readings: list[Reading], source: str | None) -> str:
    reasons = [one.refused.message for reading in readings for one in requests.explain(reading) if one.refused]
    if reasons:
        return f"the setup does not work as it is: {reasons[0]}"
    where = f"in {source}" if source is not None else "on this machine (no tool that is known has one)"
    return f"there is no setup {where} whose request is known"
