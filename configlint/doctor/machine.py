"""A machine -> what there is to say about each tool on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import Diagnostic
from configlint.doctor import containers, presence
from configlint.doctor.examine import Examination, examine, shell_of
from configlint.engine.host import Host
from configlint.lint.selection import Selection, unsuppressed
from configlint.rules.context import Context
from configlint.secrets.redaction import Redactor


def examined(
    tools: Sequence[str], knowledge: Knowledge, redactor: Redactor, host: Host, selection: Selection
) -> list[Examination]:
    """Return what the tools with these ids, or without any those that are here, read and would send.

    `redactor` is that of the output, so that keys are searched for once. `selection` leaves out the findings that the
    user ignores.
    """
    environment = host.environment or {}
    context = Context(knowledge, redactor, host.replace(shell=shell_of(environment)))
    here = presence.present(knowledge, host)
    wanted = [presence.of_tool(tool, knowledge, host) for tool in tools] or here
    readers = knowledge.index.variables
    known = {one.tool for one in here}
    read = [name for name in environment if not known.isdisjoint(readers.get(name, ()))]

    def selected(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Leave out what comments and configurations ignore."""
        return selection.of(unsuppressed(findings), (), with_environment=True)

    found = [examine(one, context, selected, read) for one in wanted]
    if not tools:
        found += containers.of_project(context, selected)
    if not tools and not any(one.is_set_up for one in found):
        found += [examine(one, context, selected, read) for one in presence.assumed(knowledge, host)]
    return found
