"""Files of the project that set up containers -> what is wrong with what the tools in these get."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from configlint.diagnostics.diagnostic import NOTE, Diagnostic
from configlint.doctor.examine import Examination
from configlint.doctor.presence import Presence
from configlint.doctor.steps import Step, by_words, problem, step_of_rule
from configlint.document.document import Document
from configlint.engine import layers
from configlint.lint.inputs import Input, input_of, matches_of
from configlint.rules.context import Context

#: Rules about what is shared with others, which are no reason why something does not work.
_NO_CAUSE = ("SEC", "IGN", "MCP")


def of_project(context: Context, selected: Callable[[Iterable[Diagnostic]], list[Diagnostic]]) -> Iterator[Examination]:
    """Yield an examination for each file in the current folder that sets up containers with tools that are known.

    `selected` leaves out the findings that the user ignores.
    """
    host, knowledge = context.host, context.knowledge
    for item in _files(context):
        from configlint.convert.inputs.containers import of_containers
        from configlint.lint.linter import Linter

        inner = list(of_containers(item, host.replace(environment=None)))
        if not inner:
            continue
        certain = {match.tool for one in inner for match in one.matches}
        causes = [one for one in Linter(host).check([item]) if not one.code.startswith(_NO_CAUSE)]
        profile = knowledge.profile(item.matches[0].tool)
        yield Examination(
            Presence(profile.id, files=(item.document.path,)),
            layers.read(profile, host),
            (),
            True,
            tuple(_as_step(one) for one in selected(causes) if one.severity != NOTE),
            tuple(sorted(knowledge.profile(tool).name for tool in certain)) or ("a program",),
        )


def _files(context: Context) -> Iterator[Input]:
    host, knowledge = context.host, context.knowledge
    for name in sorted(host.files.names(host.directory)):
        path = os.path.join(host.directory, name)
        matches = matches_of(path, knowledge, host, None, named=False)
        profiles = [knowledge.profile(one.tool) for one in matches if one.tool not in knowledge.footprints]
        document = None
        if any(one.containers is not None and not one.containers.is_whole_file for one in profiles):
            document = Document.found(path, layers.DIALECTS[profiles[0].layers[0].format][0], host.files)
        item = input_of(document, path, knowledge, host, None, named=False) if document is not None else None
        if item is not None and item.matches:
            yield item


def _as_step(one: Diagnostic) -> Step:
    return problem(one, step_of_rule(one.code) or by_words(one))
