"""The guide by symptom, from what `doctor` knows of answers and from the documentation of the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configlint.doctor.steps import STEPS, step_of_rule
from configlint.doctor.verdicts import Symptom, symptoms
from configlint.ruledocs import docstring
from configlint.rules.registry import Rule, all_rules

#: What stands for the facts of a setup in a guide for all.
_NAMES = {
    "host": "the host",
    "address": "the host",
    "owner": "the provider",
    "tool": "the tool",
    "path": "that path",
    "base": "the base URL",
    "as_http": "http:// instead",
    "as_https": "https:// instead",
    "moved_to": "the base URL that the report names",
    "header": "its header",
    "works_at": "another path",
    "works_with": "the base URL that the report names",
    "what": "404 or 405",
    "wire_api": "tool's",
    "other_api": "other",
    "other_header": "another header",
    "model": "of that id",
    "nearest": "Write an id that the host lists; the report names the nearest",
    "location": "another address",
    "status": "this status",
    "proxy": "HTTPS_PROXY",
    "ca_variable": "SSL_CERT_FILE",
    "tool_id": "TOOL",
    "milliseconds": "…",
    "wait": "",
    "twin": "",
    "said": "…",
    "reason": "…",
}
_QUESTIONS = {
    "url": "Where the request goes",
    "key": "The key",
    "model": "The model",
    "wire_api": "The wire API",
    "request": "The request and what is in between",
    "join": "What the tool appends",
}


def lines() -> Iterator[str]:
    """Yield the guide in Markdown, in the order of the questions that `doctor` asks."""
    yield "# My tool answers 401, 404 …"
    yield ""
    yield "`configlint doctor` asks six questions about every tool on the machine, and says what to write where."
    yield "With `--online` it also sends a small request, and explains the answer as below."
    for step in STEPS:
        found = [one for one in symptoms() if one.step == step and one.heading]
        rules = [rule for rule in all_rules() if step_of_rule(rule.code) == step]
        if not found and not rules:
            continue
        yield from ("", f"## {_QUESTIONS[step]}")
        for symptom in found:
            yield from ("", *_section(symptom, rules))
        yield from ("", "What `configlint check` and `doctor` find without sending anything:", "")
        yield from (f"- {_link(rule)}: {docstring.read(rule).summary}" for rule in rules)


def _section(symptom: Symptom, rules: list[Rule]) -> Iterator[str]:
    named = _filled(symptom.says)
    yield f"### {symptom.heading}"
    yield ""
    yield f"{named[:1].upper()}{named[1:]}."
    if symptom.help:
        yield from ("", f"**Do:** {_filled(symptom.help)}.")
    causes = [rule for rule in rules if _names_status(rule, symptom)]
    if causes:
        yield from ("", f"**Causes in files:** {', '.join(map(_link, causes))}.")


def _filled(text: str) -> str:
    """Return a sentence of a symptom with words for all hosts and tools."""
    filled = text.format_map(_NAMES).replace(" (this status)", "")
    return re.sub(r"[:;,]? …|\s+(?=[,;.])", "", filled).strip().rstrip(".")


def _names_status(rule: Rule, symptom: Symptom) -> bool:
    """Return True if a rule's documentation names a status of a symptom."""
    statuses = set(re.findall(r"\b[45]\d\d\b", symptom.heading))
    return bool(statuses & set(re.findall(r"\b[45]\d\d\b", docstring.read(rule).why)))


def _link(rule: Rule) -> str:
    return f"[{rule.code} {rule.name}](rules/{rule.name}.md)"
