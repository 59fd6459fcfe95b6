"""Since which version of a tool a finding holds."""

from __future__ import annotations

from collections.abc import Iterator

from configlint.document.document import Document
from configlint.lint.evaluate import Reported, evaluate
from configlint.profiles.recognition import Match
from configlint.rules.context import Context


def dated(context: Context, reports: list[Reported], document: Document, match: Match) -> Iterator[Reported]:
    """Add to what older versions of the tool do not stumble over since which version it holds."""
    since: dict[tuple[str, int, int], str] = {}
    holding = {one.key for one in reports}
    boundaries = context.knowledge.index.versions.get(match.tool, ())
    for version in ["0", *reversed(boundaries)] if boundaries else []:
        older = match.replace(tool=f"{match.tool}@{version}")
        there = holding & {one.key for one in evaluate(context, [(document, older)])}
        if version == "0":
            holding -= there  # what the oldest version stumbles over has no date
        else:
            holding = there
            since |= dict.fromkeys(holding, version)
        if not holding:
            break
    for one in reports:
        first = since.get(one.key, "0")
        if first == "0" or first in one.diagnostic.message:
            yield one
            continue
        name = context.knowledge.profile(match.tool).name
        remark = f"{one.diagnostic.help} (since {name} {first})".strip()
        yield one.replace(diagnostic=one.diagnostic.replace(help=remark))
