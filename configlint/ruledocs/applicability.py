"""Which tools a rule can concern: told by what their profiles say, and by what they make of a base URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from configlint import profiles
from configlint.engine.profile import Profile
from configlint.lint import url_table
from configlint.rules.registry import Rule

#: Keys of which a profile must have one, with anything behind it, for a rule to find something to report.
NEEDS = {
    "invalid-value": ("tables",),
    "key-in-name-field": ("name_fields",),
    "misplaced-key": ("misplaced",),
    "open-proxy": (),
    "removed-option": ("removed",),
    "removed-wire-api": (),
    "reserved-name": (),
    "undefined-provider": ("missing",),
    "unknown-key": ("closed", "instead"),
    "unread-file": ("near_files", "drop"),
    "unread-variable": ("unread_variables",),
}
_HOST = "https://relay.example.com"
#: Base URLs of which a tool must make a request that a rule reports.
PROBES = {
    "duplicate-version": (f"{_HOST}/v1", f"{_HOST}/v1beta"),
    "missing-version": ("https://api.openai.com", "https://generativelanguage.googleapis.com"),
    "foreign-version": (f"{_HOST}/api/paas/v4",),
    "endpoint-in-base": (f"{_HOST}/v1/chat/completions", f"{_HOST}/v1/responses", f"{_HOST}/v1/messages"),
    "endpoint-expected": (f"{_HOST}/v1",),
    "trailing-slash": (f"{_HOST}/v1/", f"{_HOST}/"),
    "query-in-base": (f"{_HOST}/v1?a=b", f"{_HOST}?a=b"),
}


def tools(rule: Rule) -> list[str] | None:
    """Return the ids of the tools that a rule can concern, or None where it may be any."""
    if rule.name not in NEEDS and rule.name not in PROBES:
        return None
    return [name for name in profiles.tools() if _can_concern(rule, profiles.load(name))]


def _can_concern(rule: Rule, profile: Profile) -> bool:
    if rule.name in PROBES:
        return any(
            one.rule is not None and one.rule.code == rule.code
            for base in PROBES[rule.name]
            for one in url_table.join(profile, base)
        )
    needs = NEEDS[rule.name]
    return any(
        (key in needs and value) or (key in ("rule", "missing_rule") and value == rule.name)
        for key, value in _pairs(profile.data)
    )


def _pairs(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield every key of a profile, however deep, with what is behind it."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            yield from _pairs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _pairs(value)
