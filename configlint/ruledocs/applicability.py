"""Which tools a rule can concern, by what their profiles say and by what they make of a base URL."""

from __future__ import annotations

from collections.abc import Iterable

from configlint.catalog.knowledge import Knowledge
from configlint.engine.host import Host
from configlint.engine.model import Profile
from configlint.lint.url_table import url_rows
from configlint.rules.context import Context
from configlint.rules.registry import Rule
from configlint.secrets.redaction import Redactor


def tools(rule: Rule, knowledge: Knowledge) -> list[str] | None:
    """Return the ids of the tools that a rule can concern, or None if it may be any."""
    if not rule.uses and not rule.probes:
        return None
    context = Context(knowledge, Redactor(knowledge), Host("/", "/"))
    return [tool for tool in knowledge.tools if _can_concern(rule, knowledge.profile(tool), context)]


def _can_concern(rule: Rule, profile: Profile, context: Context) -> bool:
    if any(part in _parts(profile) for part in rule.uses):
        return True
    rows = (row for base in rule.probes for row in url_rows(context, context.knowledge.url_kinds(profile.id), base))
    return any(row.rule is not None and row.rule.code == rule.code for row in rows)


def _parts(profile: Profile) -> set[str]:
    """Return the parts that a profile has, by the names that `Rule.uses` gives them."""
    tables = [table for layer in profile.layers for table in layer.tables]
    refusals = [*profile.refusals, *(one for kind in profile.requests for one in kind.refusals)]
    has_corrections = any(table.is_closed or table.replace_with or table.advice for table in tables)
    return {
        *_if("name_fields", profile.name_fields),
        *_if("tables", tables),
        *_if("tables:closed", has_corrections),
        *_if("near_files", profile.near_files),
        *_if("layers:drop", any(layer.drop for layer in profile.layers)),
        *_if("unread_variables", profile.unread_variables),
        *_if("containers", profile.containers is not None),
        *_if("mcp", profile.mcp is not None),
        *_by_rule("removed", (one.rule for one in profile.removed)),
        *_by_rule("misplaced", (one.rule for one in profile.misplaced)),
        *_by_rule("refusals", (one.rule for one in refusals)),
        *_by_rule("missing", [profile.connections.missing_rule] if profile.connections.missing is not None else []),
    }


def _if(name: str, present: object) -> list[str]:
    return [name] if present else []


def _by_rule(name: str, rules: Iterable[str]) -> set[str]:
    return {f"{name}:{rule}" for rule in rules if rule}
