"""`configlint doctor`."""

from __future__ import annotations

import os
import sys

import click

from configlint.cli import options
from configlint.cli.session import Failure, Session
from configlint.doctor.examine import SHELL, Examination
from configlint.doctor.machine import examined
from configlint.lint.inputs import Input
from configlint.lint.selection import Selection


@click.command("doctor", cls=options.FixingCommand)
@click.argument("tools", nargs=-1, metavar="[TOOL]...")
@options.fixes("Apply safe fixes, as check --fix does, and look again; --fix=all also those that you should review.")
@click.option("--online", is_flag=True, help="Also send a small request to the host of each connection.")
@options.format_of("what was found", "json")
@options.color
@options.configuration
def command(tools: tuple[str, ...], fix: str | None, online: bool, output: str, color: str) -> None:
    """Find out why a tool does not work on this machine.

    Looks for the tools that are here (program on PATH, package of the project, config files), reads their files and
    this shell's variables as they do, and asks six questions about each connection they would use: the URL and its /v1,
    the key, the model, the wire API, the request, and what the tool appends. No tool is run, and nothing is sent unless
    --online is given: then a list of models and a generation of a few tokens are asked for, with the key that the tool
    would send, and only at hosts that the configuration names.

    \b
    Example:
      configlint doctor codex
    """
    session = Session(color, with_environment=True)
    for tool in tools:
        session.known_tool(tool)
    selection = session.selection(None, None, None, None)
    found = _examined(tools, session, selection)
    if fix and _fixed(found, session, selection, fix):
        found = _examined(tools, session, selection)
    if online:
        found = [_asked(one, session) for one in found]
    from configlint.report import doctor

    if output == "json":
        session.out.json(doctor.as_json(found))
    else:
        doctor.report(found, session.host, session.out, in_full=bool(tools))
    sys.exit(1 if any(one.problems for one in found) else 0)


def _examined(tools: tuple[str, ...], session: Session, selection: Selection) -> list[Examination]:
    """Return what there is to say about the named tools, or those that are here, and let the output mask their keys."""
    knowledge = session.knowledge
    found = examined(tools, knowledge, session.redactors.of(knowledge), session.host, selection)
    session.show([document for one in found for document in one.reading.documents])
    return found


def _asked(one: Examination, session: Session) -> Examination:
    """Ask the hosts of a tool's connections, each endpoint once."""
    try:
        from configlint.doctor import online
    except ModuleNotFoundError as error:
        raise Failure(f"--online needs {error.name}: pip install 'configlint[online]'") from None
    checkups = []
    known: dict[object, online.Online] = {}
    for checkup in one.checkups:
        not_asked = online.why_not(checkup)
        if not_asked:
            checkups.append(checkup.replace(not_asked=not_asked))
            continue
        request = checkup.request
        key = (request.leads_to, request.headers, request.model)
        if key not in known:
            for header in request.headers:
                session.out.gate.hide(header.text or "")
            session.out.remark(f"{one.profile.name}: sending {online.announced(checkup)}")
            known[key] = online.ask(checkup)
        checkups.append(online.with_answers(checkup, known[key]).replace(online=known[key]))
    return one.replace(checkups=tuple(checkups))


def _fixed(found: list[Examination], session: Session, selection: Selection, fix: str) -> bool:
    """Apply the fixes of the problems that are as safe as `fix` says. Return True if something was written."""
    from configlint import api  # with all that finds and fixes

    inputs: dict[str, Input] = {}
    for one in found:
        findings = [step.finding for checkup in one.checkups for step in checkup.problems]
        paths = {finding.document.path for finding in findings if finding is not None and finding.fix is not None}
        for path in sorted(paths - {SHELL} - inputs.keys()):
            files = session.files((path,), one.presence.tool, respect_gitignore=False)
            inputs.update((os.path.abspath(item.path), item) for item in files.inputs)
    workspace = api.Workspace(
        list(inputs.values()),
        session.host,
        lambda findings, documents: selection.of(findings, documents, with_environment=True),
    )
    before, after = workspace.fix(api.SAFETIES[fix])
    session.show([item.document for item in after.inputs])
    failures: list[str] = []
    after, backups = workspace.write(before, after, failures)
    if after.fixed:
        from configlint.report import fixed

        for line in fixed.text(after.fixed, backups, session.out):
            session.out.remark(line)
    session.complain(failures)
    return bool(after.fixed)
