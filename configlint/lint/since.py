"""Which versions of a tool a finding applies to."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from configlint.document.document import Document
from configlint.engine.model import Profile
from configlint.lint.evaluate import Reported, evaluate
from configlint.profiles.recognition import Match, in_version
from configlint.rules.context import Context
from configlint.rules.registry import PRECEDENCE, REFUSAL, precedence, rule_of

#: Rules whose findings hold in any version: who can read a file does not depend on what the tool makes of it.
_UNDATED = frozenset({"readable-secret"})


def _asked(profile: Profile, reports: list[Reported]) -> Collection[str] | None:
    """Return the rules on which it depends if an older version gives the same reports; None for all.

    All have to be asked where a report stands for what others say: what a tool refuses is reported unless another
    finding explains it, and of several alternatives one with nothing wrong excuses the others.
    """
    names = {one.diagnostic.rule for one in reports}
    if profile.connections.is_chosen_by_code or any(rule_of(one.diagnostic.code).about == REFUSAL for one in reports):
        return None
    last = max((precedence(name) for name in names if name in PRECEDENCE), default=0)
    return names | set(PRECEDENCE[:last])


def dated(context: Context, reports: list[Reported], document: Document, match: Match) -> Iterator[Reported]:
    """Add the version to findings that do not apply to older versions of the tool; where one version is known to be in
    use, to those that do not apply to the newest.
    """
    since: dict[tuple[str, int, int], str] = {}
    applying = {one.key for one in reports if one.diagnostic.rule not in _UNDATED}
    profile, boundaries = context.knowledge.profile(match.tool), context.knowledge.index.versions.get(match.tool, ())
    asked, name = _asked(profile, reports), profile.name

    def keys_in(version: str) -> set[tuple[str, int, int]]:
        other = in_version(context.knowledge, match, version)
        group = [(document, other)] if other is not None else []
        return {one.key for one in evaluate(context, group, only=asked)} if group else set()

    if match.version:
        newest = keys_in("")
        for one in reports:
            yield one if one.key in newest else _remarked(one, f"in {name} {match.version}")
        return
    for version in ["0", *reversed(boundaries)] if boundaries and applying else []:
        there = applying & keys_in(version)
        if version == "0":
            applying -= there  # what applies to the oldest version, too, has no date
        else:
            applying = there
            since |= dict.fromkeys(applying, version)
        if not applying:
            break
    for one in reports:
        first = since.get(one.key, "0")
        if first == "0" or first in one.diagnostic.message:
            yield one
            continue
        yield _remarked(one, f"since {name} {first}")


def _remarked(one: Reported, versions: str) -> Reported:
    text = one.diagnostic.help
    remark = f"{text} ({versions})" if text else f"This applies {versions}"
    return one.replace(diagnostic=one.diagnostic.replace(help=remark))
