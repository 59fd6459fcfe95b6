"""Everything that is known about a rule, for a page about it."""

from __future__ import annotations

from configlint.catalog.knowledge import Knowledge
from configlint.records import Record
from configlint.ruledocs import applicability, docstring, examples
from configlint.ruledocs.docstring import Example
from configlint.rules.registry import Rule


class Shown(Record):
    """An example, the request that its tool would send ("" for none), and what the rule says about it.

    `name` is what people call the tool, `says` is a line for each finding, `write` what it says to write instead.
    """

    tool: str
    name: str
    files: dict[str, str]
    request: str
    says: list[str]
    write: str


class Page(Record):
    """What is known about a rule, texts as in its documentation. `tools` it can concern; None where it may be any."""

    rule: Rule
    summary: str
    details: str
    why: str
    fix: str
    bad: Shown | None
    good: Shown | None
    tools: list[str] | None


def page(rule: Rule, knowledge: Knowledge) -> Page:
    """Return what is known about a rule; its examples are run for it."""
    text = docstring.read(rule)
    bad, good = _shown(rule, knowledge, text.bad), _shown(rule, knowledge, text.good)
    return Page(rule, text.summary, text.details, text.why, text.fix, bad, good, applicability.tools(rule, knowledge))


def _shown(rule: Rule, knowledge: Knowledge, example: Example | None) -> Shown | None:
    if example is None:
        return None
    outcome = examples.run(example, knowledge)
    found = [one for one in outcome.diagnostics if one.code == rule.code]
    lines = [f"{one.position[0]}:{one.position[1]}: {one.severity}: {examples.shown(one.message)}" for one in found]
    request = next((one.request for one in found if one.request), outcome.request)
    write = next((one.write for one in found if one.write), "")
    files = {path: examples.shown(text) for path, text in example.files.items()}
    name = knowledge.profile(example.tool).name if example.tool in knowledge.tools else "several tools"
    return Shown(example.tool, name, files, request, lines, write)
