"""How rules are declared, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from configlint.diagnostics import Diagnostic
from configlint.records import Record

#: The modules that hold rules, in the order in which they run.
MODULES = ("file", "reference", "url", "key", "model", "variable")


class Rule(Record):
    """A rule. Of the exclusive ones only the first speaks that has something to say about a value: one cause, one finding."""

    code: str
    name: str
    severity: str
    look: Callable[[Any], Iterator[Diagnostic]]
    about: str
    exclusive: bool

    @property
    def documentation(self) -> str:
        """The rule's documentation, as its docstring has it."""
        return self.look.__doc__ or ""


RULES: dict[str, Rule] = {}


def rule(
    code: str, name: str, severity: str, *, about: str = "connection", exclusive: bool = False
) -> Callable[[Callable[[Any], Iterator[Diagnostic]]], Callable[[Any], Iterator[Diagnostic]]]:
    """Declare the decorated function as a rule about a "file" or a "connection"."""

    def declare(look: Callable[[Any], Iterator[Diagnostic]]) -> Callable[[Any], Iterator[Diagnostic]]:
        RULES[code] = Rule(code, name, severity, look, about, exclusive)
        return look

    return declare


def all_rules() -> list[Rule]:
    """Return every rule in the order in which they run."""
    for module in MODULES:
        import_module(f"configlint.rules.{module}")
    return list(RULES.values())
