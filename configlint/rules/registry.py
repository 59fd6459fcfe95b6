"""How rules are declared, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TypeVar

from configlint.records import Record
from configlint.rules.context import Finding

#: The modules that hold rules, in the order in which they run.
MODULES = (
    *("file", "content", "reference", "url", "host", "endpoint", "key", "model", "variable", "container"),
    *("leak", "ignore"),
)


Look = TypeVar("Look", bound=Callable[..., Iterator[Finding]])


class Rule(Record):
    """A rule.

    Of the exclusive ones only the first that has something to say about a value speaks: one cause, one finding.
    `fix` tells how safe its fixes usually are; empty when it has none. What one `depends` on is more than the file:
    other files, the environment, the machine. `since` is the version that brought it.
    """

    code: str
    name: str
    severity: str
    look: Callable[..., Iterator[Finding]]
    about: str
    exclusive: bool
    fix: str
    depends: bool
    since: str

    @property
    def documentation(self) -> str:
        """The rule's documentation, as its docstring has it."""
        return self.look.__doc__ or ""


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    severity: str,
    *,
    about: str = "connection",
    exclusive: bool = False,
    fix: str = "",
    depends: bool = False,
    since: str = "0.1",
) -> Callable[[Look], Look]:
    """Declare the decorated function as a rule about a "file", a "connection", a variable that is "shared" by several
    tools, or a "comment" that silences rules.
    """

    def declare(look: Look) -> Look:
        RULES[code] = Rule(code, name, severity, look, about, exclusive, fix, depends, since)
        return look

    return declare


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule in the order in which they run."""
    for module in MODULES:
        import_module(f"configlint.rules.{module}")
    return tuple(RULES.values())


@cache
def rules_about(what: str) -> tuple[Rule, ...]:
    """Return the rules about a "file", a "connection", and so on: see `rule`."""
    return tuple(one for one in all_rules() if one.about == what)
