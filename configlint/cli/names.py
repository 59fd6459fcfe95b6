"""What the shell completes: names of tools, targets, providers and rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def _completer(names: Callable[[], Iterable[str]]) -> Completer:
    """Return what completes one of `names`, also as the last of several that are separated by commas."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
        before, comma, word = incomplete.rpartition(",")
        return [f"{before}{comma}{name}" for name in names() if name.startswith(word)]

    return complete


def _tools() -> Iterable[str]:
    from configlint.catalog.knowledge import Knowledge

    return Knowledge().tools


def _targets() -> Iterable[str]:
    from configlint.catalog.knowledge import Knowledge
    from configlint.convert.files import scopes
    from configlint.convert.outputs.catalog import outputs

    knowledge = Knowledge()
    return [*(name for name in knowledge.tools if scopes(knowledge.profile(name))), *outputs()]


def _providers() -> Iterable[str]:
    from configlint.catalog.knowledge import Knowledge

    return Knowledge().catalog.provider_ids()


def _rules() -> Iterable[str]:
    from configlint.rules.registry import all_rules

    return [name for rule in all_rules() for name in (rule.name, rule.code)]


tools, targets, providers, rules = map(_completer, (_tools, _targets, _providers, _rules))
